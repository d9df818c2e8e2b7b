"""What stands round a share's line: dated events, the dotted reference, the chosen period, the label at its end."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import polars as pl
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from trends.figures.base import place_labels
from trends.figures.share_look import CHARACTER_PX, LONGEST_LABEL, PLOT_PX, Look, Row
from trends.style import NBSP, Theme, interval, percent, period_end, rgba
from trends.style import day as in_words

Matrix = NDArray[np.float64]
RING = 0.03
"""About how much of the share axis half a ring covers."""
LONGEST_LINE = 20
MARGIN_ROOM = 0.15
"""Part of the share axis under which two labels in the margin would cover each other."""


def event_marks(
    events: pl.DataFrame, first: date, last: date, theme: Theme, *, narrow: bool, size: tuple[int, int] | None = None
) -> tuple[list[Row], list[Row], int]:
    """Hairlines with labels that don't collide, marks for events without room, and how many rows of labels.

    `size` is about how wide the plot is and the margin to its right, in pixels; by default those of a share chart.
    """
    inside = [event for event in events.iter_rows(named=True) if first <= event["event_date"] <= last]
    inside.sort(key=lambda event: (event["event_date"], event["label"]))
    width, room = size or ((250, 40) if narrow else (690, 120))
    days = max(1, (last - first).days)
    spans, flipped = [], []
    for event in inside:
        x = (event["event_date"] - first).days / days * width
        wide = len(event["label"]) * CHARACTER_PX * (0.92 if narrow else 1) + 6
        flip = x + wide > width + room
        flipped.append(flip)
        spans.append((x - wide, x) if flip else (x, x + wide))
    fits = [index for index, (left, _) in enumerate(spans) if left >= -12]
    rows = dict(zip(fits, place_labels([spans[index] for index in fits], rows=2, gap=14), strict=True))
    placed = [rows.get(index) for index in range(len(inside))]
    shapes, notes = [], []
    for event, row, flip in zip(inside, placed, flipped, strict=True):
        day = event["event_date"].isoformat()
        if row is not None:
            shapes.append(_hairline(day, 17 * row, theme))
        notes.append(
            {
                "x": day,
                "y": 1,
                "yref": "y domain",
                "yanchor": "middle",
                "xanchor": "center" if row is None else "right" if flip else "left",
                "xshift": 0 if row is None else -3 if flip else 3,
                "yshift": 2 if row is None else 17 * row + 11,
                "text": "▾" if row is None else event["label"],
                "hovertext": f"{in_words(event['event_date'])}: {event['label']}",
                "hoverlabel": {"bgcolor": theme.card, "bordercolor": theme.hairline, "font": {"color": theme.ink}},
                "showarrow": False,
                "font": {"size": 10.5 if narrow or row is None else 11, "color": theme.muted},
            }
        )
    used = [row for row in placed if row is not None]
    return shapes, notes, max(used) + 1 if used else 0


def _hairline(day: str, rise: float, theme: Theme) -> Row:
    """A line the height of the plot, and on up to its label's row."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "y domain",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1 + (rise + 17) / PLOT_PX,
        "line": {"color": theme.hairline, "width": 1},
        "layer": "below",
    }


def reference_line(value: float, theme: Theme) -> Row:
    """The dotted line across the plot."""
    return {
        "type": "line",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": theme.muted, "width": 1, "dash": "dot"},
    }


def chosen_period(start: date, frequency: str, theme: Theme) -> Row:
    """A pale column over the period whose drivers the page shows."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "y domain",
        "x0": start.isoformat(),
        "x1": period_end(start, frequency).isoformat(),
        "y0": 0,
        "y1": 1,
        "fillcolor": rgba(theme.muted, 0.09),
        "line": {"width": 0},
        "layer": "below",
    }


def reference_words(
    reference: tuple[float, str],
    rows: list[Row],
    xs: list[str],
    beside: list[float],
    top: float,
    theme: Theme,
    *,
    narrow: bool,
) -> list[Row]:
    """The words on the dotted line: in the margin where they fit there, else where the line and the rings are far.

    Where these are near everywhere there are none: they would hide what is drawn, and the axis names the share.

    Args:
        reference: (share, words).
        rows: one a period.
        xs: where each period is drawn.
        beside: where other words stand in the margin, on the share axis.
        top: of the share axis.
        theme: light or dark.
        narrow: True on a phone.
    """
    value, words = reference
    if not narrow and all(abs(value - other) > MARGIN_ROOM * top for other in beside):
        first, _, second = words.partition(" as ")
        lines = [first, f"as {second}"]
        text = "<br>".join(lines) if max(map(len, lines)) <= LONGEST_LINE else "as many of each"
        return [_dotted(text, theme) | {
            "x": 1, "xref": "x domain", "xanchor": "left", "xshift": 8, "align": "left", "y": value, "yanchor": "middle"
        }]  # fmt: skip
    words = "as many of each" if narrow else words
    wide = max(1, math.ceil(len(rows) * (0.4 if narrow else 0.27)))
    shown = np.array([[row["value"], row["raw"]] for row in rows], np.float64)  # None becomes NaN

    def room(side: int) -> Matrix:
        """How far the nearest line or ring is on one side (1: above) of the dotted line; one on it counts for both."""
        gaps = side * (shown - value)
        nearest = np.where(gaps > -RING, gaps, np.inf).min(axis=1)
        return np.asarray(np.minimum(sliding_window_view(nearest, wide).min(axis=1), 1.0))

    free = np.stack([room(-1), room(1)], axis=1)
    start, above = divmod(int(free.argmax()), 2)
    if free.max() < RING:
        return []
    place = {"x": xs[start], "xref": "x", "xanchor": "left", "y": value, "yanchor": "bottom" if above else "top"}
    return [_dotted(words, theme, size=10.5 if narrow else 11) | place]


def _dotted(text: str, theme: Theme, *, size: float = 11) -> Row:
    return {"yref": "y", "text": text, "showarrow": False, "font": {"size": size, "color": theme.muted}}


def end_label(rows: list[Row], xs: list[str], look: Look, theme: Theme, *, narrow: bool) -> list[Row]:
    """Value and interval of the newest closed period, at the line's end."""
    known = [index for index, row in enumerate(rows) if row["value"] is not None]
    sure = [index for index in known if rows[index]["state"] != "partial"] or known
    if not sure:
        return []
    index = sure[-1]
    row = rows[index]
    value, spread = percent(row["value"]), interval(row["low"], row["high"])
    short = narrow or len(look.label) > LONGEST_LABEL  # the card's title names the line too
    head = f"<b>{value}</b>" if short else f"<b>{look.label} {value}</b>"
    foot = spread if narrow else f"90{NBSP}%: {spread}"
    return [
        {
            "x": 1,
            "xref": "x domain",
            "xanchor": "left",
            "xshift": 8,
            "y": row["value"],
            "yref": "y",
            "text": f'{head}<br><span style="font-size:11px;color:{theme.muted}">{foot}</span>',
            "align": "left",
            "showarrow": False,
            "font": {"size": 12.5, "color": look.accent_text},
        }
    ]
