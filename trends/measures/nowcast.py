"""Nowcast: what the open period will hold, from the part of earlier periods that was known at the same age.

The reporting triangle: a story belongs to the period of its publication and is known from the day its first article was
seen. At age a (days since the period began) f = Σ known at age a / Σ known in the end, over past complete periods.

    nowcast = c + (c+½)(1−f)/f;   variance = φ(c+½)(1−f)/f² + ((c+½)/f · se(f)/f)²      (c: known so far)

Editorial decisions:

- Both the days still to come and the stories seen late are in f: a period is short of both.
- Past periods are the last 26 complete ones that ended long enough ago for their stories to be in: at least two
  periods, or 14 days. With fewer than six of them, or f below 5 %, there is no nowcast.
- φ ≥ 1 is the scatter of the past periods around their own nowcasts, so that busy and quiet endings are allowed for;
  se(f) comes from the same residuals.
- The interval is a shifted gamma for what is still missing, with that mean and variance: it can't fall below what is
  already known, and it is skewed as counts are.
- A topic's completeness is the beat's: topics differ less in their delays than one topic's few stories scatter.
- Half a story is added to what is known, so that a topic not seen yet has a nowcast above zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import gamma

from trends import calendar
from trends.frames import Nowcast, checked
from trends.measures.inputs import Inputs

Vector = NDArray[np.float64]

LEAST_PAST = 6
MOST_PAST = 26
LEAST_COMPLETE = 0.05
SETTLED_DAYS = 14
LEVEL = 0.9


@dataclass(frozen=True)
class Completion:
    """How much is known at an age: fraction, its relative standard error, and the scatter φ; from n_past periods."""

    fraction: float
    relative_se: float
    scatter: float
    n_past: int


def completion(known: Vector, final: Vector) -> Completion:
    """From the counts known at one age, and in the end, of past periods; those without a story say nothing."""
    known, final = known[final > 0], final[final > 0]
    n, whole = len(final), float(final.sum())
    f = float(known.sum()) / whole if n else 0.0
    if n < 2 or not 0 < f < 1:
        return Completion(f, 0.0, 1.0, n)
    residual = known - final * f
    scatter = max(1.0, float((residual**2 / (final * f * (1 - f))).sum()) / (n - 1))
    return Completion(f, float(np.sqrt(scatter * (1 - f) / (f * whole))), scatter, n)


def nowcast(known: float, at: Completion, level: float = LEVEL) -> tuple[float, float, float]:
    """Final count with its interval, from what is known and how complete that usually is.

    What is missing has mean (known + ½)(1−f)/f: half a story stands for what is not yet seen of a quiet period.

    Returns:
        nowcast, low, high; all equal to `known` where f is 1.
    """
    f = at.fraction
    missing = (known + 0.5) * (1 - f) / f
    variance = at.scatter * (known + 0.5) * (1 - f) / f**2 + ((known + 0.5) / f * at.relative_se) ** 2
    if missing <= 0:
        return known, known, known
    shape, scale = missing**2 / variance, variance / missing
    low, high = gamma.ppf([(1 - level) / 2, (1 + level) / 2], shape, scale=scale)
    return known + missing, known + float(low), known + float(high)


def table(inputs: Inputs) -> pl.DataFrame:
    """The nowcast table: `frames.Nowcast`, the beat and every topic in the open period of the beat's own frequency."""
    settings = inputs.settings
    periods = inputs.periods.filter((pl.col("frequency") == settings.frequency) & (pl.col("gate") == "all"))
    open_ = periods.filter(pl.col("state") == "partial").sort("period_start")
    if open_.is_empty() or inputs.articles.is_empty():
        return Nowcast.create_empty()
    first = open_["period_start"][-1]
    age = (settings.horizon - first).days + 1
    stories = _stories(inputs)
    settled = settings.horizon - timedelta(days=SETTLED_DAYS)
    past = periods.filter(
        ~pl.col("state").is_in(["partial", "missing"]) & (pl.col("period_end") <= settled)
    ).sort("period_start").tail(MOST_PAST)["period_start"]  # fmt: skip
    at = _completion(stories, past, age)
    counts = (
        inputs.facts.filter(calendar.start(pl.col("day"), settings.frequency) == first)
        .join(stories.filter(pl.col("known_day") <= settings.horizon).select("story_id"), on="story_id", how="semi")
    )  # fmt: skip
    by_topic = dict(counts.drop_nulls("topic_id").group_by("topic_id").len().iter_rows())
    rows = []
    for topic in (None, *settings.topics):
        n = counts["story_id"].n_unique() if topic is None else by_topic.get(topic, 0)
        rows.append(
            {
                "beat_id": settings.beat_id, "frequency": settings.frequency, "period_start": first, "topic_id": topic,
                "age_days": age, "n_known": n, "completeness": at.fraction, "n_past": at.n_past,
            } | _said(float(n), at)
        )  # fmt: skip
    return checked(Nowcast, pl.DataFrame(rows, schema_overrides=Nowcast.create_empty().schema))


def _said(known: float, at: Completion) -> dict[str, object]:
    """nowcast, low, high and note of one row."""
    if at.n_past < LEAST_PAST:
        note = f"Only {at.n_past} past periods are complete and settled; {LEAST_PAST} are needed."
    elif at.fraction < LEAST_COMPLETE:
        note = "The period is too young: less than 5 % of its stories are usually known by now."
    else:
        value, low, high = nowcast(known, at)
        return {"nowcast": value, "low": low, "high": high, "note": None}
    return {"nowcast": None, "low": None, "high": None, "note": note}


def _stories(inputs: Inputs) -> pl.DataFrame:
    """story_id, period, age_known: the age of its period, in days, at which the story was known."""
    period = calendar.start(pl.col("day"), inputs.settings.frequency).alias("period")
    seen = inputs.articles.group_by("story_id").agg(pl.col("known_day").min())
    each = inputs.facts.select("story_id", "day").unique("story_id").join(seen, on="story_id")
    each = each.with_columns(pl.max_horizontal("known_day", "day")).with_columns(period)
    return each.with_columns((pl.col("known_day") - pl.col("period")).dt.total_days().alias("age_known"))


def _completion(stories: pl.DataFrame, past: pl.Series, age: int) -> Completion:
    by_period = (
        past.alias("period").to_frame()
        .join(
            stories.group_by("period").agg(
                pl.len().alias("final"), (pl.col("age_known") < age).sum().alias("known")
            ), on="period", how="left", maintain_order="left",
        ).fill_null(0)
    )  # fmt: skip
    return completion(by_period["known"].cast(pl.Float64).to_numpy(), by_period["final"].cast(pl.Float64).to_numpy())
