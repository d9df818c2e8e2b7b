"""The key facts of a brief, each with what ours has in its place.

Editorial decision: only the first `FACTS_KEPT` facts are compared and drawn, whatever a publisher sends; which facts
are ours alone is said only where all of theirs were looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from trends.pages.evidence import Marked
from trends.pages.story_brief_data import Told
from trends.pages.story_brief_words import Match, fact_match
from trends.pages.story_cards import date_words, figure_words
from trends.pages.story_data import Row, Story
from trends.pages.story_parts import source, subsection
from trends.style import NBSP, plural

FACTS_SHOWN = 6
FACTS_KEPT = 40


def facts_part(story: Story, told: Told) -> Component | None:
    """The facts in the publisher's order, the first ones open; None where the brief gives none."""
    given = told.brief.get("facts", [])[:FACTS_KEPT]
    if not given:
        return None
    further = len(told.brief["facts"]) - len(given)
    articles = told.articles()
    matches = [fact_match(fact, story.facts.rows) for fact in given]
    items = [
        _fact(story, number, fact, match, articles)
        for number, (fact, match) in enumerate(zip(given, matches, strict=True), start=1)
    ]
    shown, rest = items[:FACTS_SHOWN], items[FACTS_SHOWN:]
    more = html.Details(
        [
            html.Summary(plural(len(rest), "more fact"), className="more"),
            html.Ol(rest, className="facts"),
        ]
    )
    note: Marked = [f"{plural(further, 'fact')} more in Data."] if further else _ours_alone(story.facts.rows, matches)
    return subsection("Key facts", [html.Ol(shown, className="facts"), *([more] if rest else [])], note)


def _ours_alone(ours: Sequence[Row], matches: Sequence[Match]) -> Marked:
    """Which of our facts go with none of theirs, each a link to it."""
    met = {match.place for match in matches}
    alone = [row["fact_no"] for place, row in enumerate(ours) if place not in met]
    if not alone:
        return []
    numbers = [part for number in alone for part in (html.A(str(number), href=f"#fact-{number}"), ", ")][:-1]
    return ["Ours alone: ", "key fact " if len(alone) == 1 else "key facts ", *numbers, "."]


def _fact(story: Story, number: int, fact: Mapping[str, Any], match: Match, articles: Mapping[str, str]) -> Component:
    row = {"value": None, "value_high": None, "unit": None, "bound": None, "per_year": False} | dict(fact)
    when = date.fromisoformat(fact["date"]) if "date" in fact else None
    told = [fact.get("kind", ""), figure_words(row), date_words(when, fact.get("date_precision", "day"))]
    article = articles.get(fact.get("source", ""))
    details: Marked = [part for words in told if words for part in (words, " · ")]
    if article is not None:
        details += [source(story, article), " · "]
    return html.Li(
        [
            html.Span(number, className="fact-number"),
            html.Div(
                [
                    html.Div(fact["text"]),
                    html.Div([*details, *_beside(story.facts.rows, match)], className="small muted"),
                ]
            ),
        ]
    )


def _beside(rows: Sequence[Row], match: Match) -> Marked:
    """What ours has in the place of a fact of theirs."""
    if match.place is None:
        return ["not among ours"]
    ours = rows[match.place]
    link = html.A(f"key fact{NBSP}{ours['fact_no']}", href=f"#fact-{ours['fact_no']}")
    match match.kind:
        case "same":
            return ["as our ", link]
        case "figure":
            return ["the figure is in our ", link, " too"]
        case _:
            figure = figure_words(ours)
            said = f", which gives {figure}" if figure else ""
            return [html.Span(["differs from our ", link, said], className="strong")]
