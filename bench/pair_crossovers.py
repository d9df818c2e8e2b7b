"""How often does a crossover come out of chance where no share ever changes, by the rule alone and by its q?

    python bench/pair_crossovers.py [--series N]

Series of a pair with a steady true share are simulated (stories Poisson, a fifth about both; one-sided stories agree
within a period with correlation ρ). Printed: how many the rule calls crossed at some time, how many have a p_chance of
at most .05 and .01, and, beside them, how many of the steps from .3 to .7 are found with p_chance ≤ .05 and ≤ .001. The
reference is the level itself: a p_chance of .05 should come out of chance in 5 %.
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
from trends.measures.grid import grid
from trends.measures.pair_crossover import judged, level_series
from trends.measures.paired import PairCounts, pair_counts

CUTS = ((18, 2.0), (60, 4.0), (260, 8.0))
"""Periods and half-life: quarters of the chronicle, months and weeks of five years."""


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=300)
    options = parser.parse_args()
    print("| periods | stories | truth | ρ | the rule | p_chance ≤ .05 | ≤ .01 | ≤ .001 |")
    print("|---:|---:|---|---:|---:|---:|---:|---:|")
    for periods, half_life in CUTS:
        level = level_series(periods, half_life)
        middle = np.arange(periods) >= periods // 2
        truths = [(f"steady {p}", np.full(periods, p)) for p in (0.5, 0.55, 0.6, 0.7)]
        truths.append((".3 to .7", np.where(middle, 0.7, 0.3)))
        for stories in (10, 30, 100):
            for name, lead in truths:
                for rho in (0.0, 0.05):
                    data = world(np.random.default_rng(5), periods, options.series, stories, lead, rho)
                    rows = [row for row in judged(data, half_life, level) if row["upwards"]]
                    p = np.array([1.0 if row["p_chance"] is None else row["p_chance"] for row in rows])
                    told = [np.mean([row["crossed"] for row in rows])] if rows else []
                    told += [np.mean(p <= cut) for cut in (0.05, 0.01, 0.001)] if rows else []
                    print(
                        f"| {periods} | {stories} | {name} | {rho} | "
                        + " | ".join(f"{part:.3f}" for part in told)
                        + " |"
                    )


if __name__ == "__main__":
    main()
