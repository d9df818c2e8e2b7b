"""What the front page's cards show of one cut, put together from results that many views have in common.

A change of the half-life, the weighting or the gate asks the release for nothing that it didn't tell before: all cuts
of a period length are read at once (`cut.sql`, `pair_cut.sql`), and what a period's stories are like once (`told.sql`).
The rows are those that the card's own SQL gives (`ranking.sql`, `pair_share.sql`, `pair_share_variant.sql`); tests
compare them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from trends.pages.chart_sql import chart_sql
from trends.pages.choices import choices
from trends.pages.provider import View
from trends.pages.selection import Selection

Row = dict[str, Any]
Parts = dict[tuple[Any, ...], pl.DataFrame]
Counts = dict[date, tuple[float | None, float | None]]
UNRANKED = ("period_start", "count", "total")
TOLD = (
    "mean_impact",
    "verified_share",
    "last_story",
    *("very_bearish", "bearish", "neutral", "bullish", "very_bullish"),
)


def counted(view: View, chosen: Selection, topic_id: str) -> Counts:
    """What counts for a topic and what counts in all, by period; None where the period is missing."""
    return view.once(_counted, str(chosen.beat["beat_id"]), chosen.frequency, chosen.gate, chosen.weighting, topic_id)


def headline_pair(view: View, chosen: Selection) -> pl.DataFrame:
    """The headline pair's shares under the chosen half-life; the columns of `pair_share.sql`, one row a period."""
    every = view.once(_pairs, str(chosen.beat["beat_id"]), chosen.frequency, *chosen.pair)
    return _part(every, chosen.gate, chosen.weighting, chosen.half_life)


def ranked(view: View, chosen: Selection) -> list[Row]:
    """The rows of `ranking.sql` for the chosen period: all topics, the largest share first; not to be changed."""
    cut_keys = (str(chosen.beat["beat_id"]), chosen.frequency, chosen.gate, chosen.weighting)
    return view.once(_ranked, *cut_keys, chosen.period, *chosen.window)


def _ranked(
    view: View, beat: str, frequency: str, gate: str, weighting: str, period: date, first_day: date, last_day: date
) -> list[Row]:
    names = view.once(choices).topics[beat]
    told = view.sql(chart_sql("told", beat=beat, first_day=first_day, last_day=last_day).text)
    known = {row["topic_id"]: row for row in told.iter_rows(named=True) if row["gate"] == gate}
    upto = _part(view.once(_cuts, beat, frequency), gate, weighting).filter(pl.col("period_start") <= period)
    shares = dict(upto.group_by("topic_id").agg("share").iter_rows())
    found = []
    for row in upto.filter(pl.col("period_start") == period).drop(UNRANKED).iter_rows(named=True):
        topic_id = row["topic_id"]
        if topic_id in names:
            about = known.get(topic_id, {})
            row |= {"name": names[topic_id], "shares": shares[topic_id], "n_stories": about.get("n_stories", 0)}
            found.append(row | {name: about.get(name) for name in TOLD})
    return sorted(found, key=lambda row: (row["share"] is None, -(row["share"] or 0.0), row["topic_id"]))


def _counted(view: View, beat: str, frequency: str, gate: str, weighting: str, topic_id: str) -> Counts:
    rows = _part(view.once(_cuts, beat, frequency), gate, weighting).filter(pl.col("topic_id") == topic_id)
    return {start: (count, total) for start, count, total in rows.select("period_start", "count", "total").iter_rows()}


def _cuts(view: View, beat: str, frequency: str) -> Parts:
    return _parts(view.sql(chart_sql("cut", beat=beat, frequency=frequency).text), "gate", "weighting")


def _pairs(view: View, beat: str, frequency: str, topic_a: str, topic_b: str) -> Parts:
    sql = chart_sql("pair_cut", beat=beat, frequency=frequency, topic_a=topic_a, topic_b=topic_b)
    return _parts(view.sql(sql.text), "gate", "weighting", "half_life")


def _part(parts: Parts, *values: Any) -> pl.DataFrame:
    return parts.get(values, parts[()])


def _parts(rows: pl.DataFrame, *keys: str) -> Parts:
    """The rows of each value of the keys, without them; under () none, for a value that doesn't occur."""
    return {(): rows.drop(keys).clear()} | rows.partition_by(keys, include_key=False, as_dict=True)
