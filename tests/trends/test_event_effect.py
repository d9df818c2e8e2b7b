"""Event effects on series with a known step, and false alarms without one."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trends.measures.event_effect import SCHEMA, EventEffectError, event_effect

START = date(2024, 1, 1)


def weekly(count, total):
    return pl.DataFrame(
        {
            "period": [START + timedelta(weeks=i) for i in range(len(count))],
            "count": np.asarray(count, float),
            "total": np.asarray(total, float),
        }
    )


def at(*weeks):
    return pl.DataFrame(
        {"event_id": [f"e{w}" for w in weeks], "event_date": [START + timedelta(weeks=w, days=2) for w in weeks]},
        schema={"event_id": pl.String, "event_date": pl.Date},
    )


def stepped(seed=1, n=100, place=60, before=0.1, after=0.25):
    rng = np.random.default_rng(seed)
    return weekly(rng.binomial(100, np.where(np.arange(n) < place, before, after)), [100] * n)


def test_the_effect_is_the_difference_of_log_odds_around_the_events_period():
    frame = weekly([10] * 20 + [30] * 20, [100] * 40)
    row = event_effect(frame, at(20), window=4).row(0, named=True)
    assert row["share_before"] == pytest.approx(0.1)
    assert row["share_after"] == pytest.approx(0.3)
    assert row["effect"] == pytest.approx(np.log(120.5 / 280.5) - np.log(40.5 / 360.5), rel=1e-12)


def test_a_real_step_lies_outside_the_placebo_band():
    row = event_effect(stepped(), at(60)).row(0, named=True)
    assert row["effect"] > row["high"]
    assert row["p"] == pytest.approx(1 / (1 + row["n_placebos"]))


def test_an_event_at_a_constant_share_is_rarely_unusual():
    p = [event_effect(stepped(s, after=0.1), at(50))["p"].item() for s in range(200)]
    assert np.mean(np.array(p) <= 0.1) <= 0.15


def test_placebo_dates_do_not_straddle_the_event():
    n, window = 60, 6
    row = event_effect(stepped(n=n, place=30), at(30), window=window).row(0, named=True)
    usable = [d for d in range(window, n - window + 1) if abs(d - 30) >= window]
    assert row["n_placebos"] == len(usable)


def test_uncovered_windows_and_few_placebos_give_nulls():
    frame = stepped(n=30)
    early = event_effect(frame, at(3, 29)).rows(named=True)
    assert [r["effect"] for r in early] == [None, None]
    scarce = event_effect(frame, at(15)).row(0, named=True)
    assert scarce["effect"] is not None
    assert (scarce["p"], scarce["q"], scarce["low"]) == (None, None, None)
    assert event_effect(frame, at(-5, 31), window=1)["effect"].null_count() == 2


def test_q_is_benjamini_hochberg_over_the_tested_events():
    result = event_effect(stepped(), at(2, 30, 60, 80))
    p = result["p"].drop_nulls().sort().to_numpy()
    expected = np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
    np.testing.assert_allclose(result["q"].drop_nulls().sort(), np.minimum(expected, 1))
    assert result["q"].null_count() == 1


def test_empty_and_untyped_frames_are_accepted():
    empty = pl.DataFrame({"period": [None], "count": [None], "total": [None]})
    nothing = pl.DataFrame({"event_id": [None], "event_date": [None]})
    assert event_effect(empty, at(3)).height == 1
    result = event_effect(stepped(), nothing)
    assert result.height == 0
    assert result.schema == SCHEMA


def test_senseless_windows_are_refused():
    with pytest.raises(EventEffectError, match="window 0"):
        event_effect(stepped(), at(60), window=0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=4, max_size=40), st.integers(1, 4))
def test_swapping_the_topic_for_the_rest_turns_the_effect_over(rows, window):
    count, total = [a for a, _ in rows], [a + b for a, b in rows]
    rest = [b for _, b in rows]
    events = at(*range(len(rows)))
    one = event_effect(weekly(count, total), events, window=window)
    other = event_effect(weekly(rest, total), events, window=window)
    np.testing.assert_allclose(one["effect"].to_numpy(), -other["effect"].to_numpy(), atol=1e-9)
    assert one["p"].equals(other["p"])
