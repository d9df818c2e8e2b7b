"""The list of everyone whom a beat's stories name: how often, in what light, and whether for a while or lastingly."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from trends.figures.cells import interval_bar, sparkline
from trends.pages import badges, cards, controls
from trends.pages.chart_sql import chart_sql
from trends.pages.entity import choices, not_measured
from trends.pages.entity_data import is_measured
from trends.pages.entity_words import ARC_SHORT
from trends.pages.optional import tidy
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.selection import NothingToShow, Selection, select
from trends.pages.state import changed
from trends.style import interval, percent, plural, signed, whole

ORDERS = {
    "stories": "Most stories first",
    "tone": "Surest good light first",
    "bunching": "Most bunched first",
    "latest": "Latest first",
    "name": "By name",
}
PAGED = {"pagination": True, "paginationPageSize": 25, "paginationPageSizeSelector": False}
Row = dict[str, Any]


def layout(view: View, request: Request) -> Component:
    """Draw the list."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    if not is_measured(view):
        return not_measured()
    kinds = {kind: plural_of(kind) for kind in sorted(view.frame("entity")["kind"].unique().to_list())}
    kind = request.query.choice("kind", ["any", *kinds], "any")
    order = request.query.choice("order", ORDERS, "stories")
    sql = tidy(
        chart_sql(
            "entities",
            beat=str(chosen.beat["beat_id"]),
            frequency=chosen.frequency,
            gate=chosen.gate,
            period=chosen.period,
            kind=None if kind == "any" else kind,
            order=order,
        )
    )
    rows = view.sql(sql.text).to_dicts()
    body: Component = (
        cards.grid("entities", grid_rows(rows, chosen, request), columns(request.narrow), **PAGED)
        if rows
        else cards.empty(
            "Nobody of this kind is named in this cut.",
            href=changed(request.values, request.path, kind=None, gate=None),
            offer="Show everyone.",
        )
    )
    counted = "verified stories" if chosen.gate == "verified" else "stories"
    whom = plural(len(rows), "name") if kind == "any" else f"{whole(len(rows))} {kinds[kind].lower()}"
    return html.Div(
        [
            html.H1(
                f"{whom} in the {counted} on {chosen.beat['name']}: {_arcs_said(rows)}.",
                className="headline",
                id="headline",
            ),
            html.P(
                "A name opens its tone, its stories and whom it is named with.", className="standfirst", id="standfirst"
            ),
            html.Div(
                [
                    *choices(chosen),
                    controls.select("kind", {"any": "Any kind", **kinds}, kind, "any", label="Kind of entity"),
                    controls.select("order", ORDERS, order, "stories", label="Order"),
                ],
                className="controls",
            ),
            html.Div(
                cards.card(
                    "entities",
                    f"Who is named, as of {chosen.period_name}",
                    body,
                    sql=sql,
                    subtitle=f"{ORDERS[order]}. Stories of the whole time; share and tone discounted, "
                    f"by {chosen.frequency}.",
                    note="Share and tone with their 90 % intervals; grey: fewer than 20 effective stories. Bunching: "
                    "how much more often two of its stories share a period than two of the beat’s.",
                ),
                className="stack",
            ),
        ]
    )


def plural_of(kind: str) -> str:
    """The kind's name in the list of filters: "company" → "Companies"."""
    word = kind[:-1] + "ies" if kind.endswith("y") else "people" if kind == "person" else kind + "s"
    return word.capitalize()


def _arcs_said(rows: list[Row]) -> str:
    """How many are sustained, waves and so on; those that can't be told last."""
    said = {
        "sustained": "sustained", "recent": "in a recent wave", "news_cycle": "in a wave that has passed",
        "undecided": "undecided", "thin": "too rare to tell",
    }  # fmt: skip
    counts = {arc: sum(row["arc"] == arc for row in rows) for arc in said}
    parts = [f"{whole(count)} {said[arc]}" for arc, count in counts.items() if count]
    return ", ".join(parts) if parts else "none to tell about"


