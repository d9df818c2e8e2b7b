"""Whether a home is whole: its store, its releases, `current`, and what a build that died left behind.

Editorial decisions: a finding is broken when a reader or the next build could get less than was sealed; what a killed
build leaves (a staging file, a manifest ahead of its file) is litter, since no reader ever sees it. Nothing is repaired
unless asked, and then only litter older than an hour, while the store is held so that no build can be at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse import release
from warehouse.errors import ReleaseError, StoreError
from warehouse.release import CURRENT, FOLDER, ID, STAGING
from warehouse.store import FILE_NAME, Store

LITTER_AGE = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """One thing to know of a home, as a sentence; `broken` when it costs a reader or a build something."""

    sentence: str
    broken: bool = False


def check(home: Path, *, now: datetime, repair: bool = False) -> list[Finding]:
    """Verifies a home and returns what there is to say of it; an empty list when it is whole and tidy.

    Args:
        home: the folder of the store and the releases.
        now: the present, naive UTC; used for the age of left-over files.
        repair: whether to remove left-over files older than an hour; only done while no build can be at work.
    """
    if not (home / FILE_NAME).exists() and not (home / FOLDER).exists():
        return [
            Finding(f"{home} holds no store and no release; `trends ingest FILE --home {home}` begins one", broken=True)
        ]
    with ExitStack() as held:
        findings, store = _open_store(home, now)
        if store is not None:
            held.enter_context(store)
            findings += _versions(store)
        idle = store is not None or not (home / FILE_NAME).exists()
        sealed = release.listing(home)
        findings += [*_pairs(home), *_litter(home, now, remove=repair and idle)]
    findings += _current(home, sealed)
    for release_id in sealed:
        findings += contents(home, release_id)
    return findings


def contents(home: Path, release_id: str) -> list[Finding]:
    """Returns where a sealed release differs from its manifest: names, versions, row counts, hashes of its tables."""
    way_out = f"take it from a backup, or delete its two files and run `trends build --home {home}`"
    try:
        with release.open(home, release_id) as opened:
            return [Finding(f"{sentence}; {way_out}", broken=True) for sentence in _differences(opened)]
    except ReleaseError as error:
        return [Finding(f"release {release_id} can't be read whole: {error}; {way_out}", broken=True)]


def _differences(opened: release.Release) -> Iterator[str]:
    name = opened.path.stem
    manifest = opened.manifest()
    if {opened.id, manifest.release_id} != {name}:
        yield f"{opened.path} calls itself {opened.id} and its manifest {manifest.release_id}"
    if manifest.schema_version > release.SCHEMA_VERSION:
        yield f"release {name} has schema {manifest.schema_version}; this version reads up to {release.SCHEMA_VERSION}"
    if manifest.data_hash != release.data_hash(manifest.tables):
        yield f"the manifest of release {name} was changed: its data_hash is not that of its tables"
    present = opened.tables()
    for table in sorted(set(present) ^ set(manifest.tables)):
        yield f"table {table} of release {name} is only in the {'file' if table in present else 'manifest'}"
    for table in sorted(set(present) & set(manifest.tables)):
        entry, frame = manifest.tables[table], opened.frame(table)
        if frame.height != entry["rows"]:
            yield f"table {table} of release {name} has {frame.height:,} rows, its manifest says {entry['rows']:,}"
        elif "key" not in entry:
            yield f"the manifest of release {name} declares no key for table {table}, so its hash can't be verified"
        elif release.table_hash(frame, tuple(entry["key"])) != entry["sha256"]:
            yield f"table {table} of release {name} differs from its manifest (sha256)"


def _open_store(home: Path, now: datetime) -> tuple[list[Finding], Store | None]:
    """Opens the store for reading alone, which holds off every writer."""
    if not (home / FILE_NAME).exists():
        return [
            Finding(
                f"{home} has releases but no store; they stay readable; `trends ingest` begins a store",
                broken=True,
            )
        ], None
    try:
        return [], Store.open(home, now=now, read_only=True)
    except StoreError as error:
        return [Finding(f"the store was not verified: {error}", broken=True)], None


def _versions(store: Store) -> Iterator[Finding]:
    try:
        for what, version, times in store.verify():
            sentence = f"{what} stands {times} times as version {version} in {store.path}"
            yield Finding(f"{sentence}; take the store from a backup", broken=True)
    except StoreError as error:
        yield Finding(f"{error}; take the store from a backup", broken=True)


def _pairs(home: Path) -> Iterator[Finding]:
    """Files whose other half is missing; a manifest beside a staging file of its release is a seal cut short."""
    folder = home / FOLDER
    files = {path.name for path in folder.glob("*") if path.suffix in (".duckdb", ".json")}
    for name in sorted(files):
        path = folder / name
        other = path.with_suffix(".json" if path.suffix == ".duckdb" else ".duckdb")
        if not ID.fullmatch(path.stem):
            if not name.startswith(STAGING):
                yield Finding(f"{path} is not a release (those are called like 2026-07-05-1.duckdb); move it elsewhere")
        elif other.name not in files and not (path.suffix == ".json" and _staged(folder, path.stem)):
            what = "manifest" if path.suffix == ".duckdb" else "release file"
            yield Finding(
                f"{path} has no {what} {other.name}; take that from a backup, or delete {name} and run "
                f"`trends build --home {home}`",
                broken=True,
            )


def _litter(home: Path, now: datetime, *, remove: bool) -> Iterator[Finding]:
    """Left-over staging files, with the manifest that a killed seal put before its file; removed when asked."""
    folder = home / FOLDER
    for path in sorted(folder.glob(f"{STAGING}*")):
        age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
        if remove and age > LITTER_AGE:
            early = folder / f"{path.name.removeprefix(STAGING).rsplit('-', 1)[0]}.json"
            if early.exists() and ID.fullmatch(early.stem) and not early.with_suffix(".duckdb").exists():
                early.unlink()
            path.unlink()
            yield Finding(f"{path} was left by a build that died; removed")
        else:
            yield Finding(
                f"{path} was left by a build that is at work or died {max(age, timedelta()) // timedelta(minutes=1)} "
                f"minutes ago; `trends check --repair --home {home}` removes it once it is an hour old"
            )


def _staged(folder: Path, release_id: str) -> bool:
    return any(folder.glob(f"{STAGING}{release_id}-*"))


def _current(home: Path, sealed: list[str]) -> Iterator[Finding]:
    if not sealed:
        yield Finding(f"{home} has no sealed release yet; `trends build --home {home}` makes one")
        return
    try:
        release.path_of(home)
    except ReleaseError as error:
        yield Finding(f"`{CURRENT}` leads nowhere: {error}", broken=True)
