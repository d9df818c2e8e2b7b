"""The nowcast against worlds whose open period is known in full."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from trends import measures
from trends.measures.nowcast import Completion, completion, nowcast
from trends.settings import Settings

FIRST = date(2023, 1, 2)


def test_nine_of_ten_intervals_hold_the_final_count() -> None:
    rng = np.random.default_rng(1)
    for mean, part in ((8, 0.5), (40, 0.3), (200, 0.7)):
        held = []
        for _ in range(400):
            final = rng.negative_binomial(mean, 0.5, 21).astype(float)
            known = rng.binomial(final.astype(int), part).astype(float)
            value, low, high = nowcast(float(known[-1]), completion(known[:-1], final[:-1]))
            assert known[-1] <= low <= high and low <= value <= high
            held.append(low - 0.5 <= final[-1] <= high + 0.5)
        assert 0.85 <= np.mean(held) <= 0.97, (mean, part)


def test_a_whole_period_is_what_is_known() -> None:
    assert nowcast(7.0, Completion(1.0, 0.0, 1.0, 10)) == (7.0, 7.0, 7.0)


def inputs(n_weeks: int, delay: int, seed: int = 2) -> measures.Inputs:
    """`n_weeks` whole weeks and three days of the next, twelve stories a day, seen up to `delay` days late."""
    rng = np.random.default_rng(seed)
    last = FIRST + timedelta(days=7 * n_weeks + 2)
    day = np.repeat(np.arange(7 * n_weeks + 3), 12)
    frame = pl.DataFrame(
        {
            "beat_id": "b", "story_id": [f"s{i:05d}" for i in range(len(day))],
            "day": [FIRST + timedelta(days=int(d)) for d in day], "late": rng.integers(0, delay + 1, len(day)),
        }
    )  # fmt: skip
    articles = frame.with_columns(
        article_id="story_id", outlet_id=pl.lit("a.com"), owner=pl.lit(None, pl.String),
        known_day=pl.col("day") + pl.duration(days=pl.col("late")),
    ).filter(pl.col("known_day") <= last)  # fmt: skip
    facts = frame.join(articles, on="story_id", how="semi").with_columns(
        topic_id=pl.lit("t"), weight=pl.lit(500_000), impact=pl.lit(3), sentiment_score=pl.lit(0.0),
        sentiment_tier=pl.lit("neutral"), verified_in_14_days=pl.lit(True),
    ).cast({"weight": pl.Int64, "impact": pl.Int64})  # fmt: skip
    return measures.prepare(facts, Settings("b", ("t", "none"), None, "week", last, last), articles=articles)


def test_days_to_come_and_stories_seen_late_are_both_allowed_for() -> None:
    rows = measures.get("nowcast").compute(inputs(20, delay=2))
    beat = rows.filter(pl.col("topic_id").is_null()).row(0, named=True)
    assert beat["age_days"] == 3 and beat["completeness"] == pytest.approx(2 / 7, abs=0.03)
    assert beat["n_known"] < 30 and beat["low"] <= 84 <= beat["high"]
    assert rows.filter(topic_id="none")["nowcast"][0] == pytest.approx(0.5 * (1 / beat["completeness"] - 1))


def test_a_short_past_gives_no_nowcast_and_says_why() -> None:
    row = measures.get("nowcast").compute(inputs(5, delay=0)).row(0, named=True)
    assert row["nowcast"] is None and row["note"].endswith("6 are needed.")
