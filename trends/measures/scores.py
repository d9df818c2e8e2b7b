"""Mean tone and mean impact of a topic's stories, discounted, with intervals.

With x = (score − lowest)/(highest − lowest) in [0, 1], and δ, φ as for shares:

    mean = A/B,  A_t = δA_{t−1} + Σx,  B_t = δB_{t−1} + n,  W_t = δ²W_{t−1} + n,  n_e = B²/(φW)
    interval: mean ± t·√(σ²/n_e), t with B²/W + 4 degrees of freedom, cut at the ends of the scale

Editorial decisions:

- Tone rests on the stories that have a sentiment, impact on all; an unknown impact counts as 1.
- σ² is the topic's own discounted variance, shrunk to that of the beat so far (same gate) with the weight of five
  stories: two stories that happen to agree are no evidence of a narrow topic.
- The row with topic null is the whole beat.
- The tiers are counts of the period itself, so that their distribution can be drawn as it was.
- tone_adjusted removes what a changing mix of outlets would do by itself. An outlet's effect is its stories' mean
  deviation from the beat's tone of the same period, shrunk by n/(n + σ²/τ²) (σ² within, τ² between outlets, from the
  analysis of variance; no effect at all where τ² is 0). A story told by k outlets is 1/k each of theirs. The topic's
  discounted mean effect, less its mean over the whole series, is taken off: the level stays, the drift of the mix goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from trends import calendar
from trends.cube import MICRO
from trends.frames import GATES, Tone, TopicImpact, checked
from trends.measures.discount import (
    Counts,
    at,
    delta_of,
    discounted,
    discounted_quadratic,
    dispersion,
    idle_run,
    ratio,
)
from trends.measures.grid import Grid, Matrix, grid
from trends.measures.inputs import Inputs
from trends.measures.share import topic_state

KEYS = ("frequency", "period_start", "topic_id", "gate")
TIERS = ("very_bearish", "bearish", "neutral", "bullish", "very_bullish")
ACTION = 8
PRIOR_STORIES = 5.0
BEAT = ""


def mean_matrices(
    n: Matrix, x: Matrix, x2: Matrix, present: NDArray[np.bool_], *, whole: Matrix, half_life: float, level: float = 0.9
) -> dict[str, Matrix]:
    """Discounted mean of scores in [0, 1] from n, Σx, Σx²: mean, low, high, raw, n_effective.

    Args:
        n, x, x2: periods × series.
        present: false where the period is missing.
        whole: variance to shrink to, periods × series.
    """
    n, x, x2 = (np.where(present, values, 0.0) for values in (n, x, x2))
    data = Counts(np.minimum(x, n), n, present, (x2, x, n), None, n)
    delta = delta_of(half_life)
    b, w = discounted(n, present, delta), discounted(n, present, delta**2)
    mean = ratio(discounted(x, present, delta), b)
    scatter = dispersion(data, half_life)
    kish = ratio(b**2, w)
    spread = at(discounted_quadratic(data.spread, present, delta**2), np.nan_to_num(mean))
    variance = (spread + PRIOR_STORIES * whole) / (w + PRIOR_STORIES)
    n_effective = kish / (scatter.phi * scatter.serial) * delta ** idle_run(n)
    with np.errstate(invalid="ignore"):
        reach = stdtrit(kish + PRIOR_STORIES - 1, 0.5 + level / 2) * np.sqrt(variance / n_effective)
    raw = np.where(present, ratio(x, n), np.nan)
    low, high = np.clip(mean - reach, 0.0, 1.0), np.clip(mean + reach, 0.0, 1.0)
    return {"mean": mean, "low": low, "high": high, "raw": raw, "n_effective": n_effective}


def _variance_so_far(placed: Grid, n: Matrix, x: Matrix, x2: Matrix) -> Matrix:
    """The beat's variance up to each period, for every series of the same gate."""
    out = np.zeros(placed.shape)
    for gate in GATES:
        members = placed.flags("gate", gate).any(axis=0)
        beat = members & placed.flags("topic_id", BEAT).any(axis=0)
        size, total, square = (np.cumsum(values[:, beat], axis=0) for values in (n, x, x2))
        mean = np.nan_to_num(ratio(total, size))
        out[:, members] = np.maximum(np.nan_to_num(ratio(square, size)) - mean**2, 0.0)
    return out


