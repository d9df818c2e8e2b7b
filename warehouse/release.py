"""The door between building and reading: a release is written aside, sealed by a rename, and never changed again.

`releases/<as_of>-<n>.duckdb` holds the tables, `releases/<as_of>-<n>.json` the manifest (versions, hashes, row counts),
`releases/current` the name of the release that readers get. The manifest is in place before the database, the database
before `current`: a kill at any moment leaves the last release whole. Files are written in v1.5 storage, so that every
DuckDB from 1.5 on opens them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from warehouse.errors import ReleaseError

FOLDER = "releases"
CURRENT = "current"
STAGING = ".staging-"
ID = re.compile(r"\d{4}-\d{2}-\d{2}-[1-9]\d*")
"""What a release is called: its as-of and its number."""
STORAGE_VERSION = "v1.5.0"
SCHEMA_VERSION = 3
UNHASHED = ("release", "vintage", "change", "audit")
"""Tables that name releases, or rest on labels beside the articles: they differ between two builds of the same data."""

ROWS_AT_ONCE = 100_000
"""Rows of a table that are written out at once for its hash."""


@dataclass(frozen=True)
class Table:
    """A public table before sealing: its rows, its DDL with COMMENTs, and the key by which rows are ordered."""

    frame: pl.DataFrame
    ddl: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself, beside the file."""

    release_id: str
    as_of: date
    built_at: datetime
    number: int
    schema_version: int
    method_version: str
    beat_hash: str
    data_hash: str
    tables: dict[str, dict[str, Any]]
    """Rows, sha256 and the key that orders the rows, of each table."""

    def to_json(self) -> str:
        """Returns the manifest as JSON, dates in ISO form."""
        return json.dumps(self.__dict__, indent=2, default=lambda value: value.isoformat(), sort_keys=True)

    @classmethod
    def from_json(cls, text: str, path: Path) -> Self:
        """Returns the manifest in `text`; `path` is named when it doesn't read."""
        try:
            fields = json.loads(text)
            fields["as_of"] = date.fromisoformat(fields["as_of"])
            fields["built_at"] = datetime.fromisoformat(fields["built_at"])
            return cls(**fields)
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseError(f"{path} is not a release manifest ({error}); build again") from error


class Release:
    """An open, read-only release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, release_id: str) -> None:
        self._connection = connection
        self.path = path
        self.id = release_id

    @property
    def as_of(self) -> date:
        """Last day whose knowledge is in the release (UTC)."""
        moment: datetime = self.sql("SELECT as_of FROM release").item()
        return moment.date()

    def tables(self) -> list[str]:
        """Returns the names of the public tables, sorted."""
        return list(self._tables)

    @cached_property
    def _tables(self) -> tuple[str, ...]:
        """Read once: a sealed release never changes."""
        return tuple(name for (name,) in self._cursor().execute("SHOW TABLES").fetchall())

    def frame(self, table: str, columns: Sequence[str] = ()) -> pl.DataFrame:
        """Returns a public table (or some of its columns) as a frame, in the order in which it was sealed.

        Raises:
            ReleaseError: when there is no such table; the message lists those there are.
        """
        if table not in self._tables:
            raise ReleaseError(f"release {self.id} has no table {table!r}; it has {', '.join(self._tables)}")
        chosen = ", ".join(f'"{name}"' for name in columns) or "*"
        return self.sql(f'SELECT {chosen} FROM "{table}" ORDER BY rowid')

    def sql(self, query: str) -> pl.DataFrame:
        """Returns the result of trusted SQL; for SQL that a stranger typed use `warehouse.query`."""
        try:
            frame: pl.DataFrame = self._cursor().sql(query).pl()
        except duckdb.Error as error:
            raise ReleaseError(f"release {self.id}: {_first_line(error)}") from error
        return frame

    def manifest(self) -> Manifest:
        """Returns the manifest beside the file."""
        path = self.path.with_suffix(".json")
        return Manifest.from_json(_read(path), path)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for each call, since one connection can't serve two threads at once."""
        return self._connection.cursor()


def open(home_or_file: str | Path, release_id: str | None = None) -> Release:
    """Opens a release read-only: a file, or the current (or named) one of a home.

    Raises:
        ReleaseError: when there is none, or the file doesn't open; the message says how to get one.
    """
    path = Path(home_or_file)
    if path.is_dir() or path.suffix != ".duckdb":
        path = path_of(path, release_id)
    if not path.exists():
        raise ReleaseError(f"{path} does not exist; `trends status` lists the releases of a home")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise ReleaseError(f"{path} is not a whole release ({_first_line(error)}); build again") from error
    try:
        connection.execute("SET python_enable_replacements = false")
        rows = connection.execute("SELECT release_id FROM release").fetchall()
        if len(rows) != 1:
            raise ReleaseError(f"{path} is not a whole release (its release table has {len(rows)} rows); build again")
    except duckdb.Error as error:
        connection.close()
        raise ReleaseError(f"{path} is not a whole release ({_first_line(error)}); build again") from error
    except ReleaseError:
        connection.close()
        raise
    return Release(connection, path, str(rows[0][0]))


def path_of(home: Path, release_id: str | None = None) -> Path:
    """Returns the file of the current (or named) release of a home, without opening it.

    Raises:
        ReleaseError: when the home has no release, or none of that name.
    """
    if release_id is None:
        pointer = home / FOLDER / CURRENT
        if not pointer.exists():
            raise ReleaseError(f"{home} holds no release yet; `trends build --home {home}` makes one")
        release_id = _read(pointer).strip()
        if not _is_sealed(home, release_id):
            raise ReleaseError(
                f"{pointer} names {release_id[:40]!r}, which is no sealed release of {home}; "
                f"`trends build --home {home}` seals one and names it, `trends check` tells what is there"
            )
    if not _is_sealed(home, release_id):
        raise ReleaseError(f"{home} has no release {release_id!r}; it has {', '.join(listing(home)) or 'none'}")
    return home / FOLDER / f"{release_id}.duckdb"


