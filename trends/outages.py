"""Outages that nobody recorded: outlets that fall silent, and days on which most of the panel has.

An outlet is out over a window of 3, 7 or 14 days (a single one too where the beat is read by the day) if it brought
less than 20 % of what was to be expected, and if so few would come by chance in fewer than one window of a thousand.

Editorial decisions:

- Expected: the median of the outlet's last 26 weeks, spread over the days by its own weekly rhythm. Weeks in an outage
  don't count, so a long one doesn't become the new normal; after half a year of silence an outlet has left the panel.
- Chance is a negative binomial with the outlet's own scatter between weeks: an outlet that writes in bursts must be
  silent for longer before it is called out. One that writes a few articles a week is never called out by itself.
- The newest days are not yet known in full: what is expected of them is cut to the part of an outlet's articles that is
  usually known at their age, so that a delay in seeing articles isn't taken for silence.
- All outlets together are tested too: many small ones can fall silent at once, when the reader of the feeds fails.
- A day is dark if outlets that are out carry more than half of the expected articles of the outlets that can be tested.
  Fewer than that changes the mix of outlets, not the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import nbinom

from trends.frames import Outages

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]

BELOW = 0.2
CHANCE = 1e-3
MOST = 0.5
TRAILING_WEEKS = 26
LEAST_WEEKS = 8
LEAST_ARTICLES = 30
PASSES = 4
LOUD = 2.0
SETTLED_DAYS = 14
NAMED = 3


@dataclass(frozen=True)
class Silences:
    """Days × outlets, for the outlets with enough articles to judge; the last column is all outlets together.

    Attributes:
        days: every day from the first article on, ascending.
        outlets: outlet of each column but the last.
        expected: articles to expect each day; NaN where there is too little past.
        testable: where a week's silence would be beyond chance.
        out: where the outlet is out.
    """

    days: pl.Series
    outlets: tuple[str, ...]
    expected: Matrix
    testable: Mask
    out: Mask


def silences(articles: pl.DataFrame, last: date, frequency: str) -> Silences:
    """Find the days on which an outlet is out.

    Args:
        articles: outlet_id, day; one row an article. Optional: known_day, when it was first seen.
        last: last day of coverage, included; later articles are left out.
        frequency: the beat's own; by the day, single days are tested too.
    """
    by_age = usually_known(articles, last)
    seen = articles.filter(pl.col("day") <= last).select("outlet_id", "day").drop_nulls()
    first = seen["day"].min()
    if not isinstance(first, date):
        nothing = np.zeros((0, 1))
        return Silences(pl.Series("day", [], pl.Date), (), nothing, nothing > 0, nothing > 0)
    monday = first - timedelta(days=first.weekday())
    outlets = seen.group_by("outlet_id").len().filter(pl.col("len") >= LEAST_ARTICLES)["outlet_id"].sort()
    counts = _daily(seen, outlets, monday, last)
    windows = (1, 3, 7, 14) if frequency == "day" else (3, 7, 14)
    part = by_age[np.minimum(np.arange(len(counts))[::-1], SETTLED_DAYS)]
    out = np.zeros(counts.shape, dtype=np.bool_)
    expected, scatter = _expected(counts, out, part)
    for _ in range(PASSES):
        found = out | np.logical_or.reduce([_quiet(counts, expected, scatter, width) for width in windows])
        if (found == out).all():
            break
        out = found
        expected, scatter = _expected(counts, out, part)
    week = _window(expected, 7)
    testable = ~np.isnan(week) & (_tail(np.zeros_like(week), week, scatter) < CHANCE)
    days = pl.date_range(monday, last, interval="1d", eager=True).alias("day")
    return Silences(days, tuple(outlets), expected, testable, out & ~np.isnan(expected))


def usually_known(articles: pl.DataFrame, last: date) -> Matrix:
    """Part of the articles of a day that is known when the day is 0, 1, … `SETTLED_DAYS` days old; the last is 1.

    From the articles of settled days, all outlets together; 1 at every age where nothing says when they were seen.
    """
    settled = articles.filter(pl.col("day") < pl.lit(last) - pl.duration(days=SETTLED_DAYS))
    if "known_day" not in articles.columns or settled.is_empty():
        return np.ones(SETTLED_DAYS + 1)
    delay = settled.select((pl.col("known_day") - pl.col("day")).dt.total_days().fill_null(0).clip(0))["known_day"]
    seen = np.bincount(np.minimum(delay.to_numpy(), SETTLED_DAYS), minlength=SETTLED_DAYS + 1)
    part: Matrix = np.cumsum(seen) / seen.sum()
    part[-1] = 1.0
    return part


def outages(found: Silences) -> pl.DataFrame:
    """The days on which most of the panel is out: `frames.Outages`, one row a run of days."""
    if not len(found.days):
        return Outages.create_empty()
    single = found.out[:, :-1]
    mass = np.where(found.testable[:, :-1], np.nan_to_num(found.expected[:, :-1]), 0.0)
    panel, lost = mass.sum(axis=1), np.where(single, mass, 0.0).sum(axis=1)
    dark = found.out[:, -1] | ((panel > 0) & (lost > MOST * panel))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]])))
    rows = []
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        weight = np.where(single[first:end], mass[first:end], 0.0).sum(axis=0)
        order = [int(i) for i in np.argsort(-weight, kind="stable") if weight[i] > 0]
        names = ", ".join(found.outlets[i] for i in order[:NAMED])
        more = f" and {len(order) - NAMED} more" if len(order) > NAMED else ""
        start, stop = found.days[int(first)], found.days[int(end) - 1]
        said = f"no sign of life from {names}{more}" if names else "almost no article from any outlet"
        rows.append({"start": start, "end": stop, "reason": f"{said}, {start} to {stop} (found in the volumes)."})
    return pl.DataFrame(rows, schema=Outages.create_empty().schema)


def _daily(seen: pl.DataFrame, outlets: pl.Series, first: date, last: date) -> Matrix:
    """Articles by day and outlet, all outlets together in the last column; NaN before an outlet's first article."""
    out = np.zeros(((last - first).days + 1, len(outlets) + 1))
    place = (pl.col("day") - pl.lit(first)).dt.total_days().alias("place")
    cells = seen.group_by("outlet_id", place).len()
    whole = cells.group_by("place").agg(pl.col("len").sum())
    out[whole["place"].to_numpy(), -1] = whole["len"].to_numpy()
    kept = cells.filter(pl.col("outlet_id").is_in(outlets.implode()))
    out[kept["place"].to_numpy(), outlets.search_sorted(kept["outlet_id"]).to_numpy()] = kept["len"].to_numpy()
    out[np.cumsum(out, axis=0) == 0] = np.nan
    return out


