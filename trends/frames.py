"""A typed contract for every frame that crosses a module border.

Editorial decisions:

- Every column says what it means and in which unit (`metadata`). Publish renders these as SQL comments and the
  glossary prints them, so they are written for a reader who has only the table in front of them.
- Fractions are Float64 and counts of stories Int64. Nothing is cast on the way: a cast would turn 0.5 into 0.
- A value that can't be estimated is null, never zero and never NaN.
- A period is named by its first day.
"""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

FREQUENCIES = ("day", "week", "month", "quarter", "year")
GATES = ("all", "verified")
WEIGHTINGS = ("story", "attention", "impact")
STATES = ("complete", "partial", "thin", "empty", "missing")
DIRECTIONS = ("rising", "falling", "steady")


class FrameError(ValueError):
    """A frame that breaks its contract; the message names the frame, the column and what was expected."""


def about(meaning: str, unit: str) -> dict[str, Any]:
    """Column metadata: what the column means, and its unit."""
    return {"meaning": meaning, "unit": unit}


def beat_id() -> dy.String:
    """The beat column of an index table."""
    return dy.String(metadata=about("Beat the row belongs to.", "id"))


def frequency() -> dy.String:
    """The frequency column of an index table."""
    return dy.String(
        check=lambda c: c.is_in(FREQUENCIES),
        metadata=about("Length of the period: day, week (from Monday), month, quarter or year.", "name"),
    )


def period_start() -> dy.Date:
    """The column that names a period."""
    return dy.Date(metadata=about("First day of the period; the period is named by it.", "date"))


def gate() -> dy.String:
    """Which stories are counted."""
    return dy.String(
        check=lambda c: c.is_in(GATES),
        metadata=about("Stories counted: all, or verified (two or more independent origins within 14 days).", "name"),
    )


def weighting() -> dy.String:
    """What a story counts for."""
    return dy.String(
        check=lambda c: c.is_in(WEIGHTINGS),
        metadata=about(
            "What a story counts for: story (1 in each topic it is about), attention (the part of the story that "
            "is about the topic), impact (its impact from 1 to 10 in each topic it is about).",
            "name",
        ),
    )


def topic_id(meaning: str = "Topic the row is about.") -> dy.String:
    """A topic column."""
    return dy.String(metadata=about(meaning, "id"))


def state() -> dy.String:
    """How far a row can be believed."""
    return dy.String(
        check=lambda c: c.is_in(STATES),
        metadata=about(
            "complete; partial (the period is still open); thin (fewer than 20 effective stories); empty (covered, "
            "no story); missing (not covered). Only complete rows get a call.",
            "name",
        ),
    )


def count(meaning: str, unit: str = "stories") -> dy.Int64:
    """A whole number of stories."""
    return dy.Int64(min=0, metadata=about(meaning, unit))


def sum_(meaning: str, unit: str) -> dy.Float64:
    """A weighted sum, never negative."""
    return dy.Float64(min=0, metadata=about(meaning, unit))


def fraction(meaning: str, unit: str = "fraction, 0 to 1") -> dy.Float64:
    """A share or probability; null where it can't be estimated."""
    return dy.Float64(nullable=True, min=0, max=1, metadata=about(meaning, unit))


def number(meaning: str, unit: str) -> dy.Float64:
    """Any real number; null where it can't be estimated."""
    return dy.Float64(nullable=True, metadata=about(meaning, unit))


def half_life() -> dy.Float64:
    """The smoothing of a row."""
    return dy.Float64(
        min_exclusive=0,
        metadata=about("Half-life of the discounting: a story this old counts half.", "periods"),
    )


def when(meaning: str) -> dy.Date:
    """A period's first day, or null."""
    return dy.Date(nullable=True, metadata=about(meaning, "date"))


class Facts(dy.Schema):
    """What publish hands over: one row per story and topic, and one (topic null) per story without a topic.

    The rows of one story agree in every column but `topic_id` and `weight`.
    """

    beat_id = beat_id()
    story_id = dy.String(metadata=about("Story.", "id"))
    day = dy.Date(metadata=about("Day of first publication.", "date"))
    topic_id = dy.String(nullable=True, metadata=about("Topic, null for a story without one.", "id"))
    weight = dy.Int64(
        nullable=True,
        min=0,
        max=1_000_000,
        metadata=about("Part of the story that is about the topic.", "millionths"),
    )
    impact = dy.Int64(nullable=True, min=1, max=10, metadata=about("Impact; null counts as 1.", "1 to 10"))
    sentiment_score = dy.Float64(nullable=True, min=-1, max=1, metadata=about("Sentiment.", "-1 to 1"))
    sentiment_tier = dy.String(nullable=True, metadata=about("Sentiment in five tiers.", "name"))
    verified_in_14_days = dy.Bool(
        metadata=about("Two or more origins within 14 days of first publication.", "true or false")
    )


class Outages(dy.Schema):
    """Known holes in the coverage: no story could have been seen from `start` to `end`, both included."""

    start = dy.Date(metadata=about("First day without coverage.", "date"))
    end = dy.Date(metadata=about("Last day without coverage.", "date"))
    reason = dy.String(metadata=about("What failed, in words.", "text"))


