"""The table of all topics: share with its interval, momentum, impact, tone and how well it is sourced."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from trends.figures.cells import interval_bar, sparkline, tone_bar
from trends.pages import cards
from trends.pages.chart_sql import chart_sql
from trends.pages.cut_data import ranked
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.sentences import equals
from trends.pages.state import changed
from trends.style import day, interval, percent


def ranking_card(view: View, request: Request, chosen: Selection) -> Component:
    """The card with the table; a row opens its topic."""
    first_day, last_day = chosen.window
    sql = chart_sql("ranking", **chosen.keys, period=chosen.period, first_day=first_day, last_day=last_day)
    rows = ranked(view, chosen)
    if not rows:
        body: Component = cards.empty("No topic has a share in this period.")
    else:
        body = html.Div(
            [
                cards.grid("ranking", ranking_rows(rows, chosen, request), _columns(request.narrow)),
                html.Button(
                    "All columns",
                    type="button",
                    className="plain-button more-columns",
                    id="more-columns",
                ),
            ]
        )
    note = (
        "Share: discounted, with its 90 % interval on one scale. Momentum: called where the false discovery rate over "
        "all topics is at most 10 %. A story can be about several topics, so shares don’t add up to 100 %."
    )
    return cards.card(
        "ranking",
        f"All topics in {chosen.period_name}",
        body,
        sql=sql,
        subtitle=f"Stories, impact, tone and sources: {chosen.window_words}.",
        note=note,
    )


def ranking_rows(rows: list[dict[str, Any]], chosen: Selection, request: Request) -> list[dict[str, Any]]:
    """Rows for the grid: plain values to sort by, and the geometry of the small pictures."""
    scale = max([row["high"] or row["share"] or 0.0 for row in rows] + [0.01])
    accents = dict(zip(chosen.sides, chosen.accents, strict=True))
    asked = changed(request.values, "", topic=None)
    return [
        {
            "id": row["topic_id"],
            "href": f"/topic/{row['topic_id']}{asked}",
            "accent": accents.get(row["topic_id"]),
            "name": row["name"],
            "spark": sparkline(row["shares"] or []),
            "share": row["share"],
            "state": row["state"],
            "words": f"{percent(row['share'], digits=1)}, 90 %: {interval(row['low'], row['high'])}, {row['state']}",
            "bar": interval_bar(row["share"], row["low"], row["high"], scale=scale),
            "momentum": row["momentum"],
            "direction": row["direction"],
            "q_words": None if row["q"] is None else equals(row["q"]),
            "impact": row["mean_impact"],
            "tone": tone_bar(row),
            "tone_score": _tone_score(row),
            "stories": row["n_stories"],
            "verified": row["verified_share"],
            "last": None if row["last_story"] is None else row["last_story"].isoformat(),
            "last_words": day(row["last_story"]),
        }
        for row in rows
    ]


def _tone_score(row: dict[str, Any]) -> float | None:
    """Mean tier from −2 to 2, only to sort by."""
    tiers = ("very_bearish", "bearish", "neutral", "bullish", "very_bullish")
    counts = [row[tier] or 0 for tier in tiers]
    return sum((index - 2) * count for index, count in enumerate(counts)) / sum(counts) if sum(counts) else None


def _columns(narrow: bool) -> list[dict[str, Any]]:
    """The columns; on a phone the first four, the rest by a tap on "All columns"."""
    number = {"type": "rightAligned"}
    columns: list[dict[str, Any]] = [
        {
            "field": "name",
            "headerName": "Topic",
            "cellRenderer": "TopicCell",
            "filter": "agTextColumnFilter",
            "minWidth": 112 if narrow else 200,
            "flex": 122 if narrow else 210,
        },
        {
            "field": "share",
            "headerName": "Share" if narrow else "Share, 90 % interval",
            "cellRenderer": "ShareCell",
            "cellRendererParams": {"size": 30 if narrow else 76},
            "filter": "agNumberColumnFilter",
            "minWidth": 80 if narrow else 190,
            "flex": 84 if narrow else 190,
            "sort": "desc",
            **number,
        },
        {
            "colId": "momentum",
            "field": "direction",
            "headerName": "Momentum",
            "headerTooltip": "A direction needs a false discovery rate of at most 10 % over all topics",
            "cellRenderer": "MomentumCell",
            "cellRendererParams": {"short": narrow},
            "comparator": {"function": "byMomentum"},
            "filter": "agTextColumnFilter",
            "minWidth": 90 if narrow else 150,
            "flex": 90 if narrow else 150,
        },
        {
            "colId": "trend",
            "field": "id",
            "headerName": "Trend",
            "cellRenderer": "SparkCell",
            "cellRendererParams": {"size": 46 if narrow else 80},
            "sortable": False,
            "minWidth": 54 if narrow else 100,
            "flex": 56 if narrow else 100,
        },
        {
            "field": "impact",
            "headerName": "Mean impact",
            "valueFormatter": {"function": "oneDigit(params.value)"},
            "filter": "agNumberColumnFilter",
            "minWidth": 104,
            "flex": 104,
            **number,
        },
        {
            "field": "tone_score",
            "headerName": "Tone, five tiers",
            "cellRenderer": "ToneCell",
            "minWidth": 112,
            "flex": 120,
        },
        {
            "field": "stories",
            "headerName": "Stories",
            "filter": "agNumberColumnFilter",
            "minWidth": 74,
            "flex": 74,
            **number,
        },
        {
            "field": "verified",
            "headerName": "Verified",
            "valueFormatter": {"function": "percent(params.value)"},
            "filter": "agNumberColumnFilter",
            "minWidth": 80,
            "flex": 80,
            **number,
        },
        {
            "field": "last",
            "headerName": "Last story",
            "valueFormatter": {"function": "params.data.last_words"},
            "filter": "agTextColumnFilter",
            "minWidth": 108,
            "flex": 108,
            **number,
        },
    ]
    if not narrow:  # the trend comes right after the name where there is room for both
        columns.insert(1, columns.pop(3))
    for column in columns[4:] if narrow else []:
        column["hide"] = True
    return columns
