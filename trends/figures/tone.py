"""Tone over time: the discounted mean sentiment with its band, and under it how the stories spread over five tiers.

The line is thin where few stories stand behind it, its end hollow while the period is open. The dotted line is the tone
less what a changing mix of outlets alone would have moved it. Bars count the period's own stories, the
darkest bearish tier at the bottom, the brightest bullish one on top.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, middle, time_axis, typed
from trends.figures.index_line import DENSE_DOT_PX, MANY
from trends.style import TIER_NAMES, TIERS, Theme, period_end, period_name, rgba, signed, tier_colours

HEIGHT = 300
LEAST_REACH = 0.2


def tone_chart(frame: pl.DataFrame, colour: str, *, frequency: str, theme: Theme, narrow: bool = False) -> Figure:
    """Draw the tone and the tiers.

    Args:
        frame: period_start, tone, low, high, tone_adjusted, n_stories, state and a count n_<tier> for each tier; one
            row a period.
        colour: of the line and its band.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    rows = frame.sort("period_start").to_dicts()
    margin = {"l": 36 if narrow else 44, "r": 14, "t": 8, "b": 28}
    if not rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    ends = [period_end(row["period_start"], frequency) for row in rows]
    xs = [middle(row["period_start"], end).isoformat() for row, end in zip(rows, ends, strict=True)]
    tones: list[float | None] = [row["tone"] for row in rows]
    firm = [row["tone"] if row["state"] == "complete" else None for row in rows]
    reach = max([LEAST_REACH, *(abs(row[key]) for row in rows for key in ("low", "high") if row[key] is not None)])
    reach = min(1.0, reach * 1.06)
    many = len(rows) > MANY[narrow]
    lines: list[dict[str, Any]] = [
        *_band(rows, xs, colour),
        _line("adjusted", xs, [row["tone_adjusted"] for row in rows], theme.muted, 1.2, "dot"),
        _line("tone, all", xs, tones, colour, 1.2, "solid"),
        _line("tone", xs, firm, colour, 2.4, "solid"),
        {
            "type": "scatter", "mode": "markers", "name": "hover", "x": xs, "y": typed(tones),
            "marker": {
                "size": [7 if row["state"] == "partial" else DENSE_DOT_PX if many else 5 for row in rows],
                "color": [theme.card if row["state"] == "partial" else colour for row in rows],
                "line": {"color": colour, "width": [0 if many and row["state"] != "partial" else 1.4 for row in rows]},
                "opacity": 1,
            },
            "text": [_words(row, frequency) for row in rows],
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]  # fmt: skip
    widths = [(end - row["period_start"]).days * 86_400_000 * 0.62 for row, end in zip(rows, ends, strict=True)]
    bars = [
        {
            "type": "bar", "name": tier, "x": xs, "y": typed([row[f"n_{tier}"] for row in rows]), "yaxis": "y2",
            "width": widths, "marker": {"color": tint, "line": {"color": theme.hairline, "width": 0 if many else 0.6}},
            "hoverinfo": "skip",
        }
        for tier, tint in tier_colours(theme).items()
    ]  # fmt: skip
    common = {"fixedrange": True, "zeroline": False, "gridcolor": theme.hairline, "ticklabelstandoff": 6}
    axes: dict[str, Any] = {
        "xaxis": time_axis(theme, rows[0]["period_start"], ends[-1], anchor="y2"),
        "yaxis": common | {
            "domain": [0.42, 1], "range": [-reach, reach], "nticks": 5, "zeroline": True, "tickformat": "+.1f",
            "labelalias": {"+0.0": "0"},
            "zerolinecolor": theme.muted, "zerolinewidth": 1,
        },
        "yaxis2": common | {"domain": [0, 0.33], "rangemode": "tozero", "nticks": 3},
    }  # fmt: skip
    whole = layout(theme, margin=margin, barmode="stack", hoversubplots="axis", **axes)
    return {"data": [*lines, *bars], "layout": whole}


def _band(rows: list[dict[str, Any]], xs: list[str], colour: str) -> list[dict[str, Any]]:
    """The interval, unbroken stretches one polygon each."""
    runs: list[list[int]] = [[]]
    for index, row in enumerate(rows):
        if row["low"] is None or row["high"] is None:
            runs.append([])
        else:
            runs[-1].append(index)
    x: list[str | None] = []
    y: list[float | None] = []
    for run in runs:
        if run:
            x += [*[xs[i] for i in run], *[xs[i] for i in reversed(run)], None]
            y += [*[rows[i]["high"] for i in run], *[rows[i]["low"] for i in reversed(run)], None]
    return [
        {
            "type": "scatter", "mode": "lines", "name": "band", "x": x, "y": typed(y), "fill": "toself",
            "line": {"width": 0}, "fillcolor": rgba(colour, 0.16), "hoverinfo": "skip",
        }
    ]  # fmt: skip


def _line(name: str, xs: list[str], ys: list[float | None], colour: str, width: float, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": xs, "y": typed(ys), "hoverinfo": "skip",
        "line": {"color": colour, "width": width, "dash": dash}, "connectgaps": False,
    }  # fmt: skip


def _words(row: dict[str, Any], frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>"
    told = ", ".join(f"{row[f'n_{tier}']} {TIER_NAMES[tier].lower()}" for tier in TIERS if row[f"n_{tier}"])
    if row["tone"] is None:
        return f"{name}<br>no tone: the period is {row['state']}"
    band = "" if row["low"] is None else f" [{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}]"
    adjusted = "" if row["tone_adjusted"] is None else f"<br>outlets as ever: {signed(row['tone_adjusted'], digits=2)}"
    state = "" if row["state"] == "complete" else f" ({row['state']})"
    return f"{name}{state}<br>tone {signed(row['tone'], digits=2)}{band}{adjusted}<br>{told or 'no story with a tone'}"
