"""One entity over time: the tone about it with its band, and how many stories name it beside what the beat would give.

Both charts share their time axis, so that one can be read under the other. The tone's line is thin while few stories
stand behind it and dotted into a period that is still open. The bars count whole stories, so they are never thin: the
open period is hollow, a missing one is hatched, an empty one has no bar. The line over the bars is what each period
would hold if the entity's part of the beat had never changed; the shaded stretch is the shortest that holds half of
its stories.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, middle, time_axis, typed
from trends.figures.share_bars import missing_bars
from trends.figures.share_lines import band, end_dots, rings, share_lines
from trends.figures.share_look import Look
from trends.style import NBSP, Theme, percent, period_end, period_name, plural, rgba, signed, whole

TONE_HEIGHT = 350
COVERAGE_HEIGHT = 260
LEAST_REACH = 0.2

Row = dict[str, Any]


def tone_over_time(frame: pl.DataFrame, *, frequency: str, theme: Theme, narrow: bool = False) -> Figure:
    """Draw the mean tone about an entity.

    Args:
        frame: period_start, tone, tone_low, tone_high, tone_raw, n_stories, state, reason; one row a period.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    rows = [
        row | {"value": row["tone"], "low": row["tone_low"], "high": row["tone_high"], "raw": row["tone_raw"],
               "n": row["n_stories"]}
        for row in frame.sort("period_start").to_dicts()
    ]  # fmt: skip
    margin = {"l": 36 if narrow else 44, "r": 50 if narrow else 136, "t": 10, "b": 28}
    if not rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    xs, ends = _places(rows, frequency)
    look = Look(label="tone", accent=theme.muted, accent_text=theme.ink)
    values = [abs(row[key]) for row in rows for key in ("low", "high", "raw") if row[key] is not None]
    reach = min(1.0, max([LEAST_REACH, *values]) * 1.08)
    gone = missing_bars(rows, xs, ends, 2 * reach, theme) | {"base": -reach}
    data = [
        gone,
        band(rows, xs, look),
        *share_lines(rows, xs, look),
        rings(rows, xs, look, narrow=narrow),
        end_dots(rows, xs, look, theme),
        {
            "type": "scatter", "mode": "markers", "name": "tone, all", "x": xs,
            "y": typed([row["value"] for row in rows]), "text": [_tone_words(row, frequency) for row in rows],
            "hovertemplate": "%{text}<extra></extra>", "marker": {"size": 14, "opacity": 0},
        },
    ]  # fmt: skip
    axes: dict[str, Any] = {
        "xaxis": time_axis(theme, rows[0]["period_start"], ends[-1], anchor="y"),
        "yaxis": {
            "range": [-reach, reach], "nticks": 5, "tickformat": "+.1f", "labelalias": {"+0.0": "0"},
            "zeroline": True, "fixedrange": True,
            "zerolinecolor": theme.muted, "zerolinewidth": 1, "gridcolor": theme.hairline, "ticklabelstandoff": 6,
        },
    }  # fmt: skip
    notes = _tone_label(rows, theme, narrow=narrow)
    return {"data": data, "layout": layout(theme, margin=margin, annotations=notes, barmode="overlay", **axes)}


def coverage_over_time(
    frame: pl.DataFrame,
    *,
    half: tuple[date, date] | None,
    frequency: str,
    theme: Theme,
    narrow: bool = False,
) -> Figure:
    """Draw how many stories name an entity.

    Args:
        frame: period_start, n_stories, total, as_the_beat, share, low, high, state (of the period), reason.
        half: first and last period of the stretch to shade, or None.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
    """
    rows = frame.sort("period_start").to_dicts()
    margin = {"l": 36 if narrow else 44, "r": 50 if narrow else 136, "t": 20, "b": 28}
    if not rows:
        return {"data": [], "layout": layout(theme, margin=margin)}
    xs, ends = _places(rows, frequency)
    top = max([1.0, *(row["n_stories"] for row in rows), *(row["as_the_beat"] or 0 for row in rows)]) * 1.1
    widths = [(end - row["period_start"]).days * 86_400_000 * 0.62 for row, end in zip(rows, ends, strict=True)]
    open_ = [row["state"] == "partial" for row in rows]
    bars = {
        "type": "bar", "name": "stories", "x": xs, "y": typed([row["n_stories"] for row in rows]), "width": widths,
        "marker": {
            "color": [theme.card if still else rgba(theme.muted, 0.55) for still in open_],
            "line": {"color": theme.muted, "width": [1.2 if still else 0 for still in open_]},
        },
        "text": [_coverage_words(row, frequency) for row in rows], "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    expected = {
        "type": "scatter", "mode": "lines", "name": "as the beat", "x": xs,
        "y": typed([None if row["state"] == "missing" else row["as_the_beat"] for row in rows]),
        "line": {"color": theme.ink, "width": 1.3, "dash": "dot"}, "hoverinfo": "skip", "connectgaps": False,
    }  # fmt: skip
    shapes, notes = _half(half, frequency, theme) if half else ([], [])
    if not narrow:
        notes.append(_label("as the beat<br>would give", rows[-1]["as_the_beat"] or 0, theme))
    axes: dict[str, Any] = {
        "xaxis": time_axis(theme, rows[0]["period_start"], ends[-1], anchor="y"),
        "yaxis": {
            "range": [0, top], "nticks": 4, "rangemode": "tozero", "zeroline": False, "fixedrange": True,
            "gridcolor": theme.hairline, "ticklabelstandoff": 6, "tickformat": ",d",
        },
    }  # fmt: skip
    whole = layout(theme, margin=margin, shapes=shapes, annotations=notes, barmode="overlay", **axes)
    return {"data": [missing_bars(rows, xs, ends, top, theme), bars, expected], "layout": whole}


