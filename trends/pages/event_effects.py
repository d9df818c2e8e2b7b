"""Dated events: what all topics' shares did at one of them, beside the placebo band, and the library of all of them."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash.development.base_component import Component

from trends.figures.dots import Dot, dot_chart, height
from trends.pages import cards, controls
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.sentences import equals
from trends.style import NBSP, day, percent, plural, probability, signed

CALLED = 0.1
SHOWN = 10
NOTE = (
    "Dot: log-odds of the share after the event less before it (0.69 doubles the odds), filled where q ≤ .10 over all "
    "events and topics. Grey: where 90 % of all other dates lie for that topic. A comparison in time, not a cause."
)
LIBRARY_NOTE = (
    "q: false finds expected among all events and topics called at this level. A row opens its topic. A comparison in "
    "time, not a cause: events are chosen knowing what followed."
)

Row = dict[str, Any]


def frequency_judged(view: View, chosen: Selection) -> str:
    """The chosen frequency where its events can be judged, else months where these can."""
    effects = view.frame("event_effect").filter(pl.col("beat_id") == chosen.beat["beat_id"], pl.col("q").is_not_null())
    judged = effects["frequency"].unique().to_list()
    return chosen.frequency if chosen.frequency in judged or "month" not in judged else "month"


def effects_card(view: View, request: Request, chosen: Selection) -> Component:
    """One event (`event` in the URL), every topic."""
    frequency = frequency_judged(view, chosen)
    every = view.sql(_sql(chosen, frequency, None).text)
    events = every.select("event_id", "event_date", "label").unique("event_id").sort("event_date", "event_id")
    names = {row["event_id"]: f"{row['label']}, {day(row['event_date'])}" for row in events.to_dicts()}
    first = next(iter(every["event_id"].to_list()), "")
    event = request.query.choice("event", names, first)
    sql = _sql(chosen, frequency, event or None)
    frame = view.sql(sql.text).sort("effect", "topic_id", descending=[True, False])
    rows = frame.to_dicts()
    finding = effects_finding(rows)
    if not rows:
        body: Component = cards.empty(f"No dated event has a {frequency} before and after it to compare.")
    else:
        figure = dot_chart(
            [_dot(row, chosen) for row in rows],
            unit="change of log-odds",
            theme=request.theme,
            narrow=request.narrow,
            banded=True,
        )
        body = cards.chart("effects", figure, height=height(len(rows), narrow=request.narrow), label=finding)
    picker = controls.select("event", names, event, first, label="Dated event", searchable=True)
    return cards.card(
        "effects",
        finding,
        body,
        sql=sql,
        subtitle=_window(rows, frequency),
        controls=[picker],
        note=NOTE,
        picture=bool(rows),
    )


def effects_finding(rows: list[Row]) -> str:
    """The card's title: whether any topic moved more than at other dates."""
    if not rows:
        return "No dated event can be compared"
    label = rows[0]["label"]
    judged = [row for row in rows if row["q"] is not None]
    called = [row["name"].lower() for row in judged if row["q"] <= CALLED]
    if not judged:
        return f"{label}: too short a series to judge"
    if not called:
        return f"{label}: none of {plural(len(judged), 'topic')} moved more than at other dates"
    return f"{label}: {', '.join(called)} moved more than at other dates"


def library_card(view: View, request: Request, chosen: Selection) -> Component:
    """Every event and topic, surest first."""
    frequency = frequency_judged(view, chosen)
    sql = _sql(chosen, frequency, None)
    rows = view.sql(sql.text).to_dicts()
    if not rows:
        body: Component = cards.empty(f"No dated event can be compared by {frequency}.")
    else:
        grid = [_grid_row(row, chosen) for row in rows]
        paged = {"pagination": True, "paginationPageSize": SHOWN, "paginationPageSizeSelector": False}
        body = cards.grid("library", grid, _columns(request.narrow), **paged)
    return cards.card(
        "library",
        library_finding(rows, frequency),
        body,
        sql=sql,
        subtitle=_window(rows, frequency) + ", surest first" if rows else "",
        note=LIBRARY_NOTE,
    )


def library_finding(rows: list[Row], frequency: str) -> str:
    """The library's title: how many comparisons, how many remain."""
    judged = [row for row in rows if row["q"] is not None]
    if not judged:
        return f"Library of dated events: too few {frequency}s to judge any"
    called = sum(row["q"] <= CALLED for row in judged)
    surest = min(row["q"] for row in judged)
    of = f"{plural(len(judged), 'comparison')} of a topic with an event"
    if called:
        return f"{called} of {of} stand out (q ≤ .10)"
    return f"None of {of} stands out; the surest has q{NBSP}{equals(surest)}"


def _sql(chosen: Selection, frequency: str, event: str | None) -> ChartSQL:
    return chart_sql("event_library", beat=str(chosen.beat["beat_id"]), frequency=frequency, event=event)


def _window(rows: list[Row], frequency: str) -> str:
    if not rows:
        return ""
    return f"Share of all stories, {plural(rows[0]['window'], frequency)} before and after the event"


def _dot(row: Row, chosen: Selection) -> Dot:
    words = [
        f"{percent(row['share_before'])} before, {percent(row['share_after'])} after",
        f"effect {signed(row['effect'], digits=2)}, {_band(row)}",
        f"q {probability(row['q'])}, {plural(row['n_placebos'], 'placebo date')}",
    ]
    called = row["q"] is not None and row["q"] <= CALLED
    href = chosen.href(f"/topic/{row['topic_id']}")
    return Dot(row["name"], row["effect"], row["low"], row["high"], called, words, href)


def _band(row: Row) -> str:
    if row["low"] is None:
        return "no placebo band"
    return f"placebo band {signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}"


def _grid_row(row: Row, chosen: Selection) -> Row:
    return {
        "id": f"{row['event_id']}/{row['topic_id']}",
        "href": chosen.href(f"/topic/{row['topic_id']}"),
        "event": row["label"],
        "date": row["event_date"].isoformat(),
        "date_words": day(row["event_date"]),
        "topic": row["name"],
        "shares": f"{percent(row['share_before'])} → {percent(row['share_after'])}",
        "effect": row["effect"],
        "effect_words": signed(row["effect"], digits=2),
        "band": "–" if row["low"] is None else f"{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}",
        "q": row["q"],
        "q_words": probability(row["q"]),
    }


def _columns(narrow: bool) -> list[Row]:
    number = {"type": "rightAligned"}

    def column(field: str, head: str, width: int, **more: Any) -> Row:
        return {"field": field, "headerName": head, "minWidth": width, "flex": width, **more}

    text = {"filter": "agTextColumnFilter"}
    columns = [
        column("event", "Event", 116 if narrow else 180, **text),
        column("topic", "Topic", 96 if narrow else 150, **text),
        column("date", "Date", 104, valueFormatter={"function": "params.data.date_words"}, **number),
        column("shares", "Share before → after", 150, sortable=False, **number),
        column("effect", "Effect", 70, valueFormatter={"function": "params.data.effect_words"}, **number),
        column("band", "Placebo band", 140, sortable=False, **number),
        column("q", "q", 52, valueFormatter={"function": "params.data.q_words"}, **number),
    ]
    return [item for item in columns if not narrow or item["field"] in ("event", "topic", "effect", "q")]
