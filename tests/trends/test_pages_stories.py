from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.trends.story_world import HOSTILE, World, parts, words
from trends.pages import stories
from trends.pages.badges import published, sources, span, voices
from trends.pages.chart_sql import chart_sql, from_url
from trends.pages.optional import tidy
from trends.pages.page import Request
from trends.pages.state import Query
from trends.pages.story_filters import VERIFIED, read, stories_sql, words_of

SEARCHES = [
    "", "?topic=inference", "?topic=power&verified=yes", "?entity=nvidia", "?verified=no", "?impact=7", "?tier=bearish",
    "?from=2026-02-01&to=2026-02-28", "?q=frontier+MODEL", "?q=it%27s", "?order=impact", "?order=oldest&impact=2",
]  # fmt: skip


WORLD = World()


@pytest.fixture
def world() -> World:
    return WORLD


def draw(world: World, search: str = "", *, narrow: bool = False) -> tuple[Any, Request]:
    request = Request("/stories", (), Query(search), narrow=narrow)
    return stories.layout(world, request), request


def shown_rows(page: Any) -> list[dict[str, Any]]:
    grids = parts(page, "AgGrid")
    return grids[0].rowData if grids else []


def shown_sql(page: Any) -> str:
    return next(item for item in parts(page, "Pre") if "card-sql" in item.className).children


@pytest.mark.parametrize("search", SEARCHES)
def test_the_sql_shown_gives_exactly_the_rows_shown_in_their_order(world: World, search: str) -> None:
    page, _ = draw(world, search)
    assert [row["id"] for row in shown_rows(page)] == world.sql(shown_sql(page))["story_id"].to_list()


@pytest.mark.parametrize("search", SEARCHES)
def test_the_data_link_gives_the_same_rows_as_the_sql_shown(world: World, search: str) -> None:
    filters = read(world, Query(search))
    assert filters is not None
    query = stories_sql(filters)
    pairs = Query(query.csv.partition("?")[2]).values
    assert_frame_equal(world.sql(from_url("stories", pairs).text), world.sql(query.text))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["s1", "s2", "s3"]),
        ("?order=oldest", ["s3", "s2", "s1"]),
        ("?order=impact", ["s2", "s1", "s3"]),
        ("?topic=inference", ["s1", "s2"]),
        ("?topic=training", ["s1"]),
        ("?entity=meta", ["s2"]),
        ("?verified=yes", ["s2"]),
        ("?verified=no", ["s1", "s3"]),
        ("?impact=8", ["s2"]),
        ("?tier=bullish", ["s1"]),
        ("?from=2026-02-01&to=2026-03-17", ["s2"]),
        ("?from=2026-03-18&to=2026-03-18", ["s1"]),
        ("?q=blackwell", ["s1"]),
        ("?q=black+TRAIN", ["s1"]),
        ("?q=lackwell", []),
    ],
)
def test_each_filter_keeps_the_stories_it_names(world: World, search: str, expected: list[str]) -> None:
    page, request = draw(world, search)
    assert [row["id"] for row in shown_rows(page)] == expected
    assert request.query.notes == []


def test_the_headline_counts_what_is_shown(world: World) -> None:
    page, _ = draw(world, "?topic=inference&impact=8")
    assert "1 of 3\u00a0stories: on Inference, of impact 8 or more." in words(page)
    everything, _ = draw(world)
    assert "All 3\u00a0stories on AI compute." in words(everything)
    assert "Jun 2025 to 18 Mar 2026; 1 verified by two or more origins, 2 with a single origin; 1 of impact 8" in words(
        everything
    )


def test_an_empty_list_says_which_filter_empties_it_and_lifts_that_one(world: World) -> None:
    page, _ = draw(world, "?topic=training&verified=yes&order=impact")
    links = {link.href: link.children for link in parts(page, "Link")}
    assert "Without “on Training” there is 1." in words(page)
    assert "/stories?topic=training&order=impact" in links
    assert "/stories?verified=yes&order=impact" in links


