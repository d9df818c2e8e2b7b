"""The crossovers of all pairs: the headline's rule for every two topics, and what is left of each after many looks."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests import worlds
from tests.trends import test_registry
from trends import measures
from trends.measures import any_pair, crossover, pair_crossover
from trends.measures.grid import grid
from trends.measures.inputs import Inputs
from trends.measures.paired import PairCounts, pair_counts

RULE = ["frequency", "crossed", "start", "confirmed_at", "lower", "threshold", "phi"]


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return measures.prepare(test_registry.facts(1_200), test_registry.settings())


@pytest.fixture(scope="module")
def every(inputs: Inputs) -> pl.DataFrame:
    return pair_crossover.table(inputs)


def series(lead: float | np.ndarray, n: int, periods: int = 60, stories: float = 30) -> PairCounts:
    """Pairs whose one-sided stories are the first topic's with probability `lead`, by period."""
    rng = np.random.default_rng(3)
    share = np.broadcast_to(np.asarray(lead, dtype=float), (periods,))[:, None] * np.ones(n)
    sums = {name: part.ravel() for name, part in worlds.pairs(rng, np.full((periods, n), stories), share).items()}
    frame = pl.DataFrame(sums).with_columns(
        period=np.repeat(np.arange(periods), n), series=np.tile(np.arange(n), periods)
    )
    return pair_counts(grid(frame, series=["series"], period="period", amounts=["a", "b", "both", "total"]))


def test_every_pair_is_told_by_the_rule_of_the_headline_whichever_pair_that_is(every: pl.DataFrame) -> None:
    for pair in (("a", "b"), ("b", "c"), ("c", "a")):
        other = measures.prepare(test_registry.facts(1_200), test_registry.settings(pair=pair))
        told = crossover.table(other).filter(gate="all", weighting="story")
        for a, b in (pair, pair[::-1]):
            mine = every.filter(topic_a=a, topic_b=b).select(RULE)
            theirs = told.filter(topic_a=a, topic_b=b).select(RULE)
            assert_frame_equal(mine, theirs.join(mine.select("frequency"), on="frequency", how="semi"))


def test_a_pair_with_fewer_than_six_calls_has_no_row_and_the_others_have_two(
    inputs: Inputs, every: pl.DataFrame
) -> None:
    calls = any_pair.table(inputs).filter(gate="all", weighting="story").drop_nulls("p_a_leads")
    enough = calls.group_by("frequency", "topic_a", "topic_b").len().filter(pl.col("len") >= 6)
    expected = {(f, *order) for f, a, b, _ in enough.iter_rows() for order in ((a, b), (b, a))}
    assert set(every.select("frequency", "topic_a", "topic_b").iter_rows()) == expected
    assert every.filter(pl.col("topic_a") == "never").filter(frequency="year").is_empty()


def test_the_topic_that_rises_overtakes_the_one_that_falls_with_a_small_q(every: pl.DataFrame) -> None:
    row = every.filter(frequency="month", topic_a="a", topic_b="b").row(0, named=True)
    assert row["crossed"] and row["q"] < 0.05 and min(row["p_before"], row["p_after"]) > 0.9
    worth = every.filter("crossed")
    assert worth["q"].null_count() == worth["p_chance"].null_count() == 0 and (worth["q"] >= worth["p_chance"]).all()
    assert every.filter(~pl.col("crossed"))["q"].null_count() == every.filter(~pl.col("crossed")).height


def test_stories_about_two_topics_are_counted_for_every_two_of_them(inputs: Inputs) -> None:
    topics = sorted(inputs.settings.topics)
    periods = inputs.periods.filter(frequency="quarter", gate="all").sort("period_start")
    counted = pair_crossover.together(inputs.facts, periods, topics)
    pairs = any_pair.table(inputs).filter(frequency="quarter", gate="all", weighting="story")
    for (i, a), (j, b) in combinations(enumerate(topics), 2):
        rows = pairs.filter(topic_a=a, topic_b=b).sort("period_start")
        assert counted[:, i, j].tolist() == rows["n_both"].to_list()
        assert counted[:, i, i].tolist() == rows["n_a"].to_list()


def test_no_series_that_may_cross_is_left_unlooked_at() -> None:
    for lead in (0.5, 0.6, np.where(np.arange(60) < 30, 0.35, 0.6)):
        data = series(lead, 50, stories=12)
        rows = list(pair_crossover.judged(data, 4.0, pair_crossover.level_series(60, 4.0)))
        for upwards, turned in ((True, data), (False, data.swapped())):
            found = {row["pair"]: row["start"] for row in rows if row["upwards"] is upwards}
            for i in found:
                assert crossover.find(turned.column(i), half_life=4.0).start == found[i], (i, upwards)


@pytest.mark.parametrize("half_life", [1.0, 4.0])
@pytest.mark.parametrize("periods", [8, 18, 60, 150])
def test_what_the_rule_confirms_two_level_topics_would_show_in_one_of_forty(periods: int, half_life: float) -> None:
    c = crossover.threshold_of(series(0.5, 1, periods))
    level = pair_crossover.level_series(periods, half_life)
    assert pair_crossover.chance(c, level) < 0.025
    assert pair_crossover.chance(c - 0.1, level) > pair_crossover.chance(c, level)


def test_how_sure_a_crossover_is_is_the_weaker_of_three_in_a_row_before_and_since(every: pl.DataFrame) -> None:
    crossed = every.filter("crossed")
    least = crossed.select(pl.min_horizontal("p_before", "p_after")).to_series()
    assert crossed.height and (least >= crossed["threshold"]).all() and (crossed["p_chance"] < 0.025).all()
    assert pair_crossover.surest(np.array([0.99, np.nan, 0.9, 0.8, 0.95, 0.9])) == 0.8
    assert pair_crossover.surest(np.array([0.99, np.nan, 0.9])) == 0.0


def test_a_step_is_called_sure() -> None:
    level = pair_crossover.level_series(60, 4.0)
    rows = pair_crossover.judged(series(np.where(np.arange(60) < 30, 0.3, 0.7), 100), 4.0, level)
    assert np.mean([row["crossed"] and row["p_chance"] <= 0.01 for row in rows if row["upwards"]]) > 0.95


def test_chance_is_never_zero_and_falls_with_the_evidence() -> None:
    level = np.linspace(0.1, 0.9, 99)
    said = [pair_crossover.chance(least, level) for least in (0.0, 0.5, 0.9, 0.95)]
    assert said == sorted(said, reverse=True) and said[0] == 1.0 and said[-1] == pytest.approx(0.01)


def test_what_did_not_cross_counts_in_the_family() -> None:
    assert pair_crossover.family([0.01, None, None, None]) == [pytest.approx(0.04), None, None, None]
    assert pair_crossover.family([]) == []


@pytest.mark.parametrize("topics", [("a",), ()])
def test_a_beat_without_a_pair_has_no_rows(topics: tuple[str, ...]) -> None:
    settings = test_registry.settings(pair=None)
    alone = measures.prepare(test_registry.facts(), type(settings)(**{**vars(settings), "topics": topics}))
    assert pair_crossover.table(alone).is_empty()
