"""Which outlets a panel has, how each is scaled, and the level they give together.

Editorial decisions:

- An outlet needs 12 periods and 5 hits in the base, and a share that varies there; its scale is σ over the base.
- An outlet with no base period at all is an *entrant*. Entrants join in rounds: those with 12 periods in common with
  the panel so far, each scaled so that its mean over these periods is the panel's.
- A chained level divides by what the outlets present would have given in the base, so that an absence doesn't move it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trends.measures.panel import Mask, Panel, Places, Vector

Weights = Literal["equal", "volume", "pooled"]
MIN_BASE_PERIODS = 12
MIN_BASE_HITS = 5
MIN_OVERLAP_PERIODS = 12
_RELATIVE_ZERO = 1e-12


@dataclass(frozen=True)
class Statistics:
    """Per outlet, over some cells: periods, hits, mean total, mean and pooled share, standard deviation (ddof 1)."""

    n_periods: Vector
    n_hits: Vector
    weight: Vector
    mean: Vector
    ratio: Vector
    deviation: Vector


def statistics(panel: Panel, cells: Mask) -> Statistics:
    """Statistics of every outlet over the cells that are true."""
    n = cells.sum(axis=0).astype(np.float64)
    hits, total = (np.where(cells, values, 0.0).sum(axis=0) for values in (panel.hits, panel.total))
    share = np.where(cells, panel.share, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = share.sum(axis=0) / n
        square = np.where(cells, (share - mean) ** 2, 0.0).sum(axis=0)
        return Statistics(n, hits, total / n, mean, hits / total, np.sqrt(square / (n - 1)))


@dataclass(frozen=True)
class Members:
    """The outlets of the panel: place, scale σ, reference Z̄ and weight ω."""

    place: Places
    scale: Vector
    reference: Vector
    weight: Vector


def usable(stats: Statistics, weights: Weights, among: Places) -> Members:
    """Of some outlets, those whose scale can be estimated."""
    pooled = weights == "pooled"
    varies = np.full(stats.mean.shape, True) if pooled else stats.deviation > _RELATIVE_ZERO * np.abs(stats.mean)
    fit = (stats.n_periods >= MIN_BASE_PERIODS) & (stats.n_hits >= MIN_BASE_HITS) & varies
    place = among[fit[among]]
    scale = np.ones(len(place)) if pooled else stats.deviation[place]
    reference = (stats.ratio if pooled else stats.mean)[place] / scale
    weight = np.ones(len(place)) if weights == "equal" else stats.weight[place]
    return Members(place, scale, reference, weight)


def members_of(panel: Panel, weights: Weights, chain: bool) -> Members:
    """The panel: incumbents by their base, then entrants, in rounds, by their overlap with the panel so far."""
    in_base = panel.observed & panel.in_base[:, None]
    every = np.arange(len(panel.outlets))
    members = usable(statistics(panel, in_base), weights, every)
    if not chain or not len(members.place):
        return members
    waiting = np.flatnonzero(~in_base.any(axis=0) & panel.observed.any(axis=0))
    while len(waiting):
        level, _ = level_of(panel, members, weights, chain)
        overlap = panel.observed & ~np.isnan(level)[:, None]
        joining = usable(statistics(panel, overlap), weights, waiting)
        shared = overlap[:, joining.place]
        height = np.where(shared, np.nan_to_num(level)[:, None], 0.0).sum(axis=0) / shared.sum(axis=0) / 100
        fit = height > 0
        if not fit.any():
            break
        members = Members(
            np.concatenate([members.place, joining.place[fit]]),
            np.concatenate([members.scale, joining.scale[fit]]),
            np.concatenate([members.reference, joining.reference[fit] / height[fit]]),
            np.concatenate([members.weight, joining.weight[fit]]),
        )
        waiting = np.setdiff1d(waiting, joining.place[fit])
    order = np.argsort(members.place)
    return Members(members.place[order], members.scale[order], members.reference[order], members.weight[order])


def level_of(panel: Panel, members: Members, weights: Weights, chain: bool) -> tuple[Vector, NDArray[np.int64]]:
    """Per period the index (NaN where no outlet is present) and the number of outlets it rests on."""
    here = panel.observed[:, members.place]
    total = panel.total[:, members.place]
    now = np.where(here, 1.0 if weights == "equal" else total, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = (now * panel.share[:, members.place] / members.scale).sum(axis=1) / now.sum(axis=1)
        if chain:
            usual = np.where(here, members.weight, 0.0)
            raw = raw / ((usual * members.reference).sum(axis=1) / usual.sum(axis=1))
        n_outlets = here.sum(axis=1)
        base = raw[panel.in_base & (n_outlets > 0)]
        level = 100 * raw / (base.mean() if base.size else np.nan)
    return np.where(n_outlets > 0, level, np.nan), n_outlets.astype(np.int64)


def without_each(
    panel: Panel, owner: NDArray[np.object_], weights: Weights, chain: bool
) -> tuple[list[str], tuple[Vector, Vector], tuple[Vector, Vector]]:
    """Owners, and the lowest and highest index without one of them, each with the owner's place (−1: none)."""
    names = sorted(set(owner))
    runs = np.full((len(names), len(panel.periods)), np.nan)
    for i, name in enumerate(names):
        rest = panel.only(np.flatnonzero(owner != name))
        runs[i] = level_of(rest, members_of(rest, weights, chain), weights, chain)[0]
    if not names:
        nothing = np.full(len(panel.periods), np.nan)
        return names, (nothing, nothing * 0 - 1), (nothing, nothing * 0 - 1)
    known = ~np.isnan(runs).all(axis=0)
    ends = []
    for sign in (1.0, -1.0):
        filled = np.where(np.isnan(runs), np.inf, sign * runs)
        at = filled.argmin(axis=0)
        ends.append((np.where(known, sign * filled.min(axis=0), np.nan), np.where(known, at, -1).astype(np.float64)))
    return names, ends[0], ends[1]
