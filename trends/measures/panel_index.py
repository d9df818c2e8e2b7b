"""Panel index: one level for a topic over a panel of outlets, mean 100 over a base period.

An outlet's observation is its share X = hits / total in a period. Three ways to put outlets together:

- ``equal``: Z = X / σ, σ the outlet's own standard deviation over the base (ddof 1, both ends included), averaged
  over the outlets. This is the Economic Policy Uncertainty method (Baker, Bloom and Davis 2016, QJE 131).
- ``volume``: the same Z, averaged with each period's totals as weights.
- ``pooled``: Σ hits / Σ total, unscaled. This is the Geopolitical Risk method (Caldara and Iacoviello 2022, AER
  112).

Editorial decisions:

- An outlet whose total is zero, unknown, or below ``missing_below`` of the median of its last 26 totals is
  *missing* in that period: an outage is not a silence about the topic.
- ``chain=True`` divides the panel's value by what the outlets present would have given in the base,
  Σ ω_s Z̄_s / Σ ω_s (ω_s = 1, or the outlet's mean base total), so that an absence does not move the index. With
  every outlet present the divisor is a constant, and chaining changes nothing.
- An outlet with no base period at all is an *entrant*: it joins once it shares at least 12 periods with the panel,
  and is scaled so that its mean over the shared periods is the panel's. Scaling uses the whole overlap, so a
  rebuild with more periods can revise an entrant's past a little; the incumbents' part never moves.
- Where no outlet is left, the index is null for every period and `left_out` says why. That is an answer, not an
  error.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from trends.measures.panel import Base, Mask, Panel, as_frame, cells_of
from trends.measures.panel_members import (
    MIN_BASE_HITS,
    MIN_BASE_PERIODS,
    MIN_OVERLAP_PERIODS,
    Weights,
    level_of,
    members_of,
    statistics,
    without_each,
)


class PanelIndexError(ValueError):
    """An argument of the panel index that has no meaning."""


def panel_index(
    frame: pl.DataFrame,
    *,
    base: Base,
    weights: Weights = "equal",
    missing_below: float = 0.2,
    chain: bool = True,
) -> pl.DataFrame:
    """Compute the index of a topic over a panel of outlets.

    Args:
        frame: One row per period and outlet: ``period`` (Date or naive Datetime), ``outlet``, ``hits`` and
            ``total`` (articles about the topic, and articles; fractions allowed). Rows of one period and outlet are
            added up.
        base: First and last day of the base period, both included.
        weights: ``equal``, ``volume`` or ``pooled``; see the module.
        missing_below: An outlet below this part of its trailing median volume is missing in that period.
        chain: Whether absences are compensated and entrants taken in.

    Returns:
        One row per period of ``frame``, in order: ``period``, ``index`` (mean 100 over the base; null where no
        outlet is present, everywhere when not estimable) and ``n_outlets`` (outlets the value rests on).

    Raises:
        PanelIndexError: Unknown weights, a base that ends before it starts, or a negative ``missing_below``.
    """
    _check(base, weights, missing_below)
    panel = Panel.of(cells_of(frame, base), missing_below)
    level, n_outlets = level_of(panel, members_of(panel, weights, chain), weights, chain)
    return as_frame(panel, index=level).with_columns(n_outlets=pl.Series(n_outlets, dtype=pl.Int64))


def left_out(
    frame: pl.DataFrame,
    *,
    base: Base,
    weights: Weights = "equal",
    missing_below: float = 0.2,
    chain: bool = True,
) -> pl.DataFrame:
    """List the outlets that `panel_index` leaves out, with the reason.

    Args:
        frame: As for `panel_index`.
        base: As for `panel_index`.
        weights: As for `panel_index`; a constant share bars an outlet only where shares are scaled.
        missing_below: As for `panel_index`.
        chain: As for `panel_index`; without it there are no entrants.

    Returns:
        ``outlet`` and ``reason``, one row per outlet left out, ordered by outlet.
    """
    _check(base, weights, missing_below)
    panel = Panel.of(cells_of(frame, base), missing_below)
    inside = set(members_of(panel, weights, chain).place.tolist())
    stats = statistics(panel, panel.observed & panel.in_base.reshape(-1, 1))
    never: Mask = np.logical_not(panel.observed.any(axis=0))

    def reason(i: int) -> str:
        if never[i]:
            return "no observed period"
        if not stats.n_periods[i] and chain:
            return f"no base period, and no usable overlap of {MIN_OVERLAP_PERIODS} periods with the panel"
        if stats.n_periods[i] < MIN_BASE_PERIODS:
            return f"fewer than {MIN_BASE_PERIODS} base periods"
        if stats.n_hits[i] < MIN_BASE_HITS:
            return f"fewer than {MIN_BASE_HITS} base hits"
        return "zero deviation over the base"

    rows = [(name, reason(i)) for i, name in enumerate(panel.outlets) if i not in inside]
    return pl.DataFrame(rows, schema={"outlet": pl.String, "reason": pl.String}, orient="row")


def leave_one_owner_out(
    frame: pl.DataFrame,
    owners: pl.DataFrame,
    *,
    base: Base,
    weights: Weights = "equal",
    missing_below: float = 0.2,
    chain: bool = True,
) -> pl.DataFrame:
    """Recompute the index without each owner in turn: a band of how far it rests on any one voice.

    Args:
        frame: As for `panel_index`.
        owners: ``outlet`` and ``owner``; an outlet without an owner stands for itself.
        base: As for `panel_index`.
        weights: As for `panel_index`.
        missing_below: As for `panel_index`.
        chain: As for `panel_index`.

    Returns:
        ``period``, ``low`` and ``high`` (the range of the index over the owners left out; null where no panel is
        left) and ``low_without``, ``high_without`` (the owners whose absence gives that end).
    """
    _check(base, weights, missing_below)
    panel = Panel.of(cells_of(frame, base), missing_below)
    named = owners.select(pl.col("outlet").cast(pl.String), pl.col("owner").cast(pl.String)).unique("outlet")
    known = dict(named.drop_nulls().iter_rows())
    owner = np.array([known.get(name, name) for name in panel.outlets], dtype=object)
    names, low, high = without_each(panel, owner, weights, chain)
    return as_frame(panel, low=low[0], high=high[0]).with_columns(
        low_without=pl.Series([names[i] if i >= 0 else None for i in low[1].astype(int)], dtype=pl.String),
        high_without=pl.Series([names[i] if i >= 0 else None for i in high[1].astype(int)], dtype=pl.String),
    )


def _check(base: Base, weights: str, missing_below: float) -> None:
    if weights not in ("equal", "volume", "pooled"):
        raise PanelIndexError(f"panel_index: weights {weights!r} is not one of equal, volume, pooled.")
    if base[1] < base[0]:
        raise PanelIndexError(f"panel_index: the base ends on {base[1]}, before it starts on {base[0]}.")
    if not missing_below >= 0:
        raise PanelIndexError(f"panel_index: missing_below {missing_below!r} must be 0 or more, for example 0.2.")
