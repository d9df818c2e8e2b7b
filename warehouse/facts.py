"""Key facts and takeaways: the sentences of a story that carry a figure, a date or a named commitment.

Decisions: a fact is a whole sentence, quoted with its span, because a number without its sentence misleads. Each
has one leading value (money before other units, a stated fact before a forecast, then reading order) and one kind:

    comparison   two figures of one unit set against each other ("rose to X from Y", "X against Y expected")
    forecast     its leading figure stands in a clause of expectation, plan or hearsay
    commitment   somebody agrees, pledges, orders or will do a thing
    amount       money
    figure       any other number with a unit
    date         a calendar date alone

A sentence repeated in the title, or in an earlier article of the story, is given once. Takeaways are the k
sentences that tell most beyond the headline: shared by the story's articles, bearing facts and names, early, and
unlike one another.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

import polars as pl

from warehouse import amounts, sentences

FACT_SCHEMA = pl.Schema(
    {
        "story_id": pl.String,
        "fact_no": pl.Int64,
        "sentence": pl.String,
        "kind": pl.String,
        "value": pl.Float64,
        "unit": pl.String,
        "fact_date": pl.Date,
        "article_id": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
    }
)
TAKEAWAY_SCHEMA = pl.Schema(
    {"story_id": pl.String, "takeaway_no": pl.Int64, "sentence": pl.String, "article_id": pl.String}
)

_COMPARED = re.compile(
    r"\b(?:against|versus|vs|compared (?:with|to)|from|than|up from|down from|where .{0,30}expected|"
    r"instead of|beat|missed)\b",
    re.IGNORECASE,
)
_COMMITS = re.compile(
    r"\b(?:agree[sd]?(?: to)?|pledge[sd]?|commit(?:s|ted|ment)?s?|order(?:s|ed)|sign(?:s|ed)|will|"
    r"promise[sd]?|contract(?:s|ed)?|"
    r"guarantee[sd]?|undertakes?|undertook|vow(?:s|ed)?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w&’'-]*")
_WORD = re.compile(r"[a-z][a-z’'-]+|\d[\d.,]*")


def _word_set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_STOP = _word_set(
    "the a an and or of to in on for at by with from as is are was were be been it its that this which who "
    "will has have had "
    "after over into than their his her they he she not but also said says more about up out"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    article_id: str
    text: str
    start: int
    end: int
    position: int
    words: frozenset[str]


def extract(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbered facts of each story.

    Args:
        frame: story_id, article_id, text (title, newline, body), one row an article; null texts give no facts.

    Returns:
        story_id, fact_no (from 1 within a story), sentence, kind, value (in `unit`; lower end of a range), unit,
        fact_date (first day of the period named), article_id, start, end (offsets into that article's text),
        sorted by story_id, fact_no. Facts follow article_id, then reading order.
    """
    rows: list[dict[str, object]] = []
    for story_id, story in _stories(frame):
        number = 0
        for sentence in _unrepeated(story):
            fact = _fact(sentence)
            if fact is not None:
                number += 1
                rows.append({"story_id": story_id, "fact_no": number, **fact})
    return pl.DataFrame(rows, schema=FACT_SCHEMA)


def takeaways(frame: pl.DataFrame, *, k: int = 2) -> pl.DataFrame:
    """The k most informative sentences of each story, best first, none of them its headline.

    Args:
        frame: story_id, article_id, text (title, newline, body), one row an article.
        k: sentences wanted; a story with fewer sentences gives fewer.

    Returns:
        story_id, takeaway_no (from 1), sentence, article_id, sorted by story_id, takeaway_no.
    """
    rows: list[dict[str, object]] = []
    for story_id, story in _stories(frame):
        for number, sentence in enumerate(_most_informative(story, k), start=1):
            rows.append(
                {
                    "story_id": story_id,
                    "takeaway_no": number,
                    "sentence": sentence.text,
                    "article_id": sentence.article_id,
                }
            )
    return pl.DataFrame(rows, schema=TAKEAWAY_SCHEMA)


