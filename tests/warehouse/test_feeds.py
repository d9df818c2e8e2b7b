from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import feeds
from warehouse.errors import FeedError
from warehouse.feeds.syndicated import text_of

ADDRESS = "https://news.example/feeds/all.xml"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News</title><link>https://news.example</link>
<item><title>Chips &amp; power</title><link>https://www.news.example/a?utm_source=feed</link>
<pubDate>Tue, 10 Mar 2026 08:00:00 +0100</pubDate><description>&lt;p&gt;Short.&lt;/p&gt;</description>
<content:encoded>&lt;p&gt;First part.&lt;/p&gt;&lt;p&gt;Second
&lt;b&gt;part&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</content:encoded>
</item>
<item><title>No date</title><link>/b</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title type="html">One &lt;i&gt;word&lt;/i&gt;</title><link rel="alternate" href="../stories/1"/>
<updated>2026-03-10T08:00:00Z</updated><summary>Text</summary><author><name>A. Writer</name></author></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "t",
        "items": [{"id": "1", "url": "https://other.example/j", "title": "J", "content_text": "Body",
                   "date_published": "2026-03-01T00:00:00Z"}],
    }
)  # fmt: skip


def read(body: str | bytes, media_type: str = "") -> list[dict[str, Any]]:
    data = body.encode() if isinstance(body, str) else body
    return [json.loads(line) for line in feeds.lines(data, media_type=media_type, address=ADDRESS).splitlines()]


def test_an_rss_entry_becomes_a_line_with_the_outlet_of_its_own_link() -> None:
    first, second = read(RSS)
    assert first["url"] == "https://www.news.example/a?utm_source=feed"
    assert first["outlet"] == "news.example"
    assert first["title"] == "Chips & power"
    assert first["summary"] == "First part. Second part."
    assert first["published"] == "2026-03-10T07:00:00+00:00"
    assert second == {"url": "https://news.example/b", "outlet": "news.example", "title": "No date"}


def test_an_atom_entry_has_its_link_made_absolute_and_its_title_without_mark_up() -> None:
    (entry,) = read(ATOM, "application/atom+xml")
    assert entry["url"] == "https://news.example/stories/1"
    assert (entry["title"], entry["author"]) == ("One word", "A. Writer")


def test_a_json_feed_is_told_from_lines_of_articles() -> None:
    (entry,) = read(JSON_FEED, "application/json")
    assert (entry["outlet"], entry["title"], entry["summary"]) == ("other.example", "J", "Body")
    line = '{"url": "https://a.example/1", "title": "x"}\n'
    assert feeds.lines(line.encode(), media_type="application/json", address=ADDRESS) == line.encode()


@pytest.mark.parametrize(
    ("body", "media_type", "said"),
    [
        (b"<!DOCTYPE html><html><p>Hello", "text/html", "no feed"),
        (b"<?xml version='1.0'?><html/>", "text/xml", "can't be read as a feed"),
        (b"\x00\x01", "application/octet-stream", "application/octet-stream"),
        (b"", "", "something unnamed"),
        (b'{"title": "\xff"}', "application/json", "UTF-8"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_address_and_what_is_valid(body: bytes, media_type: str, said: str) -> None:
    with pytest.raises(FeedError, match=said) as caught:
        feeds.lines(body, media_type=media_type, address=ADDRESS)
    assert ADDRESS in str(caught.value)


def test_entities_in_a_feed_neither_read_files_nor_grow_without_end() -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for inside in ('<!ENTITY l0 SYSTEM "file:///etc/passwd">', f'<!ENTITY l0 "lol">{bomb}'):
        name = "l0" if "SYSTEM" in inside else "l11"
        body = (
            f'<?xml version="1.0"?><!DOCTYPE rss [{inside}]><rss version="2.0"><channel><title>t</title>'
            f"<item><title>&{name};</title><link>https://a.example/1</link></item></channel></rss>"
        )
        try:
            entries = read(body)
        except FeedError:
            continue
        assert all("root:" not in str(entry) and len(str(entry)) < 10_000 for entry in entries)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "text/xml", "application/json", "text/html"]))
def test_any_bytes_are_lines_or_a_feed_error(body: bytes, media_type: str) -> None:
    for start in (
        b"",
        b"<?xml version='1.0'?><rss><channel>",
        b'{"version": "https://jsonfeed.org/version/1", "items":[',
    ):
        with contextlib.suppress(FeedError):
            feeds.lines(start + body, media_type=media_type, address=ADDRESS)


def test_mark_up_becomes_text_with_its_blocks_apart() -> None:
    assert text_of("<p>One</p><p>two &amp; <em>three</em></p><style>p{}</style>") == "One two & three"
    assert text_of("in<b>side</b>") == "inside"
    assert text_of("3 < 4 and 5 > 2") == "3 < 4 and 5 > 2"
