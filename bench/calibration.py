"""How honest are the intervals, the calls and the crossovers? Simulated worlds, each number beside its target.

    python bench/calibration.py [--quick]

It prints tables and writes nothing. The worlds are those of tests/worlds.py: independent, overdispersed, serially
correlated, fractional and impact-weighted counts, steady, varying, bursting and interrupted totals.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import worlds
from trends.measures.crossover import find
from trends.measures.discount import Counts, delta_of, discounted, ratio
from trends.measures.momentum import false_discovery, momentum_matrices, rising_since
from trends.measures.paired import PairCounts
from trends.measures.share import share_matrices

Matrix = NDArray[np.float64]
SHARES = (0.02, 0.1, 0.3, 0.5)
TOTALS = (3, 10, 30, 100, 1000)
KINDS = ("steady", "poisson", "bursts", "gaps")
QUARTERS, WEEKS = ("20 quarters", 20, 2.0), ("104 weeks", 104, 8.0)


def plain(world: worlds.World, moments: dict[str, Matrix] | None = None) -> Counts:
    """A world as the measures see it."""
    y, n = world.count, world.total
    present = np.ones(y.shape, dtype=np.bool_)
    if moments is not None:
        return Counts(y, n, present, (moments["v2w2"], moments["v2w"], moments["v2"]), None, moments["v2"])
    more = n * np.maximum(n - 1, 0)
    return Counts(y, n, present, (0 * n, -n / 2, -n), (0 * n, -more / 2, -more), n)


def covered(data: Counts, truth: Matrix, half_life: float, after: int = 0) -> float:
    """Part of the 90 % intervals that hold the discounted average of the true share."""
    found, delta = share_matrices(data, half_life=half_life), delta_of(half_life)
    target = ratio(discounted(truth * data.n, data.present, delta), discounted(data.n, data.present, delta))
    known = ~np.isnan(target) & (np.arange(len(target))[:, None] >= after)
    return float(((found["low"] <= target) & (target <= found["high"]))[known].mean())


def line(name: str, values: Sequence[float], target: str, ok: Sequence[bool]) -> None:
    cells = " ".join(f"{100 * v:6.1f}{' ' if good else '*'}" for v, good in zip(values, ok, strict=True))
    print(f"  {name:<34}{cells}   target {target}")


def inside(values: Sequence[float], totals: Sequence[float]) -> list[bool]:
    """Within 87 to 94 %, 85 to 97 % where N is at most 10."""
    return [
        (0.85 if n <= 10 else 0.87) <= v <= (0.97 if n <= 10 else 0.94) for v, n in zip(values, totals, strict=True)
    ]


def coverage(n_series: int) -> None:
    rng = np.random.default_rng(1)
    for name, n_periods, half_life in (QUARTERS, WEEKS):
        sizes = ", ".join(map(str, TOTALS))
        print(f"\nCoverage of 90 % intervals, %, {name}, half-life {half_life:g}; N = {sizes} a period")
        for share in SHARES:
            for kind in KINDS:
                drawn = [worlds.totals(rng, (n_periods, n_series), n, kind) for n in TOTALS]
                values = [covered(plain(w := worlds.binomial(rng, n, share)), w.truth, half_life) for n in drawn]
                line(
                    f"share {share:g}, independent, {kind}",
                    values,
                    "87-94 (85-97 where N <= 10)",
                    inside(values, TOTALS),
                )
        for share in SHARES:
            drawn = [worlds.totals(rng, (n_periods, n_series), n) for n in TOTALS]
            for after in (0, 8):
                values = [
                    covered(plain(w := worlds.overdispersed(rng, n, share, 0.05)), w.truth, half_life, after)
                    for n in drawn
                ]
                named = f"share {share:g}, correlated .05 within" + (f", after {after}" if after else "")
                line(named, values, "87-94; the first periods can't know", inside(values, TOTALS))
            for phi in (0.5, 0.9):
                values = [
                    covered(plain(w := worlds.correlated(rng, n, share, phi, 0.3)), w.truth, half_life) for n in drawn
                ]
                line(
                    f"share {share:g}, log-odds AR({phi:g}), sd .3",
                    values,
                    "87-94 of the wandering share",
                    inside(values, TOTALS),
                )
            for kind, draw in (("attention", worlds.fractional), ("impact", worlds.impactful)):
                few = [worlds.totals(rng, (n_periods, max(n_series // 4, 20)), n) for n in TOTALS[1:4]]
                made = [draw(rng, n, share) for n in few]
                values = [covered(plain(w, moments), w.truth, half_life) for w, moments in made]
                line(f"share {share:g}, {kind}, N 10 30 100", values, "87-94 (85-97)", inside(values, TOTALS[1:4]))


def alarms(n_series: int) -> None:
    rng = np.random.default_rng(2)
    totals = (5, 10, 30, 100, 1000)
    for name, n_periods, fast, slow in (("20 quarters", 20, 1.0, 4.0), ("104 weeks", 104, 2.0, 26.0)):
        sizes = ", ".join(map(str, totals))
        print(f"\nOne-sided false alarms at .05, %, {name}, fast {fast:g}, slow {slow:g}; N = {sizes}")
        for share in SHARES:
            for kind in (*KINDS[:3], "correlated"):
                values = []
                for mean in totals:
                    n = worlds.totals(rng, (n_periods, n_series), mean, "steady" if kind == "correlated" else kind)
                    world = (
                        worlds.overdispersed(rng, n, share, 0.05)
                        if kind == "correlated"
                        else worlds.binomial(rng, n, share)
                    )
                    z = momentum_matrices(plain(world), fast=fast, slow=slow, open_=np.zeros(n.shape, np.bool_))["z"]
                    values.append(max(float((z[~np.isnan(z)] * side > 1.645).mean()) for side in (1, -1)))
                line(f"share {share:g}, {kind}, worse side", values, "<= 6", [v <= 0.06 for v in values])


def detection(n_series: int) -> None:
    rng = np.random.default_rng(3)
    totals = (10, 30, 100, 300, 1000)
    print(f"\nOdds x 1.5 found within four periods, %; N = {', '.join(map(str, totals))}")
    for name, n_periods, fast, slow in (
        ("quarters", 20, 1.0, 4.0),
        ("months", 60, 1.0, 12.0),
        ("weeks", 104, 2.0, 26.0),
    ):
        at, every = int(n_periods * 0.6), []
        for share in (0.02, 0.05, 0.1, 0.2, 0.35, 0.5):
            values = []
            for mean in totals:
                n = worlds.totals(rng, (n_periods, n_series), mean, "poisson")
                data = plain(worlds.step(rng, n, share, 1.5, at))
                z = momentum_matrices(data, fast=fast, slow=slow, open_=np.zeros(n.shape, np.bool_))["z"]
                values.append(float((np.nan_to_num(z[at : at + 4], nan=-9.0) > 1.645).any(axis=0).mean()))
            every.append(values)
            line(f"{name} {fast:g}/{slow:g}, share {share:g}", values, "-", [True] * len(values))
        for note, mean in (("all", np.mean(every)), ("N >= 30", np.mean([v[1:] for v in every]))):
            line(f"{name} {fast:g}/{slow:g}, average, {note}", [float(mean)], ">= 74", [bool(mean >= 0.74)])


def rises(n_beats: int) -> None:
    rng = np.random.default_rng(4)
    print('\nFalse "rising since" episodes a year: 15 topics, constant shares of .02 to .5, 60 stories a period')
    for name, n_periods, fast, slow, a_year in (("quarters", 20, 1.0, 4.0, 4), ("weeks", 104, 2.0, 26.0, 52)):
        shares, episodes = np.geomspace(0.02, 0.5, 15)[None, :], 0
        for _ in range(n_beats):
            n = np.repeat(worlds.totals(rng, (n_periods, 1), 60, "poisson"), 15, axis=1)
            data = plain(worlds.binomial(rng, n, shares + 0 * n))
            z = momentum_matrices(data, fast=fast, slow=slow, open_=np.zeros(n.shape, np.bool_))["z"]
            on = ~np.isnan(rising_since(z, false_discovery(z), np.zeros(n.shape, np.bool_)))
            episodes += int((on[1:] & ~on[:-1]).sum())
        years = n_beats * n_periods / a_year
        print(f"  {name:<34}{episodes / years:6.3f} a beat and year, {episodes / years / 15:.4f} a topic and year")


def column(sums: dict[str, Matrix], i: int) -> PairCounts:
    """One pair series as the measures see it."""
    a, b, both = (sums[name][:, i : i + 1] for name in ("a", "b", "both"))
    whole, shown = a + 2 * both + b, np.ones(a.shape, dtype=np.bool_)
    inner = Counts(a, a + b, shown, (a, a + both, whole), None, whole)
    return PairCounts(inner, a - both, b - both, a + b - 2 * both, a + b > 0, ~shown)


def crossings(reps: int) -> None:
    rng = np.random.default_rng(5)
    print("\nCrossovers, %: 5 to 30 pair stories a period, a fifth about both; half-life 2, 4, 8")
    for n_periods, some in ((18, reps), (60, reps), (120, max(reps // 5, 40))):
        n = rng.integers(5, 31, (n_periods, some)).astype(float)
        sums = worlds.pairs(rng, n, 0.5)
        values = [
            float(np.mean([find(column(sums, i), half_life=h).start is not None for i in range(some)]))
            for h in (2.0, 4.0, 8.0)
        ]
        line(f"false, true half, {n_periods} periods", values, "<= 6", [v <= 0.06 for v in values])
    for at in (6, 9, 12):
        lead = np.where(np.arange(18)[:, None] < at, 0.3, 0.7) + np.zeros((18, reps))
        sums = worlds.pairs(rng, rng.integers(5, 31, (18, reps)).astype(float), lead)
        every = [[find(column(sums, i), half_life=h) for i in range(reps)] for h in (2.0, 4.0, 8.0)]
        values = [float(np.mean([f.start is not None for f in found])) for found in every]
        line(
            f"found, .3 to .7 at period {at} of 18",
            values,
            ">= 75 at the default half-life",
            [v >= 0.75 for v in values],
        )
        early = [
            float(np.mean([f.lower is None or f.lower <= at for f in found if f.start is not None] or [np.nan]))
            for found in every
        ]
        line("  lower end not after the step", early, ">= 95", [not v < 0.95 for v in early])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the repetitions")
    scale = 0.1 if parser.parse_args().quick else 1.0
    began = time.perf_counter()
    print("A * marks a number outside its target.")
    coverage(int(400 * scale))
    alarms(int(400 * scale))
    detection(int(300 * scale))
    rises(int(40 * scale))
    crossings(int(800 * scale))
    print(f"\n{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
