"""Lead and lag on series made with a known order, and on unrelated ones."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from trends.measures.lead_lag import SCHEMA, LeadLagError, lead_lag

START = date(2024, 1, 1)


def series(**columns):
    return pl.concat(
        pl.DataFrame(
            {
                "period": [START + timedelta(weeks=i) for i in range(len(x))],
                "series": name,
                "value": [None if v is None else float(v) for v in x],
            },
            schema={"period": pl.Date, "series": pl.String, "value": pl.Float64},
        )
        for name, x in columns.items()
    )


def persistent(rng, n, rho):
    e = rng.normal(size=n)
    for i in range(1, n):
        e[i] += rho * e[i - 1]
    return e


def follower(n=150, delay=2, seed=1, rho=0.6):
    rng = np.random.default_rng(seed)
    shocks = rng.normal(size=n + delay)
    first, second = shocks[delay:].copy(), 0.8 * shocks[:n] + 0.6 * rng.normal(size=n)
    for i in range(1, n):
        first[i] += rho * first[i - 1]
        second[i] += rho * second[i - 1]
    return first, second


def test_the_series_that_moves_two_periods_earlier_is_named_the_leader():
    first, second = follower()
    row = lead_lag(series(alpha=first, beta=second)).row(0, named=True)
    assert (row["series_a"], row["series_b"], row["lag"]) == ("alpha", "beta", 2)
    assert row["low"] < row["correlation"] < row["high"]
    assert row["low"] > 0.5
    assert row["p"] == pytest.approx(1 / 200)


def test_the_sign_of_the_lag_follows_the_order_of_the_names():
    first, second = follower()
    assert lead_lag(series(zeta=first, beta=second))["lag"].item() == -2


def test_an_opposite_movement_has_a_negative_correlation():
    first, second = follower(delay=1)
    row = lead_lag(series(a=first, b=-second)).row(0, named=True)
    assert row["lag"] == 1
    assert row["high"] < 0


def test_unrelated_persistent_series_are_rarely_called_related():
    rng = np.random.default_rng(7)
    result = lead_lag(series(**{f"s{i}": persistent(rng, 100, 0.8) for i in range(25)}), n_resamples=50)
    assert result.height == 300
    assert 0.05 <= (result["p"] <= 0.1).mean() <= 0.15
    assert (result["q"] <= 0.05).sum() == 0


def test_the_false_discovery_rate_is_over_all_pairs():
    rng = np.random.default_rng(3)
    first, second = follower()
    columns = {f"n{i}": rng.normal(size=150) for i in range(4)}
    result = lead_lag(series(a=first, b=second, **columns), n_resamples=199)
    assert result.height == 15
    called = result.filter(pl.col("q") <= 0.1).select("series_a", "series_b").rows()
    assert called == [("a", "b")]
    assert (result["q"] >= result["p"]).all()


def test_gaps_keep_the_lag():
    first, second = (list(x) for x in follower())
    for i in (20, 21, 77):
        first[i] = None
    second[110] = None
    row = lead_lag(series(a=first, b=second)).row(0, named=True)
    assert row["lag"] == 2
    assert 100 < row["n_periods"] < 148


def test_the_same_input_gives_the_same_answer_in_any_order_of_rows():
    frame = series(**dict(zip("ab", follower(n=60), strict=True)))
    assert lead_lag(frame).equals(lead_lag(frame.reverse()))


@pytest.mark.parametrize("b", [[1.0] * 60, [0.5, 1.0, 2.0], [None] * 60], ids=["constant", "short", "missing"])
def test_pairs_that_cannot_be_measured_are_null(b):
    result = lead_lag(series(a=follower(n=60)[0], b=b))
    assert result.rows() == [("a", "b", *[None] * 7)]


def test_no_pair_no_rows():
    untyped = pl.DataFrame({"period": [None], "series": [None], "value": [None]})
    for frame in (untyped, series(a=[1.0, 2.0, 3.0])):
        result = lead_lag(frame)
        assert result.height == 0
        assert result.schema == SCHEMA


def test_senseless_arguments_are_refused():
    with pytest.raises(LeadLagError, match="max_lag -1"):
        lead_lag(series(a=[1.0]), max_lag=-1)
