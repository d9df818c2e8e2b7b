"""The parts of a topic's page on tone, on where its share turned, and on what it did round dated events."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.tone import HEIGHT, tone_chart
from trends.figures.topic import LEVEL
from trends.pages import cards
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.event_effects import frequency_judged
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.style import (
    NBSP,
    TIER_NAMES,
    TIERS,
    day,
    in_sentence,
    percent,
    period_name,
    plural,
    probability,
    signed,
    the_period,
    topic_colour,
)

ALL_STORIES = "all stories, each counted once"
CALLED = 0.1

Row = dict[str, Any]


def tone_card(view: View, request: Request, chosen: Selection, topic_id: str | None, name: str) -> Component:
    """How the stories of a topic, or (None) of the whole beat, are told."""
    keys = {key: value for key, value in chosen.keys.items() if key != "weighting"}
    sql = chart_sql("topic_tone", **keys, topic=topic_id)
    frame = view.sql(sql.text)
    row = next(iter(frame.filter(period_start=chosen.period).to_dicts()), None)
    finding = tone_finding(row, name, chosen.frequency)
    if frame["tone"].null_count() == frame.height:
        body: Component = cards.empty(f"No story about {in_sentence(name)} has a sentiment in this cut.")
    else:
        colour = topic_colour(request.theme, topic_id or "", chosen.pair)
        figure = tone_chart(frame, colour, frequency=chosen.frequency, theme=request.theme, narrow=request.narrow)
        body = cards.chart("tone", figure, height=HEIGHT, label=finding)
    return cards.card(
        "tone",
        finding,
        body,
        sql=sql,
        subtitle="Mean sentiment from −1 to +1, discounted, with its 90 % interval; below: stories in each tier",
        note=[
            "Bars, bottom to top: ",
            *[part for tier in TIERS for part in (_swatch(tier), f"{NBSP}{TIER_NAMES[tier].lower()} ")],
            "· Dotted: less what a changing mix of outlets alone would have moved it. Thin: fewer than 20 effective "
            "stories.",
        ],
        picture=True,
    )


def tone_finding(row: Row | None, name: str, frequency: str) -> str:
    """The tone chart's title: which way the topic's stories lean, where the interval leaves no doubt."""
    if row is None or row["tone"] is None:
        return f"{name}: no tone can be measured in this {frequency}"
    when = the_period(row["period_start"], frequency)
    value = f"{signed(row['tone'], digits=2)}"
    if row["low"] is None or row["state"] == "thin":
        return f"{name}: tone {value} in {when}, from few stories"
    band = f"{value} [{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}] in {when}"
    if row["low"] > 0:
        return f"{name} stories lean positive: {band}"
    if row["high"] < 0:
        return f"{name} stories lean negative: {band}"
    return f"{name} stories lean neither way: {band}"


def turns_sql(chosen: Selection, topic_id: str) -> ChartSQL:
    """The query behind the turns, and behind their marks on the share chart."""
    return chart_sql(
        "topic_turns", beat=str(chosen.beat["beat_id"]), frequency=chosen.frequency, topic=topic_id
    )  # fmt: skip


def turns_card(frame: pl.DataFrame, sql: ChartSQL, chosen: Selection, name: str) -> Component:
    """Change points and bursts, newest first, with the stories round each.

    Args:
        frame: the result of `sql`.
        sql: see `turns_sql`.
        chosen: the page's cut.
        name: the topic's name.
    """
    turns = [
        list(rows) for _, rows in groupby(frame.to_dicts(), key=lambda row: (row["start"], row["kind"]))
    ]  # fmt: skip
    if turns:
        body: Component = html.Ol([_turn(rows, chosen) for rows in turns], className="timeline")
    else:
        body = cards.empty(
            f"By {chosen.frequency}, the share of {in_sentence(name)} shows neither a change of level or direction "
            "nor a burst that chance wouldn’t explain as well."
        )
    return cards.card(
        "turns",
        turns_finding(turns, name),
        body,
        sql=sql,
        subtitle=f"Change points and bursts by {chosen.frequency}, over {ALL_STORIES}",
        note="Stories: for a change those that moved the share most, for a burst those of greatest impact.",
    )


def turns_finding(turns: list[list[Row]], name: str) -> str:
    """The card's title: how many turns there are."""
    kinds = [rows[0]["kind"] for rows in turns]
    parts = [plural(kinds.count(kind), noun) for kind, noun in (("change", "change point"), ("burst", "burst"))
             if kind in kinds]  # fmt: skip
    return f"{name}: {' and '.join(parts)}" if parts else f"{name}: no turn found"


