"""Synthetic beats with a known truth, for tests and for the calibration bench.

A world is a set of series drawn alike: matrices of periods × series, and the truth next to what was observed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """What was seen (count of total) and the share that produced it, periods × series."""

    count: Matrix
    total: Matrix
    truth: Matrix

    def frame(self) -> pl.DataFrame:
        """period (Date, weekly), topic, count, total, truth."""
        n_periods, n_series = self.count.shape
        period = [date(2020, 1, 6) + timedelta(weeks=t) for t in range(n_periods)]
        return pl.DataFrame(
            {
                "period": np.repeat(np.array(period, dtype="datetime64[D]"), n_series),
                "topic": [f"t{i:04d}" for i in range(n_series)] * n_periods,
                "count": self.count.ravel(),
                "total": self.total.ravel(),
                "truth": self.truth.ravel(),
            },
            schema_overrides={"period": pl.Date},
        ).sort("topic", "period")


def totals(rng: np.random.Generator, shape: tuple[int, int], mean: float, kind: str = "steady") -> Matrix:
    """Stories of the beat a period: steady, poisson, bursts (20-fold), gaps (a fifth of periods empty)."""
    n = np.full(shape, float(round(mean)))
    if kind == "poisson":
        n = rng.poisson(mean, shape).astype(float)
    if kind == "bursts":
        n = np.where(rng.random(shape) < 0.05, 20.0, 1.0) * rng.poisson(mean, shape)
    if kind == "gaps":
        n = np.where(rng.random(shape) < 0.2, 0.0, n)
    return n


def binomial(rng: np.random.Generator, total: Matrix, share: Matrix | float) -> World:
    """Independent stories, each about the topic with probability `share`."""
    truth = np.broadcast_to(np.asarray(share, dtype=float), total.shape)
    return World(rng.binomial(total.astype(np.int64), truth).astype(float), total, truth)


def overdispersed(rng: np.random.Generator, total: Matrix, share: Matrix | float, rho: float) -> World:
    """Beta-binomial: stories of one period agree with correlation rho; the long-run share is constant."""
    truth = np.broadcast_to(np.asarray(share, dtype=float), total.shape)
    if rho == 0:
        return binomial(rng, total, truth)
    strength = 1.0 / rho - 1.0
    drawn = rng.beta(truth * strength, (1 - truth) * strength)
    return World(rng.binomial(total.astype(np.int64), drawn).astype(float), total, truth)


def correlated(rng: np.random.Generator, total: Matrix, share: float, phi: float, sd: float) -> World:
    """The log-odds wander around the long-run share as an AR(1); the truth is the wandering share."""
    wander = np.zeros(total.shape)
    shock = rng.normal(0, sd * np.sqrt(1 - phi**2), total.shape)
    wander[0] = rng.normal(0, sd, total.shape[1])
    for t in range(1, len(total)):
        wander[t] = phi * wander[t - 1] + shock[t]
    truth = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + wander)))
    return binomial(rng, total, truth)


def step(rng: np.random.Generator, total: Matrix, share: float, odds: float, at: int) -> World:
    """A share whose odds are multiplied from period `at` on."""
    later = share * odds / (1 - share + share * odds)
    truth = np.where(np.arange(len(total))[:, None] >= at, later, share) + 0 * total
    return binomial(rng, total, truth)


def fractional(rng: np.random.Generator, total: Matrix, share: float) -> tuple[World, dict[str, Matrix]]:
    """Attention: a story is about the topic with probability 2·share, with a uniform part of it; and its moments."""
    about = rng.binomial(total.astype(np.int64), min(2 * share, 1.0))
    count, square = np.zeros(total.shape), np.zeros(total.shape)
    for place, n in np.ndenumerate(about):
        parts = rng.random(n)
        count[place], square[place] = parts.sum(), (parts**2).sum()
    return World(count, total, np.full(total.shape, min(share, 0.5))), {"v2": total, "v2w": count, "v2w2": square}


def impactful(rng: np.random.Generator, n: Matrix, share: float) -> tuple[World, dict[str, Matrix]]:
    """Impact: every story counts 1 to 10 (skewed low), independent of its topic; and the moments."""
    values, chance = np.arange(1, 11), 0.7 ** np.arange(10)
    about = rng.binomial(n.astype(np.int64), share)

    def drawn(number: NDArray[np.int64]) -> tuple[Matrix, Matrix]:
        each = rng.multinomial(number, chance / chance.sum())
        return (each @ values).astype(float), (each @ values**2).astype(float)

    count, square = drawn(about)
    other, other_square = drawn(n.astype(np.int64) - about)
    world = World(count, count + other, np.full(n.shape, share))
    return world, {"v2": square + other_square, "v2w": square, "v2w2": square}


def pairs(rng: np.random.Generator, n_either: Matrix, lead: Matrix | float, both: float = 0.2) -> dict[str, Matrix]:
    """Pair stories: a fraction about both, the others about a with probability `lead`; columns of `pair`."""
    about_both = rng.binomial(n_either.astype(np.int64), both)
    one_sided = n_either.astype(np.int64) - about_both
    only_a = rng.binomial(one_sided, np.broadcast_to(np.asarray(lead, dtype=float), n_either.shape))
    a, b = only_a + about_both, one_sided - only_a + about_both
    return {
        "a": a.astype(float),
        "b": b.astype(float),
        "both": about_both.astype(float),
        "total": n_either * 3.0 + 1.0,
    }
