"""What one brief tells of a story, each part with what ours has in its place.

Everything here is a publisher's own text: it only ever becomes text nodes, and an address becomes a link only if it is
one of the web's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import badges
from trends.pages.evidence import Marked
from trends.pages.numbers import quantity
from trends.pages.story_brief_data import Told
from trends.pages.story_brief_facts import facts_part
from trends.pages.story_brief_words import sentence_match
from trends.pages.story_compared import capital
from trends.pages.story_data import Row, Story
from trends.pages.story_parts import source, subsection
from trends.pages.story_sources import outside
from trends.style import plural

ROWS_SHOWN = 40
EVENTS_SHOWN = 12
SOURCES_SHOWN = 12


def told_parts(story: Story, told: Told) -> list[Component]:
    """Takeaways, facts, comparison, timeline, links and sources of a brief; parts that it leaves out are left out."""
    parts = (_takeaways, facts_part, _comparison, _timeline, _links, _sources)
    return [part for made in parts if (part := made(story, told)) is not None]


def _takeaways(story: Story, told: Told) -> Component | None:
    given = told.brief.get("takeaways", [])
    if not given:
        return None
    ours = [row["sentence"] for row in story.takeaways.rows]
    items: list[Component] = []
    for text in given:
        match = sentence_match(text, ours)
        words = {
            "same": f"Word for word our takeaway {_place(match.place)}.",
            "other": f"Our takeaway {_place(match.place)}, but for its figures.",
        }.get(match.kind, "Not among ours.")
        items.append(html.Div([html.P(text), html.P(words, className="small muted")]))
    return subsection("Takeaways", html.Div(items, className="takeaways"))


def _place(place: int | None) -> str:
    return "" if place is None else str(place + 1)


def _comparison(story: Story, told: Told) -> Component | None:
    rows = told.brief.get("comparison", [])
    if not rows:
        return None

    def subjects(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(value["subject"].casefold() for value in row["values"])

    tables = [_table(story, list(group)) for _, group in groupby(rows[:ROWS_SHOWN], key=subjects)]
    left = len(rows) - ROWS_SHOWN
    note = f"{plural(left, 'row')} more in Data." if left > 0 else ""
    return subsection("Comparison", html.Div(tables, className="table-wrap side-by-side"), note)


def _table(story: Story, rows: list[dict[str, Any]]) -> Component:
    subjects = [capital(value["subject"]) for value in rows[0]["values"]]
    heads = [html.Th("", scope="col"), *[html.Th(name, scope="col", className="right") for name in subjects]]
    lines = [
        html.Tr(
            [
                html.Th(
                    [
                        html.Div(capital(row["aspect"])),
                        html.Div(row_beside(row, story.comparisons.rows), className="small muted beside"),
                    ],
                    scope="row",
                ),
                *[
                    html.Td(
                        _cell(value["value"], row.get("unit")),
                        className="right" if isinstance(value["value"], str) else "number",
                    )
                    for value in row["values"]
                ],
            ]
        )
        for row in rows
    ]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(lines)], className="table told-table")


def _cell(value: float | str, unit: str | None) -> str:
    return value if isinstance(value, str) else quantity(value, unit)


def row_beside(row: dict[str, Any], ours: Sequence[Row]) -> str:
    """What our comparison has for a row of theirs: "as ours", "ours: 141 GB, 80 GB", or "not among ours".

    Args:
        row: aspect, values (subject, value) and perhaps unit.
        ours: rows with aspect, subject_a, subject_b, value_a, value_b, unit.
    """
    wanted = (row["aspect"].casefold(), *[value["subject"].casefold() for value in row["values"]])
    for own in ours:
        if (own["aspect"].casefold(), own["subject_a"].casefold(), own["subject_b"].casefold()) == wanted:
            theirs = [_cell(value["value"], row.get("unit")) for value in row["values"]]
            figures = [quantity(own[side], own["unit"]) for side in ("value_a", "value_b")]
            return "as ours" if theirs == figures else f"ours: {', '.join(figures)}"
    return "not among ours"


def _timeline(story: Story, told: Told) -> Component | None:
    events = told.brief.get("timeline", [])
    if not events:
        return None
    ours = {row["headline"].casefold(): row["other_story_id"] for row in story.timeline.rows}
    items = []
    for event in events[:EVENTS_SHOWN]:
        known = ours.get(event["headline"].casefold())
        when = day_words(event["published"])
        beside: Component | str = (
            dcc.Link("in our timeline too", href=story.href(f"/story/{known}")) if known else "not in our timeline"
        )
        about = [event["reason"], " · "] if event.get("reason") else []
        items.append(
            html.Li(
                [
                    html.Div([f"{when} · ", outside(event["headline"], event.get("url", ""))]),
                    html.Div([*about, beside], className="small muted"),
                ]
            )
        )
    left = len(events) - len(items)
    note = f"{plural(left, 'event')} more in Data." if left > 0 else ""
    return subsection("Timeline", html.Ul(items, className="timeline"), note)


def day_words(text: str) -> str:
    """The day of a date or time as a reader reads it; what is no day of the calendar stays as it was written."""
    try:
        return badges.published(date.fromisoformat(text[:10]), None)
    except ValueError:
        return text


def _links(_: Story, told: Told) -> Component | None:
    links = told.brief.get("links", [])
    if not links:
        return None
    items = []
    for link in links:
        words = link.get("headline") or f"The story in {link['beat']}"
        where = " · ".join(filter(None, [link["beat"], link.get("category")]))
        items.append(html.Li([outside(words, link.get("url", "")), html.Span(f" · {where}", className="muted")]))
    return subsection("In its other beats", html.Ul(items, className="plain-rows"))


def _sources(story: Story, told: Told) -> Component | None:
    rows = told.sources.rows
    if not rows:
        return None
    items = [
        html.Li(
            [
                outside(row["title"], row["url"]),
                html.Span([f" · {row['outlet']} · ", *_held(story, row)], className="small muted"),
            ]
        )
        for row in rows[:SOURCES_SHOWN]
    ]
    left = len(rows) - len(items)
    named = {row["article_id"] for row in rows}
    alone = [row["article_id"] for row in story.articles.rows if row["article_id"] not in named]
    note: Marked = [f"{plural(left, 'source')} more in Data. "] if left > 0 else []
    if alone:
        note += ["Ours rests on these too: "]
        note += [part for article in alone for part in (source(story, article), ", ")][:-1]
        note.append(".")
    return subsection("Sources", html.Ul(items, className="plain-rows"), note)


def _held(story: Story, row: Row) -> Marked:
    """Where we have a source of theirs."""
    if row["article_id"] in story.numbers:
        return ["our ", source(story, row["article_id"])]
    if row["story_id"]:
        where = dcc.Link(row["headline"] or row["story_id"], href=story.href(f"/story/{row['story_id']}"))
        return ["with us in another story: ", where]
    return ["not in this release"]