def tone(inputs: Inputs) -> pl.DataFrame:
    """The tone table: `frames.Tone`, every topic and the beat, at every published frequency and both gates."""
    rows, tiers = [], [f"n_{tier}" for tier in TIERS]
    for frequency, placed, present in _grids(inputs):
        half_life = inputs.settings.default_half_life(frequency)
        n, total, square = (placed.spread(name) for name in ("n_tone", "tone", "tone2"))
        total, square = total / MICRO, square / MICRO**2
        x, x2 = (total + n) / 2, (square + 2 * total + n) / 4
        whole = _variance_so_far(placed, n, x, x2)
        values = mean_matrices(n, x, x2, present, whole=whole, half_life=half_life)
        effective = values.pop("n_effective")
        scaled = {name: 2 * matrix - 1 for name, matrix in values.items()}
        drift = _drift(inputs, frequency, placed, n, present, half_life)
        adjusted = np.clip(scaled["mean"] - drift, -1.0, 1.0)
        named = placed.frame.select(pl.exclude("n_stories"), pl.col("n_tone").cast(pl.Int64).alias("n_stories"))
        named = named.with_columns(
            placed.gather("tone", scaled["mean"]), placed.gather("low", scaled["low"]),
            placed.gather("high", scaled["high"]), placed.gather("tone_raw", scaled["raw"]),
            placed.gather("tone_adjusted", adjusted), placed.gather("n_effective", effective),
        )  # fmt: skip
        rows.append(named.join(_by_period(inputs, frequency, tiers), on=list(KEYS), how="left"))
    return _finished(Tone, inputs, pl.concat(rows).with_columns(pl.col(tiers).fill_null(0)))


def impact(inputs: Inputs) -> pl.DataFrame:
    """The topic_impact table: `frames.TopicImpact`, as `tone`."""
    rows = []
    for frequency, placed, present in _grids(inputs):
        n, total, square = (placed.spread(name) for name in ("n_stories", "impact", "impact2"))
        x, x2 = (total - n) / 9, (square - 2 * total + n) / 81
        whole = _variance_so_far(placed, n, x, x2)
        half_life = inputs.settings.default_half_life(frequency)
        values = mean_matrices(n, x, x2, present, whole=whole, half_life=half_life)
        effective = values.pop("n_effective")
        renamed = {"mean": "impact", "low": "low", "high": "high", "raw": "impact_raw"}
        named = placed.frame.drop("impact").with_columns(
            *(placed.gather(renamed[name], 1 + 9 * matrix) for name, matrix in values.items()),
            placed.gather("n_effective", effective),
            pl.col("n_stories").cast(pl.Int64),
        )
        rows.append(named.join(_by_period(inputs, frequency, ["n_action"]), on=list(KEYS), how="left"))
    return _finished(TopicImpact, inputs, pl.concat(rows).with_columns(pl.col("n_action").fill_null(0)))


def _grids(inputs: Inputs) -> Iterator[tuple[str, Grid, NDArray[np.bool_]]]:
    """Each frequency's series (gate × topic, the beat under '') and where its periods aren't missing."""
    for frequency in inputs.settings.published():
        rows = inputs.scores.filter(pl.col("frequency") == frequency)
        rows = rows.with_columns(pl.col("topic_id").fill_null(BEAT))
        placed = grid(rows, series=["gate", "topic_id"], period="period_start", amounts=["n_stories", "n_tone"])
        yield frequency, placed, ~placed.flags("state", "missing")


def _finished(schema: type[Tone] | type[TopicImpact], inputs: Inputs, rows: pl.DataFrame) -> pl.DataFrame:
    named = rows.with_columns(
        pl.lit(inputs.settings.beat_id).alias("beat_id"),
        pl.when(pl.col("topic_id") != BEAT).then(pl.col("topic_id")).alias("topic_id"),
        topic_state(pl.col("n_effective")),
    )
    return checked(schema, named.sort(*KEYS, nulls_last=False))


