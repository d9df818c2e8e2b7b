"""What the first reader of a release would wait for is read before anyone comes."""

from __future__ import annotations

import logging

from trends.pages import index
from trends.pages.page import Request
from trends.pages.provider import Provider


def warm(provider: Provider) -> None:
    """Draws the front page once and throws it away: the release is open then, and what pages have in common is kept.

    Whatever goes wrong stops nothing: the log says so, and the first request tells the reader.
    """
    try:
        view = provider.current()
        if view is not None:
            index.layout(view, Request())
    except Exception as error:
        logging.getLogger(__name__).warning("the front page could not be drawn ahead: %s", error)
