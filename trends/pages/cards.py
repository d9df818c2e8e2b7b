"""Cards: one look and one set of actions for everything a page shows.

Every card that shows numbers carries Data (the frame as CSV) and SQL (the text that gave it), every chart also PNG and
Link (this address, state included), always in this order. The buttons are wired once, in assets/actions.js, by their
`data-action`; they need no callback, so a new card costs no wiring.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import scripts
from trends.pages.attributes import attributes
from trends.pages.chart_sql import ChartSQL

Children = Sequence[Component | str] | Component | str


def card(
    name: str,
    title: Children,
    body: Children,
    *,
    sql: ChartSQL | None = None,
    subtitle: Children = "",
    controls: Sequence[Component] = (),
    note: Children = "",
    picture: bool = False,
) -> html.Section:
    """A card.

    Args:
        name: unique on the page; gives every part an id, so that only what differs is sent when the URL changes.
        title: the finding, or what is shown.
        body: the content.
        sql: the query behind it; with it come the actions Data and SQL.
        subtitle: a line under the title.
        controls: one quiet row above the body (see `controls.py`).
        note: a line under the body: what is drawn, what it can't tell.
        picture: True adds PNG and Link; the body must hold one graph.
    """

    def slot(part: str) -> dict[str, str]:
        return {"type": "slot", "name": f"{name}-{part}"}

    heading = html.H2(title, className="card-title", id=slot("title"))
    parts = [
        html.Div([heading, *([actions(name, sql, picture=picture)] if sql else [])], className="card-head"),
        html.P(subtitle, className="card-subtitle", id=slot("subtitle"), hidden=not subtitle),
        html.Div(list(controls), className="controls", hidden=not controls),
        html.Div(body, className="card-body", id=slot("body")),
        html.P(note, className="note", id=slot("note"), hidden=not note),
    ]
    return html.Section(parts, className=f"card card-{name}")


def actions(name: str, sql: ChartSQL, *, picture: bool = False) -> html.Div:
    """Data · SQL · PNG · Link, and the SQL text they use; `name` is the card's."""
    items: list[Component] = [
        html.A(
            "Data",
            href=sql.csv,
            download=f"{sql.name}.csv",
            title="Download these numbers as CSV",
            id={"type": "slot", "name": f"{name}-data"},
        ),
        _button("SQL", "sql", "Show the SQL that gives these numbers"),
    ]
    if picture:
        items.append(_button("PNG", "png", "Download the picture"))
        items.append(_button("Link", "link", "Copy a link to this view"))
    text = html.Pre(
        sql.text,
        className="card-sql",
        hidden=True,
        id={"type": "slot", "name": f"{name}-sql"},
        **attributes(data_name=sql.name),
    )
    return html.Div([*items, text], className="actions")


def chart(name: str, figure: dict[str, Any], *, height: int, label: str) -> html.Div:
    """A figure in its frame; a click on a point follows the address in the point's last `customdata`.

    Args:
        name: unique on the page.
        figure: a plain figure dict.
        height: in pixels; fixed, so that nothing jumps while a figure is drawn.
        label: what a screen reader hears: the finding and the numbers, in a sentence.

    Raises:
        ValueError: a trace is of a type that the browser's plotly.js doesn't hold.
    """
    unknown = {trace.get("type", "scatter") for trace in figure["data"]} - scripts.TRACES
    if unknown:
        raise ValueError(
            f"the chart {name!r} has a trace of type {min(unknown)!r}; the bundle holds {sorted(scripts.TRACES)}, "
            "docs/browser-files.md says how to make one with more"
        )
    graph = dcc.Graph(
        id={"type": "chart", "name": name},
        figure=figure,
        responsive=True,
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        style={"height": f"{height}px"},
    )
    chart_id = {"type": "slot", "name": f"{name}-chart"}
    return html.Div(graph, className="chart", role="img", id=chart_id, **attributes(aria_label=label))


def grid(name: str, rows: list[dict[str, Any]], columns: list[dict[str, Any]], **options: Any) -> html.Div:
    """An AG Grid in the page's own look; rows with an `href` open it by click and by Enter.

    Args:
        name: unique on the page.
        rows: plain values; "id" must be unique, "href" is where a row leads.
        columns: AG Grid column definitions; renderers are named in assets/cells.js.
        options: further AG Grid options.
    """
    table = dag.AgGrid(
        id={"type": "grid", "name": name},
        rowData=rows,
        columnDefs=columns,
        getRowId="params.data.id",
        eventListeners={"rowClicked": ["openRow(params)"], "cellKeyDown": ["openRowByKey(params)"]},
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        dashGridOptions={
            "domLayout": "autoHeight",
            "rowHeight": 39,
            "headerHeight": 36,
            "theme": {"function": "trendsTheme(themeQuartz)"},
            "suppressCellFocus": False,
            "suppressMovableColumns": True,
            "enableCellTextSelection": True,
            **options,
        },
        style={"height": None},
    )
    return html.Div(table, className="grid")


def badge(text: Children, kind: str = "plain", *, title: str | None = None) -> html.Span:
    """A small pill: kind is plain, good, bad, amber or side-a / side-b."""
    return html.Span(text, className=f"badge badge-{kind}", title=title)


def notes(sentences: Sequence[str]) -> html.Div:
    """Sentences above a page, e.g. about a parameter that wasn't valid; there even if empty, so the outline is kept."""
    said = [html.P(sentence) for sentence in sentences]
    return html.Div(said, className="notices", role="status", id="notices", hidden=not sentences)


def empty(sentence: Children, *, href: str | None = None, offer: str = "Lift this filter") -> html.Div:
    """What stands where nothing can be shown: why, and the way out."""
    way_out = html.Span([" ", dcc.Link(offer, href=href)] if href else "")
    return html.Div(html.P([html.Span(sentence), way_out]), className="empty")


def why(text: Children, explanation: str) -> Component:
    """A word with its explanation on hover and focus."""
    word = html.Span(text, className="why", tabIndex=0)
    tooltip: Component = dmc.Tooltip(word, label=explanation, multiline=True, w=320)
    return tooltip


@cache  # the same few on every card, and nobody changes one
def _button(text: str, action: str, title: str) -> html.Button:
    return html.Button(text, type="button", title=title, **attributes(data_action=action))
