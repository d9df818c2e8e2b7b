"""Serving the dashboard: gunicorn workers with threads, on a socket that is bound before anything is announced.

Editorial decisions:

- Two workers where there are two cores. Drawing a page that nobody has asked for before is Python's work, and the
  threads of one process take turns at it; four readers at once wait half as long for two. Each worker opens the release
  and keeps pages for itself, which is what more of them would cost.
- The program is loaded before the workers are forked, so that they share its memory and a worker that died is replaced
  at once. Nothing of the release is opened before.
- A worker that is asked more than the other lets readers go to it (`crowd`).
- Workers have a private folder in common, by which one stops the query that runs in another (`warehouse.query_bells`).
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from trends.crowd import Crowd
from trends.pages.guard import Access, is_loopback
from trends.pages.quick import skip_checks
from trends.warm import warm

DEFAULT_PORT = 8050
PORTS_TRIED = 100
MOST_WORKERS = 2
THREADS = 8
COLLECT_AFTER = (10_000, 20, 50)
"""New objects before the youngest are collected, and how many of those collections before the older ones are."""
HOST = "127.0.0.1"


class PortError(OSError):
    """The port that was asked for is taken or not allowed; the message says what to do."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn around the dashboard of one home.

    Args:
        home: the home.
        listener: a listening socket.
        access: who may ask.
        folder: a private folder that the workers share; it outlives them.
    """

    def __init__(self, home: Path, listener: socket.socket, access: Access, folder: Path) -> None:
        self.home, self.access, self.folder = home, access, folder
        self.listener, self.address = listener, url(*listener.getsockname()[:2])  # gunicorn makes the socket its own
        self.provider: Any = None
        super().__init__()

    def load_config(self) -> None:
        """Sets the socket, the workers with their threads, what they do between answers, and quiet logs on stderr."""
        number = workers()
        crowd = Crowd(number)
        settings: dict[str, Any] = {
            "bind": f"fd://{self.listener.fileno()}",
            "workers": number,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "post_worker_init": self.announce,
            "worker_exit": self.leave,
            "pre_fork": crowd.seat,
            "pre_request": crowd.enter,
            "post_request": crowd.leave,
            "timeout": 120,
            "limit_request_line": 8_190,  # an address may hold a query; gunicorn allows 4 kB unasked and 8 kB at most
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Returns the WSGI application; runs in each worker, after the fork."""
        import app

        self.provider = app.HomeProvider(self.home, folder=self.folder)
        server = app.dashboard(self.provider, access=self.access).server
        self.begin(server)
        skip_checks()
        settle()
        return server

    def begin(self, server: Flask) -> None:
        """Asks the first question itself: with it Dash lists its files, and one that came meanwhile would miss some."""
        proof = {"Host": "localhost", "Authorization": f"Bearer {self.access.token}"}
        status = server.test_client().get("/_dash-dependencies", headers=proof).status_code
        if status != 200:
            raise RuntimeError(f"the dashboard doesn't begin: its first answer has status {status}, not 200")

    def announce(self, worker: Any) -> None:
        """Prints the address, from the worker that is ready first; then opens the release.

        The socket listens since before the fork and the application is loaded: a request is answered from here on, and
        none waits for what it wouldn't have had to read itself.
        """
        with suppress(FileExistsError):
            (self.folder / "announced").touch(exist_ok=False)
            print(self.address, flush=True)
        warm(self.provider)

    def leave(self, server: Any, worker: Any) -> None:
        """Ends the queries of a worker that ends."""
        if self.provider is not None:
            self.provider.close()


def workers() -> int:
    """How many workers serve: one for each core that this process may use, two at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_WORKERS, cores)


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
    import app  # noqa: F401  # the program, once for all workers

    settle()
    folder, ours = Path(tempfile.mkdtemp(prefix="trends-serve-")), os.getpid()
    try:
        Server(home, listener, access, folder).run()
    finally:
        if os.getpid() == ours:  # a worker comes through here too when it ends
            shutil.rmtree(folder, ignore_errors=True)
