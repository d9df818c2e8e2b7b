"""The panel index on panels whose truth is known."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from trends.measures.panel_index import PanelIndexError, leave_one_owner_out, left_out, panel_index

START = date(2020, 1, 6)
N = 60
BASE = (START, START + timedelta(weeks=29))
WEIGHTS = ["equal", "volume", "pooled"]


def outlet(name, hits, total, first=0):
    return pl.DataFrame(
        {
            "period": [START + timedelta(weeks=first + i) for i in range(len(hits))],
            "outlet": name,
            "hits": hits,
            "total": total,
        },
        schema={"period": pl.Date, "outlet": pl.String, "hits": pl.Float64, "total": pl.Float64},
    )


def panel(seed=1, n=N, rates=(0.1, 0.2, 0.3), lift=1.0):
    """Outlets with different levels; from period 40 on every share is multiplied by lift."""
    rng = np.random.default_rng(seed)
    factor = np.where(np.arange(n) < 40, 1.0, lift)
    return pl.concat(
        outlet(f"o{i}", rng.binomial(500, np.minimum(rate * factor, 1)), [500.0] * n) for i, rate in enumerate(rates)
    )


def base_mean(index):
    return index.filter(pl.col("period").is_between(*BASE))["index"].mean()


def epu(frame):
    """Baker, Bloom and Davis in plain NumPy: scale, average, normalise, for a complete panel."""
    wide = frame.with_columns(x=pl.col("hits") / pl.col("total")).pivot("outlet", index="period", values="x")
    x = wide.sort("period").drop("period").to_numpy()
    inside = slice(0, 30)
    z = x / x[inside].std(axis=0, ddof=1)
    level = z.mean(axis=1)
    return 100 * level / level[inside].mean()


def test_equal_weights_follow_the_policy_uncertainty_method():
    frame = panel()
    for chain in (True, False):
        index = panel_index(frame, base=BASE, weights="equal", chain=chain)
        np.testing.assert_allclose(index["index"], epu(frame), rtol=1e-12)
        assert index["n_outlets"].to_list() == [3] * N


def test_pooled_is_the_ratio_of_sums():
    frame = panel()
    ratio = frame.group_by("period").agg(r=pl.col("hits").sum() / pl.col("total").sum()).sort("period")["r"]
    index = panel_index(frame, base=BASE, weights="pooled")
    np.testing.assert_allclose(index["index"], 100 * ratio / ratio[:30].mean(), rtol=1e-12)


def test_volume_weights_by_the_periods_totals():
    rng = np.random.default_rng(2)
    frame = pl.concat(
        outlet(name, rng.binomial(size, 0.2), size.astype(float))
        for name, size in (("a", rng.integers(300, 500, N)), ("b", rng.integers(50, 90, N)))
    )
    shares = frame.with_columns(x=pl.col("hits") / pl.col("total"))
    deviation = shares.filter(pl.col("period").is_between(*BASE)).group_by("outlet").agg(s=pl.col("x").std(ddof=1))
    z = shares.join(deviation, on="outlet").with_columns(z=pl.col("x") / pl.col("s"))
    level = (
        z.group_by("period").agg(v=(pl.col("z") * pl.col("total")).sum() / pl.col("total").sum()).sort("period")["v"]
    )
    index = panel_index(frame, base=BASE, weights="volume")
    np.testing.assert_allclose(index["index"], 100 * level / level[:30].mean(), rtol=1e-12)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_base_includes_both_ends_and_has_mean_100(weights):
    index = panel_index(panel(), base=BASE, weights=weights)
    assert base_mean(index) == pytest.approx(100, abs=1e-9)
    assert index.filter(pl.col("period").is_between(*BASE)).height == 30


@pytest.mark.parametrize("weights", WEIGHTS)
def test_a_doubled_share_doubles_the_index(weights):
    index = panel_index(panel(lift=2.0), base=BASE, weights=weights)
    assert index["index"][40:].mean() == pytest.approx(200, rel=0.03)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_an_absent_outlet_does_not_move_a_chained_index(weights):
    frame = panel(rates=(0.02, 0.5))
    gone = frame.filter((pl.col("outlet") == "o0") | (pl.col("period") < START + timedelta(weeks=45)))
    chained = panel_index(gone, base=BASE, weights=weights)["index"][45:]
    assert chained.mean() == pytest.approx(100, rel=0.1)
    unchained = panel_index(gone, base=BASE, weights=weights, chain=False)["index"][45:]
    assert abs(unchained.mean() - 100) > 30


def test_an_outage_is_missing_and_not_zero():
    frame = panel().with_columns(
        pl.when((pl.col("outlet") == "o1") & pl.col("period").is_between(date(2020, 11, 1), date(2020, 11, 30)))
        .then(pl.struct(hits=pl.lit(0.0), total=pl.lit(30.0)))
        .otherwise(pl.struct("hits", "total"))
        .struct.unnest()
    )
    dark = pl.col("period").is_between(date(2020, 11, 1), date(2020, 11, 30))
    index = panel_index(frame, base=BASE).filter(dark)
    assert index["n_outlets"].unique().to_list() == [2]
    assert index["index"].min() > 80
    naive = panel_index(frame, base=BASE, missing_below=0.0).filter(dark)
    assert naive["n_outlets"].unique().to_list() == [3]
    assert naive["index"].max() < 80


def test_a_zero_or_unknown_total_is_missing():
    frame = panel()
    broken = frame.with_columns(
        total=pl.when(pl.int_range(pl.len()) == 5)
        .then(0.0)
        .when(pl.int_range(pl.len()) == 6)
        .then(None)
        .otherwise("total")
    )
    assert panel_index(broken, base=BASE)["n_outlets"].to_list()[4:8] == [3, 2, 2, 3]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_an_entrant_at_another_level_joins_without_a_jump(weights):
    rng = np.random.default_rng(3)
    entrant = outlet("new", rng.binomial(500, 0.6, 20), [500.0] * 20, first=40)
    without = panel_index(panel(), base=BASE, weights=weights)
    index = panel_index(pl.concat([panel(), entrant]), base=BASE, weights=weights)
    assert index["n_outlets"].to_list() == [3] * 40 + [4] * 20
    assert_frame_equal(index[:40], without[:40])
    assert index["index"][40:].mean() == pytest.approx(without["index"][40:].mean(), rel=0.01)


def test_an_entrant_takes_on_the_level_the_panel_has_when_it_joins():
    rng = np.random.default_rng(8)
    entrant = outlet("new", rng.binomial(500, 0.3, 20), [500.0] * 20, first=40)
    index = panel_index(pl.concat([panel(lift=2.0), entrant]), base=BASE)
    assert index["n_outlets"][-1] == 4
    assert index["index"][40:].mean() == pytest.approx(
        panel_index(panel(lift=2.0), base=BASE)["index"][40:].mean(), rel=0.01
    )


def test_an_outlet_known_for_part_of_the_base_is_scaled_by_that_part():
    frame = panel(rates=(0.1, 0.3)).filter(
        (pl.col("outlet") == "o0") | (pl.col("period") >= START + timedelta(weeks=15))
    )
    x = {name: frame.filter(pl.col("outlet") == name).select(pl.col("hits") / pl.col("total")) for name in ("o0", "o1")}
    a, b = x["o0"].to_series().to_numpy(), x["o1"].to_series().to_numpy()
    first, second = a / a[:30].std(ddof=1), b / b[:15].std(ddof=1)
    level = np.concatenate([first[:15], (first[15:] + second) / 2])
    index = panel_index(frame, base=BASE, chain=False)
    np.testing.assert_allclose(index["index"], 100 * level / level[:30].mean(), rtol=1e-12)


def test_an_entrant_needs_twelve_shared_periods():
    rng = np.random.default_rng(4)
    for n, counted in ((11, 3), (12, 4)):
        frame = pl.concat([panel(), outlet("new", rng.binomial(500, 0.3, n), [500.0] * n, first=N - n)])
        assert panel_index(frame, base=BASE)["n_outlets"][-1] == counted
        assert panel_index(frame, base=BASE, chain=False)["n_outlets"][-1] == 3
        assert left_out(frame, base=BASE).height == 4 - counted


def test_outlets_that_cannot_be_scaled_are_left_out_and_listed():
    frame = pl.concat(
        [
            panel(),
            outlet("constant", [5.0] * N, [10.0] * N),
            outlet("rare", [1.0] * 4 + [0.0] * (N - 4), [100.0] * N),
            outlet("short", [3.0, 4.0] * 5, [10.0] * 10),
            outlet("silent", [None] * N, [None] * N),
        ]
    )
    assert left_out(frame, base=BASE).rows() == [
        ("constant", "zero deviation over the base"),
        ("rare", "fewer than 5 base hits"),
        ("short", "fewer than 12 base periods"),
        ("silent", "no observed period"),
    ]
    assert_frame_equal(panel_index(frame, base=BASE), panel_index(panel(), base=BASE))


def test_a_constant_share_needs_no_scale_when_pooled():
    index = panel_index(outlet("constant", [5.0] * N, [10.0] * N), base=BASE, weights="pooled")
    np.testing.assert_allclose(index["index"], 100)


def test_what_cannot_be_estimated_is_null_everywhere_and_says_why():
    frame = panel(n=8)
    index = panel_index(frame, base=BASE)
    assert index["index"].null_count() == index.height == 8
    assert index["n_outlets"].to_list() == [0] * 8
    assert left_out(frame, base=BASE)["reason"].unique().to_list() == ["fewer than 12 base periods"]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_empty_and_untyped_frames_give_an_empty_index(weights):
    frame = pl.DataFrame({"period": [None], "outlet": [None], "hits": [None], "total": [None]})
    index = panel_index(frame, base=BASE, weights=weights)
    assert index.schema == {"period": pl.Datetime("us"), "index": pl.Float64, "n_outlets": pl.Int64}
    assert index.height == 0
    assert left_out(frame, base=BASE, weights=weights).height == 0


def test_naive_datetimes_give_the_same_index_as_dates():
    frame = panel()
    timed = frame.with_columns(pl.col("period").cast(pl.Datetime("us")))
    index = panel_index(timed, base=BASE)
    assert index["period"][0] == datetime(2020, 1, 6)
    assert index["index"].equals(panel_index(frame, base=BASE)["index"])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(WEIGHTS), st.floats(0.01, 100), st.randoms())
def test_order_of_rows_and_units_of_volume_are_immaterial(seed, weights, factor, random):
    frame = panel(seed)
    order = list(range(frame.height))
    random.shuffle(order)
    scaled = frame[order].with_columns(pl.col("hits", "total") * factor)
    expected = panel_index(frame, base=BASE, weights=weights)
    assert_frame_equal(panel_index(scaled, base=BASE, weights=weights), expected, rel_tol=1e-9)


def test_a_panel_resting_on_one_owner_shows_in_the_band():
    owners = pl.DataFrame({"outlet": ["o0", "o1", "odd"], "owner": ["A", "A", "B"]})
    rng = np.random.default_rng(5)
    odd = outlet("odd", rng.binomial(500, np.where(np.arange(N) < 40, 0.2, 0.6)), [500.0] * N)
    frame = pl.concat([panel(rates=(0.1, 0.2)), odd])
    band = leave_one_owner_out(frame, owners, base=BASE)
    late = band[45:]
    assert set(late["low_without"]) == {"B"}
    assert set(late["high_without"]) == {"A"}
    whole = panel_index(frame, base=BASE)["index"]
    assert ((band["low"] <= whole + 1e-9) & (whole <= band["high"] + 1e-9)).all()


def test_leaving_out_the_only_owner_leaves_no_band():
    owners = pl.DataFrame({"outlet": ["o0", "o1", "o2"], "owner": ["A"] * 3})
    band = leave_one_owner_out(panel(), owners, base=BASE)
    assert band.height == N
    assert band["low"].null_count() == N


def test_senseless_arguments_are_refused_by_name():
    with pytest.raises(PanelIndexError, match="'median' is not one of equal, volume, pooled"):
        panel_index(panel(), base=BASE, weights="median")
    with pytest.raises(PanelIndexError, match="before it starts"):
        panel_index(panel(), base=(BASE[1], BASE[0]))
    with pytest.raises(PanelIndexError, match="missing_below"):
        left_out(panel(), base=BASE, missing_below=-1)
