"""The beat as a whole: how much is read, from whom, how it is told, how weighty it is, and how far that can be trusted.

It carries what isn't about one topic: the calendar with the open period's nowcast, tone and impact of all stories, the
outlets, and the panel index.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.calendar_chart import HEIGHT, calendar_chart
from trends.pages import cards
from trends.pages.chart_sql import chart_sql
from trends.pages.impact import impact_card
from trends.pages.open_period import why_none
from trends.pages.outlets import coverage_card
from trends.pages.page import Page, Request
from trends.pages.panel import panel_card
from trends.pages.provider import View
from trends.pages.selection import NothingToShow, Selection, select, selection_controls
from trends.pages.topic_turns import tone_card
from trends.style import percent, plural, the_period, whole

NOTE = (
    "Filled: complete. Pale: thin, no call is made. Hollow: still open; where enough of it has passed, the dotted part "
    "is what it will probably hold in the end, with its 90 % interval. Hatched: missing, which is not zero. An open "
    "period never enters a trend."
)

Row = dict[str, Any]


def layout(view: View, request: Request) -> Component:
    """Draw the page."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    keys = {key: value for key, value in chosen.keys.items() if key != "weighting"}
    sql = chart_sql("beat_calendar", **keys)
    frame = view.sql(sql.text)
    name = str(chosen.beat["name"])
    finding = calendar_finding(frame, chosen.frequency)
    figure = calendar_chart(frame, frequency=chosen.frequency, theme=request.theme, narrow=request.narrow)
    calendar = cards.card(
        "calendar",
        finding,
        cards.chart("calendar", figure, height=HEIGHT, label=finding),
        sql=sql,
        subtitle=f"Stories first published in each {chosen.frequency}",
        note=NOTE + why_none(frame.filter(state="partial")),
        picture=True,
    )
    return html.Div(
        [
            html.H1(headline(frame, chosen), className="headline", id="headline"),
            html.P(
                [chosen.beat["description"] or "", " ", dcc.Link("What the sample is", href="/method#sample"), "."],
                className="standfirst",
                id="standfirst",
            ),
            html.Div(selection_controls(chosen)[:2], className="controls"),
            html.Div(
                [
                    calendar,
                    html.Div(
                        [
                            tone_card(view, request, chosen, None, name),
                            impact_card(view, request, chosen, None, name),
                        ],
                        className="columns-even",
                    ),
                    coverage_card(view, request, chosen),
                    panel_card(view, request, chosen),
                ],
                className="stack",
            ),
        ]
    )


def headline(frame: pl.DataFrame, chosen: Selection) -> str:
    """How much the beat was told in the window, and how many of its periods can be believed."""
    first, last = chosen.window
    inside = frame.filter((pl.col("period_start") >= first) & (pl.col("period_start") < last))
    told = plural(int(inside["n_stories"].sum()), "story", "stories")
    closed = frame.filter(pl.col("state") != "partial")
    full = closed.filter(state="complete").height
    return (
        f"{chosen.beat['name']} had {told} in {chosen.window_words}; {full} of its {closed.height} closed "
        f"{chosen.frequency}s can carry a call."
    )


def calendar_finding(frame: pl.DataFrame, frequency: str) -> str:
    """The calendar's title: what the open period will hold, or why that can't be said yet."""
    rows = frame.sort("period_start").to_dicts()
    gone = [row for row in rows if row["state"] == "missing"]
    holes = f"; {plural(len(gone), frequency)} missing" if gone else ""
    open_rows = [row for row in rows if row["state"] == "partial"]
    if not open_rows:
        return f"{plural(len(rows), frequency)}, none still open{holes}"
    row = open_rows[-1]
    when = the_period(row["period_start"], frequency)
    known = f"{plural(row['n_stories'], 'story', 'stories')} known so far"
    if row["nowcast"] is None:
        return f"{when[0].upper()}{when[1:]} is still open, {known}; no nowcast of its total yet{holes}"
    spread = f"{whole(round(row['nowcast']))} stories [{row['low']:.0f}–{row['high']:.0f}]"
    usual = f" ({percent(row['completeness'])} of a {frequency} is usually known by now)"
    return f"{when[0].upper()}{when[1:]} will probably hold {spread}, {known}{usual}{holes}"


PAGE = Page("/beat", "Beat", layout, nav="Beat")
