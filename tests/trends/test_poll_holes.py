from __future__ import annotations

import itertools
from datetime import date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from trends import frames
from trends.poll_holes import holes

SCHEMA = {
    "url": pl.String,
    "polled_at": pl.Datetime("us"),
    "succeeded": pl.Boolean,
    "oldest_published_at": pl.Datetime("us"),
}


def polled(*rows: tuple[str, int, int | None]) -> pl.DataFrame:
    """Polls of March 2026: address, day of the poll, day of the oldest article shown; a 0 is a poll that failed."""
    return pl.DataFrame(
        [
            (url, datetime(2026, 3, day, 12), oldest != 0, datetime(2026, 3, oldest, 9) if oldest else None)
            for url, day, oldest in rows
        ],
        schema=SCHEMA,
        orient="row",
    )


def days(*rows: tuple[str, int, int | None]) -> list[tuple[int, int]]:
    found = frames.checked(frames.Outages, holes(polled(*rows)))
    return [(row["start"].day, row["end"].day) for row in found.rows(named=True)]


def test_a_feed_that_reaches_back_to_the_poll_before_has_no_hole() -> None:
    assert days(("a", 1, 1), ("a", 9, 1), ("a", 20, 8)) == []


def test_whole_days_between_a_poll_and_the_oldest_article_of_the_next_are_missing() -> None:
    assert days(("a", 1, 1), ("a", 9, 6)) == [(2, 5)]
    assert days(("a", 1, 1), ("a", 9, 2)) == []


def test_a_poll_that_failed_does_not_close_a_hole() -> None:
    assert days(("a", 1, 1), ("a", 4, 0), ("a", 9, 6)) == [(2, 5)]


def test_a_feed_that_shows_nothing_has_lost_nothing() -> None:
    assert days(("a", 1, 1), ("a", 9, None)) == []


def test_another_feed_that_reaches_back_keeps_the_day() -> None:
    assert days(("a", 1, 1), ("a", 9, 6), ("b", 1, 1), ("b", 9, 1)) == []
    assert days(("a", 1, 1), ("a", 9, 6), ("b", 1, 1), ("b", 9, 4)) == [(2, 3)]


def test_a_feed_that_is_followed_only_later_says_nothing_of_the_days_before() -> None:
    assert days(("a", 1, 1), ("a", 9, 6), ("b", 5, 1), ("b", 9, 5)) == [(2, 4)]


def test_without_polls_there_is_no_hole() -> None:
    assert holes(polled()).columns == frames.Outages.column_names()
    assert holes(polled()).is_empty()


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 28)), min_size=1, max_size=8, unique_by=lambda p: p[0]))
def test_runs_are_apart_ascending_and_hold_no_day_of_a_poll(drawn: list[tuple[int, int]]) -> None:
    rows = [("a", day, min(day, oldest)) for day, oldest in drawn]
    found = holes(polled(*rows))
    runs = found.select("start", "end").rows()
    assert all(start <= end for start, end in runs)
    assert all((later[0] - earlier[1]).days > 1 for earlier, later in itertools.pairwise(runs))
    assert not {date(2026, 3, day) for day, _ in drawn} & {
        day for start, end in runs for day in pl.date_range(start, end, eager=True)
    }
