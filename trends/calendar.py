"""Complete calendars: every period has a row and says how far it can be believed.

Editorial decisions:

- A gap is never silent. A period without a row in the data gets one, as empty (we looked and saw nothing) or
  missing (we did not look).
- The period that holds the last covered day is partial, even if that day is its last: the day itself may still be
  running. A later period does not exist.
- The verified gate asks for two origins within 14 days, so its periods stay partial for 14 days after their end.
- An outage makes a period missing once it takes at least half of its days; a shorter one is named in `reason`.
- A period is thin when its stories, discounted at the default half-life, are worth fewer than 20; a topic can be
  thin in a complete period.
- Weeks begin on Monday.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from trends.frames import FREQUENCIES, GATES
from trends.settings import Settings, SettingsError

EVERY = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
VERIFIED_WAIT_DAYS = 14
THIN_BELOW = 20.0


def start(column: pl.Expr, frequency: str) -> pl.Expr:
    """First day of the period that holds each date.

    Raises:
        SettingsError: for an unknown frequency.
    """
    if frequency not in EVERY:
        raise SettingsError(f"Frequency {frequency!r} is unknown; use {', '.join(FREQUENCIES)}.")
    return column.dt.truncate(EVERY[frequency])


def calendar(frequency: str, first: date, last: date) -> pl.DataFrame:
    """Every period from the one that holds `first` to the one that holds `last`.

    Returns:
        period_start, period_end (last day, included), ascending; no rows where last < first.
    """
    ends = pl.Series("day", [first, last], dtype=pl.Date)
    low, high = ends.to_frame().select(start(pl.col("day"), frequency))["day"].to_list()
    days = pl.date_range(low, high, interval=EVERY[frequency], eager=True).alias("period_start")
    if last < first:
        days = days.clear()
    return days.to_frame().with_columns(
        pl.col("period_start").dt.offset_by(EVERY[frequency]).dt.offset_by("-1d").alias("period_end")
    )


def gaps(periods: pl.Series, frequency: str) -> pl.DataFrame:
    """Runs of periods that a series skips between its first and its last.

    Args:
        periods: first days of periods, any order, repeats allowed.

    Returns:
        first, last (both skipped, included), n_periods Int64; ascending.
    """
    seen = periods.drop_nulls().unique().sort()
    if seen.is_empty():
        return pl.DataFrame(schema={"first": pl.Date, "last": pl.Date, "n_periods": pl.Int64})
    bounds = seen.to_list()
    every = calendar(frequency, bounds[0], bounds[-1]).with_row_index("position")
    absent = every.filter(~pl.col("period_start").is_in(seen.implode()))
    run = pl.col("position").cast(pl.Int64) - pl.int_range(pl.len())
    return (
        absent.with_columns(run.alias("run"))
        .group_by("run")
        .agg(
            pl.col("period_start").min().alias("first"),
            pl.col("period_start").max().alias("last"),
            pl.len().cast(pl.Int64).alias("n_periods"),
        )
        .drop("run")
        .sort("first")
    )


def periods(daily: pl.DataFrame, settings: Settings, outages: pl.DataFrame | None = None) -> pl.DataFrame:
    """The calendar of every published frequency and gate, with states.

    Args:
        daily: day, gate, n (stories of the beat); days without stories may be absent.
        settings: the build's settings; the calendar runs from the first story's period to the one that holds the
            horizon. Stories after the horizon are outside it.
        outages: `frames.Outages`, or None.

    Returns:
        `frames.Period`, sorted by frequency (finest first), gate, period.
    """
    seen = daily.filter(pl.col("day") <= settings.horizon)
    first = seen["day"].min()
    if not isinstance(first, date):
        first = settings.horizon
    out = []
    for frequency in settings.published():
        days = calendar(frequency, first, settings.horizon)
        dark = _dark(days, outages)
        counts = daily.group_by(start(pl.col("day"), frequency).alias("period_start"), "gate").agg(
            pl.col("n").sum().cast(pl.Int64).alias("n_stories")
        )
        for gate in GATES:
            named = dark.with_columns(
                pl.lit(settings.beat_id).alias("beat_id"),
                pl.lit(frequency).alias("frequency"),
                pl.lit(gate).alias("gate"),
            ).join(counts, on=["period_start", "gate"], how="left", maintain_order="left")
            filled = named.with_columns(pl.col("n_stories").fill_null(0))
            out.append(_states(filled, settings, gate, settings.default_half_life(frequency)))
    return pl.concat(out)


def _dark(days: pl.DataFrame, outages: pl.DataFrame | None) -> pl.DataFrame:
    """Add dark (part of the period's days in an outage) and dark_reason to a calendar."""
    if outages is None or outages.is_empty():
        return days.with_columns(pl.lit(0.0).alias("dark"), pl.lit(None, pl.String).alias("dark_reason"))
    each = (
        outages.select(pl.date_ranges("start", "end").alias("day"), "reason")
        .explode("day")
        .unique("day", keep="first", maintain_order=True)
        .sort("day")
    )
    held = each.join_asof(days, left_on="day", right_on="period_start", strategy="backward").filter(
        pl.col("day") <= pl.col("period_end")
    )
    lost = held.group_by("period_start").agg(
        pl.len().alias("n_dark"), pl.col("reason").unique(maintain_order=True).alias("reasons")
    )
    length = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    return days.join(lost, on="period_start", how="left", maintain_order="left").select(
        "period_start",
        "period_end",
        (pl.col("n_dark").fill_null(0) / length).alias("dark"),
        pl.col("reasons").list.join("; ").alias("dark_reason"),
    )


def _states(frame: pl.DataFrame, settings: Settings, gate: str, half_life: float) -> pl.DataFrame:
    """State and reason of each period of one frequency and gate, in calendar order."""
    end, horizon = pl.col("period_end"), pl.lit(settings.horizon)
    wait = VERIFIED_WAIT_DAYS if gate == "verified" else 0
    missing = pl.col("dark") >= 0.5
    worth = _worth(frame["n_stories"].to_numpy(), frame.select(missing)["dark"].to_numpy(), half_life)
    known_to = pl.lit(f"Coverage reaches {settings.horizon.isoformat()}, inside the period.")
    waiting = pl.format(
        "A story has 14 days to be verified, and coverage reaches " + settings.horizon.isoformat() + ": complete "
        "after {}.", end.dt.offset_by(f"{wait}d").cast(pl.String)
    )  # fmt: skip
    short = pl.format(
        "Not covered for {} % of its days: {}", (pl.col("dark") * 100).round(0).cast(pl.Int64), "dark_reason"
    )
    state = (
        pl.when(missing).then(pl.lit("missing"))
        .when(end.dt.offset_by(f"{wait}d") >= horizon).then(pl.lit("partial"))
        .when(pl.col("n_stories") == 0).then(pl.lit("empty"))
        .when(pl.col("worth") < THIN_BELOW).then(pl.lit("thin"))
        .otherwise(pl.lit("complete"))
    )  # fmt: skip
    thin = pl.format(
        "Worth {} stories after discounting; {} are needed.", pl.col("worth").round(1), pl.lit(int(THIN_BELOW))
    )
    reason = (
        pl.when(pl.col("state") == "missing").then(short)
        .when((pl.col("state") == "partial") & (end >= horizon)).then(known_to)
        .when(pl.col("state") == "partial").then(waiting)
        .when(pl.col("state") == "empty").then(pl.lit("Covered, and no story was published."))
        .when(pl.col("state") == "thin").then(thin)
        .when(pl.col("dark") > 0).then(short)
    )  # fmt: skip
    stated = frame.with_columns(pl.Series("worth", worth)).with_columns(state.alias("state"))
    return stated.select(
        "beat_id", "frequency", "period_start", "period_end", "gate", "state", "n_stories", reason.alias("reason")
    )


def _worth(n: np.ndarray, missing: np.ndarray, half_life: float) -> np.ndarray:
    """Discounted stories B²/W of each period; missing periods don't advance the discounting."""
    delta = 2.0 ** (-1.0 / half_life)
    out = np.zeros(len(n))
    b = w = 0.0
    for position, (stories, gone) in enumerate(zip(n, missing, strict=True)):
        if not gone:
            b, w = delta * b + stories, delta * delta * w + stories
        out[position] = b * b / w if w > 0 else 0.0
    return out
