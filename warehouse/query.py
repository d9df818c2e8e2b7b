"""Ad-hoc SQL on a sealed release, in child processes that can be ended at any moment.

Editorial decisions:

- Both the page and the command line run here. "Untrusted" and "trusted" differ in limits only: the same
  statements, the same functions and the same locked, read-only connection hold for both.
- The pool keeps children warm; a child that was killed, crashed or holds an older release is replaced by
  starting a new one, which gets ready while nobody waits for it.
- Nothing starts before the first query, and a pool that finds itself in a forked process starts children of
  its own.
- Several processes may each have a pool for one server; given a folder in common, any of them stops a query of the
  others (`query_bells`).
- Children see the release under a neutral path: a hard link in a private folder, else a symbolic one, else
  the path itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow as pa

from warehouse.errors import QueryError, ReleaseError
from warehouse.query_bells import Bells
from warehouse.query_process import STOPPED, Answer, Child, Limits

UNTRUSTED = Limits()
"""5 s, 1 GiB, 10,000 rows, 16 MiB of answer, 20,000 characters of text."""

TRUSTED = Limits(timeout_s=None, max_rows=None, max_bytes=None, memory_mib=None, max_characters=None, threads=None)
"""No caps; still one reading statement on a read-only, locked connection in a child process."""


@dataclass(frozen=True)
class Result:
    """A query's answer.

    Attributes:
        frame: the rows. HUGEINT arrives as Int128; types that Polars doesn't have arrive as DuckDB's text; dates and
            times outside the years 1 to 9999 are null. Repeated column names get a suffix `_1`, `_2`, ….
        types: DuckDB's type of each column, in the frame's order.
        truncated: whether rows, bytes or long text cells were cut.
        elapsed_s: seconds spent in the child, without waiting for one.
    """

    frame: pl.DataFrame
    types: tuple[str, ...]
    truncated: bool
    elapsed_s: float

    @property
    def columns(self) -> tuple[str, ...]:
        """The frame's column names, in order."""
        return tuple(self.frame.columns)


