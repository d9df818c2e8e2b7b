"""What goes wrong with disks, clocks and processes: one clear sentence each, and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import COMMAND, Trends
from trends import publish
from trends.cli import main
from warehouse import ingest, release, resources
from warehouse.check import check
from warehouse.errors import ReleaseError
from warehouse.store import Store

NOW = datetime(2026, 7, 20, 12)
DAY = "2026-07-20"
CLOCK = NOW.isoformat()
EARLIER = "2026-07-10T12:00:00"


def corpus(path: Path, *, first: int = 0, n: int = 40) -> Path:
    lines = resources.CHRONICLE.read_text(encoding="utf-8").splitlines()[first : first + n]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def one(path: Path, **fields: Any) -> Path:
    article = {"url": "https://example.org/a", "outlet": "example.org", "published": "2026-07-01", "title": "A chip"}
    path.write_text(json.dumps(article | fields), encoding="utf-8")
    return path


def build(home: Path, now: datetime = NOW) -> tuple[str, list[str]]:
    """Builds in this process, which saves the start of another; returns the release and what was warned of."""
    warned: list[str] = []
    return publish.build(home, now=now, warn=warned.append).release_id, warned


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Trends:
    """The command line in this process, which saves the start of another."""

    def run(*arguments: str | Path, now: str = CLOCK) -> subprocess.CompletedProcess[str]:
        monkeypatch.setenv("TRENDS_NOW", now)
        capfd.readouterr()
        code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        return subprocess.CompletedProcess(arguments, code, *capfd.readouterr())

    return run


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that failed."""
    assert (done.returncode, done.stdout) == (1, ""), (done.stdout, done.stderr)
    (line,) = done.stderr.splitlines()
    assert line.startswith("trends: ")
    assert "bug" not in line
    return line


def whole(home: Path) -> bool:
    return not any(finding.broken for finding in check(home, now=NOW))


def n_articles(home: Path) -> int:
    with Store.open(home, now=NOW, read_only=True) as store:
        return int(store.counts()["n_articles"])


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A small file system in memory on `folder`; root is asked for, since permissions don't bind root."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)], capture_output=True, text=True
    )
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


needs_mount = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounting a small file system needs Linux and root"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of 40 articles with two releases; copy it before changing it."""
    folder = tmp_path_factory.mktemp("built")
    home = folder / "home"
    with Store.open(home, now=NOW) as store:
        assert ingest.ingest_file(store, corpus(folder / "a.jsonl"), source="a.jsonl", seen_at=NOW).new == 40
    assert [build(home)[0] for _ in range(2)] == [f"{DAY}-1", f"{DAY}-2"]
    assert whole(home)
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    subprocess.run(["cp", "-r", str(built), str(copy)], check=True)
    return copy


@needs_mount
def test_a_read_only_folder_is_one_sentence_and_stays_readable(built: Path, tmp_path: Path, run: Trends) -> None:
    with mounted(tmp_path / "disk", "size=64m") as disk:
        subprocess.run(["cp", "-r", str(built), str(disk / "home")], check=True)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        home = disk / "home"
        for command in (("ingest", corpus(tmp_path / "b.jsonl", first=40)), ("build",)):
            assert "--home DIR" in said(run(*command, "--home", home))
        assert "--home DIR" in said(run("ingest", tmp_path / "b.jsonl", "--home", disk / "fresh"))
        assert run("sql", "SELECT count(*) FROM article", "--home", home).returncode == 0
        assert run("status", "--home", home).returncode == 0
        assert run("check", "--home", home).returncode == 0
        assert run("backup", tmp_path / "kept", "--home", home).returncode == 0
        assert "not" in said(run("backup", disk / "kept", "--home", home))


