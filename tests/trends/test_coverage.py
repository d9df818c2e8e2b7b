"""Coverage by outlet, and the panel index built on it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_series_equal

from trends import measures
from trends.measures.panel_index import leave_one_owner_out, panel_index
from trends.settings import Settings

FIRST, WEEKS = date(2022, 1, 3), 60
LAST = FIRST + timedelta(days=7 * WEEKS + 1)
BASE = (FIRST, FIRST + timedelta(days=7 * 30 - 1))


@pytest.fixture(scope="module")
def inputs() -> measures.Inputs:
    """Five outlets with two to six articles a day, a story each; e.com begins in week 40, b.com is out in week 45."""
    rng = np.random.default_rng(1)
    rows = []
    for day in range(7 * WEEKS + 2):
        for i, outlet in enumerate("abcde"):
            if (outlet == "b" and 315 <= day < 322) or (outlet == "e" and day < 280):
                continue
            rows += [(FIRST + timedelta(days=day), f"{outlet}.com") for _ in range(2 + i)]
    about = rng.random((len(rows), 2)) < (0.2, 0.1)
    stories = pl.DataFrame(rows, schema={"day": pl.Date, "outlet_id": pl.String}, orient="row").with_columns(
        beat_id=pl.lit("b"), story_id=pl.Series([f"s{i:05d}" for i in range(len(rows))])
    )
    row, topic = np.nonzero(about)
    tags = pl.DataFrame({"story_id": stories["story_id"].gather(row), "topic_id": np.array(["t", "u"])[topic]})
    facts = stories.join(tags, on="story_id", how="left").select(
        "beat_id", "story_id", "day", "topic_id", weight=pl.when(pl.col("topic_id").is_not_null()).then(300_000),
        impact=pl.lit(3), sentiment_score=pl.lit(0.0), sentiment_tier=pl.lit("neutral"),
        verified_in_14_days=pl.lit(True),
    ).cast({"weight": pl.Int64, "impact": pl.Int64})  # fmt: skip
    articles = stories.with_columns(
        article_id="story_id", known_day="day", owner=pl.when(pl.col("outlet_id") < "c.com").then(pl.lit("one"))
    )
    settings = Settings("b", ("t", "u"), ("t", "u"), "week", LAST, LAST, frequencies=("week",), base=BASE)
    return measures.prepare(facts, settings, articles=articles)


def states(inputs: measures.Inputs, outlet: str) -> list[str]:
    return measures.get("outlet_coverage").compute(inputs).filter(outlet_id=outlet)["state"].to_list()


def test_an_outage_is_missing_for_its_outlet_and_leaves_the_period_complete(inputs: measures.Inputs) -> None:
    found = states(inputs, "b.com")
    assert len(found) == WEEKS + 1 and found[45] == "missing" and found[-1] == "partial"
    assert set(found[20:45]) | set(found[46:-1]) == {"complete"}
    whole = inputs.periods.filter(gate="all").sort("period_start")["state"].to_list()
    assert "missing" not in whole


def test_an_outlet_has_rows_from_its_first_article_on_and_is_thin_until_it_can_be_judged(
    inputs: measures.Inputs,
) -> None:
    found = states(inputs, "e.com")
    assert len(found) == WEEKS + 1 - 40 and set(found[:8]) == {"thin"} and found[12] == "complete"


def test_counts_are_those_of_the_articles(inputs: measures.Inputs) -> None:
    assert measures.get("outlet_coverage").compute(inputs)["n_articles"].sum() == len(inputs.articles)


def test_the_published_index_is_that_of_the_pinned_function(inputs: measures.Inputs) -> None:
    closed = inputs.articles.with_columns(period=pl.col("day").dt.truncate("1w")).filter(
        pl.col("period") < LAST - timedelta(days=1)
    )
    about = inputs.facts.filter(topic_id="t").select("story_id", hit=1)
    frame = closed.join(about, on="story_id", how="left").group_by("period", outlet="outlet_id").agg(
        total=pl.len(), hits=pl.col("hit").fill_null(0).sum()
    )  # fmt: skip
    table = measures.get("panel_index").compute(inputs).filter(topic_id="t")
    owners = inputs.articles.select(outlet="outlet_id", owner="owner")
    for weights in ("equal", "volume", "pooled"):
        rows = table.filter(weights=weights)
        expected = panel_index(frame, base=BASE, weights=weights)  # type: ignore[arg-type]
        assert_series_equal(rows["index"].head(WEEKS), expected["index"])
        band = leave_one_owner_out(frame, owners, base=BASE, weights=weights)  # type: ignore[arg-type]
        assert_series_equal(rows["low"].head(WEEKS), band["low"])
        assert rows["index"][-1] is None and rows["note"][-1] is not None
    base = table.filter(pl.col("weights") == "equal").head(30)["index"]
    assert base.mean() == pytest.approx(100)


def test_without_outlets_that_last_the_index_is_not_estimable_and_says_so(inputs: measures.Inputs) -> None:
    short = Settings("b", ("t", "u"), ("t", "u"), "quarter", LAST, LAST, base=BASE)
    found = measures.get("panel_index").compute(measures.prepare(inputs.facts, short, articles=inputs.articles))
    assert found["index"].null_count() == len(found) > 0
    assert found["note"].unique().to_list() == [
        "Not estimable: no outlet has 12 periods and 5 articles about the topic in the base period (2022-01-03 to "
        "2022-07-31), as a panel needs."
    ]
