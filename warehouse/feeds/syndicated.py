"""RSS, Atom and JSON Feed: one article an entry, by fastfeedparser.

Editorial decisions:

* An entry without a link, a title or a date becomes a line without it; ingest then refuses that line with its reason,
  so that nothing an outlet published is passed over in silence.
* The outlet is the host of the entry's link, not the feed's: an aggregator's feed names many outlets.
* The longer of description and content is the text, without its mark-up.
* The moment of publication is taken as the feed gives it; where it only gives when an entry was changed, that is it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin, urlsplit

import fastfeedparser
from lxml import etree, html

from warehouse.errors import FeedError

MEDIA_TYPES = ("rss", "atom", "xml", "feed+json")
ROOTS = (b"<?xml", b"<rss", b"<feed", b"<rdf")


def claims(body: bytes, media_type: str) -> bool:
    """Whether a body is XML, or a JSON object that names the JSON Feed version it follows."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:400].lower()
    if start.startswith(b"{"):
        return b"jsonfeed.org/version" in start
    return start.startswith(ROOTS) or (
        any(name in media_type for name in MEDIA_TYPES) and not start.startswith((b"<!doctype html", b"<html"))
    )


def lines(body: bytes, address: str) -> bytes:
    """Returns one JSON line an entry, in the order of the feed.

    Raises:
        FeedError: when the feed can't be read.
    """
    try:
        read = fastfeedparser.parse(body)
    except (ValueError, TypeError, KeyError, AttributeError, etree.LxmlError) as error:
        raise FeedError(
            f"{address} can't be read as a feed ({_first_line(error)}); valid: RSS, Atom, JSON Feed"
        ) from error
    articles = [_article(entry, address, read.feed.get("language")) for entry in read.entries]
    return b"".join(json.dumps(fields, ensure_ascii=False).encode() + b"\n" for fields in articles)


def _article(entry: dict[str, Any], address: str, language: str | None) -> dict[str, Any]:
    link = entry.get("link")
    url = urljoin(address, link) if link else None
    texts = [entry.get("description") or "", *(part.get("value") or "" for part in entry.get("content") or [])]
    fields = {
        "url": url,
        "outlet": (urlsplit(url).hostname or "").removeprefix("www.") if url else None,
        "published": entry.get("published"),
        "title": text_of(entry.get("title") or ""),
        "summary": max(map(text_of, texts), key=len),
        "author": entry.get("author"),
        "language": language,
    }
    return {name: value for name, value in fields.items() if value}


def text_of(markup: str) -> str:
    """Returns a piece of HTML as plain text, blocks apart, scripts and styles left out."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    try:
        tree = html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    for unseen in tree.xpath("//script | //style"):
        unseen.drop_tree()
    for block in tree.iter("p", "div", "br", "li", "tr", "td", "h1", "h2", "h3", "h4", "blockquote"):
        block.text, block.tail = f" {block.text or ''}", f" {block.tail or ''}"
    return " ".join(str(tree.text_content()).split())


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