def _places(rows: list[Row], frequency: str) -> tuple[list[str], list[date]]:
    """Where each period's value is drawn, and the first day after each."""
    ends = [period_end(row["period_start"], frequency) for row in rows]
    return [middle(row["period_start"], end).isoformat() for row, end in zip(rows, ends, strict=True)], ends


def _half(half: tuple[date, date], frequency: str, theme: Theme) -> tuple[list[Row], list[Row]]:
    """The shaded stretch and its words above it."""
    start, end = half[0].isoformat(), period_end(half[1], frequency).isoformat()
    shape = {
        "type": "rect", "xref": "x", "yref": "y domain", "x0": start, "x1": end, "y0": 0, "y1": 1, "name": "half",
        "fillcolor": rgba(theme.muted, 0.1), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    late = half[0].year * 2 > half[1].year + half[0].year - 1
    note = {
        "x": end if late else start, "xref": "x", "xanchor": "right" if late else "left", "y": 1, "yref": "y domain",
        "yanchor": "bottom", "text": "half of the stories", "showarrow": False,
        "font": {"size": 11, "color": theme.muted},
    }  # fmt: skip
    return [shape], [note]


def _label(text: str, value: float, theme: Theme) -> Row:
    return {
        "x": 1, "xref": "x domain", "xanchor": "left", "xshift": 8, "y": value, "yref": "y", "text": text,
        "align": "left", "showarrow": False, "font": {"size": 11, "color": theme.muted},
    }  # fmt: skip


def _tone_label(rows: list[Row], theme: Theme, *, narrow: bool) -> list[Row]:
    """Value and interval of the newest closed period, at the line's end."""
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return []
    row = next((row for row in reversed(known) if row["state"] != "partial"), known[-1])
    spread = "" if row["low"] is None else f"{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}"
    foot = "" if narrow else f'<br><span style="font-size:11px;color:{theme.muted}">90{NBSP}%: {spread}</span>'
    font = {"size": 12.5, "color": theme.ink}
    return [_label(f"<b>{signed(row['value'], digits=2)}</b>{foot}", row["value"], theme) | {"font": font}]


def _tone_words(row: Row, frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>"
    if row["value"] is None:
        return f"{name}<br>no tone: {row['reason'] or 'no story has named it yet'}"
    band_words = (
        f" [{signed(row['low'], digits=2)} to {signed(row['high'], digits=2)}]" if row["low"] is not None else ""
    )
    own = "no story of its own" if not row["n"] else (
        f"its own {plural(row['n'], 'story', 'stories')}: {signed(row['raw'], digits=2)}"
    )  # fmt: skip
    state = {"thin": "few stories behind it", "partial": "still open"}.get(row["state"], "")
    return "<br>".join(filter(None, [f"{name}  tone {signed(row['value'], digits=2)}{band_words}", own, state]))


def _coverage_words(row: Row, frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>"
    if row["state"] == "missing":
        return f"{name}<br>not covered: {row['reason'] or ''}"
    told = f"{plural(row['n_stories'], 'story', 'stories')} of {whole(row['total'])}"
    even = "" if row["as_the_beat"] is None else f"as the beat would give: {row['as_the_beat']:.1f}"
    part = "" if row["share"] is None else (
        f"discounted share {percent(row['share'])} [{100 * row['low']:.0f}–{100 * row['high']:.0f}]"
    )  # fmt: skip
    still = "still open" if row["state"] == "partial" else ""
    return "<br>".join(filter(None, [f"{name}  {told}", even, part, still]))
