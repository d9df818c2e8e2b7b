"""One line of input becomes one article, or the reason why not."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import articles
from warehouse.errors import ArticleError

SEEN = datetime(2026, 7, 5, 12)
GOOD = {"url": "https://example.org/a", "outlet": "example.org", "published": "2026-03-18", "title": "A title"}


def parse(**changes: Any) -> dict[str, Any]:
    fields = {key: value for key, value in (GOOD | changes).items() if value is not ...}
    return articles.parse_line(json.dumps(fields).encode(), seen_at=SEEN, backfill=False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.org:443/A?utm_source=x&id=7#top", "https://example.org/A?id=7"),
        ("http://example.org", "http://example.org/"),
        ("https://example.org/a?id=a%2Fb&fbclid=1", "https://example.org/a?id=a%2Fb"),
        ("https://example.org/a?flag", "https://example.org/a?flag"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
    ],
)
def test_a_url_is_reduced_to_what_identifies_the_article(url: str, expected: str) -> None:
    assert articles.canonical_url(url) == expected
    assert articles.canonical_url(expected) == expected


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "example.org/a", "https://", "javascript:alert(1)", "http://[::1"]
)
def test_what_is_not_an_http_address_is_refused_with_a_valid_one(url: str) -> None:
    with pytest.raises(ArticleError, match=r"https://example\.org/story"):
        articles.canonical_url(url)


@given(st.text(max_size=60))
def test_any_text_as_url_gives_a_canonical_url_or_a_reason(text: str) -> None:
    try:
        url = articles.canonical_url(text)
    except ArticleError:
        return
    assert articles.canonical_url(url) == url


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"url": ...}, "url is missing"),
        ({"title": ""}, "title is empty"),
        ({"title": "  \u200b "}, "title is empty"),
        ({"title": "x" * 1_001}, "title has 1,001 characters"),
        ({"title": 7}, "title is a int"),
        ({"published": "1246-05-01"}, "before 1990"),
        ({"published": "1246"}, "not a date"),
        ({"published": "2099-01-01"}, "in the future"),
        ({"published": "2026-07-08"}, "in the future"),
        ({"published": "yesterday"}, "not a date"),
        ({"date_precision": "week"}, "valid: day, month, time"),
        ({"title": "\ud800"}, "surrogate"),
    ],
)
def test_a_bad_field_is_refused_with_its_name_and_value(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        parse(**changes)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{broken", "not JSON"),
        (b"[1]", "JSON list"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply|JSON"),
    ],
)
def test_a_line_that_is_no_object_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        articles.parse_line(raw, seen_at=SEEN, backfill=False)


def test_one_day_of_grace_covers_time_zones() -> None:
    assert parse(published="2026-07-06")["published_at"] == datetime(2026, 7, 6)


def test_a_month_is_believed_within_its_month() -> None:
    row = parse(published="2026-07-15", date_precision="month")
    assert row["published_at"] == datetime(2026, 7, 15)
    with pytest.raises(ArticleError, match="in the future"):
        parse(published="2026-08-15", date_precision="month")


def test_times_are_kept_in_utc() -> None:
    row = parse(published="2026-03-18T23:30:00-05:00")
    assert (row["published_at"], row["date_precision"]) == (datetime(2026, 3, 19, 4, 30), "time")


def test_backfilled_rows_get_an_assumed_first_sight() -> None:
    def sight(**changes: Any) -> datetime:
        raw = json.dumps(GOOD | changes).encode()
        found: datetime = articles.parse_line(raw, seen_at=SEEN, backfill=True)["assumed_seen_at"]
        return found

    assert sight() == datetime(2026, 3, 19)
    assert sight(published="2026-02-15", date_precision="month") == datetime(2026, 2, 28)
    assert parse()["assumed_seen_at"] is None


def test_text_is_normalised() -> None:
    row = parse(title=" Cafe\u0301\n\t opens\u200b ", text="body", summary="short")
    assert (row["title"], row["summary"]) == ("Café opens", "body")