class Sandbox:
    """A pool of warm child processes that answer untrusted SQL.

    Example:
        >>> with Sandbox("home/releases/2026-07-05-1.duckdb") as sandbox:  # doctest: +SKIP
        ...     sandbox.run("SELECT count(*) AS n FROM story").frame

    Args:
        path: the release file asked when `run` names none.
        size: queries that run at the same time, and children at most.
        limits: what a query may use unless `run` says less; memory and threads hold for the children's life.
        kept: children that the first query starts; more, up to `size`, are started by queries that meet. All by
            default.
        folder: a private folder for what children need on disk. Sandboxes of several processes that share it stop
            each other's queries. By default every child has one of its own in the place for temporary files.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        size: int = 2,
        limits: Limits = UNTRUSTED,
        kept: int | None = None,
        folder: Path | None = None,
    ) -> None:
        if size < 1:
            raise QueryError(f"A sandbox needs at least 1 process, not {size}.")
        self._path = None if path is None else Path(path)
        self._size, self._limits = size, limits
        self._kept = size if kept is None else min(kept, size)
        self._folder = folder
        self._bells = None if folder is None else Bells(folder)
        self._changed = threading.Condition()
        self._forget()

    def _forget(self) -> None:
        """Start from nothing: at first, and in a forked process, whose parent's children aren't ours."""
        self._owner = os.getpid()
        self._idle: list[Child] = []
        self._taken: set[Child] = set()
        self._running: dict[str, Child | None] = {}
        self._cancelled: set[str] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self, path: str | Path | None = None) -> None:
        """Start the pool's children for `path` and wait until they are ready."""
        children = [self._take(self._target(path), time.monotonic() + 60, None) for _ in range(self._size)]
        for child in children:
            child.greet()
            self._give_back(child)

    def run(
        self,
        sql: str,
        *,
        path: str | Path | None = None,
        timeout_s: float | None = None,
        max_rows: int | None = None,
        max_bytes: int | None = None,
        token: str | None = None,
    ) -> Result:
        """Answer one SELECT, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN or VALUES.

        Args:
            sql: the statement.
            path: the release file; the pool follows it when it changes from one call to the next.
            timeout_s, max_rows, max_bytes: narrower or wider than the sandbox's limits; None keeps those.
            token: a name of the caller's choice under which `cancel` finds this query.

        Returns:
            The rows and whether they were cut.

        Raises:
            QueryError: the statement was refused, failed, was cancelled or hit a limit; says what to do instead.
            ReleaseError: there is no such release file.
        """
        limits = replace(
            self._limits,
            timeout_s=self._limits.timeout_s if timeout_s is None else timeout_s,
            max_rows=self._limits.max_rows if max_rows is None else max_rows,
            max_bytes=self._limits.max_bytes if max_bytes is None else max_bytes,
        )
        patience = 30.0 if limits.timeout_s is None else limits.timeout_s + 1
        target = self._target(path)
        with self._stoppable(token):
            child = self._take(target, time.monotonic() + patience, token)
            try:
                return _result(child.ask(sql, limits))
            finally:
                self._give_back(child, token)

    def cancel(self, token: str) -> bool:
        """Stop the query that runs or waits under `token`, here or where `folder` is shared; True if there was one."""
        return self._cancel(token) or (self._bells is not None and self._bells.ring(token))

    @contextmanager
    def _stoppable(self, token: str | None) -> Iterator[None]:
        """Let `cancel` find what the block does under `token`, from this process and from others."""
        if token is None:
            yield
            return
        with self._changed:
            if self._owner != os.getpid():
                self._forget()
            self._running[token] = None
        try:
            with nullcontext() if self._bells is None else self._bells.listening(token, lambda: self._cancel(token)):
                yield
        finally:
            with self._changed:
                self._release_token(token)

    def _cancel(self, token: str) -> bool:
        """Stop the query that runs or waits under `token` in this process."""
        with self._changed:
            if token not in self._running:
                return False
            self._cancelled.add(token)
            child = self._running[token]
            if child is not None:
                child.kill("cancel")
            self._changed.notify_all()
            return True

    def close(self) -> None:
        """End all children and refuse further queries; one that runs or waits is told that it was stopped."""
        with self._changed:
            mine = self._owner == os.getpid()
            idle, self._idle, self._closed = self._idle, [], True
            running = list(self._taken)
            self._changed.notify_all()
        for child in running if mine else ():
            child.kill("cancel")  # its query takes it out of the pool
        for child in idle if mine else ():
            _dismiss(child)

    def _target(self, path: str | Path | None) -> Path:
        chosen = self._path if path is None else Path(path)
        if chosen is None:
            raise QueryError("No release was named; pass path=… to run(), or to Sandbox().")
        return chosen.absolute()

    def _take(self, path: Path, until: float, token: str | None) -> Child:
        """Wait for a free place and return a living child that holds `path`."""
        stale: list[Child] = []
        with self._changed:
            if self._owner != os.getpid():
                self._forget()
            try:
                while len(self._taken) >= self._size and not self._closed and token not in self._cancelled:
                    if not self._changed.wait(until - time.monotonic()) and time.monotonic() >= until:
                        raise QueryError(f"All {self._size} SQL processes are busy; try again in a moment.")
                if self._closed:
                    raise QueryError("The SQL sandbox is closed; open a new one.")
                if token in self._cancelled:
                    raise QueryError(STOPPED)
                stale = [child for child in self._idle if child.path != path or not child.alive]
                ready = [child for child in self._idle if child not in stale]
                while not ready or len(ready) + len(self._taken) < self._kept:
                    ready.append(_start(path, self._limits, self._folder))
                child, self._idle = ready[0], ready[1:]
                self._taken.add(child)
                if token is not None:
                    self._running[token] = child
                return child
            finally:
                for old in stale:
                    _dismiss(old)

    def _give_back(self, child: Child, token: str | None = None) -> None:
        """Return a child to the pool, or start its successor if it is gone."""
        keep = child.alive
        with self._changed:
            self._release_token(token)  # before another query gets the child
            self._taken.discard(child)
            if self._closed:
                keep = False
            elif keep:
                self._idle.append(child)
            elif child.path.exists():
                self._idle.append(_start(child.path, self._limits, self._folder))
            self._changed.notify()
        if not keep:
            _dismiss(child)

    def _release_token(self, token: str | None) -> None:
        if token is not None:
            self._running.pop(token, None)
            self._cancelled.discard(token)


