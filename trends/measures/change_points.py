"""Change points: the periods at which a series takes a new level or a new direction.

A segment is flat unless a straight line pays for its slope. Penalised cost of a segmentation, to be minimised by
PELT (Killick, Fearnhead and Eckley 2012, JASA 107):

    Σ_segments min(D_flat, D_line + ln n)  +  3 ln n · (number of change points)

over n observations. 3 ln n a change point is the modified BIC (Zhang and Siegmund 2007, Biometrics 63), ln n a
slope the plain BIC. D is the sum of squares over the noise variance for a plain series, and the binomial deviance
over the dispersion φ ≥ 1 where totals are given; there, what a slope takes off the deviance is its score statistic.

Editorial decisions:

- Noise is measured from the residuals of the fit so far, in two rounds: first around one segment, then around the
  change points of the first round. Stopping there errs on the side of fewer change points.
- Neighbouring residuals with correlation ρ > 0 say less than independent ones. The noise is multiplied by
  ((1+ρ)/(1−ρ))^0.2: damped, because changes not yet found raise ρ as well. A random walk still gives change points.
- A segment has at least five observations. Missing values (null, NaN, total 0) are skipped and keep their place in
  time.
- The stories that explain a change are those of its first period, measured as drivers of the share counted by impact
  (value v the impact, part w 0 or 1): contribution v(w − share before)/Σv. A rise is explained by stories about the
  topic, a fall by the others, which took its place; the five strongest are listed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from trends import calendar, frames
from trends.measures.inputs import Inputs
from trends.measures.plain import by_topic, own_and_month

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Cost = Callable[[Ints, int], Floats]
Values = Sequence[float | None] | Floats | pl.Series

MIN_SEGMENT = 5
ROUNDS = 2
CHANGE_PENALTY = 3.0
SLOPE_PENALTY = 1.0
EXPLAINING = 5
CORRELATION_DAMPING = 0.2
_SMALLEST_VARIANCE = 1e-6
_RELATIVE_ZERO = 1e-12
_TINY = np.finfo(float).tiny


class ChangePointError(ValueError):
    """Counts and totals that do not fit together."""


def change_points(values: Values, *, total: Values | None = None) -> list[int]:
    """Find where a series starts a new segment.

    Args:
        values: The series in order of time; or, with ``total``, the *counts* whose share of the total may change
            (fractions allowed). None and NaN are missing.
        total: Totals belonging to the counts. A period with total 0 is missing.

    Returns:
        The index in ``values`` at which each new segment starts, ascending; the first segment, at 0, is not listed.
        Empty for constant series and those with fewer than ten observations.

    Raises:
        ChangePointError: Lengths differ, or a count is negative or above its total.
    """
    x = _floats(values)
    weights = np.ones_like(x) if total is None else _floats(total)
    if weights.shape != x.shape:
        raise ChangePointError(f"change_points: {x.size} values but {weights.size} totals; give one total a value.")
    known = np.isfinite(x) & np.isfinite(weights) & (weights > 0)
    place = np.flatnonzero(known)
    x, weights = x[known], weights[known]
    if total is not None:
        wrong = np.flatnonzero((x < 0) | (x > weights * (1 + 1e-9)))
        if wrong.size:
            i = wrong[0]
            raise ChangePointError(
                f"change_points: count {x[i]} at index {place[i]} is not between 0 and its total {weights[i]}."
            )
        x = x / weights
    if x.size < 2 * MIN_SEGMENT or np.ptp(x) <= _RELATIVE_ZERO * np.abs(x).max():
        return []
    if total is None:
        x = (x - x.mean()) / x.std()
    sums = _Sums.of(x, weights, place / place[-1], binomial=total is not None)
    starts: list[int] = []
    for _ in range(ROUNDS):
        found = _pelt(
            x.size, sums.cost(_noise(sums, starts)), penalty=CHANGE_PENALTY * np.log(x.size), slack=sums.slope_price
        )
        if found == starts:
            break
        starts = found
    return [int(place[i]) for i in starts]


def _floats(values: Values) -> Floats:
    """Values as floats, with None as NaN."""
    if isinstance(values, pl.Series):
        return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


@dataclass(frozen=True)
class _Sums:
    """Running weighted sums, from which flat and straight-line fits of any segment follow in constant time."""

    x: Floats
    weights: Floats
    time: Floats
    binomial: bool
    running: Floats  # rows: Σw, Σwx, Σwt, Σwt², Σwxt, Σwx², each from 0

    @classmethod
    def of(cls, x: Floats, weights: Floats, time: Floats, *, binomial: bool) -> "_Sums":
        time = time - time.mean()
        terms = np.stack([np.ones_like(x), x, time, time * time, x * time, x * x]) * weights
        running = np.concatenate([np.zeros((6, 1)), np.cumsum(terms, axis=1)], axis=1)
        return cls(x, weights, time, binomial, running)

    @property
    def slope_price(self) -> float:
        return float(SLOPE_PENALTY * np.log(self.x.size))

    def deviances(self, starts: Ints, end: int) -> tuple[Floats, Floats]:
        """Unscaled deviance of segments [start, end) around their level, and what a slope takes off it."""
        w, wx, wt, wtt, wxt, wxx = self.running[:, end, None] - self.running[:, starts]
        mean = wx / w
        slope = (wxt - mean * wt) ** 2 / np.maximum(wtt - wt * wt / w, _TINY)
        if not self.binomial:
            flat = np.maximum(wxx - mean * wx, 0.0)
            return flat, np.minimum(slope, flat)
        p = np.minimum(np.maximum(mean, 1e-12), 1 - 1e-12)
        q = 1 - p
        return -2 * w * (p * np.log(p) + q * np.log(q)), slope / (p * q)

    def cost(self, noise: float) -> Cost:
        """Penalised cost of a segment: flat, or a line where the slope pays for itself."""
        price = self.slope_price

        def cost(starts: Ints, end: int) -> Floats:
            flat, gain = self.deviances(starts, end)
            return flat / noise - np.maximum(gain / noise - price, 0.0)

        return cost


def _noise(sums: _Sums, starts: list[int]) -> float:
    """Variance (plain series) or dispersion (shares, at least 1) around a line a segment, raised for correlation."""
    edges = [0, *starts, sums.x.size]
    e = np.concatenate([_residuals(sums, a, b) for a, b in pairwise(edges)])
    power = float(e @ e)
    n_free = max(e.size - 2 * (len(edges) - 1), 1)
    variance = max(power / n_free, 1.0 if sums.binomial else _SMALLEST_VARIANCE)
    rho = min(max(float(e[1:] @ e[:-1]) / power, 0.0), 0.99) if power > 0 else 0.0
    return float(variance * ((1 + rho) / (1 - rho)) ** CORRELATION_DAMPING)


def _residuals(sums: _Sums, first: int, end: int) -> Floats:
    """Residuals of one segment around its (weighted) straight line, in standard deviations for shares."""
    x, w, t = sums.x[first:end], sums.weights[first:end], sums.time[first:end]
    mean = float(np.average(x, weights=w))
    centred = t - np.average(t, weights=w)
    slope = float((w * centred * x).sum() / (w * centred * centred).sum())
    scale = np.sqrt(w / max(mean * (1 - mean), 1e-12)) if sums.binomial else np.ones_like(x)
    return (x - mean - slope * centred) * scale


def _pelt(n: int, cost: Cost, *, penalty: float, slack: float) -> list[int]:
    """Starts of the segments that minimise Σ cost + penalty · changes, each at least MIN_SEGMENT long.

    A start is dropped once it cannot win any more, which takes effect MIN_SEGMENT later: until then the split that
    beats it would leave too short a segment. ``slack`` is the most that splitting a segment can add to its cost.
    """
    best = np.full(n + 1, np.inf)
    best[0] = -penalty
    previous = np.zeros(n + 1, dtype=np.int64)
    last_use = np.full(n + 1, n, dtype=np.int64)
    candidates = np.zeros(0, dtype=np.int64)
    for end in range(MIN_SEGMENT, n + 1):
        start = end - MIN_SEGMENT
        candidates = candidates[last_use[candidates] >= end]
        if np.isfinite(best[start]):
            candidates = np.append(candidates, start)
        reached = best[candidates] + cost(candidates, end)
        i = int(reached.argmin())
        best[end] = reached[i] + penalty
        previous[end] = candidates[i]
        beaten = candidates[reached > best[end] + slack]
        last_use[beaten] = np.minimum(last_use[beaten], end + MIN_SEGMENT - 1)
    starts = []
    end = n
    while (end := int(previous[end])) > 0:
        starts.append(end)
    return starts[::-1]


def table(inputs: Inputs) -> pl.DataFrame:
    """The change_point table: `frames.ChangePoint`, every topic's share.

    At the beat's own frequency and, where that is longer, by the month.
    """
    rows: list[dict[str, object]] = []
    for frequency in own_and_month(inputs):
        for topic, series in by_topic(inputs, frequency):
            named = {"beat_id": inputs.settings.beat_id, "frequency": frequency, "topic_id": topic}
            rows += [named | row for row in _segments(series)]
    frame = pl.DataFrame(rows, schema=frames.ChangePoint.create_empty().schema)
    return frames.checked(frames.ChangePoint, frame.sort("frequency", "topic_id", "period_start"))


def _segments(series: pl.DataFrame) -> list[dict[str, object]]:
    """One topic's change points with the shares of the segments on both sides."""
    count, total = (series[name].fill_null(0).to_numpy() for name in ("count", "total"))
    edges = [0, *change_points(count, total=total), len(count)]
    rows: list[dict[str, object]] = []
    for first, start, end in zip(edges, edges[1:-1], edges[2:], strict=False):
        y_before, y_after = float(count[first:start].sum()), float(count[start:end].sum())
        n_before, n_after = float(total[first:start].sum()), float(total[start:end].sum())
        share_before, share_after = y_before / n_before, y_after / n_after
        rows.append(
            {
                "period_start": series["period"][start], "share_before": share_before, "share_after": share_after,
                "change": share_after - share_before, "n_before": int(n_before), "n_after": int(n_after),
            }
        )  # fmt: skip
    return rows


