"""The dashboard as one Dash app: `create_app(home)` wires sealed releases and the SQL sandbox into the pages.

Nothing is opened when the app is made; each request asks which release is current, so a new build shows on the next
click and a process may fork before its first request. `python app.py` serves the home of $TRENDS_HOME or ./.trends.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from contextlib import closing
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import polars as pl
from dash import Dash

from trends.pages import PAGES, examples, shell
from trends.pages.examples import Example
from trends.pages.guard import Access
from trends.pages.kept import Kept
from trends.pages.provider import AskError
from warehouse import query, release
from warehouse.errors import ReleaseError, TrendsError

Made = TypeVar("Made")
MADE_KEPT = 128
MOST_KEPT = 64 * 2**20
"""Bytes of results of SQL that are kept for one release."""


def create_app(home: str | Path, *, access: Access | None = None) -> Dash:
    """Make the dashboard of a home.

    Args:
        home: the folder that holds `releases/`; it may still be empty, the pages then say how to build one.
        access: who may ask; by default whoever calls it by a loopback name.
    """
    return dashboard(HomeProvider(Path(home)), access=access)


def dashboard(provider: HomeProvider, *, access: Access | None = None) -> Dash:
    """Make the dashboard of what a provider provides; whoever made the provider closes it."""
    return shell.dashboard(provider, PAGES, access or Access())


class ReleaseView:
    """One open release as the pages see it; tables and last results are kept, since it never changes."""

    def __init__(self, opened: release.Release) -> None:
        self.path = opened.path
        self.id = opened.id
        self.as_of: date = opened.as_of
        self._release = opened
        self._frames: dict[str, pl.DataFrame] = {}
        self._results: Kept[pl.DataFrame] = Kept(MOST_KEPT, size=lambda frame: int(frame.estimated_size()))
        self._made = lru_cache(MADE_KEPT)(lambda compute, *about: compute(self, *about))

    def frame(self, table: str) -> pl.DataFrame:
        """A whole public table."""
        if table not in self._frames:
            self._frames[table] = self._release.frame(table)
        return self._frames[table]

    def sql(self, text: str) -> pl.DataFrame:
        """The result of the project's own SQL."""
        return self._results.of(text, lambda: self._release.sql(text))

    def once(self, compute: Callable[..., Made], *about: Hashable) -> Made:
        """compute(view, *about), kept; two threads that ask first may both compute it."""
        made: Made = self._made(compute, *about)
        return made


class HomeProvider:
    """The current release of a home, opened on first use and again whenever `current` names another file.

    Args:
        home: the folder that holds `releases/`.
        folder: a private folder; the providers of several processes that share it stop each other's queries.
    """

    def __init__(self, home: Path, *, folder: Path | None = None) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._view: ReleaseView | None = None
        self._sandbox = query.Sandbox(kept=1, folder=folder)

    def current(self) -> ReleaseView | None:
        """The current release, or None while there is none."""
        try:
            path = release.path_of(self._home)
        except ReleaseError:
            return None
        with self._lock:
            if self._view is None or self._view.path != path:
                self._view = ReleaseView(release.open(path))
            return self._view

    def ask(self, sql: str, *, token: str | None = None) -> query.Result:
        """A reader's own SQL, in the sandbox."""
        try:
            return self._sandbox.run(sql, path=release.path_of(self._home), token=token)
        except TrendsError as error:
            raise AskError(str(error)) from error

    def cancel(self, token: str) -> bool:
        """Stop a reader's query."""
        return self._sandbox.cancel(token)

    def close(self) -> None:
        """End the sandbox's processes, and the queries in them."""
        self._sandbox.close()

    def examples(self) -> tuple[Example, ...]:
        """The packaged example queries, in the order of their file names."""
        folder = files("warehouse") / "queries"
        found = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)
        return tuple(examples.parse(item.read_text(encoding="utf-8")) for item in found)


if __name__ == "__main__":
    with closing(HomeProvider(Path(os.environ.get("TRENDS_HOME", ".trends")))) as provided:
        dashboard(provided).run(host="127.0.0.1", port=8050, debug=False)
