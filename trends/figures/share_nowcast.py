"""The nowcast on a share's chart: what the open period's own share will be once its stories are in.

It is a mark of its own kind, a diamond with whiskers at the open period, and says so beside it. It is part of no line.
"""

from __future__ import annotations

from typing import Any

from trends.figures.base import typed
from trends.figures.share_look import Row
from trends.style import NBSP, Theme, interval, percent

LABEL_ROOM = 0.145
"""Part of the plot's height under which its words and those of the line's end would cover each other."""


def nowcast_row(rows: list[Row]) -> int | None:
    """Where the nowcast stands; None without one."""
    told = [index for index, row in enumerate(rows) if row.get("nowcast") is not None]
    return told[-1] if told else None


def nowcast_mark(rows: list[Row], xs: list[str], theme: Theme) -> dict[str, Any]:
    """The diamond and its 90 % interval."""
    at = nowcast_row(rows)
    told = [] if at is None else [at]
    return {
        "type": "scatter", "mode": "markers", "name": "nowcast", "x": [xs[i] for i in told],
        "y": typed([rows[i]["nowcast"] for i in told]),
        "marker": {"symbol": "diamond", "size": 9, "color": theme.card, "line": {"color": theme.ink, "width": 1.5}},
        "error_y": {
            "type": "data", "symmetric": False, "color": theme.ink, "thickness": 1.2, "width": 4,
            "array": typed([rows[i]["nowcast_high"] - rows[i]["nowcast"] for i in told]),
            "arrayminus": typed([rows[i]["nowcast"] - rows[i]["nowcast_low"] for i in told]),
        },
        "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip


def nowcast_label(rows: list[Row], end: float | None, top: float, theme: Theme, *, narrow: bool) -> list[Row]:
    """Its words in the margin, clear of those at the line's end.

    Args:
        rows: one a period.
        end: where the words of the line's end stand, on the share axis; None without any.
        top: of the share axis.
        theme: light or dark.
        narrow: True on a phone.
    """
    at = nowcast_row(rows)
    if at is None:
        return []
    row, y = rows[at], rows[at]["nowcast"]
    room = LABEL_ROOM * top
    if end is not None and abs(y - end) < room:
        y = end + room if (y >= end and end + 1.4 * room < top) or end < room else end - room
    spread = interval(row["nowcast_low"], row["nowcast_high"])
    words = f"◇{percent(row['nowcast'])}" if narrow else f"◇ nowcast {percent(row['nowcast'])}"
    foot = spread if narrow else f"90{NBSP}%: {spread}"
    return [
        {
            "name": "nowcast", "x": 1, "xref": "x domain", "xanchor": "left", "xshift": 4 if narrow else 8, "y": y,
            "yref": "y",
            "text": f'{words}<br><span style="font-size:11px;color:{theme.muted}">{foot}</span>', "align": "left",
            "showarrow": False, "font": {"size": 11.5 if narrow else 12, "color": theme.ink},
        }
    ]  # fmt: skip


def nowcast_words(row: Row) -> list[str]:
    """What a pointer reads of it."""
    if row.get("nowcast") is None:
        return []
    spread = interval(row["nowcast_low"], row["nowcast_high"])
    return [f"nowcast of its own share: {percent(row['nowcast'])}, 90{NBSP}%: {spread}"]
