"""How much a beat's stories name an entity, and in what light: discounted share and impact-weighted tone, by period.

With v the impact of a story that names the entity, x = (tone about it + 1)/2 in [0, 1], and δ as for shares:

    tone = 2·A/B − 1,  A_t = δA_{t−1} + Σvx,  B_t = δB_{t−1} + Σv,  S_t = δ²S_{t−1} + Σv²
    n_e = B²/(φS),  interval: mean ± t·√(σ²/n_e), t with B²/S + 4 degrees of freedom, cut at the ends of the scale

Editorial decisions:

- The tone is the tone about the entity, not of the story: a story about a win over a rival is good for one of them.
- A story counts its impact, so one with consequences outweighs a passing note; an unknown impact counts as 1.
- σ² is the entity's own discounted variance, shrunk to that of all tones about anyone so far (same gate) with the
  weight of five stories: two stories that happen to agree are no evidence of a narrow entity.
- φ is the overdispersion of the tone from period to period, as for shares; it is 1 below ten effective stories.
- A row's state is the period's, and thin where the entity itself is worth fewer than 20 stories.
- An entity that at least `LEAST_STORIES` stories of the beat name has a row in every period; with fewer there is
  nothing to follow over time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.special import stdtrit

from trends import calendar
from trends.frames import GATES, EntityPeriod, checked
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
from trends.measures.grid import Grid, Mask, Matrix, grid
from trends.measures.inputs import Inputs
from trends.measures.share import share_matrices, topic_state

KEYS = ("frequency", "period_start", "entity_id", "gate")
SUMS = ("n_stories", "v", "v2", "vx", "v2x", "v2x2")
PRIOR_STORIES = 5.0
LEAST_STORIES = 3


def table(inputs: Inputs) -> pl.DataFrame:
    """The entity_period table: `frames.EntityPeriod`; no rows where nobody is named often enough."""
    rows = [_of_frequency(inputs, *found) for found in series(inputs)]
    if not rows:
        return EntityPeriod.create_empty()
    named = pl.concat(rows).with_columns(
        pl.lit(inputs.settings.beat_id).alias("beat_id"), topic_state(pl.col("n_effective"))
    )
    return checked(EntityPeriod, named.sort(*KEYS))


def naming(inputs: Inputs) -> pl.DataFrame:
    """One row a story, entity it names and gate that counts it: story_id, day, entity_id, gate, v (impact), x (tone).

    x is (tone about the entity + 1)/2.
    """
    stories = inputs.facts.unique("story_id").select("story_id", "day", "verified_in_14_days", v="impact")
    named = inputs.mentions.join(stories, on="story_id").select(
        "story_id", "day", "entity_id", "verified_in_14_days",
        v=pl.col("v").fill_null(1).cast(pl.Float64), x=(pl.col("sentiment_score") + 1) / 2,
    )  # fmt: skip
    gates = [named, named.filter("verified_in_14_days")]
    return pl.concat(
        rows.with_columns(gate=pl.lit(gate)) for gate, rows in zip(GATES, gates, strict=True)
    ).sort("gate", "entity_id", "story_id")  # fmt: skip


def series(inputs: Inputs) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each frequency with its rows: every entity × period × gate with `SUMS`, total and the period's state."""
    if inputs.mentions.is_empty():
        return
    named = inputs.once(naming)
    often = named.filter(pl.col("gate") == "all").group_by("entity_id").len().filter(pl.col("len") >= LEAST_STORIES)
    if often.is_empty():
        return
    entities = often.select("entity_id").sort("entity_id")
    v, x = pl.col("v"), pl.col("x")
    for frequency in inputs.settings.published():
        start = calendar.start(pl.col("day"), frequency).alias("period_start")
        sums = named.group_by("gate", "entity_id", start).agg(
            pl.len().cast(pl.Float64).alias("n_stories"), v.sum(), (v**2).sum().alias("v2"), (v * x).sum().alias("vx"),
            (v**2 * x).sum().alias("v2x"), (v**2 * x**2).sum().alias("v2x2"),
        )  # fmt: skip
        periods = inputs.periods.filter(pl.col("frequency") == frequency)
        yield (
            frequency,
            (
                periods.select("frequency", "gate", "period_start", "state", total="n_stories")
                .join(entities, how="cross")
                .join(sums, on=["gate", "entity_id", "period_start"], how="left")
                .with_columns(pl.col(SUMS).fill_null(0.0))
            ),
        )


