from __future__ import annotations

import itertools
from datetime import date, datetime
from importlib.resources import files

import duckdb
import polars as pl
from hypothesis import given, settings
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


def told_by_sql(rows: pl.DataFrame, beats: dict[str, list[str]]) -> dict[str, int]:
    """Days lost by all of each beat's feeds, by the example query on the SQL page."""
    text = (files("warehouse") / "queries" / "16_weeks_nobody_read.sql").read_text(encoding="utf-8")
    fed = [(beat, url) for beat, urls in beats.items() for url in urls]
    with duckdb.connect() as connection:
        connection.register("poll", rows.to_arrow())
        connection.register("beat", pl.DataFrame({"beat_id": list(beats)}).to_arrow())
        connection.register("feed", pl.DataFrame(fed, schema=["beat_id", "url"], orient="row").to_arrow())
        weeks = connection.sql(text.rstrip().removesuffix(";")).pl()
    by_beat = dict(weeks.group_by("beat_id").agg(pl.col("n_days_lost_by_all").sum()).iter_rows())
    return {beat: int(by_beat.get(beat, 0)) for beat in beats}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 28), st.none() | st.integers(0, 28)),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[:2],
    )
)
def test_the_example_query_counts_the_same_days(rows: list[tuple[str, int, int | None]]) -> None:
    polls = polled(*rows)
    told = told_by_sql(polls, {"all": [], "first": ["a"], "two": ["a", "b"]})
    for beat, urls in (("all", "abc"), ("first", "a"), ("two", "ab")):
        found = holes(polls.filter(pl.col("url").is_in(list(urls))))
        assert told[beat] == sum((row["end"] - row["start"]).days + 1 for row in found.rows(named=True)), beat
