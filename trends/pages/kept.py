"""What was made once is kept while there is room; what was asked for longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Kept(Generic[Item]):  # the newer notation needs Python 3.12
    """Items by what was asked, for any number of threads.

    Args:
        most: room for them all.
        size: room that one takes; by default each takes 1, so that `most` is their number.
    """

    def __init__(self, most: int, size: Callable[[Item], int] = lambda item: 1) -> None:
        self._most, self._size = most, size
        self._lock = threading.Lock()
        self._items: OrderedDict[Hashable, tuple[Item, int]] = OrderedDict()
        self._taken = 0

    def of(self, key: Hashable, make: Callable[[], Item]) -> Item:
        """The item of `key`, made by `make` where it isn't kept; what `make` raises is raised and not kept."""
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key][0]
        item = make()  # outside the lock: two may make the same item, nobody waits for another's
        size = self._size(item)
        with self._lock:
            if key not in self._items:
                self._items[key] = (item, size)
                self._taken += size
            while self._taken > self._most:
                self._taken -= self._items.popitem(last=False)[1][1]
        return item
