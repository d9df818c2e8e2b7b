"""Which outlet was there when: a row an outlet, a column a period, the shade its number of articles.

A period in which an outlet was out is hatched by a cross, never pale: missing is not zero. A dot is a covered period
without an article. Before its first article nothing is drawn, since nothing can be said.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from trends.figures.base import Figure, layout, middle, time_axis, typed
from trends.figures.share_bars import READABLE
from trends.style import Theme, contrast, mix, period_end, period_name, plural

ROW_PX = 22
FOOT_PX = 34
MOST_WRITTEN = 24
LONGEST = 24

Row = dict[str, Any]


def height(outlets: int) -> int:
    """The figure's height in pixels."""
    return ROW_PX * outlets + FOOT_PX


def presence_chart(frame: pl.DataFrame, *, frequency: str, theme: Theme, narrow: bool = False) -> Figure:
    """Draw the outlets.

    Args:
        frame: outlet_id, period_start, n_articles, expected, state; outlets in the order to show, top first.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    margin = {"l": 118 if narrow else 178, "r": 12, "t": 4, "b": FOOT_PX - 8}
    rows = frame.to_dicts()
    if not rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    outlets = list(dict.fromkeys(row["outlet_id"] for row in rows))
    starts = sorted({row["period_start"] for row in rows})
    shade = [[0.0, mix(theme.side_a, theme.card, 0.1)], [1.0, theme.side_a]]
    count: list[list[float | None]] = [[None] * len(starts) for _ in outlets]
    words: list[list[str]] = [[""] * len(starts) for _ in outlets]
    most = max(row["n_articles"] for row in rows)
    for row in rows:
        y, x = outlets.index(row["outlet_id"]), starts.index(row["period_start"])
        words[y][x] = _words(row, frequency)
        if row["n_articles"] and row["state"] != "missing":
            count[y][x] = float(row["n_articles"])
    xs = [middle(start, period_end(start, frequency)).isoformat() for start in starts]
    heat: Row = {
        "type": "heatmap", "name": "articles", "x": xs, "y": list(range(len(outlets))),
        "z": [[None if value is None else value for value in line] for line in count],
        "zmin": 0, "zmax": max(most, 4), "colorscale": shade, "showscale": False, "xgap": 1.5, "ygap": 2,
        "text": words, "hovertemplate": "%{text}<extra></extra>", "hoverongaps": False,
    }  # fmt: skip
    longest = LONGEST - 7 if narrow else LONGEST
    labels = [name if len(name) <= longest else name[: longest - 1] + "…" for name in outlets]
    written = [] if narrow or len(starts) > MOST_WRITTEN else _numbers(count, xs, max(most, 4), theme)
    return {
        "data": [heat, *_marks(rows, outlets, theme, frequency)],
        "layout": layout(
            theme, margin=margin, annotations=written,
            xaxis=time_axis(theme, starts[0], period_end(starts[-1], frequency), showline=False),
            yaxis={
                "range": [len(outlets) - 0.5, -0.5], "fixedrange": True, "showgrid": False, "zeroline": False,
                "tickvals": list(range(len(outlets))), "ticktext": labels, "ticks": "", "ticklabelstandoff": 8,
                "tickfont": {"size": 10.5 if narrow else 12},
            },
        ) | {"hovermode": "closest"},
    }  # fmt: skip


def _marks(rows: list[Row], outlets: list[str], theme: Theme, frequency: str) -> list[Row]:
    """Crosses where an outlet was out, dots where it had nothing."""

    def mark(name: str, symbol: str, size: int, colour: str, kept: list[Row]) -> Row:
        at: list[date] = [row["period_start"] for row in kept]
        return {
            "type": "scatter", "mode": "markers", "name": name,
            "x": [middle(start, period_end(start, frequency)).isoformat() for start in at],
            "y": typed([float(outlets.index(row["outlet_id"])) for row in kept]),
            "marker": {"symbol": symbol, "size": size, "color": colour, "line": {"width": 1.6, "color": colour}},
            "text": [_words(row, frequency) for row in kept], "hovertemplate": "%{text}<extra></extra>",
        }  # fmt: skip

    out = [row for row in rows if row["state"] == "missing"]
    none = [row for row in rows if row["state"] != "missing" and not row["n_articles"]]
    return [mark("missing", "x-thin", 9, theme.down, out), mark("none", "circle", 2, theme.hairline, none)]


def _numbers(count: list[list[float | None]], xs: list[str], most: float, theme: Theme) -> list[Row]:
    notes = []
    for y, line in enumerate(count):
        for x, value in zip(xs, line, strict=True):
            if value is None:
                continue
            under = mix(theme.side_a, theme.card, float(np.clip(0.1 + 0.9 * value / most, 0, 1)))
            inks = (theme.card, theme.ink, "#000000", "#ffffff")
            ink = next(colour for colour in inks if contrast(colour, under) >= READABLE)
            notes.append({
                "x": x, "y": y, "text": f"{value:.0f}", "showarrow": False, "font": {"size": 10.5, "color": ink},
            })  # fmt: skip
    return notes


def _words(row: Row, frequency: str) -> str:
    name = f"<b>{row['outlet_id']}</b>, {period_name(row['period_start'], frequency)}"
    expected = "" if row["expected"] is None else f" (expected {row['expected']:.1f})"
    if row["state"] == "missing":
        return f"{name}<br>out: {plural(row['n_articles'], 'article')}{expected}; missing, not zero"
    told = {"thin": "too few for an outage to show", "partial": "the period is still open"}.get(row["state"], "")
    return f"{name}<br>{plural(row['n_articles'], 'article')}{expected}" + (f"<br>{told}" if told else "")
