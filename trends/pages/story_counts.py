"""When the stories that pass the filters came: how many a period, beside what the beat would give.

Shown where a filter is on. Without one the bars would be the Beat page's own. The counts are whole stories and no
share with an interval: a search is not a topic whose words were checked.
"""

from __future__ import annotations

import polars as pl
from dash.development.base_component import Component

from trends.figures.entity import COVERAGE_HEIGHT, coverage_over_time
from trends.pages import cards
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.optional import tidy
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.story_filters import Filters
from trends.style import percent, plural, the_period, whole

NOTE = (
    "Bars: stories first published in the period that pass the filters. Dotted: what the beat would give if their part "
    "of it had never changed. A hollow bar is still open; hatched is not covered."
)


def counts_sql(filters: Filters, frequency: str) -> ChartSQL:
    """The query behind the bars: the list's own filters, counted by period."""
    kept = {name: value for name, value in filters.parameters.items() if name not in ("order", "limit")}
    return tidy(chart_sql("story_counts", **kept, frequency=frequency))


def counts_card(view: View, request: Request, filters: Filters) -> list[Component]:
    """The card, or nothing where no filter is on or no story is left."""
    if not filters.words:
        return []
    frequency = str(view.frame("beat").filter(beat_id=filters.beat)["frequency"][0])
    sql = counts_sql(filters, frequency)
    frame = view.sql(sql.text)
    if not frame["n_stories"].sum():
        return []
    finding = counts_finding(frame, frequency)
    figure = coverage_over_time(
        frame.with_columns(share=pl.lit(None, pl.Float64)),
        half=None,
        frequency=frequency,
        theme=request.theme,
        narrow=request.narrow,
    )
    body = cards.chart("counts", figure, height=COVERAGE_HEIGHT, label=finding)
    subtitle = f"Stories {', '.join(filters.words.values())}, by {frequency}"
    return [cards.card("counts", finding, body, sql=sql, subtitle=subtitle, note=NOTE, picture=True)]


def counts_finding(frame: pl.DataFrame, frequency: str) -> str:
    """The chart's title: the period with the most, of how many, and its part of what the beat told then."""
    rows = frame.sort("period_start").to_dicts()
    most = max(rows, key=lambda row: (row["n_stories"], row["period_start"]))
    every = sum(row["n_stories"] for row in rows)
    when = the_period(most["period_start"], frequency)
    part = "" if not most["total"] else f", {percent(most['share_raw'])} of the beat’s stories then"
    if every == most["n_stories"]:
        return f"{plural(every, 'story', 'stories')}, all in {when}{part}"
    return f"Most in {when}: {whole(most['n_stories'])} of {plural(every, 'story', 'stories')}{part}"
