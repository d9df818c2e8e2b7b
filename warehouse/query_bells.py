"""Stopping a query from another process: a running query has a bell that any process of the same server can ring.

Editorial decisions:

- A dashboard is served by several processes, and the request that stops a query may reach another one than the query
  runs in. So whoever runs a query under a token hangs up a named pipe in a folder that the processes share, and whoever
  wants it stopped writes one byte into it. Nobody asks again and again, and no process is named or signalled.
- A token is text from a browser. The pipe is named by a sum of it, so it can't lead out of the folder.
- Ringing never waits. Where nobody listens (the query hasn't begun, has ended, its process died, there never was one)
  it does nothing.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

STOP, ENDED = b"s", b"e"


class Bells:
    """The bells of all queries that run under a token, in whatever process of a server.

    Args:
        folder: a private folder that the processes share; it outlives them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def listening(self, token: str, stop: Callable[[], object]) -> Iterator[None]:
        """Calls `stop`, in a thread of its own, whenever somebody rings for `token` while the block runs.

        Of two blocks with one token at the same time the later one is heard. None is where there can be no pipe: on
        Windows, or after a cleaner of temporary files took the folder.
        """
        path = self._path(token)
        pipe = _hang(path)
        if pipe is None:
            yield
            return
        listener = threading.Thread(target=_listen, args=(pipe, stop), daemon=True)
        listener.start()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            os.write(pipe, ENDED)
            listener.join()
            os.close(pipe)

    def ring(self, token: str) -> bool:
        """Asks whoever runs a query under `token` to stop it; False where nobody does."""
        try:
            pipe = os.open(self._path(token), os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # no such pipe, or nobody at its other end
            return False
        try:
            os.write(pipe, STOP)
        except OSError:  # it ended just now, or is full of rings that nobody has heard yet
            return False
        finally:
            os.close(pipe)
        return True

    def _path(self, token: str) -> Path:
        return self._folder / hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _hang(path: Path) -> int | None:
    """Makes and opens a named pipe, in the place of one that a killed process left; None where there can be none."""
    if not hasattr(os, "mkfifo"):
        return None
    try:
        path.unlink(missing_ok=True)
        os.mkfifo(path, 0o600)
        return os.open(path, os.O_RDWR)  # for writing too, so that it doesn't end with each one who rang
    except OSError:
        return None


def _listen(pipe: int, stop: Callable[[], object]) -> None:
    while os.read(pipe, 1) == STOP:
        stop()
