"""Nowcast of a topic or a pair: how many of the open period's stories it will have, and what part of them.

The stories still missing, M of them with variance V, are taken to be about the topic as the discounted share s says,
which holds what is known of the open period already: A_t = δA_{t−1} + c, B_t = δB_{t−1} + k, s = A/B, worth n_e = B²/W;
c of k stories known so far are about the topic.

    count = c + M·s            variance = M²·v + s²·V            v = φ·s(1−s)·(1/M + 1/n_e)
    share = (c + M·s)/(k + M)  variance = (M/(k+M))²·v + ((s·k − c)/(k+M)²)²·V

The interval of a count is that of a gamma distribution from c on, that of a share of a beta distribution.

Editorial decisions:

- φ ≥ 1 is the scatter of what was missing of past periods at the same age round their own s, so stories that come in
  bunches and shares on the move widen the interval.
- The share is the period's own (`share_raw`), not the discounted one: what the period will add, seen early. It enters
  no trend.
- A topic's few stories so far count with its past, so a topic not seen yet isn't expected to stay away (Bornhuetter and
  Ferguson's way of a chain ladder).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, gamma

from trends.measures.discount import delta_of, discounted, ratio
from trends.measures.inputs import Inputs
from trends.measures.triangle import LEVEL, Triangle

Values = NDArray[np.float64]
Ends = tuple[Values, Values, Values]
"""A value, and the low and high end of its interval."""


@dataclass(frozen=True)
class Known:
    """What is known of periods while they are open; arrays of one shape, a series a column.

    Attributes:
        part, whole: stories known about the topic, and of all.
        before_part, before_whole, before_square: A, B and W of the period before, times the discount.
    """

    part: Values
    whole: Values
    before_part: Values
    before_whole: Values
    before_square: Values

    @property
    def share(self) -> Values:
        """s, NaN where nothing was seen."""
        return ratio(self.before_part + self.part, self.before_whole + self.whole)

    @property
    def worth(self) -> Values:
        """n_e of s."""
        return ratio((self.before_whole + self.whole) ** 2, self.before_square + self.whole)


@dataclass(frozen=True)
class Open:
    """The open period of many series, ready to be forecast; a value a series.

    Attributes:
        now: what is known of it.
        scatter: φ.
        missing, variance: of the number of stories still missing.
    """

    now: Known
    scatter: Values
    missing: Values
    variance: Values

    @property
    def part_variance(self) -> Values:
        """v: of the missing stories' own share."""
        s, m, worth = self.now.share, self.missing, self.now.worth
        return np.asarray(self.scatter * s * (1 - s) * (ratio(np.ones_like(m), m) + ratio(np.ones_like(m), worth)))


def share_nowcast(series: Open, level: float = LEVEL) -> Ends:
    """The share that the open period will have; NaN where nothing was ever seen."""
    now, m, s = series.now, series.missing, series.now.share
    whole = now.whole + m
    share = np.where(np.isnan(s), np.nan, ratio(now.part + m * np.nan_to_num(s), whole))
    by_part = np.where(m > 0, ratio(m, whole) ** 2 * series.part_variance, 0.0)
    variance = by_part + ratio(s * now.whole - now.part, whole**2) ** 2 * series.variance
    open_ = (variance > 0) & (share > 0) & (share < 1)
    n = np.where(open_, share * (1 - share) / np.where(open_, variance, 1.0) - 1, 1.0)
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = (beta.ppf(tail, np.maximum(n, 1e-3) * share, np.maximum(n, 1e-3) * (1 - share)) for tail in tails)
    low, high = (np.where(open_, end, share) for end in (low, high))
    return share, np.minimum(low, share), np.maximum(high, share)


def count_nowcast(series: Open, level: float = LEVEL) -> Ends:
    """The number of stories that the open period will have; NaN where nothing was ever seen."""
    m, s = series.missing, series.now.share
    variance = np.where(m > 0, m**2 * series.part_variance, 0.0) + s**2 * series.variance
    return from_known(series.now.part, m * s, variance, level)


def from_known(known: Values, mean: Values, variance: Values, level: float) -> Ends:
    """What is known and what is still to come, with a gamma distribution's interval of that mean and variance."""
    open_ = (mean > 0) & (variance > 0)
    shape, scale = (np.where(open_, top / np.where(open_, under, 1.0), 1.0) for top, under in
                    ((mean**2, variance), (variance, mean)))  # fmt: skip
    low, high = (gamma.ppf(tail, shape, scale=scale) for tail in ((1 - level) / 2, (1 + level) / 2))
    low, high = (known + np.where(open_, end, mean) for end in (low, high))
    return known + mean, low, high


def scatter(past: Known, final: tuple[Values, Values]) -> Values:
    """φ of each series: how far the share of what was missing lay from s, against what independent stories would.

    Args:
        past: past periods as they were known at the same age, periods × series.
        final: part and whole of these periods in the end.
    """
    part, lacking = final[0] - past.part, final[1] - past.whole
    s = past.share
    expected = s * (1 - s) * (ratio(np.ones_like(lacking), lacking) + ratio(np.ones_like(lacking), past.worth))
    used = (lacking > 0) & (np.nan_to_num(expected) > 0)
    residual = np.where(used, (ratio(part, lacking) - s) ** 2 / np.where(used, expected, 1.0), 0.0)
    return np.maximum(1.0, ratio(residual.sum(axis=0), np.maximum(used.sum(axis=0), 1).astype(float)))


def known_of(
    inputs: Inputs, seen: Triangle, known: tuple[Values, Values], final: tuple[Values, Values]
) -> tuple[Known, Values]:
    """The open period of many series, and φ from the past ones.

    Args:
        inputs: for the half-life.
        seen: the triangle.
        known: part and whole at this age; a row a past period of the triangle, and one for the open period.
        final: part and whole in the end, of every period of the calendar before the open one.
    """
    delta = delta_of(inputs.settings.default_half_life(inputs.settings.frequency))
    present = np.repeat(seen.present[:, None], known[0].shape[1], axis=1)
    none, at = np.zeros((1, known[0].shape[1])), [*seen.rows, len(seen.present)]
    before = [
        np.vstack([none, fade * discounted(np.where(present, counts, 0.0), present, fade)])[at]
        for counts, fade in ((final[0], delta), (final[1], delta), (final[1], delta**2))
    ]
    every = (*known, *before)
    past, now = Known(*(values[:-1] for values in every)), Known(*(values[-1] for values in every))
    return now, scatter(past, (final[0][seen.rows], final[1][seen.rows]))