@needs_mount
def test_a_disk_that_fills_up_during_ingest_stores_nothing_of_it(built: Path, tmp_path: Path, run: Trends) -> None:
    big = tmp_path / "big.jsonl"
    article = {"outlet": "example.org", "published": "2026-07-01"}
    words = os.urandom(3_000_000).hex()
    big.write_text(
        "\n".join(
            json.dumps(
                article | {"url": f"https://example.org/{n}", "title": f"T {n}", "text": words[n * 900 : n * 900 + 900]}
            )
            for n in range(6_000)
        )
    )
    with mounted(tmp_path / "disk", f"size={(built / 'store.duckdb').stat().st_size // 1024 + 2_000}k") as disk:
        home = disk / "home"
        home.mkdir()
        subprocess.run(["cp", str(built / "store.duckdb"), str(home)], check=True)
        sentence = said(run("ingest", big, "--home", home))
        assert "nothing was stored" in sentence
        assert n_articles(home) == n_articles(built)
        done = run("ingest", one(tmp_path / "one.jsonl"), "--home", home)
        assert "1 new" in done.stdout, done.stderr
        assert n_articles(home) == n_articles(built) + 1


@needs_mount
def test_a_disk_that_fills_up_during_a_build_keeps_the_last_release(built: Path, tmp_path: Path, run: Trends) -> None:
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    with mounted(tmp_path / "disk", f"size={size // 1024 + 1_500}k") as disk:
        home = disk / "home"
        subprocess.run(["cp", "-r", str(built), str(home)], check=True)
        sentence = said(run("build", "--home", home))
        assert "the last one stays" in sentence
        assert release.path_of(home).stem == f"{DAY}-2"
        assert check(home, now=NOW) == []
        subprocess.run(["mount", "-o", f"remount,size={size // 1024 + 100_000}k", str(disk)], check=True)
        assert build(home)[0] == f"{DAY}-4", "a number is used once"


def test_a_second_writer_during_a_build_is_told_to_wait(home: Path, tmp_path: Path, run: Trends) -> None:
    """The build is held in the middle, with the store open, by a beat file that is a pipe nobody has filled yet."""
    pipe = tmp_path / "slow.toml"
    os.mkfifo(pipe)
    environment = os.environ | {"TRENDS_NOW": CLOCK}
    command = [*COMMAND, "build", "--beat", str(pipe), "--home", str(home)]
    build = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        descriptor = open_when_read(pipe, build)
        for command_ in (("ingest", corpus(tmp_path / "b.jsonl", first=40)), ("build",)):
            assert "in use by another process" in said(run(*command_, "--home", home))
        assert run("sql", "SELECT count(*) FROM article", "--home", home).returncode == 0, "readers don't wait"
        os.write(descriptor, (resources.PACKAGE / "beats" / "ai_compute.toml").read_bytes()[:100])
        os.close(descriptor)
        build.communicate(timeout=60)
    finally:
        build.kill()
        build.wait()
    assert whole(home)
    assert "40 new" in run("ingest", tmp_path / "b.jsonl", "--home", home).stdout