def events_card(view: View, request: Request, chosen: Selection, topic_id: str, name: str) -> Component:
    """What the share did round dated events, with the placebo band and q."""
    frequency = frequency_judged(view, chosen)
    sql = chart_sql("topic_events", beat=str(chosen.beat["beat_id"]), frequency=frequency, topic=topic_id)
    rows = view.sql(sql.text).to_dicts()
    note = (
        "Effect: log-odds after less before (0.69 doubles the odds). Placebo band: where 90 % of all other dates lie. "
        "q: false finds expected among all events and topics called at this level. A comparison in time, not a cause."
    )
    if frequency != chosen.frequency:
        note += f" By {frequency}, since there are too few {chosen.frequency}s for placebo dates."
    if not rows:
        body: Component = cards.empty(f"No dated event has a {frequency} before and after it to compare.")
    else:
        lines = html.Tbody([_event(row, request.narrow) for row in rows])
        body = html.Div(html.Table([_events_head(request.narrow), lines], className="table"), className="table-wrap")
    return cards.card(
        "events",
        events_finding(rows, name, frequency),
        body,
        sql=sql,
        subtitle=_events_subtitle(rows, frequency),
        note=note,
    )


def events_finding(rows: list[Row], name: str, frequency: str) -> str:
    """The card's title: how many events stand out, where any can be judged."""
    judged = [row for row in rows if row["q"] is not None]
    if not judged:
        return f"{name} round dated events: too few {frequency}s to judge any"
    called = [row for row in judged if row["q"] <= CALLED]
    if not called:
        return f"{name} moved at none of {plural(len(judged), 'dated event')} more than at other times"
    return f"{name} moved at {len(called)} of {plural(len(judged), 'dated event')} more than at other times"


def _events_subtitle(rows: list[Row], frequency: str) -> str:
    if not rows:
        return ""
    return f"Share of {ALL_STORIES}, {plural(rows[0]['window'], frequency)} before and after; surest first"


def _events_head(narrow: bool) -> html.Thead:
    words = (
        ["Event", "Effect", "q"]
        if narrow
        else ["Event", "Date", "Share before", "after", "Effect", "Placebo band", "q"]
    )
    cells = [html.Th(word, scope="col", className=None if word in ("Event", "Date") else "number") for word in words]
    return html.Thead(html.Tr(cells))


def _event(row: Row, narrow: bool) -> html.Tr:
    band = "–" if row["low"] is None else f"{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}"
    stands_out = row["q"] is not None and row["q"] <= CALLED
    effect = html.Td(signed(row["effect"], digits=2), className="number strong" if stands_out else "number")
    q = html.Td(probability(row["q"]), className="number")
    if narrow:
        about = html.Div(f"{day(row['event_date'])} · placebo {band}", className="small muted")
        return html.Tr([html.Td([row["label"], about]), effect, q])
    cells = [percent(row["share_before"]), percent(row["share_after"])]
    return html.Tr([
        html.Td(row["label"]), html.Td(day(row["event_date"])), *[html.Td(cell, className="number") for cell in cells],
        effect, html.Td(band, className="number"), q,
    ])  # fmt: skip


def _turn(rows: list[Row], chosen: Selection) -> html.Li:
    frequency = chosen.frequency
    first = rows[0]
    when = period_name(first["start"], frequency)
    head: list[Component | str]
    if first["kind"] == "burst":
        upto = "" if first["end"] == first["start"] else f" to {period_name(first['end'], frequency)}"
        words = f"burst, {plural(first['n_stories'], 'story', 'stories')}"
        head = [html.Span(f"{when}{upto}", className="strong"), f" · {words}"]
    else:
        before, after = percent(first["share_before"]), percent(first["share_after"])
        if abs((first["share_after"] or 0) - (first["share_before"] or 0)) < LEVEL:
            head = [html.Span(when, className="strong"), f" · a new direction, at {after} before and after"]
        else:
            rose = (first["share_before"] or 0) < (first["share_after"] or 0)
            sign = html.Span("▲" if rose else "▼", className="up" if rose else "down")
            head = [html.Span(when, className="strong"), " · ", sign, f" {before} before, {after} from here on"]
    stories = [
        html.Div([html.Span(f"{day(row['first_published_at'])} · ", className="muted"),
                  dcc.Link(row["headline"], href=chosen.href(f"/story/{row['story_id']}"))], className="small")
        for row in rows
        if row["story_id"] is not None
    ]  # fmt: skip
    return html.Li([html.Div(head), *stories])


def _swatch(tier: str) -> html.Span:
    return html.Span(
        style={
            "display": "inline-block", "width": "9px", "height": "9px", "borderRadius": "2px",
            "background": f"var(--tier-{tier.replace('_', '-')})", "boxShadow": "0 0 0 1px var(--hairline)",
        },
    )  # fmt: skip
