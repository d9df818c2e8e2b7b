"""How a story was scored: each judgement with its value, its reasons and the words it rests on."""

from __future__ import annotations

import re

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import badges, cards
from trends.pages.story_data import Row, Story
from trends.style import UNKNOWN, percent, plural

_PART = re.compile(r"(?<=[.”\"]) (?=(?:Regulatory|Financial|Operational) \d of 4|Not known from the text:)")
_LETTERS = {"impact_regulatory": "R", "impact_financial": "F", "impact_operational": "O"}


def scores_card(story: Story) -> Component:
    """The card "How it was scored"."""
    row = story.row
    blocks: list[tuple[str, str, list[Component] | str]] = [
        ("Impact", f"{row['impact']} of 10", impact_reasons(row)),
        ("Tone", badges.tier(row), _tone(story)),
        ("Topics", plural(len(story.topics.rows), "topic"), _topics(story)),
        ("Verification", badges.voices(row)[0], _verification(row)),
    ]
    body: list[Component] = []
    for name, value, reasons in blocks:
        body += [html.Dt([name, " ", html.Span(value, className="strong")]), html.Dd(reasons)]
    return cards.card(
        "scores",
        "How it was scored",
        html.Dl(body, className="scores"),
        sql=story.sql,
        note=[
            "The rules in full: ",
            dcc.Link("Method", href="/method#impact"),
            f". Rubric version {row['rubric_version']}.",
        ],
    )


def impact_reasons(row: Row) -> list[Component]:
    """The three parts with the rationale's quoted words, the sum, and what isn't known."""
    reasons = split_rationale(row["impact_rationale"])
    lines = []
    for column, name in badges.PARTS:
        points = row[column]
        why = reasons.get(name.capitalize(), "not known from the text" if points is None else "")
        lines.append(
            html.Tr(
                [
                    html.Th(f"{_LETTERS[column]} {name}", scope="row"),
                    html.Td(f"{points} of 4" if points is not None else UNKNOWN, className="number"),
                    html.Td(why),
                ]
            )
        )
    r, f, o = (row[column] or 0 for column, _ in badges.PARTS)
    result = html.P(
        f"round(1 + 9·(0.6·{max(r, f, o)} + 0.4·(0.4·{r} + 0.35·{f} + 0.25·{o}))/4) = {row['impact']}.",
        className="small muted",
    )
    share = row["impact_completeness"]
    known = f"{percent(share)} of the parts could be judged" + ("; an unknown part adds nothing." if share < 1 else ".")
    return [html.Table(html.Tbody(lines), className="table rationale"), result, html.P(known, className="small muted")]


def split_rationale(text: str) -> dict[str, str]:
    """The rationale's sentences by part: "Regulatory" → "adopted: “…”"; a part it says nothing about is left out."""
    parts: dict[str, str] = {}
    for piece in _PART.split(text or ""):
        match = re.match(r"(Regulatory|Financial|Operational) \d of 4[,:] (.*)", piece, re.DOTALL)
        if match:
            parts[match.group(1)] = match.group(2).strip()
    return parts


def _tone(story: Story) -> str:
    texts = len({row["near_copy_id"] for row in story.articles.rows})
    over = "Of the one text" if texts == 1 else f"Mean over {texts} different texts"
    return (
        f"{over} (near-copies count once), on a scale from −1 to +1, by a linear model trained on labelled finance "
        "headlines. Whether it is neutral is decided by the model’s three classes, how strong it is by its score."
    )


def _topics(story: Story) -> str:
    count = sum(len(row["evidence"]) for row in story.topics.rows)
    if not count:
        return "No term of a topic was found often enough for the text to be about it."
    return (
        f"{plural(count, 'matched word or phrase', 'matched words and phrases')}, on word boundaries. A weight is the "
        "part of the text whose sentences carry the topic’s words; a passing mention gives none."
    )


def _verification(row: Row) -> str:
    days = "within 14 days of first publication"
    found = f"Two or more origins {days}." if row["verified"] else f"Fewer than two origins {days}."
    value = f"{row['confidence']:.2f}"
    return f"{found} Corroboration {value} = 1 − 0.5^origins in that time: it orders stories, it is no probability."
