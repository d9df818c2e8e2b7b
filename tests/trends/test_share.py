from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy.stats import beta

from tests import worlds
from trends.measures.grid import MeasureError
from trends.measures.share import share

SERIES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=25)


def frame(counts: list[float], totals: list[float], topic: str = "x", **more: Any) -> pl.DataFrame:
    n = len(counts)
    columns = {"period": list(range(n)), "topic": [topic] * n, "count": counts, "total": totals}
    return pl.DataFrame({**columns, **more}, schema_overrides={"count": pl.Float64, "total": pl.Float64})


def by_hand(counts: list[float], totals: list[float], half_life: float) -> list[float | None]:
    delta, a, b, out = 2 ** (-1 / half_life), 0.0, 0.0, []
    for y, n in zip(counts, totals, strict=True):
        a, b = delta * a + y, delta * b + n
        out.append(a / b if b else None)
    return out


@settings(deadline=None, max_examples=60)
@given(SERIES, st.floats(0.3, 30))
def test_the_share_is_the_ratio_of_discounted_sums_and_lies_in_its_interval(rows: Any, half_life: float) -> None:
    totals = [float(max(pair)) for pair in rows]
    counts = [float(min(pair)) for pair in rows]
    found = share(frame(counts, totals), half_life=half_life)
    expected = by_hand(counts, totals, half_life)
    assert found["share"].to_list() == [None if e is None else pytest.approx(e, abs=1e-12) for e in expected]
    known = found.drop_nulls("share")
    assert (known["low"] <= known["share"]).all() and (known["share"] <= known["high"]).all()
    assert known["low"].is_between(0, 1).all() and known["high"].is_between(0, 1).all()


def test_a_single_story_has_the_jeffreys_interval_and_more_in_one_period_a_wider_one() -> None:
    one = share(frame([1], [1]), half_life=4, level=0.8).row(0, named=True)
    assert one["low"] == pytest.approx(beta(1.5, 0.5).ppf(0.1)) and one["n_effective"] == pytest.approx(1)
    found = share(frame([6], [30]), half_life=4, level=0.8).row(0, named=True)
    low, high = beta(6.5, 24.5).ppf([0.1, 0.9])  # if nothing could come in bunches
    assert found["low"] < low and high < found["high"]
    n = found["n_effective"]
    assert 10 < n < 30
    assert (found["low"], found["high"]) == pytest.approx(tuple(beta(n * 0.2 + 0.5, n * 0.8 + 0.5).ppf([0.1, 0.9])))


def test_a_topic_without_a_story_has_low_zero_and_one_with_all_has_high_one() -> None:
    found = share(pl.concat([frame([0, 0], [9, 9], "none"), frame([9, 9], [9, 9], "all")]), half_life=2)
    assert found.filter(topic="none")["low"].to_list() == [0, 0]
    assert found.filter(topic="all")["high"].to_list() == [1, 1]


def test_before_the_first_story_of_the_beat_everything_is_null() -> None:
    found = share(frame([0, 1], [0, 4]), half_life=2)
    assert found.select("share", "low", "high", "share_raw").row(0) == (None, None, None, None)
    assert found["share"][1] == 0.25


def test_through_empty_periods_the_share_stays_and_the_interval_widens() -> None:
    found = share(frame([5, 0, 0, 0], [20, 0, 0, 0]), half_life=2)
    assert found["share"].to_list() == pytest.approx([0.25] * 4)
    first = found["n_effective"][0]
    assert found["n_effective"].to_list() == pytest.approx([first * 2 ** (-g / 2) for g in range(4)])
    widths = (found["high"] - found["low"]).to_list()
    assert widths == sorted(widths) and widths[0] < widths[-1]
    assert found["share_raw"].to_list() == [0.25, None, None, None]


def test_missing_periods_do_not_advance_the_discounting_and_empty_ones_do() -> None:
    counts, totals = [9.0, 0.0, 1.0], [10.0, 0.0, 10.0]
    gap = frame(counts, totals, state=["complete", "missing", "complete"])
    empty = frame(counts, totals, state=["complete", "empty", "complete"])
    short = frame([9, 1], [10, 10])
    assert share(gap, half_life=1)["share"][2] == pytest.approx(share(short, half_life=1)["share"][1])
    assert share(empty, half_life=1)["share"][2] == pytest.approx((9 / 4 + 1) / (10 / 4 + 10))


