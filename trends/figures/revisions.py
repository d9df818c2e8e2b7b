"""Revisions by age: how far published shares were still changed later, a line for each table."""

from __future__ import annotations

from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, typed
from trends.style import Theme, percent, plural

HEIGHT = 240
CLOSE = 0.12
"""Part of the axis under which two labels would cover each other."""
NAMES = {"pair_share": "Pair share", "topic_share": "Topic shares"}


def revision_chart(frame: pl.DataFrame, *, frequency: str, theme: Theme, narrow: bool = False) -> Figure:
    """Draw mean absolute revision against age.

    Args:
        frame: table_name (pair_share or topic_share), age in whole periods, n_values, mean_absolute, share_changed.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    margin = {"l": 44, "r": 92 if narrow else 110, "t": 10, "b": 40}
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    colours = {"pair_share": theme.ink, "topic_share": theme.muted}
    for table, name in NAMES.items():
        rows = (
            frame.filter((pl.col("table_name") == table) & pl.col("mean_absolute").is_not_null()).sort("age").to_dicts()
        )
        if not rows:
            continue
        data.append({
            "type": "scatter", "mode": "lines+markers", "name": name,
            "x": typed([row["age"] for row in rows]),
            "y": typed([100 * row["mean_absolute"] for row in rows]),
            "line": {"color": colours[table], "width": 2}, "marker": {"size": 6},
            "text": [_words(row, name, frequency) for row in rows],
            "hovertemplate": "%{text}<extra></extra>",
        })  # fmt: skip
        last = rows[-1]
        notes.append({
            "x": last["age"], "y": 100 * last["mean_absolute"], "text": name, "xanchor": "left", "xshift": 8,
            "showarrow": False, "font": {"size": 12, "color": colours[table]},
        })  # fmt: skip
    highest = max([0.1, *(100 * value for value in frame["mean_absolute"].drop_nulls())])
    if len(notes) == 2 and abs(notes[0]["y"] - notes[1]["y"]) < CLOSE * highest:
        upper, lower = sorted(notes, key=lambda note: -float(note["y"]))
        upper["yshift"], lower["yshift"] = 9, -6
    oldest = max([1, *frame["age"].to_list()])
    common = {"fixedrange": True, "zeroline": False, "gridcolor": theme.hairline}
    axes = {
        "xaxis": common | {"range": [-0.2, oldest + 0.2], "dtick": 1, "showgrid": False,
                           "title": {"text": f"age, {frequency}s since the end of the {frequency}", "standoff": 6,
                                     "font": {"size": 12, "color": theme.muted}}},
        "yaxis": common | {"range": [0, highest * 1.15], "nticks": 5, "ticksuffix": " pt"},
    }  # fmt: skip
    return {"data": data, "layout": layout(theme, margin=margin, annotations=notes, **axes)}


def _words(row: dict[str, Any], name: str, frequency: str) -> str:
    return (
        f"<b>{name}, {plural(row['age'], frequency)} after the end</b><br>changed by {100 * row['mean_absolute']:.2f} "
        f"points on average<br>{percent(row['share_changed'])} of {plural(row['n_values'], 'value')} changed"
    )
