"""One share over time, the anatomy of every share chart here.

Line: the discounted share, drawn at the middle of its period; thin where few stories stand behind it, dotted into a
period that is still open. Band: the 90 % interval. Rings: the period's own stories, their area by number. A missing
period breaks the line and is hatched; its reason shows on hover. Dated events are hairlines whose labels give way to
each other. Under the axis, where asked for, a strip of probabilities. The line's end carries its value and interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from trends.figures.base import Figure, layout, middle, percent_axis, place_labels, time_axis, typed
from trends.style import NBSP, Theme, interval, mix, percent, period_end, period_name, probability, rgba
from trends.style import day as in_words

HEIGHT = 404
PLOT_PX = 290
"""About how high the plot itself is, and how wide a character: label placement needs no better."""
CHARACTER_PX = 6.4
LONGEST_LABEL = 10


@dataclass(frozen=True)
class Look:
    """What a share chart needs to know besides its numbers.

    Attributes:
        label: what the line is, e.g. "Inference".
        accent: colour of line, band and rings.
        accent_text: colour of the label at the line's end.
        counted: what n counts, for the hover: "stories about either".
        reference: (share, words) of a dotted horizontal line, or None.
        strip: what the strip's probabilities are of, e.g. "P(inference leads)", or None for no strip.
        strip_colours: colours of probability 0 and 1.
        chosen: the period whose drivers the page shows, marked on the axis; None for none.
    """

    label: str
    accent: str
    accent_text: str
    counted: str = "stories"
    reference: tuple[float, str] | None = None
    strip: str | None = None
    strip_colours: tuple[str, str] = ("#c4622d", "#0b6e99")
    chosen: date | None = None


def share_chart(
    frame: pl.DataFrame,
    events: pl.DataFrame,
    look: Look,
    *,
    frequency: str,
    theme: Theme,
    narrow: bool = False,
    hrefs: Sequence[str] | None = None,
) -> Figure:
    """Draw a share over time.

    Args:
        frame: period_start, value, low, high, raw, n, state, reason, and p where `look.strip` is set; one row a period.
        events: event_date, label; in any order, may be empty.
        look: words and colours.
        frequency: day, week, month, quarter or year.
        theme: light or dark.
        narrow: True on a phone.
        hrefs: where a click on a period leads, one a row.

    Returns:
        A figure dict that `go.Figure` accepts.
    """
    rows = frame.sort("period_start").to_dicts()
    if not rows:
        return {"data": [], "layout": layout(theme, margin={"l": 40, "r": 10, "t": 10, "b": 30})}
    ends = [period_end(row["period_start"], frequency) for row in rows]
    xs = [middle(row["period_start"], end).isoformat() for row, end in zip(rows, ends, strict=True)]
    first, last = rows[0]["period_start"], ends[-1]
    highest = max([row[key] or 0.0 for row in rows for key in ("value", "high", "raw")], default=0.0)
    top = min(1.06, max(0.04, highest * 1.08, look.reference[0] * 1.15 if look.reference else 0))
    data = [
        _missing(rows, xs, ends, top, theme),
        _band(rows, xs, look),
        *_lines(rows, xs, look),
        _rings(rows, xs, look),
        _end(rows, xs, look, theme),
        _hover(rows, xs, look, frequency, hrefs),
    ]
    shapes, notes, lines = _events(events, first, last, theme, narrow=narrow)
    if look.reference:
        shapes.append(_horizontal(look.reference[0], theme))
        notes.append(_reference_words(look.reference, rows, xs, theme, narrow=narrow))
    if look.chosen:
        shapes.append(_chosen(look.chosen, frequency, theme))
    notes += _end_label(rows, xs, look, theme, narrow=narrow)
    axes: dict[str, Any] = {
        "xaxis": time_axis(theme, first, last, anchor="y"),
        "yaxis": percent_axis(theme, top, domain=[0.16 if look.strip else 0, 1]),
    }
    if look.strip:
        data.append(_strip(rows, xs, ends, look, theme, frequency))
        axes["yaxis2"] = {"domain": [0, 0.034], "range": [0, 1], "visible": False, "fixedrange": True}
        if not narrow:
            notes.append(_strip_words(look.strip, theme))
    margin = {"l": 39 if narrow else 40, "r": 50 if narrow else 128, "t": 10 + 18 * lines, "b": 12}
    if not look.strip:
        margin["b"] = 28
    return {
        "data": data,
        "layout": layout(theme, margin=margin, shapes=shapes, annotations=notes, barmode="overlay", bargap=0, **axes),
    }


Row = dict[str, Any]


def _runs(rows: list[Row]) -> list[list[int]]:
    """Stretches of periods with a value, unbroken by missing ones."""
    runs: list[list[int]] = [[]]
    for index, row in enumerate(rows):
        if row["value"] is None or row["state"] == "missing":
            runs.append([])
        else:
            runs[-1].append(index)
    return [run for run in runs if run]


def _band(rows: list[Row], xs: list[str], look: Look) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[float | None] = []
    for run in _runs(rows):
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


def _lines(rows: list[Row], xs: list[str], look: Look) -> list[dict[str, Any]]:
    """The line in three hands: sure, thin, and dotted into the open period; each segment by the period it leads to."""
    styles = {
        "complete": {"width": 2.4, "color": look.accent},
        "thin": {"width": 1.2, "color": look.accent},
        "partial": {"width": 2, "color": look.accent, "dash": "dot"},
    }
    points: dict[str, tuple[list[str | None], list[float | None]]] = {name: ([], []) for name in styles}
    for run in _runs(rows):
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


def _rings(rows: list[Row], xs: list[str], look: Look) -> dict[str, Any]:
    kept = [(x, row) for x, row in zip(xs, rows, strict=True) if row["raw"] is not None and row["n"]]
    return {
        "type": "scatter",
        "name": "the period's own stories",
        "mode": "markers",
        "x": [x for x, _ in kept],
        "y": typed([row["raw"] for _, row in kept]),
        "marker": {
            "symbol": "circle-open",
            "size": typed([min(18.0, 3 + 1.5 * math.sqrt(row["n"])) for _, row in kept]),
            "color": rgba(look.accent, 0.75),
            "line": {"width": 1},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _end(rows: list[Row], xs: list[str], look: Look, theme: Theme) -> dict[str, Any]:
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


def _hover(rows: list[Row], xs: list[str], look: Look, frequency: str, hrefs: Sequence[str] | None) -> dict[str, Any]:
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


def _missing(rows: list[Row], xs: list[str], ends: list[date], top: float, theme: Theme) -> dict[str, Any]:
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


def _strip(
    rows: list[Row], xs: list[str], ends: list[date], look: Look, theme: Theme, frequency: str
) -> dict[str, Any]:
    def colour(p: float | None) -> str:
        if p is None:
            return theme.card
        side = look.strip_colours[1] if p >= 0.5 else look.strip_colours[0]
        return mix(side, theme.strip, abs(p - 0.5) * 2)

    return {
        "type": "bar",
        "name": look.strip,
        "x": xs,
        "y": [1] * len(rows),
        "yaxis": "y2",
        "width": [_span_ms(row["period_start"], end) * 0.97 for row, end in zip(rows, ends, strict=True)],
        "marker": {
            "color": [colour(row["p"]) for row in rows],
            "line": {"width": [0 if row["p"] is not None else 1 for row in rows], "color": theme.hairline},
            "cornerradius": 2,
        },
        "hoverinfo": "skip",
    }


def _span_ms(start: date, end: date) -> float:
    return (end - start).days * 86_400_000.0


def _events(
    events: pl.DataFrame, first: date, last: date, theme: Theme, *, narrow: bool
) -> tuple[list[Row], list[Row], int]:
    """Hairlines with labels that don't collide, marks for events without room, and how many rows of labels."""
    inside = events.filter(pl.col("event_date").is_between(first, last)).sort("event_date", "label").to_dicts()
    width, room = (250, 40) if narrow else (690, 120)
    days = max(1, (last - first).days)
    spans, flipped = [], []
    for event in inside:
        x = (event["event_date"] - first).days / days * width
        wide = len(event["label"]) * CHARACTER_PX * (0.92 if narrow else 1) + 6
        flip = x + wide > width + room
        flipped.append(flip)
        spans.append((x - wide, x) if flip else (x, x + wide))
    fits = [index for index, (left, _) in enumerate(spans) if left >= -12]
    rows = dict(zip(fits, place_labels([spans[index] for index in fits], rows=2, gap=14), strict=True))
    placed = [rows.get(index) for index in range(len(inside))]
    shapes, notes = [], []
    for event, row, flip in zip(inside, placed, flipped, strict=True):
        day = event["event_date"].isoformat()
        if row is not None:
            shapes.append(_hairline(day, 17 * row, theme))
        notes.append(
            {
                "x": day,
                "y": 1,
                "yref": "y domain",
                "yanchor": "middle",
                "xanchor": "center" if row is None else "right" if flip else "left",
                "xshift": 0 if row is None else -3 if flip else 3,
                "yshift": 2 if row is None else 17 * row + 11,
                "text": "▾" if row is None else event["label"],
                "hovertext": f"{in_words(event['event_date'])}: {event['label']}",
                "hoverlabel": {"bgcolor": theme.card, "bordercolor": theme.hairline, "font": {"color": theme.ink}},
                "showarrow": False,
                "font": {"size": 10.5 if narrow or row is None else 11, "color": theme.muted},
            }
        )
    used = [row for row in placed if row is not None]
    return shapes, notes, max(used) + 1 if used else 0


