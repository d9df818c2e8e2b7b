"""The parts of a story's page that tell what it says: takeaways, facts, topics, entities, timeline, texts, network."""

from __future__ import annotations

from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import badges, cards
from trends.pages.evidence import Marked, highlight, within
from trends.pages.numbers import quantity
from trends.pages.sentences import origins_words
from trends.pages.story_data import Row, Story, text_of
from trends.pages.story_parts import section, source
from trends.style import NBSP, percent, period_name, plural, signed

ENTITIES_SHOWN = 8
FACTS_SHOWN = 8
TEXTS_SHOWN = 3
BALANCE_SCALE = 0.5
"""Tone at which a bar about an entity is full; nearly all lie within."""
SIGNS = {"positive": "+", "negative": "−", "neutral": "·"}
SIGN_KINDS = {"positive": "number up", "negative": "number down"}
KIND_WORDS = {
    "amount": "amount",
    "figure": "figure",
    "date": "date",
    "commitment": "commitment",
    "comparison": "comparison",
    "forecast": "forecast, adds nothing to impact",
}


def takeaways_card(story: Story) -> Component | None:
    """The two sentences that say most, with the topics' words marked."""
    if not story.takeaways.rows:
        return None
    texts = {row["article_id"]: text_of(row) for row in story.articles.rows}
    sentences: list[Component] = []
    for row in story.takeaways.rows:
        start = texts.get(row["article_id"], "").find(row["sentence"])
        sentences.append(
            html.P([*_marked(story, row["article_id"], start, row["sentence"]), " ", source(story, row["article_id"])])
        )
    return cards.card("takeaways", "Takeaways", html.Div(sentences, className="takeaways"), sql=story.takeaways.sql)


def facts_section(story: Story) -> Component | None:
    """Numbered sentences with a figure, a date or a named commitment."""
    if not story.facts.rows:
        return None
    items = [_fact(story, row) for row in story.facts.rows]
    shown, rest = items[:FACTS_SHOWN], items[FACTS_SHOWN:]
    more = html.Details(
        [
            html.Summary(f"{plural(len(rest), 'more fact')}", className="more"),
            html.Ol(rest, className="facts"),
        ]
    )
    body = [html.Ol(shown, className="facts"), *([more] if rest else [])]
    return section("facts", "Key facts", body, story.facts.sql)


def _fact(story: Story, row: Row) -> Component:
    words = KIND_WORDS.get(row["kind"], row["kind"])
    details = [words, figure_words(row), date_words(row["fact_date"], row["fact_date_precision"])]
    told = [row["article_id"], *row["further_article_ids"]]
    sources = [part for article in told for part in (" · ", source(story, article))]
    return html.Li(
        [
            html.Span(row["fact_no"], className="fact-number"),
            html.Div(
                [
                    html.Div(_marked(story, row["article_id"], row["start"], row["sentence"])),
                    html.Div(
                        [" · ".join(filter(None, details)), *sources],
                        className="small muted",
                    ),
                ]
            ),
        ],
        id=f"fact-{row['fact_no']}",
    )


def figure_words(row: Row) -> str:
    """A fact's figure as far as its text goes: "about USD 20 bn", "USD 70 bn to USD 72 bn a year"; none: ""."""
    if row["value"] is None:
        return ""
    upper = "" if row["value_high"] is None else f" to {quantity(row['value_high'], row['unit'])}"
    bound = f"{row['bound']} " if row["bound"] else ""
    return f"{bound}{quantity(row['value'], row['unit'])}{upper}{' a year' if row['per_year'] else ''}"


def date_words(moment: date | None, precision: str | None) -> str:
    """A fact's date as exactly as its text gives it: "18 Mar 2026", "Mar 2026", "2026 Q1" or "2026"."""
    if moment is None:
        return ""
    return period_name(moment, precision if precision in ("day", "month", "quarter") else "year")


def topics_card(story: Story) -> Component:
    """What the story is about, in parts that sum to 1 with the rest."""
    rows = story.topics.rows
    if not rows:
        return cards.card(
            "topics",
            "Topics",
            cards.empty("About none of the beat’s topics; it counts in the beat’s total."),
            sql=story.topics.sql,
        )
    colours = {story.pair[0]: "bar-a", story.pair[1]: "bar-b"}
    cells: list[Component] = []
    for row in rows:
        cells += [
            html.Div(dcc.Link(row["name"], href=story.href(f"/topic/{row['topic_id']}"))),
            _bar(row["weight"], colours.get(row["topic_id"], "")),
            html.Div(percent(row["weight"]), className="number"),
        ]
    other = 1 - sum(row["weight"] for row in rows)
    note: Marked = [
        f"Parts of the text; {percent(other)} is about none of them. " if other >= 0.005 else "Parts of the text. ",
        html.A("The words that say so", href="#texts"),
        ".",
    ]
    return cards.card("topics", "Topics", html.Div(cells, className="bars"), sql=story.topics.sql, note=note)


