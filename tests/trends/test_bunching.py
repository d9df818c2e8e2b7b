from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tests import worlds
from trends.measures.bunching import (
    PRIOR,
    RHO,
    USUAL_REPEAT,
    bunching,
    earlier,
    equivalent,
    lasting,
    normal_score,
    pairs_of,
    pooled,
    variances,
)
from trends.measures.discount import Counts, counts
from trends.measures.grid import grid
from trends.measures.momentum import momentum
from trends.measures.share import share

WEIGHTS = st.lists(st.floats(0.01, 1), min_size=6, max_size=6)
SPREADS = st.lists(st.floats(1, 300), min_size=6, max_size=6)


def read(world: worlds.World) -> Counts:
    return counts(grid(world.frame(), series=["topic"], period="period", amounts=["count", "total"]))


def held(world: worlds.World, half_life: float) -> float:
    """Part of the 90 % intervals that hold the constant true share."""
    found = share(world.frame(), half_life=half_life).drop_nulls("share")
    return float(((found["low"] <= found["truth"]) & (found["high"] >= found["truth"])).to_numpy().mean())


def test_the_prior_stands_until_there_is_a_forecast_to_compare_with() -> None:
    rng = np.random.default_rng(1)
    found = bunching(read(worlds.binomial(rng, worlds.totals(rng, (30, 5), 50), 0.2)), 4)
    assert found.weights()[:, 0] == pytest.approx(np.repeat(np.array(PRIOR)[:, None], 5, axis=1))
    assert found.weights().sum(axis=0) == pytest.approx(1.0)
    assert found.repeat[0] == pytest.approx(USUAL_REPEAT)


@pytest.mark.parametrize("rho", [0.0, 0.03, 0.1])
def test_the_correlation_within_a_period_is_learned(rho: float) -> None:
    rng = np.random.default_rng(2)
    total = worlds.totals(rng, (80, 40), 200, "poisson")
    world = worlds.overdispersed(rng, total, 0.3, rho) if rho else worlds.binomial(rng, total, 0.3)
    last = bunching(read(world), 8).weights()[:, -1].mean(axis=1)
    assert RHO[int(last.argmax())] == rho
    assert last.max() > 0.6


def test_the_posterior_looks_back_only() -> None:
    rng = np.random.default_rng(3)
    world = worlds.overdispersed(rng, worlds.totals(rng, (30, 4), 60, "bursts"), 0.2, 0.05)
    early = worlds.World(world.count[:18], world.total[:18], world.truth[:18])
    whole, known = bunching(read(world), 4), bunching(read(early), 4)
    assert whole.weights()[:, :18] == pytest.approx(known.weights(), abs=1e-12)
    assert whole.repeat[:18] == pytest.approx(known.repeat, abs=1e-12)
    before = earlier(whole.weights(), np.array(PRIOR)[:, None, None])
    assert before[:, 1:] == pytest.approx(whole.weights()[:, :-1])
    assert before[:, 0] == pytest.approx(whole.weights()[:, 0])  # the first period has no forecast either
    assert earlier(whole.repeat, 0.5)[0] == pytest.approx(np.full(4, 0.5))


def test_a_family_teaches_a_young_series_and_a_series_alone_keeps_the_prior() -> None:
    rng = np.random.default_rng(9)
    total = worlds.totals(rng, (5, 30), 100)
    loose, tight = worlds.overdispersed(rng, total, 0.3, 0.02), worlds.binomial(rng, total, 0.3)
    everyone = np.ones(total.shape, dtype=np.bool_)
    for world, better in ((tight, 1), (loose, -1)):
        found = bunching(read(world), 4)
        apart, together = found.weights(), pooled(found, everyone, PRIOR)
        assert together.sum(axis=0) == pytest.approx(1.0)
        assert better * (together[0, -1].mean() - apart[0, -1].mean()) > 0.03
        one = np.arange(30) == 7
        assert pooled(found.of(one), everyone[:, one], PRIOR) == pytest.approx(apart[:, :, one])
        assert pooled(found, np.zeros_like(everyone), PRIOR) == pytest.approx(apart)  # nobody teaches


def test_what_one_series_is_sure_of_moves_the_other_and_is_not_moved() -> None:
    rng = np.random.default_rng(10)
    found = bunching(read(worlds.overdispersed(rng, worlds.totals(rng, (30, 2), 100), 0.3, 0.05)), 4)
    likelihood = found.likelihood.copy()
    likelihood[:, :, 0] = np.array([1.0, 0, 0, 0, 0, 0])[:, None]
    members = np.ones((30, 2), dtype=np.bool_)
    first, second = pooled(dataclasses.replace(found, likelihood=likelihood), members, PRIOR)[0].T
    assert first == pytest.approx(np.ones(30))
    assert (second > found.weights()[0, :, 1]).all()


