"""The methodology's part on audits: how far a human agrees with the topics, and the shares without the errors."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from trends.pages import beats, cards
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.style import UNKNOWN, interval, percent, plural

TEXT = (
    "A share can be no better than the reading behind it. For an audit a human reads stories drawn at random, some "
    "that the index counts and some that it doesn’t, without seeing its answer. Each story weighs what it stands for, "
    "so the rates are those of all stories."
)
COMMANDS = (
    "trends audit sample inference sheet.csv   # draws stories to read\n"
    "trends audit score sheet.csv              # once the answers are filled in\n"
    "trends build                              # publishes what they say"
)
NOTE = (
    "Precision: of the stories tagged, the part that the human calls about the topic. Recall: of those the human "
    "calls about it, the part tagged. κ: agreement beyond chance. Corrected: Rogan and Gladen, with an interval that "
    "holds the labels’ own uncertainty."
)
NARROW = ("Topic", "Precision", "Recall", "Corrected")

Row = dict[str, Any]


def audit(view: View, request: Request) -> list[Component]:
    """A paragraph, and the table of audits; the commands in its place before the first labels."""
    known = beats.names(view)
    if not known:
        return [html.P(TEXT)]
    beat = beats.asked(known, request.values)
    sql = chart_sql("audit", beat=beat)
    rows = view.sql(sql.text).to_dicts()
    names = dict(view.frame("topic").select("topic_id", "name").iter_rows())
    if not rows:
        body: Component = html.Div(
            [
                html.P("Nobody has labelled stories for this release yet, so nothing can be said of its errors."),
                html.Pre(COMMANDS, className="sql-text"),
            ]
        )
    else:
        named = [row | {"name": topic_name(row["topic_id"], names)} for row in rows]
        table = _table(named, narrow=request.narrow)
        body = html.Div(table, className="table-wrap")
    card = cards.card(
        "audit",
        audit_finding(rows, names),
        body,
        sql=sql,
        subtitle=f"Human against machine, {known[beat]}",
        note=NOTE if rows else "",
    )
    return [html.P(TEXT), card]


def audit_finding(rows: list[Row], names: dict[str, str]) -> str:
    """The card's title: for the surest topic what is tagged wrongly and what is missed, and what a correction does."""
    if not rows:
        return "No audit yet"
    row = max(rows, key=lambda item: (item["precision"] is not None, item["n_labels"]))
    name = topic_name(row["topic_id"], names)
    labels = plural(row["n_labels"], "label")
    if row["precision"] is None or row["recall"] is None:
        return f"{name}: human and machine agree on {percent(row['agreement'])} of stories, by {labels}"
    return (
        f"{name}: {percent(row['precision'])} of what is counted is right and {percent(row['recall'])} of what should "
        f"be counted is, by {labels}"
    )


def topic_name(topic_id: str, names: dict[str, str]) -> str:
    """A topic's name; "Inference against training" for a pair "a|b"."""
    first, _, second = topic_id.partition("|")
    one = names.get(first, first)
    return f"{one} against {names.get(second, second).lower()}" if second else one


def _table(rows: list[Row], *, narrow: bool) -> Component:
    lines = [_cells(row) for row in rows]
    heads = [word for word in lines[0] if not narrow or word in NARROW]
    cells = [html.Th(word, scope="col", className="number" if index else None) for index, word in enumerate(heads)]
    body = [
        html.Tr([html.Td(line[word], className="number" if index else None) for index, word in enumerate(heads)])
        for line in lines
    ]
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(body)], className="table")


def _cells(row: Row) -> dict[str, Any]:
    """Head → what stands under it."""
    if row["corrected"] is None:
        corrected: Component | str = html.Span(row["note"] or UNKNOWN, className="small muted")
    else:
        cut = " (cut at the edge)" if row["clipped"] else ""
        corrected = _share(row["corrected"], row["low"], row["high"]) + cut
    return {
        "Topic": row["name"],
        "Labels": str(row["n_labels"]),
        "Precision": percent(row["precision"]),
        "Recall": percent(row["recall"]),
        "κ": UNKNOWN if row["kappa"] is None else f"{row['kappa']:.2f}",
        "Share, as counted": _share(row["observed"], row["observed_low"], row["observed_high"]),
        "Corrected": corrected,
    }


def _share(value: float | None, low: float | None, high: float | None) -> str:
    spread = interval(low, high)
    return percent(value, digits=1) + (f" [{spread}]" if spread else "")
