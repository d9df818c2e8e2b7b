"""Coverage: how many articles each outlet brought, period by period, and whether it was there at all.

Editorial decisions:

- An outlet has rows from its first article on; before that nothing can be said of it.
- missing is an outage over at least half of the period's days (see `trends.outages`), as in the calendar. Without
  articles and without evidence of an outage a period is empty; where even silence would be no evidence it is thin.
- Articles are those of the beat's stories: an outlet that wrote of other things only is empty, not out.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from trends import calendar
from trends.frames import OutletCoverage, checked
from trends.measures.inputs import Inputs

KEYS = ("period_start", "outlet_id")


def table(inputs: Inputs) -> pl.DataFrame:
    """The outlet_coverage table: `frames.OutletCoverage` at the beat's own frequency."""
    frequency = inputs.settings.frequency
    periods = inputs.periods.filter((pl.col("frequency") == frequency) & (pl.col("gate") == "all")).select(
        "period_start", "period_end", pl.col("state").alias("whole")
    )
    counted = inputs.articles.group_by("outlet_id", calendar.start(pl.col("day"), frequency).alias("period_start")).agg(
        pl.len().cast(pl.Int64).alias("n_articles")
    )
    spine = (
        counted.group_by("outlet_id").agg(pl.col("period_start").min().alias("first"))
        .join(periods, how="cross")
        .filter(pl.col("period_start") >= pl.col("first"))
    )  # fmt: skip
    rows = (
        spine.join(counted, on=["outlet_id", "period_start"], how="left")
        .join(_expected(inputs, frequency), on=["outlet_id", "period_start"], how="left")
        .with_columns(pl.col("n_articles").fill_null(0))
    )
    state = (
        pl.when(pl.col("dark") >= 0.5).then(pl.lit("missing"))
        .when(pl.col("whole") == "partial").then(pl.lit("partial"))
        .when(~pl.col("testable").fill_null(False)).then(pl.lit("thin"))
        .when(pl.col("n_articles") == 0).then(pl.lit("empty"))
        .otherwise(pl.lit("complete"))
    )  # fmt: skip
    named = rows.with_columns(
        pl.lit(inputs.settings.beat_id).alias("beat_id"), pl.lit(frequency).alias("frequency"), state.alias("state")
    )
    return checked(OutletCoverage, named.sort(KEYS))


def _expected(inputs: Inputs, frequency: str) -> pl.DataFrame:
    """outlet_id, period_start, expected articles, dark (part of the days in an outage), testable, where known."""
    quiet = inputs.silences
    schema = {
        "outlet_id": pl.String, "period_start": pl.Date, "expected": pl.Float64, "dark": pl.Float64,
        "testable": pl.Boolean,
    }  # fmt: skip
    if not quiet.outlets:
        return pl.DataFrame(schema=schema)
    start = quiet.days.to_frame().select(calendar.start(pl.col("day"), frequency))["day"]
    periods = start.unique().sort()
    first = np.searchsorted(start.to_numpy(), periods.to_numpy())
    days = np.diff(np.append(first, len(start)))[:, None]
    expected = np.add.reduceat(quiet.expected[:, :-1], first, axis=0)
    dark = np.add.reduceat(quiet.out[:, :-1].astype(np.float64), first, axis=0) / days
    testable = np.add.reduceat(quiet.testable[:, :-1].astype(np.float64), first, axis=0) >= days / 2
    return pl.DataFrame(
        {
            "outlet_id": np.tile(np.array(quiet.outlets, dtype=object), len(periods)),
            "period_start": periods.gather(np.repeat(np.arange(len(periods)), len(quiet.outlets))),
            "expected": expected.ravel(), "dark": dark.ravel(), "testable": testable.ravel(),
        },
        schema=schema,
    ).with_columns(pl.col("expected").fill_nan(None))  # fmt: skip