def test_a_null_count_is_a_missing_period() -> None:
    with_null = frame([9, None, 1], [10, 10, 10])  # type: ignore[list-item]
    found = share(with_null, half_life=1)
    assert found["share"][2] == pytest.approx(share(frame([9, 1], [10, 10]), half_life=1)["share"][1])
    assert found["share_raw"][1] is None


def test_stories_of_a_missing_period_count_nowhere() -> None:
    known = frame([1, 50, 1], [10, 50, 10], state=["complete", "missing", "complete"])
    assert share(known, half_life=2)["share"][2] == pytest.approx(0.1)


def test_a_topic_that_appears_late_starts_late_and_leaves_the_others_alone() -> None:
    early = frame([1, 2, 3, 4], [10, 10, 10, 10], "early")
    late = frame([1, 2, 3, 4], [10, 10, 10, 10], "late").filter(pl.col("period") >= 2)
    together = share(pl.concat([late, early]), half_life=2)
    assert_frame_equal(together.filter(topic="early"), share(early, half_life=2))
    assert_frame_equal(together.filter(topic="late"), share(late, half_life=2))


def test_rows_come_back_ordered_by_topic_and_period_with_their_other_columns() -> None:
    rows = pl.concat([frame([1, 2], [5, 5], "b"), frame([3, 4], [5, 5], "a")]).with_columns(note=pl.lit("kept"))
    found = share(rows.sample(fraction=1, shuffle=True, seed=3), half_life=2)
    assert found.select("topic", "period").rows() == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert found["note"].to_list() == ["kept"] * 4


@pytest.mark.parametrize("period", [date(2024, 1, 1), datetime(2024, 1, 1), "2024", 7])
def test_any_type_of_period_is_kept(period: object) -> None:
    row = pl.DataFrame({"period": [period], "topic": ["x"], "count": [1], "total": [2]})
    assert share(row, half_life=2)["period"].dtype == row["period"].dtype


def test_null_typed_columns_and_empty_frames_are_accepted() -> None:
    nothing = pl.DataFrame({"period": [1, 2], "topic": ["x", "x"], "count": [None, None], "total": [None, None]})
    assert share(nothing, half_life=2)["share"].null_count() == 2
    assert share(nothing.clear().select(pl.all().cast(pl.Null)), half_life=2).is_empty()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": 11.0}, "A count of 11 is above its total of 10"),
        ({"count": -1.0}, "Column 'count' holds -1.0"),
        ({"total": float("inf")}, "Column 'total' holds inf"),
        ({"period": 0}, "Two rows for topic x, period 0"),
        ({"state": "late"}, "State 'late' is unknown; use complete"),
        ({"period": None}, "Column 'period' holds a null"),
    ],
)
def test_unusable_rows_are_refused_with_the_value(change: dict[str, Any], message: str) -> None:
    rows = frame([1, 2], [10, 10]).with_columns(**{name: pl.lit(value) for name, value in change.items()})
    with pytest.raises(MeasureError, match=message):
        share(rows, half_life=2)


@pytest.mark.parametrize("half_life", [0, -1, float("nan"), float("inf")])
def test_an_unusable_half_life_is_refused(half_life: float) -> None:
    with pytest.raises(MeasureError, match="give a number of periods above 0"):
        share(frame([1], [2]), half_life=half_life)


def test_overdispersed_counts_have_fewer_effective_stories_than_independent_ones() -> None:
    rng = np.random.default_rng(1)
    total = worlds.totals(rng, (60, 20), 100)
    loose = share(worlds.overdispersed(rng, total, 0.2, 0.05).frame(), half_life=8)
    tight = share(worlds.binomial(rng, total, 0.2).frame(), half_life=8)
    last = pl.col("period") == pl.col("period").max()
    ratio = tight.filter(last)["n_effective"].mean() / loose.filter(last)["n_effective"].mean()  # type: ignore[operator]
    assert 3 < ratio < 9  # the truth is 1 + 99·0.05 = 5.95