def test_one_filter_alone_that_empties_the_list_is_named_with_what_lifting_gives(world: World) -> None:
    page, _ = draw(world, "?q=nowhere")
    assert "There is no story with “nowhere”." in words(page)
    assert "Lift this filter: 3\u00a0stories." in words(page)


def test_filters_that_only_together_can_be_lifted_are_lifted_together(world: World) -> None:
    page, _ = draw(world, "?entity=meta&topic=training&tier=neutral")
    assert "lifting one of them alone brings none back" in words(page)


def test_garbage_in_the_address_becomes_a_sentence_and_no_filter(world: World) -> None:
    page, request = draw(world, "?topic=nope&impact=99&tier=x&from=yesterday&order=z&verified=maybe&entity=%00")
    assert len(shown_rows(page)) == 3
    assert len(request.query.notes) == 7


def test_swapped_days_are_put_right_and_said(world: World) -> None:
    page, request = draw(world, "?from=2026-03-31&to=2026-03-01")
    assert [row["id"] for row in shown_rows(page)] == ["s1"]
    assert "swapped" in request.query.notes[0]


def test_a_phone_gets_a_list_with_the_same_stories(world: World) -> None:
    page, _ = draw(world, narrow=True)
    assert parts(page, "AgGrid") == []
    assert [link.href for link in parts(page, "Link") if link.href.startswith("/story/")] == [
        "/story/s1", "/story/s2", "/story/s3",
    ]  # fmt: skip


def test_a_headline_from_outside_stays_text(world: World) -> None:
    page, _ = draw(world)
    assert HOSTILE in [row["headline"] for row in shown_rows(page)]
    assert parts(page, "Markdown") == []


def test_sources_say_single_origin_and_upper_bound() -> None:
    story = {"n_articles": 7, "n_origins": 6, "owners_known": False, "verified": True}
    assert voices(story) == ("verified by ≤\u00a06\u00a0origins", "good")
    assert sources(story) == "7\u00a0articles · ≤\u00a06\u00a0origins"
    single = story | {"n_origins": 1, "verified": False}
    assert voices(single) == ("single origin", "amber")
    assert sources(single) == "7\u00a0articles · single origin"
    late = story | {"verified": False, "owners_known": True}
    assert voices(late) == ("6\u00a0origins, not within 14 days", "plain")


def test_dates_are_written_as_far_as_they_are_known() -> None:
    assert published(date(2025, 6, 15), "month") == "Jun 2025"
    assert published(date(2025, 6, 15), "day") == "15 Jun 2025"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("2025-11-25", "2025-11-25", "25 Nov 2025"), ("2025-11-25", "2025-11-26", "25–26 Nov 2025"),
     ("2026-02-26", "2026-03-09", "26 Feb – 9 Mar 2026"), ("2025-12-30", "2026-01-02", "30 Dec 2025 – 2 Jan 2026")],
)  # fmt: skip
def test_a_span_of_days_is_written_once(first: str, last: str, expected: str) -> None:
    moments = pl.Series([first, last]).str.to_datetime()
    row = {"first_published_at": moments[0], "last_published_at": moments[1], "date_precision": "day"}
    assert span(row) == expected


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60), st.sampled_from([*VERIFIED, "x"]), st.one_of(st.none(), st.dates()))
def test_tidied_sql_holds_no_unset_condition_and_keeps_the_reader_inside_its_literal(
    text: str, verified: str, first_day: date | None
) -> None:
    values = {
        "beat": "ai_compute", "topic": text.replace("\n", " ").replace("\r", " ") or None, "entity": None,
        "verified": verified, "least_impact": None, "tier": None, "first_day": first_day, "last_day": None,
        "search": words_of(text) or None, "order": "newest", "limit": 10,
    }  # fmt: skip
    shown = WORLD.sql(tidy(chart_sql("stories", **values)).text)
    assert_frame_equal(shown, WORLD.sql(chart_sql("stories", **values).text))
    assert "NULL IS NULL" not in tidy(chart_sql("stories", **values | {"topic": None})).text
