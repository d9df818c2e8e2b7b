from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from polars.testing import assert_frame_equal
from scipy.stats import false_discovery_control

from tests import worlds
from trends.measures.discount import counts
from trends.measures.grid import MeasureError, grid
from trends.measures.momentum import false_discovery, momentum, momentum_matrices, rising_since

ADDED = ["momentum", "se", "z", "p_rising", "q", "direction"]


def one_topic(counts: list[float], totals: list[float], **more: object) -> pl.DataFrame:
    n = len(counts)
    return pl.DataFrame(
        {"period": range(n), "topic": ["x"] * n, "count": counts, "total": totals, **more},
        schema_overrides={"count": pl.Float64, "total": pl.Float64},
    )


def by_hand(counts: list[float], total: float, fast: float, slow: float) -> tuple[float, float]:
    """z of independent stories and the difference of log-odds at the last period, from weights written out."""
    age = np.arange(len(counts))[::-1]
    quick, steady = 2.0 ** (-age / fast), 2.0 ** (-age / slow)
    y, n = np.array(counts), np.full(len(counts), total)
    recent, p = (quick @ y) / (quick @ n), (steady @ y) / (steady @ n)
    smoothed = (steady @ y + 0.5) / (steady @ n + 1)
    weights = quick / (quick @ n) - steady / (steady @ n)
    z = (recent - p) / math.sqrt((weights**2 @ n) * smoothed * (1 - smoothed))
    return z, math.log(recent / (1 - recent) / (p / (1 - p)))


def test_z_is_that_of_weights_written_out_where_stories_can_only_be_independent() -> None:
    counts = [20.0, 21.0, 19.0, 20.0, 21.0, 20.0, 24.0]
    found = momentum(one_topic(counts, [100.0] * 7), fast=1, slow=4).row(-1, named=True)
    z, size = by_hand(counts, 100.0, 1, 4)
    assert found["momentum"] == pytest.approx(size)
    assert 0.9 * z < found["z"] < z  # a rest of doubt whether the stories are independent remains
    ones = [float(i % 3 == 0) for i in range(60)] + [1.0] * 3
    alone = momentum(one_topic(ones, [1.0] * 63), fast=4, slow=26).row(-1, named=True)  # nothing to come in bunches
    assert alone["z"] == pytest.approx(by_hand(ones, 1.0, 4, 26)[0], rel=1e-6)


def test_only_what_can_be_estimated_is_given() -> None:
    found = momentum(one_topic([0, 0, 4, 3, 0], [30, 30, 30, 30, 0]), fast=1, slow=4)
    assert found["z"].is_null().to_list() == [True, True, False, False, True]
    thin = momentum(one_topic([1, 2, 2], [5, 5, 5]), fast=1, slow=4)  # worth at most 15 stories
    assert thin.select(ADDED).null_count().row(0) == (3, 3, 3, 3, 3, 3)


def test_all_or_none_of_the_stories_gives_no_momentum() -> None:
    none = one_topic([0] * 4, [9] * 4).with_columns(topic=pl.lit("y"))
    found = momentum(pl.concat([one_topic([9] * 4, [9] * 4), none]), fast=1, slow=4)
    assert found["momentum"].null_count() == 8


@pytest.mark.parametrize("state", ["partial", "thin", "empty", "missing"])
def test_a_period_that_is_not_complete_gets_no_call(state: str) -> None:
    states = ["complete"] * 5 + [state]
    found = momentum(one_topic([5, 6, 5, 6, 5, 25], [40] * 6, state=states), fast=1, slow=4)
    assert found[-1, "direction"] is None and found[-1, "q"] is None
    assert found[-2, "direction"] == "steady"


def test_thin_topics_leave_the_family() -> None:
    rng = np.random.default_rng(4)
    thick = worlds.binomial(rng, worlds.totals(rng, (20, 6), 60), 0.2).frame()
    thin = worlds.binomial(rng, worlds.totals(rng, (20, 30), 1), 0.2).frame()
    thin = thin.with_columns(topic=pl.format("thin {}", "topic"), total=pl.lit(1.0), count=pl.col("count").clip(0, 1))
    together = momentum(pl.concat([thick, thin]), fast=1, slow=4).filter(~pl.col("topic").str.starts_with("thin"))
    assert_frame_equal(together, momentum(thick, fast=1, slow=4))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_q_is_that_of_benjamini_and_hochberg(z: list[float]) -> None:
    values = np.array([[*z, np.nan]])
    p = [2 * (1 - 0.5 * (1 + math.erf(abs(v) / math.sqrt(2)))) for v in z]
    found = false_discovery(values)[0]
    assert found[:-1] == pytest.approx(false_discovery_control(np.clip(p, 0, 1)), abs=1e-9)
    assert np.isnan(found[-1])


