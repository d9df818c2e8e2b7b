"""Key facts: the sentences of a story that carry a figure, a date or a named commitment.

Decisions: a fact is a whole sentence, quoted with its span, because a number without its sentence misleads. Each
has one kind and one leading value: the first side of a comparison; else money before other units, prices of a share
after those, stretches of time and process nodes last; a stated fact before a forecast, then reading order. The kinds:

    comparison   two figures of one unit set against each other ("rose to X from Y", "X against Y expected")
    forecast     its leading figure stands in a clause of expectation, plan or hearsay
    commitment   somebody agrees, pledges, orders or will do a thing, said as fact
    amount       money
    figure       any other number with a unit
    date         a calendar date alone

What several articles of a story say is one fact, credited to the earliest and listing the others: the same value (to
1 %), unit and date with half of the words in common; without a value, the same kind and date with three fifths. A
large sum or count that several tell is one fact with a fifth of the other words already, where the later sentence has
no other figure that isn't among the story's facts. A forecast and a statement of the same value stay apart. A sentence
whose leading figure stands among words of a result ("revenue of 13.6 billion") is no commitment, whatever else it says.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from warehouse import amounts
from warehouse.story_sentences import Sentence, overlap, stories, words

FACT_SCHEMA = pl.Schema(
    {
        "story_id": pl.String(),
        "fact_no": pl.Int64(),
        "sentence": pl.String(),
        "kind": pl.String(),
        "value": pl.Float64(),
        "unit": pl.String(),
        "fact_date": pl.Date(),
        "article_id": pl.String(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "value_high": pl.Float64(),
        "bound": pl.String(),
        "per_year": pl.Boolean(),
        "fact_date_precision": pl.String(),
        "further_article_ids": pl.List(pl.String()),
    }
)
SAME_VALUE = 0.01
"""Relative difference up to which two values are one, as written by two articles."""
ALIKE, ALIKE_WITHOUT_VALUE = 0.5, 0.6
"""Share of the shorter sentence's words that two sentences need in common to be one fact."""
ALIKE_BESIDE = 0.2
"""The same beside the figure itself, for a large sum or count where the later sentence tells no new figure."""

_COMPARED = re.compile(
    r"\b(?:against|versus|vs|compared (?:with|to)|from|(?<!more )(?<!less )(?<!fewer )(?<!higher )(?<!lower )than|"
    r"up from|down from|where .{0,30}expected|instead of|beat|missed)\b",
    re.IGNORECASE,
)
_COMMITS = re.compile(
    r"\b(?:agree[sd]?(?: to)?|pledge[sd]?|commit(?:s|ted|ment)?s?|order(?:s|ed)|sign(?:s|ed)|will|promise[sd]?|"
    r"contract(?:s|ed)?|guarantee[sd]?|undertakes?|undertook|vow(?:s|ed)?)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:revenues?|sales|profits?|income|earnings|earned|shares?|stock|rose|fell|gained|lost|jumped|soared|dropped|climbed|"
    r"charge|had|was|were)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:after|as|because|once|since|that)\b")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w&’'-]*")
_PER_SHARE = re.compile(r" (?:a|per) share\b| apiece\b")
_SHARES = re.compile(r"\b(?:shares?|stock|target)\b(?:[^.;]|\.\d)*$", re.IGNORECASE)
_SHARE_PRICE_BELOW = 5000
_MINOR = frozenset({"years", "months", "nm"})
_SMALL = _MINOR | {"percent", "percentage points", "basis points", "x", "countries"}
"""Units in which two things are easily alike by chance."""


@dataclass(slots=True)
class _Fact:
    """A fact with the articles that state it; `words` decide whether another sentence says the same."""

    sentence: Sentence
    kind: str
    figure: amounts.Figure | None
    day: date | None
    precision: str | None
    further: list[str] = field(default_factory=list)


