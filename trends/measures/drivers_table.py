"""The driver table: what each story did to every share since the period before.

Editorial decisions:

- All stories that aren't about the topic pull alike; they are one row (story null) rather than stories × topics rows.
  `drivers.drivers` gives them one by one, and between any two periods.
- What a story counts for is added up in whole numbers (attention in millionths), so what is left for the others is
  exactly 0 where there are none; fractions would leave 1e-17 of a share that nobody moved.
- The table has the beat's own frequency, months and quarters.
- It is the longest table of a release, so it is computed on arrays: each part of a story finds the number of its series
  and period by its place in a periods × topics matrix, and one sort by numbers puts all rows in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import calendar, cube
from trends.frames import GATES, Driver, checked
from trends.measures.discount import Counts, counts, delta_of, discounted, ratio
from trends.measures.grid import Grid, grid
from trends.measures.inputs import Inputs
from trends.measures.share import of_series

COARSE = ("month", "quarter")
KEYS = ("frequency", "period_start", "topic_id", "gate", "weighting")
Vector = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """Every topic of every story, and every story of the headline pair.

    Attributes:
        frame: day, story_id and topic_id (an Enum each, in alphabetical order), verified_in_14_days.
        amounts: by weighting, what the story counts for in all, and of that in the topic; of the rows of `frame`.
    """

    frame: pl.DataFrame
    amounts: Mapping[str, tuple[Vector, Vector]]


def table(inputs: Inputs) -> pl.DataFrame:
    """The driver table: `frames.Driver`, each period against the one before, at the default half-life.

    It holds every topic and, under 'a|b', the first topic's share of the headline pair. Contributions of exactly 0 are
    left out.
    """
    found = [rows for rows in _changes(inputs) if not rows.is_empty()]
    if not found:
        return Driver.create_empty()
    changes = pl.concat(found).sort(KEYS)
    stories = inputs.facts["story_id"].unique().sort()
    topics = changes["topic_id"].unique().sort()
    parts = _parts(inputs, stories, topics)
    placed = _placed(changes, parts, len(topics))
    change, story, value, part = (np.concatenate(arrays) for arrays in zip(*placed, strict=True))
    before, mass, total = (changes[name].to_numpy() for name in ("before", "mass", "total"))
    each = (part - before[change] * value) / mass[change]
    others = -before * (total - np.bincount(change, value, minlength=len(before))) / mass
    change = np.concatenate([change, np.arange(len(before))])
    story = np.concatenate([story, np.full(len(before), len(stories))])  # after all stories
    moved = np.concatenate([each, others])
    order = np.argsort(change * (len(stories) + 1) + story, kind="stable")
    order = order[moved[order] != 0]
    rows = changes.select(*KEYS, "baseline_start")[change[order]].with_columns(
        pl.lit(inputs.settings.beat_id).alias("beat_id"),
        stories.extend_constant(None, 1).gather(story[order]).alias("story_id"),
        pl.Series("contribution", moved[order]),
    )
    return checked(Driver, rows.select(Driver.column_names()))


def _changes(inputs: Inputs) -> Iterator[pl.DataFrame]:
    """Per period and series where there was a share before: that share, B now, and the period before."""
    settings = inputs.settings
    for frequency in settings.published():
        if frequency != settings.frequency and frequency not in COARSE:
            continue
        half_life = settings.default_half_life(frequency)
        for placed, data in of_series(inputs, frequency):
            yield _moves(placed, data, half_life)
        if settings.pair:
            yield _moves(*_headline(inputs, frequency), half_life)


def _moves(placed: Grid, data: Counts, half_life: float) -> pl.DataFrame:
    """`KEYS`, total, before, mass and baseline_start of the series of one grid."""
    delta = delta_of(half_life)
    b = discounted(data.n, data.present, delta)
    share = ratio(discounted(data.y, data.present, delta), b)
    before = np.full(placed.shape, np.nan)
    before[1:] = share[:-1]
    periods = placed.frame["period_start"].unique().sort()
    return (
        placed.frame.select(*KEYS, "total")
        .with_columns(
            placed.gather("before", np.where(data.present, before, np.nan)),
            placed.gather("mass", b),
            pl.col("period_start")
            .replace_strict(periods, periods.shift(1), return_dtype=pl.Date)
            .alias("baseline_start"),
        )
        .drop_nulls("before")
    )


def _headline(inputs: Inputs, frequency: str) -> tuple[Grid, Counts]:
    """The headline pair as a share: count is the first topic's amount, total both amounts, in whole numbers."""
    a, b = inputs.settings.pair or ("", "")
    unit = pl.when(pl.col("weighting") == "attention").then(cube.MICRO).otherwise(1)
    first, second = ((pl.col(name) * unit).round() for name in ("sum_a", "sum_b"))
    rows = inputs.pairs.filter(pl.col("frequency") == frequency).select(
        *("frequency", "period_start", "gate", "weighting", "state"),
        pl.lit(f"{a}|{b}").alias("topic_id"),
        first.alias("count"),
        (first + second).alias("total"),
    )
    placed = grid(rows, series=["gate", "weighting"], period="period_start", amounts=["count", "total"])
    return placed, counts(placed)


