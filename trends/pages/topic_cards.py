"""Who and what a topic's page names: entities, outlets, and its latest stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import cards, sentences
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.style import NBSP, day, in_sentence, plural


def entities_card(view: View, chosen: Selection, topic_id: str) -> Component:
    """Who is named most in the topic's stories."""
    first_day, last_day = chosen.window
    sql = _window_sql("topic_entities", chosen, topic_id)
    rows = view.sql(sql.text).to_dicts()
    items = [
        (
            dcc.Link(
                f"{row['name']} · {row['ticker']}" if row["ticker"] else row["name"],
                href=chosen.href(f"/entity/{row['entity_id']}"),
            ),
            row["n_stories"],
            chosen.href("/stories", topic=topic_id, entity=row["entity_id"], **_days(first_day, last_day)),
        )
        for row in rows
    ]
    return cards.card(
        "entities",
        "Who is in it",
        _bars(items),
        sql=sql,
        subtitle=f"Stories naming them, {chosen.window_words}",
        note=[
            "A name opens its page, a number the stories. ",
            dcc.Link("Everyone", href=chosen.href("/entities")),
            ".",
        ],
    )


def outlets_card(view: View, chosen: Selection, topic_id: str) -> Component:
    """Which outlets report on the topic."""
    sql = _window_sql("topic_outlets", chosen, topic_id)
    rows = view.sql(sql.text).to_dicts()
    items = [
        (html.Span(row["outlet_id"], title=f"Owner: {row['owner'] or 'unknown'}"), row["n_stories"], None)
        for row in rows
    ]
    return cards.card(
        "outlets",
        "Who reports it",
        _bars(items),
        sql=sql,
        subtitle=f"Stories, {chosen.window_words}",
    )


def timeline_card(view: View, chosen: Selection, topic_id: str, name: str) -> Component:
    """The topic's latest stories in date order, newest first."""
    _, last_day = chosen.window
    sql = chart_sql(
        "topic_timeline", beat=str(chosen.beat["beat_id"]), gate=chosen.gate, topic=topic_id, last_day=last_day
    )
    rows = view.sql(sql.text).to_dicts()
    if not rows:
        body: Component = cards.empty(f"No story is about {in_sentence(name)} up to {chosen.period_name}.")
    else:
        body = html.Ol(
            [
                html.Li(
                    [
                        html.Span(f"{day(row['first_published_at'])} · ", className="muted"),
                        dcc.Link(row["headline"], href=chosen.href(f"/story/{row['story_id']}")),
                        html.Div(
                            " · ".join(
                                [
                                    f"{plural(row['n_articles'], 'article')}, {plural(row['n_outlets'], 'outlet')}",
                                    sentences.origins_words(row["n_origins"], row["owners_known"]),
                                    *([f"impact{NBSP}{row['impact']}"] if row["impact"] is not None else []),
                                ]
                            ),
                            className="small muted",
                        ),
                    ]
                )
                for row in rows
            ],
            className="timeline",
        )
    return cards.card(
        "timeline",
        f"The latest stories about {in_sentence(name)}",
        body,
        sql=sql,
        subtitle=f"Up to {chosen.period_name}, newest first",
    )


def _window_sql(name: str, chosen: Selection, topic_id: str) -> ChartSQL:
    first_day, last_day = chosen.window
    beat = str(chosen.beat["beat_id"])
    return chart_sql(name, beat=beat, gate=chosen.gate, topic=topic_id, first_day=first_day, last_day=last_day)


def _days(first_day: date, day_after: date) -> dict[str, object]:
    """The window as parameters of the Stories page, which includes both days."""
    return {"from": first_day, "to": day_after - timedelta(days=1)}


def _bars(items: Sequence[tuple[Component | str, int, str | None]]) -> Component:
    if not items:
        return cards.empty("None in this time.")
    most = max(count for _, count, _ in items)
    cells: list[Component] = []
    for words, count, href in items:
        bar = html.Div(html.Span(style={"width": f"{100 * count / most:.0f}%"}), className="bar")
        number = dcc.Link(str(count), href=href) if href else str(count)
        cells += [html.Div(words), bar, html.Div(number, className="number")]
    return html.Div(cells, className="bars")
