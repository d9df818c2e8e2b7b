"""Parts that several sections of a story's page share."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from trends.pages import cards
from trends.pages.chart_sql import ChartSQL
from trends.pages.evidence import Marked
from trends.pages.story_data import Story
from trends.style import NBSP


def section(name: str, title: str, body: Component | list[Component], sql: ChartSQL) -> Component:
    """A card's title and actions without its frame, for what reads as part of the article."""
    return html.Div(cards.card(name, title, body, sql=sql), className="bare")


def subsection(title: str, body: Component | list[Component], note: Marked | str = "") -> Component:
    """A part of a card under a heading of its own, with a line below it."""
    lines = body if isinstance(body, list) else [body]
    return html.Div([html.H4(title), *lines, *([html.P(note, className="small muted")] if note else [])])


def source(story: Story, article_id: str) -> Component:
    """A link to the article among the page's sources; nothing where the story doesn't hold it."""
    number = story.numbers.get(article_id)
    return (
        html.A(f"source{NBSP}{number}", href=f"#source-{number}", className="small source") if number else html.Span()
    )
