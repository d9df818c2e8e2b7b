"""The one module that opens a network connection: an address in, the bytes of its answer out.

Editorial decisions:

* We say who we are and ask once; a server that is busy or unreachable is asked again twice, after a pause.
* An answer is read up to a limit and within a time, so that no feed can hold up or fill a machine.
* The raw bytes are kept in the home, compressed, by their hash: what was read can be read again.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx2
import stamina

from warehouse.errors import FeedError

Transport = httpx2.BaseTransport
"""What carries a request; by default the network."""
MOST_BYTES = 50_000_000
MOST_REDIRECTS = 5
SECONDS = 30.0
TRIES = 3
FOLDER = "raw"
AGENT = "trends-index/0.1 (reads feeds for a news index)"
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/json, text/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True)
class Fetched:
    """What an address answered.

    Attributes:
        url: the address that was asked.
        address: the one that answered, after redirects.
        media_type: what the server calls the body, without parameters.
        body: the body, unpacked.
        fetched_at: when it was asked, naive UTC.
    """

    url: str
    address: str
    media_type: str
    body: bytes
    fetched_at: datetime


def fetch(url: str, *, now: datetime, transport: Transport | None = None) -> Fetched:
    """Asks an address and returns its answer.

    Args:
        url: an http or https address.
        now: the present, naive UTC.
        transport: what carries the request; by default the network.

    Raises:
        FeedError: when the address isn't http(s), can't be reached, refuses, redirects too often, or answers too much.
    """
    if not re.match(r"https?://[^/\s]", url):
        raise FeedError(f"{url[:80]!r} is not an http(s) address; a valid one is https://example.org/feed.xml")
    headers = {"User-Agent": AGENT, "Accept": ACCEPT}
    try:
        with httpx2.Client(
            headers=headers, timeout=SECONDS, follow_redirects=True, max_redirects=MOST_REDIRECTS, transport=transport
        ) as client:
            for attempt in stamina.retry_context(on=_is_passing, attempts=TRIES, timeout=SECONDS):
                with attempt:
                    return _read(client, url, now)
    except httpx2.HTTPStatusError as error:
        status = error.response.status_code
        raise FeedError(
            f"{url} answers {status} {error.response.reason_phrase}; open it in a browser to see why"
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FeedError(f"{url} can't be fetched ({reason}); check the address and the connection") from error
    raise AssertionError("the last attempt returns or raises")


def keep(home: Path, fetched: Fetched) -> Path:
    """Keeps the raw bytes in the home, once, and returns the file."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(fetched.body).hexdigest()}.gz"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(gzip.compress(fetched.body, mtime=0))
        part.replace(path)
    return path


def _is_passing(error: Exception) -> bool:
    """Whether it may help to ask again."""
    if isinstance(error, httpx2.HTTPStatusError):
        return error.response.status_code in (429, 502, 503, 504)
    return isinstance(error, httpx2.TransportError) and not isinstance(error, httpx2.UnsupportedProtocol)


def _read(client: httpx2.Client, url: str, now: datetime) -> Fetched:
    with client.stream("GET", url) as answer:
        answer.raise_for_status()
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise FeedError(f"{url} answers with more than {MOST_BYTES:,} bytes; give a smaller feed")
        media_type = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
        return Fetched(url, str(answer.url), media_type, bytes(body), now)