class Period(dy.Schema):
    """The calendar of the index: every period of every frequency, none left out."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    period_end = dy.Date(metadata=about("Last day of the period, included.", "date"))
    gate = gate()
    state = state()
    n_stories = count("Stories of the beat first published in the period.")
    reason = dy.String(nullable=True, metadata=about("Why the period is not complete, in words.", "text"))


class TopicShare(dy.Schema):
    """Share of the beat's stories that are about a topic, with its interval."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = topic_id()
    gate = gate()
    weighting = weighting()
    n_stories = count("Stories about the topic first published in the period.")
    count = sum_("What those stories count for under the weighting.", "stories, or impact points")
    total = sum_("What all stories of the beat count for in the period.", "stories, or impact points")
    share_raw = fraction("count divided by total in this period alone.")
    share = fraction("Discounted share: older periods count less, by the half-life. A ratio of sums.")
    low = fraction("Lower end of the 90 % interval of the discounted average share.")
    high = fraction("Upper end of the 90 % interval of the discounted average share.")
    n_effective = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("How many independent stories the share is worth, after discounting.", "stories"),
    )
    state = state()


class TopicShareVariant(TopicShare):
    """The share under every half-life that the dashboard offers, the default one included."""

    half_life = half_life()


class TopicMomentum(dy.Schema):
    """Whether a topic's recent share stands above or below its longer share, with an error rate."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_id = topic_id()
    gate = gate()
    weighting = weighting()
    momentum = number("Log-odds of the fast share minus log-odds of the slow share.", "log-odds")
    se = number("Standard error of momentum if nothing changed.", "log-odds")
    z = number("Difference of the fast and slow shares in standard errors.", "standard errors")
    p_rising = fraction("Normal probability of z: near 1 rising, near 0 falling, one half when steady.")
    q = fraction("Share of false calls expected among the topics called at this level in the period.")
    direction = dy.String(
        nullable=True,
        check=lambda c: c.is_in(DIRECTIONS),
        metadata=about("rising or falling where q is at most 0.10, else steady; null where no call is made.", "name"),
    )
    rising_since = when("First period of an unbroken rising run in which q has been at most 0.01; else null.")
    state = state()


class PairShare(dy.Schema):
    """One topic's share of two, over the stories about either."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    topic_a = topic_id("First topic of the pair.")
    topic_b = topic_id("Second topic of the pair.")
    gate = gate()
    weighting = weighting()
    n_a = count("Stories of the period about the first topic, those about both included.")
    n_b = count("Stories of the period about the second topic, those about both included.")
    n_both = count("Stories of the period about both.")
    n_either = count("Stories of the period about at least one of them.")
    share_raw = fraction("First topic's part of the two in this period alone.")
    share_a = fraction("First topic's part of the two, discounted.")
    low = fraction("Lower end of the 90 % interval of share_a.")
    high = fraction("Upper end of the 90 % interval of share_a.")
    p_a_leads = fraction("Probability that the first topic leads, from the stories about one of the two only.")
    n_effective = dy.Float64(
        nullable=True,
        min=0,
        metadata=about("How many independent one-sided stories the probability rests on.", "stories"),
    )
    state = state()


class PairShareVariant(PairShare):
    """The pair share under every half-life that the dashboard offers, the default one included."""

    half_life = half_life()


class Crossover(dy.Schema):
    """When the first topic overtook the second, if it did; the swapped pair tells of a crossing back."""

    beat_id = beat_id()
    frequency = frequency()
    topic_a = topic_id("Topic that would overtake.")
    topic_b = topic_id("Topic that would be overtaken.")
    gate = gate()
    weighting = weighting()
    half_life = half_life()
    crossed = dy.Bool(metadata=about("Whether a crossover is confirmed.", "true or false"))
    start = when("First of the three periods that confirm it.")
    confirmed_at = when("Third of the three periods: nobody could have known earlier.")
    lower = when("Earliest period in which it may have happened; null: open.")
    threshold = fraction("Probability that each of the three periods had to reach.")
    phi = dy.Float64(min=1, metadata=about("Overdispersion between neighbouring periods; 1 is none.", "ratio"))


class Driver(dy.Schema):
    """What each story did to a share between two periods; the rows of a period and topic sum to the change."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    baseline_start = dy.Date(metadata=about("First day of the period compared with.", "date"))
    topic_id = topic_id("Topic, or 'a|b' for the first topic's share of the headline pair.")
    gate = gate()
    weighting = weighting()
    story_id = dy.String(
        nullable=True,
        metadata=about("Story; null: all stories of the period that are not about the topic, together.", "id"),
    )
    contribution = dy.Float64(
        metadata=about("Part of the change of the share that is due to the story.", "difference of fractions")
    )


def checked(schema: type[dy.Schema], frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with the schema's columns in the schema's order, validated.

    Raises:
        FrameError: if a column is absent, has another type or holds a value outside its contract.
    """
    absent = [name for name in schema.column_names() if name not in frame.columns]
    if absent:
        raise FrameError(
            f"Frame {schema.__name__} lacks column {absent[0]!r}; it needs {', '.join(schema.column_names())}."
        )
    try:
        return schema.validate(frame.select(schema.column_names()))
    except (dy.exc.SchemaError, dy.exc.ValidationError) as error:
        raise FrameError(f"Frame {schema.__name__} breaks its contract: {error}") from error


def meanings(schema: type[dy.Schema]) -> dict[str, tuple[str, str]]:
    """Column name -> (meaning, unit), in the schema's order; SQL comments and the glossary come from it."""
    columns = {name: column.metadata or {} for name, column in schema.columns().items()}
    return {name: (str(m.get("meaning", "")), str(m.get("unit", ""))) for name, m in columns.items()}
