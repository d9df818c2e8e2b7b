"""A topic's page, and the list of topics: its share, its momentum, what moved it, who is in it, and its stories."""

from __future__ import annotations

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.momentum import HEIGHT as MOMENTUM_HEIGHT
from trends.figures.momentum import momentum_chart
from trends.figures.share_chart import HEIGHT
from trends.figures.topic import topic_chart
from trends.pages import cards, sentences
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.drivers import drivers_card
from trends.pages.impact import impact_card, weighted_card
from trends.pages.open_period import nowcast_words
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.ranking import ranking_card
from trends.pages.selection import NothingToShow, Selection, select, selection_controls
from trends.pages.state import changed_each
from trends.pages.topic_cards import entities_card, outlets_card, timeline_card
from trends.pages.topic_turns import events_card, tone_card, turns_card, turns_sql
from trends.style import in_sentence, topic_colour

NOTE = (
    "Line: discounted share of the beat’s stories, thin while few stand behind it. Band: 90 % interval of that "
    "average. Rings: the period’s own stories, by number of stories in the beat. A click on a period shows what "
    "moved it."
)

TURNS_NOTE = " On the axis: ▲ ▼ a change to a higher or lower level, ◆ a new direction; a bar along it: a burst."


def list_layout(view: View, request: Request) -> Component:
    """Draw the list of topics: the ranking on a page of its own."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    count = view.frame("topic").filter(beat_id=chosen.beat["beat_id"]).height
    return html.Div(
        [
            html.H1(
                f"{count} topics of {chosen.beat['name']}, as they stood in {chosen.period_name}.",
                className="headline",
                id="headline",
            ),
            html.P(
                "Open a topic for its history, what moved it and its stories.", className="standfirst", id="standfirst"
            ),
            html.Div(selection_controls(chosen), className="controls"),
            html.Div(ranking_card(view, request, chosen), className="stack"),
        ]
    )


def layout(view: View, request: Request) -> Component:
    """Draw one topic's page."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    topics = view.frame("topic").filter(beat_id=chosen.beat["beat_id"])
    topic_id = request.rest[0] if request.rest else ""
    found = topics.filter(topic_id=topic_id).to_dicts()
    if not found:
        return unknown_topic(topic_id, topics, chosen)
    topic = found[0]
    name = str(topic["name"])
    sql = share_sql(chosen, topic_id)
    frame = view.sql(sql.text)
    row = next(iter(frame.filter(period_start=chosen.period).to_dicts()), None)
    momentum_sql = chart_sql("topic_momentum", **chosen.keys, topic=topic_id)
    momentum = view.sql(momentum_sql.text)
    call = next(iter(momentum.filter(period_start=chosen.period).to_dicts()), None)
    turning_sql = turns_sql(chosen, topic_id)
    turns = view.sql(turning_sql.text)
    before, share, after = sentences.topic_headline(row, call, name, chosen.frequency)
    accent = {chosen.pair[0]: "side-a", chosen.pair[1]: "side-b"}.get(topic_id, "")
    return html.Div(
        [
            html.H1([before, html.Span(share, className=accent), after], className="headline", id="headline"),
            html.P(
                [topic["definition"] or "", " ", stories_link(chosen, topic_id)],
                className="standfirst",
                id="standfirst",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            share_card(view, request, chosen, frame, sql, topic_id, name, turns),
                            drivers_card(view, request, chosen, (topic_id,), f"the share of {in_sentence(name)}"),
                        ],
                        className="columns",
                    ),
                    html.Div(
                        [
                            momentum_card(request, chosen, momentum, momentum_sql, call, name),
                            entities_card(view, chosen, topic_id),
                            outlets_card(view, chosen, topic_id),
                        ],
                        className="columns-three",
                    ),
                    html.Div(
                        [
                            tone_card(view, request, chosen, topic_id, name),
                            turns_card(turns, turning_sql, chosen, name),
                        ],
                        className="columns",
                    ),
                    html.Div(
                        [
                            weighted_card(view, request, chosen, topic_id, name),
                            impact_card(view, request, chosen, topic_id, name),
                        ],
                        className="columns-even",
                    ),
                    events_card(view, request, chosen, topic_id, name),
                    timeline_card(view, chosen, topic_id, name),
                ],
                className="stack",
            ),
        ]
    )


