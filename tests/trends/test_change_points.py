"""Change points on series whose changes are known, and the search against brute force."""

import numpy as np
import polars as pl
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from trends.measures import change_points as module
from trends.measures.change_points import ChangePointError, change_points


def noise(n, seed, rho=0.0):
    rng = np.random.default_rng(seed)
    e = rng.normal(size=n + 50)
    for i in range(1, n + 50):
        e[i] = rho * e[i - 1] + np.sqrt(1 - rho**2) * e[i]
    return e[50:]


def test_a_noiseless_step_starts_its_segment_at_the_first_new_value():
    assert change_points([1.0] * 20 + [5.0] * 20) == [20]


def test_two_steps_are_both_found_where_they_are():
    y = noise(90, 1)
    y[30:60] += 6
    assert change_points(y) == [30, 60]


def test_a_steady_trend_is_not_a_change():
    assert change_points(noise(100, 2) + np.linspace(0, 10, 100)) == []


def test_a_new_direction_is_a_change():
    kink = np.concatenate([np.zeros(40), np.arange(40) * 0.5])
    found = change_points(kink + 0.3 * noise(80, 3))
    assert len(found) == 1
    assert abs(found[0] - 40) <= 5


def test_white_noise_rarely_has_a_change_point():
    false = sum(bool(change_points(noise(n, seed))) for seed in range(40) for n in (40, 150))
    assert false <= 2


def test_moderately_correlated_noise_rarely_has_a_change_point():
    assert sum(bool(change_points(noise(120, seed, rho=0.3))) for seed in range(40)) <= 4


def test_a_step_of_three_standard_deviations_is_nearly_always_found():
    hits = 0
    for seed in range(30):
        y = noise(80, seed)
        y[45:] += 3
        hits += any(abs(c - 45) <= 2 for c in change_points(y))
    assert hits >= 27


def test_a_share_that_jumps_is_found_although_volumes_swing():
    rng = np.random.default_rng(4)
    total = rng.integers(20, 400, 60)
    rate = np.where(np.arange(60) < 35, 0.1, 0.2)
    assert change_points(rng.binomial(total, rate), total=total) == [35]


def test_swinging_volumes_at_a_constant_share_are_no_change():
    false = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        total = rng.integers(5, 50, 80) * np.where(np.arange(80) < 40, 1, 20)
        false += bool(change_points(rng.binomial(total, 0.15), total=total))
    assert false <= 2


def test_overdispersed_shares_rarely_have_a_change_point():
    false = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        false += bool(change_points(rng.binomial(200, rng.beta(8, 32, 80)), total=np.full(80, 200)))
    assert false <= 2


def test_shares_steadier_than_chance_are_not_taken_at_their_word():
    # 50 and 51 of 1,000 are the same share to a binomial eye, however neatly they alternate.
    count = [50.0, 50.1] * 15 + [51.0, 51.1] * 15
    assert change_points(count, total=[1000.0] * 60) == []
    assert change_points(count) == [30]


def test_scaling_or_turning_over_a_series_moves_nothing():
    y = noise(80, 5)
    y[30:] += 4
    assert change_points(y) == change_points(-1e9 * y + 7) == change_points(1e-9 * y)


def test_the_complement_of_a_share_has_the_same_change_points():
    rng = np.random.default_rng(6)
    total = np.full(50, 120)
    count = rng.binomial(total, np.where(np.arange(50) < 20, 0.2, 0.45))
    assert change_points(count, total=total) == change_points(total - count, total=total) == [20]


def test_missing_values_keep_the_places_of_the_others():
    y = [0.0, 0.1] * 15 + [9.0, 9.1] * 15
    gaps = [None if i in (3, 17, 30) else float("nan") if i == 44 else v for i, v in enumerate(y)]
    assert change_points(gaps) == [31]
    assert change_points(pl.Series(gaps)) == [31]


def test_a_period_without_total_is_missing():
    total = [50.0] * 40
    count = [5.0] * 20 + [25.0] * 20
    count[8] = total[8] = 0.0
    assert change_points(count, total=total) == [20]


