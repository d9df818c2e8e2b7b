"""A backup is a whole home of one moment; a restore gives it back or nothing."""

from __future__ import annotations

import json
import tarfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from tests.warehouse.test_release import seal
from tests.warehouse.test_store import ARTICLE, LATER, NOW, take
from warehouse import release
from warehouse.backup import backup, restore
from warehouse.check import check
from warehouse.errors import StoreError, TrendsError
from warehouse.store import Store

TARGETS = ("kept", "kept.tar", "kept.tar.gz", "kept.tgz")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    take(home, ARTICLE, b"{broken")
    seal(home, "2026-07-05-1", [0.1, None])
    seal(home, "2026-07-05-2", [0.2])
    (home / "releases" / ".staging-2026-07-05-3-0.duckdb").write_text("half")
    return home


def rows(home: Path) -> tuple[object, ...]:
    with Store.open(home, now=LATER) as store:
        stored = store.articles(date(2026, 7, 20)).rows(), store.refusals().rows()
    with release.open(home) as opened:
        return *stored, opened.id, opened.frame("number").rows(), release.listing(home)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_restored_is_what_was_kept(home: Path, tmp_path: Path, name: str) -> None:
    kept = backup(home, tmp_path / "out" / name, now=NOW)
    before = rows(home)
    take(home, ARTICLE | {"url": "https://example.org/later"}, at=LATER)
    restored = restore(kept.path, tmp_path / "again")
    assert rows(tmp_path / "again") == before
    assert check(tmp_path / "again", now=NOW) == []
    assert (kept.files, kept.releases) == (restored.files, restored.releases) == (6, 2)
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def test_the_restored_home_goes_on(home: Path, tmp_path: Path) -> None:
    restore(backup(home, tmp_path / "kept", now=NOW).path, tmp_path / "again")
    assert take(tmp_path / "again", ARTICLE | {"title": "Corrected"}, at=LATER).changed == 1


def test_a_store_with_rows_in_its_log_is_kept_whole(home: Path, tmp_path: Path) -> None:
    """A writer that died leaves its last transactions in the write-ahead log beside the file."""
    import subprocess
    import sys

    program = (
        "import os, sys; from datetime import datetime; from pathlib import Path; from warehouse.store import Store\n"
        "store = Store.open(Path(sys.argv[1]), now=datetime(2026, 7, 5))\n"
        "store.register_beat('kept', 'kept', datetime(2026, 7, 5)); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(home)], check=False)
    assert (home / "store.duckdb.wal").exists()
    restore(backup(home, tmp_path / "kept.tar", now=NOW).path, tmp_path / "again")
    with Store.open(tmp_path / "again", now=NOW) as store:
        assert store.beats() == [("kept", "kept")]


def test_a_home_that_holds_anything_is_not_restored_over(home: Path, tmp_path: Path) -> None:
    kept = backup(home, tmp_path / "kept", now=NOW)
    before = rows(home)
    with pytest.raises(TrendsError, match="not empty"):
        restore(kept.path, home)
    assert rows(home) == before


def test_an_empty_folder_is_restored_into(home: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    restore(backup(home, tmp_path / "kept", now=NOW).path, tmp_path / "again")
    assert rows(tmp_path / "again") == rows(home)


def test_a_backup_is_never_written_over(home: Path, tmp_path: Path) -> None:
    for name in TARGETS[:2]:
        backup(home, tmp_path / name, now=NOW)
        with pytest.raises(TrendsError, match="exists already"):
            backup(home, tmp_path / name, now=NOW)


def test_a_backup_inside_the_home_is_refused(home: Path) -> None:
    with pytest.raises(TrendsError, match="outside"):
        backup(home, home / "kept", now=NOW)


@pytest.mark.parametrize("name", TARGETS[:2])
def test_a_damaged_backup_restores_nothing(home: Path, tmp_path: Path, name: str) -> None:
    kept = backup(home, tmp_path / name, now=NOW)
    path = kept.path if kept.path.is_file() else kept.path / "releases" / "2026-07-05-1.duckdb"
    content = bytearray(path.read_bytes())
    middle = content.find(b"DUCK", len(content) // 3)
    content[middle + 100] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(TrendsError, match="damaged"):
        restore(kept.path, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_backup_cut_short_restores_nothing(home: Path, tmp_path: Path) -> None:
    kept = backup(home, tmp_path / "kept.tar.gz", now=NOW)
    kept.path.write_bytes(kept.path.read_bytes()[:-2_000])
    with pytest.raises(TrendsError, match="another backup"):
        restore(kept.path, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_file_missing_from_a_backup_is_named(home: Path, tmp_path: Path) -> None:
    kept = backup(home, tmp_path / "kept", now=NOW)
    (kept.path / "releases" / "2026-07-05-2.json").unlink()
    with pytest.raises(TrendsError, match=r"2026-07-05-2\.json is missing"):
        restore(kept.path, tmp_path / "again")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "releases/../../evil"])
def test_an_archive_can_not_write_outside_the_home(tmp_path: Path, name: str) -> None:
    contents = json.dumps({"format": 1, "made_at": "2026-07-05T12:00:00", "files": {"store.duckdb": "0", name: "0"}})
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        for member, text in (("backup.json", contents.encode()), (name, b"evil")):
            header = tarfile.TarInfo(member)
            header.size = len(text)
            archive.addfile(header, BytesIO(text))
    with pytest.raises(TrendsError, match="outside the home"):
        restore(tmp_path / "evil.tar", tmp_path / "in" / "again")
    assert [path.name for path in tmp_path.rglob("*evil*")] == ["evil.tar"]


@pytest.mark.parametrize("content", [b"", b"text", b"\x1f\x8b\x08\x00nonsense"])
def test_what_is_no_backup_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.tar").write_bytes(content)
    with pytest.raises(TrendsError, match="backup") as caught:
        restore(tmp_path / "file.tar", tmp_path / "again")
    assert "\n" not in str(caught.value)
    with pytest.raises(TrendsError, match="is not a backup"):
        restore(tmp_path, tmp_path / "again")


def test_a_home_without_a_store_has_nothing_to_keep(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no store"):
        backup(tmp_path / "nothing", tmp_path / "kept", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_beat_file_outside_the_home_is_named(home: Path, tmp_path: Path) -> None:
    with Store.open(home, now=NOW) as store:
        store.register_beat("mine", "/somewhere/mine.toml", NOW)
    assert backup(home, tmp_path / "kept", now=NOW).outside == ("/somewhere/mine.toml",)
