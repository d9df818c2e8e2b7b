"""What the clustering of stories looks at: the terms of an article, and how rare each one is in general.

Editorial decisions. A term is a lower-case word or a number; function words are dropped. The title counts
`TITLE_WEIGHT` times, and only the first `MAX_BODY_WORDS` words of a body count, where news says what is new. How rare a
word is in general comes from a packaged list of 40,000 words in order of frequency and Zipf's law, so that a first
article already has sensible weights, and no row of the stream is needed to tell a name from a common word. The list is
the vocabulary, in its own order, of the GloVe 6B vectors (Pennington, Socher and Manning 2014; public domain, PDDL).
"""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

from warehouse.errors import ModelError

BACKGROUND = Path(__file__).with_name("weights") / "background_words.txt"
TITLE_WEIGHT = 2.0
MAX_BODY_WORDS = 120
WORDS = r"\p{L}+|\p{N}+(?:[.,]\p{N}+)*"

# A Zipf law p(rank) = 1 / ((rank + 3) · H), H the harmonic number of a vocabulary of 400,000 words.
_ZIPF_SHIFT = 3.0
_ZIPF_NORM = math.log(400_000) + 0.5772
_WORDS_PER_TEXT = 12.0

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


def terms(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Count the terms of articles.

    Args:
        rows: row (Int64), title, text (null without a body).
        known: `background()`.

    Returns:
        row, term, tf (square root of the weighted count), chance; one line for each row and term, ordered by row, term.
    """
    title = pl.col("title").fill_null("")
    body = pl.col("text").fill_null("")
    counted = pl.concat([_words(rows, title, TITLE_WEIGHT), _words(rows, body, 1.0)])
    return (
        counted.group_by("row", "term")
        .agg(tf=pl.col("weight").sum().sqrt())
        .join(known, on="term", how="left")
        .with_columns(pl.col("chance").fill_null(unknown_chance(known.height)))
        .sort("row", "term")
    )


def _words(rows: pl.DataFrame, text: pl.Expr, weight: float) -> pl.DataFrame:
    words = text.str.to_lowercase().str.replace_all(r"['’]s\b", "").str.extract_all(WORDS).list.head(MAX_BODY_WORDS)
    return (
        rows.select("row", term=words)
        .explode("term")
        .filter(pl.col("term").is_not_null() & ~pl.col("term").is_in(STOP_WORDS))
        .with_columns(weight=pl.lit(weight))
    )
