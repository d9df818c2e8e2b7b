"""The private working store of a home: articles, briefs, refusals, beats, release numbers. One writer at a time.

Nobody reads numbers from here; readers open a sealed release. Migrations run in order, each with its ledger row in one
transaction, so a kill leaves the store at one schema or the next and never between. An ingest is one transaction too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from warehouse import resources
from warehouse.errors import StoreError

FILE_NAME = "store.duckdb"
CONFIG: dict[str, str | bool | int | float | list[str]] = {"storage_compatibility_version": "v1.5.0"}
"""A new store is written so that DuckDB 1.5 opens it too, as releases are; a store keeps the form it was made in."""
INCOMING = pl.Schema(
    {
        "article_id": pl.String(),
        "content_hash": pl.String(),
        "url": pl.String(),
        "outlet_id": pl.String(),
        "title": pl.String(),
        "summary": pl.String(),
        "author": pl.String(),
        "language": pl.String(),
        "published_at": pl.Datetime("us"),
        "date_precision": pl.String(),
        "credit": pl.String(),
        "first_seen_at": pl.Datetime("us"),
        "assumed_seen_at": pl.Datetime("us"),
        "source": pl.String(),
        "line": pl.Int64(),
        "second_hand": pl.Boolean(),
    }
)
"""An article on its way in; `second_hand` where a brief tells of it, which never changes an article that is known.

