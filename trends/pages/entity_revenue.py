"""What a sum in a story is divided by: an entity's revenue, year by year, as the impact rubric uses it."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import cards, revenue_words
from trends.pages.entity_data import Entity, Row
from trends.style import day, plural

HEADS = (("Fiscal year and source", None), ("Revenue", "number"))


def latest_revenue(entity: Entity) -> Component | str:
    """The newest revenue with its fiscal year, leading to all of them; none is public: ""."""
    row = entity.row
    if row["annual_revenue_usd"] is None:
        return ""
    amount = revenue_words.amount(row["annual_revenue_usd"])
    if entity.revenues is None or not entity.revenues.rows:
        known = [str(row["revenue_year"] or ""), revenue_words.source_words(row["revenue_source"] or "")]
        return ", ".join([amount, *filter(None, known)])
    year = revenue_words.year_words(entity.revenues.rows[0]["ended"])
    return html.A(f"{amount}, {year}", href="#revenue")


def revenue_card(entity: Entity) -> Component | None:
    """The revenues that the impact rubric divides by, with their sources; left out where none is public."""
    if entity.revenues is None or not entity.revenues.rows:
        return None
    rows = entity.revenues.rows
    heads = html.Tr([html.Th(name, scope="col", className=kind) for name, kind in HEADS])
    table = html.Table([html.Thead(heads), html.Tbody([_line(row) for row in rows])], className="table")
    card = cards.card(
        "revenue",
        f"What a sum in a story about {entity.name} is divided by",
        html.Div(table, className="table-wrap"),
        sql=entity.revenues.sql,
        subtitle="Annual revenue in US dollars; the financial part of impact is a stated sum as a share of it",
        note=[
            "A story is measured by the newest year that had ended 60 days before it, so that no later figure leaks "
            f"in. {checked_words(rows)} ",
            dcc.Link("How impact is scored", href="/method#impact"),
            ".",
        ],
    )
    return html.Div(card, id="revenue")


def checked_words(rows: list[Row]) -> str:
    """How many of the figures were compared with a published table."""
    unchecked = sum(not revenue_words.is_checked(row["source"]) for row in rows)
    if not unchecked:
        return "All were compared with a published table."
    return (
        f"{unchecked} of {plural(len(rows), 'figure')} not checked yet: entered by hand, not compared with a published "
        "table."
    )


def _line(row: Row) -> Component:
    checked = revenue_words.is_checked(row["source"])
    mark = html.Span("checked" if checked else "not checked yet", className=None if checked else "amber")
    return html.Tr(
        [
            html.Th(
                [
                    html.Div(f"Year to {day(row['ended'])}"),
                    html.Div([f"{revenue_words.source_words(row['source'])} · ", mark], className="small muted beside"),
                ],
                scope="row",
            ),
            html.Td(revenue_words.amount(row["revenue_usd"]), className="number"),
        ]
    )
