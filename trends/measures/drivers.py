"""Drivers: which stories moved a share from one period to another; exactly, with nothing left over.

    share_t − share_s = Σ_{i∈(s,t]} δ^(t−k_i)·v_i·(w_i − share_s) / B_t      (k_i the period of story i)

Editorial decisions:

- A story about the topic pushes up, any other story pushes down a little: it makes the beat larger.
- The exponent counts the periods that the discounting advanced: missing periods count neither as time nor with stories.
- Null (no rows) where B_s = 0: there was nothing to move away from.
- A story splits into equal parts over its outlets or entities; what has none goes to null, so that sums stay exact.
- The published table compares each period with the one before (`drivers_table.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from trends.measures.discount import delta_of
from trends.measures.grid import MeasureError


def drivers(
    frame: pl.DataFrame,
    *,
    half_life: float,
    since: object,
    until: object,
    periods: pl.Series,
) -> pl.DataFrame:
    """What each story did to a share between two periods.

    Args:
        frame: period, story, value (v: what the story counts for in the beat), part (v·w: of that, what it counts for
            in the topic), one row per story of the beat.
        half_life: in periods.
        since: baseline period s.
        until: period t, not before s.
        periods: all periods that aren't missing, each once: they say how far the discounting advanced.

    Returns:
        The rows of frame with s < period ≤ t, sorted by period and story, with contribution added; no rows where no
        story precedes the end of s. Stories of missing periods are left out.

    Raises:
        MeasureError: if since or until isn't among the periods, or until precedes since.
    """
    order = periods.unique().sort()
    known = order.to_list()
    for name, value in (("since", since), ("until", until)):
        if value not in known:
            choice = f"choose from {known[0]} to {known[-1]}" if known else "the series has none"
            raise MeasureError(f"{name} {value} isn't a period of the series; {choice}.")
    s, t = known.index(since), known.index(until)
    if t < s:
        raise MeasureError(f"until {until} precedes since {since}; swap them.")
    delta = delta_of(half_life)
    placed = (
        frame.with_columns(pl.col("value", "part").cast(pl.Float64))
        .join(
            pl.DataFrame({"period": order, "position": np.arange(len(order))}),
            on="period",
            how="inner",
        )
        .filter(pl.col("position") <= t)
        .sort("period", "story")
    )

    def discounted_sum(name: str, through: int) -> float:
        rows = placed.filter(pl.col("position") <= through)
        return float((rows[name] * delta ** (through - rows["position"]).cast(pl.Float64)).sum())

    before = discounted_sum("value", s)
    if before <= 0:
        return placed.clear().select(*frame.columns, pl.lit(0.0).alias("contribution"))
    share, mass = discounted_sum("part", s) / before, discounted_sum("value", t)
    age = (t - pl.col("position")).cast(pl.Float64)
    return placed.filter(pl.col("position") > s).select(
        *frame.columns,
        (pl.lit(delta) ** age * (pl.col("part") - share * pl.col("value")) / mass).alias("contribution"),
    )


def split(contributions: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Contributions by outlet or entity: a story splits into equal parts over its members.

    Args:
        contributions: story, contribution.
        members: story, member (an outlet or entity); a repeated row counts once.

    Returns:
        member (null: stories without one), contribution, n_stories, largest contribution first; the sum is unchanged.
    """
    once = members.select("story", "member").unique()
    shared = once.with_columns(pl.len().over("story").alias("parts"))
    return (
        contributions.select("story", "contribution")
        .join(shared, on="story", how="left")
        .with_columns(pl.col("contribution") / pl.col("parts").fill_null(1))
        .group_by("member")
        .agg(pl.col("contribution").sum(), pl.col("story").n_unique().alias("n_stories"))
        .sort(pl.col("contribution").abs(), pl.col("member"), descending=[True, False])
    )
