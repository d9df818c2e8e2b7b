"""The story as other publishers scored and told it: their briefs, as they were taken in, beside our own judgement.

Editorial decisions. Ours comes first and theirs below, in one table; under each stands in a sentence how it differs.
Theirs are quoted, never judged: no colour marks who is right, and nothing of them enters our scores or counts. Where a
brief came from (publisher, file and line, when it was taken in, how many of its sources are in this story) stands with
it. The first `TOLD_SHOWN` briefs are told in full; of all the others the scores are shown.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from dash import html
from dash.development.base_component import Component

from trends.pages import badges, cards
from trends.pages.provider import View
from trends.pages.story_brief_data import Told, scored, told
from trends.pages.story_brief_told import told_parts
from trends.pages.story_brief_words import differences
from trends.pages.story_data import Found, Row, Story
from trends.pages.story_sources import outside
from trends.style import NBSP, TIER_NAMES, UNKNOWN, day, plural, signed

BRIEFS_SHOWN = 10
TOLD_SHOWN = 3
LETTERS = (("impact_regulatory", "R"), ("impact_financial", "F"), ("impact_operational", "O"))


def brief_cards(view: View, story: Story) -> list[Component]:
    """The scores of every brief about the story, and what the first ones tell; none where there is no brief."""
    found = scored(view, story.row["story_id"])
    if found is None or not found.rows:
        return []
    read = [told(view, story.row["story_id"], row) for row in found.rows[:TOLD_SHOWN]]
    months = {(one.publisher, one.row["brief_id"]) for one in read if one.brief.get("date_precision") == "month"}
    return [_scores(story, found, months), *[_told(story, one, place) for place, one in enumerate(read, start=1)]]


def _scores(story: Story, found: Found, months: set[tuple[str, str]]) -> Component:
    """The table of all; `months`: publisher and id of the briefs that are dated to the month alone."""
    shown = found.rows[:BRIEFS_SHOWN]
    precision = dict.fromkeys(months, "month")
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in ("", "Tone", "Impact", "Verified by")]))
    theirs = [line for row in shown for line in _theirs(row, precision.get((row["publisher"], row["brief_id"])))]
    body = html.Tbody([_ours(story.row), *theirs])
    more = f"{len(found.rows) - len(shown)} more in Data. " if len(found.rows) > len(shown) else ""
    publishers = list(dict.fromkeys(row["publisher"] for row in found.rows))
    whose = publishers[0] if len(publishers) == 1 else plural(len(publishers), "publisher")
    return html.Div(
        cards.card(
            "briefs",
            f"As {whose} scored and told it",
            html.Div(html.Table([head, body], className="table briefs"), className="table-wrap"),
            sql=found.sql,
            note=f"{more}Theirs as their publishers give them; nothing of them enters our scores or counts.",
        ),
        id="briefs",
    )


def _told(story: Story, one: Told, place: int) -> Component:
    parts = told_parts(story, one)
    summary = one.brief.get("summary")
    lead = [html.P(summary, className="told-summary")] if summary else []
    body = html.Div([*lead, *parts], className="told")
    return cards.card(
        f"told-{place}",
        f"What {one.publisher} tells: {one.row['headline']}",
        body,
        sql=one.sql,
        note="Its own words, beside what ours has in their place.",
    )


def _ours(row: Row) -> Component:
    verified = f"{badges.bound(row['n_origins'], row['owners_known'])}{plural(row['n_origins'], 'origin')}"
    cells = [badges.tier(row), _impact(row), verified]
    return html.Tr([html.Th("This index", scope="row"), *[html.Td(cell) for cell in cells]], className="strong")


def _theirs(row: Row, precision: str | None) -> list[Component]:
    """A row with the scores, and one below it: headline, how it differs from ours, its reasons, where it came from."""
    scores = [html.Td(cell) for cell in (_tone(row), _impact(row), _verified(row))]
    lines = [
        html.Div(
            [outside(row["headline"], row["url"] or ""), f" · {badges.published(row['published_at'], precision)}"]
        ),
        *[html.Div(sentence, className="differs") for sentence in differences(row)],
        *([html.Div(f"Its reasons: “{row['impact_rationale']}”")] if row["impact_rationale"] else []),
        html.Div(provenance(row)),
    ]
    return [
        html.Tr([html.Th(row["publisher"], scope="row"), *scores]),
        html.Tr(html.Td(lines, colSpan=len(scores) + 1, className="small muted"), className="whence"),
    ]


def provenance(row: Row) -> str:
    """Where a brief came from: how many of its sources we have, when it was taken in, from which file and line."""
    parts = [
        f"{row['n_sources_in_story']} of {plural(row['n_sources'], 'source')} in this story",
        f"taken in {_moment(row['first_seen_at'])} from {PurePath(row['source']).name}, line{NBSP}{row['line']}",
        *([f"version{NBSP}{row['version']}"] if row["version"] > 1 else []),
        *([f"its rubric {row['rubric_version']}"] if row["rubric_version"] else []),
    ]
    return " · ".join(parts)


def _moment(moment: datetime) -> str:
    return f"{day(moment)}, {moment:%H:%M}{NBSP}UTC"


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
