"""After any batches, the cube is the cube of the facts that are there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from trends import cube, cube_table
from trends.frames import Facts

WHERE = pl.Schema({"beat_id": pl.String(), "story_id": pl.String(), "day": pl.Date()})
STORY = st.tuples(
    st.integers(0, 4),  # day
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 300_000)), unique_by=lambda t: t[0], max_size=3),
    st.one_of(st.none(), st.integers(1, 10)),
    st.one_of(st.none(), st.floats(-1, 1)),
    st.booleans(),
)
BATCH = st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4", "s5"]), st.one_of(st.none(), STORY), max_size=4)


def rows_of(stories: dict[str, Any]) -> pl.DataFrame:
    """Fact rows of stories by id; a story that is None has none."""
    rows = [
        ("b", story_id, date(2024, 1, 1) + timedelta(days=story[0]), topic, weight, *story[2:4], None, story[4])
        for story_id, story in stories.items()
        if story is not None
        for topic, weight in (story[1] or [(None, None)])
    ]
    return pl.DataFrame(rows, schema=Facts.create_empty().schema, orient="row")


def places(stories: dict[str, Any]) -> pl.DataFrame:
    return rows_of(stories).select(WHERE.names()).unique()


def table(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return connection.sql("SELECT * FROM cube").pl().sort(cube.KEYS)


@settings(max_examples=30, deadline=None)
@given(st.lists(BATCH, min_size=1, max_size=4))
def test_batches_one_after_another_equal_a_rebuild_and_the_cube_of_what_is_there(batches: list[dict[str, Any]]) -> None:
    with duckdb.connect() as connection:
        cube_table.create(connection)
        known: dict[str, Any] = {}
        for batch in batches:
            cube_table.apply(connection, rows_of(batch), places({i: known[i] for i in batch if known.get(i)}))
            known |= batch
        grown = table(connection)
        cube_table.rebuild(connection)
        assert_frame_equal(grown, table(connection))
        expected = cube.build(cube.marked(rows_of(known))).sort(cube.KEYS)
        assert_frame_equal(grown, expected.select(grown.columns))


def test_only_the_days_of_the_batch_and_of_what_it_replaces_are_touched() -> None:
    with duckdb.connect() as connection:
        cube_table.create(connection)
        story = (0, [("x", 1)], 3, 0.5, True)
        first, moved = {"s1": story, "s2": (1, [("y", 2)], 3, 0.5, True)}, {"s1": (4, *story[1:])}
        assert cube_table.apply(connection, rows_of(first), WHERE.to_frame()) == [date(2024, 1, 1), date(2024, 1, 2)]
        touched = cube_table.apply(connection, rows_of(moved), places({"s1": story}))
        assert touched == [date(2024, 1, 1), date(2024, 1, 5)]
        assert table(connection)["day"].unique().to_list() == [date(2024, 1, 2), date(2024, 1, 5)]


def test_a_batch_that_does_not_fit_leaves_everything_as_it_was() -> None:
    with duckdb.connect() as connection:
        cube_table.create(connection)
        story = {"s1": (0, [("x", 1)], 3, 0.5, True)}
        cube_table.apply(connection, rows_of(story), WHERE.to_frame())
        before = table(connection)
        broken = rows_of({"s2": (0, [("x", 1)], 3, 0.5, True)}).with_columns(beat_id=pl.lit(None, pl.String))
        with pytest.raises(duckdb.ConstraintException):
            cube_table.apply(connection, broken, places(story))
        assert_frame_equal(table(connection), before)
        assert connection.sql("SELECT count(*) FROM fact").fetchall() == [(1,)]