def stories(inputs: Inputs) -> pl.DataFrame:
    """The change_point_story table: `frames.ChangePointStory`, the stories that explain each change point."""
    found = inputs.once(table)
    keys = ["frequency", "topic_id", "period_start"]
    once = inputs.facts.unique("story_id").select("story_id", "day", pl.col("impact").fill_null(1).cast(pl.Float64))
    every = pl.concat(
        once.select(
            "story_id", "impact", pl.lit(name).alias("frequency"),
            calendar.start(pl.col("day"), name).alias("period_start"),
        )
        for name in own_and_month(inputs)
    )  # fmt: skip
    about = inputs.facts.select("story_id", "topic_id").drop_nulls().with_columns(pl.lit(1.0).alias("part"))
    each = (
        found.select(*keys, "beat_id", "share_before", "change")
        .join(every, on=["frequency", "period_start"])
        .join(about, on=["story_id", "topic_id"], how="left")
        .with_columns(
            (
                pl.col("impact") * (pl.col("part").fill_null(0.0) - pl.col("share_before"))
                / pl.col("impact").sum().over(keys)
            ).alias("contribution")
        )
        .filter(pl.col("contribution").sign() == pl.col("change").sign())
        .sort(*keys, pl.col("contribution").abs(), "story_id", descending=[*[False] * 3, True, False])
        .with_columns(pl.int_range(1, pl.len() + 1).over(keys).alias("rank"))
        .filter(pl.col("rank") <= EXPLAINING)
    )  # fmt: skip
    return frames.checked(frames.ChangePointStory, each.sort(*keys, "rank"))
