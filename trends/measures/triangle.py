"""The reporting triangle: how much of a period was known at each age, for the period that is still open.

A story belongs to the period of its publication and is known from the day its first article was seen. At age a (days
since the period began) f = Σ known at age a / Σ known in the end, over past complete periods.

Editorial decisions:

- Both the days still to come and the stories seen late are in f: a period is short of both.
- Past periods are the last 26 complete ones that ended long enough ago for their stories to be in: 14 days. With fewer
  than six of them, or f below 5 %, there is no nowcast.
- φ ≥ 1 is the scatter of the past periods around their own nowcasts, so that busy and quiet endings are allowed for;
  se(f) comes from the same residuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import calendar
from trends.measures.inputs import Inputs

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

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


@dataclass(frozen=True)
class Triangle:
    """What is known of the open period of the beat's own frequency, and was known of past ones at the same age.

    Attributes:
        period_start: of the open period.
        age_days: days of it that have passed, the last one included.
        at: how complete a period is at that age.
        topics: of the beat, in its order; the columns of the counts.
        rows: where the past periods that count stand in the calendar.
        present: of every period before the open one, whether it isn't missing.
        known, beat_known: stories about each topic, and all, known at that age: a row a past period, then the open one.
        final, beat_final: stories in the end, a row for every period before the open one.
    """

    period_start: date
    age_days: int
    at: Completion
    topics: tuple[str, ...]
    rows: list[int]
    present: NDArray[np.bool_]
    known: Matrix
    beat_known: Matrix
    final: Matrix
    beat_final: Matrix


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


def why_not(at: Completion) -> str | None:
    """Why nothing can be said of the open period yet, in a sentence; None where it can."""
    if at.n_past < LEAST_PAST:
        return f"Only {at.n_past} past periods are complete and settled; {LEAST_PAST} are needed."
    if at.fraction < LEAST_COMPLETE:
        return "The period is too young: less than 5 % of its stories are usually known by now."
    return None


def missing(known: Vector, at: Completion) -> tuple[Vector, Vector]:
    """Mean and variance of the number of stories still missing, from those known so far.

    The mean is (known + ½)(1−f)/f: half a story stands for what is not yet seen of a quiet period.
    """
    f = at.fraction
    mean = (known + 0.5) * (1 - f) / f
    return mean, at.scatter * (known + 0.5) * (1 - f) / f**2 + ((known + 0.5) / f * at.relative_se) ** 2


def triangle(inputs: Inputs) -> Triangle | None:
    """The triangle of the open period; None without one, or without articles."""
    settings = inputs.settings
    periods = inputs.periods.filter(frequency=settings.frequency, gate="all").sort("period_start")
    opened = periods.with_row_index().filter(pl.col("state") == "partial")
    if opened.is_empty() or inputs.articles.is_empty():
        return None
    position, first = opened["index"][-1], opened["period_start"][-1]
    closed = periods.head(position)
    settled = settings.horizon - timedelta(days=SETTLED_DAYS)
    over = ~closed["state"].is_in(["partial", "missing"]) & (closed["period_end"] <= settled)
    rows = over.arg_true().to_list()[-MOST_PAST:]
    age = (settings.horizon - first).days + 1
    starts, asked = periods.head(position + 1)["period_start"], [*rows, position]
    known, beat_known = (counts[asked] for counts in _counts(inputs, starts, age))
    final, beat_final = (counts[:position] for counts in _counts(inputs, starts, None))
    at = completion(beat_known[:-1, 0], beat_final[rows, 0])
    present = (closed["state"] != "missing").to_numpy()
    return Triangle(first, age, at, settings.topics, rows, present, known, beat_known, final, beat_final)


def _counts(inputs: Inputs, starts: pl.Series, age: int | None) -> tuple[Matrix, Matrix]:
    """Stories by period and topic, and by period: those known at the age in days, or all that are known by now."""
    topics = inputs.settings.topics
    start = calendar.start(pl.col("day"), inputs.settings.frequency)
    seen = inputs.articles.group_by("story_id").agg(pl.col("known_day").min())
    rows = (
        inputs.facts.select("story_id", "day", "topic_id")
        .join(seen, on="story_id")
        .with_columns(start.alias("period"))
        .with_columns(age_known=(pl.max_horizontal("known_day", "day") - pl.col("period")).dt.total_days())
        .filter(True if age is None else pl.col("age_known") < age)
    )
    spine = starts.alias("period").to_frame()
    by_topic = rows.group_by("period", "topic_id").len().pivot("topic_id", index="period", values="len")
    every = rows.unique("story_id").group_by("period").len()
    wide = spine.join(by_topic, on="period", how="left", maintain_order="left")
    wide = wide.with_columns(pl.lit(0).alias(topic) for topic in topics if topic not in wide.columns).select(
        pl.col(topic).fill_null(0) for topic in topics
    )
    beat = spine.join(every, on="period", how="left", maintain_order="left").select(pl.col("len").fill_null(0))
    shape = (len(starts), len(topics))  # a frame without columns has no rows
    return wide.cast(pl.Float64).to_numpy().reshape(shape), beat.cast(pl.Float64).to_numpy()