def _parts(inputs: Inputs, stories: pl.Series, topics: pl.Series) -> Parts:
    """What every story counts for; the pair's in whole numbers."""
    about = inputs.facts.filter(pl.col("topic_id").is_in(topics.implode()))
    impact = about["impact"].fill_null(1).cast(pl.Float64).to_numpy()
    attention, one = (about["weight"] / cube.MICRO).to_numpy(), np.ones(about.height)
    amounts = {"story": (one, one), "attention": (one, attention), "impact": (impact, impact)}
    rows = about.select("day", "story_id", "topic_id", "verified_in_14_days")
    if inputs.settings.pair:
        a, b = inputs.settings.pair
        each = cube.stories(inputs.facts, a, b).with_columns(pl.lit(f"{a}|{b}").alias("topic_id"))
        pair = {weighting: each.filter(weighting=weighting) for weighting in amounts}  # the same stories in each
        rows = pl.concat([rows, pair["story"].select(rows.columns)])
        for weighting, (value, part) in amounts.items():
            first, second = (pair[weighting][name].cast(pl.Float64).to_numpy() for name in ("a", "b"))
            amounts[weighting] = np.concatenate([value, first + second]), np.concatenate([part, first])
    return Parts(
        rows.with_columns(pl.col("story_id").cast(pl.Enum(stories)), pl.col("topic_id").cast(pl.Enum(topics))), amounts
    )


def _placed(changes: pl.DataFrame, parts: Parts, n_topics: int) -> Iterator[tuple[Whole, Whole, Vector, Vector]]:
    """For each frequency, gate and weighting: the row of `changes`, the story's code, value and part of each part."""
    topic, story = (parts.frame[name].to_physical().to_numpy().astype(np.int64) for name in ("topic_id", "story_id"))
    coded = changes.with_columns(pl.col("topic_id").cast(parts.frame.schema["topic_id"])).with_row_index("change")
    for (frequency,), own in coded.partition_by("frequency", as_dict=True).items():
        periods = own["period_start"].unique().sort().to_numpy()
        start = parts.frame.select(calendar.start(pl.col("day"), str(frequency))).to_series().to_numpy()
        period = np.minimum(np.searchsorted(periods, start), len(periods) - 1)
        within = periods[period] == start
        for (gate, weighting), cut in own.partition_by("gate", "weighting", as_dict=True).items():
            change_of = np.full((len(periods), n_topics), -1)
            known = np.searchsorted(periods, cut["period_start"].to_numpy()), cut["topic_id"].to_physical().to_numpy()
            change_of[known] = cut["change"].to_numpy()
            change = change_of[period, topic]
            kept = within & (change >= 0)
            if gate != GATES[0]:
                kept &= parts.frame["verified_in_14_days"].to_numpy()
            value, part = parts.amounts[str(weighting)]
            yield change[kept], story[kept], value[kept], part[kept]