@pytest.mark.parametrize(
    "values", [[], [1.0], [None] * 20, [3.0] * 30, [1.0, 9.0] * 4, [0.1 + 0.2] * 15 + [0.3] * 15], ids=repr
)
def test_short_empty_and_constant_series_have_none(values):
    assert change_points(values) == []


@pytest.mark.parametrize("count", [0.0, 10.0])
def test_a_share_that_is_always_none_or_all_has_none(count):
    assert change_points([count] * 30, total=[10.0] * 30) == []


def test_counts_and_totals_that_do_not_fit_are_refused():
    with pytest.raises(ChangePointError, match="3 values but 2 totals"):
        change_points([1.0, 2.0, 3.0], total=[4.0, 4.0])
    with pytest.raises(ChangePointError, match="index 1 is not between 0 and its total"):
        change_points([1.0, 9.0], total=[4.0, 4.0])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), max_size=60))
def test_segments_are_ordered_inside_and_long_enough(values):
    found = change_points(values)
    lengths = np.diff([0, *found, len(values)])
    assert found == [] or lengths.min() >= module.MIN_SEGMENT
    assert found == change_points(values)


def plain_search(n, cost, penalty):
    """Optimal partitioning without pruning."""
    best, previous = [-penalty] + [np.inf] * n, [0] * (n + 1)
    for end in range(module.MIN_SEGMENT, n + 1):
        for start in range(end - module.MIN_SEGMENT + 1):
            value = best[start] + float(cost(np.array([start]), end)[0]) + penalty
            if value < best[end]:
                best[end], previous[end] = value, start
    starts, end = [], n
    while (end := previous[end]) > 0:
        starts.append(end)
    return starts[::-1]


def jumpy(seed):
    """Many short segments, some sloped, at a low penalty: where a start is most easily dropped too early."""
    rng = np.random.default_rng(seed)
    n, length = int(rng.integers(12, 40)), int(rng.integers(3, 9))
    x = rng.normal(np.repeat(rng.normal(size=n // length + 1) * 3, length)[:n]) + np.arange(n) * rng.normal() / 2
    return module._Sums.of(x, np.ones(n), np.linspace(0, 1, n), binomial=False), float(rng.uniform(0.2, 6))


@pytest.mark.parametrize("seed", [*range(60), 179, 193, 252, 626, 863, 1116])
def test_pruning_never_changes_the_answer(seed):
    sums, penalty = jumpy(seed)
    n, cost = sums.x.size, sums.cost(1.0)
    assert module._pelt(n, cost, penalty=penalty, slack=sums.slope_price) == plain_search(n, cost, penalty)


@settings(max_examples=40, deadline=None)
@given(st.integers(10, 50), st.integers(0, 2**32 - 1), st.floats(2, 12))
def test_pruning_never_changes_the_answer_for_shares(n, seed, penalty):
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 100, n)
    level = np.repeat(rng.uniform(0.1, 0.9, n // 5 + 1), 5)[:n]
    sums = module._Sums.of(
        rng.binomial(weights, level) / weights, weights.astype(float), np.linspace(0, 1, n), binomial=True
    )
    cost = sums.cost(1.0)
    assert module._pelt(n, cost, penalty=penalty, slack=sums.slope_price) == plain_search(n, cost, penalty)


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 80), st.integers(0, 2**32 - 1))
def test_with_flat_segments_the_search_is_that_of_ruptures(n, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(np.repeat(rng.normal(size=n // 10 + 1) * 4, 10)[:n])
    sums = module._Sums.of(x, np.ones(n), np.linspace(0, 1, n), binomial=False)
    theirs = ruptures.Dynp(model="l2", min_size=module.MIN_SEGMENT, jump=1).fit(x)
    ours = module._pelt(n, lambda starts, end: sums.deviances(starts, end)[0], penalty=6.0, slack=0.0)
    if ours:
        assert theirs.predict(n_bkps=len(ours))[:-1] == ours
