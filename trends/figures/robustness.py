"""The headline result under every reasonable choice, as small multiples: one panel a kind of choice, one row a choice.

Editorial decisions:

- All panels share one horizontal scale with a line at one half, so that a choice that turns the result stands out.
- A dot is filled where the lead is sure: P at least .95, as the front page says "very likely ahead", or as little for
  the other side. Hollow elsewhere. What a crossover takes of a period is less: it takes six periods of it.
- The published result is a diamond with a bold label in every panel; a confirmed crossover is said in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, typed
from trends.style import SURE, Theme, in_sentence, interval, percent, period_name, probability

ROW_PX = 21
HEAD_PX = 44
FOOT_PX = 30
PANELS = {
    "weighting": "What a story counts for",
    "gate": "Stories counted",
    "half_life": "Half-life",
    "frequency": "Length of a period",
    "topic_version": "How strictly topics are read",
    "without_owner": "One owner left out",
    "combined": "Stories, weighting, half-life together",
}
"""Kind of choice -> title of its panel, in order."""
COLUMNS = (("weighting", "gate", "half_life", "frequency", "topic_version"), ("without_owner",), ("combined",))
LONGEST = 28

Row = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """A panel's place: its rows, and left, right, top and bottom as fractions of the plot."""

    kind: str
    rows: list[Row]
    x: tuple[float, float]
    y: tuple[float, float]


def robustness_chart(frame: pl.DataFrame, names: tuple[str, str], *, theme: Theme, narrow: bool = False) -> Figure:
    """Draw the small multiples.

    Args:
        frame: choice, value, words, frequency, period_start, share_a, low, high, p_a_leads, n_effective, threshold,
            crossed, confirmed_at, is_default, href; in the order to show. The choice "default" is not drawn by itself.
        names: of the pair's topics.
        theme: light or dark.
        narrow: True on a phone: the panels stand under each other.
    """
    panels, height = place(frame, narrow=narrow)
    margin = {"l": 8, "r": 8, "t": 4, "b": 4}
    if not panels:
        return {"data": [], "layout": layout(theme, margin=margin)}
    known = [row for panel in panels for row in panel.rows if row["share_a"] is not None]
    ends = [row[key] for row in known for key in ("low", "high", "share_a") if row[key] is not None]
    low, high = min([0.45, *ends]) - 0.02, max([0.55, *ends]) + 0.02
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for number, panel in enumerate(panels, start=1):
        suffix = "" if number == 1 else str(number)
        axes[f"xaxis{suffix}"] = _share_axis(panel, (low, high), theme, suffix)
        axes[f"yaxis{suffix}"] = _row_axis(panel, suffix)
        data += _marks(panel, suffix, names, theme)
        shapes.append(_half(suffix, len(panel.rows), theme))
        notes += [_title(panel, height, theme), *_labels(panel, suffix, (low, high), theme)]
    figure_layout = layout(theme, margin=margin, shapes=shapes, annotations=notes, height=height, **axes)
    return {"data": data, "layout": figure_layout | {"hovermode": "closest"}}


def place(frame: pl.DataFrame, *, narrow: bool) -> tuple[list[Panel], int]:
    """Where each panel stands, and the figure's height in pixels."""
    rows = {kind: frame.filter(pl.col("choice") == kind).to_dicts() for kind in PANELS}
    columns = [[kind for kind in PANELS if rows[kind]]] if narrow else [
        [kind for kind in column if rows[kind]] for column in COLUMNS
    ]  # fmt: skip
    columns = [column for column in columns if column]
    if not columns:
        return [], 0
    tall = [sum(ROW_PX * len(rows[kind]) + HEAD_PX + FOOT_PX for kind in column) for column in columns]
    height = max(tall)
    panels = []
    width = 1 / len(columns)
    share_of_labels = 0.5 if narrow else 0.44
    for index, column in enumerate(columns):
        used = 0
        for kind in column:
            top = used + HEAD_PX
            bottom = top + ROW_PX * len(rows[kind])
            used = bottom + FOOT_PX
            left = width * (index + share_of_labels)
            right = width * (index + 1) - 0.012
            panels.append(Panel(kind, rows[kind], (left, right), (1 - bottom / height, 1 - top / height)))
    return panels, height + 8


def _share_axis(panel: Panel, span: tuple[float, float], theme: Theme, suffix: str) -> dict[str, Any]:
    ticks = [tick / 10 for tick in range(11) if span[0] <= tick / 10 <= span[1]]
    if len(ticks) > 4:
        ticks = [tick for tick in ticks if round(tick * 100) in (0, 25, 50, 75, 100)] or ticks
        ticks = sorted({*ticks, *(tick for tick in (0.25, 0.75) if span[0] <= tick <= span[1])})
    return {
        "domain": list(panel.x), "anchor": f"y{suffix}", "range": list(span), "fixedrange": True, "zeroline": False,
        "tickvals": ticks, "ticktext": [f"{100 * tick:.0f} %" for tick in ticks], "gridcolor": theme.hairline,
        "ticks": "", "showline": False,
    }  # fmt: skip


