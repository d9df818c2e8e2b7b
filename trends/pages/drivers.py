"""The card "What moved …": the stories behind a period's change of share, adding up to it exactly."""

from __future__ import annotations

from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import cards, controls
from trends.pages.chart_sql import chart_sql
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.sentences import change_words, origins_words
from trends.style import NBSP, day, period_name, plural, signed

SHOWN = 2
"""Stories shown in each direction, twice as many where all go one way; the rest is summed in one row each."""


def drivers_card(view: View, chosen: Selection, topic: str, what: str) -> Component:
    """The card for one topic, or for "a|b" the pair.

    Args:
        view: the release.
        chosen: the cut; drivers are of its published half-life.
        topic: a topic id, or the pair's two ids joined by "|".
        what: whose share moved, for the words of an empty card.
    """
    sql = chart_sql("drivers", **chosen.keys, topic=topic, period=chosen.period)
    frame = view.sql(sql.text)
    name = chosen.period_name
    periods = {start.isoformat(): period_name(start, chosen.frequency) for start in reversed(chosen.periods[1:])}
    picker = controls.select(
        "period",
        periods,
        chosen.period.isoformat(),
        chosen.default_period.isoformat(),
        label="Period whose stories are shown",
        searchable=True,
    )
    if frame.is_empty():
        body: list[Component] = [cards.empty(f"Nothing moved {what} in {name}: it has no stories to compare with.")]
        subtitle = ""
    else:
        subtitle = change_words(frame["contribution"].to_list())
        body = _body(frame, chosen.frequency)
    note = "" if chosen.is_default_half_life else f"At the published half-life of {chosen.default_half_life:g} periods."
    return cards.card("drivers", f"What moved {name}", body, sql=sql, subtitle=subtitle, controls=[picker], note=note)


def _body(frame: pl.DataFrame, frequency: str) -> list[Component]:
    stories = frame.filter(pl.col("story_id").is_not_null()).sort(
        pl.col("contribution").abs(),
        pl.col("impact").fill_null(0),
        "n_origins",
        "story_id",
        descending=[True, True, True, False],
    )
    up, down = stories.filter(pl.col("contribution") > 0), stories.filter(pl.col("contribution") <= 0)
    shown = SHOWN if up.height and down.height else 2 * SHOWN
    items = [*_side(up, shown), *_side(down, shown)]
    rest = _sum(frame.filter(pl.col("story_id").is_null()))
    if rest:
        items.append(_summed(rest, "stories about something else, together"))
    total = _sum(frame)
    baseline = next(iter(frame["baseline_start"].drop_nulls().to_list()), None)
    since = f" since {period_name(baseline, frequency)}" if baseline else ""
    return [
        html.Ul(items, className="rows"),
        html.P([html.Span(f"All together{since}"), html.Span(f"{signed(100 * total)} points")], className="total"),
    ]


def _side(stories: pl.DataFrame, shown: int) -> list[Component]:
    first, rest = stories.head(shown), stories.slice(shown)
    items = [_story(row) for row in first.iter_rows(named=True)]
    if rest.height:
        items.append(_summed(_sum(rest), plural(rest.height, "more story", "more stories")))
    return items


def _story(row: dict[str, Any]) -> Component:
    about = [
        day(row["first_published_at"]).rsplit(" ", 1)[0],
        origins_words(row["n_origins"], row["owners_known"]),
        f"impact{NBSP}{row['impact']}" if row["impact"] is not None else "",
    ]
    return html.Li(
        [
            _figure(row["contribution"]),
            html.Div(
                [
                    dcc.Link(
                        row["headline"], href=f"/story/{row['story_id']}", className="clamp", title=row["headline"]
                    ),
                    html.Div(" · ".join(part for part in about if part), className="small"),
                ]
            ),
        ]
    )


def _summed(contribution: float, words: str) -> Component:
    return html.Li([_figure(contribution), html.Div(words, className="muted")])


def _sum(stories: pl.DataFrame) -> float:
    return float(sum(stories["contribution"].to_list()))


def _figure(contribution: float) -> Component:
    kind = "up" if contribution > 0 else "down"
    return html.Span(signed(100 * contribution), className=f"figure {kind}")
