"""How far the stories of one period say the same: a posterior over their correlation, for shares and momentum.

Stories that come in bunches are worth less than independent ones. If any two stories of a period agree with correlation
ρ, a count has the variance v·[Σx² + ρ·((Σx)² − Σx²)] in place of v·Σx², x being what a story counts for. For plain
counts v = p(1−p), and the bracket is N + ρN(N−1). ρ isn't known, least of all in a young series: it is averaged over.

Editorial decisions:

- Six values of ρ. Their prior was chosen by simulation (bench/calibration.py): intervals must be right on average over
  bunched and unbunched series, a test of momentum needs its power where stories are independent and its error rate
  where they aren't. .6 on no bunching gave both.
- The evidence is one-step forecast errors e_t = y_t − n_t·p_{t−1}, as normal with the variance above plus that of
  p_{t−1}, discounted with a half-life of 26 periods. It looks back only, so an old release had the same number. It
  counts where n > 0, 0 < p_{t−1} < 1, and the past is worth at least ten independent stories.
- A story's own variance is taken from the past 26 periods, not from p_{t−1}: a rare topic's p_{t−1} is often too low,
  and the next story would pass for bunching.
- A tenth of a typical story's square is added to each variance. Without it the first rare stories of a topic pass for
  bunching, with much more their bunching is seen too late.
- Errors that follow each other raise the variance of the bunched values of ρ alone: where stories are independent there
  is nothing that could last. The forecast errors of a discounted mean are correlated by −δ^(j−1)·(1−δ)/2 at lag j even
  where counts aren't, which is added back; r_j are shrunk by df/(df+4), and used where r_1·√df > 1.5.
- An average over variances has no single variance. What is reported is the variance of the normal distribution with the
  same 5 % tail, so that a 90 % interval is right and an interval of another level nearly so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from trends.measures.discount import (
    LAGS,
    LEAST_FORECAST,
    MEMORY_PERIODS,
    Counts,
    at,
    delta_of,
    discounted,
    discounted_quadratic,
    lagged,
    ratio,
)
from trends.measures.grid import Mask, Matrix

RHO = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3)
PRIOR = (0.60, 0.05, 0.05, 0.10, 0.10, 0.10)
SOFTENING = 0.1
SERIAL_FROM = 1.5
SERIAL_SHRINKING = 4.0
TAIL = 0.05
STEPS = 4
Nodes = NDArray[np.float64]


@dataclass(frozen=True)
class Bunching:
    """The posterior of each period, which looks back only.

    Attributes:
        weights: probability of each of `RHO`, values × periods × series; sums to 1 over the first axis.
        serial: factor on the variance for errors that follow each other, at least 1; for ρ above 0 alone.
    """

    weights: Nodes
    serial: Matrix

    def variances(self, alone: Matrix, together: Matrix) -> Nodes:
        """Variance under each value of ρ, from its part without correlation and what ρ is to be multiplied with."""
        return np.stack([alone if rho == 0 else (alone + rho * together) * self.serial for rho in RHO])


def pairs_of(data: Counts) -> Matrix:
    """(Σx)² − Σx² of each period: N(N−1) for plain counts; 0 where a single story counts for all."""
    return np.maximum(data.n**2 - data.square, 0.0)


def bunching(data: Counts, half_life: float) -> Bunching:
    """Posterior of the correlation of stories within a period.

    Args:
        data: counts, plain or weighted.
        half_life: that of the share whose forecast errors are used.
    """
    delta, memory, present = delta_of(half_life), delta_of(MEMORY_PERIODS), data.present
    pairs = pairs_of(data)
    mass = discounted(data.n, present, delta)
    p = lagged(np.nan_to_num(ratio(discounted(data.y, present, delta), mass)))
    before = lagged(mass)
    square, together = (lagged(discounted(values, present, delta**2)) for values in (data.square, pairs))
    each = _each(data, memory)
    worth = np.nan_to_num(ratio(before**2, square))
    used = present & (data.n > 0) & (worth >= LEAST_FORECAST) & (p > 0) & (p < 1)
    known = np.nan_to_num(ratio(data.n**2, before**2))
    alone = each * (data.square + known * square)
    extra = each * (pairs + known * together)
    error = np.where(used, data.y - data.n * p, 0.0)
    typical = np.nan_to_num(ratio(np.cumsum(data.square, 0), np.cumsum(data.n, 0)), nan=1.0) ** 2
    evidence = np.empty((len(RHO), *p.shape))
    for i, rho in enumerate(RHO):
        variance = np.where(used, alone + rho * extra + SOFTENING * typical, 1.0)
        evidence[i] = discounted(-0.5 * (np.log(variance) + error**2 / variance), present, memory)
    weights = np.exp(evidence - evidence.max(axis=0)) * np.array(PRIOR)[:, None, None]
    unit = error / np.sqrt(np.where(used & (alone > 0), alone, 1.0))
    return Bunching(weights / weights.sum(axis=0), _serial(unit, used, present, memory, delta))


def _each(data: Counts, memory: float) -> Matrix:
    """Variance per square of an independent story, as known one period before; p(1−p) for plain counts."""
    seen, present = data.n, data.present
    p = np.nan_to_num(ratio(discounted(data.y, present, memory), discounted(seen, present, memory)))
    square = discounted(data.square, present, memory)
    return lagged(np.nan_to_num(ratio(at(discounted_quadratic(data.spread, present, memory), p), square)))


def equivalent(weights: Nodes, variances: Nodes) -> Matrix:
    """Variance of the normal distribution whose 5 % tail lies where that of the mixture does.

    Newton's method on the logarithm of the tail, which is nearly quadratic in x; the tail is then within
    1e-4 of its size, for variances that differ a hundredfold too.
    """
    deviation = np.sqrt(variances)
    z = -float(ndtri(TAIL))
    least = z * deviation.min(axis=0)
    x = np.maximum(least, z * np.sqrt(np.sum(weights * variances, axis=0)))
    for _ in range(STEPS):
        t = x / deviation
        tail = np.sum(weights * ndtr(-t), axis=0)
        density = np.sum(weights * np.exp(-0.5 * t * t) / deviation, axis=0) / np.sqrt(2 * np.pi)
        x = np.clip(x + tail * np.log(tail / TAIL) / density, np.maximum(least, x / 2), 2 * x)
    return np.asarray((x / z) ** 2)


def normal_score(difference: Matrix, weights: Nodes, variances: Nodes) -> Matrix:
    """z with the tail probability that the mixture gives a difference; its sign is the difference's."""
    tail = np.sum(weights * ndtr(-np.abs(difference) / np.sqrt(variances)), axis=0)
    return np.asarray(np.sign(difference) * -ndtri(np.clip(tail, 1e-300, 0.5)))


def _serial(unit: Matrix, used: Mask, present: Mask, memory: float, delta: float) -> Matrix:
    """1 + 2Σ_{j≤4}(1−j/5)·r_j of errors in standard deviations, at least 1; 1 where r_1·√df is below `SERIAL_FROM`."""
    seen = used.astype(np.float64)
    df = np.nan_to_num(ratio(discounted(seen, present, memory) ** 2, discounted(seen, present, memory**2)))
    power = discounted(unit * unit, present, memory)
    factor, first = np.ones_like(unit), np.zeros_like(unit)
    for lag in range(1, LAGS + 1):
        earlier = np.zeros_like(unit)
        earlier[lag:] = unit[:-lag]
        r = np.nan_to_num(ratio(discounted(unit * earlier, present, memory), power))
        r = np.where(power > 0, r + delta ** (lag - 1) * (1 - delta) / 2.0, 0.0)
        factor += 2.0 * (1.0 - lag / (LAGS + 1.0)) * r * df / (df + SERIAL_SHRINKING)
        first = r if lag == 1 else first
    return np.where(first * np.sqrt(df) > SERIAL_FROM, np.maximum(factor, 1.0), 1.0)
