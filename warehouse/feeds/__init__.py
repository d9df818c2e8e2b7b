"""What came over the network, turned into lines of articles as `trends ingest` takes them: bytes in, bytes out, pure.

To add a kind, write `feeds/x.py` with a `lines(body, address)` and add it to `KINDS`. The first kind whose `claims`
holds is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from warehouse.errors import FeedError

from . import plain as plain_kind
from . import syndicated as syndicated_kind


@dataclass(frozen=True)
class Kind:
    """One kind of feed.

    Attributes:
        name: how it is called in messages.
        claims: whether a body of a media type is of this kind.
        lines: the body and the address it came from, to JSON lines of articles.
    """

    name: str
    claims: Callable[[bytes, str], bool]
    lines: Callable[[bytes, str], bytes]


KINDS = (
    Kind("RSS, Atom or JSON feed", syndicated_kind.claims, syndicated_kind.lines),
    Kind("JSON lines of articles, or story briefs", plain_kind.claims, plain_kind.lines),
)


def lines(body: bytes, *, media_type: str, address: str) -> bytes:
    """Returns what an address answered as lines of articles.

    Args:
        body: the answer.
        media_type: what the server calls it, such as "application/rss+xml"; "" where it doesn't say.
        address: where it came from, after redirects; links in it are relative to this.

    Raises:
        FeedError: when it is of no known kind, or can't be read as the one it is.
    """
    for kind in KINDS:
        if kind.claims(body, media_type):
            return kind.lines(body, address)
    known = " · ".join(kind.name for kind in KINDS)
    raise FeedError(f"{address} answers with {media_type or 'something unnamed'}, which is no feed; valid: {known}")
