"""What all figures share: the empty layout in a theme, axes, typed arrays, label placement.

Figures are plain dicts (a figure object costs tens of milliseconds to validate; the tests do that instead).
Backgrounds are transparent, so that the card shows through.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from trends.style import SANS, Theme

Figure = dict[str, Any]


def typed(values: Sequence[float | int | None]) -> dict[str, str]:
    """Numbers as the base64 array that Plotly reads without parsing; None becomes a gap (NaN)."""
    array = np.array([np.nan if value is None else value for value in values], dtype="<f8")
    return {"dtype": "f8", "bdata": base64.b64encode(array.tobytes()).decode("ascii")}


def layout(theme: Theme, *, margin: dict[str, int], **more: Any) -> dict[str, Any]:
    """A layout in the theme's colours with nothing on it."""
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": SANS, "size": 12, "color": theme.muted},
        "margin": {**margin, "pad": 0},
        "showlegend": False,
        "hovermode": "x",
        "hoverdistance": -1,
        "separators": ".\u202f",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": theme.card,
            "bordercolor": theme.hairline,
            "font": {"family": SANS, "size": 12.5, "color": theme.ink},
            "align": "left",
        },
        "uirevision": "kept",
        **more,
    }


def time_axis(theme: Theme, first: date, last: date, **more: Any) -> dict[str, Any]:
    """A time axis from `first` to `last` with a tick at each year, or closer where it spans less than two."""
    axis: dict[str, Any] = {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.hairline,
        "linecolor": theme.hairline,
        "showline": True,
        **more,
    }
    if (last - first).days > 2 * 366:
        axis |= {"dtick": "M12", "tick0": "2000-01-01", "tickformat": "%Y"}
    return axis


def percent_axis(theme: Theme, top: float, **more: Any) -> dict[str, Any]:
    """A share axis from zero to `top` with round ticks, the unit on the topmost one."""
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.25) if top / step <= 5 or step == 0.25)
    count = int(top / step + 1e-9)
    values = [step * index for index in range(count + 1)]
    texts = [f"{100 * value:.0f}" for value in values]
    texts[-1] += " %"
    return {
        "range": [0, top],
        "fixedrange": True,
        "tickvals": values,
        "ticktext": texts,
        "gridcolor": theme.hairline,
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        **more,
    }


def middle(start: date, end: date) -> datetime:
    """The middle of a period, where its value is drawn."""
    opened = datetime(start.year, start.month, start.day)
    return opened + timedelta(days=(end - start).days) / 2


def place_labels(spans: Sequence[tuple[float, float]], *, rows: int, gap: float = 8) -> list[int | None]:
    """Put labels in rows so that none covers another; where room is short, short labels win.

    Args:
        spans: left and right edge of each label, in pixels.
        rows: how many rows there are.
        gap: least space between two labels of a row.

    Returns:
        A row for each label, 0 nearest the chart; None where no row has room.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    placed: list[int | None] = [None] * len(spans)
    for index in sorted(range(len(spans)), key=lambda item: (spans[item][1] - spans[item][0], spans[item][0])):
        left, right = spans[index]
        for row, others in enumerate(taken):
            if all(right + gap <= start or end + gap <= left for start, end in others):
                others.append((left, right))
                placed[index] = row
                break
    return placed