def test_where_totals_vary_correlated_stories_make_big_periods_worth_less_not_small_ones() -> None:
    rng = np.random.default_rng(12)
    total = np.where(np.arange(120)[:, None] % 10 == 9, 400.0, 20.0) + np.zeros((120, 40))
    last = share(worlds.overdispersed(rng, total, 0.3, 0.1).frame(), half_life=0.2).filter(
        pl.col("period") >= pl.col("period").max().dt.offset_by("-1w")
    )
    small, big = last.sort("period")["n_effective"].to_numpy().reshape(2, 40).mean(axis=1)
    assert 4 < small < 14  # 20 stories that agree with .1 are worth 20/(1+19·0.1) = 6.9
    assert 6 < big < 18  # 400 are worth 400/(1+399·0.1) = 9.8


def test_counts_that_follow_each_other_are_worth_less() -> None:
    rng = np.random.default_rng(13)
    total = worlds.totals(rng, (80, 60), 200)
    noise = np.repeat(rng.normal(0, 0.06, (10, 60)), 8, axis=0)  # the same deviation eight periods long
    slow = worlds.binomial(rng, total, np.clip(0.3 + noise, 0.05, 0.6))
    order = rng.permuted(np.arange(80)[:, None] + np.zeros((80, 60), dtype=int), axis=0)
    shuffled = worlds.World(np.take_along_axis(slow.count, order, axis=0), total, slow.truth)
    last = pl.col("period") == pl.col("period").max()
    follow, fresh = (share(w.frame(), half_life=26).filter(last)["n_effective"].median() for w in (slow, shuffled))
    assert follow < 0.7 * fresh  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["steady", "poisson", "bursts", "gaps"])
def test_ninety_percent_intervals_hold_about_ninety_percent_of_the_time(kind: str) -> None:
    rng = np.random.default_rng(2)
    world = worlds.binomial(rng, worlds.totals(rng, (40, 200), 30, kind), 0.2)
    found = share(world.frame(), half_life=4).drop_nulls("share")
    assert 0.87 < found.select((pl.col("low") <= 0.2) & (pl.col("high") >= 0.2)).to_series().mean() < 0.94  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["fractional", "impactful"])
def test_weighted_counts_have_honest_intervals_too(kind: str) -> None:
    rng = np.random.default_rng(3)
    world, moments = getattr(worlds, kind)(rng, worlds.totals(rng, (30, 100), 40), 0.2)
    rows = world.frame().sort("period", "topic").with_columns(pl.Series(k, v.ravel()) for k, v in moments.items())
    found = share(rows, half_life=4)
    assert 0.87 < found.select((pl.col("low") <= 0.2) & (pl.col("high") >= 0.2)).to_series().mean() < 0.95  # type: ignore[operator]


def test_parts_of_stories_have_honest_intervals_without_their_moments_and_whole_stories_keep_theirs() -> None:
    rng = np.random.default_rng(15)
    world, _ = worlds.fractional(rng, worlds.totals(rng, (40, 100), 40), 0.2)
    found = share(world.frame(), half_life=4)
    assert 0.87 < found.select((pl.col("low") <= 0.2) & (pl.col("high") >= 0.2)).to_series().mean() < 0.945  # type: ignore[operator]
    whole = worlds.binomial(rng, world.total, 0.2)
    nearly = worlds.World(whole.count - 1e-9 * (whole.count > 0), whole.total, whole.truth)
    names = ["share", "low", "high"]
    assert_frame_equal(
        share(nearly.frame(), half_life=4).select(names), share(whole.frame(), half_life=4).select(names), abs_tol=1e-7
    )


def test_the_scale_of_the_values_changes_neither_share_nor_interval() -> None:
    once = frame([3, 4], [10, 20], v2=[10.0, 20.0], v2w=[3.0, 4.0], v2w2=[3.0, 4.0])
    twice = frame([6, 8], [20, 40], v2=[40.0, 80.0], v2w=[12.0, 16.0], v2w2=[12.0, 16.0])
    names = ["share", "low", "high", "n_effective"]
    assert_frame_equal(share(once, half_life=2).select(names), share(twice, half_life=2).select(names))


def test_a_side_whose_stories_are_all_but_forgotten_does_not_narrow_the_band() -> None:
    v = [1.0, *[0.0] * 44, 1.0, 0.0]  # a story about something else long ago, one about the topic just now
    w = [0.0, *v[1:]]
    frame = pl.DataFrame(
        {"period": list(range(len(v))), "topic": "t", "count": w, "total": v, "v2": v, "v2w": w, "v2w2": w}
    )
    last = share(frame, half_life=4).row(-1, named=True)
    assert last["share"] > 0.99 and last["n_effective"] < 2 and last["low"] < 0.3
