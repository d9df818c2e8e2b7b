"""Where every topic's share turned: a row a topic with its change points and bursts, the dated events as hairlines."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, time_axis, typed
from trends.figures.share_marks import event_marks
from trends.figures.topic import LEVEL
from trends.style import Theme, percent, period_end, period_name, plural, rgba

ROW_PX = 30
FOOT_PX = 84
PLOT = {False: (890, 54), True: (150, 54)}
"""About how wide the plot and the margin to its right are, by whether it's on a phone."""

Row = dict[str, Any]


def height(topics: int) -> int:
    """The figure's height in pixels."""
    return ROW_PX * topics + FOOT_PX


def turns_map(
    frame: pl.DataFrame, events: pl.DataFrame, span: tuple[date, date], *, frequency: str, theme: Theme, narrow: bool
) -> Figure:
    """Draw the turns.

    Args:
        frame: topic_id, name, kind (change or burst), start, end, share_before, share_after, n_stories, and href,
            where a click leads.
        events: event_date, label.
        span: first day of the first period and of the last.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    names = dict(frame.sort("name").select("topic_id", "name").unique(maintain_order=True).iter_rows())
    places = {topic: index for index, topic in enumerate(names)}
    last = period_end(span[1], frequency)
    shapes, notes, lines = event_marks(events, span[0], last, theme, narrow=narrow, size=PLOT[narrow])
    rows = frame.to_dicts()
    for row in rows:
        if row["kind"] == "burst":
            shapes.append(_burst(row, places, frequency, theme))
            notes.append(_size(row, places, frequency, theme, crowded=_crowded(row, rows, frequency)))
    changes = [row for row in rows if row["kind"] == "change"]
    labels = [escape(_short(name, narrow=narrow)) for name in names.values()]
    axes = {
        "xaxis": time_axis(theme, span[0], last, **({"nticks": 3, "tickangle": 0} if narrow else {})),
        "yaxis": {
            "range": [len(names) - 0.5, -0.5], "fixedrange": True, "showgrid": True, "gridcolor": theme.hairline,
            "zeroline": False, "tickvals": list(places.values()), "ticktext": labels,
            "ticks": "", "ticklabelstandoff": 8,
        },
    }  # fmt: skip
    margin = {"l": 118 if narrow else 206, "r": 54, "t": 12 + 18 * lines, "b": 28}
    whole = layout(theme, margin=margin, shapes=shapes, annotations=notes, **axes) | {"hovermode": "closest"}
    bursts = [row for row in rows if row["kind"] == "burst"]
    return {"data": [_points(changes, places, frequency, theme), _held(bursts, places, frequency)], "layout": whole}


def _sign(row: Row, theme: Theme) -> tuple[str, str]:
    change = (row["share_after"] or 0) - (row["share_before"] or 0)
    if abs(change) < LEVEL:
        return "diamond", theme.muted
    return ("triangle-up", theme.up) if change > 0 else ("triangle-down", theme.down)


def _points(rows: list[Row], places: dict[str, int], frequency: str, theme: Theme) -> Row:
    signs = [_sign(row, theme) for row in rows]
    return {
        "type": "scatter", "mode": "markers+text", "name": "change points",
        "x": [row["start"].isoformat() for row in rows],
        "y": typed([float(places[row["topic_id"]]) for row in rows]),
        "marker": {"symbol": [sign for sign, _ in signs], "size": 12, "color": [colour for _, colour in signs]},
        "text": [f"{percent(row['share_before'])} → {percent(row['share_after'])}" for row in rows],
        "textposition": "middle right", "textfont": {"size": 11, "color": theme.ink}, "cliponaxis": False,
        "hovertext": [
            f"<b>{escape(row['name'])}</b>, {period_name(row['start'], frequency)}<br>"
            f"{percent(row['share_before'])} before, {percent(row['share_after'])} from here on"
            for row in rows
        ],
        "hoverinfo": "text", "customdata": [[row["href"]] for row in rows],
    }  # fmt: skip


def _burst(row: Row, places: dict[str, int], frequency: str, theme: Theme) -> Row:
    place = places[row["topic_id"]]
    return {
        "type": "rect", "name": "burst", "xref": "x", "yref": "y", "x0": row["start"].isoformat(),
        "x1": period_end(row["end"], frequency).isoformat(), "y0": place - 0.22, "y1": place + 0.22,
        "fillcolor": rgba(theme.amber, 0.55), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _crowded(burst: Row, rows: list[Row], frequency: str) -> bool:
    """Whether a change of the same topic begins in the burst or soon after it, so that its words would cover others."""
    last = period_end(burst["end"], frequency)
    soon = last + 4 * (last - burst["end"])
    changes = (row for row in rows if row["kind"] == "change" and row["topic_id"] == burst["topic_id"])
    return any(burst["start"] <= row["start"] <= soon for row in changes)


def _size(row: Row, places: dict[str, int], frequency: str, theme: Theme, *, crowded: bool) -> Row:
    """How many stories a burst has: at its end, or before its start where a change follows."""
    at = row["start"] if crowded else period_end(row["end"], frequency)
    return {
        "name": "burst", "xref": "x", "yref": "y", "x": at.isoformat(), "y": places[row["topic_id"]],
        "xanchor": "right" if crowded else "left", "xshift": -4 if crowded else 4, "showarrow": False,
        "text": str(row["n_stories"]), "font": {"size": 11, "color": theme.ink},
    }  # fmt: skip


def _short(name: str, *, narrow: bool) -> str:
    most = 15 if narrow else 30
    return name if len(name) <= most else name[: most - 1] + "…"


def _held(rows: list[Row], places: dict[str, int], frequency: str) -> Row:
    """Invisible points over the bursts, for the pointer."""
    return {
        "type": "scatter", "mode": "markers", "name": "bursts", "marker": {"size": 20, "opacity": 0},
        "x": [(row["start"] + (period_end(row["end"], frequency) - row["start"]) / 2).isoformat() for row in rows],
        "y": typed([float(places[row["topic_id"]]) for row in rows]),
        "hovertext": [
            f"<b>{escape(row['name'])}</b>: burst {period_name(row['start'], frequency)} to "
            f"{period_name(row['end'], frequency)}<br>{plural(row['n_stories'], 'story', 'stories')}"
            for row in rows
        ],
        "hoverinfo": "text", "customdata": [[row["href"]] for row in rows],
    }  # fmt: skip
