"""Mean tone and impact: intervals hold, and a mix of outlets is told from a change of tone."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from trends import measures
from trends.measures.scores import mean_matrices, shrunk
from trends.settings import Settings

LAST = date(2023, 12, 20)


@pytest.mark.parametrize(("mean", "half_life", "periods"), [(3, 2.0, 20), (30, 2.0, 20), (10, 8.0, 80)])
def test_nine_of_ten_intervals_hold_the_mean(mean: int, half_life: float, periods: int) -> None:
    rng = np.random.default_rng(1)
    chance = 0.7 ** np.arange(10)
    chance /= chance.sum()
    values = np.arange(10) / 9
    truth = float(chance @ values)
    n = rng.poisson(mean, (periods, 200))
    each = np.stack([rng.multinomial(k, chance) for k in n.ravel()])
    x, x2 = ((each @ values**power).reshape(n.shape) for power in (1, 2))
    whole = np.full(n.shape, float(chance @ values**2) - truth**2)
    shown = np.ones(n.shape, dtype=np.bool_)
    found = mean_matrices(n.astype(float), x, x2, shown, whole=whole, half_life=half_life)
    known = ~np.isnan(found["mean"])
    held = ((found["low"] <= truth) & (truth <= found["high"]))[known].mean()
    assert 0.87 <= held <= 0.94


def test_effects_of_outlets_with_one_story_each_are_none() -> None:
    rng = np.random.default_rng(2)
    assert not shrunk(np.ones(50), rng.normal(size=50), 0.0).any()
    told = shrunk(np.full(20, 40.0), np.linspace(-0.5, 0.5, 20), within=20 * 40 * 0.04)
    assert np.abs(told - np.linspace(-0.5, 0.5, 20)).max() < 0.02


def world(*, drift: float, mix: bool, seed: int = 3) -> measures.Inputs:
    """Two years of stories in one topic by a gloomy and a cheerful outlet; `mix`: the gloomy one takes over."""
    rng = np.random.default_rng(seed)
    n = 2400
    day = np.sort(rng.integers(0, 715, n))
    gloomy = rng.random(n) < (day / 715 if mix else 0.5)
    tone = np.where(gloomy, -0.3, 0.3) + drift * day / 715 + rng.normal(0, 0.15, n)
    story = [f"s{i:05d}" for i in range(n)]
    days = [date(2022, 1, 1) + timedelta(days=int(d)) for d in day]
    facts = pl.DataFrame(
        {
            "beat_id": "b", "story_id": story, "day": days, "topic_id": "t", "weight": 500_000, "impact": 9,
            "sentiment_score": np.clip(tone, -1, 1), "sentiment_tier": np.where(tone > 0, "bullish", "bearish"),
            "verified_in_14_days": True,
        }
    ).cast({"weight": pl.Int64, "impact": pl.Int64})  # fmt: skip
    articles = facts.select("beat_id", "story_id", "day", article_id="story_id", known_day="day").with_columns(
        outlet_id=pl.Series(np.where(gloomy, "gloomy.com", "cheerful.com")), owner=pl.lit(None, pl.String)
    )
    return measures.prepare(facts, Settings("b", ("t",), None, "quarter", LAST, LAST), articles=articles)


def ends(inputs: measures.Inputs, column: str) -> float:
    rows = measures.get("mean_tone").compute(inputs).filter(
        (pl.col("frequency") == "quarter") & (pl.col("topic_id") == "t") & (pl.col("gate") == "all")
    )  # fmt: skip
    return float(rows[column][-2] - rows[column][0])


def test_a_gloomier_mix_of_outlets_moves_the_tone_and_hardly_the_adjusted_one() -> None:
    inputs = world(drift=0.0, mix=True)
    assert ends(inputs, "tone") < -0.3
    assert abs(ends(inputs, "tone_adjusted")) < 0.12


def test_a_change_of_tone_stays_in_the_adjusted_one() -> None:
    inputs = world(drift=-0.4, mix=False)
    assert ends(inputs, "tone") < -0.15
    assert ends(inputs, "tone_adjusted") == pytest.approx(ends(inputs, "tone"), abs=0.05)


def test_tiers_and_actions_are_counted_for_topics_and_the_whole_beat() -> None:
    inputs = world(drift=0.0, mix=False)
    tone, impact = measures.get("mean_tone").compute(inputs), measures.get("mean_impact").compute(inputs)
    for rows in (tone.filter(topic_id="t"), tone.filter(pl.col("topic_id").is_null())):
        quarter = rows.filter(frequency="quarter", gate="all")
        assert (quarter["n_bearish"] + quarter["n_bullish"]).sum() == quarter["n_stories"].sum() == 2400
    assert impact.filter(frequency="year", gate="all", topic_id="t")["n_action"].sum() == 2400
    assert impact["impact"].drop_nulls().round(9).unique().to_list() == [9.0]
