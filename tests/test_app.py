from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

import app
from trends.pages import PAGES, shell
from trends.pages.provider import AskError
from warehouse import release


def seal(home: Path, number: int) -> None:
    """Seal the smallest release there can be."""
    name = f"2026-07-05-{number}"
    rows = pl.DataFrame({"release_id": [name], "as_of": [datetime(2026, 7, 5)], "number": [number]})
    ddl = "CREATE TABLE release (release_id VARCHAR, as_of TIMESTAMP, number BIGINT)"
    tables = {"release": release.Table(rows, ddl, ("release_id",))}
    manifest = release.Manifest(
        name, date(2026, 7, 5), datetime(2026, 7, 6), number, release.SCHEMA_VERSION, "1", "b", "d", {}
    )
    release.seal(home, tables, manifest)


def test_a_home_without_a_release_is_served_with_a_friendly_page(tmp_path: Path) -> None:
    assert app.HomeProvider(tmp_path).current() is None
    assert app.create_app(tmp_path).server.test_client().get("/").status_code == 200


def test_a_new_release_is_seen_by_the_next_request_and_an_open_view_stays_as_it_was(tmp_path: Path) -> None:
    provider = app.HomeProvider(tmp_path)
    seal(tmp_path, 1)
    first = provider.current()
    assert first is not None
    assert provider.current() is first, "an unchanged release is not opened again"
    seal(tmp_path, 2)
    second = provider.current()
    assert second is not None
    assert (first.id, second.id) == ("2026-07-05-1", "2026-07-05-2")
    assert first.sql("SELECT number FROM release").item() == 1
    assert second.frame("release")["number"].item() == 2
    assert second.as_of == date(2026, 7, 5)


def test_a_readers_sql_runs_in_the_sandbox_and_its_errors_are_sentences(tmp_path: Path) -> None:
    seal(tmp_path, 1)
    provider = app.HomeProvider(tmp_path)
    assert provider.ask("SELECT number + 41 AS n FROM release").frame["n"].to_list() == [42]
    with pytest.raises(AskError, match="SELECT"):
        provider.ask("DROP TABLE release")
    provider.close()


def test_a_process_that_closes_nothing_leaves_no_folder_of_its_sandbox(tmp_path: Path) -> None:
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    scratch.mkdir()
    seal(home, 1)
    ask = "import sys, pathlib, app; p = app.HomeProvider(pathlib.Path(sys.argv[1])); p.ask('SELECT 1'); print(p)"
    command = [sys.executable, "-c", ask, str(home)]
    subprocess.run(command, check=True, capture_output=True, timeout=60, env=os.environ | {"TMPDIR": str(scratch)})
    assert not list(scratch.glob("trends-sql-*"))


def test_nothing_is_opened_when_the_app_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal(tmp_path, 1)

    def refuse(*_: object) -> None:
        raise AssertionError("a release was opened before the first request")

    monkeypatch.setattr(release, "open", refuse)
    app.create_app(tmp_path)


def test_a_damaged_release_is_a_page_that_says_so_and_the_next_build_is_seen(tmp_path: Path) -> None:
    provider = app.HomeProvider(tmp_path)
    seal(tmp_path, 1)
    release.path_of(tmp_path).write_bytes(b"not a database")
    shown = shell.render(provider, PAGES, "/", "", {})
    assert "can’t be read" in str(shown.children)
    assert str(tmp_path) not in str(shown.children)
    seal(tmp_path, 2)
    assert provider.current() is not None


def test_what_follows_from_a_release_is_made_once_for_it_and_anew_for_the_next(tmp_path: Path) -> None:
    provider = app.HomeProvider(tmp_path)
    made: list[tuple[str, int]] = []

    def number(view: app.ReleaseView, more: int) -> int:
        made.append((view.id, more))
        return int(view.sql("SELECT number FROM release").item()) + more

    found = []
    for release_number in (1, 2):
        seal(tmp_path, release_number)
        view = provider.current()
        assert view is not None
        found += [view.once(number, 10), view.once(number, 10), view.once(number, 20)]
    assert found == [11, 11, 21, 12, 12, 22]
    assert made == [(f"2026-07-05-{release_number}", more) for release_number in (1, 2) for more in (10, 20)]
