"""One topic's share of the beat's coverage, in the topic's own colour (grey unless it is a side of the pair)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from trends.figures.base import Figure
from trends.figures.share_chart import Look, share_chart
from trends.style import Theme


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
    """
    look = Look(label=name, accent=colours[0], accent_text=colours[1], counted="stories of the beat", chosen=chosen)
    columns = {"share": "value", "share_raw": "raw", "total": "n"}
    return share_chart(
        frame.rename(columns), events, look, frequency=frequency, theme=theme, narrow=narrow, hrefs=hrefs
    )
