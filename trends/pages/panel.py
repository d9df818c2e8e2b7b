"""The card on the panel index: how loud a topic is over a balanced panel of outlets, or why that can't be said."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash.development.base_component import Component

from trends.figures.index_line import HEIGHT, Line, line_chart
from trends.measures.panel_members import MIN_BASE_PERIODS
from trends.pages import cards, controls
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.style import NBSP, day, in_sentence, period_name, plural, the_period

WEIGHTS = {"equal": "equal", "volume": "by volume", "pooled": "pooled"}
NOTE = (
    "equal: each outlet scaled by its own deviation, averaged; by volume: the same, weighted by its articles; pooled: "
    "all articles as one. 100: the mean of the base period. Band: lowest and highest index with any one owner left "
    "out, not a confidence interval."
)

Row = dict[str, Any]


def panel_card(view: View, request: Request, chosen: Selection) -> Component:
    """The panel index of a topic of choice (`topic` in the URL), in three weightings."""
    topics = view.frame("topic").filter(beat_id=chosen.beat["beat_id"]).sort("name")
    names = dict(topics.select("topic_id", "name").iter_rows())
    topic_id = request.query.choice("topic", names, chosen.pair[0])
    own = str(chosen.beat["frequency"])
    sql = chart_sql("panel_index", beat=str(chosen.beat["beat_id"]), frequency=own, topic=topic_id)
    frame = view.sql(sql.text)
    finding = panel_finding(frame, names[topic_id], own)
    known = frame["index"].null_count() < frame.height
    if known:
        figure = line_chart(
            _lines(frame, request, own),
            frequency=own,
            axis=_axis(frame),
            theme=request.theme,
            narrow=request.narrow,
            reference=100.0,
        )
        body: Component = cards.chart("panel", figure, height=HEIGHT, label=finding)
    else:
        reason = next(iter(frame["note"].drop_nulls().to_list()), "The beat’s file names no base period.")
        body = cards.empty(reason + _too_short(frame, chosen, own))
    return cards.card(
        "panel",
        finding,
        body,
        sql=sql,
        subtitle=f"Level over a balanced panel of outlets, mean 100 over {_base(chosen)}, by {own}",
        controls=[controls.select("topic", names, topic_id, chosen.pair[0], label="Topic", searchable=True)],
        note=NOTE if known else "",
        picture=known,
    )


def panel_finding(frame: pl.DataFrame, name: str, frequency: str) -> str:
    """The card's title: the newest level in all three weightings, or that there is none."""
    known = frame.filter(pl.col("index").is_not_null())
    known = known.filter(pl.col("state") != "partial") if (known["state"] != "partial").any() else known
    if known.is_empty():
        return f"Panel index of {in_sentence(name)}: not estimable from these outlets"
    last = known["period_start"].sort()[-1]
    rows = known.filter(period_start=last).to_dicts()
    levels = ", ".join(f"{row['index']:.0f}{NBSP}{WEIGHTS[row['weights']]}" for row in rows)
    outlets = plural(rows[0]["n_outlets"], "outlet")
    return f"{name} stands at {levels} in {the_period(last, frequency)}, over {outlets}"


def _lines(frame: pl.DataFrame, request: Request, frequency: str) -> list[Line]:
    theme = request.theme
    colours = {"equal": theme.side_a, "volume": theme.side_b, "pooled": theme.muted}
    texts = {"equal": theme.side_a_text, "volume": theme.side_b_text, "pooled": theme.muted}
    return [
        Line(
            words,
            [
                row | {"value": row["index"], "state": _state(row), "words": _words(row, words, frequency)}
                for row in frame.filter(weights=weights).to_dicts()
            ],
            colours[weights],
            texts[weights],
            dash="dot" if weights == "pooled" else "solid",
            band=weights == "equal",
        )
        for weights, words in WEIGHTS.items()
    ]


def _state(row: Row) -> str:
    """A panel doesn't know thin periods: whether outlets suffice is decided over the base period."""
    return "partial" if row["state"] == "partial" else "complete"


def _axis(frame: pl.DataFrame) -> dict[str, Any]:
    ends = [value for column in ("index", "high") for value in frame[column].drop_nulls().to_list()]
    return {"range": [0, 1.08 * max([120.0, *ends])], "nticks": 6}


def _words(row: Row, words: str, frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>, {words}"
    if row["index"] is None:
        return f"{name}<br>not estimable"
    band = "" if row["low"] is None else f"<br>without any one owner: {row['low']:.0f}–{row['high']:.0f}"
    return f"{name}<br>index {row['index']:.0f}, {plural(row['n_outlets'], 'outlet')}{band}"


def _too_short(frame: pl.DataFrame, chosen: Selection, frequency: str) -> str:
    """Where the base period itself has fewer periods than a panel needs, so that no outlet could have them."""
    start, end = chosen.beat["base_start"], chosen.beat["base_end"]
    if start is None or end is None:
        return ""
    held = frame.filter(pl.col("period_start").is_between(start, end))["period_start"].n_unique()
    if held >= MIN_BASE_PERIODS:
        return ""
    held_words = plural(held, frequency)
    return f" The base period holds only {held_words}, so none could; it takes shorter periods or a longer base."


def _base(chosen: Selection) -> str:
    start, end = chosen.beat["base_start"], chosen.beat["base_end"]
    return "a base period" if start is None else f"{day(start)} to {day(end)}"
