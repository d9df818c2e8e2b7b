"""One share over time, the anatomy of every share chart here.

Line: the discounted share, drawn at the middle of its period; thin where few stories stand behind it, dotted into a
period that is still open. Band: the 90 % interval. Rings: the period's own stories, their area by number. Diamond with
whiskers: the nowcast of the open period. A missing period breaks the line and is hatched; its reason shows on hover.
Dated events are hairlines whose labels give way to each other. Under the axis, where asked for, a strip of
probabilities. The line's end carries its value and interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, middle, percent_axis, time_axis
from trends.figures.share_bars import missing_bars, probability_strip, strip_words
from trends.figures.share_lines import band, end_dots, hover_points, rings, share_lines
from trends.figures.share_look import Look
from trends.figures.share_marks import chosen_period, end_label, event_marks, reference_line, reference_words
from trends.figures.share_nowcast import nowcast_label, nowcast_mark
from trends.style import Theme, period_end

__all__ = ["HEIGHT", "Look", "share_chart"]

HEIGHT = 404


def share_chart(
    frame: pl.DataFrame,
    events: pl.DataFrame,
    look: Look,
    *,
    frequency: str,
    theme: Theme,
    narrow: bool = False,
    hrefs: Sequence[str] | None = None,
) -> Figure:
    """Draw a share over time.

    Args:
        frame: period_start, value, low, high, raw, n, state, reason, p where `look.strip` is set, and nowcast,
            nowcast_low, nowcast_high where the open period has one; one row a period.
        events: event_date, label; in any order, may be empty.
        look: words and colours.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
        hrefs: where a click on a period leads, one a row.

    Returns:
        A figure dict that `go.Figure` accepts.
    """
    rows = sorted(frame.to_dicts(), key=lambda row: row["period_start"])
    if not rows:
        return {"data": [], "layout": layout(theme, margin={"l": 40, "r": 10, "t": 10, "b": 30})}
    ends = [period_end(row["period_start"], frequency) for row in rows]
    xs = [middle(row["period_start"], end).isoformat() for row, end in zip(rows, ends, strict=True)]
    first, last = rows[0]["period_start"], ends[-1]
    highest = max([row[key] or 0.0 for row in rows for key in ("value", "high", "raw")], default=0.0)
    highest = max([highest, *(row.get("nowcast_high") or 0.0 for row in rows)])
    top = min(1.06, max(0.04, highest * 1.08, look.reference[0] * 1.15 if look.reference else 0))
    data = [
        missing_bars(rows, xs, ends, top, theme),
        band(rows, xs, look),
        *share_lines(rows, xs, look),
        rings(rows, xs, look, narrow=narrow),
        end_dots(rows, xs, look, theme),
        nowcast_mark(rows, xs, theme),
        hover_points(rows, xs, look, frequency, hrefs),
    ]
    shapes, notes, lines = event_marks(events, first, last, theme, narrow=narrow)
    said = end_label(rows, xs, look, theme, narrow=narrow)
    said += nowcast_label(rows, said[0]["y"] if said else None, top, theme, narrow=narrow)
    if look.reference:
        shapes.append(reference_line(look.reference[0], theme))
        beside = [note["y"] for note in said]
        notes += reference_words(look.reference, rows, xs, beside, top, theme, narrow=narrow)
    if look.chosen:
        shapes.append(chosen_period(look.chosen, frequency, theme))
    notes += said
    axes: dict[str, Any] = {
        "xaxis": time_axis(theme, first, last, anchor="y"),
        "yaxis": percent_axis(theme, top, domain=[0.16 if look.strip else 0, 1]),
    }
    if look.strip:
        data.append(probability_strip(rows, xs, ends, look, theme, narrow=narrow))
        axes["yaxis2"] = {"domain": [0, 0.052], "range": [0, 1], "visible": False, "fixedrange": True}
        if not narrow:
            notes.append(strip_words(look.strip, theme))
    margin = {"l": 46 if top >= 1 else 40, "r": 50 if narrow else 128, "t": 10 + 18 * lines, "b": 12}
    if not look.strip:
        margin["b"] = 28
    return {
        "data": data,
        "layout": layout(theme, margin=margin, shapes=shapes, annotations=notes, barmode="overlay", bargap=0, **axes),
    }
