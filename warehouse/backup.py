"""A home as a folder or a tar file that can be kept elsewhere, and back again.

Editorial decisions: the store is copied by the database itself while it is held, so the copy is of one moment and no
build can run meanwhile; releases never change, so they are copied as files. `backup.json` names every file with its
sha256, and a restore trusts nothing it doesn't name. Neither direction writes over anything, and both appear under
their final name only when they are whole.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Any

from warehouse import release
from warehouse.errors import StoreError, TrendsError
from warehouse.store import FILE_NAME, Store

CONTENTS = "backup.json"
FORMAT = 1
ARCHIVES = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz"}


@dataclass(frozen=True)
class Kept:
    """What a backup holds."""

    path: Path
    made_at: datetime
    files: int
    size_bytes: int
    releases: int
    outside: tuple[str, ...]
    """Beat files that the home refers to and that lie outside it, so that they are not in the backup."""


def backup(home: Path, target: Path, *, now: datetime) -> Kept:
    """Writes a home to `target`: a folder, or one file when its name ends in .tar, .tar.gz or .tgz.

    Raises:
        TrendsError: when there is no store, a writer holds it, `target` exists, or it can't be written.
    """
    if _taken(target):
        raise TrendsError(f"{target} exists already; name a new one, for example {target}-{now:%Y-%m-%d}")
    if home.resolve() in target.resolve().parents:
        raise TrendsError(f"{target} lies inside the home {home}; name a place outside it")
    with _aside(target, "backed up") as staging:
        with Store.open(home, now=now, read_only=True) as store:
            store.copy_to(staging / FILE_NAME)
            for path in _files(home):
                copy = staging / path.relative_to(home)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
            outside = tuple(reference for _, reference in store.beats() if reference.endswith(".toml"))
        files = {path.relative_to(staging).as_posix(): _digest(path) for path in _walk(staging)}
        size = sum(path.stat().st_size for path in _walk(staging))
        contents = {"format": FORMAT, "made_at": now.isoformat(), "files": files}
        (staging / CONTENTS).write_text(json.dumps(contents, indent=2, sort_keys=True), encoding="utf-8")
        mode = next((mode for ending, mode in ARCHIVES.items() if target.name.endswith(ending)), None)
        releases = len(release.listing(staging))
        if mode is None:
            _into_place(staging, target)
        else:
            _pack(staging, target, mode)
    return Kept(target, now, len(files), size, releases, outside)


def restore(source: Path, home: Path) -> Kept:
    """Makes `home` from a backup; a home that holds anything is left alone.

    Raises:
        TrendsError: when `home` isn't empty, or the backup is absent, incomplete or damaged.
    """
    if _taken(home):
        raise TrendsError(f"{home} is not empty and is left as it is; restore into a new folder with --home DIR")
    with _aside(home, "restored") as staging:
        contents = _unpack(source, staging) if source.is_file() else _copy(source, staging)
        size = sum(path.stat().st_size for path in _walk(staging))
        releases = len(release.listing(staging))
        _into_place(staging, home)
    return Kept(home, datetime.fromisoformat(contents["made_at"]), len(contents["files"]), size, releases, ())


def _files(home: Path) -> Iterator[Path]:
    """What is copied beside the store: everything but the store's own files and what is staged."""
    for path in _walk(home):
        inside = path.relative_to(home)
        if not inside.parts[0].startswith(FILE_NAME) and not any(part.startswith(".") for part in inside.parts):
            yield path


def _walk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _taken(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and any(path.iterdir()))


@contextmanager
def _aside(final: Path, done: str) -> Iterator[Path]:
    """A folder beside `final`, removed whatever happens; system errors become one sentence."""
    staging = final.absolute().parent / f".{final.name}-{uuid.uuid4().hex}"
    try:
        staging.mkdir(parents=True)
        yield staging
    except (OSError, tarfile.TarError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TrendsError(f"{final} could not be {done} ({reason}); nothing was changed") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _into_place(staging: Path, final: Path) -> None:
    for path in _walk(staging):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    with suppress(FileNotFoundError):
        final.rmdir()
    staging.rename(final)


def _pack(staging: Path, target: Path, mode: Any) -> None:
    packed = staging / "packed"
    paths = [staging / CONTENTS, *(path for path in _walk(staging) if path.name != CONTENTS)]
    with tarfile.open(packed, mode) as archive:
        for path in paths:
            archive.add(path, arcname=path.relative_to(staging).as_posix())
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.rename(target)


def _copy(source: Path, staging: Path) -> dict[str, Any]:
    path = source / CONTENTS
    if not path.is_file():
        raise TrendsError(f"{source} is not a backup (it has no {CONTENTS}); `trends backup FOLDER` makes one")
    contents = _contents(path.read_bytes(), source)
    for name in contents["files"]:
        copy = staging / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not (source / name).is_file():
            raise TrendsError(f"{source} is incomplete: {name} is missing; use another backup")
        shutil.copyfile(source / name, copy)
        _verify(copy, name, contents, source)
    return contents


def _unpack(source: Path, staging: Path) -> dict[str, Any]:
    """Unpacks by hand, and only the files that `backup.json`, the first member, names."""
    contents: dict[str, Any] | None = None
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file is None:
                    continue
                if contents is None:
                    if member.name != CONTENTS:
                        break
                    contents = _contents(file.read(), source)
                elif member.name in contents["files"]:
                    copy = staging / member.name
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    with copy.open("wb") as out:
                        shutil.copyfileobj(file, out)
                    _verify(copy, member.name, contents, source)
    except (tarfile.TarError, EOFError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TrendsError(f"{source} can't be read as a backup ({reason}); use another backup") from error
    if contents is None:
        raise TrendsError(
            f"{source} is not a backup (it doesn't begin with {CONTENTS}); `trends backup FILE.tar` makes one"
        )
    for name in contents["files"]:
        if not (staging / name).exists():
            raise TrendsError(f"{source} is incomplete: {name} is missing; use another backup")
    return contents


def _contents(text: bytes, source: Path) -> dict[str, Any]:
    try:
        contents = json.loads(text)
        datetime.fromisoformat(contents["made_at"])
        names = [PurePosixPath(name) for name in contents["files"]]
        form = int(contents["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise TrendsError(f"{source} is not a backup (its {CONTENTS} doesn't read: {error}); use another") from error
    if form > FORMAT:
        raise TrendsError(
            f"{source} has backup format {form}, newer than {FORMAT} of this version; upgrade trends-index"
        )
    for name in names:
        if name.is_absolute() or ".." in name.parts or "\\" in str(name):
            raise TrendsError(f"{source} names a file outside the home ({name}); it is not a backup of this program")
    if FILE_NAME not in contents["files"]:
        raise StoreError(f"{source} holds no {FILE_NAME}; use another backup")
    return dict(contents)


def _verify(path: Path, name: str, contents: dict[str, Any], source: Path) -> None:
    if _digest(path) != contents["files"][name]:
        raise TrendsError(f"{source} is damaged: {name} doesn't have the sha256 it was kept with; use another backup")