def extract(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbered facts of each story.

    Args:
        frame: story_id, article_id, text (title, newline, body) and, optionally, published_at, one row an article; null
            texts give no facts.

    Returns:
        story_id, fact_no (from 1 within a story), sentence, kind, value (in `unit`; lower end of a range), unit,
        fact_date (first day of the period named), article_id (the earliest article that states it), start, end (offsets
        into that article's text), value_high (upper end of a range), bound ("at most", "at least", "about"), per_year
        (a yearly rate), fact_date_precision (day, month, quarter, year), further_article_ids (others that state it, in
        order); sorted by story_id, fact_no. Facts follow publication, then reading order.
    """
    rows: list[tuple[object, ...]] = []
    for story_id, articles in stories(frame):
        kept: list[_Fact] = []
        for article in articles:
            for sentence in article[1:] or article:  # titles only where an article has no body
                fact = _fact(sentence)
                if fact is not None:
                    _add(kept, fact)
        rows += [_row(story_id, number, fact) for number, fact in enumerate(kept, start=1)]
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")


def _add(kept: list[_Fact], fact: _Fact) -> None:
    """Keeps a fact, or notes its article beside the fact that says the same already."""
    same = next((other for other in kept if _same(other, fact)), None)
    if same is None and _tells_no_new_figure(kept, fact):
        others = (other for other in kept if other.sentence.article_id != fact.sentence.article_id)
        same = next((other for other in others if _same(other, fact, beside=True)), None)
    article_id = fact.sentence.article_id
    if same is None:
        kept.append(fact)
    elif article_id != same.sentence.article_id and article_id not in same.further:
        same.further.append(article_id)


def _tells_no_new_figure(kept: Sequence[_Fact], fact: _Fact) -> bool:
    """Whether a fact is led by a large sum or count and every figure of its sentence is among the story's facts."""
    if fact.figure is None or fact.figure.unit in _SMALL:
        return False
    told = [figure for other in kept for figure in other.sentence.figures]
    return all(any(_equal(figure, other) for other in told) for figure in fact.sentence.figures)


def _equal(a: amounts.Figure, b: amounts.Figure) -> bool:
    return a.unit == b.unit and abs(a.value - b.value) <= SAME_VALUE * max(abs(a.value), abs(b.value))


def _same(a: _Fact, b: _Fact, *, beside: bool = False) -> bool:
    """Whether two sentences say one thing; `beside` asks for a few common words beside the figure they share."""
    if a.sentence.text == b.sentence.text:
        return True
    if a.day and b.day and (a.day, a.precision) != (b.day, b.precision):
        return False
    likeness = overlap(a.sentence.words, b.sentence.words)
    if a.figure is None or b.figure is None:
        return a.figure is b.figure and a.kind == b.kind and a.day == b.day and likeness >= ALIKE_WITHOUT_VALUE
    if a.figure.unit != b.figure.unit or (a.kind == "forecast") != (b.kind == "forecast"):
        return False
    if not _equal(a.figure, b.figure):
        return False
    figures = words(f"{a.figure.text} {b.figure.text}")
    return (
        overlap(a.sentence.words - figures, b.sentence.words - figures) >= ALIKE_BESIDE if beside else likeness >= ALIKE
    )


def _fact(sentence: Sentence) -> _Fact | None:
    dates = amounts.dates(sentence.text)
    named = _NAME.search(sentence.text) is not None
    commits = named and any(
        not amounts.is_forecast(sentence.text, *match.span()) for match in _COMMITS.finditer(sentence.text)
    )
    if not sentence.figures and not dates and not commits:
        return None
    compared = _compared(sentence)
    leading = compared or _leading(sentence)
    if leading is None:
        kind = "commitment" if commits else "date"
    elif compared:
        kind = "comparison"
    elif leading.forecast:
        kind = "forecast"
    elif commits and not _happened(sentence, leading):
        kind = "commitment"
    else:
        kind = "amount" if leading.is_money else "figure"
    first = dates[0] if dates else None
    return _Fact(sentence, kind, leading, first.value if first else None, first.precision if first else None)


def _happened(sentence: Sentence, figure: amounts.Figure) -> bool:
    """Whether a figure's own words tell a result or a move and no commitment, whatever else the sentence says."""
    left, right = amounts.clause_around(sentence.body, figure.start, figure.end)
    left, right = max(left, sentence.start), min(right, sentence.end)
    turns = [turn.start() for turn in _TURN.finditer(sentence.body, left, right)]
    left = max([left, *(turn for turn in turns if turn < figure.start)])
    right = min([right, *(turn for turn in turns if turn >= figure.end)])
    return (
        _RESULT.search(sentence.body, left, right) is not None and _COMMITS.search(sentence.body, left, right) is None
    )


def _leading(sentence: Sentence) -> amounts.Figure | None:
    """The figure that tells most of a sentence."""

    def rank(figure: amounts.Figure) -> tuple[int, bool, int]:
        if figure.unit in _MINOR:
            return 3, figure.forecast, figure.start
        if figure.is_money:
            return (2 if _is_share_price(sentence, figure) else 0), figure.forecast, figure.start
        return 1, figure.forecast, figure.start

    return min(sentence.figures, key=rank, default=None)


def _is_share_price(sentence: Sentence, figure: amounts.Figure) -> bool:
    if _PER_SHARE.match(sentence.body, figure.end):
        return True
    before = sentence.body[sentence.start : figure.start]
    return figure.value < _SHARE_PRICE_BELOW and _SHARES.search(before) is not None


def _compared(sentence: Sentence) -> amounts.Figure | None:
    """The first of two neighbouring figures of one unit that are set against each other, or None."""
    pairs: Sequence[tuple[amounts.Figure, amounts.Figure]] = list(itertools.pairwise(sentence.figures))
    return next(
        (
            left
            for left, right in pairs
            if left.unit == right.unit and _COMPARED.search(sentence.body[left.end : right.start])
        ),
        None,
    )


def _row(story_id: str, number: int, fact: _Fact) -> tuple[object, ...]:
    sentence, figure = fact.sentence, fact.figure
    return (
        story_id,
        number,
        sentence.text,
        fact.kind,
        figure.value if figure else None,
        figure.unit if figure else None,
        fact.day,
        sentence.article_id,
        sentence.start,
        sentence.end,
        figure.high if figure else None,
        figure.bound if figure else None,
        bool(figure and figure.per_year),
        fact.precision,
        fact.further,
    )
