"""The headline picture: how much of the coverage of two topics goes to the first, and how likely it leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import polars as pl

from trends.figures.base import Figure
from trends.figures.share_chart import Look, share_chart
from trends.figures.share_look import LONGEST_LABEL
from trends.style import Theme, in_sentence


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
    crossings: Sequence[tuple[bool, date]] = (),
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
        crossings: (whether the first side is the one that overtakes, first day of the period in which it does).
    """
    first, second = names
    look = Look(
        label=first,
        accent=theme.side_a,
        accent_text=theme.side_a_text,
        counted="stories about either",
        reference=(0.5, f"as many {in_sentence(first)} as {in_sentence(second)} stories"),
        strip=f"P({in_sentence(first) if len(first) <= LONGEST_LABEL else 'first'} leads)",
        strip_colours=(theme.side_b, theme.side_a),
        chosen=chosen,
    )
    columns = {"share_a": "value", "share_raw": "raw", "p_a_leads": "p", "n_either": "n"}
    figure = share_chart(
        frame.rename(columns), events, look, frequency=frequency, theme=theme, narrow=narrow, hrefs=hrefs
    )
    for by_first, start in crossings:
        _cross(figure, names, start, theme, by_first=by_first)
    return figure


def _cross(figure: Figure, names: tuple[str, str], start: date, theme: Theme, *, by_first: bool) -> None:
    """Mark where one overtook the other: a line in its colour, and words at its foot (or head, for the second side)."""
    name = names[0] if by_first else names[1]
    colour, text = (theme.side_a, theme.side_a_text) if by_first else (theme.side_b, theme.side_b_text)
    figure["layout"]["shapes"].append(
        {
            "type": "line", "name": "crossover", "xref": "x", "yref": "y domain", "x0": start.isoformat(),
            "x1": start.isoformat(), "y0": 0, "y1": 1, "line": {"color": colour, "width": 1.4, "dash": "dash"},
        }
    )  # fmt: skip
    first, last = figure["layout"]["xaxis"]["range"]
    late = (start - date.fromisoformat(first)) > 0.7 * (date.fromisoformat(last) - date.fromisoformat(first))
    figure["layout"]["annotations"].append(
        {
            "name": "crossover", "xref": "x", "yref": "y domain", "x": start.isoformat(),
            "y": 0.02 if by_first else 0.1, "yanchor": "bottom", "xanchor": "right" if late else "left",
            "xshift": -4 if late else 4, "showarrow": False, "text": f"{escape(in_sentence(name))} overtakes",
            "font": {"size": 11, "color": text},
        }
    )  # fmt: skip