def entities_card(story: Story) -> Component | None:
    """Who is affected, with a bar from the middle: to the right good, to the left bad."""
    if not story.entities.rows:
        return None
    shown = story.entities.rows[:ENTITIES_SHOWN]
    rest = story.entities.rows[ENTITIES_SHOWN:]
    cells: list[Component] = []
    for row in shown:
        name = [row["name"], *([html.Span(f" · {row['ticker']}", className="muted")] if row["ticker"] else [])]
        tone = signed(row["sentiment_score"], digits=2)
        words = f"Tone about {row['name']} {tone}, {plural(row['n_mentions'], 'mention')}"
        cells += [
            html.Div(dcc.Link(name, href=story.href(f"/entity/{row['entity_id']}"), title=words)),
            _balance(row["sentiment_score"], row["direction"], words),
            html.Div(
                SIGNS.get(row["direction"], SIGNS["neutral"]),
                className=SIGN_KINDS.get(row["direction"], "number muted"),
                title=f"Affected: {row['direction']}",
            ),
        ]
    also: Marked = ["Also named: "] if rest else []
    for place, row in enumerate(rest, start=1):
        also += [
            dcc.Link(row["name"], href=story.href(f"/entity/{row['entity_id']}")), ", " if place < len(rest) else ". ",
        ]  # fmt: skip
    note = [*also, "+ affected well, − badly, · neither. Bars: tone about them, from −0.5 to +0.5."]
    affected = any(row["direction"] != "neutral" for row in story.entities.rows)
    title = "Who is affected" if affected else "Who is named"
    return cards.card("entities", title, html.Div(cells, className="bars"), sql=story.entities.sql, note=note)


def timeline_section(story: Story) -> Component | None:
    """Earlier and later stories of the same thread, this one in its place."""
    if not story.timeline.rows:
        return None
    before = [_moment(story, row) for row in story.timeline.rows if row["position"] < 0]
    after = [_moment(story, row) for row in story.timeline.rows if row["position"] > 0]
    when = badges.published(story.row["first_published_at"], story.row["date_precision"])
    here = html.Li(html.Div(f"{when} · this story", className="strong"), className="here")
    return section("timeline", "Timeline", html.Ul([*before, here, *after], className="timeline"), story.timeline.sql)


def _moment(story: Story, row: Row) -> Component:
    about = [row["reason"], origins_words(row["n_origins"], row["owners_known"]), f"impact{NBSP}{row['impact']}"]
    return html.Li(
        [
            html.Div(
                [
                    f"{badges.published(row['published_at'], row['date_precision'])} · ",
                    dcc.Link(row["headline"], href=story.href(f"/story/{row['other_story_id']}")),
                ]
            ),
            html.Div(" · ".join(about), className="small muted"),
        ]
    )


def texts_section(story: Story) -> Component:
    """The articles' texts as taken in, near-copies once, with the words marked that gave the story its topics."""
    first = {row["near_copy_id"]: row for row in reversed(story.articles.rows)}
    chosen = [row for row in story.articles.rows if first[row["near_copy_id"]] is row]
    # a group of near-copies was judged by one of its articles; that one carries the evidence
    carrier = {row["near_copy_id"]: row for row in story.articles.rows if row["article_id"] in story.spans}
    texts = [_text(story, carrier.get(row["near_copy_id"], row)) for row in chosen]
    shown, rest = texts[:TEXTS_SHOWN], texts[TEXTS_SHOWN:]
    more = html.Details([html.Summary(plural(len(rest), "more text"), className="more"), html.Div(rest)])
    return html.Section(
        [
            html.H2("The texts, and the words that decided", className="section-title"),
            html.P(
                "As taken in, near-copies once. Marked words gave the story its topics; hover one to see which.",
                className="small muted",
            ),
            html.Div([*shown, *([more] if rest else [])], className="texts"),
        ],
        id="texts",
    )


def _text(story: Story, article: Row) -> Component:
    title, body = article["title"], article["summary"] or ""
    spans = story.spans.get(article["article_id"], [])
    start = len(title) + 1
    return html.Article(
        [
            html.H3(highlight(title, within(spans, 0, len(title)))),
            html.P(highlight(body, within(spans, start, start + len(body)))),
            html.P(
                [
                    article["outlet"],
                    " · ",
                    badges.published(article["published_at"], article["date_precision"]),
                    " · ",
                    source(story, article["article_id"]),
                ],
                className="small muted",
            ),
        ]
    )


def network_card(story: Story) -> Component | None:
    """The same story in sibling beats; left out where there is none."""
    if not story.links.rows:
        return None
    items = [
        html.Li(
            dcc.Link(
                [html.Strong(row["name"]), f" · {badges.category(row['other_category']).lower()}"],
                href=story.href(f"/story/{story.row['story_id']}", beat=row["other_beat_id"]),
            )
        )
        for row in story.links.rows
    ]
    return cards.card("network", "From the network", html.Ul(items, className="plain-rows"), sql=story.links.sql)


def _marked(story: Story, article_id: str, start: int, sentence: str) -> Marked:
    """A sentence with the words marked that were found for a topic; unmarked where its place isn't known."""
    if start < 0:
        return [sentence]
    return highlight(sentence, within(story.spans.get(article_id, []), start, start + len(sentence)))


def _bar(part: float, kind: str) -> Component:
    return html.Div(html.Span(style={"width": f"{100 * part:.0f}%"}, className=kind), className="bar")


def _balance(score: float, direction: str, words: str) -> Component:
    kind = {"positive": "balance-up", "negative": "balance-down"}.get(direction, "")
    half = min(abs(score) / BALANCE_SCALE, 1) * 50
    left = 50 if score >= 0 else 50 - half
    style = {"left": f"{left:.1f}%", "width": f"{max(half, 0.8):.1f}%"}
    return html.Div([html.I(), html.Span(style=style, className=kind)], className="balance", title=words)
