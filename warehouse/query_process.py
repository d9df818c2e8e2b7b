"""The parent's side of one sandbox process: start it, ask it, end it.

Editorial decisions:

- A child is started by executing Python anew (never by a bare fork), with an environment of its own making:
  nothing of the server's environment, home folder or working directory reaches it, so `getenv` could tell
  nothing even if it existed.
- Requests are JSON, answers JSON and Arrow. Nothing that comes from a child is unpickled.
- The deadline is a timer that kills the process: it holds on every platform and stops what DuckDB itself
  can't interrupt.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from warehouse.errors import QueryError
from warehouse.query_pipe import receive, send_json
from warehouse.query_rules import worded

START_S = 30.0
"""How long a child may take to import, connect and say hello before it counts as failed."""

STOPPED = "Stopped on request."


@dataclass(frozen=True)
class Limits:
    """What one query may use; None is "no limit".

    Attributes:
        timeout_s: seconds until the child is killed.
        max_rows: rows returned at most; more are cut and flagged.
        max_bytes: bytes of Arrow data returned at most; more are cut and flagged.
        memory_mib: resident memory of the child at most, in MiB.
        max_characters: longest text of a statement.
        threads: DuckDB's threads.
    """

    timeout_s: float | None = 5.0
    max_rows: int | None = 10_000
    max_bytes: int | None = 16 << 20
    memory_mib: int | None = 1_024
    max_characters: int | None = 20_000
    threads: int | None = 2


@dataclass(frozen=True)
class Answer:
    """What a child sent back: an Arrow table, names and DuckDB types of its columns, and whether it was cut."""

    table: pa.Table
    columns: tuple[str, ...]
    types: tuple[str, ...]
    truncated: bool
    elapsed_s: float


class Child:
    """One sandbox process that holds `path`; asks are one at a time."""

    def __init__(self, path: Path, shown: Path, folder: Path, limits: Limits) -> None:
        """Start the process; it gets ready by itself while the caller goes on.

        Args:
            path: the release file.
            shown: the neutral path under which the child opens it.
            folder: an empty folder of the child's own: its home and working directory.
            limits: memory and threads are fixed for the child's life.
        """
        self.path, self.folder, self.tables = path, folder, tuple[str, ...]()
        self._secrets = tuple({str(name) for name in (shown, path, path.resolve(), path.parent, folder)})
        self._limits, self._ended, self._lock = limits, "", threading.Lock()
        options = {
            "path": str(shown),
            "threads": limits.threads,
            "memory_mib": limits.memory_mib,
            "engine_mib": None if limits.memory_mib is None else limits.memory_mib // 2,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-B", "-m", "warehouse.query_worker", json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            cwd=folder,
            close_fds=True,
        )

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def greet(self) -> None:
        """Wait until the child is ready; raise `QueryError` if the release can't be opened."""
        if self.tables:
            return
        with self._deadline(START_S, "start"):
            frame = receive(self._process.stdout)  # type: ignore[arg-type]
        if frame is None:
            raise QueryError(STOPPED if self._ended == "cancel" else "The SQL process didn't start; try again.")
        fields = json.loads(frame[1])
        if frame[0] != b"H":
            message = worded("", fields["message"], secrets=self._secrets)
            raise QueryError(
                f"The release can't be opened for SQL: {message}; `trends check` tells more, `trends build` seals anew"
            )
        self.tables = tuple(fields["tables"]) or ("none",)

    def ask(self, sql: str, limits: Limits) -> Answer:
        """Send one statement and return its answer; raise `QueryError` with a readable sentence otherwise."""
        if limits.max_characters is not None and len(sql) > limits.max_characters:
            raise QueryError(
                f"The text has {len(sql):,} characters; a query may have {limits.max_characters:,}. "
                "Replace long lists by a join or a condition."
            )
        if "\0" in sql:
            raise QueryError("The text holds a NUL character, at which a parser may stop reading; take it out.")
        self.greet()
        with self._deadline(limits.timeout_s, "deadline"):
            try:
                send_json(
                    self._process.stdin,  # type: ignore[arg-type]
                    b"R",
                    sql=sql,
                    timeout_s=limits.timeout_s,
                    max_rows=limits.max_rows,
                    max_bytes=limits.max_bytes,
                )
            except OSError:
                raise self._end_error(limits) from None
            return self._receive(limits)

    def _receive(self, limits: Limits) -> Answer:
        """Collect frames until the closing one."""
        arrow, head = bytearray(), dict[str, list[str]]()
        while True:
            frame = receive(self._process.stdout)  # type: ignore[arg-type]
            if frame is None:
                raise self._end_error(limits)
            letter, body = frame
            if letter == b"A":
                arrow += body
                if limits.max_bytes is not None and len(arrow) > 4 * limits.max_bytes + (1 << 20):
                    self.kill("size")
                    raise self._end_error(limits)
                continue
            fields = json.loads(body)
            if fields.get("retire"):
                self.kill("retired")
            if letter == b"E":
                raise QueryError(worded(fields["kind"], fields["message"], tables=self.tables, secrets=self._secrets))
            if letter == b"C":
                head = fields
            elif letter == b"D":
                table = pa.ipc.open_stream(pa.BufferReader(bytes(arrow))).read_all()
                table.validate()
                return Answer(
                    table, tuple(head["columns"]), tuple(head["types"]), fields["truncated"], fields["elapsed_s"]
                )

    def _end_error(self, limits: Limits) -> QueryError:
        """The sentence for a child that went away in the middle of an answer."""
        self.kill("crash")
        if self._ended == "deadline":
            return QueryError(
                f"Stopped after {limits.timeout_s:g} s; ask for fewer rows, a shorter time span, or an aggregate."
            )
        if self._ended == "cancel":
            return QueryError(STOPPED)
        if self._ended == "size":
            return QueryError("The answer is too large to show; select fewer columns or add a LIMIT.")
        return QueryError(
            "The query brought its process down, most likely by using too much memory; filter earlier or aggregate. "
            "The next query runs in a new process."
        )

    def _deadline(self, seconds: float | None, reason: str) -> _Deadline:
        return _Deadline(self, seconds, reason)

    def kill(self, reason: str) -> None:
        """End the process at once; the first reason given is the one reported."""
        with self._lock:
            self._ended = self._ended or reason
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and release its pipes."""
        self.kill("closed")
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # a half-written request to a process that is gone
                    continue


class _Deadline:
    """Kill a child unless the block ends in time."""

    def __init__(self, child: Child, seconds: float | None, reason: str) -> None:
        self._timer = None if seconds is None else threading.Timer(seconds, child.kill, (reason,))

    def __enter__(self) -> None:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def __exit__(self, *error: object) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _environment(folder: Path) -> dict[str, str]:
    """A small environment: where Python finds its modules, a neutral home, UTC; nothing of the server's own."""
    project = str(Path(__file__).resolve().parents[1])
    modules = [os.path.abspath(entry) for entry in sys.path if entry]  # noqa: PTH100
    environment = {
        "PYTHONPATH": os.pathsep.join([*modules, project]),
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    kept = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return environment | {name: os.environ[name] for name in kept if name in os.environ}
