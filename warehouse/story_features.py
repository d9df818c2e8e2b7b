"""What the clustering of stories looks at: the terms of an article, and how rare each one is in general.

Editorial decisions. A term is a lower-case word or a number; function words are dropped. The title counts
`TITLE_WEIGHT` times, and only the first `MAX_BODY_WORDS` words of a body count, where news says what is new. How rare a
word is in general comes from a packaged list of 40,000 words in order of frequency and Zipf's law, so that a first
article already has sensible weights, and no row of the stream is needed to tell a name from a common word. The list is
the vocabulary, in its own order, of the GloVe 6B vectors (Pennington, Socher and Manning 2014; public domain, PDDL).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from warehouse.errors import ModelError

BACKGROUND = Path(__file__).with_name("weights") / "background_words.txt"
TITLE_WEIGHT = 2.0
MAX_BODY_WORDS = 120
WORDS = r"\p{L}+|\p{N}+(?:[.,]\p{N}+)*"

# A Zipf law p(rank) = 1 / ((rank + 3) · H), H the harmonic number of a vocabulary of 400,000 words.
_ZIPF_SHIFT = 3.0
_ZIPF_NORM = math.log(400_000) + 0.5772
_WORDS_PER_TEXT = 12.0

_PLACES = 2**31
ROWS_AT_A_TIME = 10_000  # as lists of words they take much memory
ROWS_COUNTED_AT_A_TIME = 50_000

STOP_WORDS = [
    *("a", "about", "after", "all", "also", "am", "amid", "an", "and", "any", "are", "as", "at", "be"),
    *("been", "but", "by", "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he"),
    *("her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "may", "more"),
    *("most", "new", "no", "not", "now", "of", "off", "on", "one", "or", "our", "out", "over", "s"),
    *("said", "say", "says", "she", "so", "some", "t", "than", "that", "the", "their", "them", "then"),
    *("there", "these", "they", "this", "to", "too", "under", "up", "us", "via", "vs", "was", "we"),
    *("were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "would", "you"),
    *("your"),
]


@dataclass(frozen=True)
class Terms:
    """The terms of n articles, one article after the other; within an article by number, each number once.

    Attributes:
        starts: where the terms of each article start; n + 1 places.
        number: of each term; numbers follow the order of first use, so that later articles change no earlier number.
        tf: square root of the weighted count.
        chance: the share of short texts in general that hold the term, 0 to 1.
    """

    starts: NDArray[np.int64]
    number: NDArray[np.int32]
    tf: NDArray[np.float64]
    chance: NDArray[np.float64]

    def article(self) -> NDArray[np.int64]:
        """The article of each term."""
        return np.repeat(np.arange(self.starts.size - 1), np.diff(self.starts))

    def size(self, articles: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many terms these articles have."""
        return self.starts[articles + 1] - self.starts[articles]

    def of(self, articles: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of the terms of these articles, in the order given."""
        sizes = self.size(articles)
        before = np.cumsum(sizes) - sizes
        return np.repeat(self.starts[articles] - before, sizes) + np.arange(sizes.sum())


def background(path: Path = BACKGROUND) -> pl.DataFrame:
    """How often a term is met in general: term, chance (the share of short texts that hold it, 0 to 1).

    Args:
        path: a text file of words, the most frequent first.

    Raises:
        ModelError: the file is absent or empty.
    """
    words = path.read_text(encoding="utf-8").split() if path.is_file() else []
    if not words:
        raise ModelError(f"the list of background words {path} is absent or empty; reinstall the package")
    rank = pl.int_range(pl.len()).cast(pl.Float64)
    return pl.DataFrame({"term": words}).with_columns(chance=_chance(rank))


def unknown_chance(words: int) -> float:
    """The chance given to a term outside a list of that many words: the one of the rank just behind it."""
    return min(1.0, _WORDS_PER_TEXT / ((words + _ZIPF_SHIFT) * _ZIPF_NORM))


def _chance(rank: pl.Expr) -> pl.Expr:
    return (_WORDS_PER_TEXT / ((rank + _ZIPF_SHIFT) * _ZIPF_NORM)).clip(0.0, 1.0)


def terms(rows: pl.DataFrame, known: pl.DataFrame, *, heaviest: int | None = None) -> Terms:
    """Count the terms of articles.

    Args:
        rows: title, text (null without a body).
        known: `background()`.
        heaviest: keep this many terms an article, those with the largest tf · log(1/chance); None keeps all.
    """
    n_title, size, words = _read(rows)
    starts = _offsets(size)
    code = words.to_physical()
    first = code.arg_unique().sort()
    number_of = np.zeros(int(code.to_numpy().max(initial=0)) + 1, dtype=np.int32)
    number_of[code.gather(first).to_numpy()] = np.arange(first.len(), dtype=np.int32)
    number = number_of[code.to_numpy()]
    vocabulary = (
        words.gather(first).cast(pl.String).alias("term").to_frame()
        .join(known, on="term", how="left", maintain_order="left")
        .with_columns(pl.col("chance").fill_null(unknown_chance(known.height)))
    )  # fmt: skip
    chance, told = vocabulary["chance"].to_numpy(), ~vocabulary["term"].is_in(STOP_WORDS).to_numpy()
    del words, code
    parts = []
    for row in range(0, max(rows.height, 1), ROWS_COUNTED_AT_A_TIME):
        here = slice(row, row + ROWS_COUNTED_AT_A_TIME)
        numbers = number[starts[row] : starts[min(here.stop, rows.height)]]
        counted = _counted(numbers, n_title[here], size[here], told, chance)
        parts.append(counted if heaviest is None else _heaviest(counted, heaviest))
    return Terms(
        _offsets(np.concatenate([np.diff(part.starts) for part in parts])),
        np.concatenate([part.number for part in parts]),
        np.concatenate([part.tf for part in parts]),
        np.concatenate([part.chance for part in parts]),
    )


def _counted(
    number: NDArray[np.int32],
    n_title: NDArray[np.int64],
    size: NDArray[np.int64],
    told: NDArray[np.bool_],
    chance: NDArray[np.float64],
) -> Terms:
    """The terms of some articles, from the numbers of their words in order; `told` and `chance` are by number."""
    in_title = np.repeat(np.tile([True, False], size.size), np.column_stack((n_title, size - n_title)).ravel())
    kept = told[number]
    starts = _offsets(kept)[_offsets(size)]
    counts = csr_array(
        (np.where(in_title[kept], TITLE_WEIGHT, 1.0), number[kept], starts), shape=(size.size, told.size)
    )
    counts.sum_duplicates()
    numbers = counts.indices.astype(np.int32)
    return Terms(counts.indptr.astype(np.int64), numbers, np.sqrt(counts.data), chance[numbers])


def _read(rows: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64], pl.Series]:
    """The words of articles in order, titles before bodies: how many in each title, in each article, and the words."""
    dictionary = pl.Categorical(pl.Categories.random())
    sizes, words = [], [pl.Series("term", [], dtype=dictionary)]
    for part in rows.iter_slices(ROWS_AT_A_TIME):
        lists = part.select(title=_words(pl.col("title")), body=_words(pl.col("text")))
        sizes.append(lists.select(pl.all().list.len().cast(pl.Int64)).to_numpy())
        both = lists.select(pl.concat_list("title", "body").alias("term").explode()).to_series()
        words.append(both.drop_nulls().cast(dictionary))
    size = np.concatenate([np.zeros((0, 2), dtype=np.int64), *sizes])
    return size[:, 0], size.sum(axis=1), pl.concat(words)


def _words(text: pl.Expr) -> pl.Expr:
    plain = text.fill_null("").str.to_lowercase().str.replace_all(r"['’]s\b", "")
    return plain.str.extract_all(WORDS).list.head(MAX_BODY_WORDS)


def _heaviest(terms: Terms, n: int) -> Terms:
    article, lightness = terms.article(), terms.tf * np.log(terms.chance)
    # One number to sort by, the article and then the weight, is ten times as fast as two.
    scale = _PLACES / max(-float(lightness.min(initial=0.0)), 1e-9)
    order = np.argsort((article << 32) + ((lightness * scale).astype(np.int64) + _PLACES), kind="stable")
    kept = np.empty(article.size, dtype=np.bool_)
    kept[order] = np.arange(article.size) - terms.starts[article] < n
    starts = _offsets(kept)[terms.starts]
    return Terms(starts, terms.number[kept], terms.tf[kept], terms.chance[kept])


def _offsets(sizes: NDArray[np.int64] | NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)))
