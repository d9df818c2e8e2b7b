"""The values that columns and controls take, each in a sentence; the glossary and the methodology print them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One value: what it is called in the tables, in words, and what it means."""

    value: str
    name: str
    meaning: str


GATES = (
    Word("all", "All stories", "Every story of the beat counts."),
    Word(
        "verified",
        "Verified",
        "Only stories that two or more independent origins reported within 14 days of first publication. "
        "The two weeks keep the gate from looking ahead; a period stays partial until they are over.",
    ),
)
WEIGHTINGS = (
    Word(
        "story",
        "Count",
        "A story counts one in each topic it is about; two topics of one story take nothing from each other.",
    ),
    Word(
        "attention",
        "Attention",
        "A story is divided over its topics by the part of its text on each; the parts and the rest sum to one.",
    ),
    Word("impact", "Impact", "A story counts its impact, 1 to 10, in each topic it is about."),
)
STATES = (
    Word(
        "complete", "complete", "Covered, over, and worth at least 20 stories: the only state in which a call is made."
    ),
    Word("partial", "partial", "Still open: it holds the last covered day, or its verification isn’t over yet."),
    Word("thin", "thin", "Fewer than 20 effective stories: drawn thin, and no call is made."),
    Word("empty", "empty", "Covered, and there was no story."),
    Word("missing", "missing", "Not covered, so nobody can say; drawn as a gap, never as zero."),
)
DIRECTIONS = (
    Word(
        "rising",
        "▲ rising",
        "The recent share is above the longer one, with an expected false share of calls of at most 10 %.",
    ),
    Word("falling", "▼ falling", "The recent share is below the longer one, at the same error rate."),
    Word("steady", "– steady", "No call in either direction; it is no proof that nothing changed."),
)
TIERS = (
    Word("very_bearish", "Very bearish", "Strongly negative for those concerned."),
    Word("bearish", "Bearish", "Negative for those concerned."),
    Word("neutral", "Neutral", "Neither; the model’s three classes decide it, not the score."),
    Word("bullish", "Bullish", "Positive for those concerned."),
    Word("very_bullish", "Very bullish", "Strongly positive for those concerned."),
)
FREQUENCIES = (
    Word("day", "Day", "A calendar day, UTC."),
    Word("week", "Week", "Seven days from Monday."),
    Word("month", "Month", "A calendar month."),
    Word("quarter", "Quarter", "A calendar quarter."),
    Word("year", "Year", "A calendar year."),
)
ARCS = (
    Word("sustained", "sustained", "Spread over time about as the beat’s own stories: bunching surely below 1.5."),
    Word("news_cycle", "wave that has passed", "Bunched in time (q at most 10 %), and half of its stories lie behind."),
    Word("recent", "recent wave", "Bunched in time up to now, so it may still turn out either way."),
    Word("undecided", "undecided", "Neither can be told from the stories there are."),
    Word("thin", "too few stories", "Fewer than 10 stories, so no call is made."),
)
EDGES = (
    Word("owner", "same owner", "The two outlets have one owner, or are one outlet."),
    Word("credit", "same credit", "Both credit one wire or outlet, or one credits the other’s outlet."),
    Word("near_copy", "near copy", "The two texts are nearly the same."),
)
FACTS = (
    Word("amount", "amount", "A sum of money, stated as fact."),
    Word("figure", "figure", "Any other number with a unit, stated as fact."),
    Word("date", "date", "A calendar date alone."),
    Word("commitment", "commitment", "Somebody agrees, pledges, orders or will do a thing."),
    Word("comparison", "comparison", "Two figures of one unit set against each other."),
    Word("forecast", "forecast", "Its leading figure is expected, planned or hearsay; it adds nothing to impact."),
)
PRECISIONS = (
    Word("time", "time", "Published at a known time."),
    Word("day", "day", "Published on a known day."),
    Word("month", "month", "Only the month is known; the day is set to the 15th and shown as a month."),
)
BASES = (
    Word("observed", "observed", "This home saw the article at that moment."),
    Word(
        "assumed",
        "assumed",
        "Collected after the fact: assumed to have been visible the day after publication, or at the end of its month.",
    ),
)

VALUES: tuple[tuple[str, str, tuple[Word, ...]], ...] = (
    ("gate", "Which stories count", GATES),
    ("weighting", "What a story counts for", WEIGHTINGS),
    ("state", "State of a period", STATES),
    ("direction", "Direction", DIRECTIONS),
    ("sentiment_tier", "Tone in five tiers", TIERS),
    ("frequency", "Length of a period", FREQUENCIES),
    ("arc", "Arc of an entity’s coverage", ARCS),
    ("edge", "Why two articles are one voice", EDGES),
    ("fact", "Kinds of key facts", FACTS),
    ("date_precision", "How exact a date is", PRECISIONS),
    ("known_basis", "How it is known when an article could be seen", BASES),
)
"""Column (or family), heading, values: the whole vocabulary."""
