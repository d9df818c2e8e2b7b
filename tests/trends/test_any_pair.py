"""Every two topics as a pair: the same numbers as the one pair computed by itself, and each order mirrors the other."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.trends import test_registry
from trends import measures
from trends.measures import any_pair, crossover
from trends.measures.inputs import Inputs

KEYS = ["frequency", "gate", "weighting", "period_start"]


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return measures.prepare(test_registry.facts(), test_registry.settings())


def test_the_headline_pair_has_the_numbers_it_is_published_with(inputs: Inputs) -> None:
    every = any_pair.table(inputs).filter(topic_a="a", topic_b="b").drop("half_life")
    headline = crossover.pair_table(inputs)
    assert_frame_equal(every.sort(KEYS), headline.sort(KEYS), rel_tol=1e-12, abs_tol=1e-12)


def test_a_pair_is_the_mirror_image_of_the_same_pair_the_other_way_round(inputs: Inputs) -> None:
    turned = measures.prepare(test_registry.facts(), test_registry.settings(pair=("c", "b")))
    mirrored = crossover.pair_table(turned).sort(KEYS)
    every = any_pair.table(inputs).filter(topic_a="b", topic_b="c").sort(KEYS)
    for mine, theirs in (("share_a", "share_a"), ("low", "high"), ("high", "low"), ("p_a_leads", "p_a_leads")):
        turned_back = mirrored.select((1 - pl.col(theirs)).alias(mine))
        assert_frame_equal(every.select(mine), turned_back, abs_tol=1e-12, rel_tol=1e-12)
    assert every["n_a"].to_list() == mirrored["n_b"].to_list()


def test_every_two_topics_have_a_row_in_every_period_gate_and_weighting(inputs: Inputs) -> None:
    every = any_pair.table(inputs)
    topics = len(test_registry.TOPICS)
    assert every.height == topics * (topics - 1) // 2 * inputs.periods.height * 3
    assert (every["topic_a"] < every["topic_b"]).all()
    assert every.filter(topic_b="never")["n_both"].sum() == 0


@pytest.mark.parametrize("topics", [tuple(f"t{number:02}" for number in range(60)), ("a",), ()])
def test_a_beat_with_too_many_pairs_and_periods_or_none_publishes_none(inputs: Inputs, topics: tuple[str, ...]) -> None:
    settings = dataclasses.replace(inputs.settings, topics=topics, pair=None)
    assert any_pair.table(dataclasses.replace(inputs, settings=settings)).is_empty()
