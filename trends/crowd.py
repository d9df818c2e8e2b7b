"""How evenly a server's workers are asked: who is asked much more than another lets a reader go to it.

A reader's browser keeps its connection, and so the worker that took it, for as long as its questions follow one upon
another. Whoever came to a worker that answers others waits for them, while another worker may have nothing to do.
Editorial decision: a worker that answers two callbacks more than another closes the connection with the answer, as
HTTP lets it; the browser opens a new one, and the worker that has time takes it first. Where workers are asked equally
nobody is sent on. Files don't count: they take no time, and a page asks for many.
"""

from __future__ import annotations

import mmap
import threading
from typing import Any

from trends.pages import callback_body

UNEVEN = 2


class Crowd:
    """The callbacks that are being answered, by worker; made before the workers are forked, and shared by them.

    Its methods are gunicorn's hooks.

    Args:
        workers: how many workers there are at one time.
    """

    def __init__(self, workers: int) -> None:
        self._inside = mmap.mmap(-1, workers)  # a byte for each worker, which it alone changes
        self._lock = threading.Lock()
        self.place = 0

    def seat(self, server: Any, worker: Any) -> None:
        """Before a worker is forked: gives it the place of one that has ended."""
        taken = {other.place for other in server.WORKERS.values()}
        self.place = worker.place = next(place for place in range(len(self._inside) + 1) if place not in taken)
        if self.place < len(self._inside):
            self._inside[self.place] = 0

    def enter(self, worker: Any, request: Any) -> None:
        """Before an answer: has the connection closed after it where this worker is asked more than another."""
        if request.path == callback_body.PATH and self._change(1) - min(self._inside[:]) >= UNEVEN:
            request.force_close()

    def leave(self, worker: Any, request: Any, environ: Any, answer: Any) -> None:
        """After an answer, or what became of it."""
        if request.path == callback_body.PATH:
            self._change(-1)

    def _change(self, by: int) -> int:
        """How many callbacks this worker answers now that it is one more or less."""
        with self._lock:
            if self.place >= len(self._inside):  # more workers than were announced
                return 0
            self._inside[self.place] += by
            return self._inside[self.place]
