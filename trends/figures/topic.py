"""One topic's share of the beat's coverage, in the topic's own colour (grey unless it is a side of the pair)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from trends.figures.base import Figure
from trends.figures.share_chart import Look, share_chart
from trends.style import Theme, period_end

LEVEL = 0.005
"""A smaller change of the share is a new direction, not a new level."""


def topic_chart(
    frame: pl.DataFrame,
    events: pl.DataFrame,
    name: str,
    colours: tuple[str, str],
    *,
    frequency: str,
    theme: Theme,
    narrow: bool = False,
    hrefs: Sequence[str] | None = None,
    chosen: date | None = None,
    turns: pl.DataFrame | None = None,
) -> Figure:
    """Draw a topic's share with its band and the periods' own values.

    Args:
        frame: period_start, share, low, high, share_raw, total, state, reason; one row a period.
        events: event_date, label.
        name: the topic's name.
        colours: of the line, and of its label.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
        hrefs: where a click on a period leads, one a row.
        chosen: the period whose drivers are shown.
        turns: kind (change or burst), start, end, share_before, share_after: marked on the axis; rows may repeat.
    """
    look = Look(label=name, accent=colours[0], accent_text=colours[1], counted="stories of the beat", chosen=chosen)
    columns = {"share": "value", "share_raw": "raw", "total": "n"}
    figure = share_chart(
        frame.rename(columns), events, look, frequency=frequency, theme=theme, narrow=narrow, hrefs=hrefs
    )
    if turns is not None:
        _mark(figure, turns, frequency, theme)
    return figure


def _mark(figure: Figure, turns: pl.DataFrame, frequency: str, theme: Theme) -> None:
    """Add the turns to the foot of the plot: a triangle at a change point, a bar along a burst."""
    rows = turns.unique(["kind", "start"], keep="first", maintain_order=True).to_dicts()
    for row in rows:
        if row["kind"] == "burst":
            figure["layout"]["shapes"].append({
                "type": "rect", "xref": "x", "yref": "paper", "x0": row["start"].isoformat(),
                "x1": period_end(row["end"], frequency).isoformat(), "y0": 0, "y1": 0.018, "name": "burst",
                "fillcolor": theme.amber, "line": {"width": 0}, "opacity": 0.75,
            })  # fmt: skip
        else:
            change = (row["share_after"] or 0) - (row["share_before"] or 0)
            sign, colour = ("▲", theme.up) if change >= LEVEL else ("▼", theme.down) if change <= -LEVEL else (
                "◆", theme.muted
            )  # fmt: skip
            figure["layout"]["annotations"].append({
                "xref": "x", "yref": "paper", "x": row["start"].isoformat(), "y": 0.02, "yanchor": "bottom",
                "showarrow": False, "text": sign, "name": "change point",
                "font": {"size": 11, "color": colour},
            })  # fmt: skip
