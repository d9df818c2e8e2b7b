"""A release is whole or absent, never overwritten, and says what it holds."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse import frames, release, resources
from warehouse.errors import ReleaseError

DDL = "CREATE TABLE release (release_id VARCHAR NOT NULL, as_of TIMESTAMP NOT NULL);"
VALUES_DDL = "CREATE TABLE number (id BIGINT NOT NULL, value DOUBLE); COMMENT ON TABLE number IS 'x';"


def manifest(release_id: str, tables: dict[str, release.Table]) -> release.Manifest:
    entries = release.summary(tables)
    return release.Manifest(
        release_id=release_id,
        as_of=date.fromisoformat(release_id[:10]),
        built_at=datetime(2026, 7, 6),
        number=int(release_id[11:]),
        schema_version=1,
        method_version="1",
        beat_hash="b",
        data_hash=release.data_hash(entries),
        tables=entries,
    )


def tables(release_id: str, values: list[float | None]) -> dict[str, release.Table]:
    head = pl.DataFrame({"release_id": [release_id], "as_of": [datetime.fromisoformat(release_id[:10])]})
    body = pl.DataFrame({"value": values, "id": range(len(values))}, schema={"value": pl.Float64, "id": pl.Int64})
    return {"release": release.Table(head, DDL, ("release_id",)), "number": release.Table(body, VALUES_DDL, ("id",))}


def seal(home: Path, release_id: str, values: list[float | None], *, move_current: bool = True) -> Path:
    staged = tables(release_id, values)
    return release.seal(home, staged, manifest(release_id, staged), move_current=move_current)


def test_what_was_sealed_is_read_back(tmp_path: Path) -> None:
    path = seal(tmp_path, "2026-07-05-1", [0.5, None])
    with release.open(tmp_path) as opened:
        assert (opened.id, opened.as_of, opened.path) == ("2026-07-05-1", date(2026, 7, 5), path)
        assert opened.frame("number").rows() == [(0, 0.5), (1, None)]
        assert opened.tables() == ["number", "release"]
        assert opened.manifest().tables["number"]["rows"] == 2
    with release.open(path) as opened:
        assert opened.id == "2026-07-05-1"


def test_a_table_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    seal(tmp_path, "2026-07-05-1", [])
    with release.open(tmp_path) as opened, pytest.raises(ReleaseError, match="it has number, release"):
        opened.frame("nope")


def test_current_moves_to_the_newest_seal_unless_told_not_to(tmp_path: Path) -> None:
    seal(tmp_path, "2026-07-05-1", [1.0])
    seal(tmp_path, "2026-01-01-1", [2.0], move_current=False)
    assert release.path_of(tmp_path).stem == "2026-07-05-1"
    assert release.listing(tmp_path) == ["2026-01-01-1", "2026-07-05-1"]
    assert release.path_of(tmp_path, "2026-01-01-1").stem == "2026-01-01-1"


def test_numbers_are_ordered_as_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 1):
        seal(tmp_path, f"2026-07-05-{number}", [])
    assert release.listing(tmp_path) == ["2026-07-05-1", "2026-07-05-9", "2026-07-05-10"]


def test_a_release_is_never_overwritten(tmp_path: Path) -> None:
    seal(tmp_path, "2026-07-05-1", [1.0])
    with pytest.raises(ReleaseError, match="never overwritten"):
        seal(tmp_path, "2026-07-05-1", [2.0])
    with release.open(tmp_path) as opened:
        assert opened.frame("number")["value"].to_list() == [1.0]


def test_a_seal_that_fails_leaves_the_last_release_current_and_no_litter(tmp_path: Path) -> None:
    seal(tmp_path, "2026-07-05-1", [1.0])
    staged = tables("2026-07-05-2", [2.0])
    staged["number"] = release.Table(staged["number"].frame, "CREATE TABLE number (id BIGINT, value DATE)", ("id",))
    with pytest.raises(ReleaseError, match="the last one stays"):
        release.seal(tmp_path, staged, manifest("2026-07-05-2", staged))
    assert release.path_of(tmp_path).stem == "2026-07-05-1"
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {
        "2026-07-05-1.duckdb", "2026-07-05-1.json", "current",
    }  # fmt: skip


def test_a_reader_keeps_its_release_while_another_is_sealed(tmp_path: Path) -> None:
    seal(tmp_path, "2026-07-05-1", [1.0])
    with release.open(tmp_path) as old:
        seal(tmp_path, "2026-07-05-2", [2.0])
        assert old.frame("number")["value"].to_list() == [1.0]
    with release.open(tmp_path) as new:
        assert new.frame("number")["value"].to_list() == [2.0]


@pytest.mark.parametrize("content", [b"", b"not a database", None])
def test_a_damaged_release_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = seal(tmp_path, "2026-07-05-1", [1.0])
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(ReleaseError) as caught:
        release.open(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_home_without_a_release_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="trends build"):
        release.open(tmp_path)


def test_hashes_follow_the_rows_and_not_their_order_or_last_bits() -> None:
    frame = pl.DataFrame({"id": [1, 2], "value": [0.1 + 0.2, -0.0]})
    same = pl.DataFrame({"id": [2, 1], "value": [0.0, 0.3]})
    other = pl.DataFrame({"id": [1, 2], "value": [0.300001, 0.0]})
    assert release.table_hash(frame, ("id",)) == release.table_hash(same, ("id",))
    assert release.table_hash(frame, ("id",)) != release.table_hash(other, ("id",))


def test_the_hash_of_a_table_is_that_of_its_whole_text_however_many_rows_are_written_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = pl.DataFrame({"id": range(10), "text": ["a\nb", None] * 5, "tags": [["x"], []] * 5})
    head = b'[["id", "Int64"], ["tags", "List(String)"], ["text", "String"]]\n'
    expected = sha256(head + frame.select("id", "tags", "text").write_ndjson().encode()).hexdigest()
    for rows in (3, 10, 1_000):
        monkeypatch.setattr(release, "ROWS_AT_ONCE", rows)
        assert release.table_hash(frame, ("id",)) == expected


def test_files_are_written_for_duckdb_1_5(tmp_path: Path) -> None:
    path = seal(tmp_path, "2026-07-05-1", [1.0])
    with duckdb.connect(str(path), read_only=True) as connection:
        tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert tags[0][0]["storage_version"].startswith("v1.5")


@pytest.mark.parametrize("table", frames.SCHEMAS)
def test_ddl_comments_and_frame_contract_agree(table: str) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(resources.sql(f"release/{table}"))
        columns = connection.execute(
            "SELECT column_name, is_nullable, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [table],
        ).fetchall()
        comment = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall()
        connection.register("empty", frames.empty(table))
        connection.execute(f'INSERT INTO "{table}" SELECT * FROM empty')
        types = connection.sql(f'SELECT * FROM "{table}"').pl().schema
    schema = frames.SCHEMAS[table].columns()
    assert [name for name, _, _ in columns] == list(schema)
    assert dict(types) == dict(frames.empty(table).schema)
    assert {name: nullable for name, nullable, _ in columns} == {name: c.nullable for name, c in schema.items()}
    assert comment[0][0] and all(text for _, _, text in columns)


def test_every_ddl_file_has_a_contract() -> None:
    assert {path.stem for path in resources.sql_files("release")} == set(frames.SCHEMAS)


def test_the_manifest_reads_back(tmp_path: Path) -> None:
    staged = tables("2026-07-05-1", [1.0])
    written = manifest("2026-07-05-1", staged)
    assert release.Manifest.from_json(written.to_json(), tmp_path) == written
    assert json.loads(written.to_json())["tables"]["number"]["rows"] == 1