def _expected(counts: Matrix, out: Mask, part: Matrix) -> tuple[Matrix, Matrix]:
    """Articles to expect each day, and each outlet's scatter between weeks (variance over mean, at least 1).

    `part`: of each day's articles, what is usually known by now.
    """
    n_days, n_outlets = counts.shape
    known = np.where(out, np.nan, counts)
    n_weeks = n_days // 7
    weeks = known[: n_weeks * 7].reshape(n_weeks, 7, n_outlets).sum(axis=1)
    level = np.full((n_weeks + 1, n_outlets), np.nan)
    for t in range(LEAST_WEEKS, n_weeks + 1):
        level[t] = _median(weeks[max(t - TRAILING_WEEKS, 0) : t], LEAST_WEEKS)
    middle = _median(weeks, LEAST_WEEKS)
    spread = 1.4826 * _median(np.abs(weeks - middle), LEAST_WEEKS)
    with np.errstate(divide="ignore", invalid="ignore"):
        scatter = np.nan_to_num(np.where(middle > 0, spread**2 / middle, 1.0), nan=1.0)
    weekday = np.arange(n_days) % 7
    rhythm = np.stack([np.nansum(known[weekday == d], axis=0) for d in range(7)]) + 1.0
    rhythm = rhythm / rhythm.sum(axis=0)
    expected = level[np.minimum(np.arange(n_days) // 7, n_weeks)] * rhythm[weekday] * part[:, None]
    return expected, np.maximum(scatter, 1.0)


def _median(values: Matrix, least: int) -> Matrix:
    """Median down the first axis of what is known; NaN where fewer than `least` values are."""
    known = np.sum(~np.isnan(values), axis=0)
    if not len(values):
        return np.full(values.shape[1:], np.nan)
    ordered = np.sort(values, axis=0)
    low, high = np.maximum((known - 1) // 2, 0), known // 2
    high = np.minimum(high, len(values) - 1)
    columns = np.arange(values.shape[1])
    return np.where(known >= least, (ordered[low, columns] + ordered[high, columns]) / 2, np.nan)


def _window(values: Matrix, width: int) -> Matrix:
    """Sum over the `width` days up to each; NaN where one is unknown."""
    out = np.full(values.shape, np.nan)
    if len(values) >= width:
        out[width - 1 :] = np.lib.stride_tricks.sliding_window_view(values, width, axis=0).sum(axis=-1)
    return out


def _quiet(counts: Matrix, expected: Matrix, scatter: Matrix, width: int) -> Mask:
    """Days inside a window of that width in which the outlet is out."""
    found, wanted = _window(counts, width), _window(expected, width)
    few = np.nan_to_num(found, nan=np.inf) < BELOW * np.nan_to_num(wanted)
    if width > 7:  # both halves, or a long window would reach far beyond a short silence
        half = np.nan_to_num(_window(counts, width // 2), nan=np.inf)
        half_wanted = BELOW * np.nan_to_num(_window(expected, width // 2))
        few &= half < half_wanted
        few[width // 2 :] &= (half < half_wanted)[: -(width // 2)]
    few[few] = _tail(found[few], wanted[few], np.broadcast_to(scatter, few.shape)[few]) < CHANCE
    out = few.copy()
    for back in range(1, width):
        out[:-back] |= few[back:]
    alive = (expected >= LOUD) & (counts >= expected / 2)  # the edge of a quiet window isn't quiet itself
    return out & ~alive


def _tail(found: Matrix, wanted: Matrix, scatter: Matrix) -> Matrix:
    """P(at most `found`) for a negative binomial of mean `wanted` and variance scatter · mean."""
    over = np.maximum(scatter, 1.0 + 1e-6)
    return np.asarray(nbinom.cdf(found, np.maximum(wanted, 1e-9) / (over - 1.0), 1.0 / over), dtype=np.float64)
