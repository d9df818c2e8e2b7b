"""Share: the part of the beat's stories that is about a topic, discounted, with its interval.

    A_t = δA_{t−1} + y_t,   B_t = δB_{t−1} + N_t,   W_t = δ²W_{t−1} + N_t,   δ = 2^(−1/h)
    share = A/B,   n_e = B²/(φW),   interval: Beta(n_e·s + ½, n_e·(1−s) + ½)

φ ≥ 1 is what the bunching of stories costs, averaged over how strong it may be (bunching.py).

Editorial decisions:

- A ratio of sums, never a mean of ratios: a quiet week can't outvote a busy one.
- The interval is for the discounted average share, not for the share of the newest period alone.
- No shrinkage towards the topic's past: it would count the same scatter twice and push rare topics down.
- low is 0 where the topic had no story, high is 1 where it had all of them, and the interval always holds the share.
- After g periods without stories (empty or missing) n_e is multiplied by δ^g; the share stays where it was.
- A missing or partial period carries the share of what is known; its `state` says that it isn't final.
- Weighted counts (columns v2, v2w, v2w2: Σv², Σv²w, Σv²w²): n_e = s(1−s)/Var, Var = Σδ²v²(w−s)²/(Σδv)², over φ.
  Var is read off the stories themselves, and where few are about the topic it is small just when the share is too
  low. So the ratio of that n_e to Kish's (Σδv)²/Σδ²v² is shrunk to 1 with the weight of five stories: without it the
  90 % interval of a rare topic (share .02, 10 to 30 stories a period) held 56 to 75 % of the time, with it 87 to 90 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from trends.calendar import THIN_BELOW
from trends.frames import WEIGHTINGS, TopicShare, TopicShareVariant, checked
from trends.measures.beta import tails
from trends.measures.bunching import Bunching, bunching, equivalent, lasting, pairs_of, variances
from trends.measures.discount import (
    Counts,
    at,
    counts,
    delta_of,
    discounted,
    discounted_quadratic,
    idle_run,
    ratio,
)
from trends.measures.grid import Grid, Matrix, MeasureError, grid
from trends.measures.inputs import Inputs
from trends.measures.ordered import ordered

SHRINK_STORIES = 5.0
KEYS = ("frequency", "period_start", "topic_id", "gate", "weighting")


def share(frame: pl.DataFrame, *, half_life: float, level: float = 0.9) -> pl.DataFrame:
    """Discounted share of every topic and period, with a `level` interval.

    Args:
        frame: period, topic, count, total (Float64, fractions allowed; null is a missing period), one row per topic
            and period. Optional: state (missing rows add nothing and don't advance the discounting) and the
            moments v2, v2w, v2w2 of weighted counts. Without moments a count is taken for one of stories, and one that
            isn't a whole number for a sum of parts of stories (bunching.py).
        half_life: in periods.
        level: probability of the interval, between 0 and 1.

    Returns:
        The rows of `frame`, ordered by topic and period, with share, low, high, share_raw and n_effective (stories)
        added; null where no story of the beat has been seen.

    Raises:
        MeasureError: for an unusable half-life, level or frame.
    """
    placed = grid(frame, series=["topic"], period="period", amounts=["count", "total"])
    values = share_matrices(counts(placed), half_life=half_life, level=level)
    return placed.frame.with_columns(placed.gather(name, matrix) for name, matrix in values.items())


def share_matrices(data: Counts, *, half_life: float, level: float = 0.9) -> dict[str, Matrix]:
    """The measure itself on periods × series matrices: share, low, high, share_raw, n_effective."""
    if not 0 < level < 1:
        raise MeasureError(f"Level {level} can't be used; give a probability between 0 and 1, such as 0.9.")
    delta = delta_of(half_life)
    a = discounted(data.y, data.present, delta)
    b = discounted(data.n, data.present, delta)
    s = ratio(a, b)
    n_effective = effective(data, s, b, half_life) * delta ** idle_run(data.n)
    low, high = interval(s, n_effective, level)
    raw = np.where(data.present, ratio(data.y, data.n), np.nan)
    return {"share": s, "low": low, "high": high, "share_raw": raw, "n_effective": n_effective}


def effective(data: Counts, s: Matrix, b: Matrix, half_life: float, found: Bunching | None = None) -> Matrix:
    """n_e of a share: how many independent stories it is worth; NaN where B = 0. `found`: its bunching, if known."""
    delta = delta_of(half_life)
    alone = discounted(data.square, data.present, delta**2)
    together = discounted(pairs_of(data), data.present, delta**2)
    found = bunching(data, half_life) if found is None else found
    once, agreeing = np.ones_like(alone), np.nan_to_num(ratio(together, alone))
    so_far = np.maximum(np.cumsum(data.n > 0, axis=0), 1)
    phi = found.scale * equivalent(found.weights(), variances(once, agreeing, lasting(found.repeat, delta, so_far)))
    alike = ratio(b**2, alone) / phi
    if data.pairs is not None:
        return alike
    past = discounted_quadratic(data.spread, data.present, delta**2)
    variance = at(past, s) / np.where(b > 0, b, np.nan) ** 2
    kish = ratio(b**2, alone)
    gain = np.where(s * (1 - s) * (variance > 0) > 0, ratio(ratio(s * (1 - s), variance), kish), 1.0)
    inside, outside = ratio((s * b) ** 2, past[0]), ratio(((1 - s) * b) ** 2, at(past, np.ones_like(s)))
    faded = kish * np.minimum(s, 1 - s)  # a side's stories may be as good as forgotten, however many they were
    seen = np.nan_to_num(np.minimum(np.minimum(inside, outside), faded))
    return alike * (seen * gain + SHRINK_STORIES) / (seen + SHRINK_STORIES)


def interval(s: Matrix, n_effective: Matrix, level: float) -> tuple[Matrix, Matrix]:
    """Equal-tailed interval of Beta(n_e·s + ½, n_e(1−s) + ½), opened to 0 and 1 where nothing was seen on a side."""
    low, high = np.full(s.shape, np.nan), np.full(s.shape, np.nan)
    known = ~(np.isnan(s) | np.isnan(n_effective))
    part, worth = s[known], n_effective[known]
    lower, upper = tails(worth * part + 0.5, worth * (1 - part) + 0.5, (1.0 - level) / 2.0)
    low[known] = np.where(part <= 0, 0.0, np.minimum(lower, part))
    high[known] = np.where(part >= 1, 1.0, np.maximum(upper, part))
    return low, high


def table(inputs: Inputs) -> pl.DataFrame:
    """The topic_share table: `frames.TopicShare` at the default half-life of every frequency."""
    settings = inputs.settings
    every = inputs.once(variants)
    usual = pl.any_horizontal(
        (pl.col("frequency") == name) & (pl.col("half_life") == settings.default_half_life(name))
        for name in settings.published()
    )
    return checked(TopicShare, every.filter(usual).drop("half_life"))


def variants(inputs: Inputs) -> pl.DataFrame:
    """The topic_share_variant table: `frames.TopicShareVariant` at every half-life offered."""
    settings = inputs.settings
    rows = [_published(inputs, name, settings.offered_half_lives(name)) for name in settings.published()]
    return checked(TopicShareVariant, ordered(pl.concat(rows), (*KEYS, "half_life")))


def of_series(inputs: Inputs, frequency: str) -> Iterator[tuple[Grid, Counts]]:
    """The series of one frequency, one grid per weighting; a series is a gate and a topic.

    The story weighting goes in as plain counts, the others with their moments.
    """
    for weighting in WEIGHTINGS:
        rows = inputs.series.filter((pl.col("frequency") == frequency) & (pl.col("weighting") == weighting))
        if weighting == "story":
            rows = rows.drop("v2", "v2w", "v2w2")
        placed = grid(rows, series=["gate", "topic_id"], period="period_start", amounts=["count", "total"])
        yield placed, counts(placed)


def topic_state(n_effective: pl.Expr) -> pl.Expr:
    """State of a topic's row: the period's, and thin where the topic itself is worth fewer than 20 stories."""
    period = pl.col("state")
    return (
        pl.when(period.is_in(["missing", "partial", "empty"])).then(period)
        .when(n_effective.fill_null(0.0) < THIN_BELOW).then(pl.lit("thin"))
        .otherwise(pl.lit("complete"))
        .alias("state")
    )  # fmt: skip


def _published(inputs: Inputs, frequency: str, half_lives: Sequence[float]) -> pl.DataFrame:
    """Rows of `frames.TopicShareVariant`, unsorted."""
    rows = []
    for placed, data in of_series(inputs, frequency):
        for half_life in half_lives:
            values = share_matrices(data, half_life=half_life)
            added = placed.frame.with_columns(placed.gather(name, matrix) for name, matrix in values.items())
            rows.append(
                added.with_columns(
                    pl.lit(inputs.settings.beat_id).alias("beat_id"),
                    pl.lit(half_life, pl.Float64).alias("half_life"),
                    topic_state(pl.col("n_effective")),
                ).select(TopicShareVariant.column_names())
            )
    return pl.concat(rows)
