from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy.stats import beta

from tests import worlds
from trends.measures.crossover import (
    Crossing,
    crossing,
    crossover,
    crossovers,
    find,
    neighbour_scatter,
    pair,
    probabilities,
    threshold_of,
)
from trends.measures.crossover_lead import half_lives, lead_now
from trends.measures.grid import MeasureError, grid
from trends.measures.paired import PairCounts, discordant, leads, pair_counts, pair_matrices

COUNTS = st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=1, max_size=20)


def frame(only_a: list[int], only_b: list[int], both: list[int] | None = None, **more: object) -> pl.DataFrame:
    n, shared = len(only_a), both or [0] * len(only_a)
    columns = {
        "period": [date(2020 + i // 12, i % 12 + 1, 1) for i in range(n)],
        "a": [a + s for a, s in zip(only_a, shared, strict=True)],
        "b": [b + s for b, s in zip(only_b, shared, strict=True)],
        "both": shared,
        "total": [50] * n,
    }
    return pl.DataFrame({**columns, **more})


def counts_of(sums: dict[str, worlds.Matrix]) -> PairCounts:
    """All simulated series as the measure reads them."""
    n_periods, n_series = sums["a"].shape
    place = {"period": np.repeat(range(n_periods), n_series), "world": np.tile(range(n_series), n_periods)}
    rows = pl.DataFrame({**place, **{name: values.ravel() for name, values in sums.items()}})
    return pair_counts(grid(rows, series=["world"], period="period", amounts=["a", "b", "both", "total"]))


def all_found(sums: dict[str, worlds.Matrix], half_life: float) -> list[Crossing]:
    """The crossovers of all simulated series."""
    data = counts_of(sums)
    p, phi = probabilities(data, half_life)
    c = threshold_of(data.column(0))
    told = zip(p.T, data.story.T, phi, strict=True)
    return [crossing(own, story, threshold=c, half_life=half_life, phi=float(k)) for own, story, k in told]


def counted(rows: pl.DataFrame) -> PairCounts:
    """A frame of `pair` as the measure reads it."""
    return pair_counts(grid(rows, series=[], period="period", amounts=["a", "b", "both", "total"]))


def series(sums: dict[str, worlds.Matrix], i: int) -> pl.DataFrame:
    """One simulated pair series as a frame."""
    return pl.DataFrame({"period": range(len(sums["a"])), **{name: values[:, i] for name, values in sums.items()}})


def swapped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename({"a": "b", "b": "a"})


def turned(before: int = 8, after: int = 8) -> pl.DataFrame:
    """b leads 12 to 4 for `before` periods, then a leads 12 to 4."""
    return frame([4] * before + [12] * after, [12] * before + [4] * after)


def test_one_period_by_hand() -> None:
    found = pair(frame([20], [10], [5]), half_life=2).row(0, named=True)
    assert found["share_a"] == pytest.approx(25 / 40)
    assert found["n_effective"] == pytest.approx(30)
    assert found["p_a_leads"] == pytest.approx(beta(20.5, 10.5).sf(0.5))


def test_stories_about_both_do_not_change_who_leads() -> None:
    with_both = pair(frame([9, 8, 9], [6, 7, 6], [0, 40, 3]), half_life=2)
    without = pair(frame([9, 8, 9], [6, 7, 6]), half_life=2)
    assert_frame_equal(with_both.select("p_a_leads", "n_effective"), without.select("p_a_leads", "n_effective"))
    assert (with_both["share_a"][1:] - 0.5).abs().to_list() < (without["share_a"][1:] - 0.5).abs().to_list()


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.floats(0.5, 10))
def test_the_swapped_pair_is_the_mirror_image(rows: list[tuple[int, int, int]], half_life: float) -> None:
    a, b, both = (list(column) for column in zip(*rows, strict=True))
    here, there = pair(frame(a, b, both), half_life=half_life), pair(swapped(frame(a, b, both)), half_life=half_life)
    for one, other in (("share_a", "share_a"), ("low", "high"), ("p_a_leads", "p_a_leads")):
        assert_frame_equal(here.select(pl.col(one).alias("v")), there.select((1 - pl.col(other)).alias("v")))


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_the_band_holds_the_share_and_p_takes_its_side(rows: list[tuple[int, int, int]]) -> None:
    a, b, both = (list(column) for column in zip(*rows, strict=True))
    found = pair(frame(a, b, both), half_life=3)
    known = found.drop_nulls("share_a")
    assert (known["low"] <= known["share_a"]).all() and (known["share_a"] <= known["high"]).all()
    called = found.drop_nulls("p_a_leads").filter((pl.col("share_a") - 0.5).abs() > 1e-6)
    assert ((called["p_a_leads"] > 0.5) == (called["share_a"] > 0.5)).all()


def test_p_is_null_while_thin_and_in_periods_that_are_not_complete() -> None:
    states = ["complete"] * 5 + ["empty", "missing", "partial"]
    found = pair(frame([8] * 8, [5] * 8, state=states), half_life=2)
    assert found["p_a_leads"].is_null().to_list() == [True] + [False] * 4 + [True] * 3
    assert found["n_effective"][0] == 13


def test_a_plain_step_is_found_and_dated() -> None:
    found = crossover(turned(), half_life=2).row(0, named=True)
    assert found["crossed"] is True
    assert date(2020, 9, 1) <= found["start"] <= date(2021, 2, 1)
    assert found["lower"] is not None and found["lower"] <= date(2020, 9, 1)
    assert (found["confirmed_at"].year * 12 + found["confirmed_at"].month) == (
        found["start"].year * 12 + found["start"].month + 2
    )
    assert found["threshold"] == pytest.approx(1 - 3 / 16)


def test_the_longer_the_series_the_surer_a_crossing_must_be() -> None:
    lengths = (1, 8, 18, 60, 1000)
    c = [crossover(frame([9] * n, [9] * n, period=list(range(n))), half_life=2)["threshold"][0] for n in lengths]
    assert c == pytest.approx([0.8, 0.8, 1 - 3 / 18, 1 - 3 / 60, 1 - 3 / 1000])


def test_nobody_knows_before_the_third_period() -> None:
    whole = crossover(turned(), half_life=2).row(0, named=True)
    known = turned().filter(pl.col("period") < whole["confirmed_at"])
    assert find(counted(known), half_life=2, threshold=whole["threshold"]).start is None


def test_the_leader_from_the_start_has_not_crossed() -> None:
    assert crossover(frame([12] * 16, [4] * 16), half_life=2).row(0)[:4] == (False, None, None, None)


def test_a_crossing_back_is_the_crossing_of_the_swapped_pair() -> None:
    there_and_back = frame([4] * 8 + [14] * 8 + [4] * 8, [14] * 8 + [4] * 8 + [14] * 8)
    there = crossover(there_and_back, half_life=2).row(0, named=True)
    back = crossover(swapped(there_and_back), half_life=2).row(0, named=True)
    assert there["crossed"] and back["crossed"]
    assert there["confirmed_at"] < date(2021, 5, 1) < back["start"]
    assert not crossover(swapped(turned()), half_life=2)["crossed"][0]


@pytest.mark.parametrize("broken", [{"state": "partial"}, {"state": "missing"}, {"a": 0, "b": 0, "both": 0}])
def test_three_in_a_row_means_complete_periods_with_a_story_of_the_pair(broken: dict[str, object]) -> None:
    rows = turned().with_columns(state=pl.lit("complete"))
    start = crossover(rows, half_life=2)["start"][0]
    hurt = rows.with_columns(
        pl.when(pl.col("period") == start).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in broken.items()
    )
    assert crossover(hurt, half_life=2)["start"][0] > start


def test_the_lower_end_is_open_where_the_memory_reaches_back_beyond_the_first_period() -> None:
    early = frame([2] * 4 + [14] * 10, [16] * 4 + [2] * 10)
    short, long = (crossover(early, half_life=half_life).row(0, named=True) for half_life in (1, 8))
    assert short["crossed"] and short["lower"] == date(2020, 3, 1)  # last behind in the fourth, ceil(δ/(1−δ)) = 1
    assert long["crossed"] and long["lower"] is None


def test_where_the_second_topic_was_never_clearly_ahead_nothing_was_overtaken() -> None:
    weak = frame([5, 6, 5, 6] + [14] * 10, [7, 6, 7, 6] + [2] * 10)
    p, _ = probabilities(counted(weak), half_life=2)
    assert np.nanmin(p) < 0.5 and np.nanmax(p) > 0.99
    assert not crossover(weak, half_life=2)["crossed"][0]


@pytest.mark.parametrize(("behind", "crosses"), [(2, False), (3, True)])
def test_the_second_topics_lead_takes_three_periods_as_the_first_topics_does(behind: int, crosses: bool) -> None:
    p = np.array([0.5] * 4 + [0.02] * behind + [0.5] * 2 + [0.98] * 3)
    story = np.ones(len(p), dtype=np.bool_)
    found = crossing(p, story, threshold=0.9, half_life=1, phi=1.0)
    assert found.start == (len(p) - 3 if crosses else None)
    turned_round = crossing(1 - p[::-1], story, threshold=0.9, half_life=1, phi=1.0)
    assert turned_round.start == (5 if crosses else None)


def test_the_lower_end_goes_back_by_the_memory_from_the_last_period_clearly_below() -> None:
    rows = turned(before=12, after=8)
    p, phi = probabilities(counted(rows), half_life=2)
    found = crossover(rows, half_life=2).row(0, named=True)
    assert found["phi"] == phi[0] == 1.0
    last = max(i for i, value in enumerate(np.nan_to_num(p[:, 0], nan=0.5)) if value <= 1 - found["threshold"])
    assert found["lower"] == rows["period"][last - 3]  # ceil(δ/(1−δ)) = ceil(2.41)


def test_scatter_between_neighbours_raises_phi_and_a_step_hardly_does() -> None:
    calm = neighbour_scatter(np.full((20, 1), 10.0), np.full((20, 1), 10.0))[0]
    wild = np.array([[20.0], [0.0]] * 10)
    assert calm == 1.0
    assert neighbour_scatter(wild, 20 - wild)[0] > 10
    assert crossover(turned(), half_life=2)["phi"][0] < 1.5


@pytest.mark.parametrize("half_life", [2.0, 4.0])
@pytest.mark.parametrize(("n_periods", "reps"), [(8, 800), (18, 800), (30, 500), (60, 500), (120, 200)])
def test_at_a_true_half_at_most_six_percent_cross(n_periods: int, reps: int, half_life: float) -> None:
    rng = np.random.default_rng(7)
    sums = worlds.pairs(rng, rng.integers(5, 31, (n_periods, reps)).astype(float), 0.5)
    assert np.mean([found.start is not None for found in all_found(sums, half_life)]) <= 0.06


@pytest.mark.parametrize("lead", [0.52, 0.55, 0.6])
@pytest.mark.parametrize(("n_periods", "half_life"), [(18, 2.0), (60, 4.0), (260, 8.0)])
def test_the_topic_that_always_leads_is_seldom_said_to_have_overtaken(
    n_periods: int, half_life: float, lead: float
) -> None:
    rng = np.random.default_rng(16)
    for stories in (10.0, 100.0):
        sums = worlds.pairs(rng, rng.poisson(stories, (n_periods, 200)).astype(float), lead)
        assert np.mean([found.start is not None for found in all_found(sums, half_life)]) <= 0.06, stories


@pytest.mark.parametrize(("n_periods", "half_life"), [(18, 2.0), (60, 4.0), (60, 8.0)])
def test_stories_in_bunches_cross_hardly_more_often(n_periods: int, half_life: float) -> None:
    rng, strength = np.random.default_rng(17), 1 / 0.05 - 1
    for stories in (20.0, 100.0):
        lead = rng.beta(strength / 2, strength / 2, (n_periods, 600))
        sums = worlds.pairs(rng, rng.poisson(stories, lead.shape).astype(float), lead)
        assert np.mean([found.start is not None for found in all_found(sums, half_life)]) <= 0.075, stories


@pytest.mark.parametrize("half_life", [1.0, 2.0, 3.0, 4.0, 8.0])
def test_three_quarters_of_clear_steps_are_found_within_eighteen_periods(half_life: float) -> None:
    rng = np.random.default_rng(8)
    found = []
    for at in (6, 9, 12):
        lead = np.where(np.arange(18)[:, None] < at, 0.3, 0.7) + np.zeros((18, 300))
        sums = worlds.pairs(rng, rng.integers(5, 31, (18, 300)).astype(float), lead)
        found += [one.start is not None for one in all_found(sums, half_life)]
    assert np.mean(found) >= 0.87


def test_a_long_half_life_adds_up_a_steady_lead_and_is_not_late_after_a_step() -> None:
    rng = np.random.default_rng(14)
    n = np.full((60, 200), 20.0)
    step = counts_of(worlds.pairs(rng, n[:18], np.where(np.arange(18)[:, None] < 10, 0.3, 0.7)))
    steady = counts_of(worlds.pairs(rng, n, 0.55))
    one = np.ones(200)
    slow = leads(*discordant(step, 8))[13]
    assert lead_now(step, 8, one)[13].mean() > 0.8 > 0.5 > slow.mean()
    assert lead_now(steady, 8, one)[-1].mean() > lead_now(steady, 1, one)[-1].mean() + 0.05


def test_the_half_lives_averaged_over_go_up_to_the_one_asked_for() -> None:
    assert half_lives(0.5) == (0.5,) and half_lives(1) == (1,)
    assert half_lives(3) == (1, 2, 3) and half_lives(8) == (1, 2, 4, 8)
    rng = np.random.default_rng(15)
    data = counts_of(worlds.pairs(rng, rng.integers(5, 31, (12, 9)).astype(float), 0.5))
    assert lead_now(data, 1, np.ones(9)) == pytest.approx(leads(*discordant(data, 1)))


@settings(deadline=None, max_examples=40)
@given(COUNTS, st.floats(0.5, 10))
def test_the_crossovers_p_mirrors_and_looks_back_only(rows: list[tuple[int, int, int]], half_life: float) -> None:
    a, b, both = (list(column) for column in zip(*rows, strict=True))
    data = counted(frame(a, b, both))
    p = lead_now(data, half_life, np.array([1.3]))
    assert lead_now(data.swapped(), half_life, np.array([1.3])) == pytest.approx(1 - p, abs=1e-9)
    known = len(a) // 2
    early = counted(frame(a, b, both).head(known)) if known else None
    assert early is None or lead_now(early, half_life, np.array([1.3])) == pytest.approx(p[:known], abs=1e-12)


def test_weights_in_other_units_give_the_same_p() -> None:
    rows = frame([5, 6, 9, 12], [9, 8, 7, 3])
    moments = {"lead_a": pl.col("a"), "lead_b": pl.col("b"), "square_a": pl.col("a"), "square_b": pl.col("b")}
    once = rows.with_columns(product=0.0, **moments)
    thrice = once.with_columns(pl.col("a", "b", "lead_a", "lead_b") * 3, pl.col("square_a", "square_b") * 9)
    for scaled in (once, thrice):
        assert lead_now(counted(scaled), 4, np.ones(1)) == pytest.approx(lead_now(counted(rows), 4, np.ones(1)))


def test_a_crossing_back_is_dated_after_the_turned() -> None:
    rng = np.random.default_rng(10)
    lead = np.repeat([0.3, 0.7, 0.3], 10)[:, None] + np.zeros((30, 200))
    sums = worlds.pairs(rng, rng.integers(15, 31, (30, 200)).astype(float), lead)
    there, back = all_found(sums, 2), all_found({**sums, "a": sums["b"], "b": sums["a"]}, 2)
    dates = [(a.start, a.confirmed_at, b.start, b.lower) for a, b in zip(there, back, strict=True)]
    both = [(start, sure, again, low) for start, sure, again, low in dates if start and sure and again]
    assert len(both) >= 150
    assert all(start < sure < again for start, sure, again, _ in both)
    in_time = [10 <= start < 20 <= again and (low is None or low <= 20) for start, _, again, low in both]
    assert np.mean(in_time) > 0.95


def test_where_the_lead_changes_hands_again_the_latest_crossing_is_told() -> None:
    rows = frame([4] * 8 + [14] * 8 + [4] * 8 + [14] * 8, [14] * 8 + [4] * 8 + [14] * 8 + [4] * 8)
    periods = rows["period"].to_list()
    there, back = crossover(rows, half_life=2).row(0, named=True), crossover(swapped(rows), half_life=2)
    assert periods[24] <= there["start"] < periods[30]
    assert periods[16] <= back["start"][0] < periods[22]


def test_one_bad_period_is_no_crossing_back_and_no_second_crossing_follows_from_it() -> None:
    only_a, only_b = [4] * 12 + [14] * 12, [14] * 12 + [4] * 12
    only_a[19], only_b[19] = 2, 40
    dip = frame(only_a, only_b)
    assert pair(dip, half_life=2)["p_a_leads"][19] < 0.5
    found = crossover(dip, half_life=2)["start"][0]
    assert found is not None and found <= dip["period"][16]


def test_the_band_holds_the_true_share_about_ninety_percent_of_the_time() -> None:
    rng = np.random.default_rng(9)
    n = rng.integers(5, 31, (18, 300)).astype(float)
    truth = (0.2 + 0.8 * 0.6) / (0.4 + 0.8)
    found = pair_matrices(counts_of(worlds.pairs(rng, n, 0.6)), half_life=2)
    assert 0.87 <= np.mean((found["low"] <= truth) & (truth <= found["high"])) <= 0.95


def test_more_stories_about_both_than_about_one_are_refused() -> None:
    with pytest.raises(MeasureError, match=r"Column 'both' holds 3, more than the 2 of one topic"):
        pair(pl.DataFrame({"period": [1], "a": [2], "b": [5], "both": [3], "total": [9]}), half_life=2)


def test_empty_and_null_typed_frames_are_accepted() -> None:
    nothing = frame([], []).select(pl.all().cast(pl.Null))
    assert pair(nothing, half_life=2).is_empty()
    assert crossover(nothing, half_life=2)["crossed"].to_list() == [False]
    assert pair(frame([5], [3]).with_columns(total=None), half_life=2)["share_a"][0] == 5 / 8


@settings(max_examples=25, deadline=None)
@given(COUNTS, st.sampled_from([1.0, 4.0]))
def test_both_orders_of_a_pair_are_found_as_each_is_by_itself(
    rows: list[tuple[int, int, int]], half_life: float
) -> None:
    flip = 12 * [(40, 2, 0)]  # behind, ahead and behind again, so that there are crossovers to find
    a, b, both = map(list, zip(*rows, *flip, *[(y, x, z) for x, y, z in flip], *flip, strict=True))
    own, turned = frame(a, b, both), frame(b, a, both)
    first, second = crossovers(own, half_life=half_life)
    assert first["crossed"].item() and second["crossed"].item()
    assert_frame_equal(first, crossover(own, half_life=half_life))
    assert_frame_equal(second, crossover(turned, half_life=half_life))
