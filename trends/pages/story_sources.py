"""Whose voices a story rests on: its articles grouped by origin, with the evidence that joins them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from dash import html
from dash.development.base_component import Component

from trends.pages import badges, cards
from trends.pages.story_data import Row, Story
from trends.style import NBSP, plural, probability

_BOTH_CREDIT = re.compile(r"^one credits (.+), the other credits \1$")
_ONE_REASON = re.compile(r"^(both owned by .+) \([^\s:]+: (.+); [^\s:]+: \2\)$")
"""The evidence of two outlets' owner, where it is the same for both."""
EDGE_WORDS = {"owner": "same owner", "credit": "same credit", "near_copy": "near copy"}


def sources_card(story: Story) -> Component:
    """The card "Sources: 2 origins"; three domains with one text stand together as one voice."""
    row = story.row
    groups: dict[str, list[Row]] = {}
    for article in story.articles.rows:
        groups.setdefault(article["origin_id"], []).append(article)
    sign = badges.bound(row["n_origins"], row["owners_known"])
    items = [_origin(story, articles, number, len(groups)) for number, articles in enumerate(groups.values(), start=1)]
    return cards.card(
        "sources",
        f"Sources: {sign}{plural(row['n_origins'], 'origin')}",
        html.Div(items, className="origins"),
        sql=story.articles.sql,
        note=_note(story),
    )


def _origin(story: Story, articles: list[Row], number: int, count: int) -> Component:
    voice = f"Origin {number}" + (f" · {plural(len(articles), 'article')}, one voice" if len(articles) > 1 else "")
    heading = [html.H3(voice)] if count > 1 or len(articles) > 1 else []
    reasons = edge_words(story.edges.rows, {article["article_id"] for article in articles})
    return html.Div([*heading, html.Ul([_article(story, row, reasons) for row in articles])], className="origin")


def _article(story: Story, row: Row, reasons: dict[str, list[str]]) -> Component:
    number = story.numbers[row["article_id"]]
    owner = f"owner: {row['owner']}" if row["owner"] else ""
    why = reasons.get(row["article_id"], [])
    told = any(line.startswith(EDGE_WORDS["credit"]) for line in why)
    credit = f"credits {row['credit']}" if row["credit"] and not told else ""
    lines = [words for words in (owner, credit, *why) if words]
    return html.Li(
        [
            html.Div(
                [
                    html.Span(f"{number}{NBSP}", className="muted"),
                    outside(row["outlet_id"], row["url"], title=row["title"]),
                    f" · {badges.published(row['published_at'], row['date_precision'])}",
                ]
            ),
            *[html.Div(line, className="small muted") for line in lines],
        ],
        id=f"source-{number}",
    )


def edge_words(edges: list[Row], members: set[str]) -> dict[str, list[str]]:
    """Why an article is no voice of its own: later article id → sentences such as "same owner: both on example.org"."""
    words: dict[str, list[str]] = {}
    for edge in edges:
        if not {edge["article_a"], edge["article_b"]} <= members:
            continue
        kind = EDGE_WORDS.get(edge["kind"], edge["kind"])
        similarity = f", similarity {_similar(edge['similarity'])}" if edge["similarity"] is not None else ""
        evidence = _ONE_REASON.sub(r"\1 (\2)", _BOTH_CREDIT.sub(r"both credit \1", edge["evidence"]))
        words.setdefault(edge["article_b"], []).append(f"{kind}{similarity}: {evidence}")
    return {article: list(dict.fromkeys(lines)) for article, lines in words.items()}


def _similar(value: float) -> str:
    return "1" if value == 1 else probability(value)


def outside(text: str, url: str, *, title: str = "") -> Component:
    """A link to an article, if its address is http or https; else the words alone."""
    try:
        safe = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)
    except ValueError:
        safe = False
    if not safe:
        return html.Span(text, title=title)
    return html.A(text, href=url, target="_blank", rel="noopener noreferrer", title=title)


def _note(story: Story) -> str:
    rows = story.articles.rows
    outlets = {row["outlet_id"] for row in rows}
    unknown = {row["outlet_id"] for row in rows if not row["owner"]}
    sentences = []
    if unknown and len(rows) > 1:
        every = "this outlet" if len(outlets) == 1 else "these outlets"
        which = every if len(unknown) == len(outlets) else f"{len(unknown)} of {len(outlets)} outlets"
        subject = f"The owner of {which} is" if len(unknown) == 1 else f"The owners of {which} are"
        bound = ", so there may be fewer origins than counted" if story.row["n_origins"] > 1 else ""
        sentences.append(f"{subject} not known{bound}.")
    if any(row["known_basis"] == "assumed" for row in rows):
        what, dates = ("it", "its date") if len(rows) == 1 else ("these", "their dates")
        sentences.append(f"When {what} could first be seen is assumed from {dates}.")
    if any(row["date_precision"] == "month" for row in rows):
        sentences.append("A date without a day is known to the month alone.")
    return " ".join(sentences)
