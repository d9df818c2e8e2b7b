"""The nowcast against worlds whose open period is known in full."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from trends import measures
from trends.measures.nowcast import nowcast
from trends.measures.nowcast_share import Known, Open, count_nowcast, scatter, share_nowcast
from trends.measures.triangle import Completion, completion, missing
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


@pytest.mark.parametrize(("share", "rho"), [(0.12, 0.0), (0.3, 0.0), (0.3, 0.05), (0.6, 0.02)])
def test_nine_of_ten_intervals_hold_the_share_that_the_period_ends_with(share: float, rho: float) -> None:
    rng = np.random.default_rng(4)
    periods, series, part_known = 27, 600, 0.4
    whole = rng.negative_binomial(60, 0.6, (periods, series))
    chance = rng.beta(share * (1 / rho - 1), (1 - share) * (1 / rho - 1), whole.shape) if rho else share
    about = rng.binomial(whole, chance)
    seen_about, seen_other = rng.binomial(about, part_known), rng.binomial(whole - about, part_known)
    fade = 0.84
    before = [np.zeros((periods, series)) for _ in range(3)]
    for t in range(1, periods):
        for sums, counts, factor in zip(before, (about, whole, whole), (fade, fade, fade**2), strict=True):
            sums[t] = factor * (sums[t - 1] + counts[t - 1])
    known = [counts.astype(float) for counts in (seen_about, seen_about + seen_other)]
    at = completion(known[1][:-1, 0], whole[:-1, 0].astype(float))
    past, now = (Known(*(values[rows] for values in (*known, *before))) for rows in (slice(1, -1), -1))
    rest = scatter(past, (about[1:-1].astype(float), whole[1:-1].astype(float)))
    world = Open(now, rest, *missing(known[1][-1], at))
    value, low, high = count_nowcast(world)
    assert ((known[0][-1] <= low) & (low <= value) & (value <= high)).all()
    assert 0.85 <= np.mean((low - 0.5 <= about[-1]) & (about[-1] <= high + 0.5)) <= 0.97
    value, low, high = share_nowcast(world)
    final = about[-1] / whole[-1]
    assert ((low <= value) & (value <= high)).all()
    half = 0.5 / whole[-1]
    assert 0.85 <= np.mean((low - half <= final) & (final <= high + half)) <= 0.97
    naive = known[0][-1] / np.maximum(known[1][-1], 1)
    assert np.mean((value - final) ** 2) < np.mean((naive - final) ** 2)


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
    assert rows.filter(topic_id="none")["nowcast"][0] == 0, "none of what is missing is about a topic that never was"
    every = rows.filter(topic_id="t").row(0, named=True)
    assert every["nowcast"] == pytest.approx(beat["nowcast"]) and every["share"] == 1


def test_a_short_past_gives_no_nowcast_and_says_why() -> None:
    row = measures.get("nowcast").compute(inputs(5, delay=0)).row(0, named=True)
    assert row["nowcast"] is None and row["note"].endswith("6 are needed.")


def two_topics(weeks: int, lead: float) -> measures.Inputs:
    """Two topics share the stories, `lead` of them the first's; a story in four is about both."""
    rng = np.random.default_rng(3)
    base = inputs(weeks, delay=2)
    draw, both = rng.random((2, base.facts.height))
    facts = base.facts.drop("topic_id").with_columns(draw=pl.Series(draw), both=pl.Series(both < 0.25))
    a = facts.filter((pl.col("draw") < lead) | pl.col("both")).with_columns(topic_id=pl.lit("a"))
    b = facts.filter((pl.col("draw") >= lead) | pl.col("both")).with_columns(topic_id=pl.lit("b"))
    settings = Settings("b", ("b", "a"), ("b", "a"), "week", base.settings.horizon, base.settings.horizon)
    told = pl.concat([a, b]).drop("draw", "both").select(base.facts.columns)
    return measures.prepare(told, settings, articles=base.articles)


def test_the_open_period_of_a_pair_is_nowcast_from_both_topics() -> None:
    world = two_topics(20, lead=0.7)
    row = measures.get("pair_nowcast").compute(world).row(0, named=True)
    topics = measures.get("nowcast").compute(world)
    assert (row["topic_a"], row["topic_b"], row["age_days"]) == ("a", "b", 3)
    assert [row["n_a"], row["n_b"]] == [topics.filter(topic_id=topic)["n_known"][0] for topic in "ab"]
    assert row["low"] < row["share_a"] < row["high"]
    turned = measures.get("pair_nowcast").compute(world).row(1, named=True)
    assert (turned["topic_a"], turned["n_a"], turned["low"]) == ("b", row["n_b"], pytest.approx(1 - row["high"]))
    assert row["low"] <= (0.7 + 0.3 * 0.25) / 1.25 <= row["high"]
    assert topics.filter(topic_id="a")["share_low"][0] <= 0.775 <= topics.filter(topic_id="a")["share_high"][0]
    assert topics.filter(pl.col("topic_id").is_null())["share"][0] is None


def test_an_open_period_enters_no_share_probability_or_crossover() -> None:
    world = two_topics(20, lead=0.7)
    open_week = measures.get("nowcast").compute(world)["period_start"][0]
    for name in ("momentum", "pair_share", "topic_pair_share", "share"):
        rows = measures.get(name).compute(world).filter(frequency="week", period_start=open_week)
        assert rows["state"].unique().to_list() == ["partial"], name
        for column in {"p_rising", "q", "p_a_leads"} & set(rows.columns):
            assert rows[column].null_count() == rows.height, (name, column)
    assert (measures.get("pair_crossover").compute(world)["confirmed_at"].drop_nulls() < open_week).all()


@pytest.mark.parametrize("topics", [("x", "y"), ("x",), ()])
def test_topics_without_any_story_are_nowcast_at_none(topics: tuple[str, ...]) -> None:
    base = inputs(20, delay=2)
    untold = base.facts.with_columns(topic_id=pl.lit(None, pl.String), weight=pl.lit(None, pl.Int64))
    settings = Settings("b", topics, None, "week", base.settings.horizon, base.settings.horizon)
    rows = measures.get("nowcast").compute(measures.prepare(untold, settings, articles=base.articles))
    assert rows["topic_id"].to_list() == [None, *topics]
    assert rows["nowcast"][0] > 50 and rows["nowcast"][1:].to_list() == [0.0] * len(topics)
    pairs = measures.get("pair_nowcast").compute(measures.prepare(untold, settings, articles=base.articles))
    assert pairs.height == len(topics) * (len(topics) - 1) and pairs["share_a"].null_count() == pairs.height
