"""Revisions: how far a published value was still changed later, by its age when it was changed.

    mean absolute revision at age a = mean over values of |value in the newest release − value known at age a|

The age of a value is the time from the end of its period to the release that said it. Values are read from the table
`vintage`, which holds what every release said of every period and never forgets.

Editorial decisions:

- Only values of periods that were over count: the open period is expected to change.
- The newest release is the yardstick; a value that is younger than an age has no revision at that age. A value that
  vanished (null) isn't a revision; it is counted in n_gone.
- One mean for each table, frequency and age, in whole periods, so that a reader sees after how many a number is final.
- There is no table of it in a release: a release would then differ from its twin only because one was built before it.
"""

from __future__ import annotations

import polars as pl

from trends.calendar import EVERY

KEY = ["table_name", "beat_id", "frequency", "period_start", "key"]
MOST_AGE = 12


def revisions(vintage: pl.DataFrame, *, most: int = MOST_AGE) -> pl.DataFrame:
    """Mean absolute revision by age.

    Args:
        vintage: the public table `vintage` of the newest release.
        most: oldest age, in periods.

    Returns:
        table_name, beat_id, frequency, age (whole periods since the end of the period), n_values, mean_absolute,
        share_changed (of the values), n_gone; sorted. Empty before a second release.
    """
    schema = {
        "table_name": pl.String, "beat_id": pl.String, "frequency": pl.String, "age": pl.Int64, "n_values": pl.Int64,
        "mean_absolute": pl.Float64, "share_changed": pl.Float64, "n_gone": pl.Int64,
    }  # fmt: skip
    releases = vintage.select(pl.col("known_at").unique().sort())
    if len(releases) < 2:
        return pl.DataFrame(schema=schema)
    rows = vintage.sort("known_at", maintain_order=True)
    final = rows.group_by(KEY, maintain_order=True).agg(pl.col("value").last().alias("final"))
    ends = pl.concat(_ended(part, str(name)) for (name,), part in final.partition_by("frequency", as_dict=True).items())
    at = ends.join(releases, how="cross").filter(pl.col("known_at").dt.date() > pl.col("end"))
    known = at.sort("known_at").join_asof(
        rows.select(*KEY, "known_at", "value", pl.lit(True).alias("said")), on="known_at", by=KEY, strategy="backward",
        check_sortedness=False,
    )  # fmt: skip
    aged = known.filter(pl.col("said")).with_columns(_age())
    newest = releases["known_at"].max()
    once = aged.filter((pl.col("age") <= most) & (pl.col("known_at") < newest)).unique(
        [*KEY, "age"], keep="last", maintain_order=True
    )
    change = (pl.col("final") - pl.col("value")).abs()
    return (
        once.filter(pl.col("value").is_not_null())
        .group_by("table_name", "beat_id", "frequency", "age")
        .agg(
            change.count().cast(pl.Int64).alias("n_values"),
            change.mean().alias("mean_absolute"),
            (change.drop_nulls() > 0).mean().alias("share_changed"),
            pl.col("final").is_null().sum().cast(pl.Int64).alias("n_gone"),
        )
        .sort("table_name", "beat_id", "frequency", "age")
        .select(pl.col(name).cast(kind) for name, kind in schema.items())
    )


def _ended(rows: pl.DataFrame, frequency: str) -> pl.DataFrame:
    """Add the last day of each period."""
    return rows.with_columns(pl.col("period_start").dt.offset_by(EVERY[frequency]).dt.offset_by("-1d").alias("end"))


def _age() -> pl.Expr:
    """Whole periods between the end of the period and the release."""
    days = {"day": 1.0, "week": 7.0, "month": 30.4375, "quarter": 91.3125, "year": 365.25}
    since = (pl.col("known_at").dt.date() - pl.col("end")).dt.total_days() - 1
    return (
        (since / pl.col("frequency").replace_strict(days, return_dtype=pl.Float64)).floor().cast(pl.Int64).alias("age")
    )
