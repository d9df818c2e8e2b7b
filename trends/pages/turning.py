"""Turning points of the whole beat: where shares changed or burst, which topics crossed, what they did at dated events,
what moves first.

Editorial decisions. Everything here is found among many candidates, so every title counts what remains at a false
discovery rate of 10 %, and says so plainly where nothing remains. An order in time is never called a cause.
"""

from __future__ import annotations

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.turns_map import height, turns_map
from trends.pages import cards
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.crossings import crossings_card
from trends.pages.event_effects import effects_card, library_card
from trends.pages.lead_lag import lead_lag_card
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.selection import NothingToShow, Selection, select, selection_controls
from trends.style import plural, the_period

NOTE = (
    "▲ ▼ a change to a higher or lower level, with the share before and after; ◆ a new direction; bar: a burst, at "
    "twice the usual rate or more, with its number of stories. Hairlines: dated events. A click opens the topic, with "
    "the stories round each turn."
)


def layout(view: View, request: Request) -> Component:
    """Draw the page."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    frame = view.sql(turns_query(chosen).text)
    count = view.frame("topic").filter(beat_id=chosen.beat["beat_id"]).height
    frequency = selection_controls(chosen)[:1]
    return html.Div(
        [
            html.H1(headline(frame, count, chosen), className="headline", id="headline"),
            html.P(
                [
                    "All stories, each counted once. What is found here is found in hindsight, over the whole series. ",
                    dcc.Link("How", href="/method#change_point"),
                    ".",
                ],
                className="standfirst",
                id="standfirst",
            ),
            html.Div(frequency, className="controls"),
            html.Div(
                [
                    turns_card(view, request, chosen, frame),
                    crossings_card(view, request, chosen),
                    effects_card(view, request, chosen),
                    library_card(view, request, chosen),
                    lead_lag_card(view, request, chosen),
                ],
                className="stack",
            ),
        ]
    )


def turns_query(chosen: Selection) -> ChartSQL:
    """The query behind the map of turns."""
    return chart_sql("turns", beat=str(chosen.beat["beat_id"]), frequency=chosen.frequency)


def headline(frame: pl.DataFrame, topics: int, chosen: Selection) -> str:
    """How many turns there are, in how many topics."""
    changes, bursts = (frame.filter(kind=kind).height for kind in ("change", "burst"))
    counts = [
        *([plural(changes, "change of level or direction", "changes of level or direction")] if changes else []),
        *([plural(bursts, "burst")] if bursts else []),
    ]
    turned = frame["topic_id"].n_unique()
    if not counts:
        return (
            f"By {chosen.frequency}, no topic of {chosen.beat['name']} shows a change of level or a burst that chance "
            "wouldn’t explain as well."
        )
    return f"By {chosen.frequency}, {turned} of {topics} topics turned: {' and '.join(counts)}."


def turns_card(view: View, request: Request, chosen: Selection, frame: pl.DataFrame) -> Component:
    """The map of turns."""
    finding = _newest(frame, chosen)
    if frame.is_empty():
        body: Component = cards.empty("There is no turn to draw. Shorter periods may show more: try months.")
    else:
        events = view.frame("event").filter(beat_id=chosen.beat["beat_id"])
        span = (chosen.periods[0], chosen.periods[-1])
        hrefs = {topic: chosen.href(f"/topic/{topic}") for topic in frame["topic_id"].unique().sort()}
        linked = frame.with_columns(pl.col("topic_id").replace_strict(hrefs, return_dtype=pl.String).alias("href"))
        figure = turns_map(linked, events, span, frequency=chosen.frequency, theme=request.theme, narrow=request.narrow)
        body = cards.chart("turns-map", figure, height=height(frame["topic_id"].n_unique()), label=finding)
    return cards.card(
        "turns-map",
        finding,
        body,
        sql=turns_query(chosen),
        subtitle=f"Change points and bursts of every topic’s share, by {chosen.frequency}",
        note=NOTE,
        picture=not frame.is_empty(),
    )


def _newest(frame: pl.DataFrame, chosen: Selection) -> str:
    rows = frame.sort("start", "topic_id", descending=[True, False]).to_dicts()
    if not rows:
        return "No turn found"
    row = rows[0]
    what = "burst" if row["kind"] == "burst" else "change"
    return f"The newest {what}: {row['name'].lower()} in {the_period(row['start'], chosen.frequency)}"


PAGE = Page("/turns", "Turns", layout, nav="Turns")
