"""How far the stories of one period say the same: a posterior over their correlation, for shares and momentum.

Stories that come in bunches are worth less than independent ones. If any two stories of a period agree with correlation
ρ, a count has the variance v·[Σx² + ρ·((Σx)² − Σx²)] in place of v·Σx², x being what a story counts for. For plain
counts v = p(1−p), and the bracket is N + ρN(N−1). ρ isn't known, least of all in a young series: it is averaged over.

Editorial decisions:

- Six values of ρ. Their prior was chosen by simulation (bench/calibration.py): intervals must be right on average over
  bunched and unbunched series; .72 on no bunching gave that. Half of the rest is on the largest ρ, so that a series is
  read with care until a few periods have spoken, and then as what it is. With .65 on none and more in the middle (.09
  on .03, .08 on .1) intervals of short independent series held a point too often; now those of ρ = .01 hold a point
  and a half less often, within what is asked. Momentum has a prior of its own.
- An interval knows its own series alone. A test of momentum is one of many in its period, and the topics of a beat come
  in bunches for the same reasons, so there the prior is learned from the other topics (`pooled`).
- The evidence is one-step forecast errors e_t = y_t − n_t·p_{t−1}, as normal with the variance above plus that of
  p_{t−1}, discounted with a half-life of 26 periods. It looks back only, so an old release had the same number. It
  counts where n > 0, 0 < p_{t−1} < 1, and the past is worth at least ten independent stories.
- A story's own variance is taken from the past 26 periods, not from p_{t−1}: a rare topic's p_{t−1} is often too low,
  and the next story would pass for bunching.
- A tenth of a typical story's square is added to each variance. Without it the first rare stories of a topic pass for
  bunching, with much more their bunching is seen too late.
- Strays that last raise the variance of the bunched values of ρ alone: where stories are independent there is nothing
  that could last. r, the correlation of an error with the one before, is shrunk towards .1 with the weight of two
  errors; a discounted share's variance is then larger by a factor that grows from 1 in the first period to
  (1+δr)/(1−δr). The forecast errors of a discounted mean are correlated by −(1−δ)/2 even where counts aren't, which is
  added back. Where strays keep .3, intervals hold one to two points more often than without; to hold as often as they
  should, r would have to be known, and the more it is allowed for, the wider are all other intervals.
- The errors are those of the share's own discounted mean. Measured from a mean of 26 periods instead, strays that last
  look larger, and intervals around a constant share hold up to four points more often where they keep .8. But a share
  that climbs or steps then passes for straying too, and its interval, which held often enough, grows to twice its width
  (100 stories a week, half-life 8). A moving share is what the index is for, so that wasn't done.
- Counts that aren't whole numbers are sums of parts of stories, which scatter less than whole ones. Where their moments
  aren't given, the variance is scaled by that of the errors, shrunk to .75 with the weight of five of them.
- An average over variances has no single variance. What is reported is the variance of the normal distribution with the
  same 5 % tail, so that a 90 % interval is right and an interval of another level nearly so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from trends.measures.discount import (
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
PRIOR = (0.72, 0.005, 0.045, 0.045, 0.035, 0.15)
PRIOR_WORTH = 3.0
POOLINGS = 2
SOFTENING = 0.1
USUAL_REPEAT = 0.1
REPEAT_WORTH = 2.0
MOST_REPEAT = 0.8
NEARLY_EQUAL = 1e-6
LEAST_POWER = 1e-6
USUAL_SCALE = 0.75
SCALE_WORTH = 5.0
WHOLE_WITHIN = 1e-6
TAIL = 0.05
STEPS = 4
Nodes = NDArray[np.float64]


@dataclass(frozen=True)
class Bunching:
    """What the periods so far say of each period's correlation; it looks back only.

    Attributes:
        likelihood: of each of `RHO` up to a factor, values × periods × series.
        repeat: r, what a stray keeps of itself from period to period, 0 to `MOST_REPEAT`.
        scale: what a story's own variance is of the expected one; 1 but for counts of parts without moments.
    """

    likelihood: Nodes
    repeat: Matrix
    scale: Matrix

    def weights(self) -> Nodes:
        """Probability of each of `RHO`; sums to 1 over the first axis."""
        return _normalised(self.likelihood * np.array(PRIOR)[:, None, None])

    def of(self, series: NDArray[np.bool_]) -> Bunching:
        """Some of the series."""
        return Bunching(self.likelihood[:, :, series], self.repeat[:, series], self.scale[:, series])


def earlier(values: Nodes, first: Nodes | float) -> Nodes:
    """What was known one period earlier, `first` in the first period; the periods are the last axis but one."""
    out = np.empty_like(values)
    out[..., :1, :], out[..., 1:, :] = first, values[..., :-1, :]
    return out


def pooled(found: Bunching, members: Mask, prior: Sequence[float]) -> Nodes:
    """Probability of each of `RHO` under a prior that the other series of a family have taught.

    π = (c·prior + Σ w)/(c + number), over the other series that teach, w their own probabilities, computed again under
    their π; c = `PRIOR_WORTH` series. A series' own errors reach its prior through the others at most; a series alone
    keeps `prior`. Source: empirical Bayes (Efron 2010, Large-Scale Inference).

    Args:
        found: of the series of one family.
        members: periods × series, which of them teach the others.
        prior: of each of `RHO`.
    """
    start = np.array(prior)[:, None, None]
    others = members.sum(axis=1, keepdims=True) - members
    weights = _normalised(found.likelihood * start)
    for _ in range(POOLINGS):
        counted = np.where(members, weights, 0.0)
        told = counted.sum(axis=2, keepdims=True) - counted
        weights = _normalised(found.likelihood * (PRIOR_WORTH * start + told) / (PRIOR_WORTH + others))
    return weights


def _normalised(weights: Nodes) -> Nodes:
    return np.asarray(weights / weights.sum(axis=0))


def variances(alone: Matrix, together: Matrix, factor: Matrix) -> Nodes:
    """Variance under each value of ρ.

    Args:
        alone: its part without correlation.
        together: what ρ is to be multiplied with.
        factor: for strays that last, on those of ρ above 0 alone.
    """
    return np.stack([alone if rho == 0 else (alone + rho * together) * factor for rho in RHO])


def lasting(repeat: Matrix, delta: float, periods: Matrix | float = np.inf) -> Matrix:
    """Σ_ij δ^(i+j)·r^|i−j| / Σδ^(2i): how much more a discounted mean scatters where strays keep r of themselves.

    (1+δr)/(1−δr) after many periods, 1 in the first.

    Args:
        repeat: r.
        delta: discount of one period.
        periods: how many there are so far, of equal size; i and j run over them.
    """
    r = np.where(np.abs(repeat - delta) < NEARLY_EQUAL, repeat + 2 * NEARLY_EQUAL, repeat)
    kept, old = delta * r, delta ** (2 * np.asarray(periods, dtype=np.float64))
    both_old = kept**periods
    apart = (kept - both_old) / (1.0 - kept) - (old * r / delta - both_old) / (1.0 - r / delta)
    return np.asarray(1.0 + 2.0 * apart / (1.0 - old))


def pairs_of(data: Counts) -> Matrix:
    """(Σx)² − Σx² of each period: N(N−1) for plain counts; 0 where a single story counts for all."""
    return np.maximum(data.n**2 - data.square, 0.0)


def bunching(data: Counts, half_life: float) -> Bunching:
    """What the forecast errors say of the correlation of stories within a period.

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
    unit = error / np.sqrt(np.where(used & (alone > 0), alone, 1.0))
    likelihood = np.exp(evidence - evidence.max(axis=0))
    return Bunching(likelihood, _repeat(unit, used, present, memory, delta), _scale(data, unit, used, memory))


