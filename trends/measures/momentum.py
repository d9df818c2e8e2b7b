"""Momentum: does a topic's recent share stand above its longer share, and could that be chance?

    z = (A_f/B_f − A_s/B_s) / √(φ·V·p(1−p)),   V = W_f/B_f² + W_s/B_s² − 2X/(B_f·B_s),   X_t = δ_fδ_sX_{t−1} + N_t

where stories are independent (φ = 1). How far they come in bunches is averaged over (bunching.py): p_rising is the mean
of Φ(z) over the values φ may have, and z its normal score.

Editorial decisions:

- The size shown is the difference of the log-odds; se is on the same scale, √(φV/(p(1−p))), so that momentum ± 1.64 se
  can be read. z keeps the difference of shares, whose error rate holds.
- p is the slow share. In the variance half a story is added to both sides, (A_s + ½)/(B_s + 1): else a rare topic that
  happens to be low has too little of it.
- The bunching is judged by the slow share's forecast errors up to the period before: the newest error is what the test
  is about, and a change must not be taken for the scatter that excuses it. The newest counts three tenths all the same:
  at 5 % that costs one change in four hundred, and it keeps a single odd period from a p of next to nothing (in
  simulated beats of 15 bunched topics, false "rising since" fall from 1 to .15 in a year of weeks).
- How far stories of the topic come in bunches is learned from the other complete topics of its period, gate and
  weighting too (bunching.pooled), so a topic's p depends a little on the others, as its q does. In simulated beats of
  15 topics that finds six changes in a thousand more at the same rate of false alarms. The prior is more careful
  than that of the intervals, since the newest error isn't there to warn (bench/calibration.py).
- q is Benjamini–Hochberg over the period's topics, from two-sided p-values. Topics that aren't complete leave the
  family: they can't be called and mustn't dilute or help the others.
- A topic is complete where its slow share is worth 20 stories; the state column, where there is one, can only make it
  less.
- No momentum where the topic had no story yet or every story (the log-odds don't exist), or the period is empty,
  missing, partial or thin.
- "Rising since": direction rising in an unbroken run (missing and empty periods don't break it), with q ≤ .01 somewhere
  in the run up to the period itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr

from trends.calendar import THIN_BELOW
from trends.frames import GATES, TopicMomentum, checked
from trends.measures.bunching import (
    USUAL_REPEAT,
    bunching,
    earlier,
    equivalent,
    lasting,
    normal_score,
    pairs_of,
    pooled,
    variances,
)
from trends.measures.discount import (
    Counts,
    Quadratic,
    at,
    counts,
    delta_of,
    discounted,
    discounted_quadratic,
    ratio,
)
from trends.measures.grid import Grid, Mask, Matrix, MeasureError, grid
from trends.measures.inputs import Inputs
from trends.measures.share import KEYS, effective, of_series, topic_state

CALL_AT_Q = 0.10
SINCE_AT_Q = 0.01
PRIOR = (0.55, 0.01, 0.03, 0.08, 0.16, 0.17)
NEWEST = 0.3
CLOSED = ("partial", "empty", "missing")


def momentum(frame: pl.DataFrame, *, fast: float, slow: float) -> pl.DataFrame:
    """Momentum of every topic and period, with its error rate and a call.

    Args:
        frame: period, topic, count, total as for `share`; optional state and moments.
        fast: half-life of the recent share, in periods.
        slow: half-life of the longer share, in periods; above `fast`.

    Returns:
        The rows of `frame`, ordered by topic and period, with momentum and se (log-odds), z, p_rising, q and direction
        (rising, falling, steady) added; null where no call is made.

    Raises:
        MeasureError: unless 0 < fast < slow, and for an unusable frame.
    """
    placed = grid(frame, series=["topic"], period="period", amounts=["count", "total"])
    data = counts(placed)
    values = momentum_matrices(data, fast=fast, slow=slow, open_=open_rows(placed))
    q = false_discovery(values["z"])
    return placed.frame.with_columns(
        *(placed.gather(name, matrix) for name, matrix in values.items() if name != "n_effective"),
        placed.gather("q", q),
    ).with_columns(direction(pl.col("z"), pl.col("q")))


def open_rows(placed: Grid, *, barred: Sequence[str] = ("thin", *CLOSED)) -> Mask:
    """Rows whose state bars them from a call; none without a state column."""
    out = np.zeros(placed.shape, dtype=np.bool_)
    if "state" in placed.frame.columns:
        for state in barred:
            out |= placed.flags("state", state)
    return out


def momentum_matrices(
    data: Counts, *, fast: float, slow: float, open_: Mask, families: Sequence[NDArray[np.bool_]] | None = None
) -> dict[str, Matrix]:
    """The measure on periods × series matrices.

    Args:
        data: counts of all series.
        fast: half-life in periods.
        slow: half-life in periods; above `fast`.
        open_: rows that get no call.
        families: series that teach each other how far stories come in bunches, each series in one; None: all.

    Returns:
        momentum, se, z, p_rising, n_effective (of the slow share).
    """
    quick, steady = delta_of(fast), delta_of(slow)
    if not fast < slow:
        raise MeasureError(f"Fast half-life {fast} must be below the slow one, {slow}; use for example 4 and 26.")
    b_fast, b_slow = discounted(data.n, data.present, quick), discounted(data.n, data.present, steady)
    recent = ratio(discounted(data.y, data.present, quick), b_fast)
    p = ratio(discounted(data.y, data.present, steady), b_slow)
    found = bunching(data, slow)
    half = 0.5 * np.nan_to_num(ratio(np.cumsum(data.square, 0), np.cumsum(data.n, 0)))
    smoothed = ratio(discounted(data.y, data.present, steady) + half, b_slow + 2 * half)

    def variance(spread: Quadratic) -> Matrix:
        parts = (
            (quick**2, b_fast**2, 1.0),
            (steady**2, b_slow**2, 1.0),
            (quick * steady, b_fast * b_slow, -2.0),
        )
        return sum(
            (
                sign * ratio(at(discounted_quadratic(spread, data.present, factor), smoothed), scale)
                for factor, scale, sign in parts
            ),
            start=np.zeros_like(p),
        )  # fmt: skip

    each_with_others = np.nan_to_num(ratio(pairs_of(data), data.square))
    c0, c1, c2 = (part * each_with_others for part in data.spread)
    alone, together = variance(data.spread), variance((c0, c1, c2))
    n_effective = effective(data, p, b_slow, slow, found)
    inside = (p > 0) & (p < 1) & (recent > 0) & (recent < 1) & (alone > 1e-15) & data.present & (data.n > 0)
    called = inside & (n_effective >= THIN_BELOW) & ~open_
    alone, together, p, recent = (np.where(called, values, np.nan) for values in (alone, together, p, recent))
    taught, complete = np.empty_like(found.likelihood), n_effective >= THIN_BELOW
    for family in families or [np.ones(p.shape[1], dtype=np.bool_)]:
        taught[:, :, family] = pooled(found.of(family), complete[:, family], PRIOR)
    weights = NEWEST * taught + (1 - NEWEST) * earlier(taught, np.array(PRIOR)[:, None, None])
    lasted = _lasting_difference(earlier(found.repeat, USUAL_REPEAT), quick, steady)
    spreads = earlier(found.scale, 1.0) * variances(alone, together, lasted)
    z = normal_score(recent - p, weights, spreads)
    return {
        "momentum": np.log(recent) - np.log1p(-recent) - np.log(p) + np.log1p(-p),
        "se": np.sqrt(equivalent(weights, spreads)) / (p * (1 - p)),
        "z": z,
        "p_rising": ndtr(z),
        "n_effective": n_effective,
    }


def _lasting_difference(repeat: Matrix, quick: float, steady: float) -> Matrix:
    """What `lasting` is for one discounted mean, for the difference of two: Σ_ij w_i·w_j·r^|i−j| / Σw², at least 1.

    w_i = (1−δ_f)δ_f^i − (1−δ_s)δ_s^i, in periods of equal size.
    """
    fast, slow = (1 - quick) / (1 + quick), (1 - steady) / (1 + steady)
    shared = (1 - quick) * (1 - steady) / (1 - quick * steady)
    parts = (fast - shared) * lasting(repeat, quick) + (slow - shared) * lasting(repeat, steady)
    return np.maximum(parts / (fast + slow - 2 * shared), 1.0)


def false_discovery(z: Matrix) -> Matrix:
    """Benjamini–Hochberg q of the two-sided p-values of each period (row); NaN leaves the family.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57.
    """
    p = 2.0 * ndtr(-np.abs(z))
    order = np.argsort(p, axis=1)  # NaN last
    sorted_p = np.take_along_axis(p, order, axis=1)
    family = np.sum(~np.isnan(p), axis=1, keepdims=True)
    rank = np.arange(1, p.shape[1] + 1)
    scaled = sorted_p * family / rank
    smallest = np.minimum.accumulate(np.where(np.isnan(scaled), np.inf, scaled)[:, ::-1], axis=1)[:, ::-1]
    q: Matrix = np.full(p.shape, np.nan)
    np.put_along_axis(q, order, np.where(np.isnan(sorted_p), np.nan, np.minimum(smallest, 1.0)), axis=1)
    return q


def direction(z: pl.Expr, q: pl.Expr) -> pl.Expr:
    """rising, falling or steady; null without a q."""
    return (
        pl.when(q.is_null()).then(pl.lit(None, pl.String))
        .when((q <= CALL_AT_Q) & (z > 0)).then(pl.lit("rising"))
        .when((q <= CALL_AT_Q) & (z < 0)).then(pl.lit("falling"))
        .otherwise(pl.lit("steady"))
        .alias("direction")
    )  # fmt: skip


def rising_since(z: Matrix, q: Matrix, idle: Mask) -> Matrix:
    """Index of the period in which each rising run began, where q ≤ .01 has occurred in it; NaN elsewhere.

    Args:
        z, q: periods × series.
        idle: missing or empty periods, which don't break a run but are not part of the answer.
    """
    out = np.full(z.shape, np.nan)
    began = np.full(z.shape[1], np.nan)
    sure = np.zeros(z.shape[1], dtype=np.bool_)
    for t in range(len(z)):
        rising = (q[t] <= CALL_AT_Q) & (z[t] > 0)
        began = np.where(rising, np.where(np.isnan(began), t, began), np.where(idle[t], began, np.nan))
        sure = (sure | (rising & (q[t] <= SINCE_AT_Q))) & ~np.isnan(began)
        out[t] = np.where(rising & sure, began, np.nan)
    return out


def table(inputs: Inputs) -> pl.DataFrame:
    """The topic_momentum table: `frames.TopicMomentum`; the family of q is a period, gate and weighting."""
    settings = inputs.settings
    rows = []
    for frequency in settings.published():
        fast, slow = settings.momentum_half_lives(frequency)
        for placed, data in of_series(inputs, frequency):
            gates = [np.asarray(placed.flags("gate", gate).any(axis=0)) for gate in GATES]
            closed = open_rows(placed, barred=CLOSED)
            values = momentum_matrices(data, fast=fast, slow=slow, open_=closed, families=gates)
            idle = placed.flags("state", "missing") | placed.flags("state", "empty")
            q = np.full(placed.shape, np.nan)
            for members in gates:
                q[:, members] = false_discovery(values["z"][:, members])
            since = rising_since(values["z"], q, idle)
            rows.append(_named(placed, values, q, since, settings.beat_id))
    return checked(TopicMomentum, pl.concat(rows).sort(*KEYS))


def _named(placed: Grid, values: dict[str, Matrix], q: Matrix, since: Matrix, beat_id: str) -> pl.DataFrame:
    """One grid's matrices as rows of the table."""
    periods = placed.frame["period_start"].unique().sort()
    began = placed.gather("rising_since", since).cast(pl.Int64)
    return (
        placed.frame.with_columns(
            *(placed.gather(name, matrix) for name, matrix in values.items()),
            placed.gather("q", q),
            periods.gather(began).alias("rising_since"),
            pl.lit(beat_id).alias("beat_id"),
        )
        .with_columns(direction(pl.col("z"), pl.col("q")), topic_state(pl.col("n_effective")))
        .select(TopicMomentum.column_names())
    )
