"""Lines over time on any scale, each with its band and its name at the end: impact, panels, one share beside another.

A line is thin where few stories stand behind it and ends in a hollow dot while its period is open; a missing value
breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from trends.figures.base import Figure, layout, middle, time_axis, typed
from trends.style import Theme, period_end, rgba

HEIGHT = 280
LABEL_PX = 7.4
"""How wide a bold character of a label at a line's end is, so that the margin holds the longest."""
CLOSE = 0.085
"""Part of the axis under which two labels at the lines' ends would cover each other."""

DOT_PX, DENSE_DOT_PX = 4, 2
MANY = {False: 90, True: 40}
"""From how many periods on the dots would run into each other, by whether it's on a phone."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        label: its name, written at its end.
        rows: period_start, value, low, high, state and words (for the pointer); one a period, in order.
        colour: of line and band.
        text_colour: of its name.
        dash: "solid", or "dot" for a line that stays behind the others.
        band: whether its interval is drawn.
    """

    label: str
    rows: Sequence[Row]
    colour: str
    text_colour: str
    dash: str = "solid"
    band: bool = True


def line_chart(
    lines: Sequence[Line],
    *,
    frequency: str,
    axis: dict[str, Any],
    theme: Theme,
    narrow: bool = False,
    reference: float | None = None,
) -> Figure:
    """Draw lines on one scale.

    Args:
        lines: at least one; all over the same periods.
        frequency: day, week, month, quarter or year.
        axis: the vertical axis: its range, unit and ticks.
        theme: light or dark.
        narrow: True on a phone.
        reference: a value with a dotted line across the plot, None for none.
    """
    longest = max((len(line.label) for line in lines), default=0)
    margin = {"l": 42, "r": max(84 if narrow else 112, round(LABEL_PX * longest) + 18), "t": 10, "b": 28}
    if not lines or not lines[0].rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    starts: list[date] = [row["period_start"] for row in lines[0].rows]
    xs = [middle(start, period_end(start, frequency)).isoformat() for start in starts]
    data: list[Row] = [_band(line, xs) for line in lines if line.band]
    for line in lines:
        size = DOT_PX if len(line.rows) <= MANY[narrow] else DENSE_DOT_PX
        data += [_stroke(line, xs, thin=True), _stroke(line, xs, thin=False), _dots(line, xs, theme, size)]
    shapes = [] if reference is None else [_reference(reference, theme)]
    return {
        "data": data,
        "layout": layout(
            theme, margin=margin, shapes=shapes, annotations=_labels(lines, axis["range"]),
            xaxis=time_axis(theme, starts[0], period_end(starts[-1], frequency)),
            yaxis={"fixedrange": True, "zeroline": False, "gridcolor": theme.hairline, "ticklabelstandoff": 6} | axis,
        ),
    }  # fmt: skip


def closed(rows: Sequence[Row]) -> Row:
    """The newest row with a value whose period is over, else the newest with a value; {"value": None} without any."""
    known = [row for row in rows if row["value"] is not None]
    over = [row for row in known if row["state"] != "partial"]
    return next(reversed(over or known), {"value": None})


def _band(line: Line, xs: Sequence[str]) -> Row:
    x: list[str | None] = []
    y: list[float | None] = []
    run: list[int] = []
    for index in range(len(line.rows) + 1):
        known = index < len(line.rows) and line.rows[index]["low"] is not None and line.rows[index]["high"] is not None
        if known:
            run.append(index)
        elif run:
            x += [*[xs[i] for i in run], *[xs[i] for i in reversed(run)], None]
            y += [*[line.rows[i]["high"] for i in run], *[line.rows[i]["low"] for i in reversed(run)], None]
            run = []
    return {
        "type": "scatter", "mode": "lines", "name": f"{line.label}, band", "x": x, "y": typed(y), "fill": "toself",
        "line": {"width": 0}, "fillcolor": rgba(line.colour, 0.14), "hoverinfo": "skip",
    }  # fmt: skip


def _stroke(line: Line, xs: Sequence[str], *, thin: bool) -> Row:
    """The thin hand draws all of it, the bold one the segments that lead to a complete period."""
    x: list[str | None] = []
    y: list[float | None] = []
    for before, after in pairwise(range(len(line.rows))):
        ends = [line.rows[i]["value"] for i in (before, after)]
        if None in ends or (not thin and line.rows[after]["state"] != "complete"):
            continue
        x += [xs[before], xs[after], None]
        y += [*ends, None]
    return {
        "type": "scatter", "mode": "lines", "name": f"{line.label}, {'thin' if thin else 'firm'}", "x": x,
        "y": typed(y), "hoverinfo": "skip",
        "line": {"color": line.colour, "width": 1.1 if thin else 2.3, "dash": line.dash},
    }  # fmt: skip


def _dots(line: Line, xs: Sequence[str], theme: Theme, size: float) -> Row:
    partial = [row["state"] == "partial" for row in line.rows]
    return {
        "type": "scatter", "mode": "markers", "name": line.label, "x": list(xs),
        "y": typed([row["value"] for row in line.rows]),
        "marker": {
            "size": [7 if is_open else size for is_open in partial], "opacity": 1,
            "color": [theme.card if is_open else line.colour for is_open in partial],
            "line": {"color": line.colour, "width": [1.4 if is_open or size == DOT_PX else 0 for is_open in partial]},
        },
        "text": [row["words"] for row in line.rows],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _labels(lines: Sequence[Line], axis: Sequence[float]) -> list[Row]:
    """Names at the lines' ends, pushed apart where they would cover each other."""
    ends = []
    for line in lines:
        value = closed(line.rows)["value"]
        if value is not None:
            ends.append((float(value), line))
    ends.sort(key=lambda end: end[0])
    room = CLOSE * (axis[1] - axis[0])
    places: list[float] = []
    for value, _ in ends:
        places.append(max(value, places[-1] + room) if places else value)
    limit = axis[1]
    for index in reversed(range(len(places))):  # what was pushed out at the top comes back, the others give way
        places[index] = min(places[index], limit)
        limit = places[index] - room
    notes: list[Row] = []
    for place, (_, line) in zip(places, ends, strict=True):
        notes.append({
            "x": 1, "xref": "x domain", "xanchor": "left", "xshift": 8, "y": place, "yref": "y", "showarrow": False,
            "text": f"<b>{line.label}</b>", "align": "left", "font": {"size": 12, "color": line.text_colour},
        })  # fmt: skip
    return notes


def _reference(value: float, theme: Theme) -> Row:
    return {
        "type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": value, "y1": value,
        "line": {"color": theme.muted, "width": 1, "dash": "dot"},
    }  # fmt: skip
