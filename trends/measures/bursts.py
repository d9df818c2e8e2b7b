"""Bursts: runs of periods in which a topic is drawn at a raised rate (Kleinberg's batched two-state automaton).

Kleinberg (2003), "Bursty and hierarchical structure in streams", Data Mining and Knowledge Discovery 7, section 4.
In a period with N stories of which y concern the topic, state i explains them with

    σ_i = −ln [ C(N, y) · p_i^y · (1 − p_i)^(N − y) ],   p_0 = Σy / ΣN,   p_1 = 2 · p_0 (at most 0.99999),

and moving up costs ln n over n periods (γ = 1); moving down is free. The binomial coefficient is the same in both
states and cancels, so only the gain σ_0 − σ_1 of each period is needed.

Editorial decisions:

- States are chosen as the widely used ``burst_detection`` package chooses them: forwards, one period after another,
  so a burst starts where one period's gain alone exceeds ln n, and lasts while the gain stays positive. The search
  over whole paths in the paper can find, besides, long mild bursts that no single period would start.
- A period without stories says nothing: it neither starts, ends nor lengthens a burst, though it counts in n.
- p_1 = 1 exactly (the topic is half of all stories) allows no burst, as a single story elsewhere would be
  impossible.
"""

import math

import polars as pl

from trends.frames import Burst, checked
from trends.measures.inputs import Inputs
from trends.measures.plain import by_topic

SCALING = 2.0
GAMMA = 1.0
_LARGEST_RATE = 0.99999


def bursts(frame: pl.DataFrame) -> pl.DataFrame:
    """Find the bursts of one topic.

    Args:
        frame: One row per period: ``period``, ``count`` (stories about the topic) and ``total`` (stories);
            fractions are allowed, null counts as 0. Rows are put in order of period.

    Returns:
        One row per burst, in order: ``start_period``, ``end_period`` (first and last period of the burst),
        ``level`` (1) and ``weight``, Σ (σ_0 − σ_1) over the burst in nats: how much better the raised rate explains
        it.
    """
    period = pl.col("period")
    if frame.schema["period"] == pl.Null:
        period = period.cast(pl.Datetime("us"))
    number = pl.col("count", "total").cast(pl.Float64)
    batches = frame.select(period, pl.when(number.is_finite()).then(number).otherwise(0.0)).sort("period")
    gained = _gains(batches)
    threshold = GAMMA * math.log(max(batches.height, 1))
    # A burst is a run of positive gains from its first gain above the threshold on: before it the state was still low.
    return (
        gained.with_columns(run=(pl.col("gain") > 0).rle_id())
        .filter(pl.col("gain") > 0)
        .filter((pl.col("gain") > threshold).cum_max().over("run"))
        .group_by("run", maintain_order=True)
        .agg(
            start_period=pl.col("period").first(),
            end_period=pl.col("period").last(),
            level=pl.lit(1, pl.Int64),
            weight=pl.col("gain").sum(),
        )
        .drop("run")
        .sort("start_period")
    )


def _gains(batches: pl.DataFrame) -> pl.DataFrame:
    """The periods with stories and what each gains in the raised state: σ_0 − σ_1."""
    totals = batches.select(pl.col("count", "total").sum()).row(0, named=True)
    low = totals["count"] / totals["total"] if totals["total"] > 0 else 0.0
    high = low * SCALING
    if high > 1:
        high = _LARGEST_RATE
    if not 0 < low < 1 or high >= 1:
        return batches.select("period", gain=pl.lit(0.0)).clear()
    rest = pl.col("total") - pl.col("count")
    gain = pl.col("count") * math.log(high / low) + rest * math.log((1 - high) / (1 - low))
    return batches.filter(pl.col("total") > 0).select("period", gain=gain)


def table(inputs: Inputs) -> pl.DataFrame:
    """The burst table: `frames.Burst`, every topic at the beat's own frequency; open and missing periods left out."""
    frequency = inputs.settings.frequency
    rows = []
    for topic, series in by_topic(inputs, frequency):
        known = series.drop_nulls("total")
        found = bursts(known).rename({"start_period": "start", "end_period": "end"})
        inside = (
            found.join(known, how="cross")
            .filter(pl.col("period").is_between(pl.col("start"), pl.col("end")))
            .group_by("start")
            .agg(pl.col("count").sum().cast(pl.Int64).alias("n_stories"))
        )
        rows.append(found.join(inside, on="start", how="left").with_columns(pl.lit(topic).alias("topic_id")))
    if not rows:
        return Burst.create_empty()
    named = pl.concat(rows).with_columns(
        pl.lit(inputs.settings.beat_id).alias("beat_id"), pl.lit(frequency).alias("frequency")
    )
    return checked(Burst, named.sort("topic_id", "start"))
