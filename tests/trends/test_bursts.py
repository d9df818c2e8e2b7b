"""Bursts: recorded answers of the ``burst_detection`` package, hand-computed cases and properties."""

import math
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trends.measures.bursts import bursts

START = datetime(2025, 1, 6)


def weekly(count, total):
    periods = [START + timedelta(weeks=i) for i in range(len(count))]
    return pl.DataFrame(
        {"period": periods, "count": count, "total": total},
        schema={"period": pl.Datetime("us"), "count": pl.Float64, "total": pl.Float64},
    )


def found(count, total):
    rows = bursts(weekly(count, total)).iter_rows(named=True)
    return [((r["start_period"] - START).days // 7, (r["end_period"] - START).days // 7) for r in rows]


def test_a_planted_burst_is_found_with_its_hand_computed_weight():
    frame = weekly([1, 1, 8, 7, 1, 1, 1, 1], [20] * 8)
    low = 21 / 160
    high = 2 * low
    gain = 15 * math.log(high / low) + 25 * math.log((1 - high) / (1 - low))
    result = bursts(frame)
    assert result.drop("weight").rows() == [(START + timedelta(weeks=2), START + timedelta(weeks=3), 1)]
    assert result["weight"].item() == pytest.approx(gain, rel=1e-12)


RECORDED = [
    (
        [3, 8, 3, 6, 2, 14, 17, 7, 5, 1, 4, 1, 4, 5, 1, 3, 3, 2, 9, 0, 2, 3, 2, 2],
        [46, 52, 20, 52, 38, 40, 45, 31, 59, 22, 31, 35, 42, 36, 25, 21, 20, 21, 25, 59, 27, 46, 50, 29],
        [(5, 7, 14.58726247), (18, 18, 3.82759019)],
    ),
    (
        [7, 13, 4, 5, 1, 6, 4, 13, 9, 14, 9, 22, 23, 4, 4, 7],
        [12, 25, 8, 12, 7, 8, 12, 22, 19, 16, 9, 24, 24, 10, 6, 12],
        [(10, 10, 3.99412131)],
    ),
    (
        [60, 12, 16, 9, 20, 8, 14, 22, 15, 7, 4, 51],
        [861, 678, 652, 524, 877, 355, 449, 648, 658, 274, 313, 684],
        [(0, 0, 12.77103118), (11, 11, 12.57688926)],
    ),
    ([9, 1, 9, 2], [10, 10, 10, 2], []),
]


@pytest.mark.parametrize(("count", "total", "expected"), RECORDED)
def test_bursts_equal_what_the_reference_package_recorded(count, total, expected):
    result = bursts(weekly(count, total))
    got = found(count, total)
    assert got == [e[:2] for e in expected]
    assert result["weight"].to_list() == pytest.approx([e[2] for e in expected], abs=1e-6)


def test_one_period_must_pay_the_whole_way_up_but_a_small_gain_keeps_the_burst():
    # Gain of the mild periods lies between 0 and ln n: alone they start nothing, after a strong one they belong to it.
    quiet, mild, strong = 2, 5, 12
    assert found([quiet] * 6 + [mild, mild, mild] + [quiet] * 6, [30] * 15) == []
    assert found([quiet] * 6 + [mild, strong, mild] + [quiet] * 6, [30] * 15) == [(7, 8)]


def test_a_burst_may_run_to_the_last_period():
    assert found([1, 1, 1, 1, 1, 9, 9], [20] * 7) == [(5, 6)]


def test_a_period_without_stories_neither_ends_nor_lengthens_a_burst():
    assert found([1, 9, 0, 9, 1, 1, 1, 1], [20, 20, 0, 20, 20, 20, 20, 20]) == [(1, 3)]
    assert found([1, 1, 1, 1, 1, 9, 0, 0], [20, 20, 20, 20, 20, 20, 0, 0]) == [(5, 5)]


@pytest.mark.parametrize(
    ("count", "total"),
    [
        ([], []),
        ([3], [10]),
        ([0, 0, 0], [5, 5, 5]),
        ([5, 5, 5], [5, 5, 5]),
        ([0, 0], [0, 0]),
        ([9, 0, 1, 0], [5, 5, 5, 5]),
    ],
    ids=["no rows", "one period", "never", "always", "no stories", "half of all stories"],
)
def test_nothing_to_see_gives_no_bursts(count, total):
    result = bursts(weekly(count, total))
    assert result.height == 0
    assert result.schema == {
        "start_period": pl.Datetime("us"),
        "end_period": pl.Datetime("us"),
        "level": pl.Int64,
        "weight": pl.Float64,
    }


def test_untyped_empty_columns_are_accepted():
    frame = pl.DataFrame({"period": [None], "count": [None], "total": [None]})
    assert bursts(frame).height == 0


def test_rows_are_put_in_order_first():
    frame = weekly([1, 1, 8, 7, 1, 1, 1, 1], [20] * 8)
    assert bursts(frame.reverse()).equals(bursts(frame))


batches = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=40
)


def step_by_step(count, total):
    """The reference's search written as plainly as possible: one period after another, from the low state."""
    n, low = len(count), sum(count) / sum(total)
    high = 2 * low if 2 * low <= 1 else 0.99999
    if not 0 < low < 1 or high >= 1:
        return []
    state, states = 0, []
    for y, size in zip(count, total, strict=True):
        cost = [-(y * math.log(p) + (size - y) * math.log(1 - p)) for p in (low, high)]
        gain = cost[0] - cost[1] - (math.log(n) if state == 0 else 0)
        assume(abs(gain) > 1e-9)  # an exact tie is decided by the last bit
        state = int(gain > 0)
        states.append(state)
    runs, start = [], None
    for i, s in enumerate([*states, 0]):
        if s and start is None:
            start = i
        if not s and start is not None:
            runs.append((start, i - 1))
            start = None
    return runs


@settings(max_examples=200, deadline=None)
@given(batches)
def test_bursts_equal_the_plain_forward_search(rows):
    count, total = [r[0] for r in rows], [r[1] for r in rows]
    assert found(count, total) == step_by_step(count, total)


@settings(max_examples=100, deadline=None)
@given(batches)
def test_bursts_are_apart_in_order_and_better_explained_by_the_raised_rate(rows):
    result = bursts(weekly([r[0] for r in rows], [r[1] for r in rows]))
    assert (result["start_period"] <= result["end_period"]).all()
    assert (result["start_period"].shift(-1) > result["end_period"]).drop_nulls().all()
    assert (result["weight"] > math.log(len(rows))).all()