def run(
    file: str | Path,
    sql: str,
    *,
    trusted: bool,
    timeout_s: float | None = None,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Result:
    """Answer one statement in a process started for it.

    Args:
        file: the release file.
        sql: one SELECT, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN or VALUES.
        trusted: True lifts all caps; False applies `UNTRUSTED`. What may be said is the same.
        timeout_s, max_rows, max_bytes: in place of the chosen limits; None keeps those.

    Raises:
        QueryError: as `Sandbox.run`.
        ReleaseError: there is no such release file.
    """
    limits = TRUSTED if trusted else UNTRUSTED
    with Sandbox(file, size=1, limits=limits) as sandbox:
        return sandbox.run(sql, timeout_s=timeout_s, max_rows=max_rows, max_bytes=max_bytes)


def _start(path: Path, limits: Limits, parent: Path | None) -> Child:
    """Start a child that sees `path` as `release.duckdb` in a private folder, made in `parent`."""
    if not path.is_file():
        raise ReleaseError(f"There is no release file {path.name}; build one with `trends build`, or name another.")
    folder = Path(tempfile.mkdtemp(prefix="trends-sql-", dir=parent if parent and parent.is_dir() else None))
    child = Child(path, _neutral(path, folder / "release.duckdb"), folder, limits)
    weakref.finalize(child, shutil.rmtree, folder, ignore_errors=True)  # also where nobody closes the sandbox
    return child


def _neutral(path: Path, link: Path) -> Path:
    """Give `path` a second name that tells nothing; the path itself where the platform allows no link."""
    for make in (link.hardlink_to, link.symlink_to):
        try:
            make(path)
        except OSError:
            continue
        return link
    return path


def _dismiss(child: Child) -> None:
    """End a child and remove its private folder."""
    child.close()
    shutil.rmtree(child.folder, ignore_errors=True)


def _result(answer: Answer) -> Result:
    """Turn Arrow columns into Polars ones, by the rules in `Result`."""
    names = unique(answer.columns)
    frame = pl.DataFrame([_series(name, column) for name, column in zip(names, answer.table.columns, strict=True)])
    wide = {"HUGEINT": pl.Int128, "UHUGEINT": pl.UInt128}
    frame = frame.with_columns(
        pl.col(name).cast(wide[kind]) for name, kind in zip(names, answer.types, strict=True) if kind in wide
    )
    return Result(frame, answer.types, answer.truncated, answer.elapsed_s)


def _series(name: str, column: pa.ChunkedArray) -> pl.Series:
    """One column as Polars; dates and times that Python can't name (years before 1 or after 9999) become null."""
    series = pl.Series(name, column)
    if not isinstance(series.dtype, pl.Date | pl.Datetime):
        return series
    if series.dtype == pl.Datetime("ns"):  # reaches from 1677 to 2262; the ends stand for the infinities
        first, last = -(2**63) + 2, 2**63 - 2
    else:
        first, last = pl.Series([date(1, 1, 1), date(9999, 12, 31)]).cast(series.dtype).to_physical()
    return series.set(~series.to_physical().is_between(first, last), None)


def unique(names: Sequence[str]) -> list[str]:
    """Make column names unique, in order: a, a, a_1 becomes a, a_2, a_1.

    >>> unique(["a", "a", "a_1"])
    ['a', 'a_2', 'a_1']
    """
    taken, result = set(names), list[str]()
    for name in names:
        chosen, number = name, 1
        while chosen in result or (chosen != name and chosen in taken):
            chosen, number = f"{name}_{number}", number + 1
        result.append(chosen)
    return result