def _stories(frame: pl.DataFrame) -> list[tuple[str, list[list[_Sentence]]]]:
    """Stories in order of id, each the sentences of its articles in order of id; sentence 0 of an article is its
    title."""
    ordered = frame.select("story_id", "article_id", pl.col("text").cast(pl.String).fill_null("")).sort(
        "story_id", "article_id"
    )
    stories: dict[str, list[list[_Sentence]]] = {}
    for story_id, article_id, text in ordered.iter_rows():
        stories.setdefault(story_id, []).append(_sentences(article_id, text))
    return list(stories.items())


def _sentences(article_id: str, text: str) -> list[_Sentence]:
    return [
        _Sentence(article_id, text[start:end], start, end, position, _words(text[start:end]))
        for position, (start, end) in enumerate(sentences.split(text))
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.lower()) if word not in _STOP)


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the smaller set's words that the other has too."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _unrepeated(story: list[list[_Sentence]]) -> list[_Sentence]:
    """Body sentences first seen in this story; titles only where an article has no body."""
    kept: list[_Sentence] = []
    seen: set[str] = set()
    for article in story:
        for sentence in article[1:] or article:
            key = " ".join(sentence.text.lower().split())
            if key not in seen:
                seen.add(key)
                kept.append(sentence)
    return kept


def _fact(sentence: _Sentence) -> dict[str, object] | None:
    figures = amounts.figures(sentence.text)
    dates = amounts.dates(sentence.text)
    commits = _COMMITS.search(sentence.text) is not None and _NAME.search(sentence.text) is not None
    if not figures and not dates and not commits:
        return None
    leading = min(figures, key=lambda figure: (not figure.is_money, figure.forecast, figure.start), default=None)
    if leading is None:
        kind = "commitment" if commits else "date"
    elif _is_comparison(sentence.text, figures):
        kind = "comparison"
    elif leading.forecast:
        kind = "forecast"
    elif commits:
        kind = "commitment"
    else:
        kind = "amount" if leading.is_money else "figure"
    return {
        "sentence": sentence.text,
        "kind": kind,
        "value": leading.value if leading else None,
        "unit": leading.unit if leading else None,
        "fact_date": dates[0].value if dates else None,
        "article_id": sentence.article_id,
        "start": sentence.start,
        "end": sentence.end,
    }


def _is_comparison(text: str, figures: list[amounts.Figure]) -> bool:
    return any(
        left.unit == right.unit and _COMPARED.search(text, left.end, right.start) is not None
        for left, right in itertools.pairwise(figures)
    )


def _most_informative(story: list[list[_Sentence]], k: int) -> list[_Sentence]:
    titles = [article[0].words for article in story if article]
    candidates = [
        sentence
        for article in story
        for sentence in article[1:]
        if len(sentence.words) >= 4 and all(_overlap(sentence.words, title) < 0.85 for title in titles)
    ]
    spread = Counter(word for article in story for word in frozenset().union(*(s.words for s in article)))
    chosen: list[_Sentence] = []
    while candidates and len(chosen) < k:
        best = min(
            candidates,
            key=lambda sentence: (
                -_informativeness(sentence, spread, len(story))
                * (1 - max((_overlap(sentence.words, c.words) for c in chosen), default=0.0)),
                sentence.position,
                sentence.article_id,
                sentence.start,
            ),
        )
        chosen.append(best)
        candidates = [s for s in candidates if s is not best and s.text != best.text]
    return chosen


def _informativeness(sentence: _Sentence, spread: Counter[str], n_articles: int) -> float:
    """Points for facts, names, words that the story's articles share, and an early place; less for length without
    them."""
    figures = amounts.figures(sentence.text)
    stated = sum(1.0 if not figure.forecast else 0.5 for figure in figures[:4])
    names = len(set(_NAME.findall(sentence.text)))
    shared = sum(spread[word] for word in sentence.words) / (n_articles * len(sentence.words))
    length = min(1.0, len(sentence.words) / 12) * min(1.0, 45 / len(sentence.words))
    return (
        (1.0 + 0.5 * stated + 0.15 * min(names, 6) + 1.0 * shared * (n_articles > 1))
        * length
        / (1 + 0.12 * (sentence.position - 1))
    )
