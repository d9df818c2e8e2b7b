"""Stories a period, drawn so that a period's state can be seen: a bar is never just low.

Filled: complete. Pale: thin. Hollow: still open, with what it will probably hold on top and the interval of that. A
missing period has no bar but a hatch, an empty one a line at zero.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, middle, time_axis, typed
from trends.style import Theme, mix, period_end, period_name, plural

HEIGHT = 250

Row = dict[str, Any]


def calendar_chart(frame: pl.DataFrame, *, frequency: str, theme: Theme, narrow: bool = False) -> Figure:
    """Draw the calendar.

    Args:
        frame: period_start, n_stories, state, reason, nowcast, low, high; one row a period.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    rows = frame.sort("period_start").to_dicts()
    margin = {"l": 40, "r": 14, "t": 10, "b": 28}
    if not rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    ends = [period_end(row["period_start"], frequency) for row in rows]
    xs = [middle(row["period_start"], end).isoformat() for row, end in zip(rows, ends, strict=True)]
    widths = [(end - row["period_start"]).days * 86_400_000.0 for row, end in zip(rows, ends, strict=True)]
    top = max([1.0, *(float(row["high"] or row["n_stories"]) for row in rows)]) * 1.08
    axis: Row = {
        "range": [0, top], "fixedrange": True, "gridcolor": theme.hairline, "zeroline": True,
        "zerolinecolor": theme.muted, "zerolinewidth": 1, "nticks": 5, "ticklabelstandoff": 6,
    }  # fmt: skip
    whole = layout(
        theme, margin=margin, barmode="overlay", bargap=0, yaxis=axis,
        xaxis=time_axis(theme, rows[0]["period_start"], ends[-1]),
    )  # fmt: skip
    data = [
        _missing(rows, xs, widths, top, theme),
        _to_come(rows, xs, widths, theme),
        _known(rows, xs, widths, theme, frequency),
        _empty(rows, xs, theme),
    ]
    return {"data": data, "layout": whole}


def _known(rows: list[Row], xs: list[str], widths: list[float], theme: Theme, frequency: str) -> Row:
    fill = {"thin": mix(theme.muted, theme.card, 0.4), "partial": theme.card}
    return {
        "type": "bar", "name": "stories", "x": xs, "y": typed([row["n_stories"] for row in rows]),
        "width": [0.72 * width for width in widths],
        "marker": {
            "color": [fill.get(row["state"], theme.muted) for row in rows],
            "line": {"color": theme.muted, "width": [1.4 if row["state"] == "partial" else 0 for row in rows]},
            "cornerradius": 2,
        },
        "text": [_words(row, frequency) for row in rows], "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _empty(rows: list[Row], xs: list[str], theme: Theme) -> Row:
    """A zero that was seen: a short line on the axis, where a missing period has a hatch."""
    none = [index for index, row in enumerate(rows) if row["state"] == "empty"]
    return {
        "type": "scatter", "mode": "markers", "name": "empty", "x": [xs[index] for index in none],
        "y": typed([0.0] * len(none)), "hoverinfo": "skip", "cliponaxis": False,
        "marker": {"symbol": "line-ew", "size": 16, "line": {"width": 4, "color": theme.muted}},
    }  # fmt: skip


def _to_come(rows: list[Row], xs: list[str], widths: list[float], theme: Theme) -> Row:
    """What an open period will probably hold in the end, behind what it holds so far."""
    told = [index for index, row in enumerate(rows) if row["nowcast"] is not None]
    return {
        "type": "bar", "name": "nowcast", "x": [xs[index] for index in told],
        "y": typed([rows[index]["nowcast"] for index in told]),
        "width": [0.72 * widths[index] for index in told],
        "marker": {
            "color": theme.strip, "line": {"color": theme.muted, "width": 1},
            "pattern": {"shape": ".", "fgcolor": theme.muted, "size": 5, "solidity": 0.2}, "cornerradius": 2,
        },
        "error_y": {
            "type": "data", "symmetric": False, "color": theme.ink, "thickness": 1.2, "width": 4,
            "array": typed([rows[index]["high"] - rows[index]["nowcast"] for index in told]),
            "arrayminus": typed([rows[index]["nowcast"] - rows[index]["low"] for index in told]),
        },
        "hoverinfo": "skip",
    }  # fmt: skip


def _missing(rows: list[Row], xs: list[str], widths: list[float], top: float, theme: Theme) -> Row:
    gone = [index for index, row in enumerate(rows) if row["state"] == "missing"]
    return {
        "type": "bar", "name": "missing", "x": [xs[index] for index in gone], "y": [top] * len(gone),
        "width": [widths[index] for index in gone], "hoverinfo": "skip",
        "marker": {
            "color": "rgba(0,0,0,0)", "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": theme.hairline, "size": 7, "solidity": 0.35},
        },
    }  # fmt: skip


def _words(row: Row, frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>"
    if row["state"] == "missing":
        return f"{name}<br>missing: {row['reason'] or 'not covered'}"
    lines = [f"{name}  {plural(row['n_stories'], 'story', 'stories')}"]
    if row["state"] != "complete":
        lines.append(f"{row['state']}: {row['reason']}" if row["reason"] else str(row["state"]))
    if row["nowcast"] is not None:
        lines.append(f"expected in the end: {row['nowcast']:.0f}, 90 %: {row['low']:.0f}–{row['high']:.0f}")
    return "<br>".join(lines)