def _scale(data: Counts, unit: Matrix, used: Mask, memory: float) -> Matrix:
    """(c·.75 + Σλu²)/(c + Σλ) of errors in standard deviations, at most 1, for counts that aren't whole numbers."""
    if data.pairs is None:
        return np.ones_like(unit)
    parts = np.maximum(np.abs(data.y - np.rint(data.y)), np.abs(data.n - np.rint(data.n))) > WHOLE_WITHIN
    if not parts.any():
        return np.ones_like(unit)
    power, seen = (discounted(values, data.present, memory) for values in (unit * unit, used.astype(np.float64)))
    found = (SCALE_WORTH * USUAL_SCALE + power) / (SCALE_WORTH + seen)
    return np.where(np.logical_or.accumulate(parts, axis=0), np.minimum(found, 1.0), 1.0)


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


def _repeat(unit: Matrix, used: Mask, present: Mask, memory: float, delta: float) -> Matrix:
    """r: the lag-1 correlation of errors in standard deviations, shrunk, `USUAL_REPEAT` where none is known."""
    seen = used.astype(np.float64)
    df = np.nan_to_num(ratio(discounted(seen, present, memory) ** 2, discounted(seen, present, memory**2)))
    power = np.maximum(discounted(unit * unit, present, memory), LEAST_POWER)
    r = discounted(unit * lagged(unit), present, memory) / power + (1.0 - delta) / 2.0
    return np.clip((r * df + USUAL_REPEAT * REPEAT_WORTH) / (df + REPEAT_WORTH), 0.0, MOST_REPEAT)
