"""Figures of a story beside each other: what a sentence compares, and what its sources disagree on.

Editorial decisions. A comparison is shown in its own sentence's terms, with no difference or ratio of ours added.
Where sources disagree, every figure keeps its sentence, its source and its date, because a reader can often see there
why they differ; there is no mean, and none is marked as the right one. The order is that of the release: the figure of
most sources first.
"""

from __future__ import annotations

import re
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from trends.pages import badges
from trends.pages.evidence import Marked, Span, highlight
from trends.pages.numbers import quantity
from trends.pages.story_data import Row, Story, text_of
from trends.pages.story_parts import section, source

_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+(?=[A-Z0-9“\"$€£])|\n")
LONGEST_QUOTE = 260


def comparison_section(story: Story) -> Component | None:
    """The section "Side by side"; one small table for each two things that are compared."""
    rows = story.comparisons.rows
    if not rows:
        return None
    tables = [_table(story, subjects, list(group)) for subjects, group in groupby(rows, key=_subjects)]
    body = html.Div(tables, className="table-wrap side-by-side")
    return section("comparison", "Side by side", body, story.comparisons.sql)


def _subjects(row: Row) -> tuple[str, str]:
    return str(row["subject_a"]), str(row["subject_b"])


def _table(story: Story, subjects: tuple[str, str], rows: list[Row]) -> Component:
    heads = [
        html.Th("", scope="col"),
        *[html.Th(capital(name), scope="col", className="number") for name in subjects],
        html.Th("", scope="col"),
    ]
    lines = [
        html.Tr(
            [
                html.Th(capital(row["aspect"]), scope="row"),
                html.Td(quantity(row["value_a"], row["unit"]), className="number"),
                html.Td(quantity(row["value_b"], row["unit"]), className="number"),
                html.Td(source(story, row["article_id"])),
            ]
        )
        for row in rows
    ]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="table")


def conflict_section(story: Story) -> Component | None:
    """The section "Where the sources disagree": each figure with the sentence it stands in."""
    rows = story.conflicts.rows
    if not rows:
        return None
    items = [_conflict(story, list(group)) for _, group in groupby(rows, key=lambda row: row["conflict_no"])]
    note = html.P("Each figure as its source gives it. None is averaged, and none is called right.", className="note")
    return section("conflict", "Where the sources disagree", html.Div([*items, note]), story.conflicts.sql)


def _conflict(story: Story, rows: list[Row]) -> Component:
    lines = [
        html.Tr(
            [
                html.Th(quantity(row["value"], row["unit"]), scope="row", className="number"),
                html.Td([html.Div(_quoted(story, row)), html.Div(_origin(story, row), className="small muted")]),
            ]
        )
        for row in rows
    ]
    what = html.H3(capital(rows[0]["what"]))
    return html.Div([what, html.Table(html.Tbody(lines), className="table")], className="conflict")


def _origin(story: Story, row: Row) -> Marked:
    when = "" if row["published_at"] is None else badges.published(row["published_at"], row["date_precision"])
    known = [words for words in (row["outlet_id"], when) if words]
    return [*[f"{words} · " for words in known], source(story, row["article_id"])]


def _quoted(story: Story, row: Row) -> Marked:
    article = next((item for item in story.articles.rows if item["article_id"] == row["article_id"]), None)
    if article is None:
        return ["The article isn’t in this story any more."]
    return quote(text_of(article), row["start"], row["end"])


def quote(text: str, start: int, end: int) -> Marked:
    """The sentence round a span of a text, the span marked; cut at both sides where it is long."""
    breaks = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    first = max((edge for edge in breaks if edge <= start), default=0)
    last = min((edge for edge in breaks if edge >= end), default=len(text))
    spare = max(0, LONGEST_QUOTE - (end - start)) // 2
    left, right = max(first, start - spare), min(last, end + spare)
    if left > first:  # a cut falls between words
        left = min(start, text.find(" ", left, start) + 1 or start)
    if right < last:
        right = max(end, text.rfind(" ", end, right))
    sentence = text[left:right].rstrip()
    marked = highlight(sentence, [Span(start - left, end - left, "other", "The figure")])
    return [*(["…"] if left > first else []), *marked, *(["…"] if right < last else [])]


def capital(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]
