"""Serving the dashboard: one gunicorn worker with threads, on a socket that is bound before anything is announced.

Nothing of the release is opened before the worker is forked. Editorial decision: one worker, since every answer reads a
sealed file and the work is in DuckDB and Polars, which use the cores themselves.
"""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

DEFAULT_PORT = 8050
PORTS_TRIED = 100
THREADS = 8
HOST = "127.0.0.1"


class PortError(OSError):
    """The port that was asked for is taken or not allowed; the message says what to do."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn around the dashboard of one home."""

    def __init__(self, home: Path, listener: socket.socket) -> None:
        self.home, self.listener = home, listener
        super().__init__()

    def load_config(self) -> None:
        """Sets the socket, one worker with threads, and quiet logs on stderr."""
        address = f"http://{HOST}:{self.listener.getsockname()[1]}"

        def announce(worker: Any) -> None:
            # the socket listens since before the fork and the application is loaded: a request is answered from here on
            if worker.age == 1:
                print(address, flush=True)

        settings: dict[str, Any] = {
            "bind": f"fd://{self.listener.fileno()}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "post_worker_init": announce,
            "timeout": 120,
            "limit_request_line": 0,  # an address holds a whole query; the application has its own limit
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Returns the WSGI application; runs in the worker, after the fork."""
        import app

        return app.create_app(self.home).server


def listen(port: int | None) -> socket.socket:
    """Returns a bound, listening socket on the loopback address: `port`, or the first free one from 8050 on.

    Raises:
        PortError: when the given port is taken, or all that were tried are.
    """
    candidates = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else [port]
    for candidate in candidates:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            taken = isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES)
            if port is None and taken:
                continue
            reason = error.strerror if isinstance(error, OSError) else "valid ports are 0 to 65535"
            raise PortError(f"port {candidate} can't be used ({reason}); leave --port out to get a free one") from error
        listener.set_inheritable(True)
        return listener
    raise PortError(
        f"ports {DEFAULT_PORT} to {DEFAULT_PORT + PORTS_TRIED - 1} are all taken; give a free one by --port"
    )


def serve(home: Path, *, port: int | None) -> None:
    """Serves the dashboard of a home on the loopback address until interrupted; prints the address once it answers."""
    listener = listen(port)
    sys.argv = sys.argv[:1]  # gunicorn would read our own options as its own
    Server(home, listener).run()
