from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from trends import cube
from trends.frames import Facts, checked

STORY = st.tuples(
    st.integers(0, 5),  # day
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 300_000)), unique_by=lambda t: t[0], max_size=3),
    st.one_of(st.none(), st.integers(1, 10)),
    st.one_of(st.none(), st.floats(-1, 1)),
    st.booleans(),
)


def facts(stories: list[Any], prefix: str = "s") -> pl.DataFrame:
    """Fact rows of generated stories."""
    rows = [
        ("b", f"{prefix}{i}", date(2024, 1, 1) + timedelta(days=day), topic, weight, impact, tone, "neutral", verified)
        for i, (day, topics, impact, tone, verified) in enumerate(stories)
        for topic, weight in (topics or [(None, None)])
    ]
    return checked(Facts, pl.DataFrame(rows, schema=Facts.create_empty().schema, orient="row"))


def ordered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(cube.KEYS)


@settings(max_examples=40, deadline=None)
@given(st.lists(STORY, max_size=12), st.lists(STORY, max_size=12), st.randoms())
def test_the_cubes_of_two_parts_add_up_to_the_cube_of_the_whole_in_any_order(a: Any, b: Any, random: Any) -> None:
    left, right = facts(a, "a"), facts(b, "b")
    whole = pl.concat([left, right])
    shuffled = whole[random.sample(range(len(whole)), len(whole))]
    merged = cube.merge([cube.build(left), cube.build(right)])
    assert_frame_equal(ordered(merged), ordered(cube.build(shuffled)))


@settings(max_examples=40, deadline=None)
@given(st.lists(STORY, max_size=12), st.lists(STORY, max_size=12))
def test_the_pair_cubes_of_two_parts_add_up_too(a: Any, b: Any) -> None:
    left, right = facts(a, "a"), facts(b, "b")
    merged = cube.merge(
        [cube.pair(left, "x", "y"), cube.pair(right, "x", "y")], keys=cube.PAIR_KEYS, sums=cube.PAIR_SUMS
    )
    whole = cube.pair(pl.concat([left, right]), "x", "y")
    assert_frame_equal(merged.sort(cube.PAIR_KEYS), whole)


@settings(max_examples=15, deadline=None)
@given(st.lists(STORY, min_size=1, max_size=12))
def test_duckdb_and_arrow_give_the_same_cube_as_polars(stories: Any) -> None:
    frame = facts(stories)
    expected = ordered(cube.build(frame))
    arrow = pl.from_arrow(cube.build(frame.to_arrow()))
    assert isinstance(arrow, pl.DataFrame)
    assert_frame_equal(ordered(arrow), expected)
    with duckdb.connect() as connection:
        connection.register("facts", frame.to_arrow())
        native = cube.build(connection.table("facts"))
        assert_frame_equal(ordered(native.pl()), expected)


@settings(max_examples=15, deadline=None)
@given(st.lists(STORY, max_size=12), st.randoms())
def test_facts_with_a_mark_on_one_row_of_each_story_give_the_same_cube_on_every_engine(
    stories: Any, random: Any
) -> None:
    frame = facts(stories)
    shuffled = cube.marked(frame[random.sample(range(len(frame)), len(frame))])
    expected = ordered(cube.build(frame))
    assert_frame_equal(ordered(cube.build(shuffled)), expected)
    assert_frame_equal(ordered(cube.build(shuffled.drop("story_id").lazy()).collect()), expected)
    arrow = pl.from_arrow(cube.build(shuffled.to_arrow()))
    assert isinstance(arrow, pl.DataFrame)
    assert_frame_equal(ordered(arrow), expected)
    with duckdb.connect() as connection:
        connection.register("facts", shuffled.to_arrow())
        assert_frame_equal(ordered(cube.build(connection.table("facts")).pl()), expected)


def test_marked_facts_are_read_once() -> None:
    lazy = cube.build(cube.marked(facts([(0, [("x", 1)], 1, None, True)])).lazy())
    plan = lazy.explain()
    assert plan.count("CACHE[id: ") == 4 and len({part[:36] for part in plan.split("CACHE[id: ")[1:]}) == 1


def test_a_story_counts_once_for_the_beat_and_once_for_each_of_its_topics() -> None:
    built = cube.build(facts([(0, [("x", 300_000), ("y", 200_000)], 4, 0.5, True), (0, [], None, None, False)]))
    n = {(topic, gate): n for topic, gate, n in built.select("topic_id", "gate", "n").iter_rows()}
    assert n == {(None, "all"): 2, ("x", "all"): 1, ("y", "all"): 1, (None, "verified"): 1, ("x", "verified"): 1,
                 ("y", "verified"): 1}  # fmt: skip
    beat = built.filter(pl.col("topic_id").is_null(), gate="all").row(0, named=True)
    assert (beat["impact"], beat["impact2"], beat["tone"], beat["n_tone"]) == (5, 17, 500_000, 1)


def test_attention_moments_are_the_sums_of_the_weights_and_their_squares() -> None:
    built = cube.build(facts([(0, [("x", 300_000)], 4, 0.5, True), (0, [("x", 100_000)], 2, 0.5, True)]))
    row = cube.moments(built).filter(topic_id="x", gate="all", weighting="attention").row(0, named=True)
    assert row["vw"] == pytest.approx(0.4)
    assert row["v2w2"] == pytest.approx(0.1)
    impact = cube.moments(built).filter(topic_id="x", gate="all", weighting="impact").row(0, named=True)
    assert (impact["vw"], impact["v2w2"]) == (6, 20)


def test_a_pair_story_about_both_leads_for_neither() -> None:
    built = cube.pair(
        facts([(0, [("x", 250_000), ("y", 250_000)], 3, None, False), (0, [("x", 1)], 2, None, False)]), "x", "y"
    )
    row = built.filter(weighting="story", gate="all").row(0, named=True)
    assert [row[name] for name in cube.PAIR_SUMS] == [2, 1, 1, 2, 2, 1, 1, 0, 2, 1, 1]
    impact = built.filter(weighting="impact", gate="all").row(0, named=True)
    assert (impact["sum_a"], impact["sum_b"], impact["lead_a"], impact["square_a"]) == (5, 3, 2, 13)


def test_the_coverage_cube_counts_articles_by_outlet_and_topic() -> None:
    articles = pl.DataFrame(
        {
            "beat_id": ["b"] * 3, "day": [date(2024, 1, 1)] * 3, "outlet_id": ["o"] * 3,
            "topic_id": [None, None, "x"], "article_id": ["1", "2", "2"],
        }
    )  # fmt: skip
    found = dict(cube.coverage(articles).select("topic_id", "n_articles").iter_rows())
    assert found == {None: 2, "x": 1}