`article_id` is a letter and 16 hexadecimal digits, as `articles.article_id` makes it.
"""
INCOMING_BRIEFS = pl.Schema(
    {
        "publisher": pl.String(),
        "brief_id": pl.String(),
        "content_hash": pl.String(),
        "published_at": pl.Datetime("us"),
        "brief": pl.String(),
        "first_seen_at": pl.Datetime("us"),
        "assumed_seen_at": pl.Datetime("us"),
        "source": pl.String(),
        "line": pl.Int64(),
    }
)
REFUSED = pl.Schema(
    {
        "source": pl.String(),
        "line": pl.Int64(),
        "hash": pl.String(),
        "reason": pl.String(),
        "raw": pl.String(),
        "refused_at": pl.Datetime("us"),
    }
)
POLLED = pl.Schema(
    {
        "url": pl.String(),
        "polled_at": pl.Datetime("us"),
        "succeeded": pl.Boolean(),
        "n_items": pl.Int64(),
        "oldest_published_at": pl.Datetime("us"),
        "newest_published_at": pl.Datetime("us"),
        "reason": pl.String(),
    }
)
"""One asking of an address for articles; `reason` where it failed."""


@dataclass(frozen=True)
class Added:
    """What one ingest changed: new articles and briefs, new versions of known ones, newly refused lines."""

    new: int
    changed: int
    refused: int
    new_briefs: int
    changed_briefs: int


class Store:
    """An open working store; use as a context manager."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, home: Path, *, now: datetime, read_only: bool = False) -> Self:
        """Opens the store of `home`, making and migrating it unless `read_only`.

        Raises:
            StoreError: when the folder can't be written, another process holds the store, or a newer version made it.
        """
        path = home / FILE_NAME
        if read_only and not path.exists():
            raise StoreError(f"{home} holds no store yet; `trends ingest FILE --home {home}` makes one")
        try:
            home.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
        except (OSError, duckdb.Error) as error:
            raise StoreError(_why_not_open(path, error)) from error
        store = cls(connection, path)
        try:
            # All threads insert, and whole groups of rows fill the file; whoever reads the store asks for an order.
            connection.execute("SET preserve_insertion_order = false")
            store._migrate(now, read_only=read_only)
        except BaseException:
            connection.close()
            raise
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the store and lets go of its lock."""
        self._connection.close()

    def add(
        self,
        articles: pl.DataFrame,
        refusals: pl.DataFrame,
        briefs: pl.DataFrame | None = None,
        polled: pl.DataFrame | None = None,
    ) -> Added:
        """Adds articles (`INCOMING`), refused lines (`REFUSED`), briefs (`INCOMING_BRIEFS`) in one transaction.

        What is known already adds nothing. `polled` (`POLLED`) is the poll that brought them, where there was one.
        """
        told = INCOMING_BRIEFS.to_frame() if briefs is None else briefs
        incoming = articles.with_columns(article_key=_article_key())
        for what, frame, key in (("article", incoming, ["article_key"]), ("brief", told, ["publisher", "brief_id"])):
            if frame.select(key).n_unique() < frame.height:
                doubled = frame.filter(frame.select(key).is_duplicated()).get_column(f"{what}_id")
                raise StoreError(f"{what} {doubled[0]} would stand {doubled.len()} times; nothing was stored")
        with self._transaction(), self._registered(incoming=incoming, refused=refusals, told=told):
            later_articles, later_briefs = self._later_versions()
            articles_added, briefs_added = self._inserted("store/add_articles"), self._inserted("store/add_briefs")
            refused = self._inserted("store/add_refusals")
            changed, changed_briefs = (
                now - before for now, before in zip(self._later_versions(), (later_articles, later_briefs), strict=True)
            )
            if polled is not None:
                self._insert_polls(polled)
        return Added(
            new=articles_added - changed,
            changed=changed,
            refused=refused,
            new_briefs=briefs_added - changed_briefs,
            changed_briefs=changed_briefs,
        )

    def add_poll(self, polled: pl.DataFrame) -> None:
        """Adds polls (`POLLED`) that brought nothing."""
        with self._transaction():
            self._insert_polls(polled)

    def polls(self, as_of: date) -> pl.DataFrame:
        """Returns every poll up to the end of `as_of` (UTC): `POLLED`, by address and time."""
        return self._known("store/polls_as_of", as_of)

    def articles(self, as_of: date) -> pl.DataFrame:
        """Returns the articles known by the end of `as_of` (UTC), in order of arrival; columns as in `article`."""
        return self._known("store/articles_as_of", as_of)

    def briefs(self, as_of: date) -> pl.DataFrame:
        """Returns the briefs known by the end of `as_of` (UTC), each in its latest version known then.

        publisher, brief_id, version, published_at, brief (canonical JSON), first_seen_at, known_at, source and line.
        """
        return self._known("store/briefs_as_of", as_of)

    def refusals(self) -> pl.DataFrame:
        """Returns the quarantine: source, line, reason, raw, refused_at; one row a source, line and raw."""
        frame: pl.DataFrame = self._connection.sql(resources.sql("store/refusals")).pl()
        return frame

    def counts(self) -> dict[str, Any]:
        """Returns what the store holds: counts, first and last publication, last moment of knowledge."""
        frame: pl.DataFrame = self._connection.sql(resources.sql("store/counts")).pl()
        return frame.row(0, named=True)

    def register_beat(self, beat_id: str, reference: str, now: datetime) -> None:
        """Registers a beat (a packaged name or a file) in this home; a second time renews its reference."""
        with self._transaction():
            self._connection.execute("DELETE FROM registered_beat WHERE beat_id = ?", [beat_id])
            self._connection.execute("INSERT INTO registered_beat VALUES (?, ?, ?)", [beat_id, reference, now])

    def beats(self) -> list[tuple[str, str]]:
        """Returns (beat_id, reference) of every registered beat, by id."""
        return self._connection.execute(
            "SELECT beat_id, reference FROM registered_beat ORDER BY beat_id"
        ).fetchall()  # fmt: skip

    def reserve_number(self, as_of: date, now: datetime, *, above: int = 0) -> int:
        """Returns the next number for releases of `as_of`; a number is handed out once, whatever happens next.

        Args:
            as_of: last day of the knowledge that the release will hold.
            now: the present, for the ledger alone; numbers don't depend on the clock.
            above: highest number that is taken already, for a store that was lost or brought back from a backup.
        """
        with self._transaction():
            rows = self._connection.execute(
                "SELECT greatest(coalesce(max(number), 0), ?) + 1 FROM release_number WHERE as_of = ?", [above, as_of]
            ).fetchall()
            number = int(rows[0][0])
            self._connection.execute("INSERT INTO release_number VALUES (?, ?, ?)", [as_of, number, now])
        return number

    def verify(self) -> list[tuple[str, int, int]]:
        """Reads every row, so that a damaged block shows, and returns what stands double: (what, version, times).

        There must be none; this stands in for a primary key, which would make loads several times as slow.

        Raises:
            StoreError: when a row can't be read.
        """
        try:
            for (table,) in self._connection.execute("SHOW TABLES").fetchall():
                self._connection.execute(f'SELECT bit_xor(hash(kept)) FROM "{table}" AS kept').fetchall()
            return self._connection.execute(resources.sql("store/duplicate_versions")).fetchall()
        except duckdb.Error as error:
            raise StoreError(f"{self.path} can't be read whole ({_first_line(error)})") from error

    def copy_to(self, path: Path) -> None:
        """Writes a consistent copy of the store to `path`, which must not exist.

        Copying the file itself inside this process would drop its lock, and miss what stands in the write-ahead log.

        Raises:
            StoreError: when the copy can't be written, or the store not read.
        """
        quoted = str(path).replace("'", "''")
        try:
            name = self._connection.execute("SELECT current_database()").fetchall()[0][0]
            self._connection.execute(f"ATTACH '{quoted}' AS store_copy (READ_WRITE)")
            try:
                self._connection.execute(f'COPY FROM DATABASE "{name}" TO store_copy')
                self._connection.execute("CHECKPOINT store_copy")
            finally:
                self._connection.execute("DETACH store_copy")
        except duckdb.Error as error:
            raise StoreError(f"{self.path} could not be copied to {path} ({_first_line(error)})") from error

    def _inserted(self, name: str) -> int:
        """Runs an insertion and returns how many rows it added.

        It tells no more of them: rows that an insertion returns are written by one thread.
        """
        return int(self._connection.execute(resources.sql(name)).fetchall()[0][0])

    def _later_versions(self) -> tuple[int, int]:
        """Returns how many versions of articles and of briefs replace an earlier one."""
        n_articles, n_briefs = self._connection.execute(resources.sql("store/later_versions")).fetchall()[0]
        return n_articles, n_briefs

    def _insert_polls(self, polled: pl.DataFrame) -> None:
        with self._registered(polled=polled):
            self._connection.execute(resources.sql("store/add_polls"))

    def _known(self, name: str, as_of: date) -> pl.DataFrame:
        end_of_day = datetime.combine(as_of + timedelta(days=1), time())
        frame: pl.DataFrame = self._connection.sql(resources.sql(name), params={"end_of_day": end_of_day}).pl()
        return frame

    def _migrate(self, now: datetime, *, read_only: bool) -> None:
        files = resources.sql_files("migrations")
        known = {file.stem for file in files}
        done = self._ledger(read_only=read_only)
        foreign = sorted(done - known)
        if foreign:
            raise StoreError(f"{self.path} has schema {foreign[-1]}, newer than this version; upgrade trends-index")
        missing = [file for file in files if file.stem not in done]
        if read_only and missing:
            raise StoreError(f"{self.path} has an older schema; any `trends ingest` or `trends build` brings it up")
        for file in missing:
            with self._transaction():
                self._connection.execute(file.read_text(encoding="utf-8"))
                self._connection.execute("INSERT INTO migration VALUES (?, ?)", [file.stem, now])

    def _ledger(self, *, read_only: bool) -> set[str]:
        if not read_only:
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS migration (name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)"
            )
        try:
            return {name for (name,) in self._connection.execute("SELECT name FROM migration").fetchall()}
        except duckdb.CatalogException:
            return set()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            self._roll_back()
            raise self._unwritten(error) from error
        except BaseException:
            self._roll_back()
            raise
        try:
            self._connection.commit()
        except duckdb.Error as error:
            raise self._unwritten(error) from error

    def _roll_back(self) -> None:
        """Rolls back, unless the failed write (a full disk) did so already."""
        with suppress(duckdb.Error):
            self._connection.rollback()

    def _unwritten(self, error: Exception) -> StoreError:
        return StoreError(
            f"{self.path} could not be written ({_first_line(error)}); nothing was stored; free some space and repeat"
        )

    @contextmanager
    def _registered(self, **frames: pl.DataFrame) -> Iterator[None]:
        for name, frame in frames.items():
            # Once, as a Polars frame is turned at every scan of it; texts are handed over as they stand, not copied.
            self._connection.register(name, frame.to_arrow(compat_level=pl.CompatLevel.newest()))
        try:
            yield
        finally:
            for name in frames:
                self._connection.unregister(name)


def _article_key() -> pl.Expr:
    """The number that the hexadecimal digits of an article's id are."""
    return pl.col("article_id").str.slice(1).str.to_integer(base=16, dtype=pl.UInt64)


def _why_not_open(path: Path, error: Exception) -> str:
    text = _first_line(error)
    if "lock" in text.lower():
        return f"{path} is in use by another process; wait for it to end, or use another --home"
    if isinstance(error, PermissionError) or "permission" in text.lower() or "read-only" in text.lower():
        return f"{path} can't be written; choose a folder of your own with --home DIR"
    return f"{path} can't be opened ({text}); move it away to start anew, sealed releases stay readable"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
