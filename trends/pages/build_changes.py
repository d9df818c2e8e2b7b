"""The methodology's part on builds: what this release changed since the one before, and which stories did it."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from trends.pages import beats, cards
from trends.pages.audit import topic_name
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.style import MINUS, UNKNOWN, in_sentence, percent, plural, signed, the_period

TEXT = (
    "Each build says what it changed. A value that differs from the release before is taken apart exactly: stories of "
    "days that weren’t covered yet, stories that came late, stories that left or were merged, stories whose articles "
    "changed, and stories read otherwise because a topic’s words did."
)
PARTS = {
    "part_new": "stories of new days",
    "part_late": "late stories",
    "part_left": "stories that left",
    "part_revised": "revised stories",
    "part_version": "new topic words",
    "part_rest": "method or calendar",
}
SHOWN = 10
NOTE = "Points of share. The parts of a row add up to its change; the SQL gives each part and the stories behind it."

Row = dict[str, Any]


def build_changes(view: View, request: Request) -> list[Component]:
    """A paragraph, and the table of what moved most; a sentence in its place where nothing did."""
    known = beats.names(view)
    if not known:
        return [html.P(TEXT)]
    beat = beats.asked(known, request.values)
    sql = chart_sql("changes", beat=beat)
    rows = view.sql(sql.text).to_dicts()
    names = dict(view.frame("topic").select("topic_id", "name").iter_rows())
    if not rows:
        body: Component = cards.empty("No value differs from the release before, or there is none before it.")
    else:
        body = html.Div(_table(rows[:SHOWN], names, narrow=request.narrow), className="table-wrap")
    more = len(rows) - SHOWN
    card = cards.card(
        "changes",
        changes_finding(rows, names),
        body,
        sql=sql,
        subtitle=f"{known[beat]}, since release {rows[0]['previous_id']}" if rows else known[beat],
        note=NOTE + (f" {plural(more, 'more row')} in the data." if more > 0 else "") if rows else "",
    )
    return [html.P(TEXT), card]


def changes_finding(rows: list[Row], names: dict[str, str]) -> str:
    """The card's title: how far the headline moved, or else the topic that moved most, and mostly by what."""
    told = [row for row in rows if row["change"] is not None]
    if not told:
        return "This build moved no share"
    row = next((row for row in told if "|" in row["topic_id"]), max(told, key=lambda item: abs(item["change"])))
    what = max(PARTS, key=lambda part: abs(row[part] or 0.0))
    name = topic_name(row["topic_id"], names)
    when = the_period(row["period_start"], row["frequency"])
    moved = f"{in_sentence(name)} by {signed(100 * row['change'])} points in {when}"
    return f"This build moved {moved}, mostly {PARTS[what]}"


def _table(rows: list[Row], names: dict[str, str], *, narrow: bool) -> Component:
    words = ("Share", "Now", "Change") if narrow else ("Share", "Period", "Before", "Now", "Change", "Why")
    numbers = ("Before", "Now", "Change")
    cells = [html.Th(word, scope="col", className="number" if word in numbers else None) for word in words]
    lines = html.Tbody([_row(row, names, narrow=narrow) for row in rows])
    return html.Table([html.Thead(html.Tr(cells)), lines], className="table")


def _row(row: Row, names: dict[str, str], *, narrow: bool) -> Component:
    now = the_period(row["period_start"], row["frequency"])
    before = the_period(row["before_start"], row["frequency"])
    when = now if now == before else f"{before} → {now}"
    points = signed(None if row["change"] is None else 100 * row["change"])
    kind = "up" if points.startswith("+") else "down" if points.startswith(MINUS) else ""
    name, after = topic_name(row["topic_id"], names), percent(row["after"], digits=1)
    change = html.Td(points, className=f"number {kind}")
    if narrow:  # the reason stands under the name, where there is no room for a column of its own
        why = html.Div(f"{when}: {row['reason'] or UNKNOWN}", className="small muted")
        return html.Tr([html.Td([name, why]), html.Td(after, className="number"), change])
    return html.Tr(
        [
            html.Td(name),
            html.Td(when, className="nowrap"),
            html.Td(percent(row["before"], digits=1), className="number"),
            html.Td(after, className="number"),
            change,
            html.Td(row["reason"] or "", className="small"),
        ]
    )
