from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trends import calendar
from trends.frames import FREQUENCIES, Period, checked
from trends.settings import Settings, SettingsError


def settings(frequency: str = "week", through: date = date(2024, 3, 20), **more: object) -> Settings:
    values: dict[str, object] = {"frequencies": (frequency,), "as_of": through, **more}
    return Settings("b", ("x", "y"), ("x", "y"), frequency, through, **values)  # type: ignore[arg-type]


def daily(first: date, n_days: int, n: int = 10) -> pl.DataFrame:
    days = [first + timedelta(days=i) for i in range(n_days)]
    rows = {"day": days * 2, "gate": ["all"] * n_days + ["verified"] * n_days, "n": [n] * 2 * n_days}
    return pl.DataFrame(rows, schema={"day": pl.Date, "gate": pl.String, "n": pl.Int64})


def states(frame: pl.DataFrame, gate: str = "all") -> dict[date, str]:
    rows = frame.filter(pl.col("gate") == gate)
    return dict(zip(rows["period_start"], rows["state"], strict=True))


@given(
    st.sampled_from(FREQUENCIES), st.dates(date(1999, 1, 1), date(2030, 1, 1)), st.integers(min_value=0, max_value=900)
)
def test_a_calendar_covers_every_day_from_first_to_last_exactly_once(frequency: str, first: date, n: int) -> None:
    last = first + timedelta(days=n)
    periods = calendar.calendar(frequency, first, last)
    starts, ends = periods["period_start"].to_list(), periods["period_end"].to_list()
    assert starts[0] <= first <= ends[0]
    assert starts[-1] <= last <= ends[-1]
    assert all(s == e + timedelta(days=1) for s, e in zip(starts[1:], ends, strict=False))


def test_weeks_begin_on_monday() -> None:
    assert calendar.calendar("week", date(2024, 3, 20), date(2024, 3, 20))["period_start"][0] == date(2024, 3, 18)


def test_an_unknown_frequency_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(SettingsError, match="'fortnight' is unknown; use day, week"):
        calendar.calendar("fortnight", date(2024, 1, 1), date(2024, 2, 1))


def test_gaps_name_each_run_of_skipped_periods() -> None:
    seen = pl.Series([date(2024, 1, 1), date(2024, 2, 1), date(2024, 5, 1), date(2024, 7, 1)])
    assert calendar.gaps(seen, "month").rows() == [
        (date(2024, 3, 1), date(2024, 4, 1), 2),
        (date(2024, 6, 1), date(2024, 6, 1), 1),
    ]


def test_the_period_that_holds_the_last_covered_day_is_partial_and_no_later_one_exists() -> None:
    frame = calendar.periods(daily(date(2024, 1, 1), 120), settings())
    found = states(frame)
    assert max(found) == date(2024, 3, 18)
    assert found[date(2024, 3, 18)] == "partial"
    assert found[date(2024, 3, 11)] == "complete"
    assert "2024-03-20" in frame.filter(gate="all")["reason"][-1]


def test_a_period_is_partial_even_where_coverage_ends_on_its_last_day() -> None:
    sunday, wait = date(2024, 3, 17), 14
    assert (
        states(calendar.periods(daily(date(2024, 1, 1), 120), settings(through=sunday)))[date(2024, 3, 11)] == "partial"
    )
    late = states(calendar.periods(daily(date(2024, 1, 1), 120), settings(through=sunday)), "verified")
    assert late[sunday - timedelta(days=wait + 6)] == "partial"
    assert late[sunday - timedelta(days=wait + 13)] == "complete"


def test_an_as_of_before_the_end_of_coverage_moves_the_horizon() -> None:
    frame = calendar.periods(daily(date(2024, 1, 1), 120), settings(as_of=date(2024, 2, 7)))
    assert states(frame)[date(2024, 2, 5)] == "partial"
    assert max(states(frame)) == date(2024, 2, 5)


def test_verified_periods_stay_partial_for_fourteen_days_after_their_end() -> None:
    found = states(calendar.periods(daily(date(2024, 1, 1), 120), settings(through=date(2024, 3, 20))), "verified")
    assert found[date(2024, 3, 4)] == "partial"  # ends 10 March, complete after the 24th
    assert found[date(2024, 2, 26)] == "complete"  # ends 3 March, complete after the 17th


def test_a_covered_period_without_stories_is_empty_and_an_outage_is_missing() -> None:
    stories = daily(date(2024, 1, 1), 120).filter(~pl.col("day").is_between(date(2024, 2, 5), date(2024, 2, 18)))
    outage = pl.DataFrame({"start": [date(2024, 2, 12)], "end": [date(2024, 2, 18)], "reason": ["feed down"]})
    frame = calendar.periods(stories, settings(), outage)
    assert states(frame)[date(2024, 2, 5)] == "empty"
    assert states(frame)[date(2024, 2, 12)] == "missing"
    reason = frame.filter(gate="all", period_start=date(2024, 2, 12))["reason"][0]
    assert reason == "Not covered for 100 % of its days: feed down"


def test_a_short_outage_leaves_a_period_but_is_named() -> None:
    outage = pl.DataFrame({"start": [date(2024, 2, 12)], "end": [date(2024, 2, 13)], "reason": ["feed down"]})
    row = calendar.periods(daily(date(2024, 1, 1), 120), settings(), outage).filter(
        gate="all", period_start=date(2024, 2, 12)
    )
    assert row["state"][0] == "complete"
    assert "29 %" in row["reason"][0]


def test_a_period_worth_fewer_than_twenty_stories_is_thin() -> None:
    found = states(calendar.periods(daily(date(2024, 1, 1), 120, n=2), settings()))
    assert found[date(2024, 1, 1)] == "thin"
    assert found[date(2024, 2, 5)] == "complete"


def test_the_calendar_keeps_its_contract_even_without_stories() -> None:
    frame = calendar.periods(daily(date(2024, 1, 1), 0), settings(frequencies=("week", "month", "quarter", "year")))
    assert checked(Period, frame)["state"].unique().to_list() == ["partial"]
