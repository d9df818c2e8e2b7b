"""The commands that look after a home, as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Trends
from tests.warehouse.test_release import seal
from tests.warehouse.test_store import ARTICLE, take

COMMANDS = ("check", "backup", "restore")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    take(home, ARTICLE)
    seal(home, "2026-07-05-1", [0.1, None])
    return home


def test_help_lists_them_and_each_explains_its_home(trends: Trends) -> None:
    listed = trends("--help").stdout
    for command in COMMANDS:
        assert any(line.strip("│ ").startswith(command + " ") for line in listed.splitlines())
        assert "--home" in trends(command, "--help").stdout


def test_a_whole_home_is_one_line_and_exit_0(home: Path, trends: Trends) -> None:
    done = trends("check", "--home", home)
    assert (done.returncode, done.stdout) == (0, f"{home} is whole: verified the store and 1 sealed release\n")


def test_each_finding_is_a_line_and_a_broken_one_exit_1(home: Path, trends: Trends) -> None:
    (home / "releases" / "current").unlink()
    (home / "releases" / ".staging-2026-07-05-2-0.duckdb").write_text("half")
    done = trends("check", "--home", home)
    assert (done.returncode, done.stderr) == (1, "")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["note", "broken"]
    assert all("trends " in line for line in done.stdout.splitlines()), "each line has its way out"


def test_a_home_goes_into_a_file_and_comes_back(home: Path, trends: Trends, tmp_path: Path) -> None:
    kept = trends("backup", tmp_path / "kept.tar.gz", "--home", home)
    assert (kept.returncode, kept.stdout) == (0, f"{tmp_path / 'kept.tar.gz'}\n"), kept.stderr
    refused = trends("restore", tmp_path / "kept.tar.gz", "--home", home)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not empty" in refused.stderr
    back = trends("restore", tmp_path / "kept.tar.gz", "--home", tmp_path / "again")
    assert (back.returncode, back.stdout) == (0, f"{tmp_path / 'again'}\n"), back.stderr
    assert trends("check", "--home", tmp_path / "again").returncode == 0
