"""The working store: identity, versions, what was known when, and nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import ingest
from warehouse.errors import CorpusError, StoreError
from warehouse.store import Store

NOW = datetime(2026, 7, 5, 12)
LATER = datetime(2026, 7, 20, 12)
ARTICLE = {"url": "https://example.org/a", "outlet": "example.org", "published": "2026-03-18", "title": "A title"}


def take(home: Path, *lines: Any, at: datetime = NOW, backfill: bool = False) -> ingest.Report:
    path = home.parent / "input.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    with Store.open(home, now=at) as store:
        return ingest.ingest_file(store, path, source="input.jsonl", seen_at=at, backfill=backfill)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_same_content_again_is_already_known(home: Path) -> None:
    assert take(home, ARTICLE).new == 1
    again = take(home, ARTICLE | {"url": ARTICLE["url"] + "?utm_medium=rss#x"}, at=LATER)
    assert (again.new, again.changed, again.known) == (0, 0, 1)


def test_changed_content_is_a_new_version_and_as_of_sees_the_one_known_then(home: Path) -> None:
    take(home, ARTICLE)
    assert take(home, ARTICLE | {"title": "A corrected title"}, at=LATER).changed == 1
    with Store.open(home, now=LATER) as store:
        titles = [store.articles(date(2026, 7, day)).select("title", "version").rows() for day in (4, 5, 19, 20)]
        first_seen = store.articles(date(2026, 7, 20))["first_seen_at"].item()
    assert titles == [[], [("A title", 1)], [("A title", 1)], [("A corrected title", 2)]]
    assert first_seen == NOW


def test_a_backfilled_article_is_known_from_the_day_after_publication(home: Path) -> None:
    take(home, ARTICLE, backfill=True)
    with Store.open(home, now=NOW) as store:
        assert store.articles(date(2026, 3, 18)).is_empty()
        known = store.articles(date(2026, 3, 19))
    assert known.select("known_basis", "first_seen_at").row(0) == ("assumed", NOW)


def test_bad_lines_are_reported_by_line_with_reason_and_the_rest_goes_in(home: Path) -> None:
    report = take(
        home,
        b"{broken",
        {"outlet": "example.org", "published": "2026-03-18", "title": "no url"},
        ARTICLE | {"url": "https://example.org/1", "published": "1246-01-01"},
        ARTICLE | {"url": "https://example.org/2", "published": "2099-01-01"},
        ARTICLE | {"url": "https://example.org/3", "title": ""},
        ARTICLE | {"url": "https://example.org/4", "title": "x" * 5_000_000},
        ARTICLE,
        b"",
        ARTICLE | {"title": "the same address"},
    )
    assert (report.lines, report.new, report.refused) == (8, 1, 7)
    reasons = dict(report.refusals)
    for line, reason in {1: "JSON", 2: "url", 3: "1990", 4: "future", 5: "title", 6: "bytes", 9: "line 7"}.items():
        assert reason in reasons[line]
    with Store.open(home, now=NOW) as store:
        kept = store.refusals()
    assert kept["line"].to_list() == [1, 2, 3, 4, 5, 6, 9]
    assert max(len(raw.encode()) for raw in kept["raw"]) <= 2_000


def test_a_refused_line_is_kept_once_however_often_the_file_comes(home: Path) -> None:
    take(home, b"{broken")
    assert take(home, b"{broken", at=LATER).refused == 1
    with Store.open(home, now=LATER) as store:
        assert store.refusals().select("line", "refused_at").rows() == [(1, NOW)]


def test_a_file_that_is_not_there_is_an_error(home: Path) -> None:
    with Store.open(home, now=NOW) as store, pytest.raises(CorpusError, match=r"absent\.jsonl"):
        ingest.ingest_file(store, Path("absent.jsonl"), source="x", seen_at=NOW)


def test_a_number_is_handed_out_once_per_as_of(home: Path) -> None:
    day = date(2026, 7, 5)
    with Store.open(home, now=NOW) as store:
        assert [store.reserve_number(day, NOW), store.reserve_number(day, NOW)] == [1, 2]
        assert store.reserve_number(date(2026, 7, 6), NOW) == 1
    with Store.open(home, now=NOW) as store:
        assert store.reserve_number(day, NOW) == 3


def test_a_failed_write_leaves_the_store_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(home, ARTICLE)
    from warehouse import resources

    real = resources.sql
    monkeypatch.setattr(resources, "sql", lambda name: "SELECT 1/'x'" if name.endswith("refusals") else real(name))
    with pytest.raises(duckdb.Error):
        take(home, ARTICLE | {"url": "https://example.org/b"}, b"{broken")
    monkeypatch.undo()
    with Store.open(home, now=NOW) as store:
        assert store.counts()["n_articles"] == 1


def test_a_second_writer_is_told_to_wait(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from datetime import datetime; from warehouse.store import Store;"
        "store = Store.open(Path(sys.argv[1]), now=datetime(2026, 7, 5)); print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="in use by another process"):
            Store.open(home, now=NOW)
    finally:
        child.communicate("")


def test_a_store_of_a_newer_schema_is_refused(home: Path) -> None:
    take(home, ARTICLE)
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        connection.execute("INSERT INTO migration VALUES ('9999_future', '2030-01-01')")
    with pytest.raises(StoreError, match=r"9999_future.*upgrade"):
        Store.open(home, now=NOW)


def test_a_migration_and_its_ledger_row_come_together(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from warehouse import resources

    first, second = tmp_path / "0001_one.sql", tmp_path / "0002_two.sql"
    first.write_text("CREATE TABLE one (a INTEGER)")
    second.write_text("CREATE TABLE two (a INTEGER); SELECT error('dies half-way')")
    monkeypatch.setattr(resources, "sql_files", lambda folder: [first, second])
    with pytest.raises(duckdb.Error, match="half-way"):
        Store.open(home, now=NOW)
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        assert connection.execute("SELECT name FROM migration").fetchall() == [("0001_one",)]
        assert connection.execute("SHOW TABLES").fetchall() == [("migration",), ("one",)]
    second.write_text("CREATE TABLE two (a INTEGER)")
    Store.open(home, now=NOW).close()


def test_an_article_stored_before_articles_had_keys_is_known_when_it_comes_again(home: Path) -> None:
    take(home, ARTICLE)
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        connection.execute("ALTER TABLE article_version DROP COLUMN article_key")
        connection.execute("DELETE FROM migration WHERE name = '0005_article_key'")
    again = take(home, ARTICLE, ARTICLE | {"url": "https://example.org/b"}, at=LATER)
    assert (again.new, again.known) == (1, 1)
    assert take(home, ARTICLE | {"title": "A corrected title"}, at=LATER).changed == 1


def test_what_was_added_is_counted_by_new_changed_and_known(home: Path) -> None:
    lines = [ARTICLE | {"url": f"https://example.org/{n}"} for n in range(6)]
    take(home, *lines[:4])
    changed = [line | {"title": "A corrected title"} for line in lines[:2]]
    report = take(home, *changed, *lines[2:], at=LATER)
    assert (report.new, report.changed, report.known, report.refused) == (2, 2, 2, 0)


def test_a_store_of_the_schema_before_is_packed_anew_and_keeps_its_rows(home: Path) -> None:
    take(home, ARTICLE, ARTICLE | {"url": "https://example.org/b"})
    take(home, ARTICLE | {"title": "A corrected title"}, at=LATER)
    path = str(home / "store.duckdb")
    everything = "SELECT * FROM article_version ORDER BY ALL"
    with duckdb.connect(path) as connection:
        kept = connection.execute(everything).fetchall()
        columns = connection.execute("DESCRIBE article_version").fetchall()
        connection.execute("CREATE TABLE plain AS SELECT * FROM article_version")
        connection.execute("DROP TABLE article_version")
        connection.execute("ALTER TABLE plain RENAME TO article_version")
        connection.execute("DELETE FROM migration WHERE name = '0006_article_compression'")
    Store.open(home, now=LATER).close()
    with duckdb.connect(path) as connection:
        assert connection.execute("DESCRIBE article_version").fetchall() == columns
        assert connection.execute(everything).fetchall() == kept
    assert len(kept) == 3


def test_an_article_named_by_its_earlier_content_again_is_changed_back_in_a_third_version(home: Path) -> None:
    take(home, ARTICLE)
    take(home, ARTICLE | {"title": "A corrected title"}, at=LATER)
    assert take(home, ARTICLE | {"title": "A corrected title"}, at=LATER).known == 1
    assert take(home, ARTICLE, at=LATER).changed == 1, "only the latest version decides what is known"
    with Store.open(home, now=LATER) as store:
        assert store.articles(LATER.date()).select("title", "version").rows() == [("A title", 3)]


def test_a_new_store_is_in_the_storage_form_that_the_oldest_promised_duckdb_reads(home: Path) -> None:
    Store.open(home, now=NOW).close()
    with duckdb.connect(str(home / "store.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'store'").fetchall()
    assert rows[0][0]["storage_version"].startswith("v1.5")
