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

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import calendar, frames
from trends.measures.inputs import Inputs

Weights = Literal["equal", "volume", "pooled"]
Base = tuple[date, date]

MIN_BASE_PERIODS = 12
MIN_BASE_HITS = 5
MIN_OVERLAP_PERIODS = 12
TRAILING_PERIODS = 26
MIN_TRAILING_PERIODS = 3
_RELATIVE_ZERO = 1e-12
NOT_ESTIMABLE = (
    "Not estimable: no outlet has {} periods and {} articles about the topic in the base period ({} to {}), as a panel "
    "needs."
)

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


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
    panel = _Panel.of(_cells(frame, base), missing_below)
    level, n_outlets = _level(panel, _members(panel, weights, chain), weights, chain)
    return _as_frame(panel, index=level).with_columns(n_outlets=pl.Series(n_outlets, dtype=pl.Int64))


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
    panel = _Panel.of(_cells(frame, base), missing_below)
    inside = set(_members(panel, weights, chain).place.tolist())
    stats = _statistics(panel, panel.observed & panel.in_base.reshape(-1, 1))
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
    panel = _Panel.of(_cells(frame, base), missing_below)
    named = owners.select(pl.col("outlet").cast(pl.String), pl.col("owner").cast(pl.String)).unique("outlet")
    known = dict(named.drop_nulls().iter_rows())
    owner = np.array([known.get(name, name) for name in panel.outlets], dtype=object)
    names, low, high = _without_each(panel, owner, weights, chain)
    return _as_frame(panel, low=low[0], high=high[0]).with_columns(
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


def _cells(frame: pl.DataFrame, base: Base) -> pl.DataFrame:
    """One row per period and outlet, typed, with the base marked; unknown numbers stay null."""
    period = pl.col("period")
    if frame.schema["period"] == pl.Null:
        period = period.cast(pl.Datetime("us"))
    number = pl.col("hits", "total").cast(pl.Float64)
    return (
        frame.select(period, pl.col("outlet").cast(pl.String), pl.when(number.is_finite()).then(number))
        .drop_nulls(["period", "outlet"])
        .group_by("period", "outlet")
        .agg(pl.when(pl.col("hits", "total").count() > 0).then(pl.col("hits", "total").sum()))
        .with_columns(in_base=pl.col("period").cast(pl.Date).is_between(*base))
        .sort("outlet", "period")
    )


@dataclass(frozen=True)
class _Panel:
    """Hits and totals as periods × outlets, zero where unknown, and the cells that count."""

    periods: pl.Series
    outlets: list[str]
    in_base: Mask
    hits: Matrix
    total: Matrix
    observed: Mask

    @classmethod
    def of(cls, cells: pl.DataFrame, missing_below: float) -> _Panel:
        """From `_cells`; observed: a known share, and a volume that is not an outage."""
        usual = (
            pl.col("total").shift(1).rolling_median(TRAILING_PERIODS, min_samples=MIN_TRAILING_PERIODS).over("outlet")
        )
        silent = (pl.col("total") < missing_below * usual).fill_null(False)
        # The trailing median is over the outlet's cells with articles: an empty one is missing, not a low volume.
        there = cells.filter((pl.col("total") > 0) & (pl.col("hits") >= 0)).with_columns(silent=silent)
        periods = cells["period"].unique().sort()
        outlets = cells["outlet"].unique().sort()
        row, column = (
            periods.search_sorted(there["period"]).to_numpy(),
            outlets.search_sorted(there["outlet"]).to_numpy(),
        )
        shape = (len(periods), len(outlets))
        hits, total, observed = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        hits[row, column], total[row, column] = there["hits"].to_numpy(), there["total"].to_numpy()
        observed[row, column] = ~there["silent"].to_numpy()
        in_base = np.zeros(len(periods), dtype=np.bool_)
        in_base[periods.search_sorted(cells.filter("in_base")["period"].unique()).to_numpy()] = True
        return cls(periods, outlets.to_list(), in_base, hits, total, observed)

    @property
    def share(self) -> Matrix:
        return np.divide(self.hits, self.total, out=np.zeros_like(self.hits), where=self.total > 0)

    def only(self, columns: Places) -> _Panel:
        """The panel of some of its outlets."""
        return _Panel(
            self.periods, [self.outlets[i] for i in columns], self.in_base,
            self.hits[:, columns], self.total[:, columns], self.observed[:, columns],
        )  # fmt: skip

    def about(self, hits: Matrix) -> _Panel:
        """The same outlets and volumes with the hits of another topic."""
        return _Panel(self.periods, self.outlets, self.in_base, hits, self.total, self.observed)


@dataclass(frozen=True)
class _Statistics:
    """Per outlet, over some cells: periods, hits, mean total, mean and pooled share, standard deviation (ddof 1)."""

    n_periods: Vector
    n_hits: Vector
    weight: Vector
    mean: Vector
    ratio: Vector
    deviation: Vector


def _statistics(panel: _Panel, cells: Mask) -> _Statistics:
    n = cells.sum(axis=0).astype(np.float64)
    hits, total = (np.where(cells, values, 0.0).sum(axis=0) for values in (panel.hits, panel.total))
    share = np.where(cells, panel.share, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = share.sum(axis=0) / n
        square = np.where(cells, (share - mean) ** 2, 0.0).sum(axis=0)
        return _Statistics(n, hits, total / n, mean, hits / total, np.sqrt(square / (n - 1)))


@dataclass(frozen=True)
class _Members:
    """The outlets of the panel: place, scale σ, reference Z̄ and weight ω."""

    place: Places
    scale: Vector
    reference: Vector
    weight: Vector


def _usable(stats: _Statistics, weights: Weights, among: Places) -> _Members:
    """Of some outlets, those whose scale can be estimated."""
    pooled = weights == "pooled"
    varies = np.full(stats.mean.shape, True) if pooled else stats.deviation > _RELATIVE_ZERO * np.abs(stats.mean)
    fit = (stats.n_periods >= MIN_BASE_PERIODS) & (stats.n_hits >= MIN_BASE_HITS) & varies
    place = among[fit[among]]
    scale = np.ones(len(place)) if pooled else stats.deviation[place]
    reference = (stats.ratio if pooled else stats.mean)[place] / scale
    weight = np.ones(len(place)) if weights == "equal" else stats.weight[place]
    return _Members(place, scale, reference, weight)


def _members(panel: _Panel, weights: Weights, chain: bool) -> _Members:
    """The panel: incumbents by their base, then entrants, in rounds, by their overlap with the panel so far."""
    in_base = panel.observed & panel.in_base[:, None]
    every = np.arange(len(panel.outlets))
    members = _usable(_statistics(panel, in_base), weights, every)
    if not chain or not len(members.place):
        return members
    waiting = np.flatnonzero(~in_base.any(axis=0) & panel.observed.any(axis=0))
    while len(waiting):
        level, _ = _level(panel, members, weights, chain)
        overlap = panel.observed & ~np.isnan(level)[:, None]
        joining = _usable(_statistics(panel, overlap), weights, waiting)
        shared = overlap[:, joining.place]
        height = np.where(shared, np.nan_to_num(level)[:, None], 0.0).sum(axis=0) / shared.sum(axis=0) / 100
        fit = height > 0
        if not fit.any():
            break
        members = _Members(
            np.concatenate([members.place, joining.place[fit]]),
            np.concatenate([members.scale, joining.scale[fit]]),
            np.concatenate([members.reference, joining.reference[fit] / height[fit]]),
            np.concatenate([members.weight, joining.weight[fit]]),
        )
        waiting = np.setdiff1d(waiting, joining.place[fit])
    order = np.argsort(members.place)
    return _Members(members.place[order], members.scale[order], members.reference[order], members.weight[order])


def _level(panel: _Panel, members: _Members, weights: Weights, chain: bool) -> tuple[Vector, NDArray[np.int64]]:
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


def _without_each(
    panel: _Panel, owner: NDArray[np.object_], weights: Weights, chain: bool
) -> tuple[list[str], tuple[Vector, Vector], tuple[Vector, Vector]]:
    """Owners, and the lowest and highest index without one of them, each with the owner's place (−1: none)."""
    names = sorted(set(owner))
    runs = np.full((len(names), len(panel.periods)), np.nan)
    for i, name in enumerate(names):
        rest = panel.only(np.flatnonzero(owner != name))
        runs[i] = _level(rest, _members(rest, weights, chain), weights, chain)[0]
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


def _as_frame(panel: _Panel, **values: Vector) -> pl.DataFrame:
    """Period and columns of values, NaN as null."""
    return pl.DataFrame(
        [panel.periods.alias("period"), *(pl.Series(name, v).fill_nan(None) for name, v in values.items())]
    )


def table(inputs: Inputs) -> pl.DataFrame:
    """The panel_index table: `frames.PanelIndex`, the beat's own frequency, every topic in all three weightings.

    No rows without a base period. A panel that can't be formed gives null and says why.
    """
    settings = inputs.settings
    base, frequency = settings.base, settings.frequency
    if base is None:
        return frames.PanelIndex.create_empty()
    shown = inputs.periods.filter((pl.col("frequency") == frequency) & (pl.col("gate") == "all"))
    open_ = shown.filter(pl.col("state").is_in(["partial", "missing"]))["period_start"]
    articles = inputs.articles.with_columns(period=calendar.start(pl.col("day"), frequency))
    panel = _Panel.of(_cells(_volumes(articles, open_), base), 0.2)
    note = NOT_ESTIMABLE.format(MIN_BASE_PERIODS, MIN_BASE_HITS, *base)
    owner = _owners(articles, panel.outlets)
    rows = []
    spine = shown.select("period_start").sort("period_start")
    for topic, hits in _hits(inputs, articles, panel):
        about = panel.about(hits)
        for weights in ("equal", "volume", "pooled"):
            members = _members(about, weights, True)
            level, n_outlets = _level(about, members, weights, True)
            low = high = np.full(len(level), np.nan)
            if settings.pair and topic in settings.pair and len(members.place):
                inside = about.only(members.place)
                _, (low, _), (high, _) = _without_each(inside, owner[members.place], weights, True)
            found = _as_frame(about, index=level, low=low, high=high).with_columns(
                n_outlets=pl.Series(n_outlets, dtype=pl.Int64)
            )
            absent = note if not len(members.place) else "No outlet of the panel was seen in the period."
            rows.append(
                spine.join(found, left_on="period_start", right_on="period", how="left", maintain_order="left")
                .with_columns(
                    topic_id=pl.lit(topic), weights=pl.lit(weights), n_outlets=pl.col("n_outlets").fill_null(0),
                    note=pl.when(pl.col("index").is_null()).then(pl.lit(absent)),
                )
            )  # fmt: skip
    if not rows:
        return frames.PanelIndex.create_empty()
    named = pl.concat(rows).with_columns(beat_id=pl.lit(settings.beat_id), frequency=pl.lit(frequency))
    return frames.checked(frames.PanelIndex, named.sort("period_start", "topic_id", "weights"))


def _volumes(articles: pl.DataFrame, open_: pl.Series) -> pl.DataFrame:
    """period, outlet, hits (0), total of the periods that are not open."""
    return (
        articles.filter(~pl.col("period").is_in(open_.implode()))
        .group_by("period", outlet="outlet_id")
        .agg(total=pl.len(), hits=pl.lit(0))
    )


def _hits(inputs: Inputs, articles: pl.DataFrame, panel: _Panel) -> Iterator[tuple[str, Matrix]]:
    """Every topic with its articles as periods × outlets."""
    about = inputs.facts.select("story_id", "topic_id").drop_nulls("topic_id")
    cells = articles.join(about, on="story_id").group_by("topic_id", "period", "outlet_id").len()
    cells = cells.filter(pl.col("period").is_in(panel.periods.implode()))
    by_topic = cells.partition_by("topic_id", as_dict=True)
    outlets = pl.Series(panel.outlets, dtype=pl.String)
    for topic in inputs.settings.topics:
        hits = np.zeros(panel.total.shape)
        rows = by_topic.get((topic,))
        if rows is not None:
            row, column = panel.periods.search_sorted(rows["period"]), outlets.search_sorted(rows["outlet_id"])
            hits[row.to_numpy(), column.to_numpy()] = rows["len"].to_numpy()
        yield topic, hits


def _owners(articles: pl.DataFrame, outlets: list[str]) -> NDArray[np.object_]:
    """Owner of each outlet; an outlet without one stands for itself."""
    known = dict(articles.select("outlet_id", "owner").drop_nulls().unique("outlet_id").iter_rows())
    return np.array([known.get(name, name) for name in outlets], dtype=object)
