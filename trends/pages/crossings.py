"""Which topics overtook which: every pair of the beat at once, ordered by what is left of each after so many looks.

Editorial decisions. All crossovers that the rule confirms are listed, the surest first, and the title counts only those
with q ≤ .10: the rule is made for one pair, and among a hundred some meet it by chance.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from dash import dcc
from dash.development.base_component import Component

from trends.pages import cards
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.sentences import CALLED_AT_Q, equals
from trends.style import NBSP, UNKNOWN, in_sentence, period_name, plural, probability

SHOWN = 10
NOTE = (
    "P before: the highest probability that the second topic led, P after: the highest that the first leads since; "
    "three periods in a row reached each. q: chance finds expected among all pairs called at this level; the weaker of "
    "the two P counts. A row opens the pair. "
)

Row = dict[str, Any]


def crossings_card(view: View, request: Request, chosen: Selection) -> Component:
    """Every crossover of two topics in the chosen frequency, all stories counted once each."""
    sql = crossings_sql(chosen)
    frame = view.sql(sql.text)
    crossed = frame.filter("crossed")
    if frame.is_empty():
        body: Component = cards.empty(
            f"No two topics have six {chosen.frequency}s with enough one-sided stories. Other periods may: try months."
        )
    elif crossed.is_empty():
        body = cards.empty(
            f"By {chosen.frequency}, no topic has clearly led another for three in a row after three clearly behind."
        )
    else:
        rows = [_row(row, chosen) for row in crossed.to_dicts()]
        paged = {"pagination": len(rows) > SHOWN, "paginationPageSize": SHOWN, "paginationPageSizeSelector": False}
        body = cards.grid("crossings", rows, _columns(request.narrow), **paged)
    return cards.card(
        "crossings",
        crossings_finding(frame),
        body,
        sql=sql,
        subtitle=subtitle(frame, chosen.frequency),
        note=[NOTE, dcc.Link("How", href="/method#pair_crossover"), "."],
    )


def crossings_sql(chosen: Selection) -> ChartSQL:
    """The query behind the list."""
    return chart_sql("pair_crossovers", beat=str(chosen.beat["beat_id"]), frequency=chosen.frequency, gate="all")


def crossings_finding(frame: pl.DataFrame) -> str:
    """The card's title: how many pairs turned for sure, of how many looked at.

    Args:
        frame: see sql/charts/pair_crossovers.sql; two rows a pair, one for each order.
    """
    if frame.is_empty():
        return "No two topics can be compared for a crossover yet"
    of = plural(frame.height // 2, "pair of topics", "pairs of topics")
    crossed = frame.filter("crossed")
    sure = crossed.filter(pl.col("q") <= CALLED_AT_Q)
    if crossed.is_empty():
        return f"In none of {of} has one overtaken the other"
    if sure.is_empty():
        surest = f"the surest has q{NBSP}{equals(crossed['q'][0])}"
        return f"In none of {of} has one surely overtaken the other; {surest}"
    first = sure.row(0, named=True)
    which = f"{in_sentence(first['name_a'])} over {in_sentence(first['name_b'])}"
    return f"In {sure.height} of {of} one has surely overtaken the other (q ≤ .10); surest: {which}"


def subtitle(frame: pl.DataFrame, frequency: str) -> str:
    """What was looked at, and how many crossovers meet the rule, which is made for one pair."""
    crossed = frame.filter("crossed")
    unsure = crossed.filter(pl.col("q") > CALLED_AT_Q).height
    looked = f"Every two topics by {frequency}, all stories counted once, surest first"
    if not unsure:
        return looked
    called = plural(crossed.height, "crossover meets", "crossovers meet")
    which = "none" if unsure == crossed.height else f"{crossed.height - unsure}"
    return f"{looked}. {called} the rule for one pair, {which} with q ≤ .10; chance finds some among so many"


def _row(row: Row, chosen: Selection) -> Row:
    sides = (row["topic_a"], row["topic_b"])
    a, b = (None if side == own else side for side, own in zip(sides, chosen.pair, strict=True))
    frequency = None if chosen.frequency == chosen.beat["frequency"] else chosen.frequency
    return {
        "id": f"{row['topic_a']}/{row['topic_b']}",
        "href": chosen.href("/", a=a, b=b, frequency=frequency),
        "pair": f"{row['name_a']} over {in_sentence(row['name_b'])}",
        "start": row["start"].isoformat(),
        "start_words": _named(row["start"], chosen.frequency),
        "lower": row["lower"] and row["lower"].isoformat(),
        "lower_words": "open" if row["lower"] is None else _named(row["lower"], chosen.frequency),
        "confirmed": row["confirmed_at"].isoformat(),
        "confirmed_words": _named(row["confirmed_at"], chosen.frequency),
        "before": row["p_before"],
        "before_words": probability(row["p_before"]),
        "after": row["p_after"],
        "after_words": probability(row["p_after"]),
        "q": row["q"],
        "q_words": UNKNOWN if row["q"] is None else probability(row["q"]),
    }


def _named(start: date, frequency: str) -> str:
    """A period in a narrow column: a week by its first day."""
    return period_name(start, frequency).removeprefix("week of ")


def _columns(narrow: bool) -> list[Row]:
    def column(field: str, head: str, width: int, **more: Any) -> Row:
        return {"field": field, "headerName": head, "minWidth": width, "flex": width, **more}

    def told(field: str, head: str, width: int) -> Row:
        words = {"function": f"params.data.{field}_words"}
        return column(field, head, width, valueFormatter=words, type="rightAligned")

    columns = [
        column("pair", "Overtook", 150 if narrow else 290, cellRenderer="LinkCell", filter="agTextColumnFilter",
               wrapText=narrow, autoHeight=narrow, cellStyle={"lineHeight": 1.3} if narrow else None),
        told("start", "From", 86 if narrow else 112),
        told("lower", "At the earliest", 122),
        told("confirmed", "Confirmed", 112),
        told("before", "P before", 92),
        told("after", "P after", 84),
        told("q", "q", 56),
    ]  # fmt: skip
    return [item for item in columns if not narrow or item["field"] in ("pair", "start", "q")]