def listing(home: Path) -> list[str]:
    """Returns the ids of the sealed releases of a home, oldest as-of first."""
    found = [path.stem for path in (home / FOLDER).glob("*.duckdb")]
    return sorted((name for name in found if _is_sealed(home, name)), key=order)


def _is_sealed(home: Path, name: str) -> bool:
    """Whether a home holds the file and the manifest of a release; asked for every page, so nothing is listed."""
    path = home / FOLDER / f"{name}.duckdb"
    return bool(ID.fullmatch(name)) and path.exists() and path.with_suffix(".json").exists()


def order(release_id: str) -> tuple[str, int]:
    """Returns what releases are sorted by: as-of, then number (as a number, so that 9 comes before 10)."""
    return release_id[:10], int(release_id[11:])


def last_number(home: Path, as_of: date) -> int:
    """Returns the highest number that any file of this as-of carries, 0 where there is none.

    A store that was lost or brought back from a backup may know of fewer releases than there are.
    """
    files = (home / FOLDER).glob(f"{as_of}-*")
    return max((order(path.stem)[1] for path in files if ID.fullmatch(path.stem)), default=0)


def seal(home: Path, tables: Mapping[str, Table], manifest: Manifest, *, move_current: bool = True) -> Path:
    """Writes `tables` as a new release and returns its file.

    The rows are written in the order of their keys. Nothing that exists is overwritten.

    Raises:
        ReleaseError: when the release exists already, or the folder or disk refuses.
    """
    folder = home / FOLDER
    final = folder / f"{manifest.release_id}.duckdb"
    staging = folder / f"{STAGING}{manifest.release_id}-{uuid.uuid4().hex}.duckdb"
    if final.exists():
        raise ReleaseError(f"release {manifest.release_id} exists already; releases are never overwritten")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(staging, tables)
        _replace(final.with_suffix(".json"), manifest.to_json())
        _sync(staging)
        staging.rename(final)
        _sync(folder)
        if move_current:
            _replace(folder / CURRENT, manifest.release_id + "\n")
    except (OSError, duckdb.Error) as error:
        raise ReleaseError(
            f"release {manifest.release_id} could not be sealed ({_first_line(error)}); the last one stays; "
            "free or name a folder that takes files, then build again"
        ) from error
    finally:
        _clear(staging, final)
    return final


def table_hash(frame: pl.DataFrame, key: tuple[str, ...]) -> str:
    """Returns sha256 over the rows of a table, ordered by its key, columns by name, floats to 9 significant digits.

    Nine digits, because the last bits of a sum depend on how many threads added it up.
    """
    frame = frame.select(sorted(frame.columns))
    floats = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    rounded = [
        pl.when(pl.col(name) == 0).then(0.0).otherwise(pl.col(name).round_sig_figs(9)).alias(name) for name in floats
    ]
    ordered = frame.sort(key, maintain_order=True).with_columns(rounded)
    columns = json.dumps([[name, str(dtype)] for name, dtype in frame.schema.items()])
    digest = hashlib.sha256(columns.encode() + b"\n")
    for part in ordered.iter_slices(ROWS_AT_ONCE):  # the text of a large table is several times as large as the table
        digest.update(part.write_ndjson().encode())
    return digest.hexdigest()


def summary(tables: Mapping[str, Table]) -> dict[str, dict[str, Any]]:
    """Returns rows, sha256 and key of each table, by name."""
    return {
        name: {"rows": table.frame.height, "sha256": table_hash(table.frame, table.key), "key": list(table.key)}
        for name, table in sorted(tables.items())
    }


def data_hash(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Returns sha256 over the hashes of all tables but those that name the release itself."""
    lines = [f"{name} {entry['sha256']}" for name, entry in sorted(tables.items()) if name not in UNHASHED]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _write(path: Path, tables: Mapping[str, Table]) -> None:
    with duckdb.connect(":memory:") as connection:
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS sealed (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE sealed")
        for name, table in tables.items():
            connection.execute(table.ddl)
            columns = [str(row[0]) for row in connection.execute(f'DESCRIBE "{name}"').fetchall()]
            rows = table.frame.select(columns).sort(table.key, maintain_order=True)
            # texts are handed over as they stand; a Polars frame would be copied
            connection.register("rows", rows.to_arrow(compat_level=pl.CompatLevel.newest()))
            connection.execute(f'INSERT INTO "{name}" SELECT * FROM rows')
            connection.unregister("rows")
        connection.execute("CHECKPOINT sealed")
        connection.execute("USE memory")
        connection.execute("DETACH sealed")


def _replace(path: Path, text: str) -> None:
    """Writes a small file so that a reader sees the old text or the new one."""
    aside = path.with_name(f"{STAGING}{path.name}-{uuid.uuid4().hex}")
    try:
        aside.write_text(text, encoding="utf-8")
        _sync(aside)
        aside.replace(path)
        _sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _clear(staging: Path, final: Path) -> None:
    """Removes what a failed seal leaves; what can't be removed is listed by `trends check`."""
    with suppress(OSError):
        if staging.exists() and not final.exists():
            final.with_suffix(".json").unlink(missing_ok=True)
        for path in (staging, staging.with_suffix(".duckdb.wal")):
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Forces a file or folder to the disk, where the system can."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ReleaseError(f"{path} can't be read ({error.strerror or error}); build again") from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
