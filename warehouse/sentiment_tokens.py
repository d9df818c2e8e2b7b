"""Texts → the features of `sentiment_features` that the model knows, as numbers and many texts at once.

Decisions: what a feature is stays defined by `sentiment_features`, which training uses; here each distinct token is
read once for all texts and the rest is arithmetic on numbers, in half the time or less. The tokens of a reader are
forgotten once they are more than `REMEMBERED`, so that memory stays bounded on a stream. The numbers of a group come by
text and ascending, so a sum over them has the same bits whatever stands beside the text.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from warehouse import sentiment_words
from warehouse.sentiment_features import TITLE_CASE_SHARE
from warehouse.sentiment_grams import Grams, Ints
from warehouse.sentiment_moves import moves

REMEMBERED = 50_000
FEW = 256
"""From one feature among so many that there could be, features are sorted instead of marked in a table of all."""
_ENTITY = "ENT"
_WORD, _STEM, _MASK, _LEXICON, _PLAIN, _UPPER, _CASHTAG, _ORDINARY = range(8)
"""Columns of what is known of a token: its numbers as word, stem and masked stem; its number in the lexicon or -1;
whether it counts for title case, is capitalised, is a cashtag, and is no name when it opens a text."""


class _Numbers(dict[str, int]):
    """Numbers tokens in the order of their first appearance."""

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        return number


class Reader:
    """Reads batches of texts for one model; a token met before is not read again."""

    def __init__(
        self,
        grams: Mapping[str, Grams],
        index: Mapping[str, Mapping[str, int]],
        lexicon: Mapping[str, int],
        ordinary: Collection[str],
    ) -> None:
        self._grams, self._index, self._lexicon, self._ordinary = grams, index, lexicon, ordinary
        self._entity = grams["mask"].tokens.get(_ENTITY, 0)
        self._forget()

    def _forget(self) -> None:
        self._numbers = _Numbers()
        self._stems: list[str] = []
        self._codes = np.empty((0, 8), dtype=np.int64)
        self._pieces = np.empty(0, dtype=np.int64)
        self._ends = np.zeros(1, dtype=np.int64)  # where the pieces of each token end, after a leading 0

    def read(self, texts: Sequence[str]) -> Iterator[tuple[str, Ints, Ints]]:
        """Each group's known features of a batch; the lexicon's words are the group "lexicon".

        Yields:
            group, feature numbers (those of the first text ascending, then of the second, …), how many each text has.
        """
        if len(self._numbers) > REMEMBERED:
            self._forget()
        cleaned = [sentiment_words.cleaned(text) for text in texts]
        cased = [sentiment_words.tokens(text) for text in cleaned]
        lengths = np.array([len(tokens) for tokens in cased], dtype=np.int64)
        flat = np.fromiter(
            map(self._numbers.__getitem__, itertools.chain.from_iterable(cased)), np.int64, count=int(lengths.sum())
        )
        self._learn()
        rows = np.repeat(np.arange(len(texts)), lengths)
        masked = self._grams["mask"].find(*self._masked(flat, rows, len(texts)))
        spoken = flat != self._numbers[","]
        flat, rows = flat[spoken], rows[spoken]
        codes = self._codes[flat]
        known = codes[:, _LEXICON] >= 0
        found = {
            "word": self._grams["word"].find(codes[:, _WORD], rows),
            "stem": self._grams["stem"].find(codes[:, _STEM], rows),
            "char": self._pieces_of(flat, rows),
            "mask": masked,
            "move": self._moves(cleaned, flat, rows),
            "lexicon": (rows[known], codes[known, _LEXICON]),
        }
        for group, (places, numbers) in found.items():
            yield group, *_ascending(places, numbers, len(texts))

    def _learn(self) -> None:
        """Reads the tokens that were numbered since the last time."""
        new = list(itertools.islice(self._numbers, len(self._codes), None))
        if not new:
            return
        words = [token if token in sentiment_words.PLACEHOLDERS else token.lower() for token in new]
        stems = [sentiment_words.stem(word) for word in words]
        pieces = [_known_pieces(word, self._index["char"]) for word in words]
        codes = [
            (
                self._grams["word"].tokens.get(word, 0),
                self._grams["stem"].tokens.get(stem, 0),
                self._grams["mask"].tokens.get(stem, 0),
                self._lexicon.get(word.removesuffix("'s"), -1),
                token[0].isalpha() and token not in sentiment_words.PLACEHOLDERS,
                token[0].isupper() and token not in sentiment_words.PLACEHOLDERS,
                token == sentiment_words.CASHTAG,
                token.lower() in self._ordinary,
            )
            for token, word, stem in zip(new, words, stems, strict=True)
        ]
        self._stems.extend(stems)
        self._codes = np.concatenate([self._codes, np.array(codes, dtype=np.int64)])
        self._pieces = np.concatenate([self._pieces, np.fromiter(itertools.chain.from_iterable(pieces), np.int64)])
        self._ends = np.append(self._ends, self._ends[-1] + np.cumsum([len(known) for known in pieces]))

    def _masked(self, flat: Ints, rows: Ints, n_texts: int) -> tuple[Ints, Ints]:
        """Masked stems and their texts, as `sentiment_features` masks them: names that follow each other are one."""
        codes = self._codes[flat]
        upper = np.bincount(rows, codes[:, _UPPER] & codes[:, _PLAIN], n_texts)
        title_case = upper > TITLE_CASE_SHARE * np.bincount(rows, codes[:, _PLAIN], n_texts)
        opens = np.diff(rows, prepend=-1) > 0
        name = (codes[:, _UPPER] > 0) & ~title_case[rows] & ~(opens & (codes[:, _ORDINARY] > 0))
        name |= codes[:, _CASHTAG] > 0
        repeated = np.append(False, name[1:] & name[:-1]) & ~opens if len(flat) else name
        return np.where(name, self._entity, codes[:, _MASK])[~repeated], rows[~repeated]

    def _pieces_of(self, flat: Ints, rows: Ints) -> tuple[Ints, Ints]:
        """Pieces of characters of each text's words."""
        counts = self._ends[flat + 1] - self._ends[flat]
        before = np.cumsum(counts) - counts
        places = np.arange(int(counts.sum())) + np.repeat(self._ends[flat] - before, counts)
        return np.repeat(rows, counts), self._pieces[places]

    def _moves(self, cleaned: Sequence[str], flat: Ints, rows: Ints) -> tuple[Ints, Ints]:
        """What moved in each text."""
        stems = [self._stems[token] for token in flat.tolist()]
        ends = np.cumsum(np.bincount(rows, minlength=len(cleaned))).tolist()
        found = [
            (row, self._index["move"][feature])
            for row, (text, start, end) in enumerate(zip(cleaned, [0, *ends], ends, strict=False))
            for feature in moves(text, stems[start:end])
            if feature in self._index["move"]
        ]
        places, numbers = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return places, numbers


def _ascending(rows: Ints, numbers: Ints, n_texts: int) -> tuple[Ints, Ints]:
    """Feature numbers by text and ascending, each once a text, and how many each text has."""
    width = int(numbers.max()) + 1 if len(numbers) else 1
    keys = rows * width + numbers
    if n_texts * width > FEW * len(keys):
        keys = np.sort(keys)
        keys = keys[np.diff(keys, prepend=-1) > 0]
    else:  # marking and reading off is faster than sorting
        seen = np.zeros(n_texts * width, dtype=bool)
        seen[keys] = True
        keys = np.flatnonzero(seen)
    return keys % width, np.bincount(keys // width, minlength=n_texts)


def _known_pieces(word: str, index: Mapping[str, int]) -> list[int]:
    """Numbers of those pieces of a word that the index holds."""
    padded = f" {word} "
    found = (index.get(padded[i : i + size]) for size in range(2, 6) for i in range(len(padded) - size + 1))
    return [number for number in found if number is not None]
