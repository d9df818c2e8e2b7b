from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
import stamina

from warehouse import fetch
from warehouse.errors import FeedError

NOW = datetime(2026, 7, 20, 12)
URL = "https://news.example/feed.xml"


@pytest.fixture(autouse=True)
def without_pauses() -> None:
    stamina.set_testing(True, attempts=fetch.TRIES)


def asked(answer: Callable[[httpx2.Request], httpx2.Response]) -> tuple[httpx2.MockTransport, list[str]]:
    """A transport that answers by a function, and the addresses it was asked for."""
    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return answer(request)

    return httpx2.MockTransport(handle), seen


def test_an_answer_comes_with_its_media_type_and_the_address_after_redirects() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/feed.xml":
            return httpx2.Response(301, headers={"Location": "/new.xml"})
        assert "trends-index" in request.headers["User-Agent"]
        return httpx2.Response(200, content=b"<rss/>", headers={"Content-Type": "text/xml; charset=utf-8"})

    transport, _ = asked(answer)
    got = fetch.fetch(URL, now=NOW, transport=transport)
    assert (got.url, got.address) == (URL, "https://news.example/new.xml")
    assert (got.media_type, got.body, got.fetched_at) == ("text/xml", b"<rss/>", NOW)


def test_a_busy_server_is_asked_again_and_a_refusal_is_final() -> None:
    statuses = iter([503, 503, 200])
    transport, seen = asked(lambda _: httpx2.Response(next(statuses), content=b"x"))
    assert fetch.fetch(URL, now=NOW, transport=transport).body == b"x"
    assert len(seen) == 3
    transport, seen = asked(lambda _: httpx2.Response(404))
    with pytest.raises(FeedError, match="answers 404 Not Found"):
        fetch.fetch(URL, now=NOW, transport=transport)
    assert len(seen) == 1


def test_a_server_that_stays_away_is_named_with_the_way_out() -> None:
    def away(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    transport, seen = asked(away)
    with pytest.raises(FeedError, match=r"news\.example.*no route.*check the address"):
        fetch.fetch(URL, now=NOW, transport=transport)
    assert len(seen) == fetch.TRIES


def test_an_endless_answer_and_endless_redirects_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST_BYTES", 1_000)
    transport, _ = asked(lambda _: httpx2.Response(200, content=b"x" * 1_001))
    with pytest.raises(FeedError, match="more than 1,000 bytes"):
        fetch.fetch(URL, now=NOW, transport=transport)
    transport, seen = asked(lambda _: httpx2.Response(302, headers={"Location": "/again"}))
    with pytest.raises(FeedError, match="redirect"):
        fetch.fetch(URL, now=NOW, transport=transport)
    assert len(seen) == fetch.MOST_REDIRECTS + 1


@pytest.mark.parametrize("url", ["ftp://a.example/x", "file:///etc/passwd", "http://", "https://[::1", "news.example"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(FeedError):
        fetch.fetch(url, now=NOW, transport=asked(lambda _: httpx2.Response(200))[0])


def test_the_raw_bytes_are_kept_once(tmp_path: Path) -> None:
    fetched = fetch.Fetched(URL, URL, "text/xml", b"<rss/>" * 50, NOW)
    path = fetch.keep(tmp_path, fetched)
    assert fetch.keep(tmp_path, fetched) == path
    assert gzip.decompress(path.read_bytes()) == fetched.body
    assert [file.name for file in (tmp_path / fetch.FOLDER).iterdir()] == [path.name]
