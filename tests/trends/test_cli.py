"""The command line: results on stdout, the rest on stderr, exit codes, and never a traceback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import COMMAND, Trends
from trends import serve

COMMANDS = ("ingest", "build", "serve", "sql", "export", "status", "demo")


def test_help_lists_every_command_with_what_it_does(trends: Trends) -> None:
    done = trends("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        line = next(line for line in done.stdout.splitlines() if line.strip("│ ").startswith(name + " "))
        assert len(line.split(name, 1)[1].strip(" │")) > 20


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_its_options(trends: Trends, command: str) -> None:
    done = trends(command, "--help")
    assert done.returncode == 0
    assert "--home" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nonsense",), 2, "--help"),
        (("build", "--as-of", "yesterday"), 2, "as-of"),
        (("build", "--home", "{tmp}"), 1, "trends ingest"),
        (("sql", "SELECT 1", "--home", "{tmp}"), 1, "trends build"),
        (("export", "{tmp}/out", "--home", "{tmp}"), 1, "trends build"),
        (("ingest", "{tmp}/absent.jsonl", "--home", "{tmp}"), 1, "absent.jsonl"),
        (("ingest", "{tmp}", "--home", "{tmp}/h"), 1, "JSONL"),
        (("build", "--beat", "no_such_beat", "--home", "{tmp}"), 1, "ai_compute"),
        (("serve", "--port", "99999", "--home", "{tmp}"), 1, "--port"),
    ],
)
def test_an_error_is_a_sentence_on_stderr_with_the_way_out(
    trends: Trends, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = trends(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_markup_in_user_text_is_printed_as_it_is(trends: Trends, tmp_path: Path) -> None:
    done = trends("ingest", "[red]absent[/red].jsonl", "--home", tmp_path)
    assert "[red]absent[/red].jsonl" in done.stderr


def test_sql_answers_in_every_format(trends: Trends, chronicle_home: Path, tmp_path: Path) -> None:
    query = "SELECT 'a' AS word, sum(n_articles) AS total, 'nan'::DOUBLE AS gap, DATE '2026-01-02' AS day FROM story"
    answers = {
        name: trends("sql", query, "--format", name, "--home", chronicle_home) for name in ("json", "csv", "table")
    }
    assert json.loads(answers["json"].stdout) == [{"word": "a", "total": 1_093, "gap": None, "day": "2026-01-02"}]
    assert answers["csv"].stdout.splitlines()[0] == "word,total,gap,day"
    assert "1093" in answers["table"].stdout or "1,093" in answers["table"].stdout
    command = [*COMMAND, "sql", query, "--format", "parquet", "--home", str(chronicle_home)]
    path = tmp_path / "answer.parquet"
    path.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    assert pl.read_parquet(path)["word"].to_list() == ["a"]


def test_sql_takes_a_statement_from_standard_input(trends: Trends, chronicle_home: Path) -> None:
    done = trends("sql", "-", "--format", "csv", "--home", chronicle_home, text="SELECT 1 AS one")
    assert done.stdout == "one\n1\n"


@pytest.mark.parametrize("statement", ["DROP TABLE story", "SELECT * FROM no_such", "SELECT 1; SELECT 2", "nonsense"])
def test_refused_sql_is_a_sentence(trends: Trends, chronicle_home: Path, statement: str) -> None:
    done = trends("sql", statement, "--home", chronicle_home)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("trends: ")
    assert "Traceback" not in done.stderr


def test_untrusted_sql_is_cut_at_ten_thousand_rows_and_says_so(trends: Trends, chronicle_home: Path) -> None:
    done = trends("sql", "FROM range(20000)", "--untrusted", "--format", "csv", "--home", chronicle_home)
    assert len(done.stdout.splitlines()) == 10_001
    assert "10,000" in done.stderr


def test_export_writes_every_table(trends: Trends, chronicle_home: Path, tmp_path: Path) -> None:
    done = trends("export", tmp_path / "out", "--home", chronicle_home)
    written = {Path(line).stem for line in done.stdout.splitlines()}
    tables = trends("sql", "SHOW TABLES", "--format", "csv", "--home", chronicle_home).stdout.splitlines()[1:]
    assert written == set(tables)
    assert pl.read_parquet(tmp_path / "out" / "article.parquet").height == 1_093
    one = trends("export", tmp_path / "one", "--table", "story", "--format", "csv", "--home", chronicle_home)
    assert one.stdout.splitlines() == [str(tmp_path / "one" / "story.csv")]


def test_status_of_a_home(trends: Trends, chronicle_home: Path, tmp_path: Path) -> None:
    found = json.loads(trends("status", "--format", "json", "--home", chronicle_home).stdout)
    assert found["store"]["n_articles"] == 1_093
    assert found["current"] == found["releases"][-1]
    assert "trends ingest" in trends("status", "--home", tmp_path / "nothing").stdout


def test_as_of_defaults_to_the_newest_seen_date(trends: Trends, chronicle_home: Path) -> None:
    found = json.loads(trends("status", "--format", "json", "--home", chronicle_home).stdout)
    assert date.fromisoformat(found["current"][:10]).isoformat() == found["store"]["last_known_at"][:10]


def test_serve_prints_its_address_once_it_answers_and_ends_on_interrupt(chronicle_home: Path) -> None:
    child = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--home", str(chronicle_home)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        address = child.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert answer.status == 200
    finally:
        child.terminate()
        assert child.wait(timeout=30) in (0, -15)


def test_demo_serves_pages_after_it_has_built(tmp_path: Path) -> None:
    """The answer needs the release, so it shows that the server has not inherited a build's locks by its fork."""
    child = subprocess.Popen(
        [*COMMAND, "demo", "--port", "0", "--home", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        address = child.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}/healthz", timeout=30) as answer:
            assert json.load(answer)["status"] == "ok"
    finally:
        child.terminate()
        child.wait(timeout=30)


def test_a_taken_port_is_passed_over_unless_it_was_asked_for() -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.PortError, match=str(port)):
            serve.listen(port)
    with serve.listen(None) as first, serve.listen(None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_an_interrupt_is_told_in_one_line(tmp_path: Path) -> None:
    fifo = tmp_path / "never.jsonl"
    os.mkfifo(fifo)
    child = subprocess.Popen(
        [*COMMAND, "ingest", str(fifo), "--home", str(tmp_path / "h")], stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "h" / "store.duckdb").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert said.strip().endswith("nothing half-done was kept")