def _hairline(day: str, rise: float, theme: Theme) -> Row:
    """A line the height of the plot, and on up to its label's row."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "y domain",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1 + (rise + 17) / PLOT_PX,
        "line": {"color": theme.hairline, "width": 1},
        "layer": "below",
    }


def _horizontal(value: float, theme: Theme) -> Row:
    return {
        "type": "line",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": theme.muted, "width": 1, "dash": "dot"},
    }


def _chosen(start: date, frequency: str, theme: Theme) -> Row:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "y domain",
        "x0": start.isoformat(),
        "x1": period_end(start, frequency).isoformat(),
        "y0": 0,
        "y1": 1,
        "fillcolor": rgba(theme.muted, 0.09),
        "line": {"width": 0},
        "layer": "below",
    }


def _reference_words(
    reference: tuple[float, str], rows: list[Row], xs: list[str], theme: Theme, *, narrow: bool
) -> Row:
    """The words on the dotted line, where the share keeps farthest from it, and on the line's other side."""
    value, words = reference
    words = "as many of each" if narrow else words
    wide = max(1, math.ceil(len(rows) * (0.4 if narrow else 0.27)))
    away: list[float] = [0.0 if row["value"] is None else row["value"] - value for row in rows]

    def room(start: int) -> float:
        return min((abs(gap) for gap in away[start : start + wide]), default=0.0)

    start = max(range(max(1, len(rows) - wide + 1)), key=room)
    return {
        "x": xs[start],
        "xref": "x",
        "xanchor": "left",
        "y": value,
        "yref": "y",
        "yanchor": "bottom" if sum(away[start : start + wide]) <= 0 else "top",
        "text": words,
        "showarrow": False,
        "font": {"size": 10.5 if narrow else 11, "color": theme.muted},
    }


def _end_label(rows: list[Row], xs: list[str], look: Look, theme: Theme, *, narrow: bool) -> list[Row]:
    known = [index for index, row in enumerate(rows) if row["value"] is not None]
    sure = [index for index in known if rows[index]["state"] != "partial"] or known
    if not sure:
        return []
    index = sure[-1]
    row = rows[index]
    value, spread = percent(row["value"]), interval(row["low"], row["high"])
    short = narrow or len(look.label) > LONGEST_LABEL  # the card's title names the line too
    head = f"<b>{value}</b>" if short else f"<b>{look.label} {value}</b>"
    foot = spread if narrow else f"90{NBSP}%: {spread}"
    return [
        {
            "x": 1,
            "xref": "x domain",
            "xanchor": "left",
            "xshift": 8,
            "y": row["value"],
            "yref": "y",
            "text": f'{head}<br><span style="font-size:11px;color:{theme.muted}">{foot}</span>',
            "align": "left",
            "showarrow": False,
            "font": {"size": 12.5, "color": look.accent_text},
        }
    ]


def _strip_words(words: str, theme: Theme) -> Row:
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
