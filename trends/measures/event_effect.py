"""Event effects: how far a topic's share moved at a dated event, against dates when nothing was announced.

The effect is the log-odds of the topic in the ``window`` periods from the event's own period on, minus the log-odds
in the ``window`` periods before it, ½ added to each count (Haldane–Anscombe):

    effect = ln[(y_a + ½)/(N_a − y_a + ½)] − ln[(y_b + ½)/(N_b − y_b + ½)],
    z = effect / se,   se² = Σ over the four counts of 1/(count + ½).

The null comes from placebo dates: the same z at every other period whose windows are complete and do not straddle
the event. p = (1 + #{|z_placebo| ≥ |z|}) / (1 + #placebos); the band is the placebo z at the given level, times the
event's se. Testing in z keeps quiet and busy stretches comparable; real series are more variable than binomial, and
the placebos show by how much.

Editorial decisions:

- This is a comparison in time, not a cause: other things happened on that date too.
- The event's period counts as after, even where the event fell late in it.
- With fewer than ten placebo dates, or stories missing on one side, p and the band are null.
- q is Benjamini–Hochberg over the events handed in: choosing one afterwards does not make it better.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from trends import frames
from trends.measures.inputs import Inputs
from trends.measures.plain import adjusted, by_topic, own_and_month

Floats = npt.NDArray[np.float64]

MIN_PLACEBOS = 10
WINDOW = {"day": 28, "week": 8, "month": 6, "quarter": 4, "year": 2}

SCHEMA = {
    "event_id": pl.String,
    "event_date": pl.Date,
    "share_before": pl.Float64,
    "share_after": pl.Float64,
    "effect": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "q": pl.Float64,
    "n_placebos": pl.Int64,
}


class EventEffectError(ValueError):
    """A window or level that has no meaning."""


def event_effect(frame: pl.DataFrame, events: pl.DataFrame, *, window: int = 8, level: float = 0.9) -> pl.DataFrame:
    """Measure the change in a topic's share at each dated event.

    Args:
        frame: One row per period, complete: ``period`` (start of the period), ``count`` and ``total`` (stories
            about the topic, and stories; fractions allowed, null counts as 0). Partial periods do not belong in it.
        events: ``event_id`` and ``event_date``.
        window: Periods on each side.
        level: Coverage of the placebo band.

    Returns:
        One row per event, ordered by date and id: ``share_before``, ``share_after``, ``effect`` (difference of
        log-odds), ``low`` and ``high`` (placebo band around no effect: an effect outside it is unusual for this
        topic), ``p``, ``q`` and ``n_placebos``. Null where the windows are not covered or too few placebo dates
        exist.

    Raises:
        EventEffectError: A window below 1, or a level outside 0 to 1.
    """
    if window < 1 or not 0 < level < 1:
        raise EventEffectError(
            f"event_effect: window {window!r} must be 1 or more, and level {level!r} between 0 and 1."
        )
    number = pl.col("count", "total").cast(pl.Float64).fill_null(0.0)
    series = frame.select(pl.col("period").cast(pl.Date), number).drop_nulls("period").sort("period")
    known = events.select(pl.col("event_id").cast(pl.String), pl.col("event_date").cast(pl.Date))
    known = known.drop_nulls().sort("event_date", "event_id")
    starts = series["period"].to_numpy().astype("datetime64[D]")
    scan = _Scan(series["count"].to_numpy(), series["total"].to_numpy(), window)
    rows = [_row(scan, _place(starts, day), level) for day in known["event_date"]]
    measured = pl.DataFrame(rows, schema={k: v for k, v in SCHEMA.items() if k not in {"event_id", "event_date", "q"}})
    return pl.concat([known, measured], how="horizontal").with_columns(q=adjusted(measured["p"])).select(*SCHEMA)


class _Scan:
    """Effect and z at every place, null (NaN) where a window is not covered or empty."""

    def __init__(self, count: Floats, total: Floats, window: int) -> None:
        self.window = window
        n = count.size
        y, size = (np.concatenate([[0.0], np.cumsum(x)]) for x in (count, total))
        place = np.arange(n)
        inside = (place >= window) & (place + window <= n)
        low, high = np.maximum(place - window, 0), np.minimum(place + window, n)
        before, after = y[place] - y[low], y[high] - y[place]
        n_before, n_after = size[place] - size[low], size[high] - size[place]
        usable = inside & (n_before > 0) & (n_after > 0)
        counts = np.maximum(np.stack([after, n_after - after, before, n_before - before]), 0) + 0.5
        logs, parts = np.log(counts), 1 / counts
        self.effect = np.where(usable, (logs[0] - logs[1]) - (logs[2] - logs[3]), np.nan)
        self.se = np.sqrt((parts[0] + parts[1]) + (parts[2] + parts[3]))
        self.share_before = np.where(usable, before / np.where(n_before > 0, n_before, 1), np.nan)
        self.share_after = np.where(usable, after / np.where(n_after > 0, n_after, 1), np.nan)

    def placebos(self, place: int) -> Floats:
        """The z of every date whose windows do not straddle the one at ``place``."""
        far = np.abs(np.arange(self.effect.size) - place) >= self.window
        z: Floats = (self.effect / self.se)[far & np.isfinite(self.effect)]
        return z


def _place(starts: npt.NDArray[np.datetime64], day: date) -> int | None:
    """Index of the period that holds the day; the last period is taken to be as long as the longest before it."""
    if len(starts) < 2 or np.datetime64(day) >= starts[-1] + np.diff(starts).max():
        return None
    place = int(np.searchsorted(starts, np.datetime64(day), side="right")) - 1
    return place if place >= 0 else None


def _row(scan: _Scan, place: int | None, level: float) -> dict[str, float | int | None]:
    """One event's measures, without q."""
    if place is None or not np.isfinite(scan.effect[place]):
        return {"n_placebos": 0}
    placebos = scan.placebos(place)
    row: dict[str, float | int | None] = {
        "share_before": float(scan.share_before[place]),
        "share_after": float(scan.share_after[place]),
        "effect": float(scan.effect[place]),
        "n_placebos": placebos.size,
    }
    if placebos.size >= MIN_PLACEBOS:
        z = scan.effect[place] / scan.se[place]
        low, high = np.quantile(placebos, [(1 - level) / 2, (1 + level) / 2]) * scan.se[place]
        row |= {"low": float(low), "high": float(high)}
        row["p"] = float((1 + (np.abs(placebos) >= abs(z) * (1 - 1e-12)).sum()) / (1 + placebos.size))
    return row


def table(inputs: Inputs) -> pl.DataFrame:
    """The event_effect table: `frames.EventEffect`, every dated event × topic, q over all of one frequency.

    The beat's own frequency, and months where that is longer. Windows: 28 days, 8 weeks, 6 months, 4 quarters, 2 years.
    """
    settings, parts = inputs.settings, []
    for frequency in own_and_month(inputs):
        rows = [
            event_effect(
                series.filter(pl.col("state") != "partial"), inputs.events, window=WINDOW[frequency]
            ).with_columns(pl.lit(topic).alias("topic_id"))
            for topic, series in by_topic(inputs, frequency)
        ]
        if rows:
            together = pl.concat(rows)
            parts.append(
                together.with_columns(
                    adjusted(together["p"]), pl.lit(frequency).alias("frequency"),
                    pl.lit(WINDOW[frequency], pl.Int64).alias("window"),
                )
            )  # fmt: skip
    if not parts:
        return frames.EventEffect.create_empty()
    named = pl.concat(parts).with_columns(pl.lit(settings.beat_id).alias("beat_id"))
    return frames.checked(frames.EventEffect, named.sort("frequency", "event_date", "event_id", "topic_id"))
