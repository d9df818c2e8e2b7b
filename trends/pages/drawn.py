"""Pages as they were drawn from the current release, so that a question asked again is answered without drawing.

A sealed release never changes and a layout is a pure function of a view and a request, so an answer stays right until
another release is current. What was drawn from an earlier release is let go, with the release.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from trends.pages.kept import Kept

PAGES_KEPT = 64

Page = TypeVar("Page")


class Drawn(Generic[Page]):  # the newer notation needs Python 3.12
    """The last pages drawn from one release, by what was asked.

    Args:
        size: how many pages are kept; the one that was asked for longest ago goes first.
    """

    def __init__(self, size: int = PAGES_KEPT) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._release: str | None = None
        self._pages: Kept[Page] = Kept(size)

    def page(self, release: str, key: Hashable, draw: Callable[[], Page]) -> Page:
        """The page of `key`, drawn by `draw` where it isn't kept; what `draw` raises is raised and not kept."""
        with self._lock:
            if self._release != release:  # a page still being drawn from the old one goes with its others
                self._release, self._pages = release, Kept(self._size)
            pages = self._pages
        return pages.of(key, draw)
