from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trends.measures.drivers import drivers, split
from trends.measures.grid import MeasureError
from trends.measures.share import share

STORIES = st.lists(
    st.tuples(st.integers(0, 7), st.floats(0, 1), st.integers(1, 10)), min_size=1, max_size=40
)  # period, part of the story, value


def stories(rows: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(
        [(period, f"s{i}", float(value), part * value) for i, (period, part, value) in enumerate(rows)],
        schema={"period": pl.Int64, "story": pl.String, "value": pl.Float64, "part": pl.Float64},
        orient="row",
    )


def shares(frame: pl.DataFrame, half_life: float, missing: set[int]) -> dict[int, float | None]:
    sums = frame.group_by("period").agg(pl.col("part").sum().alias("count"), pl.col("value").sum().alias("total"))
    rows = (
        pl.DataFrame({"period": range(8)})
        .join(sums, on="period", how="left")
        .with_columns(
            pl.col("count", "total").fill_null(0.0),
            pl.lit("x").alias("topic"),
            pl.when(pl.col("period").is_in(missing))
            .then(pl.lit("missing"))
            .otherwise(pl.lit("complete"))
            .alias("state"),
        )
    )
    return dict(share(rows, half_life=half_life).select("period", "share").iter_rows())


@settings(deadline=None, max_examples=100)
@given(STORIES, st.floats(0.3, 12), st.integers(0, 7), st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3))
def test_contributions_sum_exactly_to_the_change_of_the_share_between_any_two_periods(
    rows: Any, half_life: float, one: int, other: int, missing: set[int]
) -> None:
    frame = stories(rows)
    known = [period for period in range(8) if period not in missing]
    since, until = sorted((one, other))
    if since in missing or until in missing:
        return
    moved = drivers(frame, half_life=half_life, since=since, until=until, periods=pl.Series(known))
    found = shares(frame, half_life, missing)
    if found[since] is None:
        assert moved.is_empty()
    else:
        assert moved["contribution"].sum() == pytest.approx(found[until] - found[since], abs=1e-12)  # type: ignore[operator]
        assert moved["period"].is_between(since, until, closed="right").all()


@settings(deadline=None, max_examples=50)
@given(STORIES, st.data())
def test_splitting_over_outlets_keeps_the_sum(rows: Any, data: st.DataObject) -> None:
    moved = drivers(stories(rows), half_life=2, since=0, until=7, periods=pl.Series(range(8)))
    names = moved["story"].to_list() or ["none"]
    members = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from("abc")), max_size=20))
    outlets = pl.DataFrame(members, schema={"story": pl.String, "member": pl.String}, orient="row")
    by_outlet = split(moved, outlets)
    assert by_outlet["contribution"].sum() == pytest.approx(moved["contribution"].sum(), abs=1e-12)
    assert by_outlet["member"].is_unique().all()


def test_a_story_splits_into_equal_parts_and_a_repeated_membership_counts_once() -> None:
    moved = pl.DataFrame({"story": ["s1", "s2"], "contribution": [0.4, 0.1]})
    members = pl.DataFrame({"story": ["s1", "s1", "s1"], "member": ["a", "b", "b"]})
    found = split(moved, members)
    assert dict(found.select("member", "contribution").iter_rows()) == {"a": 0.2, "b": 0.2, None: 0.1}


def test_a_story_about_the_topic_pushes_up_and_any_other_down() -> None:
    frame = stories([(0, 1.0, 1), (0, 0.0, 1), (1, 1.0, 1), (1, 0.0, 1), (1, 0.0, 1)])
    moved = drivers(frame, half_life=1, since=0, until=1, periods=pl.Series([0, 1]))
    assert moved["contribution"].to_list() == pytest.approx([0.125, -0.125, -0.125])


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [(9, 1, "since 9 isn't a period of the series; choose from 0 to 1"), (1, 0, "until 0 precedes since 1")],
)
def test_periods_that_do_not_exist_or_are_out_of_order_are_refused(since: int, until: int, message: str) -> None:
    with pytest.raises(MeasureError, match=message):
        drivers(stories([(0, 1.0, 1)]), half_life=1, since=since, until=until, periods=pl.Series([0, 1]))
