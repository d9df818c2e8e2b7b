"""One entity in one beat: who it is, in what light it is shown, whether it is a wave, and whom it is named with."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import beats, entity_words
from trends.pages.entity_cards import (
    arc_card,
    coverage_card,
    direction_card,
    pairs_card,
    profile_card,
    stories_card,
    tone_card,
    topics_card,
)
from trends.pages.entity_data import Entity, is_measured, load
from trends.pages.entity_revenue import revenue_card
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.selection import NothingToShow, Selection, select, selection_controls
from trends.pages.state import link


def layout(view: View, request: Request) -> Component:
    """Draw the entity of the address."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    if not is_measured(view):
        return not_measured()
    entity_id = request.rest[0] if request.rest else ""
    entity = load(view, chosen, entity_id)
    if entity is None:
        return unknown(view, entity_id, request)
    told = entity_words.headline(
        entity.name, entity.beat_name, entity.row["n_stories"], entity.share, entity.arc.first, chosen.frequency
    )
    return html.Div(
        [
            html.H1([told[0], html.Span(told[1], className="strong"), told[2]], className="headline", id="headline"),
            html.P(standfirst(entity), className="standfirst", id="standfirst"),
            html.Div(choices(chosen), className="controls"),
            html.Div(
                [
                    html.Div(
                        [
                            tone_card(entity, request),
                            html.Div([profile_card(entity), direction_card(entity)], className="stacked"),
                        ],
                        className="columns",
                    ),
                    html.Div([coverage_card(entity, request), arc_card(entity)], className="columns"),
                    html.Div([pairs_card(entity, request), topics_card(entity)], className="columns-even"),
                    stories_card(entity),
                    *filter(None, [revenue_card(entity)]),
                ],
                className="stack",
            ),
        ]
    )


def choices(chosen: Selection) -> list[Component]:
    """Length of a period and which stories count: what the tables about entities vary."""
    return selection_controls(chosen)[:2]


def standfirst(entity: Entity) -> list[Component | str]:
    """Where to look next."""
    row = entity.row
    known = [row["kind"].capitalize(), *([row["ticker"]] if row["ticker"] else [])]
    others = dcc.Link("Everyone who is named", href=entity.href("/entities"))
    if row["n_stories"]:
        return [f"{', '.join(known)}. ", others, "."]
    return [f"{', '.join(known)}. It may be named in another beat of the header, or under “All stories”. ", others, "."]


def not_measured() -> Component:
    """The page on a release that was sealed before entities were measured."""
    words = "This release was sealed before entities were measured."
    return html.Div(
        [
            html.H1(words, className="headline", id="headline"),
            html.P("A new build measures them:", className="standfirst"),
            html.Pre("trends build", className="sql-text"),
        ]
    )


def unknown(view: View, entity_id: str, request: Request) -> Component:
    """The page for an id that isn't in the release."""
    shown = entity_id if len(entity_id) <= 60 else entity_id[:59] + "…"
    words = f"There is no entity {shown} in this release." if entity_id else "Which entity? The address names none."
    return html.Div(
        [
            html.H1(words, className="headline", id="headline"),
            html.P(
                [
                    "Only names that a beat’s file lists are followed, and the address may have been cut. ",
                    dcc.Link("See everyone who is named", href=link("/entities", **beats.kept(view, request.values))),
                    ".",
                ],
                className="standfirst",
            ),
        ]
    )


def heading(view: View, request: Request) -> str | None:
    """The entity's name."""
    found = view.frame("entity").filter(entity_id=request.rest[0] if request.rest else "")
    return str(found["name"][0]) if found.height else None


PAGE = Page("/entity", "Entity", layout, section="/entities", heading=heading)
