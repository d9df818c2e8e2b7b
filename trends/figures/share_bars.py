"""What a share chart says by areas: the hatched missing periods, and the strip of probabilities under the axis."""

from __future__ import annotations

from datetime import date
from typing import Any

from trends.figures.share_look import Look, Row
from trends.style import Theme, contrast, mix, probability

MOST_WRITTEN = 24
"""Periods with room for a probability in each cell of the strip."""
READABLE = 4.5
"""Least contrast of small text (WCAG 2.2, AA)."""


def missing_bars(rows: list[Row], xs: list[str], ends: list[date], top: float, theme: Theme) -> dict[str, Any]:
    """A hatched bar over every period that wasn't covered."""
    gone = [index for index, row in enumerate(rows) if row["state"] == "missing"]
    return {
        "type": "bar",
        "name": "missing",
        "x": [xs[index] for index in gone],
        "y": [top] * len(gone),
        "width": [_span_ms(rows[index]["period_start"], ends[index]) for index in gone],
        "marker": {
            "color": "rgba(0,0,0,0)",
            "pattern": {"shape": "/", "fgcolor": theme.hairline, "size": 7, "solidity": 0.35},
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
    }


def probability_strip(
    rows: list[Row], xs: list[str], ends: list[date], look: Look, theme: Theme, *, narrow: bool
) -> dict[str, Any]:
    """A row of cells under the axis, coloured by who leads and how surely; blank where no call is made.

    The probabilities stand in the cells where these are wide enough.
    """
    written = not narrow and len(rows) <= MOST_WRITTEN

    def colour(p: float | None) -> str:
        if p is None:
            return theme.card
        side = look.strip_colours[1] if p >= 0.5 else look.strip_colours[0]
        return mix(side, theme.strip, abs(p - 0.5) * 2)

    colours = [colour(row["p"]) for row in rows]
    return {
        "type": "bar",
        "name": look.strip,
        "x": xs,
        "y": [1] * len(rows),
        "yaxis": "y2",
        "width": [_span_ms(row["period_start"], end) * 0.97 for row, end in zip(rows, ends, strict=True)],
        "marker": {
            "color": colours,
            "line": {"width": [0 if row["p"] is not None else 1 for row in rows], "color": theme.hairline},
            "cornerradius": 2,
        },
        "hoverinfo": "skip",
        **(_written(rows, colours, theme) if written else {}),
    }


def _written(rows: list[Row], colours: list[str], theme: Theme) -> dict[str, Any]:
    choice = (theme.card, theme.ink, "#000000", "#ffffff")  # one of the last two is readable on any colour
    inks = [next(ink for ink in choice if contrast(ink, colour) >= READABLE) for colour in colours]
    return {
        "text": ["" if row["p"] is None else probability(row["p"]) for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {"size": 10, "color": inks},
    }


def _span_ms(start: date, end: date) -> float:
    return (end - start).days * 86_400_000.0


def strip_words(words: str, theme: Theme) -> Row:
    """What the strip's colours mean, at its end."""
    return {
        "x": 1,
        "xref": "x domain",
        "xanchor": "left",
        "xshift": 6,
        "y": 0.5,
        "yref": "y2",
        "text": words,
        "showarrow": False,
        "font": {"size": 11, "color": theme.muted},
    }