def open_when_read(pipe: Path, child: subprocess.Popen[str]) -> int:
    """Opens the pipe for writing once `child` reads from it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the build never read its beat file")


def n_vintages(home: Path, release_id: str) -> int:
    with release.open(home, release_id) as opened:
        return opened.frame("vintage").height


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_a_corrupt_current_release_is_told_and_the_next_build_mends_it(home: Path, damage: str) -> None:
    path = release.path_of(home)
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(flipped(content) if damage == "flipped" else content[:20_000])
    (told, *_) = (finding.sentence for finding in check(home, now=NOW) if finding.broken)
    assert f"{DAY}-2" in told
    assert "trends build" in told
    release_id, (warned,) = build(home)
    assert release_id == f"{DAY}-3"
    assert f"taken from release {DAY}-1" in warned
    assert n_vintages(home, f"{DAY}-3") == n_vintages(home, f"{DAY}-1") > 0, "the history of published values goes on"


def flipped(content: bytes) -> bytes:
    """The same length, but a byte of every block is another."""
    damaged = bytearray(content)
    for place in range(12_288, len(damaged), 4_096):
        damaged[place] ^= 0xFF
    return bytes(damaged)


def test_a_corrupt_or_truncated_current_is_one_sentence_on_the_command_line(home: Path, run: Trends) -> None:
    path = release.path_of(home)
    path.write_bytes(flipped(path.read_bytes()))
    assert "trends build" in said(run("sql", "SELECT count(*) FROM vintage", "--home", home))
    told = run("check", "--home", home)
    assert (told.returncode, "Traceback" in told.stderr) == (1, False)
    (home / "releases" / "current").write_bytes(b"")
    assert "trends build" in said(run("sql", "SELECT 1", "--home", home))
    done = run("build", "--home", home)
    assert (done.returncode, done.stdout) == (0, f"{DAY}-3\n"), done.stderr
    assert f"taken from release {DAY}-1" in done.stderr


@pytest.mark.parametrize("text", [b"2026-07", b"\xff\xfe\x00"])
def test_a_truncated_current_is_told_and_the_next_build_mends_it(home: Path, text: bytes) -> None:
    (home / "releases" / "current").write_bytes(text)
    with pytest.raises(ReleaseError, match="trends build"):
        release.open(home)
    assert ["leads nowhere" in finding.sentence for finding in check(home, now=NOW)] == [True]
    release_id, (warned,) = build(home)
    assert release_id == f"{DAY}-3"
    assert f"taken from release {DAY}-2" in warned
    assert whole(home)


def test_a_store_of_the_first_schema_migrates_with_its_rows(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        connection.execute("CREATE TABLE migration (name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)")
        connection.execute(resources.sql("migrations/0001_articles"))
        connection.execute("INSERT INTO migration VALUES ('0001_articles', '2025-01-01')")
        connection.execute(
            "INSERT INTO article_version VALUES ('a', 1, 'h', 'https://example.org/a', 'example.org', 'An old row', "
            "NULL, NULL, 'en', '2025-01-02', 'day', NULL, '2025-01-03 10:00', NULL, 'old.jsonl', 1)"
        )
        connection.execute("INSERT INTO quarantine VALUES ('old.jsonl', 2, 'h2', 'bad', '{', '2025-01-03 10:00')")
    with Store.open(home, now=NOW) as store:
        kept = store.articles(date(2026, 7, 20))
        assert kept.select("title", "first_seen_at").rows() == [("An old row", datetime(2025, 1, 3, 10))]
        assert store.refusals()["reason"].to_list() == ["bad"]
        assert store.reserve_number(date(2026, 7, 20), NOW) == 1
    with duckdb.connect(str(home / "store.duckdb"), read_only=True) as connection:
        ledger = [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY name").fetchall()]
    assert ledger == [path.stem for path in resources.sql_files("migrations")]


def test_a_clock_set_back_forges_no_time_and_the_newer_version_wins(tmp_path: Path, run: Trends) -> None:
    home = tmp_path / "home"
    first = run("ingest", one(tmp_path / "1.jsonl", title="First"), "--home", home)
    assert "clock" not in first.stderr
    assert build(home)[0] == f"{DAY}-1"
    second = run("ingest", one(tmp_path / "2.jsonl", title="Second"), "--home", home, now=EARLIER)
    assert "1 changed" in second.stdout
    (told,) = second.stderr.splitlines()
    assert "the clock reads 2026-07-10 12:00 UTC, before 2026-07-20 12:00" in told
    with duckdb.connect(str(home / "store.duckdb"), read_only=True) as connection:
        stored = connection.execute(
            "SELECT title, version, first_seen_at FROM article_version ORDER BY version"
        ).fetchall()
    assert stored == [("First", 1, NOW), ("Second", 2, datetime.fromisoformat(EARLIER))], "the clock is kept as read"
    with Store.open(home, now=NOW, read_only=True) as store:
        assert store.articles(date(2026, 7, 15)).is_empty(), "a version isn't known before the one it replaced"
        latest = store.articles(date(2026, 7, 20)).select("title", "version", "first_seen_at").rows()
    assert latest == [("Second", 2, NOW)]
    assert build(home, datetime.fromisoformat(EARLIER))[0] == f"{DAY}-2", "no number is used twice"
    assert whole(home)


def test_a_store_that_was_lost_hands_out_no_number_twice(home: Path, tmp_path: Path, run: Trends) -> None:
    (home / "store.duckdb").unlink()
    assert run("ingest", corpus(tmp_path / "a.jsonl"), "--home", home).returncode == 0
    assert build(home)[0] == f"{DAY}-3"
    assert whole(home)
