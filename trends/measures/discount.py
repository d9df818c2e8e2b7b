"""The recursions that the measures have in common: discounted sums, and the overdispersion of scores.

Shares and momentum average over how far stories come in bunches (bunching.py); φ here is for the tone and impact
indices, which are averages and not counts.

Editorial decisions:

- δ = 2^(−1/h). A missing period adds nothing and doesn't advance δ; an empty one advances it.
- The variance of a story's part is carried as a quadratic in the share p, K(p) = c0 − 2·c1·p + c2·p², whose
  coefficients are sums and so can be discounted before p is known. Plain counts: K = N·p·(1−p). Weighted counts:
  K = Σv²(w−p)², from the cube's moments.
- φ looks back only: the value of period t uses residuals up to t, so an old release had the same number.
- φ takes the raw p of the formula. Where p is 0 or 1 any deviation is infinitely unlikely, so it says nothing of
  scatter: the squared residual counts as at most one story's. Otherwise a new topic's first stories would pass for
  scatter and its rise could not be called (0 to 7 % of arrivals called in their first period, with the cap 62 to 100).
- The serial factor needs a lag-1 correlation above 2/√df, df the effective number of residuals (Σλ)²/Σλ².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from trends.measures.grid import Grid, Mask, Matrix, MeasureError

MEMORY_PERIODS = 26.0
LEAST_FORECAST = 10.0
LAGS = 4
Quadratic = tuple[Matrix, Matrix, Matrix]


def delta_of(half_life: float) -> float:
    """Discount of one period, 2^(−1/h).

    Raises:
        MeasureError: for a half-life that isn't a number above 0.
    """
    if not (half_life > 0 and np.isfinite(half_life)):
        raise MeasureError(f"Half-life {half_life} can't be used; give a number of periods above 0, such as 4.")
    return float(2.0 ** (-1.0 / half_life))


@dataclass(frozen=True)
class Counts:
    """Counts of all series, periods × series.

    Attributes:
        y: what the stories about the topic count for; 0 where missing.
        n: what all stories count for; 0 where missing.
        present: false where the period is missing.
        spread: K of each period.
        pairs: K with N(N−1) in place of N; None for weighted counts.
        square: Σv² of each period, N for plain counts.
    """

    y: Matrix
    n: Matrix
    present: Mask
    spread: Quadratic
    pairs: Quadratic | None
    square: Matrix


def counts(placed: Grid) -> Counts:
    """Read count and total, and the moments v2, v2w, v2w2 where the frame has them.

    Raises:
        MeasureError: for a count above its total.
    """
    y, n = placed.spread("count"), placed.spread("total")
    present = ~(np.isnan(y) | np.isnan(n))
    if "state" in placed.frame.columns:
        present &= ~placed.flags("state", "missing")
    y, n = np.where(present, y, 0.0), np.where(present, n, 0.0)
    over = y > n * (1 + 1e-9) + 1e-9
    if over.any():
        raise MeasureError(f"A count of {y[over][0]:g} is above its total of {n[over][0]:g}; a part can't exceed it.")
    y = np.minimum(y, n)
    if "v2" not in placed.frame.columns:
        more = n * np.maximum(n - 1, 0.0)
        return Counts(y, n, present, (0 * n, -n / 2, -n), (0 * n, -more / 2, -more), n)
    v2, v2w, v2w2 = (np.where(present, np.nan_to_num(placed.spread(c)), 0.0) for c in ("v2", "v2w", "v2w2"))
    return Counts(y, n, present, (v2w2, v2w, v2), None, v2)


def discounted(values: Matrix, present: Mask, factor: float) -> Matrix:
    """S_t = factor·S_{t−1} + x_t down the periods; where missing, S_t = S_{t−1}."""
    if present.all():
        return np.asarray(lfilter([1.0], [1.0, -factor], values, axis=0), dtype=np.float64)
    out, running = np.empty_like(values), np.zeros(values.shape[1])
    for t in range(len(values)):
        running = np.where(present[t], factor * running + values[t], running)
        out[t] = running
    return out


def discounted_quadratic(spread: Quadratic, present: Mask, factor: float) -> Quadratic:
    """Discount the three coefficients of K."""
    c0, c1, c2 = (discounted(c, present, factor) for c in spread)
    return c0, c1, c2


def at(spread: Quadratic, p: Matrix) -> Matrix:
    """K(p), cut at 0 against rounding."""
    c0, c1, c2 = spread
    value: Matrix = np.maximum(c0 - 2.0 * p * c1 + p * p * c2, 0.0)
    return value


def ratio(top: Matrix, bottom: Matrix) -> Matrix:
    """top / bottom, NaN where bottom isn't above 0."""
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    out: Matrix = np.full(shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def idle_run(n: Matrix) -> Matrix:
    """How many periods in a row, up to and with this one, had no story (empty or missing)."""
    period = np.arange(len(n))[:, None]
    busy = np.maximum.accumulate(np.where(n > 0, period, -1), axis=0)
    return np.asarray(period - busy, dtype=np.float64)


@dataclass(frozen=True)
class Dispersion:
    """How much more the counts scatter than independent stories would, by period.

    Attributes:
        phi: factor on the variance, at least 1.
        serial: factor for residuals that follow each other, at least 1.
    """

    phi: Matrix
    serial: Matrix


def dispersion(data: Counts, half_life: float) -> Dispersion:
    """φ and the serial factor from one-step forecast residuals e_t = y_t − N_t·p_{t−1}.

    φ = max(1, (1+Σλe²)/(1+ΣλK_t(p)·(1+N/n_e))), λ of half-life 26, over periods with N > 0 and n_e,t−1 ≥ 10 (n_e
    before any φ). For weighted counts the added 1 is the square of a typical story's value.
    """
    delta, memory = delta_of(half_life), delta_of(MEMORY_PERIODS)
    y, n, present = data.y, data.n, data.present
    b = discounted(n, present, delta)
    p = lagged(np.nan_to_num(ratio(discounted(y, present, delta), b)))
    b_before = lagged(b)
    worth = np.nan_to_num(ratio(b_before**2, lagged(discounted(data.square, present, delta**2))))
    used = present & (n > 0) & (worth >= LEAST_FORECAST)

    def expected(spread: Quadratic) -> Matrix:
        past = discounted_quadratic(spread, present, delta**2)
        before = at((lagged(past[0]), lagged(past[1]), lagged(past[2])), p)
        return np.where(used, at(spread, p) + n**2 * np.nan_to_num(ratio(before, b_before**2)), 0.0)

    def summed(values: Matrix) -> Matrix:
        return discounted(values, present, memory)

    base = expected(data.spread)
    residual = np.where(used, y - n * p, 0.0)
    one = np.nan_to_num(ratio(np.cumsum(data.square, 0), np.cumsum(n, 0)), nan=1.0) ** 2
    squared = np.where((p > 0) & (p < 1), residual**2, np.minimum(residual**2, one))
    found, wanted = summed(squared), summed(base)
    phi = np.maximum(1.0, (one + found) / (one + wanted))
    return Dispersion(phi, _serial(residual, base, used, present, memory))


def _serial(residual: Matrix, base: Matrix, used: Mask, present: Mask, memory: float) -> Matrix:
    """1 + 2Σ_{j≤4}(1−j/5)·r_j where r_1 > 2/√df, else 1."""
    unit = np.where(used, residual * np.nan_to_num(ratio(np.ones_like(base), np.sqrt(base))), 0.0)
    power = discounted(unit * unit, present, memory)
    weights = used.astype(np.float64)
    df = ratio(discounted(weights, present, memory) ** 2, discounted(weights, present, memory**2))
    factor, first = np.ones_like(base), np.zeros_like(base)
    for lag in range(1, LAGS + 1):
        before = np.zeros_like(unit)
        before[lag:] = unit[:-lag]
        r = np.nan_to_num(ratio(discounted(unit * before, present, memory), power))
        factor += 2.0 * (1.0 - lag / (LAGS + 1.0)) * r
        first = r if lag == 1 else first
    return np.where(first * np.sqrt(np.nan_to_num(df)) > 2.0, np.maximum(factor, 1.0), 1.0)


def lagged(values: Matrix) -> Matrix:
    """Each period's value one period earlier; 0 in the first."""
    out = np.zeros_like(values)
    out[1:] = values[:-1]
    return out
