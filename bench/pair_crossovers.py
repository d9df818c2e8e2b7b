"""How often is one topic said to have overtaken another where no share ever changes, and how often where one did?

    python bench/pair_crossovers.py [--series N] [--seed N]

First the rule's c by length, beside the c at which two level topics with plenty of stories would cross in 5 % of series
(the reference), and the p_chance of what only just meets the rule. Then series of a pair with a steady true share are
simulated (stories Poisson, a fifth about both; one-sided stories agree within a period with correlation ρ). Printed:
how many the rule calls crossed at some time, and how many have a p_chance of at most .01 and .001. The reference is a
run rule that takes any earlier P < ½ for the other topic's lead, three in a row at c = 1 − 1/T. The last two truths
change: there more is better.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import worlds
from trends.measures.crossover import CONFIRM, LEAST_THRESHOLD, probabilities
from trends.measures.grid import grid
from trends.measures.pair_crossover import chance, judged, level_series
from trends.measures.paired import PairCounts, pair_counts

CUTS = ((18, 2.0), (60, 4.0), (260, 8.0))
"""Periods and half-life: quarters of the chronicle, months and weeks of five years."""
LENGTHS = (8, 12, 18, 30, 60, 120, 260)
HALF_LIVES = (1.0, 2.0, 4.0, 8.0, 26.0)


def world(
    rng: np.random.Generator, periods: int, series: int, stories: float, lead: NDArray[np.float64], rho: float
) -> PairCounts:
    """Sums of simulated pairs; `lead`: the first topic's part of the one-sided stories, by period."""
    n = rng.poisson(stories, (periods, series)).astype(float)
    share = np.broadcast_to(lead[:, None], n.shape)
    if rho:
        strength = 1 / rho - 1
        share = rng.beta(share * strength, (1 - share) * strength)
    sums = {name: part.ravel() for name, part in worlds.pairs(rng, n, share).items()}
    frame = pl.DataFrame(sums).with_columns(
        period=np.repeat(np.arange(periods), series), series=np.tile(np.arange(series), periods)
    )
    return pair_counts(grid(frame, series=["series"], period="period", amounts=["a", "b", "both", "total"]))


def after_any_half(data: PairCounts, half_life: float) -> float:
    """Part of the series with three in a row at 1 − 1/T after some P < ½: what it is to ask for no earlier lead."""
    p, _ = probabilities(data, half_life)
    high = (p >= max(0.9, 1 - 1 / len(p))) & data.story
    before = np.logical_or.accumulate(p < 0.5, axis=0)[:-CONFIRM]
    return float(np.mean(np.any(before & high[1:-2] & high[2:-1] & high[3:], axis=0)))


def lengths() -> None:
    """The rule's c by length, and what two level topics show."""
    print("| periods | c | half-life: c crossed by 5 % of level pairs, p_chance where e = c |")
    print("|---:|---:|---|")
    for periods in LENGTHS:
        c = max(LEAST_THRESHOLD, 1 - CONFIRM / periods)
        each = []
        for half_life in HALF_LIVES:
            level = level_series(periods, half_life)
            each.append(f"{half_life:g}: {np.quantile(level, 0.95):.3f}, {chance(c, level):.4f}")
        print(f"| {periods} | {c:.4f} | {' · '.join(each)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    lengths()
    print("\n| periods | stories | truth | ρ | after any P < ½ | the rule | p_chance ≤ .01 | ≤ .001 |")
    print("|---:|---:|---|---:|---:|---:|---:|---:|")
    for periods, half_life in CUTS:
        level = level_series(periods, half_life)
        middle = np.arange(periods) >= periods // 2
        truths = [(f"steady {p}", np.full(periods, p)) for p in (0.5, 0.55, 0.6, 0.7)]
        truths += [(f"{p} to {1 - p:g}", np.where(middle, 1 - p, p)) for p in (0.4, 0.3)]
        for stories in (10, 30, 100):
            for name, lead in truths:
                for rho in (0.0, 0.05):
                    data = world(np.random.default_rng(options.seed), periods, options.series, stories, lead, rho)
                    rows = [row for row in judged(data, half_life, level) if row["upwards"]]
                    p = np.array([1.0 if row["p_chance"] is None else row["p_chance"] for row in rows])
                    told = [after_any_half(data, half_life), np.mean([row["crossed"] for row in rows])]
                    told += [np.mean(p <= cut) for cut in (0.01, 0.001)]
                    print(
                        f"| {periods} | {stories} | {name} | {rho} | "
                        + " | ".join(f"{part:.3f}" for part in told)
                        + " |"
                    )


if __name__ == "__main__":
    main()
