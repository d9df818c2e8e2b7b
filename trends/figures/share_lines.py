"""The traces that carry a share's numbers: band, line, rings, the dots at its end, and what a pointer reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from trends.figures.base import typed
from trends.figures.share_look import Look, Row
from trends.figures.share_nowcast import nowcast_words
from trends.style import NBSP, Theme, interval, percent, period_name, probability, rgba

ROOMY = {False: 60, True: 25}
"""Periods whose rings have room beside each other at their full size, by whether it's on a phone."""


def runs(rows: list[Row]) -> list[list[int]]:
    """Stretches of periods with a value, unbroken by missing ones."""
    runs: list[list[int]] = [[]]
    for index, row in enumerate(rows):
        if row["value"] is None or row["state"] == "missing":
            runs.append([])
        else:
            runs[-1].append(index)
    return [run for run in runs if run]


def band(rows: list[Row], xs: list[str], look: Look) -> dict[str, Any]:
    """The 90 % interval, one polygon for each unbroken stretch."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in runs(rows):
        inside = [index for index in run if rows[index]["low"] is not None and rows[index]["high"] is not None]
        x += [*[xs[i] for i in inside], *[xs[i] for i in reversed(inside)], None]
        y += [*[rows[i]["high"] for i in inside], *[rows[i]["low"] for i in reversed(inside)], None]
    return {
        "type": "scatter",
        "name": "90 % interval",
        "mode": "lines",
        "x": x,
        "y": typed(y),
        "fill": "toself",
        "fillcolor": rgba(look.accent, 0.14),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def share_lines(rows: list[Row], xs: list[str], look: Look) -> list[dict[str, Any]]:
    """The line in three hands: sure, thin, and dotted into the open period; each segment by the period it leads to."""
    styles = {
        "complete": {"width": 2.4, "color": look.accent},
        "thin": {"width": 1.2, "color": look.accent},
        "partial": {"width": 2, "color": look.accent, "dash": "dot"},
    }
    points: dict[str, tuple[list[str | None], list[float | None]]] = {name: ([], []) for name in styles}
    for run in runs(rows):
        for before, after in pairwise(run):
            state = rows[after]["state"]
            x, y = points["thin" if state == "empty" else state if state in styles else "complete"]
            if x and x[-1] == xs[before]:
                x.append(xs[after])
                y.append(rows[after]["value"])
            else:
                x += [None, xs[before], xs[after]] if x else [xs[before], xs[after]]
                y += (
                    [None, rows[before]["value"], rows[after]["value"]]
                    if y
                    else [
                        rows[before]["value"],
                        rows[after]["value"],
                    ]
                )
    return [
        {
            "type": "scatter",
            "name": f"{look.label}, {name}",
            "mode": "lines",
            "x": x,
            "y": typed(y),
            "line": styles[name],
            "hoverinfo": "skip",
        }
        for name, (x, y) in points.items()
        if x
    ]


def rings(rows: list[Row], xs: list[str], look: Look, *, narrow: bool) -> dict[str, Any]:
    """The periods' own values, as rings whose area grows with the number of stories; all smaller where many meet."""
    shrunk = min(1.0, math.sqrt(ROOMY[narrow] / max(len(rows), 1)))
    kept = [(x, row) for x, row in zip(xs, rows, strict=True) if row["raw"] is not None and row["n"]]
    return {
        "type": "scatter",
        "name": "the period's own stories",
        "mode": "markers",
        "x": [x for x, _ in kept],
        "y": typed([row["raw"] for _, row in kept]),
        "marker": {
            "symbol": "circle-open",
            "size": typed([shrunk * min(18.0, 3 + 1.5 * math.sqrt(row["n"])) for _, row in kept]),
            "color": rgba(look.accent, 0.75),
            "line": {"width": 1},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def end_dots(rows: list[Row], xs: list[str], look: Look, theme: Theme) -> dict[str, Any]:
    """The newest closed period as a dot, the open one after it as a hollow one."""
    known = [index for index, row in enumerate(rows) if row["value"] is not None]
    partial = [index for index in known[-1:] if rows[index]["state"] == "partial"]
    sure = [index for index in known if rows[index]["state"] != "partial"][-1:]
    shown = sure + partial
    return {
        "type": "scatter",
        "name": "latest",
        "mode": "markers",
        "x": [xs[index] for index in shown],
        "y": typed([rows[index]["value"] for index in shown]),
        "marker": {
            "size": 8,
            "color": [theme.card if index in partial else look.accent for index in shown],
            "line": {"width": 2, "color": look.accent},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def hover_points(
    rows: list[Row], xs: list[str], look: Look, frequency: str, hrefs: Sequence[str] | None
) -> dict[str, Any]:
    """Invisible points that carry the words for the pointer, and where a click leads."""
    words = []
    for row in rows:
        name = f"<b>{period_name(row['period_start'], frequency)}</b>"
        if row["value"] is None:
            words.append(f"{name}<br>no value: {row['reason'] or row['state']}")
            continue
        lines = [
            f"{name}  {look.label} <b>{percent(row['value'])}</b>",
            f"90{NBSP}%: {interval(row['low'], row['high'])}",
            f"its own stories: {percent(row['raw'])} of {row['n'] or 0:.0f} {look.counted}",
        ]
        if row.get("p") is not None and look.strip:
            lines.append(f"{look.strip} = {probability(row['p'])}")
        lines += nowcast_words(row)
        if row["state"] != "complete":
            lines.append(f"{row['state']}: {row['reason']}" if row["reason"] else str(row["state"]))
        if hrefs:
            lines.append("click: what moved it")
        words.append("<br>".join(lines))
    return {
        "type": "scatter",
        "name": look.label,
        "mode": "markers",
        "x": xs,
        "y": typed([0.0 if row["value"] is None else row["value"] for row in rows]),
        "text": words,
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 14, "opacity": 0},
        "customdata": [[href] for href in hrefs] if hrefs else None,
    }