def test_a_new_topic_is_called_when_it_arrives_and_its_arrival_is_not_taken_for_scatter() -> None:
    rng = np.random.default_rng(11)
    total = worlds.totals(rng, (24, 200), 40)
    arriving = np.where(np.arange(24)[:, None] < 16, 0.0, 0.15) + 0 * total
    world = worlds.binomial(rng, total, arriving).frame()
    at = world["period"].unique().sort()[16]
    z = momentum(world, fast=1, slow=4).filter(period=at)["z"].fill_null(0.0)
    assert (z > 1.645).mean() > 0.9


def test_a_jump_does_not_pass_for_scatter_in_the_periods_after_it() -> None:
    rng = np.random.default_rng(12)
    world = worlds.step(rng, worlds.totals(rng, (80, 60), 300), 0.2, 1.5, 50).frame()
    at = world["period"].unique().sort()[51:55]
    z = momentum(world, fast=2, slow=26).filter(pl.col("period").is_in(at.implode()))
    assert z.group_by("period").agg((pl.col("z") > 1.645).mean())["z"].min() > 0.9  # type: ignore[operator]


def test_topics_of_a_family_teach_each_other_how_stories_bunch_and_families_do_not() -> None:
    rng = np.random.default_rng(13)
    total = worlds.totals(rng, (14, 6), 80)
    loose, tight = worlds.overdispersed(rng, total, 0.3, 0.1), worlds.binomial(rng, total, 0.3)
    both = worlds.World(*(np.hstack([getattr(w, n) for w in (loose, tight)]) for n in ("count", "total", "truth")))

    def z(world: worlds.World, families: list[NDArray[np.bool_]] | None = None) -> NDArray[np.float64]:
        data = counts(grid(world.frame(), series=["topic"], period="period", amounts=["count", "total"]))
        open_ = np.zeros(world.count.shape, dtype=np.bool_)
        return momentum_matrices(data, fast=1, slow=4, open_=open_, families=families)["z"]

    apart = z(both, [np.arange(12) < 6, np.arange(12) >= 6])
    np.testing.assert_allclose(apart, np.hstack([z(loose), z(tight)]))
    mixed, last = z(both), np.s_[-1, 6:]
    assert (np.abs(mixed[last]) < np.abs(apart[last])).all()  # bunched neighbours make the others less sure


def test_swapping_about_and_not_about_turns_the_sign() -> None:
    counts, totals = [5.0, 7.0, 6.0, 15.0], [30.0, 35.0, 32.0, 40.0]
    here = momentum(one_topic(counts, totals), fast=1, slow=4)
    there = momentum(one_topic([n - y for y, n in zip(counts, totals, strict=True)], totals), fast=1, slow=4)
    assert here["z"].to_list() == pytest.approx([-z if z is not None else None for z in there["z"]], nan_ok=True)


def test_a_doubling_of_odds_is_called_rising_and_its_mirror_falling() -> None:
    rng = np.random.default_rng(5)
    total = worlds.totals(rng, (30, 8), 200)
    up = worlds.step(rng, total, 0.2, 3.0, 20).frame()
    down = worlds.step(rng, total, 0.2, 1 / 3.0, 20).frame()
    at = pl.col("period") == up["period"].unique().sort()[21]
    assert (momentum(up, fast=1, slow=4).filter(at)["direction"] == "rising").all()
    assert (momentum(down, fast=1, slow=4).filter(at)["direction"] == "falling").all()


@pytest.mark.parametrize("kind", ["steady", "poisson", "bursts", "gaps"])
@pytest.mark.parametrize("share", [0.02, 0.2, 0.5])
def test_false_alarms_stay_under_six_percent_where_nothing_changes(kind: str, share: float) -> None:
    rng = np.random.default_rng(6)
    world = worlds.binomial(rng, worlds.totals(rng, (60, 150), 40, kind), share)
    p = momentum(world.frame(), fast=2, slow=12)["p_rising"].drop_nulls()
    assert (p >= 0.95).mean() <= 0.06
    assert (p <= 0.05).mean() <= 0.06


def test_rising_since_needs_strong_evidence_within_an_unbroken_run() -> None:
    z = np.array([[1.0], [3.0], [3.0], [4.0], [3.0], [0.1], [3.0]])
    q = np.array([[0.5], [0.09], [np.nan], [0.005], [0.05], [0.9], [0.05]])
    idle = np.array([[False], [False], [True], [False], [False], [False], [False]])
    since = rising_since(z, q, idle)[:, 0]
    assert np.isnan(since[[0, 1, 2, 5, 6]]).all()
    assert since[3] == since[4] == 1


@pytest.mark.parametrize(("fast", "slow"), [(4, 4), (8, 4), (0, 4)])
def test_half_lives_in_the_wrong_order_are_refused(fast: float, slow: float) -> None:
    with pytest.raises(MeasureError):
        momentum(one_topic([1], [2]), fast=fast, slow=slow)


def test_empty_and_null_frames_are_accepted() -> None:
    nothing = one_topic([], []).select(pl.all().cast(pl.Null))
    assert momentum(nothing, fast=1, slow=4).columns == ["period", "topic", "count", "total", *ADDED]
