"""What pages may ask of the data: the protocols that `app.create_app` fills with a sealed release.

Pages never import the warehouse or a database. A view is one sealed release: it never changes, so whatever a page
computes from one view agrees with everything else on that page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Protocol, TypeVar

import polars as pl

from trends.pages.examples import Example

Made = TypeVar("Made")


class View(Protocol):
    """One sealed release, read-only."""

    @property
    def id(self) -> str:
        """The release's name, e.g. "2026-07-05-1"."""
        ...

    @property
    def as_of(self) -> date:
        """The last day whose knowledge is in the release (UTC)."""
        ...

    def frame(self, table: str) -> pl.DataFrame:
        """A whole public table; the view may keep it for later calls."""
        ...

    def sql(self, text: str) -> pl.DataFrame:
        """The result of the project's own SQL, in-process; not for a reader's text."""
        ...

    def once(self, compute: Callable[..., Made], *about: Hashable) -> Made:
        """compute(view, *about), for what follows from the release alone; the view may keep it for later calls."""
        ...


class AskError(Exception):
    """A reader's SQL that was refused, failed or was stopped; the message is for the reader."""


class Answer(Protocol):
    """What came of a reader's SQL."""

    @property
    def frame(self) -> pl.DataFrame:
        """The rows."""
        ...

    @property
    def types(self) -> tuple[str, ...]:
        """DuckDB's type of each column."""
        ...

    @property
    def truncated(self) -> bool:
        """Whether a limit cut the rows."""
        ...

    @property
    def elapsed_s(self) -> float:
        """Seconds that the query took."""
        ...


class Provider(Protocol):
    """Where pages find the current release."""

    def current(self) -> View | None:
        """The release that is current at this moment, or None before the first is sealed."""
        ...

    def ask(self, sql: str, *, token: str | None = None) -> Answer:
        """A reader's own SELECT, run in the sandbox against the current release.

        Raises:
            AskError: it was refused, failed, hit a limit or was cancelled.
        """
        ...

    def cancel(self, token: str) -> bool:
        """Stop the query asked under `token`; True if there was one."""
        ...

    def examples(self) -> tuple[Example, ...]:
        """Example queries for the SQL page, in the order to show them."""
        ...
