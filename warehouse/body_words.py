"""The words of bodies, as the search for near-copies reads them.

Editorial decisions. A word is read in lower case and without punctuation. Passages are sentences, or each forty words
of a longer one. A figure begins with a digit. A name has a capital and doesn't begin a sentence, so that no list of
names is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

MIN_BODY_WORDS = 12
PASSAGE_WORDS = 40
TEXTS_AT_A_TIME = 10_000  # as lists of words they take much memory
TOKENS = r"\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{N}]+|[.!?…]"

_SEED = 1
_FACTORS = np.array([1, 0x9E3779B1, 0x85EBCA6B], dtype=np.uint64)
_SENTENCE_ENDS = [".", "!", "?", "…"]

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Bodies:
    """The words of n bodies in order, one body after the other.

    Attributes:
        starts: where the words of each body start; n + 1 places.
        word: a hash of each word in lower case.
        passage: the number of its passage within all bodies; 32 bits, since there is one for each word.
        figure: whether it begins with a digit.
        name: whether it has a capital and doesn't begin a sentence.
    """

    starts: Rows
    word: NDArray[np.uint64]
    passage: NDArray[np.int32]
    figure: NDArray[np.bool_]
    name: NDArray[np.bool_]

    @cached_property
    def body(self) -> Rows:
        """The body of each word."""
        return np.repeat(np.arange(self.starts.size - 1), np.diff(self.starts))

    def part(self, first: int, last: int) -> Bodies:
        """The bodies from `first` up to `last`, numbered from 0."""
        starts = self.starts[first : last + 1]
        words = slice(starts[0], starts[-1])
        return Bodies(starts - starts[0], self.word[words], self.passage[words], self.figure[words], self.name[words])

    def only(self, wanted: NDArray[np.bool_]) -> Bodies:
        """The wanted bodies; the others are there as empty ones, so that numbers stay."""
        sizes = np.diff(self.starts)
        kept = np.repeat(wanted, sizes)
        starts = np.concatenate([[0], np.cumsum(np.where(wanted, sizes, 0))])
        return Bodies(starts, self.word[kept], self.passage[kept], self.figure[kept], self.name[kept])

    def runs(self, length: int) -> tuple[Rows, NDArray[np.uint64]]:
        """Runs of so many words (up to three) within one body: the place of the first word, and a hash."""
        n = max(0, self.word.size - length + 1)
        # Wrapping arithmetic on 64-bit hashes; distinct odd factors, so that the order of words matters.
        run = sum((self.word[i : n + i] * _FACTORS[i] for i in range(1, length)), start=self.word[:n])
        places = np.flatnonzero(self.body[:n] == self.body[length - 1 : n + length - 1])
        return places, run[places]


def read(text: pl.Series) -> Bodies:
    """The words of texts; null and those of fewer than `MIN_BODY_WORDS` tokens count as empty."""
    bodies = _read(text.head(0))
    starts = [bodies.starts]
    for first in range(0, text.len(), TEXTS_AT_A_TIME):
        part = _read(text.slice(first, TEXTS_AT_A_TIME))
        starts.append(part.starts[1:] + bodies.word.size)
        passages_before = bodies.passage[-1] if bodies.passage.size else np.int32(0)
        append(bodies.word, part.word)
        append(bodies.passage, part.passage + passages_before)
        append(bodies.figure, part.figure)
        append(bodies.name, part.name)
    return replace(bodies, starts=np.concatenate(starts))


def append(whole: NDArray[Any], part: NDArray[Any]) -> None:
    """Makes an array longer where it stands; parts put together at the end would take the memory twice."""
    before = whole.size
    whole.resize(before + part.size, refcheck=False)
    whole[before:] = part


def _read(text: pl.Series) -> Bodies:
    tokens = text.fill_null("").str.extract_all(TOKENS)
    lengths = tokens.list.len().to_numpy().astype(np.int64)
    lengths[lengths < MIN_BODY_WORDS] = 0
    token = tokens.filter(pl.Series(lengths > 0)).explode()
    lower = token.str.to_lowercase()
    word = lower.hash(_SEED).to_numpy()
    body = np.repeat(np.arange(lengths.size), lengths)
    ends = lower.is_in(_SENTENCE_ENDS).to_numpy()
    follows = np.zeros(word.size, dtype=np.bool_)
    follows[1:] = (body[1:] == body[:-1]) & ~ends[:-1]
    name = (word != token.hash(_SEED).to_numpy()) & follows
    figure = ((token >= "0") & (token < ":")).to_numpy()
    starts = np.searchsorted(body[~ends], np.arange(lengths.size + 1))
    return Bodies(starts, word[~ends], _passages(body, ends), figure[~ends], name[~ends])


def _passages(body: Rows, ends: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The passage of each word, from the bodies and the sentence ends of all tokens."""
    body, sentence = body[~ends], np.cumsum(ends, dtype=np.int64)[~ends]
    place = np.arange(body.size)
    begins = np.ones(body.size, dtype=np.bool_)
    begins[1:] = (body[1:] != body[:-1]) | (sentence[1:] != sentence[:-1])
    in_sentence = place - np.maximum.accumulate(np.where(begins, place, 0))
    return np.cumsum(in_sentence % PASSAGE_WORDS == 0, dtype=np.int32)
