"""Momentum over time: how far a topic's recent share stands above or below its slow one, in log-odds, with its error.

A bar's colour says what was called: rising, falling, or (grey) nothing; the sign is its direction too. A whisker is
90 % of the error; periods without a call (thin, empty, still open) have no bar.
"""

from __future__ import annotations

import polars as pl

from trends.figures.base import Figure, layout, middle, time_axis, typed
from trends.figures.index_line import MANY
from trends.style import DIRECTION_SIGNS, Theme, period_end, period_name, probability, signed

HEIGHT = 268
Z90 = 1.6449


def momentum_chart(frame: pl.DataFrame, *, frequency: str, theme: Theme, narrow: bool = False) -> Figure:
    """Draw momentum.

    Args:
        frame: period_start, momentum, se, p_rising, q, direction, state; one row a period.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    rows = frame.sort("period_start").to_dicts()
    margin = {"l": 44 if not narrow else 36, "r": 14, "t": 8, "b": 28}
    if not rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    ends = [period_end(row["period_start"], frequency) for row in rows]
    colours = {"rising": theme.up, "falling": theme.down}
    words = []
    for row in rows:
        name = f"<b>{period_name(row['period_start'], frequency)}</b>"
        if row["momentum"] is None:
            words.append(f"{name}<br>no call: the period is {row['state']}")
            continue
        direction = row["direction"] or "steady"
        words.append(
            f"{name}  {DIRECTION_SIGNS[direction]} {direction}<br>log-odds {signed(row['momentum'], digits=2)} "
            f"± {Z90 * (row['se'] or 0):.2f}<br>P(rising) {probability(row['p_rising'])}, q {probability(row['q'])}"
        )
    reach = max((abs(row["momentum"] or 0) + Z90 * (row["se"] or 0) for row in rows), default=0.0)
    highest = max((abs(row["momentum"] or 0) for row in rows), default=0.0)
    top = max(0.25, min(reach, 1.4 * highest + 0.2)) * 1.08
    bars = {
        "type": "bar",
        "x": [middle(row["period_start"], end).isoformat() for row, end in zip(rows, ends, strict=True)],
        "y": typed([row["momentum"] if row["momentum"] is not None else 0.0 for row in rows]),
        "width": [(end - row["period_start"]).days * 86_400_000 * 0.62 for row, end in zip(rows, ends, strict=True)],
        "marker": {"color": [colours.get(row["direction"] or "", theme.muted) for row in rows], "cornerradius": 2},
        "error_y": {
            "type": "data",
            "array": typed([None if row["se"] is None else Z90 * row["se"] for row in rows]),
            "color": theme.ink if len(rows) <= MANY[narrow] else theme.hairline,
            "thickness": 1,
            "width": 2 if len(rows) <= MANY[narrow] else 0,
        },
        "text": words,
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }
    axes = {
        "xaxis": time_axis(theme, rows[0]["period_start"], ends[-1], linecolor="rgba(0,0,0,0)"),
        "yaxis": {
            "range": [-top, top],
            "fixedrange": True,
            "gridcolor": theme.hairline,
            "zeroline": True,
            "zerolinecolor": theme.muted,
            "zerolinewidth": 1,
            "nticks": 5,
            "ticklabelstandoff": 6,
        },
    }
    return {"data": [bars], "layout": layout(theme, margin=margin, **axes)}
