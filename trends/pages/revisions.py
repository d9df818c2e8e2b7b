"""Revisions: how far published shares were changed by later releases, by their age, and what this build changed.

A page of its own, and two parts of the methodology.
"""

from __future__ import annotations

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.revisions import HEIGHT, revision_chart
from trends.pages import beats, cards
from trends.pages.build_changes import build_changes
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.style import day, plural

TEXT = (
    "Every release keeps what it said of each period in the table vintage, which is only ever added to. Late articles, "
    "merged stories and changed topics can move a share of a period that was over; the older a value, the less it "
    "should still move."
)
NOTE = "Distance to what the newest release says, values of open periods left out; pt: points of share."


def layout(view: View, request: Request) -> Component:
    """Draw the page."""
    known = view.frame("vintage")["known_at"].n_unique()
    headline = f"{so_far(view)}, and how far each changed what was said before." if known > 1 else unchanged(view)
    what = "Any number ever sealed can be had again from its release: "
    return html.Div(
        [
            html.H1(headline, className="headline", id="headline"),
            html.P(
                [TEXT, " ", what, dcc.Link("how", href="/method#release"), "."], className="standfirst", id="standfirst"
            ),
            html.Div([_card(view, request), *build_changes(view, request)[1:]], className="stack"),
        ]
    )


def so_far(view: View) -> str:
    """How many releases the home has sealed up to this one: "4 releases so far"."""
    number = max(int(view.frame("release")["number"][0]), view.frame("vintage")["known_at"].n_unique())
    return "One release so far" if number < 2 else f"{plural(number, 'release')} so far"


def unchanged(view: View) -> str:
    """The page's sentence while every value was known at one time: nothing can have been revised."""
    if int(view.frame("release")["number"][0]) < 2:
        return "One release so far, so nothing that was said has changed yet."
    return f"{so_far(view)}, all as of {day(view.as_of)}: nothing that was said has been revised by later knowledge."


def revisions(view: View, request: Request) -> list[Component]:
    """A paragraph and the chart; a sentence in its place before a second release."""
    return [html.P(TEXT), _card(view, request)]


def _card(view: View, request: Request) -> Component:
    known_beats = {row["beat_id"]: row for row in view.frame("beat").sort("beat_id").to_dicts()}
    if not known_beats:
        return cards.card("revisions", "No beat, so nothing to revise", cards.empty("This release holds no beat."))
    beat = known_beats[beats.asked(known_beats, request.values)]
    frequency = str(beat["frequency"])
    sql = chart_sql("revisions", beat=str(beat["beat_id"]), frequency=frequency)
    known = view.frame("vintage")["known_at"].unique().sort().to_list()
    frame = view.sql(sql.text)
    if len(known) < 2:
        title = f"{so_far(view)}, no revisions yet"
        body: Component = cards.empty("The next release built from more articles adds the values that it changed.")
    elif frame.is_empty():
        title = f"{plural(len(known), 'vintage')} since {day(known[0])}, none of a {frequency} that was over"
        body = cards.empty(f"Revisions show once a {frequency} has ended and a later release has spoken of it.")
    else:
        title = finding(frame, frequency)
        figure = revision_chart(frame, frequency=frequency, theme=request.theme, narrow=request.narrow)
        body = cards.chart("revisions", figure, height=HEIGHT, label=title)
    return cards.card(
        "revisions",
        title,
        body,
        sql=sql,
        subtitle=f"Mean absolute revision of shares by age, {beat['name']}, by {frequency}",
        note=NOTE,
        picture=len(known) > 1 and not frame.is_empty(),
    )


def finding(frame: pl.DataFrame, frequency: str) -> str:
    """The chart's title: how far topic shares moved after they were first said, else the pair's."""
    topics = frame.filter((pl.col("table_name") == "topic_share") & pl.col("mean_absolute").is_not_null()).sort("age")
    name = "Topic shares"
    if topics.is_empty():
        topics, name = frame.filter(pl.col("mean_absolute").is_not_null()).sort("age"), "Shares"
    if topics.is_empty():
        return "No value that was said before is still measured"
    first = topics.row(0, named=True)
    age = first["age"]
    said = f"just after the {frequency}" if age == 0 else f"{plural(age, frequency)} after its end"
    return f"{name}, as said {said}, have moved by {100 * first['mean_absolute']:.1f} points on average since"


PAGE = Page("/revisions", "Revisions", layout, nav="Revisions")
