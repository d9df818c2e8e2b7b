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

from datetime import date
from typing import Literal

import polars as pl

Weights = Literal["equal", "volume", "pooled"]
Base = tuple[date, date]

MIN_BASE_PERIODS = 12
MIN_BASE_HITS = 5
MIN_OVERLAP_PERIODS = 12
TRAILING_PERIODS = 26
MIN_TRAILING_PERIODS = 3
_RELATIVE_ZERO = 1e-12

_MEMBER_SCHEMA = {
    "outlet": pl.String,
    "scale": pl.Float64,
    "reference": pl.Float64,
    "weight": pl.Float64,
}


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
    cells = _cells(frame, base)
    observed = _observed(cells, missing_below)
    members = _members(observed, weights, chain)
    periods = cells.select(pl.col("period").unique().sort())
    return (
        periods.join(_level(observed, members, weights, chain), on="period", how="left")
        .with_columns(pl.col("n_outlets").fill_null(0))
        .sort("period")
    )


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
    cells = _cells(frame, base)
    observed = _observed(cells, missing_below)
    members = _members(observed, weights, chain)
    outlets = cells.select(pl.col("outlet").unique().sort()).join(members, on="outlet", how="anti")
    stats = _statistics(observed.filter("in_base"))
    return (
        outlets.join(stats, on="outlet", how="left")
        .join(observed.group_by("outlet").agg(n_observed=pl.len()), on="outlet", how="left")
        .select(
            "outlet",
            reason=pl.when(pl.col("n_observed").is_null())
            .then(pl.lit("no observed period"))
            .when(pl.col("n_periods").is_null() & chain)
            .then(pl.lit(f"no base period, and no usable overlap of {MIN_OVERLAP_PERIODS} periods with the panel"))
            .when(pl.col("n_periods").fill_null(0) < MIN_BASE_PERIODS)
            .then(pl.lit(f"fewer than {MIN_BASE_PERIODS} base periods"))
            .when(pl.col("n_hits") < MIN_BASE_HITS)
            .then(pl.lit(f"fewer than {MIN_BASE_HITS} base hits"))
            .otherwise(pl.lit("zero deviation over the base")),
        )
        .sort("outlet")
    )


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
    owner = pl.coalesce("owner", "outlet")
    named = owners.select(pl.col("outlet").cast(pl.String), pl.col("owner").cast(pl.String)).unique("outlet")
    owned = frame.with_columns(pl.col("outlet").cast(pl.String)).join(named, on="outlet", how="left")
    owned = owned.with_columns(owner=owner)
    names = owned["owner"].drop_nulls().unique().sort()
    periods = panel_index(frame, base=base, weights=weights, missing_below=missing_below, chain=chain).select("period")
    if names.is_empty():
        return periods.with_columns(
            low=pl.lit(None, pl.Float64),
            high=pl.lit(None, pl.Float64),
            low_without=pl.lit(None, pl.String),
            high_without=pl.lit(None, pl.String),
        )
    runs = [
        panel_index(
            owned.filter(pl.col("owner") != name).drop("owner"),
            base=base,
            weights=weights,
            missing_below=missing_below,
            chain=chain,
        ).with_columns(owner=pl.lit(name))
        for name in names
    ]
    band = (
        pl.concat(runs)
        .drop_nulls("index")
        .sort("period", "owner")
        .group_by("period")
        .agg(
            low=pl.col("index").min(),
            high=pl.col("index").max(),
            low_without=pl.col("owner").get(pl.col("index").arg_min()),
            high_without=pl.col("owner").get(pl.col("index").arg_max()),
        )
    )
    return periods.join(band, on="period", how="left").sort("period")


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


