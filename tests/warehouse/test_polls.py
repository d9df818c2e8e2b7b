from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import httpx2
import polars as pl
import pytest

from warehouse import beat_tables, polls
from warehouse.beat import load
from warehouse.errors import FeedError
from warehouse.store import Store

NOW = datetime(2026, 3, 12, 9, 30)
TODAY = NOW.date()
URL = "https://news.example/feed.xml"
ITEM = "<item><title>{}</title><link>https://news.example/{}</link><pubDate>{} Mar 2026 08:00:00 GMT</pubDate></item>"


def feed(*days: int) -> bytes:
    items = "".join(ITEM.format(f"Inference chips ship on day {day}", day, day) for day in days)
    return (
        f'<rss version="2.0"><channel><title>t</title><link>https://news.example</link>{items}</channel></rss>'.encode()
    )


def poll(home: Path, status: int, body: bytes, *, at: datetime = NOW) -> None:
    answer = httpx2.Response(status, content=body, headers={"Content-Type": "application/rss+xml"})
    with Store.open(home, now=at) as store:
        polls.poll(store, home, URL, seen_at=at, transport=httpx2.MockTransport(lambda _: answer))


def ledger(home: Path, as_of: date = TODAY) -> pl.DataFrame:
    with Store.open(home, now=NOW) as store:
        return store.polls(as_of)


def test_a_poll_that_is_answered_says_how_much_came_and_from_when_to_when(tmp_path: Path) -> None:
    poll(tmp_path, 200, feed(10, 11))
    (row,) = ledger(tmp_path).rows(named=True)
    assert (row["url"], row["polled_at"], row["succeeded"], row["n_items"]) == (URL, NOW, True, 2)
    assert row["oldest_published_at"] == datetime(2026, 3, 10, 8)
    assert row["newest_published_at"] == datetime(2026, 3, 11, 8)
    assert row["reason"] is None


@pytest.mark.parametrize(("status", "body", "said"), [(404, b"", "answers 404"), (200, b"<html>", "no feed")])
def test_a_poll_that_fails_is_kept_with_its_reason(tmp_path: Path, status: int, body: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        poll(tmp_path, status, body)
    (row,) = ledger(tmp_path).rows(named=True)
    assert not row["succeeded"]
    assert said in row["reason"]


def test_the_ledger_of_a_day_holds_what_was_asked_by_then_once_a_moment(tmp_path: Path) -> None:
    poll(tmp_path, 200, feed(10))
    poll(tmp_path, 200, feed(10, 11))  # the clock stands still: one poll, the later one
    poll(tmp_path, 200, feed(13), at=datetime(2026, 3, 14))
    assert ledger(tmp_path).select("n_items").rows() == [(2,)]
    assert ledger(tmp_path, date(2026, 3, 14)).select("n_items").rows() == [(2,), (1,)]


def test_a_feed_without_articles_is_an_answer(tmp_path: Path) -> None:
    poll(tmp_path, 200, feed())
    (row,) = ledger(tmp_path).rows(named=True)
    assert (row["succeeded"], row["n_items"], row["oldest_published_at"]) == (True, 0, None)
    with Store.open(tmp_path, now=NOW) as store:
        assert store.counts()["last_known_at"] == NOW  # that nothing was there is known as of now


def test_the_feeds_of_the_packaged_beats_are_a_frame_even_where_there_are_none() -> None:
    assert beat_tables.feed_table([load("ai_compute")]).columns == ["beat_id", "feed_id", "url"]