def _row_axis(panel: Panel, suffix: str) -> dict[str, Any]:
    return {
        "domain": list(panel.y), "anchor": f"x{suffix}", "range": [len(panel.rows) - 0.5, -0.5], "fixedrange": True,
        "showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "",
    }  # fmt: skip


def _marks(panel: Panel, suffix: str, names: tuple[str, str], theme: Theme) -> list[dict[str, Any]]:
    rows = panel.rows
    colours = [_colour(row, theme) for row in rows]
    filled = [colour if leader(row) is not None else theme.card for row, colour in zip(rows, colours, strict=True)]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for index, row in enumerate(rows):
        xs += [row["low"], row["high"], None]
        ys += [index, index, None]
    axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    whiskers = {
        "type": "scatter", "mode": "lines", "x": typed(xs), "y": typed(ys), "hoverinfo": "skip",
        "line": {"color": theme.muted, "width": 1.6}, "opacity": 0.6, "name": f"{panel.kind}, interval", **axes,
    }  # fmt: skip
    dots = {
        "type": "scatter", "mode": "markers", "name": panel.kind, **axes,
        "x": typed([row["share_a"] for row in rows]),
        "y": typed([float(index) for index in range(len(rows))]),
        "marker": {
            "size": [11 if row["is_default"] else 8.5 for row in rows],
            "symbol": ["diamond" if row["is_default"] else "circle" for row in rows],
            "color": filled,
            "opacity": 1,
            "line": {"color": colours, "width": 1.6},
        },
        "text": [_hover(row, names) for row in rows],
        "customdata": [[row["href"] or ""] for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    return [whiskers, dots]


def leader(row: Row) -> int | None:
    """Which side surely leads: 0 the first, 1 the second, None neither."""
    p = row["p_a_leads"]
    if p is None:
        return None
    return 0 if p >= SURE else 1 if p <= 1 - SURE else None


def _colour(row: Row, theme: Theme) -> str:
    side = leader(row)
    return theme.muted if side is None else (theme.side_a, theme.side_b)[side]


def _hover(row: Row, names: tuple[str, str]) -> str:
    lines = [f"<b>{escape(row['words'])}</b>" + (" (as published)" if row["is_default"] else "")]
    if row["share_a"] is None:
        return "<br>".join([*lines, "no share can be measured"])
    when = period_name(row["period_start"], row["frequency"])
    lines.append(
        f"{escape(names[0])} {percent(row['share_a'])} [{interval(row['low'], row['high'])}] of the two in {when}"
    )
    if row["p_a_leads"] is None:
        lines.append("no probability: too few stories")
    else:
        lines.append(
            f"P({escape(in_sentence(names[0]))} leads) {probability(row['p_a_leads'])}, n {row['n_effective'] or 0:.0f}"
        )
    lines.append(_crossing(row) or "crossover not confirmed")
    return "<br>".join(lines)


def _crossing(row: Row) -> str:
    return f"crossover confirmed {period_name(row['confirmed_at'], row['frequency'])}" if row["crossed"] else ""


def _half(suffix: str, count: int, theme: Theme) -> dict[str, Any]:
    return {
        "type": "line", "xref": f"x{suffix}", "yref": f"y{suffix}", "x0": 0.5, "x1": 0.5, "y0": -0.5, "y1": count - 0.5,
        "line": {"color": theme.ink, "width": 1, "dash": "dot"}, "layer": "below",
    }  # fmt: skip


def _title(panel: Panel, height: int, theme: Theme) -> dict[str, Any]:
    width = panel.x[1] - panel.x[0]
    return {
        "xref": "paper", "yref": "paper", "x": max(0.0, panel.x[0] - width * 0.78), "y": panel.y[1] + 12 / height,
        "xanchor": "left", "yanchor": "bottom", "showarrow": False, "text": f"<b>{PANELS[panel.kind]}</b>",
        "font": {"size": 12.5, "color": theme.ink},
    }  # fmt: skip


def _labels(panel: Panel, suffix: str, span: tuple[float, float], theme: Theme) -> list[dict[str, Any]]:
    notes = []
    for index, row in enumerate(panel.rows):
        words = row["words"] if len(row["words"]) <= LONGEST else row["words"][: LONGEST - 1] + "…"
        text = escape(words)
        notes.append({
            "xref": f"x{suffix} domain", "yref": f"y{suffix}", "x": -0.03, "y": index, "xanchor": "right",
            "showarrow": False, "text": f"<b>{text}</b>" if row["is_default"] else text,
            "font": {"size": 12, "color": theme.ink if row["is_default"] else theme.muted},
        })  # fmt: skip
        if row["crossed"]:
            notes.append({
                "xref": f"x{suffix}", "yref": f"y{suffix}", "x": row["low"] or span[0], "y": index, "xanchor": "right",
                "xshift": -5, "showarrow": False, "text": "✓", "font": {"size": 13, "color": theme.ink},
            })  # fmt: skip
    return notes
