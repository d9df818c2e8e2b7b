"""The card on coverage: which outlet was there when, and whether any fell silent."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

from trends.figures.presence import height, presence_chart
from trends.pages import cards
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.style import percent, plural, whole

SHOWN = 16
NOTE = (
    "Number: articles in the beat’s stories. Dot: none. Cross: the outlet was out, which is missing and not zero. "
    "Before an outlet’s first article nothing is drawn, since nothing can be said."
)

Row = dict[str, Any]


def coverage_card(view: View, request: Request, chosen: Selection) -> Component:
    """The largest outlets by period, at the beat's own frequency."""
    own = str(chosen.beat["frequency"])
    sql = chart_sql("outlet_coverage", beat=str(chosen.beat["beat_id"]), frequency=own, limit=SHOWN)
    frame = view.sql(sql.text)
    rows = frame.to_dicts()
    finding = coverage_finding(rows[0] if rows else None, _largest(rows))
    if not rows:
        body: Component = cards.empty("No article of this beat can be placed in a period.")
    else:
        figure = presence_chart(frame, frequency=own, theme=request.theme, narrow=request.narrow)
        tall = height(frame["outlet_id"].n_unique())
        body = cards.chart("coverage", figure, height=tall, label=finding)
    shown = frame["outlet_id"].n_unique() if rows else 0
    return cards.card(
        "coverage",
        finding,
        body,
        sql=sql,
        subtitle=f"Articles of the {shown} largest outlets, by {own}",
        note=NOTE,
        picture=bool(rows),
    )


def coverage_finding(whole_beat: Row | None, largest: int) -> str:
    """The card's title: how many outlets, how concentrated, and what can be said of outages.

    Args:
        whole_beat: a row of the query, for n_outlets, n_all, n_out and n_testable; None where there is none.
        largest: articles of the outlets shown.
    """
    if whole_beat is None:
        return "No outlet to show"
    outlets, articles = whole_beat["n_outlets"], whole_beat["n_all"]
    head = f"{plural(articles, 'article')} from {plural(outlets, 'outlet')}"
    if outlets > SHOWN:
        head += f", {percent(largest / articles)} from the largest {SHOWN}"
    if whole_beat["n_testable"] == 0:
        return f"{head}; each has too few for an outage to show"
    if whole_beat["n_out"] == 0:
        return f"{head}; none of the {whole(whole_beat['n_testable'])} that can be judged was ever out"
    return (
        f"{head}; {whole_beat['n_out']} of {whole(whole_beat['n_testable'])} that can be judged were out at some time"
    )


def _largest(rows: list[Row]) -> int:
    return sum({row["outlet_id"]: row["n_of_outlet"] for row in rows}.values())
