"""Whether an entity is news for a while or keeps being written about: how bunched in time its stories are.

With y_t the stories of period t that name the entity, n = Σy, and N_t, N the same of the whole beat:

    bunching = [Σ y_t(y_t−1) / n(n−1)] / R,  R = Σ N_t(N_t−1) / N(N−1)

is how much more often two of its stories fall into one period than two stories of the beat do: Morisita's index of
dispersion with the beat's own calendar in place of equal plots. It is 1 on average for n stories picked from the beat
at random, whatever n is and however busy the beat was when (the conditional form of a Poisson reference), so a rarely
named entity isn't called bunched because it is rare.

Editorial decisions:

- p comes from `DRAWS` random picks of n stories of the beat, the same in every build. Beyond `LONGEST_PICK` stories the
  excess of that pick is scaled by 1/n and by the part of the beat left unpicked, which it follows.
- Interval: bunching times or over exp(t·se), se by the jackknife over the stories, at least that of a Poisson number of
  pairs. Simulated for 10 to 250 stories in 18 and 54 periods (even, uneven, three periods with three quarters of all,
  one with nine tenths) it holds 87 to 99 % of the time; 64 % without the least se.
- q: Benjamini–Hochberg over the entities of the gate and frequency with at least `LEAST_STORIES`.
- A news cycle has passed: where the stretch that holds half of the stories reaches the newest period that is over, the
  arc is recent, since nobody can know yet whether it will last.
- sustained is a finding, not the lack of one: the whole interval must lie below `BUNCHED`.
- Missing periods are left out. Open ones count: the reference is conditional on the beat's own stories.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit
from scipy.stats import false_discovery_control

from trends import calendar
from trends.frames import GATES, EntityArc, checked
from trends.measures.entity_period import naming
from trends.measures.inputs import Inputs

LEAST_STORIES = 10
BUNCHED = 1.5
CALLED = 0.1
DRAWS = 999
LONGEST_PICK = 1_000
SEED = 20_220_101
NO_PAIR_SEEN = 3.0
"""95 % bound of a Poisson number of which none was seen."""

Vector = NDArray[np.float64]
Counts = NDArray[np.int64]


def table(inputs: Inputs) -> pl.DataFrame:
    """The entity_arc table: `frames.EntityArc`, a row for each entity named, frequency and gate."""
    rows: list[dict[str, object]] = []
    if inputs.mentions.is_empty():
        return EntityArc.create_empty()
    named = inputs.once(naming)
    stories = inputs.facts.unique("story_id").select("day", "verified_in_14_days")
    for frequency in inputs.settings.published():
        for gate in GATES:
            kept = stories if gate == "all" else stories.filter("verified_in_14_days")
            covered = inputs.periods.filter(
                (pl.col("frequency") == frequency) & (pl.col("gate") == gate) & (pl.col("state") != "missing")
            ).sort("period_start")
            periods, n_open = covered["period_start"], int((covered["state"] == "partial").sum())
            counts = _counts(named.filter(pl.col("gate") == gate), frequency, periods)
            if counts.is_empty() or periods.is_empty():
                continue
            entities, y = counts["entity_id"], counts.drop("entity_id").to_numpy().astype(np.int64)
            every = _placed(kept.select(_start(frequency)), periods)
            total = np.bincount(every, minlength=len(periods)).astype(np.int64)
            values = arcs(y, total, n_open=n_open)
            starts = periods.to_list()
            for i, entity in enumerate(entities):
                rows.append(
                    {"frequency": frequency, "entity_id": entity, "gate": gate, **_row(values, y[i], i, starts)}
                )
    frame = pl.DataFrame(rows, schema_overrides=EntityArc.create_empty().drop("beat_id").schema)
    named_rows = frame.with_columns(pl.lit(inputs.settings.beat_id).alias("beat_id"))
    return checked(EntityArc, named_rows.sort("frequency", "gate", "entity_id"))


def arcs(y: Counts, total: Counts, *, n_open: int = 0) -> dict[str, NDArray[np.generic]]:
    """Bunching of many entities over one calendar.

    Args:
        y: entities × periods, stories that name the entity; at least one each.
        total: stories of the beat by period, at least as many.
        n_open: how many periods at the end are still open.

    Returns:
        bunching, low, high, chance_high, p, q (NaN where they can't be told), half_start, half_end (positions) and arc.
    """
    n = y.sum(axis=1)
    whole = int(total.sum())
    pairs = (y * (y - 1)).sum(axis=1).astype(np.float64)
    alike = float((total * (total - 1)).sum() / max(whole * (whole - 1), 1))
    known = (n >= 2) & (alike > 0)
    many = np.maximum(n, 2).astype(np.float64)
    bunching = np.where(known, pairs / (many * (many - 1)) / (alike or 1.0), np.nan)
    low, high = interval(y, pairs, alike or 1.0)
    p, chance_high = chance(n, pairs, total, alike or 1.0)
    family = known & (n >= LEAST_STORIES)
    q = np.full(len(n), np.nan)
    if family.any():
        q[family] = false_discovery_control(p[family])
    half = np.array([half_stretch(row) for row in y]).reshape(-1, 2)
    bunched = (q <= CALLED) & (bunching >= BUNCHED) & (low > 1)
    arc = np.select(
        [~family, bunched & (half[:, 1] >= len(total) - 1 - n_open), bunched, high < BUNCHED],
        ["thin", "recent", "news_cycle", "sustained"],
        "undecided",
    )
    return {
        "bunching": bunching, "low": np.where(known, low, np.nan), "high": np.where(known, high, np.nan),
        "chance_high": np.where(known, chance_high, np.nan), "p": np.where(known, p, np.nan), "q": q,
        "half_start": half[:, 0], "half_end": half[:, 1], "arc": arc,
    }  # fmt: skip


def interval(y: Counts, pairs: Vector, alike: float, *, level: float = 0.9) -> tuple[Vector, Vector]:
    """Interval of the bunching: jackknife on the logarithm; from 0 where no two stories share a period."""
    n = np.maximum(y.sum(axis=1), 3).astype(np.float64)
    without = (pairs[:, None] - 2.0 * (y - 1)) / ((n - 1) * (n - 2))[:, None]
    weight = y / n[:, None]
    centre = (weight * without).sum(axis=1, keepdims=True)
    jackknife = (n - 1) * (weight * (without - centre) ** 2).sum(axis=1)
    bunching = pairs / (n * (n - 1)) / alike
    one = 2.0 / (n * (n - 1)) / alike  # one pair
    least = np.maximum(bunching, one) * one
    error = np.sqrt(np.maximum(jackknife / alike**2, least))
    reach = np.exp(np.minimum(stdtrit(n - 1, 0.5 + level / 2) * error / np.maximum(bunching, one), 50.0))
    none = pairs == 0
    low, high = np.where(none, 0.0, bunching / reach), np.where(none, NO_PAIR_SEEN * one, bunching * reach)
    return low, np.minimum(high, np.maximum(1.0 / alike, bunching))


def chance(n: Counts, pairs: Vector, total: Counts, alike: float) -> tuple[Vector, Vector]:
    """p of each entity's pairs, and the bunching that random picks as large stay below in 95 % of cases.

    Args:
        n: stories of each entity.
        pairs: Σ y(y−1) of each.
        total: stories of the beat by period.
        alike: R.
    """
    whole = int(total.sum())
    longest = max(1, min(int(n.max()), LONGEST_PICK, whole))
    picked = _picks(total, longest)
    p, bound = np.full(len(n), np.nan), np.full(len(n), np.nan)
    for size in np.unique(n[n >= 2]):
        drawn = min(int(size), longest)
        random = picked[:, drawn - 1] / (drawn * (drawn - 1)) / alike
        if size > drawn:
            random = 1 + (random - 1) * drawn / size * (whole - size) / max(whole - drawn, 1)
        same = n == size
        found = pairs[same] / (size * (size - 1)) / alike
        p[same] = (1 + (random[None, :] >= found[:, None] - 1e-12).sum(axis=1)) / (1 + DRAWS)
        bound[same] = np.quantile(random, 0.95, method="higher")
    return p, bound


def _picks(total: Counts, longest: int) -> Vector:
    """DRAWS × sizes: Σ y(y−1) of random picks of 1, 2, … `longest` stories, each the one before and a story more."""
    random = np.random.default_rng(SEED)
    edges = np.cumsum(total)
    stories = np.stack([random.choice(int(edges[-1]), longest, replace=False) for _ in range(DRAWS)])
    period = np.searchsorted(edges, stories, side="right")
    order = np.argsort(period, axis=1, kind="stable")
    grouped = np.take_along_axis(period, order, axis=1)
    place = np.arange(longest)[None, :]
    first = np.maximum.accumulate(np.where(np.diff(grouped, axis=1, prepend=-1) != 0, place, 0), axis=1)
    before = np.empty_like(period)
    np.put_along_axis(before, order, place - first, axis=1)
    return np.cumsum(2.0 * before, axis=1)


def half_stretch(y: Counts) -> tuple[int, int]:
    """First and last position of the shortest run of periods with half of the stories; of several the last."""
    sums = np.concatenate([[0], np.cumsum(y)])
    ends = np.searchsorted(sums, sums[:-1] + sums[-1] / 2)
    reached = np.flatnonzero(ends < len(sums))
    lengths = ends[reached] - reached
    start = int(reached[np.flatnonzero(lengths == lengths.min())[-1]])
    return start, int(ends[start]) - 1


def _row(values: dict[str, NDArray[np.generic]], y: Counts, i: int, starts: list[date]) -> dict[str, object]:
    """One entity's row without its keys."""
    half_start, half_end = int(values["half_start"][i]), int(values["half_end"][i])
    some = np.flatnonzero(y)
    numbers = {
        name: None if np.isnan(value := float(values[name][i])) else value
        for name in ("bunching", "low", "high", "chance_high", "p", "q")
    }
    return {
        "n_stories": int(y.sum()), "n_periods": len(y), "first_period": starts[some[0]],
        "last_period": starts[some[-1]], "half_start": starts[half_start], "half_end": starts[half_end],
        "half_periods": half_end - half_start + 1, **numbers, "arc": str(values["arc"][i]),
    }  # fmt: skip


def _start(frequency: str) -> pl.Expr:
    return calendar.start(pl.col("day"), frequency).alias("period_start")


def _placed(starts: pl.DataFrame, periods: pl.Series) -> NDArray[np.int64]:
    """Positions of the periods, those left out dropped."""
    order = pl.DataFrame({"period_start": periods, "place": np.arange(len(periods))})
    return starts.join(order, on="period_start")["place"].to_numpy().astype(np.int64)


def _counts(named: pl.DataFrame, frequency: str, periods: pl.Series) -> pl.DataFrame:
    """entity_id and one column a period: stories that name it; entities without one in these periods are left out."""
    order = pl.DataFrame({"period_start": periods, "place": np.arange(len(periods))})
    counted = named.with_columns(_start(frequency)).join(order, on="period_start").group_by("entity_id", "place").len()
    if counted.is_empty():
        return pl.DataFrame(schema={"entity_id": pl.String})
    wide = counted.sort("entity_id", "place").pivot("place", index="entity_id", values="len", aggregate_function="sum")
    columns = [str(place) for place in range(len(periods))]
    filled = wide.with_columns(pl.lit(0).alias(name) for name in columns if name not in wide.columns)
    return filled.select("entity_id", pl.col(columns).fill_null(0).cast(pl.Int64)).sort("entity_id")
