"""`check` finds what is broken, leaves what is not alone, and says the way out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.test_release import manifest, seal, tables
from tests.warehouse.test_store import ARTICLE, take
from warehouse import release
from warehouse.check import Finding, check
from warehouse.errors import ReleaseError

NOW = datetime(2026, 7, 6, 12)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one article and two sealed releases."""
    home = tmp_path / "home"
    take(home, ARTICLE)
    seal(home, "2026-07-05-1", [0.1, None])
    seal(home, "2026-07-05-2", [0.2, 0.3])
    return home


def broken(home: Path) -> list[str]:
    findings = check(home, now=NOW)
    assert all(finding.broken for finding in findings), findings
    return [finding.sentence for finding in findings]


def left_by_a_killed_seal(home: Path, *, age: timedelta) -> list[Path]:
    """The files that stand when a build dies after its manifest and before its rename."""
    paths = [
        home / "releases" / ".staging-2026-07-05-3-0123456789abcdef.duckdb",
        home / "releases" / ".staging-2026-07-05-3-0123456789abcdef.duckdb.wal",
        home / "releases" / "2026-07-05-3.json",
    ]
    moment = (NOW - age - datetime(1970, 1, 1)).total_seconds()
    for path in paths:
        path.write_text("half")
        os.utime(path, (moment, moment))
    return paths


def test_a_whole_home_has_no_finding(home: Path) -> None:
    assert check(home, now=NOW) == []


def test_a_changed_value_is_found_by_its_hash(home: Path) -> None:
    with duckdb.connect(str(home / "releases" / "2026-07-05-1.duckdb")) as connection:
        connection.execute("UPDATE number SET value = 0.1001 WHERE id = 0")
    (sentence,) = broken(home)
    assert "table number of release 2026-07-05-1 differs" in sentence
    assert "backup" in sentence


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM number WHERE id = 0", "has 1 rows, its manifest says 2"),
        ("DROP TABLE number", "table number of release 2026-07-05-2 is only in the manifest"),
        ("CREATE TABLE extra (a INTEGER)", "table extra of release 2026-07-05-2 is only in the file"),
        ("UPDATE release SET release_id = '2020-01-01-1'", "calls itself 2020-01-01-1"),
    ],
)
def test_each_difference_from_the_manifest_is_named(home: Path, statement: str, words: str) -> None:
    with duckdb.connect(str(home / "releases" / "2026-07-05-2.duckdb")) as connection:
        connection.execute(statement)
    assert any(words in sentence for sentence in broken(home))


def test_a_manifest_that_was_changed_is_found(home: Path) -> None:
    path = home / "releases" / "2026-07-05-1.json"
    fields = json.loads(path.read_text())
    fields["tables"]["number"]["sha256"] = "0" * 64
    path.write_text(json.dumps(fields))
    assert any("data_hash" in sentence for sentence in broken(home))


def test_a_flipped_byte_in_a_release_is_found(home: Path) -> None:
    path = home / "releases" / "2026-07-05-2.duckdb"
    content = bytearray(path.read_bytes())
    for place in range(12_288, len(content), 4_096):
        content[place] ^= 0xFF
    path.write_bytes(content)
    assert any("release 2026-07-05-2" in sentence for sentence in broken(home))


@pytest.mark.parametrize(("lost", "left"), [("json", "duckdb"), ("duckdb", "json")])
def test_half_a_release_is_found(home: Path, lost: str, left: str) -> None:
    (home / "releases" / f"2026-07-05-1.{lost}").unlink()
    (sentence,) = broken(home)
    assert f"2026-07-05-1.{left} has no" in sentence


@pytest.mark.parametrize("text", ["", "2026-07-0", "2026-07-09-1\n", "\udcff\udcfe"])
def test_a_current_that_names_no_release_is_found(home: Path, text: str) -> None:
    (home / "releases" / "current").write_bytes(text.encode(errors="surrogateescape"))
    (sentence,) = broken(home)
    assert "leads nowhere" in sentence
    assert "trends build" in sentence


def test_a_damaged_store_is_found(home: Path) -> None:
    path = home / "store.duckdb"
    content = bytearray(path.read_bytes())
    for place in range(12_288, len(content), 4_096):
        content[place] ^= 0xFF
    path.write_bytes(content)
    assert len(broken(home)) == 1


def test_a_version_that_stands_twice_is_found(home: Path) -> None:
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        connection.execute("INSERT INTO article_version SELECT * FROM article_version")
    (sentence,) = broken(home)
    assert "stands 2 times as version 1" in sentence


def test_a_store_of_an_older_schema_is_not_changed_by_looking(home: Path) -> None:
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        connection.execute("DELETE FROM migration WHERE name > '0001_articles'")
    (sentence,) = broken(home)
    assert "older schema" in sentence


def test_what_a_killed_build_left_is_a_note_and_stays_while_young(home: Path) -> None:
    paths = left_by_a_killed_seal(home, age=timedelta(minutes=59))
    findings = check(home, now=NOW, repair=True)
    assert [finding.broken for finding in findings] == [False, False]
    assert all("59 minutes" in finding.sentence for finding in findings)
    assert all(path.exists() for path in paths)


def test_repair_removes_old_leftovers_and_nothing_else(home: Path) -> None:
    paths = left_by_a_killed_seal(home, age=timedelta(minutes=61))
    assert check(home, now=NOW)[0].sentence.count("--repair") == 1
    assert all(path.exists() for path in paths), "looking removes nothing"
    kept = {path.name for path in (home / "releases").iterdir()} - {path.name for path in paths}
    assert all("removed" in finding.sentence for finding in check(home, now=NOW, repair=True))
    assert {path.name for path in (home / "releases").iterdir()} == kept
    assert check(home, now=NOW) == []


def test_repair_removes_nothing_while_a_writer_holds_the_store(home: Path) -> None:
    paths = left_by_a_killed_seal(home, age=timedelta(hours=2))
    program = (
        "import sys; from pathlib import Path; from datetime import datetime; from warehouse.store import Store;"
        "store = Store.open(Path(sys.argv[1]), now=datetime(2026, 7, 5)); print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        findings = check(home, now=NOW, repair=True)
    finally:
        child.communicate("")
    assert any(finding.broken and "in use" in finding.sentence for finding in findings)
    assert all(path.exists() for path in paths)


def test_an_empty_folder_is_told_how_to_begin(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, now=NOW)
    assert finding.broken
    assert "trends ingest" in finding.sentence


def test_a_home_without_a_release_is_fine_and_says_so(tmp_path: Path) -> None:
    take(tmp_path / "home", ARTICLE)
    (finding,) = check(tmp_path / "home", now=NOW)
    assert finding == Finding(finding.sentence, broken=False)
    assert "trends build" in finding.sentence


def test_a_failed_seal_takes_its_manifest_away_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = tables("2026-07-05-3", [1.0])

    def refuse(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ReleaseError, match="No space left"):
        release.seal(home, staged, manifest("2026-07-05-3", staged))
    monkeypatch.undo()
    assert check(home, now=NOW) == []
    assert release.last_number(home, date(2026, 7, 5)) == 2
