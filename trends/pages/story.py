"""One story: what it says, what was judged about it and why, and whose voices it rests on."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import badges
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.story_brief import brief_cards
from trends.pages.story_cards import (
    entities_card,
    facts_section,
    network_card,
    takeaways_card,
    texts_section,
    timeline_section,
    topics_card,
)
from trends.pages.story_compared import comparison_section, conflict_section
from trends.pages.story_data import load
from trends.pages.story_scores import scores_card
from trends.pages.story_sources import sources_card


def layout(view: View, request: Request) -> Component:
    """Draw the story of the address."""
    story_id = request.rest[0] if request.rest else ""
    story = load(view, story_id, beat=request.values.get("beat"))
    if story is None:
        return unknown(story_id)
    told = brief_cards(view, story)
    left = [
        takeaways_card(story),
        facts_section(story),
        comparison_section(story),
        conflict_section(story),
        timeline_section(story),
        texts_section(story),
        scores_card(story),
        *told,
    ]
    right = [topics_card(story), entities_card(story), sources_card(story), network_card(story)]
    if request.values.get("beat") not in (None, story.beat):
        request.query.notes.append(f"This story isn’t in that beat; it is shown as {story.beat_name} has it.")
    moved = f"Story {story.retired} was merged into this one; both addresses lead here."
    return html.Div(
        [
            html.P(moved if story.retired else "", className="notices", id="retired", hidden=not story.retired),
            html.Div([*badges.story_badges(story.row), *elsewhere(told)], className="badges", id="badges"),
            html.H1(story.row["headline"], className="headline", id="headline"),
            html.Div(
                [
                    html.Div([part for part in left if part], className="story-main"),
                    html.Div([part for part in right if part], className="story-side"),
                ],
                className="story",
                id="story",
            ),
        ]
    )


def elsewhere(told: list[Component]) -> list[Component]:
    """The way down to what other publishers make of the story, where any wrote a brief about it."""
    return [html.A("Told by another publisher too ↓", href="#briefs", className="badge badge-plain")] if told else []


def unknown(story_id: str) -> Component:
    """The page for an id that isn't in the release."""
    shown = story_id if len(story_id) <= 60 else story_id[:59] + "…"
    words = f"There is no story {shown} in this release." if story_id else "Which story? The address names none."
    return html.Div(
        [
            html.H1(words, className="headline", id="headline"),
            html.P(
                [
                    "Its articles may have come after this release was sealed, or the address was cut. ",
                    dcc.Link("Look through all stories", href="/stories"),
                    ".",
                ],
                className="standfirst",
            ),
        ]
    )


def heading(view: View, request: Request) -> str | None:
    """The story's headline."""
    story_id = request.rest[0] if request.rest else ""
    alias = view.frame("story_alias").filter(alias_id=story_id)["story_id"].to_list()
    found = view.frame("story").filter(story_id=alias[0] if alias else story_id)["headline"].to_list()
    return str(found[0]) if found else None


PAGE = Page("/story", "Story", layout, section="/stories", heading=heading)
