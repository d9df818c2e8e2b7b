"""Articles or briefs that are already in the form `trends ingest` takes; they go through unchanged."""

from __future__ import annotations

from warehouse.errors import FeedError


def claims(body: bytes, media_type: str) -> bool:
    """Whether a body begins like JSON."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def lines(body: bytes, address: str) -> bytes:
    """Returns the body as it is.

    Raises:
        FeedError: when it isn't UTF-8.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FeedError(f"{address} is not UTF-8 (byte {error.start}); JSON is") from error
    return body