def unknown_topic(topic_id: str, topics: pl.DataFrame, chosen: Selection) -> Component:
    """The page for a topic that the beat doesn't have."""
    shown = topic_id if len(topic_id) <= 60 else topic_id[:59] + "…"
    known = [
        html.Li(dcc.Link(row["name"], href=chosen.href(f"/topic/{row['topic_id']}")))
        for row in topics.sort("name").to_dicts()
    ]
    sentence = f"{chosen.beat['name']} has no topic “{shown}”." if shown else "Which topic?"
    return html.Div(
        [
            html.H1(sentence, className="headline", id="headline"),
            html.P("It has these:", className="standfirst", id="standfirst"),
            html.Ul(known, id="known-topics"),
        ]
    )


def share_sql(chosen: Selection, topic_id: str) -> ChartSQL:
    """The query behind the share chart: the published table, or the variants for another half-life."""
    if chosen.is_default_half_life:
        return chart_sql("topic_share", **chosen.keys, topic=topic_id)
    return chart_sql("topic_share_variant", **chosen.keys, topic=topic_id, half_life=chosen.half_life)


def stories_link(chosen: Selection, topic_id: str) -> Component:
    """The way to all of the topic's stories."""
    verified = "yes" if chosen.gate == "verified" else None
    return dcc.Link("All its stories", href=chosen.href("/stories", topic=topic_id, verified=verified))


def share_card(
    view: View,
    request: Request,
    chosen: Selection,
    frame: pl.DataFrame,
    sql: ChartSQL,
    topic_id: str,
    name: str,
    turns: pl.DataFrame,
) -> Component:
    """The topic's share over time; turns are marked in the cut they were found in."""
    marked = chosen.gate == "all" and chosen.weighting == "story" and not turns.is_empty()
    finding = sentences.share_finding(frame, "share", name, chosen.period, chosen.frequency)
    colour = topic_colour(request.theme, topic_id, chosen.pair)
    texts = {chosen.pair[0]: request.theme.side_a_text, chosen.pair[1]: request.theme.side_b_text}
    if frame.is_empty():
        body: Component = cards.empty("No period has a share for this topic in this cut.")
    else:
        figure = topic_chart(
            frame,
            view.frame("event").filter(beat_id=chosen.beat["beat_id"]),
            name,
            (colour, texts.get(topic_id, request.theme.ink)),
            frequency=chosen.frequency,
            theme=request.theme,
            narrow=request.narrow,
            hrefs=changed_each(request.values, request.path, "period", frame["period_start"]),
            chosen=chosen.period if chosen.period != chosen.default_period else None,
            turns=turns if marked else None,
        )
        body = cards.chart("share", figure, height=HEIGHT, label=finding)
    return cards.card(
        "share",
        finding,
        body,
        sql=sql,
        subtitle=f"Stories about {in_sentence(name)} as a share of all stories of the beat, by {chosen.frequency}",
        controls=selection_controls(chosen),
        note=NOTE + (TURNS_NOTE if marked else "") + nowcast_words(frame),
        picture=True,
    )


def momentum_card(
    request: Request,
    chosen: Selection,
    frame: pl.DataFrame,
    sql: ChartSQL,
    call: dict[str, object] | None,
    name: str,
) -> Component:
    """The topic's momentum over time."""
    finding = sentences.momentum_finding(call, name, chosen.frequency)
    if frame["momentum"].null_count() == frame.height:
        body: Component = cards.empty(f"No {chosen.frequency} has enough stories for a call, so none is drawn.")
    else:
        figure = momentum_chart(frame, frequency=chosen.frequency, theme=request.theme, narrow=request.narrow)
        body = cards.chart("momentum", figure, height=MOMENTUM_HEIGHT, label=finding)
    return cards.card(
        "momentum",
        finding,
        body,
        sql=sql,
        subtitle="Momentum: recent share against the slow one, difference of log-odds, with its 90 % interval",
        note="Green and ▲ rising, red and ▼ falling, grey no call: a direction needs a false discovery rate of at most "
        "10 % over all topics.",
        picture=True,
    )


LIST = Page("/topics", "Topics", list_layout, nav="Topics")
PAGE = Page("/topic", "Topic", layout, section="/topics")