def _of_frequency(inputs: Inputs, frequency: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of `frames.EntityPeriod` without the beat, with the period's state."""
    half_life = inputs.settings.default_half_life(frequency)
    placed = grid(rows, series=["gate", "entity_id"], period="period_start", amounts=[*SUMS, "total"])
    present = ~placed.flags("state", "missing")
    y, total = (np.where(present, placed.spread(name), 0.0) for name in ("n_stories", "total"))
    more = total * np.maximum(total - 1, 0.0)
    plain = Counts(y, total, present, (0 * total, -total / 2, -total), (0 * total, -more / 2, -more), total)
    shares = share_matrices(plain, half_life=half_life)
    tones = tone_matrices(placed, present, half_life=half_life)
    values = {name: shares[name] for name in ("share_raw", "share", "low", "high")} | tones
    return placed.frame.with_columns(
        *(placed.gather(name, matrix) for name, matrix in values.items()),
        pl.col("n_stories", "total").cast(pl.Int64),
    ).select("gate", "frequency", "period_start", "entity_id", "n_stories", "total", *values, "state")


def tone_matrices(placed: Grid, present: Mask, *, half_life: float, level: float = 0.9) -> dict[str, Matrix]:
    """tone_raw, tone, tone_low, tone_high (−1 to 1) and n_effective of every series; NaN before its first story."""
    delta = delta_of(half_life)
    n, v, v2, vx, v2x, v2x2 = (np.where(present, placed.spread(name), 0.0) for name in SUMS)
    data = Counts(np.minimum(vx, v), v, present, (v2x2, v2x, v2), None, v2)
    b, s = discounted(v, present, delta), discounted(v2, present, delta**2)
    mean = ratio(discounted(data.y, present, delta), b)
    scatter = dispersion(data, half_life)
    worth = np.nan_to_num(ratio(b**2, s))
    own = np.nan_to_num(ratio(at(discounted_quadratic(data.spread, present, delta**2), np.nan_to_num(mean)), s))
    variance = (worth * own + PRIOR_STORIES * _variance_so_far(placed, v, v2, vx, v2x, v2x2)) / (worth + PRIOR_STORIES)
    n_effective = worth / (scatter.phi * scatter.serial) * delta ** idle_run(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = stdtrit(worth + PRIOR_STORIES - 1, 0.5 + level / 2) * np.sqrt(variance / n_effective)
    low, high = np.clip(mean - reach, 0.0, 1.0), np.clip(mean + reach, 0.0, 1.0)
    scaled = {"tone_raw": np.where(present, ratio(vx, v), np.nan), "tone": mean, "tone_low": low, "tone_high": high}
    return {name: 2 * matrix - 1 for name, matrix in scaled.items()} | {
        "n_effective": np.where(np.isnan(mean), np.nan, n_effective)
    }


def _variance_so_far(placed: Grid, v: Matrix, v2: Matrix, vx: Matrix, v2x: Matrix, v2x2: Matrix) -> Matrix:
    """Variance of the tones about anyone up to each period, weighted by squared impact, for each series of the gate."""
    out = np.zeros(placed.shape)
    for gate in GATES:
        members = placed.flags("gate", gate).any(axis=0)
        weight, first, mass, linear, square = (
            np.cumsum(values[:, members].sum(axis=1)) for values in (v, vx, v2, v2x, v2x2)
        )
        mean = np.nan_to_num(ratio(first, weight))
        spread = np.maximum(square - 2 * mean * linear + mean**2 * mass, 0.0)
        out[:, members] = np.nan_to_num(ratio(spread, mass))[:, None]
    return out