def test_a_story_alone_in_its_period_can_not_come_in_a_bunch() -> None:
    rng = np.random.default_rng(4)
    data = read(worlds.binomial(rng, np.ones((60, 3)), 0.4))
    assert (pairs_of(data) == 0).all()
    factor = lasting(bunching(data, 8).repeat, 0.9)
    same = variances(np.ones((60, 3)), pairs_of(data), factor)
    assert (same[0] == 1).all() and same[1:] == pytest.approx(np.broadcast_to(factor, same[1:].shape))


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 0.8), st.floats(0.2, 8), st.integers(1, 40))
def test_strays_that_last_scatter_a_discounted_mean_by_the_sum_over_all_pairs_of_periods(
    r: float, h: float, n: int
) -> None:
    delta = 2 ** (-1 / h)
    w = delta ** np.arange(float(n))
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    assert lasting(np.array(r), delta, np.array(n)) == pytest.approx(w @ r**apart @ w / (w @ w), rel=1e-4)


def test_strays_that_last_scatter_a_single_period_no_more_and_a_long_series_as_if_it_had_no_beginning() -> None:
    r = np.array([0.0, 0.1, 0.5, 0.8])
    assert lasting(r, 0.8, 1) == pytest.approx(np.ones(4))
    long = (1 + 0.8 * r) / (1 - 0.8 * r)
    assert lasting(r, 0.8, 200) == pytest.approx(long, rel=1e-4)
    assert lasting(r, 0.8) == pytest.approx(long, rel=1e-4)


@settings(deadline=None, max_examples=60)
@given(WEIGHTS, SPREADS)
def test_the_reported_variance_has_the_tail_of_the_mixture(weights: list[float], variances: list[float]) -> None:
    w = (np.array(weights) / np.sum(weights))[:, None, None]
    v = np.array(variances)[:, None, None]
    x = 1.6448536269514722 * np.sqrt(equivalent(w, v))[0, 0]
    assert np.sum(w[:, 0, 0] * norm.sf(x / np.sqrt(v[:, 0, 0]))) == pytest.approx(0.05, rel=1e-4)
    assert v.min() * (1 - 1e-9) <= equivalent(w, v)[0, 0]


@settings(deadline=None, max_examples=60)
@given(WEIGHTS, SPREADS, st.floats(-60, 60))
def test_the_normal_score_has_the_tail_of_the_mixture(weights: list[float], variances: list[float], d: float) -> None:
    w = (np.array(weights) / np.sum(weights))[:, None, None]
    v = np.array(variances)[:, None, None]
    z = normal_score(np.array([[d]]), w, v)[0, 0]
    assert norm.sf(abs(z)) == pytest.approx(np.sum(w * norm.sf(abs(d) / np.sqrt(v))), rel=1e-6)
    assert normal_score(np.array([[-d]]), w, v)[0, 0] == -z


@pytest.mark.parametrize("rho", [0.01, 0.05])
@pytest.mark.parametrize("n", [30, 100, 1000])
def test_intervals_hold_from_the_first_period_on_where_stories_come_in_bunches(n: int, rho: float) -> None:
    rng = np.random.default_rng(5)
    world = worlds.overdispersed(rng, worlds.totals(rng, (20, 300), n), 0.3, rho)
    assert 0.85 < held(world, 2) < 0.94


@pytest.mark.parametrize("kind", ["bursts", "gaps", "swinging"])
def test_short_series_of_independent_stories_have_intervals_that_do_not_hold_too_often(kind: str) -> None:
    rng = np.random.default_rng(14)
    found = []
    for part in (0.02, 0.1, 0.3, 0.5):
        n = worlds.totals(rng, (20, 400), 30, kind if kind != "swinging" else "steady")
        if kind == "swinging":
            n = np.floor(n * 20 ** rng.uniform(-1, 1, n.shape) * (rng.random(n.shape) > 0.1))
        found.append(held(worlds.binomial(rng, n, part), 2))
    assert 0.90 < np.mean(found) < 0.944


def test_what_follows_what_is_allowed_for_where_the_share_itself_wanders() -> None:
    rng = np.random.default_rng(6)
    total = worlds.totals(rng, (104, 60), 300)
    wandering = worlds.correlated(rng, total, 0.3, 0.5, 0.3)
    order = rng.permuted(np.arange(104)[:, None] + np.zeros((104, 60), dtype=int), axis=0)
    shuffled = worlds.World(np.take_along_axis(wandering.count, order, axis=0), total, wandering.truth)
    follow, fresh = (bunching(read(w), 8).repeat[-1].mean() for w in (wandering, shuffled))
    assert fresh < 0.15 and follow > 2 * fresh


@pytest.mark.parametrize("rho", [0.02, 0.05])
def test_false_alarms_stay_few_where_stories_come_in_bunches(rho: float) -> None:
    rng = np.random.default_rng(7)
    world = worlds.overdispersed(rng, worlds.totals(rng, (60, 200), 60, "poisson"), 0.2, rho)
    p = momentum(world.frame(), fast=2, slow=8)["p_rising"].drop_nulls().to_numpy()
    assert (p >= 0.95).mean() <= 0.06 and (p <= 0.05).mean() <= 0.06


def test_doubt_about_bunches_costs_little_power_where_stories_are_independent() -> None:
    rng = np.random.default_rng(8)
    data = worlds.step(rng, worlds.totals(rng, (60, 200), 100, "poisson"), 0.2, 1.5, 40).frame()
    at = data["period"].unique().sort()[40:44]
    found = momentum(data, fast=2, slow=8).filter(pl.col("period").is_in(at.implode()))
    called = found.group_by("topic").agg((pl.col("p_rising") >= 0.95).any())["p_rising"]
    assert called.to_numpy().mean() > 0.9
