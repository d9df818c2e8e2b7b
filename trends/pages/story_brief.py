"""How other publishers scored a story, beside how we did: their briefs, as they were taken in.

Editorial decisions. Ours comes first and theirs below, in one table, so that a difference is seen and not searched for.
Theirs are quoted, never judged: no colour marks who is right. Where a brief came from, and how many of its sources are
in this story, stands under its publisher.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from trends.pages import badges, cards
from trends.pages.chart_sql import chart_sql
from trends.pages.provider import View
from trends.pages.story_data import Row, Story
from trends.pages.story_sources import outside
from trends.style import NBSP, TIER_NAMES, UNKNOWN, day, plural, signed

BRIEFS_SHOWN = 10
LETTERS = (("impact_regulatory", "R"), ("impact_financial", "F"), ("impact_operational", "O"))
_THERE = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'story_brief'"


def brief_card(view: View, story: Story) -> Component | None:
    """The card "Scored elsewhere"; left out where no brief rests on the story's articles."""
    if not view.sql(_THERE).item():  # a release sealed before there were briefs
        return None
    query = chart_sql("story_brief", story=story.row["story_id"])
    rows = view.sql(query.text).to_dicts()
    if not rows:
        return None
    shown = rows[:BRIEFS_SHOWN]
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in ("", "Tone", "Impact", "Verified by")]))
    body = html.Tbody([_ours(story.row), *[line for row in shown for line in _theirs(row)]])
    more = f"{len(rows) - len(shown)} more in Data. " if len(rows) > len(shown) else ""
    return cards.card(
        "briefs",
        f"Scored elsewhere: {plural(len(rows), 'brief')}",
        html.Div(html.Table([head, body], className="table briefs"), className="table-wrap"),
        sql=query,
        note=f"{more}Theirs as their publishers give them; nothing of them enters our scores or counts.",
    )


def _ours(row: Row) -> Component:
    verified = f"{badges.bound(row['n_origins'], row['owners_known'])}{plural(row['n_origins'], 'origin')}"
    cells = [badges.tier(row), _impact(row), verified]
    return html.Tr([html.Th("This index", scope="row"), *[html.Td(cell) for cell in cells]], className="strong")


def _theirs(row: Row) -> list[Component]:
    """A row with the scores, and one below it with the brief's headline and where it came from."""
    scores = [html.Td(cell) for cell in (_tone(row), _impact(row), _verified(row))]
    sources = f"{row['n_sources_in_story']} of {plural(row['n_sources'], 'source')} in this story"
    seen = f"first seen {day(row['first_seen_at'])}"
    whence = [
        html.Div([outside(row["headline"], row["url"] or ""), f" · {day(row['published_at'])}"]),
        html.Div(f"{sources} · {seen} · {row['source']}, line{NBSP}{row['line']}"),
    ]
    return [
        html.Tr([html.Th(row["publisher"], scope="row"), *scores]),
        html.Tr(html.Td(whence, colSpan=len(scores) + 1, className="small muted"), className="whence"),
    ]


def _tone(row: Row) -> str:
    if row["sentiment_tier"] is None:
        return UNKNOWN
    score = "" if row["sentiment_score"] is None else f" {signed(row['sentiment_score'], digits=2)}"
    return f"{TIER_NAMES.get(row['sentiment_tier'], row['sentiment_tier'])}{score}"


def _impact(row: Row) -> str:
    """The impact with those of its parts that are given: "7 (R 0, F 3, O 2)"."""
    if row["impact"] is None:
        return UNKNOWN
    parts = ", ".join(f"{letter}{NBSP}{row[column]:g}" for column, letter in LETTERS if row[column] is not None)
    return f"{row['impact']:g}" + (f" ({parts})" if parts else "")


def _verified(row: Row) -> str:
    if row["verified_by"] is None:
        return UNKNOWN
    bound = f"≤{NBSP}" if row["upper_bound"] else ""
    return f"{bound}{plural(row['verified_by'], 'source')}"
