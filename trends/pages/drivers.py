"""The card "What moved …": the stories, outlets or entities behind a change of share, adding up to it exactly.

The change is since the period before, or since any earlier one (`since` in the URL). The release holds the former for
stories; everything else is worked out by the card's own SQL, by the same formula.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component
from numpy.typing import NDArray

from trends.pages import cards, controls
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.driver_data import moved
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.sentences import change_words, origins_words
from trends.style import NBSP, day, plural, signed, the_period

Vector = NDArray[np.float64]
MEMBERS = {"story": "Stories", "outlet": "Outlets", "entity": "Entities"}
SHOWN = {"story": 2, "outlet": 3, "entity": 3}
"""How many are shown in each direction, twice as many where all go one way; the rest is summed in one row each."""
WORDS = {"story": ("story", "stories"), "outlet": ("outlet", "outlets"), "entity": ("entity", "entities")}
WITHOUT = {
    "story": "stories about something else, together",
    "outlet": "stories without an outlet",
    "entity": "stories that name no known entity",
}
DIVIDED = {
    "story": "",
    "outlet": "A story in several outlets is divided evenly over them; an outlet’s other stories pull down.",
    "entity": "A story that names several is divided evenly over them; an entity’s other stories pull down.",
}
PUBLISHED = ("month", "quarter")


def drivers_card(view: View, request: Request, chosen: Selection, topics: tuple[str, ...], what: str) -> Component:
    """The card for one topic's share of the beat, or for the first topic's share of two.

    Args:
        view: the release.
        request: for the members (`by`) and the period to compare with (`since`).
        chosen: the cut.
        topics: one topic id, or the pair's two.
        what: whose share moved, for the words of an empty card.
    """
    by = request.query.choice("by", MEMBERS, "story")
    earlier = [start for start in chosen.periods if start < chosen.period]
    before = earlier[-1] if earlier else None
    since = request.query.day("since", before, options=earlier)
    sql = drivers_sql(chosen, topics, by=by, since=since, before=before)
    frame = moved(view, chosen, topics, since, by)
    if sql.name == "drivers":
        frame = frame.filter(pl.col("contribution") != 0)  # as in the published table
    name = chosen.period_name
    if frame.is_empty():
        body: list[Component] = [cards.empty(f"Nothing moved {what} in {name}: it has no stories to compare with.")]
        subtitle = ""
    else:
        subtitle = change_words(frame["contribution"].to_list())
        body = _body(frame, chosen, by)
    title = f"What moved {name}"
    if since != before and since is not None:
        title = f"What moved {the_period(since, chosen.frequency)} to {name}"
    return cards.card(
        "drivers",
        title,
        body,
        sql=sql,
        subtitle=subtitle,
        controls=_controls(chosen, by, since, before),
        note=DIVIDED[by],
    )


def drivers_sql(
    chosen: Selection, topics: tuple[str, ...], *, by: str, since: date | None, before: date | None
) -> ChartSQL:
    """The query behind the card: the published table where it holds what is asked, else the computation.

    Args:
        chosen: the cut.
        topics: one topic id, or the pair's two.
        by: a key of `MEMBERS`.
        since: the period to compare with.
        before: the period before the chosen one.
    """
    published = chosen.frequency in (*PUBLISHED, chosen.beat["frequency"]) and chosen.is_default_half_life
    if published and by == "story" and since == before and (len(topics) == 1 or topics == chosen.pair):
        return chart_sql("drivers", **chosen.keys, topic="|".join(topics), period=chosen.period)
    return chart_sql(
        "drivers_between",
        **chosen.keys,
        topic=topics[0],
        other=topics[1] if len(topics) > 1 else None,
        period=chosen.period,
        since=since,
        half_life=chosen.half_life,
        by=by,
    )


def _controls(chosen: Selection, by: str, since: date | None, before: date | None) -> list[Component]:
    names = dict(reversed(list(chosen.names.items())))
    later = {key: words for key, words in names.items() if key > chosen.periods[0].isoformat()}
    earlier = {key: f"since {words}" for key, words in names.items() if key < chosen.period.isoformat()}
    return [
        controls.select(
            "period",
            later,
            chosen.period.isoformat(),
            chosen.default_period.isoformat(),
            label="Period whose change is shown",
            searchable=True,
        ),
        controls.select(
            "since",
            earlier,
            None if since is None else since.isoformat(),
            "" if before is None else before.isoformat(),
            label="Period to compare with",
            searchable=True,
        ),
        controls.segmented("by", MEMBERS, by, "story", label="What the change is divided over"),
    ]


def _body(frame: pl.DataFrame, chosen: Selection, by: str) -> list[Component]:
    ordered = frame.sort(
        pl.col("contribution").abs(),
        pl.col("impact").fill_null(0),
        pl.col("n_origins").fill_null(0),
        "member",
        descending=[True, True, True, False],
    )
    amounts, named = ordered["contribution"].to_numpy(), ordered["member"].is_not_null().to_numpy()
    up, down = np.flatnonzero(named & (amounts > 0)), np.flatnonzero(named & (amounts <= 0))
    shown = SHOWN[by] if len(up) and len(down) else 2 * SHOWN[by]
    items = [item for side in (up, down) for item in _side(ordered, amounts, side, shown, by, chosen)]
    rest = float(amounts[~named].sum())
    if rest:
        items.append(_summed(rest, WITHOUT[by]))
    baseline = frame["baseline_start"][0]
    since = f" since {the_period(baseline, chosen.frequency)}" if baseline else ""
    total = signed(100 * float(amounts.sum()))
    return [
        html.Ul(items, className="rows"),
        html.P([html.Span(f"All together{since}"), html.Span(f"{total} points")], className="total"),
    ]


def _side(
    ordered: pl.DataFrame, amounts: Vector, side: NDArray[np.int64], shown: int, by: str, chosen: Selection
) -> list[Component]:
    """The first rows of one direction (`side`: their numbers), and the sum of the rest."""
    rows = [ordered.row(int(number), named=True) for number in side[:shown]]
    items = [_story(row, chosen) if by == "story" else _member(row, by, chosen) for row in rows]
    if len(side) > shown:
        one, several = WORDS[by]
        words = plural(len(side) - shown, f"more {one}", f"more {several}")
        items.append(_summed(float(amounts[side[shown:]].sum()), words))
    return items


def _story(row: dict[str, Any], chosen: Selection) -> Component:
    about = [
        day(row["first_published_at"]).rsplit(" ", 1)[0],
        origins_words(row["n_origins"], row["owners_known"]),
        f"impact{NBSP}{row['impact']}" if row["impact"] is not None else "",
    ]
    headline = dcc.Link(row["name"], href=chosen.href(f"/story/{row['member']}"), className="clamp", title=row["name"])
    return html.Li(
        [
            _figure(row["contribution"]),
            html.Div([headline, html.Div(" · ".join(part for part in about if part), className="small")]),
        ]
    )


def _member(row: dict[str, Any], by: str, chosen: Selection) -> Component:
    name = f"{row['name']} · {row['ticker']}" if row["ticker"] else str(row["name"])
    words = dcc.Link(name, href=chosen.href(f"/entity/{row['member']}")) if by == "entity" else html.Span(name)
    told = html.Span(f" {plural(row['n_stories'], 'story', 'stories')}", className="small")
    return html.Li([_figure(row["contribution"]), html.Div([words, told])])


def _summed(contribution: float, words: str) -> Component:
    return html.Li([_figure(contribution), html.Div(words, className="muted")])


def _figure(contribution: float) -> Component:
    kind = "up" if contribution > 0 else "down"
    return html.Span(signed(100 * contribution), className=f"figure {kind}")
