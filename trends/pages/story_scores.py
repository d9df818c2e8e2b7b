"""How a story was scored: each judgement with its value, its reasons and the words it rests on."""

from __future__ import annotations

import re

from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import badges, cards, revenue_words
from trends.pages.evidence import Marked
from trends.pages.story_compared import capital
from trends.pages.story_data import Row, Story
from trends.style import UNKNOWN, percent, plural, whose

_PART = re.compile(r"(?<=[.”\"]) (?=(?:Regulatory|Financial|Operational) \d of 4|Not known from the text:)")
_LETTERS = {"impact_regulatory": "R", "impact_financial": "F", "impact_operational": "O"}


def scores_card(story: Story) -> Component:
    """The card "How it was scored"."""
    row = story.row
    blocks: list[tuple[str, str, list[Component] | str]] = [
        ("Impact", impact_value(row), impact_reasons(story)),
        ("Tone", badges.tier(row), _tone(story)),
        ("Topics", plural(len(story.topics.rows), "topic"), _topics(story)),
        ("Verification", capital(badges.voices(row)[0].removeprefix("verified by ")), _verification(row)),
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


def impact_value(row: Row) -> str:
    """The score; where no part could be judged, that nothing was found."""
    return f"{row['impact']} of 10" + ("" if n_judged(row) else ": nothing found")


def n_judged(row: Row) -> int:
    """How many of the three parts could be judged."""
    return sum(row[column] is not None for column, _ in badges.PARTS)


def impact_reasons(story: Story) -> list[Component]:
    """The three parts with the rationale's quoted words, the sum, and what isn't known."""
    row = story.row
    if not n_judged(row):
        return nothing_found(row)
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
                    html.Td([html.Div(capital(why)), *(divisors(story) if name == "financial" else [])]),
                ]
            )
        )
    r, f, o = (row[column] or 0 for column, _ in badges.PARTS)
    result = html.P(
        f"round(1 + 9·(0.6·{max(r, f, o)} + 0.4·(0.4·{r} + 0.35·{f} + 0.25·{o}))/4) = {row['impact']}.",
        className="small muted",
    )
    return [
        html.Table(html.Tbody(lines), className="table rationale"),
        result,
        html.P(completeness_words(row), className="small muted"),
    ]


def completeness_words(row: Row) -> str:
    """How much of the rubric could be judged: "2 of 3 parts could be judged, completeness 67 %; …"."""
    known = n_judged(row)
    share = percent(row["impact_completeness"])
    if known == len(badges.PARTS):
        return f"All 3 parts could be judged, completeness {share}."
    return f"{known or 'None'} of the 3 parts could be judged, completeness {share}; an unknown part adds nothing."


def nothing_found(row: Row) -> list[Component]:
    """What stands where the text states nothing that the rubric can measure."""
    said = row["impact_rationale"] or ""
    nothing = not said or said.startswith(("Not known from the text:", "No consequence that the rubric counts"))
    words = (
        "No rule, no sum that is somebody’s gain or outlay and no event of a kind that the rubric knows was found in "
        "the text. The 1 is where the scale begins; it does not say that the story is slight."
    )
    own = [] if nothing else [html.P(said)]
    return [*own, html.P(words), html.P(completeness_words(row), className="small muted")]


def divisors(story: Story) -> list[Component]:
    """Whose revenue the sum was divided by, of which year, from which source: one line a party and year."""
    found = story.revenues.rows
    several = len({row["entity_id"] for row in found}) < len(found)
    return [html.Div(_divisor(story, row, several=several), className="small muted divisor") for row in found]


def _divisor(story: Story, row: Row, *, several: bool) -> Marked:
    checked = "" if revenue_words.is_checked(row["source"]) else ", not checked against a published table"
    since = f", for articles from {badges.published(row['first_article'], None)} on" if several else ""
    return [
        "Divided by ",
        dcc.Link(f"{whose(row['name'])} revenue", href=story.href(f"/entity/{row['entity_id']}") + "#revenue"),
        f" of the {revenue_words.year_words(row['ended'])}, {revenue_words.amount(row['revenue_usd'])} "
        f"({revenue_words.source_words(row['source'])}{checked}){since}.",
    ]


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
    over = "Read from one text" if texts == 1 else f"The mean of {texts} different texts (near-copies count once)"
    return (
        f"{over}, on a scale from −1 to +1, by a linear model trained on labelled finance "
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
