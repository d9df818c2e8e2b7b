"""Serving the dashboard: one gunicorn worker with threads, on a socket that is bound before anything is announced.

Nothing of the release is opened before the worker is forked. Editorial decision: one worker, since every answer reads a
sealed file and the work is in DuckDB and Polars, which use the cores themselves.
"""

from __future__ import annotations

import atexit
import errno
import gc
import socket
import sys
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from trends.pages.guard import Access, is_loopback

DEFAULT_PORT = 8050
PORTS_TRIED = 100
THREADS = 8
COLLECT_AFTER = (10_000, 20, 50)
"""New objects before the youngest are collected, and how many of those collections before the older ones are."""
HOST = "127.0.0.1"


class PortError(OSError):
    """The port that was asked for is taken or not allowed; the message says what to do."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn around the dashboard of one home."""

    def __init__(self, home: Path, listener: socket.socket, access: Access) -> None:
        self.home, self.listener, self.access = home, listener, access
        super().__init__()

    def load_config(self) -> None:
        """Sets the socket, one worker with threads, and quiet logs on stderr."""
        address = url(*self.listener.getsockname()[:2])

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
            "limit_request_line": 8_190,  # an address may hold a query; gunicorn allows 4 kB unasked and 8 kB at most
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Returns the WSGI application; runs in the worker, after the fork."""
        import app

        server = app.create_app(self.home, access=self.access).server
        settle()
        return server


def settle() -> None:
    """Lets the garbage collector pass over what the program has loaded, and look less often through what it keeps.

    A full collection that goes through all of it takes 0.1 s and more, in the middle of an answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    atexit.register(gc.unfreeze)  # so that the libraries can free what is theirs


def listen(port: int | None, host: str = HOST) -> socket.socket:
    """Returns a bound, listening socket: on `port`, or the first free one from 8050 on.

    Args:
        port: 0 to 65535, 0 for any free one.
        host: an address of this machine, or a name for one.

    Raises:
        PortError: when the given port is taken, all that were tried are, or the host is no address of this machine.
    """
    candidates = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else [port]
    for candidate in candidates:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            if isinstance(error, socket.gaierror) or getattr(error, "errno", None) == errno.EADDRNOTAVAIL:
                raise PortError(f"{host} is no address of this machine; 127.0.0.1 and 0.0.0.0 always are") from error
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


def url(host: str, port: int) -> str:
    """The address to open on this machine; one that stands for all addresses becomes the loopback one."""
    shown = {"0.0.0.0": HOST, "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def serve(home: Path, *, port: int | None, host: str = HOST, access: Access = Access()) -> None:  # noqa: B008
    """Serves the dashboard of a home until interrupted; prints the address once it answers.

    Who can reach it from elsewhere is said on stderr.
    """
    listener = listen(port, host)
    if not is_loopback(host):
        who = "whoever shows the token" if access.token else "anyone who reaches it, without a question"
        print(f"listening on {host} for other machines too, in plain HTTP: open to {who}", file=sys.stderr)
    sys.argv = sys.argv[:1]  # gunicorn would read our own options as its own
    Server(home, listener, access).run()