def _observed(cells: pl.DataFrame, missing_below: float) -> pl.DataFrame:
    """The cells that count: a known share, and a volume that is not an outage."""
    trailing = (
        pl.col("total").shift(1).rolling_median(TRAILING_PERIODS, min_samples=MIN_TRAILING_PERIODS).over("outlet")
    )
    return (
        cells.filter((pl.col("total") > 0) & (pl.col("hits") >= 0))
        .with_columns(trailing=trailing)
        .filter(pl.col("trailing").is_null() | (pl.col("total") >= missing_below * pl.col("trailing")))
        .with_columns(share=pl.col("hits") / pl.col("total"))
        .drop("trailing")
    )


def _statistics(observed: pl.DataFrame) -> pl.DataFrame:
    """Per outlet: number of periods, hits, mean total, mean and pooled share, standard deviation (ddof 1)."""
    return observed.group_by("outlet").agg(
        n_periods=pl.len(),
        n_hits=pl.col("hits").sum(),
        weight=pl.col("total").mean(),
        mean=pl.col("share").mean(),
        ratio=pl.col("hits").sum() / pl.col("total").sum(),
        deviation=pl.col("share").std(ddof=1),
    )


def _usable(stats: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """Outlets whose scale can be estimated: outlet, scale σ, reference Z̄ and weight ω."""
    pooled = weights == "pooled"
    varies = pl.lit(True) if pooled else pl.col("deviation") > _RELATIVE_ZERO * pl.col("mean").abs()
    scale = pl.lit(1.0) if pooled else pl.col("deviation")
    return stats.filter(
        (pl.col("n_periods") >= MIN_BASE_PERIODS) & (pl.col("n_hits") >= MIN_BASE_HITS) & varies
    ).select(
        "outlet",
        scale=scale,
        reference=(pl.col("ratio") if pooled else pl.col("mean")) / scale,
        weight=pl.lit(1.0) if weights == "equal" else pl.col("weight"),
    )


def _members(observed: pl.DataFrame, weights: Weights, chain: bool) -> pl.DataFrame:
    """The panel: incumbents by their base, then entrants, in rounds, by their overlap with the panel so far."""
    members = _usable(_statistics(observed.filter("in_base")), weights).cast(_MEMBER_SCHEMA)  # type: ignore[arg-type]
    if not chain or members.is_empty():
        return members
    with_base = observed.filter("in_base").select(pl.col("outlet").unique())
    waiting = observed.join(with_base, on="outlet", how="anti")
    while not waiting.is_empty():
        level = _level(observed, members, weights, chain).select("period", "index")
        overlap = waiting.join(level, on="period").filter(pl.col("index").is_not_null())
        joining = (
            _usable(_statistics(overlap), weights)
            .join(overlap.group_by("outlet").agg(panel=pl.col("index").mean() / 100), on="outlet")
            .filter(pl.col("panel") > 0)
            .with_columns(reference=pl.col("reference") / pl.col("panel"))
            .drop("panel")
        )
        if joining.is_empty():
            break
        members = pl.concat([members, joining])
        waiting = waiting.join(joining, on="outlet", how="anti")
    return members.sort("outlet")


def _level(observed: pl.DataFrame, members: pl.DataFrame, weights: Weights, chain: bool) -> pl.DataFrame:
    """Per period: index and n_outlets of the given panel."""
    now = pl.lit(1.0) if weights == "equal" else pl.col("total")
    value = (now * pl.col("share") / pl.col("scale")).sum() / now.sum()
    if weights == "equal":
        value = (pl.col("share") / pl.col("scale")).mean()
    expected = (pl.col("weight") * pl.col("reference")).sum() / pl.col("weight").sum()
    level = (
        observed.join(members, on="outlet")
        .sort("period", "outlet")
        .group_by("period", maintain_order=True)
        .agg(
            in_base=pl.col("in_base").first(),
            raw=value / expected if chain else value,
            n_outlets=pl.len().cast(pl.Int64),
        )
    )
    base_mean = pl.col("raw").filter("in_base").mean()
    return level.select("period", index=100 * pl.col("raw") / base_mean, n_outlets="n_outlets")
