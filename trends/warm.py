"""What the first reader of a release would wait for is read before anyone comes."""

from __future__ import annotations

from contextlib import suppress

from trends.pages import index
from trends.pages.page import Request
from trends.pages.provider import Provider


def warm(provider: Provider) -> None:
    """Draws the front page once and throws it away: the release is open then, and what pages have in common is kept.

    Whatever goes wrong is left to the first request, which tells the reader and the log.
    """
    with suppress(Exception):
        view = provider.current()
        if view is not None:
            index.layout(view, Request())
