"""The server as a whole: its workers share one reader's questions, and nothing of it is left when it ends."""

from __future__ import annotations

import gc
import json
import os
import signal
import stat
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import app
from tests.conftest import COMMAND
from trends import serve
from trends.pages.guard import Access

CALLBACK = "/_dash-update-component"
ENDLESS = "SELECT sum(i) FROM range(10000000000000) AS t(i)"
on_linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")


class Served:
    """A home that is served in processes of its own."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", "--home", str(home)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": str(folder)},
        )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http"), self.process.communicate()

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        return [pid for pid, parent in parents().items() if parent == self.process.pid]

    def everyone(self) -> list[int]:
        """The process ids of the server, its workers and the processes in which queries run."""
        found, known = [self.process.pid], parents()
        for pid in found:  # grows as it goes
            found += [child for child, parent in known.items() if parent == pid]
        return found

    @contextmanager
    def only(self, chosen: int) -> Iterator[None]:
        """While the block runs, one worker alone can answer."""
        others = [pid for pid in self.workers() if pid != chosen]
        for pid in others:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in others:
                os.kill(pid, signal.SIGCONT)

    def call(self, outputs: Any, inputs: list[Any], changed: str, state: list[Any] | None = None) -> Any:
        """What a callback answers, on a connection of its own."""
        names = [f"{one['id']}.{one['property']}" for one in (outputs if isinstance(outputs, list) else [outputs])]
        asked = {
            "output": f"..{'...'.join(names)}.." if isinstance(outputs, list) else names[0],
            "outputs": outputs,
            "inputs": inputs,
            "state": state or [],
            "changedPropIds": [changed],
        }
        request = urllib.request.Request(
            self.address + CALLBACK, json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def page(self, search: str, shown: Any = None) -> Any:
        """The front page's answer to a change of the query string, given what the browser remembers of the page."""
        outputs = [("page", "children"), ("stamp", "children"), ("title", "data"), ("patch", "data")]
        values = [("url", "pathname", "/"), ("url", "search", search), ("screen", "data", {"scheme": "light"})]
        return self.call(
            [{"id": name, "property": prop} for name, prop in outputs],
            [{"id": name, "property": prop, "value": value} for name, prop, value in values],
            "url.search",
            [{"id": "title", "property": "data", "value": shown}],
        )["response"]

    def sql(self, text: str, token: str) -> str:
        """What the SQL page answers, as text."""
        asked = {"id": "sql-run", "property": "data", "value": {"sql": text, "token": token}}
        return json.dumps(self.call({"id": "sql-result", "property": "children"}, [asked], "sql-run.data"))

    def cancel(self, token: str) -> None:
        """What the Cancel button asks."""
        asked = {"id": "sql-cancel", "property": "data"}
        self.call(asked, [{**asked, "value": {"token": token}}], "sql-cancel.data")

    def running(self) -> list[Path]:
        """The queries that run and can be stopped."""
        return [path for path in self.folder.glob("trends-serve-*/*") if stat.S_ISFIFO(path.stat().st_mode)]

    def end(self, how: signal.Signals) -> str:
        """Ends the server, returns what it still printed; nothing of it may stay."""
        before = self.everyone()
        self.process.send_signal(how)
        printed, _ = self.process.communicate(timeout=60)
        left = set(before) & {pid for pid, parent in parents().items() if parent != 0}
        assert not left, f"processes {left} of {before} outlived the server"
        assert list(self.folder.iterdir()) == [], "files outlived the server"
        return printed


def parents() -> dict[int, int]:
    """The parent of every process that runs; those that have ended and are not yet asked for don't count."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # it ended while we looked
            continue
        if state != "Z":
            found[int(path.parent.name)] = int(parent)
    return found


class Asked(threading.Thread):
    """An endless query, asked in a thread; `answer` is what came of it."""

    def __init__(self, server: Served, token: str) -> None:
        super().__init__()
        self.server, self.token, self.answer = server, token, ""
        self.start()
        while not server.running():
            assert self.is_alive(), self.answer

    def run(self) -> None:
        try:
            self.answer = self.server.sql(ENDLESS, self.token)
        except OSError as error:
            self.answer = f"the connection ended: {error}"


@pytest.fixture(scope="module")
def server(chronicle_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(chronicle_home, tmp_path_factory.mktemp("run"))
    while len(served.workers()) < serve.workers():
        assert served.process.poll() is None
    yield served
    assert served.end(signal.SIGTERM) == "", "the address is printed once"


@on_linux
def test_whichever_worker_answers_the_answer_is_the_same_and_fits_what_another_sent_before(server: Served) -> None:
    first, *others = server.workers()
    with server.only(first):
        shown = server.page("")["title"]["data"]
        expected = server.page("?gate=verified", shown)
    assert "page" not in expected, "a change of a page that is shown, not the page"
    assert expected["patch"]["data"]
    for other in others:
        with server.only(other):
            assert server.page("")["title"]["data"] == shown
            assert server.page("?gate=verified", shown) == expected


@on_linux
def test_a_query_is_stopped_by_a_request_that_reaches_another_worker(server: Served) -> None:
    server.cancel("mine")  # before it has begun
    first, last = server.workers()[0], server.workers()[-1]
    with server.only(first):
        asked = Asked(server, "mine")
    with server.only(last):
        server.cancel("../" * 20 + "unknown")
        server.cancel("mine")
        server.cancel("mine")
    asked.join(timeout=60)
    assert "Stopped on request." in asked.answer
    server.cancel("mine")
    assert "42" in server.sql("SELECT 40 + 2 AS n", "mine")


@on_linux
def test_a_killed_worker_is_replaced_and_the_others_answer(server: Served) -> None:
    before = server.workers()
    os.kill(before[0], signal.SIGKILL)
    while before[0] in server.workers() or len(server.workers()) < len(before):
        assert server.process.poll() is None
    new = next(iter(set(server.workers()) - set(before)))
    with server.only(new):
        assert "42" in server.sql("SELECT 40 + 2 AS n", "mine")


@on_linux
def test_an_interrupt_ends_workers_and_running_queries(chronicle_home: Path, tmp_path: Path) -> None:
    server = Served(chronicle_home, tmp_path)
    asked = Asked(server, "mine")
    server.end(signal.SIGINT)
    asked.join(timeout=60)
    assert not asked.is_alive()


@pytest.mark.parametrize("allowed", [Access(), Access(None, "a-token-of-enough-length")])
def test_a_worker_knows_its_files_before_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: Access
) -> None:
    """Or a browser that asks for several at once would be told that some of them don't exist."""
    made, dashboard = [], app.dashboard
    monkeypatch.setattr(app, "dashboard", lambda *of, **more: made.append(dashboard(*of, **more)) or made[-1])
    for process_wide in ("skip_checks", "settle"):
        monkeypatch.setattr(serve, process_wide, lambda: None)
    with serve.listen(0) as listener:
        serve.Server(tmp_path, listener, allowed, tmp_path).load()
    assert "dcc/async-graph.js" in made[0].registered_paths["dash"]


def test_there_are_two_workers_where_there_are_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, expected in ((1, 1), (2, 2), (64, 2)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: set(range(cores)), raising=False)
        assert serve.workers() == expected


def test_what_is_loaded_when_serving_begins_is_passed_over_by_the_garbage_collector() -> None:
    before = gc.get_threshold()
    try:
        serve.settle()
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == serve.COLLECT_AFTER
        assert not any(item is serve.settle for item in gc.get_objects()), "frozen, so it isn't listed"
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
    assert gc.get_freeze_count() == 0
