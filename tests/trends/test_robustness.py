from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.trends.test_registry import EVENTS, articles, facts, settings
from trends import measures


@pytest.fixture(scope="module")
def inputs() -> measures.Inputs:
    return measures.prepare(facts(900), settings(), articles=articles(facts(900)), events=EVENTS)


@pytest.fixture(scope="module")
def table(inputs: measures.Inputs) -> pl.DataFrame:
    return measures.get("robustness").compute(inputs)


def test_every_choice_has_a_row_and_the_default_is_what_is_published(
    inputs: measures.Inputs, table: pl.DataFrame
) -> None:
    assert dict(table.group_by("choice").len().iter_rows()) == {
        "default": 1, "weighting": 3, "gate": 2, "half_life": 4, "frequency": 3, "combined": 24, "without_owner": 5,
    }  # fmt: skip
    default = table.filter(choice="default")
    published = measures.get("pair_share").compute(inputs).filter(
        (pl.col("frequency") == "quarter") & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
        & (pl.col("state") == "complete")
    ).tail(1)  # fmt: skip
    names = ["period_start", "share_a", "low", "high", "p_a_leads", "n_effective"]
    assert_frame_equal(default.select(names), published.select(names))
    crossing = measures.get("crossover").compute(inputs).filter(
        (pl.col("frequency") == "quarter") & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
        & (pl.col("topic_a") == "a")
    )  # fmt: skip
    told = ("crossed", "confirmed_at", "threshold")
    assert default.select(told).rows() == crossing.select(told).rows()
    by_length = dict(table.filter(choice="frequency").select("value", "threshold").iter_rows())
    own = measures.get("crossover").compute(inputs).select("frequency", "threshold").unique()
    assert by_length == dict(own.iter_rows())


def test_without_an_owner_the_result_is_that_of_the_facts_without_its_own_stories(
    inputs: measures.Inputs, table: pl.DataFrame
) -> None:
    owner = "owner 0"
    told = inputs.articles.with_columns(pl.coalesce("owner", "outlet_id").alias("owner"))
    sole = told.group_by("story_id").agg(pl.col("owner").unique()).filter(pl.col("owner").list.len() == 1)
    gone = sole.filter(pl.col("owner").list.first() == owner)["story_id"]
    assert len(gone) > 10
    pair = inputs.facts.filter(pl.col("topic_id").is_in(["a", "b"]) & pl.col("story_id").is_in(gone.implode()))
    rest = inputs.facts.filter(~pl.col("story_id").is_in(pair["story_id"].implode()))
    again = measures.get("pair_share").compute(measures.prepare(rest, settings())).filter(
        (pl.col("frequency") == "quarter") & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
    )  # fmt: skip
    row = table.filter(choice="without_owner", value=owner).row(0, named=True)
    same = again.filter(pl.col("period_start") == row["period_start"]).row(0, named=True)
    assert row["share_a"] == pytest.approx(same["share_a"]) and row["low"] == pytest.approx(same["low"])


def test_without_a_pair_there_is_nothing_to_test() -> None:
    assert measures.get("robustness").compute(measures.prepare(facts(), settings(pair=None))).is_empty()


def test_another_reading_of_the_topics_is_the_result_of_its_own_facts() -> None:
    whole = facts(900)
    central = (pl.col("topic_id") != "a") | (pl.col("weight") >= 900_000)
    strict = whole.with_columns(pl.when(central).then(pl.col("topic_id")).alias("topic_id"))
    table = measures.get("robustness").compute(measures.prepare(whole, settings(), versions={"strict": strict}))
    rows = {row["value"]: row for row in table.filter(choice="topic_version").to_dicts()}
    assert list(rows) == ["usual", "strict"]
    assert rows["usual"]["share_a"] == table.filter(choice="default")["share_a"].item()
    again = measures.get("robustness").compute(measures.prepare(strict, settings())).filter(choice="default")
    assert rows["strict"]["share_a"] == pytest.approx(again["share_a"].item())
    assert rows["strict"]["share_a"] < rows["usual"]["share_a"]
