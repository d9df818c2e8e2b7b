"""Who moves first: planted outlets, owners and beats are found, and what can't be compared says so."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from trends import measures
from trends.measures.lead_lag_table import between_beats
from trends.settings import Settings

FIRST = date(2022, 1, 3)
WEEKS, A_WEEK = 90, 40
LAST = FIRST + timedelta(weeks=WEEKS) - timedelta(days=1)


def told(outlet: str, chance: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    """One outlet's own stories: every week `A_WEEK` of them, each about t with the week's chance."""
    week = np.repeat(np.arange(len(chance)), A_WEEK)
    about = rng.random(len(week)) < np.repeat(chance, A_WEEK)
    return pl.DataFrame(
        {
            "beat_id": "beat",
            "story_id": [f"{outlet}-{i:05d}" for i in range(len(week))],
            "day": [FIRST + timedelta(weeks=int(w), days=i % 5) for i, w in enumerate(week)],
            "topic_id": np.where(about, "t", "u"),
            "weight": 900_000, "impact": 1, "sentiment_score": 0.0, "sentiment_tier": "neutral",
            "verified_in_14_days": False, "outlet_id": outlet,
        }
    ).with_columns(pl.col("weight", "impact").cast(pl.Int64))  # fmt: skip


@pytest.fixture(scope="module")
def world() -> pl.DataFrame:
    """early.com writes of t two weeks before late.com does; odd.com has three articles in all."""
    rng = np.random.default_rng(3)
    chance = 0.5 + 0.35 * np.sin(rng.uniform(-1.5, 1.5, WEEKS + 2))
    early, late = told("early.com", chance[2:], rng), told("late.com", chance[:-2], rng)
    return pl.concat([early, late, told("odd.com", chance[:1], rng).head(3)])


def inputs(stories: pl.DataFrame) -> measures.Inputs:
    articles = stories.select(
        "beat_id", "story_id", "outlet_id", "day", article_id=pl.format("{}/a", "story_id"), known_day="day",
        owner=pl.when(pl.col("outlet_id") == "early.com").then(pl.lit("Early plc")),
    )  # fmt: skip
    settings = Settings("beat", ("t", "u"), ("t", "u"), "week", covered_through=LAST, as_of=LAST)
    return measures.prepare(stories.drop("outlet_id"), settings, articles=articles)


def test_the_outlet_and_the_owner_who_write_first_are_named(world: pl.DataFrame) -> None:
    rows = measures.get("lead_lag").compute(inputs(world)).filter(pl.col("topic_id") == "t")
    assert rows.select("kind", "series_a", "series_b", "lag").rows() == [
        ("outlet", "early.com", "late.com", 2), ("owner", "Early plc", "late.com", 2),
    ]  # fmt: skip
    assert (rows["low"] > 0).all() and (rows["q"] < 0.05).all() and rows["note"].null_count() == 2


def test_a_corpus_too_thin_for_outlets_says_so_in_a_row(world: pl.DataFrame) -> None:
    few = world.filter(pl.col("outlet_id") != "late.com")
    rows = measures.get("lead_lag").compute(inputs(few)).filter(kind="outlet")
    assert rows.select("series_a", "lag", "q").rows() == [(None, None, None)]
    assert rows["note"].item() == (
        "Not estimable: it takes two outlets with 3 articles in each of 20 periods; there are 1."
    )


def test_a_beat_whose_part_of_the_news_moves_first_is_named(world: pl.DataFrame) -> None:
    one = world.with_columns(beat_id=pl.lit("one"), topic_id=_only("early.com"))
    two = world.with_columns(beat_id=pl.lit("two"), topic_id=_only("late.com"))
    calendar = inputs(world).periods
    periods = pl.concat(calendar.with_columns(beat_id=pl.lit(name)) for name in ("one", "two"))
    row = between_beats(pl.concat([one, two]), periods).row(0, named=True)
    assert (row["kind"], row["frequency"], row["series_a"], row["series_b"], row["lag"]) == (
        "beat",
        "week",
        "one",
        "two",
        2,
    )
    alone = between_beats(one, calendar.with_columns(beat_id=pl.lit("one"))).row(0, named=True)
    assert alone["series_a"] is None and alone["note"] == "Not estimable: it takes two beats; the home has 1."


def _only(outlet: str) -> pl.Expr:
    """The topic t where the outlet tells of it, else none."""
    return pl.when((pl.col("outlet_id") == outlet) & (pl.col("topic_id") == "t")).then(pl.lit("t"))