def _daily(inputs: Inputs) -> pl.DataFrame:
    """Stories by day, topic ('' for the beat) and gate: of each tier, with an impact for action, and their `mix`.

    Whole numbers, so that they add up to any period.
    """
    beat = inputs.facts.unique("story_id").with_columns(pl.lit(BEAT).alias("topic_id"))
    every = pl.concat([inputs.facts.drop_nulls("topic_id"), beat]).join(
        _outlet_effects(inputs), on="story_id", how="left"
    )
    gates = {"all": every, "verified": every.filter("verified_in_14_days")}
    tier, impact = pl.col("sentiment_tier"), pl.col("impact")
    return pl.concat(
        rows.group_by("day", "topic_id", pl.lit(gate).alias("gate")).agg(
            *((tier == name).sum().cast(pl.Int64).alias(f"n_{name}") for name in TIERS),
            (impact >= ACTION).sum().cast(pl.Int64).alias("n_action"),
            pl.col("mix").sum(),
        )
        for gate, rows in gates.items()
    )


def _by_period(inputs: Inputs, frequency: str, names: Sequence[str]) -> pl.DataFrame:
    """The named sums of `_daily` by `KEYS`."""
    start = calendar.start(pl.col("day"), frequency).alias("period_start")
    keys = [pl.lit(frequency).alias("frequency"), start, "topic_id", "gate"]
    return inputs.once(_daily).group_by(keys).agg(pl.col(names).sum())


def _outlet_effects(inputs: Inputs) -> pl.DataFrame:
    """story_id and the mean effect of its outlets, in millionths; empty where outlets don't differ or aren't known."""
    own = inputs.settings.frequency
    scored = (
        inputs.facts.unique("story_id")
        .drop_nulls("sentiment_score")
        .select("story_id", "sentiment_score", calendar.start(pl.col("day"), own).alias("period"))
        .sort("story_id")
        .with_columns((pl.col("sentiment_score") - pl.col("sentiment_score").mean().over("period")).alias("deviation"))
    )
    told = (
        inputs.articles.select("story_id", "outlet_id").unique()
        .join(scored.select("story_id", "deviation"), on="story_id")
        .with_columns((1.0 / pl.len().over("story_id")).alias("part"))
        .sort("outlet_id", "story_id")
    )  # fmt: skip
    nothing = pl.DataFrame(schema={"story_id": pl.String, "mix": pl.Int64})
    if told["outlet_id"].n_unique() < 2:
        return nothing
    outlet = (told["outlet_id"].rank("dense") - 1).cast(pl.Int64).to_numpy()
    part, deviation = told["part"].to_numpy(), told["deviation"].to_numpy()
    n = np.bincount(outlet, part).astype(np.float64)
    mean = np.bincount(outlet, part * deviation) / n
    effects = shrunk(n, mean, float((part * (deviation - mean[outlet]) ** 2).sum()))
    if not effects.any():
        return nothing
    mixed = told.with_columns(pl.Series("effect", effects[outlet]) * MICRO)
    return mixed.group_by("story_id").agg(pl.col("effect").mean().round(0).cast(pl.Int64).alias("mix"))


def shrunk(n: Matrix, mean: Matrix, within: float) -> Matrix:
    """Outlet effects from group sizes, mean deviations and the sum of squares within; zero where none can be told.

    Moment estimates of a one-way random-effects model (Searle, Casella and McCulloch 1992, Variance Components).
    """
    groups, total = len(n), float(n.sum())
    if groups < 2 or total <= groups:
        return np.zeros(groups)
    noise = within / (total - groups)
    size = (total - float((n**2).sum()) / total) / (groups - 1)
    between = max((float((n * (mean - np.average(mean, weights=n)) ** 2).sum()) / (groups - 1) - noise) / size, 0.0)
    return np.zeros(groups) if between == 0 else np.asarray(mean * n / (n + noise / between))


def _drift(
    inputs: Inputs,
    frequency: str,
    placed: Grid,
    n: Matrix,
    present: NDArray[np.bool_],
    half_life: float,
) -> Matrix:
    """Discounted mean effect of the outlets of each topic, less its mean over the whole series."""
    sums = _by_period(inputs, frequency, ["mix"])
    joined = placed.frame.select(KEYS).join(sums, on=list(KEYS), how="left", maintain_order="left")
    mix = np.zeros(placed.shape)
    mix[placed.row, placed.column] = joined["mix"].fill_null(0).to_numpy() / MICRO
    n, mix = np.where(present, n, 0.0), np.where(present, mix, 0.0)
    delta = delta_of(half_life)
    level = np.nan_to_num(ratio(mix.sum(axis=0), n.sum(axis=0)))
    return np.nan_to_num(ratio(discounted(mix, present, delta), discounted(n, present, delta)) - level)