def grid_rows(rows: list[Row], chosen: Selection, request: Request) -> list[Row]:
    """Rows for the grid: plain values to sort by, and the geometry of the small pictures."""
    scale = max([row["high"] or 0.0 for row in rows] + [0.01])
    gate = chosen.gate if chosen.gate != "all" else None
    frequency = chosen.frequency if chosen.frequency != chosen.beat["frequency"] else None
    return [
        {
            "id": row["entity_id"],
            "href": chosen.href(f"/entity/{row['entity_id']}", gate=gate, frequency=frequency),
            "name": row["name"] if not row["ticker"] else f"{row['name']} · {row['ticker']}",
            "stories": row["n_stories"],
            "stories_words": whole(row["n_stories"]),
            "spark": sparkline(row["counts"] or []),
            "share": row["share"],
            "state": row["state"],
            "words": "" if row["share"] is None else
            f"{percent(row['share'], digits=1)}, 90 %: {interval(row['low'], row['high'])}",
            "bar": interval_bar(row["share"], row["low"], row["high"], scale=scale),
            "tone": row["tone"],
            "tone_words": _tone_words(row, narrow=request.narrow),
            "arc": ARC_SHORT.get(row["arc"], ""),
            "bunching": row["bunching"],
            "bunching_words": _bunching_words(row),
            "last": row["last_story"].isoformat(),
            "last_words": badges.published(row["last_story"], row["last_precision"]),
        }
        for row in rows
    ]  # fmt: skip


def _tone_words(row: Row, *, narrow: bool) -> str:
    if row["tone"] is None:
        return "–"
    value = signed(row["tone"], digits=2)
    low, high = signed(row["tone_low"], digits=2), signed(row["tone_high"], digits=2)
    return value if narrow else f"{value} [{low} to {high}]"


def _bunching_words(row: Row) -> str:
    if row["bunching"] is None or row["arc"] == "thin":
        return "–"
    return f"{row['bunching']:.1f} [{row['bunching_low']:.1f}–{row['bunching_high']:.1f}]"


def columns(narrow: bool) -> list[Row]:
    """The columns; on a phone the first four."""
    number = {"type": "rightAligned"}
    every: list[Row] = [
        {"field": "name", "headerName": "Name", "cellRenderer": "TopicCell", "filter": "agTextColumnFilter",
         "minWidth": 104 if narrow else 190, "flex": 120 if narrow else 210},
        {"field": "stories", "headerName": "Stories", "valueFormatter": {"function": "params.data.stories_words"},
         "minWidth": 66, "flex": 70, **number},
        {"field": "tone", "headerName": "Tone" if narrow else "Tone about it, 90 %",
         "valueFormatter": {"function": "params.data.tone_words"},
         "cellClassRules": {"muted": "params.data.state !== 'complete'"},
         "minWidth": 62 if narrow else 182, "flex": 62 if narrow else 182, **number},
        {"field": "arc", "headerName": "Arc", "minWidth": 88 if narrow else 112, "flex": 88 if narrow else 112,
         "filter": "agTextColumnFilter"},
        {"field": "bunching", "headerName": "Bunching, 90 %",
         "valueFormatter": {"function": "params.data.bunching_words"}, "minWidth": 128, "flex": 128, **number},
        {"field": "share", "headerName": "Share, 90 % interval", "cellRenderer": "ShareCell", "minWidth": 160,
         "flex": 170, **number},
        {"field": "last", "headerName": "Last story", "valueFormatter": {"function": "params.data.last_words"},
         "minWidth": 108, "flex": 108, **number},
    ]  # fmt: skip
    if narrow:
        return every[:4]
    trend = {"colId": "trend", "field": "id", "headerName": "Trend", "cellRenderer": "SparkCell", "sortable": False,
             "minWidth": 100, "flex": 100}  # fmt: skip
    return [every[0], trend, *every[1:]]


PAGE = Page("/entities", "Entities", layout, nav="Entities")
