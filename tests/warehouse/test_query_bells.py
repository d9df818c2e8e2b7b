"""A query is stopped from another process by ringing its bell; a bell that nobody hears does nothing."""

from __future__ import annotations

import os
import queue
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse import tiny_release
from warehouse.errors import QueryError
from warehouse.query import Sandbox
from warehouse.query_bells import Bells

ENDLESS = "SELECT sum(i) FROM range(10000000000000) AS t(i)"
OTHER = """
import sys
from pathlib import Path
from warehouse.query import Sandbox
with Sandbox(folder=Path(sys.argv[1])) as sandbox:
    for token in sys.argv[2:]:
        print(sandbox.cancel(token))
"""


def other(folder: Path, *tokens: str) -> list[str]:
    """What another process is told when it cancels."""
    done = subprocess.run([sys.executable, "-c", OTHER, folder, *tokens], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_release.write(tmp_path_factory.mktemp("releases") / "2026-07-05-1.duckdb")


class Rung:
    """What happened to a query that runs in a thread."""

    def __init__(self, pool: Sandbox, token: str) -> None:
        self.errors: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, args=(pool, token))
        self.thread.start()

    def _run(self, pool: Sandbox, token: str) -> None:
        try:
            pool.run(ENDLESS, timeout_s=60, token=token)
            self.errors.put("answered")
        except QueryError as error:
            self.errors.put(str(error))

    def error(self) -> str:
        """The sentence it ended with."""
        found = self.errors.get(timeout=60)
        self.thread.join(timeout=60)
        return found


def hung(folder: Path) -> list[Path]:
    """The bells in a folder."""
    return [path for path in folder.iterdir() if stat.S_ISFIFO(path.stat().st_mode)]


def test_another_process_stops_a_running_query_and_only_that(release: Path, tmp_path: Path) -> None:
    with Sandbox(release, folder=tmp_path) as pool:
        pool.warm()
        first, second = Rung(pool, "first"), Rung(pool, "second")
        while len(hung(tmp_path)) < 2:
            assert first.thread.is_alive() and second.thread.is_alive()
        assert other(tmp_path, "unknown", "first") == ["False", "True"]
        assert first.error() == "Stopped on request."
        assert second.thread.is_alive()
        assert pool.cancel("second")
        assert second.error() == "Stopped on request."
        assert other(tmp_path, "first", "second") == ["False", "False"], "both have ended"
        assert pool.run("SELECT 42 AS n", token="first").frame.item() == 42
    assert list(tmp_path.iterdir()) == [], "neither a bell nor a child's folder stays"


def test_another_process_stops_a_query_that_still_waits_for_its_turn(release: Path, tmp_path: Path) -> None:
    with Sandbox(release, size=1, folder=tmp_path) as pool:
        taken = pool._take(release, 0, None)
        waiting = Rung(pool, "waiting")
        while not hung(tmp_path):
            assert waiting.thread.is_alive()
        assert other(tmp_path, "waiting") == ["True"]
        assert waiting.error() == "Stopped on request."
        pool._give_back(taken)
        assert pool.run("SELECT 42 AS n").frame.item() == 42


def test_who_rings_twice_or_after_the_end_or_at_a_dead_process_does_no_harm(tmp_path: Path) -> None:
    bells, heard = Bells(tmp_path), threading.Semaphore(0)
    assert not bells.ring("mine")
    with bells.listening("mine", heard.release):
        assert bells.ring("mine") and bells.ring("mine")
        assert heard.acquire(timeout=10) and heard.acquire(timeout=10)
    assert not bells.ring("mine")
    with bells.listening("mine", heard.release):
        dead = hung(tmp_path)[0]
    os.mkfifo(dead)  # as a killed process leaves it
    assert not bells.ring("mine")
    with bells.listening("mine", heard.release):
        assert bells.ring("mine")
        assert heard.acquire(timeout=10)


@given(st.text(min_size=1, max_size=64))
def test_no_token_names_a_path_of_its_own(token: str) -> None:
    path = Bells(Path("/folder"))._path(token)
    assert path.parent == Path("/folder")
    assert len(path.name) == 32 and path.name.isalnum()


def test_a_query_is_answered_where_no_bell_can_be_hung(release: Path, tmp_path: Path) -> None:
    with Sandbox(release, folder=tmp_path / "gone") as pool:
        assert pool.run("SELECT 42 AS n", token="mine").frame.item() == 42
        assert not pool.cancel("mine")


def test_children_beyond_those_kept_are_started_by_queries_that_meet(release: Path) -> None:
    with Sandbox(release, size=2, kept=1) as pool:
        assert pool.run("SELECT 1 AS n").frame.item() == 1
        assert len(pool._idle) == 1
        busy = pool._take(release, 0, None)
        assert pool.run("SELECT 2 AS n").frame.item() == 2
        pool._give_back(busy)
        assert len(pool._idle) == 2


def test_closing_stops_what_runs_though_its_process_is_still_starting(release: Path, tmp_path: Path) -> None:
    pool = Sandbox(release, folder=tmp_path)
    running = Rung(pool, "mine")
    while not pool._running.get("mine"):
        assert running.thread.is_alive()
    pool.close()
    assert running.error() == "Stopped on request."
    assert list(tmp_path.iterdir()) == []
