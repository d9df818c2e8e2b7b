"""The card on order in time: which topics, outlets, owners or beats tend to move before which. Never a cause."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

from trends.figures.dots import Dot, dot_chart, height
from trends.pages import cards, controls
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.sentences import equals
from trends.style import NBSP, plural, probability, signed, whole

KINDS = {"topic": "Topics", "outlet": "Outlets", "owner": "Owners", "beat": "Beats"}
CALLED = 0.1
SHOWN = 12
NOTE = (
    "A → B +2: A moves first, B two periods later; A, B: in the same period. Dot: correlation of the two, each freed "
    "of its own past, at the lag where it is strongest; filled where q ≤ .10. Line: 90 % block-bootstrap interval, "
    "which doesn’t allow for the choice of the lag; q does. An order in time says nothing of a cause: both may follow "
    "a third."
)

Row = dict[str, Any]


def lead_lag_card(view: View, request: Request, chosen: Selection) -> Component:
    """The surest pairs of one kind (`kind` in the URL)."""
    kind = request.query.choice("kind", KINDS, "topic")
    table = view.frame("lead_lag").filter(beat_id=chosen.beat["beat_id"], kind=kind)
    known = table.filter(table["correlation"].is_not_null())["frequency"].unique().to_list()
    frequency = chosen.frequency if chosen.frequency in known or "month" not in known else "month"
    sql = chart_sql("lead_lag", beat=str(chosen.beat["beat_id"]), frequency=frequency, kind=kind)
    rows = view.sql(sql.text).to_dicts()
    told = [row for row in rows if row["correlation"] is not None]
    finding = lead_lag_finding(rows, kind, frequency)
    if not told:
        why = next((row["note"] for row in rows if row["note"]), f"No two series share enough {frequency}s.")
        body: Component = cards.empty(why)
    else:
        figure = dot_chart(
            [_dot(row, frequency) for row in told[:SHOWN]],
            unit="correlation",
            theme=request.theme,
            narrow=request.narrow,
            reach=0.6,
        )
        body = cards.chart(
            "lead-lag", figure, height=height(min(SHOWN, len(told)), narrow=request.narrow), label=finding
        )
    subtitle = (
        f"By {frequency}, at lags of up to four; the surest {min(SHOWN, len(told))} of {plural(len(told), 'pair')}"
    )
    return cards.card(
        "lead-lag",
        finding,
        body,
        sql=sql,
        subtitle=subtitle if told else "",
        controls=[controls.segmented("kind", KINDS, kind, "topic", label="What is compared")],
        note=NOTE,
        picture=bool(told),
    )


def lead_lag_finding(rows: list[Row], kind: str, frequency: str) -> str:
    """The card's title: how many pairs have an order in time that chance doesn't explain as well."""
    what = KINDS[kind].lower()
    told = [row for row in rows if row["q"] is not None]
    if not told:
        return f"No order in time between {what} can be judged"
    called = [row for row in told if row["q"] <= CALLED]
    if not called:
        surest = min(row["q"] for row in told)
        pairs = plural(len(told), f"pair of {what}", f"pairs of {what}")
        return f"No order in time stands out among {pairs}; the surest has q{NBSP}{equals(surest)}"
    first = called[0]
    surest = f"{order_words(first, frequency)}, r {signed(first['correlation'], digits=2)}"
    if len(told) == 1:
        return f"The one pair of {what} stands out: {surest}"
    if len(called) == 1:
        return f"One of {whole(len(told))} pairs of {what} stands out: {surest}"
    return f"{whole(len(called))} of {whole(len(told))} pairs of {what} stand out, first {surest}"


def order_words(row: Row, frequency: str) -> str:
    """Which of the two moves first: "memory, then power, 2 months later"; at lag 0 "memory with power"."""
    a, b, lag = row["name_a"], row["name_b"], row["lag"]
    if lag == 0:
        return f"{a} with {b}"
    first, second = (a, b) if lag > 0 else (b, a)
    return f"{first}, then {second} {plural(abs(lag), frequency)} later"


def _dot(row: Row, frequency: str) -> Dot:
    first = row["lag"] is None or row["lag"] >= 0
    a, b = (row["name_a"], row["name_b"]) if first else (row["name_b"], row["name_a"])
    lag = abs(row["lag"] or 0)
    label = f"{a}, {b}" if lag == 0 else f"{a} → {b} +{lag}"
    about = [f"on {row['topic'].lower()}"] if row["topic"] else []
    words = [
        order_words(row, frequency),
        *about,
        f"r {signed(row['correlation'], digits=2)} [{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}]",
        f"q {probability(row['q'])}, {plural(row['n_periods'], frequency)}",
    ]
    called = row["q"] is not None and row["q"] <= CALLED
    return Dot(label, row["correlation"], row["low"], row["high"], called, words)
