"""Rows of dots with their intervals on one scale: what is compared stands on the left, the line at zero in the middle.

A dot is filled where it was called (its q is low enough), hollow where it wasn't. A grey band behind a dot is where it
would lie by chance; a thin line through it is its own interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from trends.figures.base import Figure, layout, typed
from trends.style import Theme, mix

ROW_PX = 24
NARROW_ROW_PX = 32
FOOT_PX = 48
LONGEST = 48


@dataclass(frozen=True)
class Dot:
    """One row.

    Attributes:
        label: what it is.
        value: where the dot stands; None leaves the row empty.
        low, high: ends of its own interval, or of the chance band.
        called: whether it stands out.
        words: what the pointer reads, as lines of plain text.
        href: where a click leads, "" for nowhere.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    called: bool
    words: Sequence[str]
    href: str = ""


def height(rows: int, *, narrow: bool) -> int:
    """The figure's height in pixels; on a phone a label may take two lines."""
    return (NARROW_ROW_PX if narrow else ROW_PX) * rows + FOOT_PX


def dot_chart(
    dots: Sequence[Dot], *, unit: str, theme: Theme, narrow: bool = False, banded: bool = False, reach: float = 0.0
) -> Figure:
    """Draw the rows, the first on top.

    Args:
        dots: the rows.
        unit: of the axis, in words.
        theme: light or dark.
        narrow: True on a phone.
        banded: True draws low to high as the band of chance, else as the dot's own interval.
        reach: the axis goes at least this far on both sides.
    """
    ends = [abs(end) for dot in dots for end in (dot.value, dot.low, dot.high) if end is not None]
    span = max([reach, 0.05, *ends]) * 1.08
    label_part = 0.42 if narrow else 0.32
    figure_layout = layout(
        theme,
        margin={"l": 6, "r": 10, "t": 4, "b": FOOT_PX - 6},
        shapes=[_zero(len(dots), theme)],
        annotations=[_label(index, dot, theme, narrow=narrow) for index, dot in enumerate(dots)],
        xaxis={
            "domain": [label_part, 1], "range": [-span, span], "fixedrange": True, "zeroline": False,
            "nticks": 5 if narrow else 7, "tickangle": 0,
            "gridcolor": theme.hairline, "title": {"text": unit, "standoff": 4, "font": {"size": 12}},
        },
        yaxis={
            "range": [len(dots) - 0.5, -0.5], "fixedrange": True, "showgrid": False, "zeroline": False,
            "showticklabels": False, "ticks": "",
        },
    )  # fmt: skip
    return {"data": [_spans(dots, theme, banded=banded), _marks(dots, theme)], "layout": figure_layout | {
        "hovermode": "closest"
    }}  # fmt: skip


def _spans(dots: Sequence[Dot], theme: Theme, *, banded: bool) -> dict[str, Any]:
    chance = mix(theme.muted, theme.card, 0.24)
    xs: list[float | None] = []
    ys: list[float | None] = []
    for index, dot in enumerate(dots):
        xs += [dot.low, dot.high, None]
        ys += [float(index), float(index), None]
    return {
        "type": "scatter", "mode": "lines", "name": "band" if banded else "interval", "x": typed(xs), "y": typed(ys),
        "line": {"color": chance if banded else theme.muted, "width": 12 if banded else 1.6},
        "opacity": 1 if banded else 0.7, "hoverinfo": "skip",
    }  # fmt: skip


def _marks(dots: Sequence[Dot], theme: Theme) -> dict[str, Any]:
    colours = [theme.muted if not dot.called else theme.up if (dot.value or 0) > 0 else theme.down for dot in dots]
    return {
        "type": "scatter", "mode": "markers", "name": "value",
        "x": typed([dot.value for dot in dots]), "y": typed([float(index) for index in range(len(dots))]),
        "marker": {
            "size": 9, "opacity": 1,
            "color": [colour if dot.called else theme.card for dot, colour in zip(dots, colours, strict=True)],
            "line": {"color": colours, "width": 1.6},
        },
        "text": ["<br>".join([f"<b>{escape(dot.label)}</b>", *map(escape, dot.words)]) for dot in dots],
        "customdata": [[dot.href] for dot in dots],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _label(index: int, dot: Dot, theme: Theme, *, narrow: bool) -> dict[str, Any]:
    lines = dot.label.replace(" → ", " →\n").replace(", ", ",\n").split("\n") if narrow else [dot.label]
    most = 22 if narrow else LONGEST
    words = "<br>".join(escape(line if len(line) <= most else line[: most - 1] + "…") for line in lines)
    return {
        "xref": "x domain", "x": 0, "xshift": -10, "xanchor": "right", "yref": "y", "y": index, "showarrow": False,
        "text": f"<b>{words}</b>" if dot.called else words, "align": "right",
        "font": {"size": 10.5 if narrow else 12.5, "color": theme.ink if dot.called else theme.muted},
    }  # fmt: skip


def _zero(rows: int, theme: Theme) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "y", "x0": 0, "x1": 0, "y0": -0.5, "y1": rows - 0.5,
        "line": {"color": theme.muted, "width": 1},
    }  # fmt: skip
