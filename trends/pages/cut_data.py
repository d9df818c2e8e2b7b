"""What the front page's cards show of one cut, put together from results that many views have in common.

A change of the half-life asks the release for nothing that it didn't tell before, one of the period for the shares of
that period (`cut_period.sql`, every gate and weighting at once), one of the gate or the weighting for the shares of all
other periods (`cut.sql`). What a period's stories are like is counted in memory (`beat_stories.py`). The rows are those
that the card's own SQL gives (`ranking.sql`, `pair_share.sql`, `pair_share_variant.sql`); tests compare them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from trends.pages.beat_stories import stories
from trends.pages.chart_sql import chart_sql
from trends.pages.choices import choices
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.style import TIERS

Row = dict[str, Any]
Parts = dict[tuple[Any, ...], pl.DataFrame]
Counts = dict[date, tuple[float | None, float | None]]
TOLD = ("mean_impact", "verified_share", "last_story", *TIERS)


def counted(view: View, chosen: Selection, topic_id: str) -> Counts:
    """What counts for a topic and what counts in all, by period; None where the period is missing."""
    return view.once(_counted, *chosen.keys.values(), topic_id)


def headline_pair(view: View, chosen: Selection) -> pl.DataFrame:
    """The headline pair's shares under the chosen half-life; the columns of `pair_share.sql`, one row a period."""
    every = view.once(_pairs, str(chosen.beat["beat_id"]), chosen.frequency, *chosen.pair)
    return _part(every, chosen.gate, chosen.weighting, chosen.half_life)


def ranked(view: View, chosen: Selection) -> list[Row]:
    """The rows of `ranking.sql` for the chosen period: all topics, the largest share first; not to be changed."""
    return view.once(_ranked, *chosen.keys.values(), chosen.period, *chosen.window)


def _ranked(
    view: View, beat: str, frequency: str, gate: str, weighting: str, period: date, first_day: date, last_day: date
) -> list[Row]:
    names = view.once(choices).topics[beat]
    told = view.once(_told, beat, gate, first_day, last_day)
    upto = view.once(_cut, beat, frequency, gate, weighting).filter(pl.col("period_start") <= period)
    shares = dict(upto.group_by("topic_id", maintain_order=True).agg("share").iter_rows())
    found = []
    for row in _part(view.once(_period, beat, frequency, period), gate, weighting).iter_rows(named=True):
        topic_id = row["topic_id"]
        if topic_id in names:
            about = told.get(topic_id, {})
            row |= {"name": names[topic_id], "shares": shares[topic_id], "n_stories": about.get("n_stories", 0)}
            found.append(row | {name: about.get(name) for name in TOLD})
    return sorted(found, key=lambda row: (row["share"] is None, -(row["share"] or 0.0), row["topic_id"]))


def _told(view: View, beat: str, gate: str, first_day: date, last_day: date) -> dict[str, Row]:
    """Of each topic with stories from first_day to before last_day: how many, their impact, tone and sources."""
    told = stories(view, beat)
    rows = told.rows(told.between(first_day, last_day))
    passed = told.passed(gate)[told.story[rows]]
    story, topic = told.story[rows][passed], told.topic[rows][passed].astype(np.int64)
    count, impact, verified = (
        np.bincount(topic, of, minlength=len(told.topics)) for of in (None, told.impact[story], told.verified[story])
    )
    tiers = np.bincount(topic * len(TIERS) + told.tier[story], minlength=len(told.topics) * len(TIERS))
    last = np.zeros(len(told.topics), dtype=np.int64)
    last[topic] = story  # they ascend, so the last of each topic stays
    return {
        topic_id: {
            "n_stories": int(count[code]),
            "mean_impact": float(impact[code] / count[code]),
            "verified_share": float(verified[code] / count[code]),
            "last_story": told.published[last[code]].item(),
            **dict(zip(TIERS, tiers.reshape(-1, len(TIERS))[code].tolist(), strict=True)),
        }
        for topic_id, code in told.topics.items()
        if count[code]
    }


def _counted(view: View, beat: str, frequency: str, gate: str, weighting: str, topic_id: str) -> Counts:
    rows = view.once(_cut, beat, frequency, gate, weighting).filter(pl.col("topic_id") == topic_id)
    return {start: (count, total) for start, count, total in rows.select("period_start", "count", "total").iter_rows()}


def _cut(view: View, beat: str, frequency: str, gate: str, weighting: str) -> pl.DataFrame:
    return view.sql(chart_sql("cut", beat=beat, frequency=frequency, gate=gate, weighting=weighting).text)


def _period(view: View, beat: str, frequency: str, period: date) -> Parts:
    sql = chart_sql("cut_period", beat=beat, frequency=frequency, period=period)
    return _parts(view.sql(sql.text), "gate", "weighting")


def _pairs(view: View, beat: str, frequency: str, topic_a: str, topic_b: str) -> Parts:
    sql = chart_sql("pair_cut", beat=beat, frequency=frequency, topic_a=topic_a, topic_b=topic_b)
    return _parts(view.sql(sql.text), "gate", "weighting", "half_life")


def _part(parts: Parts, *values: Any) -> pl.DataFrame:
    return parts.get(values, parts[()])


def _parts(rows: pl.DataFrame, *keys: str) -> Parts:
    """The rows of each value of the keys, without them; under () none, for a value that doesn't occur."""
    return {(): rows.drop(keys).clear()} | rows.partition_by(keys, include_key=False, as_dict=True)
