"""The headline picture: how much of the coverage of two topics goes to the first, and how likely it leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from trends.figures.base import Figure
from trends.figures.share_chart import Look, share_chart
from trends.style import Theme


def pair_chart(
    frame: pl.DataFrame,
    events: pl.DataFrame,
    names: tuple[str, str],
    *,
    frequency: str,
    theme: Theme,
    narrow: bool = False,
    hrefs: Sequence[str] | None = None,
    chosen: date | None = None,
) -> Figure:
    """Draw the first topic's share with its band, the dotted half, dated events and the probability strip.

    Args:
        frame: period_start, share_a, low, high, share_raw, p_a_leads, n_either, state, reason; one row a period.
        events: event_date, label.
        names: the two topics' names, first side first.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
        hrefs: where a click on a period leads, one a row.
        chosen: the period whose drivers are shown.
    """
    first, second = names
    look = Look(
        label=first,
        accent=theme.side_a,
        accent_text=theme.side_a_text,
        counted="stories about either",
        reference=(0.5, f"as many {first.lower()} as {second.lower()} stories"),
        strip=f"P({first.lower()} leads)",
        strip_colours=(theme.side_b, theme.side_a),
        chosen=chosen,
    )
    columns = {"share_a": "value", "share_raw": "raw", "p_a_leads": "p", "n_either": "n"}
    return share_chart(
        frame.rename(columns), events, look, frequency=frequency, theme=theme, narrow=narrow, hrefs=hrefs
    )
