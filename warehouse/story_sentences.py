"""The sentences of a story's articles, read once for its facts and its takeaways.

Decisions: articles stand in the order of publication where it is given, else of their ids, so that what several say is
credited to the one that said it first. Figures are those of the whole text, so that "3.8 billion" has the currency that
an earlier sentence names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from warehouse import amounts, sentences

_WORD = re.compile(r"[a-z][a-z’'-]+|\d[\d.,]*\d|\d")


def _word_set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_STOP = _word_set(
    "the a an and or of to in on for at by with from as is are was were be been it its that this which who will has "
    "have had after over into than their his her they he she not but also said says more about up out while when where "
    "would could may can new reports reported according"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one article: its words without stop words, and its figures, placed in the article's text."""

    article_id: str
    body: str
    start: int
    end: int
    position: int
    words: frozenset[str]
    figures: tuple[amounts.Figure, ...]

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.body[self.start : self.end]


def stories(frame: pl.DataFrame) -> list[tuple[str, list[list[Sentence]]]]:
    """Stories in order of id, each the sentences of its articles in order; sentence 0 of an article is its title.

    Args:
        frame: story_id, article_id, text (title, newline, body) and, optionally, published_at; one row an article.
    """
    day = pl.col("published_at") if "published_at" in frame.columns else pl.lit(None)
    ordered = frame.select("story_id", "article_id", pl.col("text").cast(pl.String).fill_null(""), day=day).sort(
        "story_id", "day", "article_id", nulls_last=True
    )
    found: dict[str, list[list[Sentence]]] = {}
    for story_id, article_id, text, _ in ordered.iter_rows():
        found.setdefault(story_id, []).append(list(_read(article_id, text)))
    return list(found.items())


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set's words that the other has too."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def words(text: str) -> frozenset[str]:
    """The words and numbers of a text in lower case, without stop words."""
    return frozenset(word for word in _WORD.findall(text.lower()) if word not in _STOP)


@lru_cache(maxsize=512)  # facts and takeaways read the same articles in turn
def _read(article_id: str, text: str) -> tuple[Sentence, ...]:
    figures = amounts.figures(text)
    return tuple(
        Sentence(
            article_id,
            text,
            start,
            end,
            position,
            words(text[start:end]),
            tuple(figure for figure in figures if start <= figure.start < end),
        )
        for position, (start, end) in enumerate(sentences.split(text))
    )
