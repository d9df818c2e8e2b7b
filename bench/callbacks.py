"""How fast does the Index page answer a reader who changes the chart, for one client and for four?

    python bench/callbacks.py [--times N] [--rounds N] [--home DIR | --large] [--only served|in-process]

The packaged chronicle is built into a release first, unless --home names a home that has one, or --large asks for a
made-up release of 50 topics × 260 weeks. Clients call the page's callback as the browser does after a change of
half-life, weighting, gate or period; an answer holds the chart, its drivers, the ranking and all words. A view that
nobody has asked for since the release was sealed is drawn ("first"), one that somebody has is kept ("again", by the
worker that drew it); clients ask for each view in an order of their own.

Measured twice. Served: the home is served as `trends serve` does it, clients are processes that talk to it over HTTP
on connections of their own (`bench/http_reader.py`), and an answer's time holds all that a browser waits for: the
connection, packing, the way through the machine. The clients' own work takes the same processors. CPU is that of the
server's processes, by answer. In process: the callback is called through the WSGI app of one process that is set up as
a worker is, four clients are four threads; CPU is that of the answering thread. On a busy machine CPU says more than
the time.

Prints median and 95th percentile beside 20 ms for one client and 50 ms for four, over all rounds; a round of the served
kind starts a server anew. Then the chart alone, in CPU time: our plain dict with typed arrays against
plotly.express.line of one line of the same numbers, both up to JSON.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app as application
from bench import http_reader, large_release, page_load
from bench.demo import build
from trends import serve
from trends.figures.pair import pair_chart
from trends.pages.cut_data import headline_pair
from trends.pages.drawn import PAGES_KEPT
from trends.pages.quick import skip_checks
from trends.pages.selection import GATE_WORDS, select
from trends.pages.state import Query
from trends.style import LIGHT
from warehouse import release

BUDGET_MS = {1: 20.0, 4: 50.0}
LEAST_RATIO = 15.0
PERIODS_BACK = 6
TOPICS, WEEKS, STORIES = 50, 260, 26_000
VIEWS = ("first", "again")
WARMING = 50
"""Times that readers come to a new server, until each of its workers has opened the release."""

Times = dict[str, list[float]]
"""By the kind of view, milliseconds."""


class Client:
    """One reader's browser, as far as the router callback goes."""

    def __init__(self, server: Any) -> None:
        self._client = server.test_client()
        self._title = b"null"

    def visit(self, search: str) -> tuple[float, float]:
        """Calls the router for the front page; returns milliseconds of the answer, and of CPU in the thread of it."""
        body = http_reader.question(search, self._title)
        start, busy = time.perf_counter(), time.thread_time()
        answer = self._client.post("/_dash-update-component", data=body, content_type="application/json")
        taken = ((time.perf_counter() - start) * 1000, (time.thread_time() - busy) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"the callback answered {answer.status_code}: {answer.get_data(as_text=True)[:200]}")
        title = answer.get_json()["response"]["title"]["data"]
        if title is None or title["title"].startswith("Error"):
            raise SystemExit(f"the page could not be drawn for {search!r}; the cause is above")
        self._title = json.dumps(title).encode()
        return taken


def searches(home: Path) -> list[str]:
    """Every view that the release's choices make, of two periods: fewer than are kept, so that each is drawn once."""
    view = application.HomeProvider(home).current()
    assert view is not None
    chosen = select(view, Query(""))
    earlier = chosen.periods[max(0, chosen.periods.index(chosen.period) - PERIODS_BACK)]
    choices = {
        "half_life": [f"{value:g}" for value in chosen.half_lives],
        "weighting": chosen.weightings,
        "gate": tuple(GATE_WORDS),
        "period": (earlier.isoformat(), chosen.period.isoformat()),
    }
    found = [
        "?" + urlencode(dict(zip(choices, values, strict=True))) for values in itertools.product(*choices.values())
    ]
    assert len(found) <= PAGES_KEPT
    return found


def phases(views: list[str], number: int, n_clients: int, times: int) -> tuple[list[str], list[str]]:
    """What client `number` asks for: its own part of the views first, then any of them, `times` of them."""
    order = random.Random(number)
    return views[number::n_clients], [order.choice(views) for _ in range(times)]


def in_process(home: Path, n_clients: int, times: int) -> tuple[Times, Times]:
    """What the answers to `n_clients` threads at once take, and the CPU of the answering threads (`Client.visit`)."""
    wall: Times = {view: [] for view in VIEWS}
    busy: Times = {view: [] for view in VIEWS}
    views, server = searches(home), application.create_app(home).server

    def read(number: int) -> None:
        client = Client(server)
        for view, asked in zip(VIEWS, phases(views, number, n_clients, times), strict=True):
            barrier.wait(timeout=120)
            for search in asked:
                taken, used = client.visit(search)
                wall[view].append(taken)
                busy[view].append(used)

    Client(server).visit("")  # opens the release
    barrier = threading.Barrier(n_clients)
    threads = [threading.Thread(target=read, args=(number,)) for number in range(n_clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(wall["first"]) != len(views) or len(wall["again"]) != n_clients * times:
        raise SystemExit("a client stopped early; its error is above")
    return wall, busy


def served(home: Path, n_clients: int, times: int) -> tuple[Times, dict[str, float], str]:
    """What the answers to `n_clients` processes at once take over HTTP, the server's CPU by answer, and its memory."""
    server, address = page_load.serve(home)
    readers: list[subprocess.Popen[str]] = []
    try:
        warm(address, server.pid, release.path_of(home))
        views = searches(home)
        for number in range(n_clients):
            command = [sys.executable, str(http_reader.__file__), address]
            readers.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            told(readers[-1], json.dumps(phases(views, number, n_clients, times)))
        taken, busy = Times(), dict[str, float]()
        for view in VIEWS:
            for reader in readers:
                heard(reader)
            before = processor_ms(server.pid)
            for reader in readers:
                told(reader, "")
            taken[view] = [one for reader in readers for one in json.loads(heard(reader))]
            busy[view] = (processor_ms(server.pid) - before) / len(taken[view])
        return taken, busy, memory(server.pid)
    finally:
        for process in (*readers, server):
            process.terminate()
            process.wait(timeout=60)


def warm(address: str, pid: int, path: Path) -> None:
    """Has readers come until every worker of a server has opened the release."""
    with ThreadPoolExecutor(8) as visitors:
        for _ in range(WARMING):
            list(visitors.map(lambda _: http_reader.Reader(address).visit(""), range(8)))
            workers = psutil.Process(pid).children()
            if all(any(Path(file.path) == path.resolve() for file in worker.open_files()) for worker in workers):
                return
    raise SystemExit("a worker of the server never answered")


def told(reader: subprocess.Popen[str], line: str) -> None:
    """Hands a line to a reader."""
    assert reader.stdin is not None
    reader.stdin.write(line + "\n")
    reader.stdin.flush()


def heard(reader: subprocess.Popen[str]) -> str:
    """The next line of a reader."""
    assert reader.stdout is not None
    line = reader.stdout.readline()
    if not line:
        raise SystemExit("a client stopped early; its error is above")
    return line


def processes(pid: int) -> list[psutil.Process]:
    """A process and all that came from it."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def processor_ms(pid: int) -> float:
    """Milliseconds of CPU that a process and all that came from it have used."""
    return 1000 * sum(used.user + used.system for used in (process.cpu_times() for process in processes(pid)))


def memory(pid: int) -> str:
    """How many processes a server is, and the memory that they hold."""
    found = processes(pid)
    own = sum(process.memory_full_info().pss for process in found) / 2**20
    resident = sum(process.memory_info().rss for process in found) / 2**20
    return f"{len(found)} processes, resident {resident:.0f} MiB, shared pages counted once {own:.0f} MiB"


def chart(home: Path, times: int) -> tuple[float, float]:
    """Median CPU milliseconds of the pair chart, ours and by plotly.express, each up to JSON."""
    import plotly.express as px  # type: ignore[import-untyped]
    from plotly.io.json import to_json_plotly  # type: ignore[import-untyped]

    view = application.HomeProvider(home).current()
    assert view is not None
    chosen = select(view, Query(""))
    rows, events = headline_pair(view, chosen), view.frame("event")

    def ours() -> object:
        return to_json_plotly(pair_chart(rows, events, ("a", "b"), frequency=chosen.frequency, theme=LIGHT))

    def express() -> object:
        return to_json_plotly(px.line(rows, x="period_start", y="share_a"))

    def median(work: Callable[[], object]) -> float:
        work()
        taken = []
        for _ in range(times):
            start = time.thread_time()
            work()
            taken.append((time.thread_time() - start) * 1000)
        return statistics.median(taken)

    return median(ours), median(express)


def heading(how: str, processor: str) -> None:
    """Says how the times of a table are measured, and names its columns."""
    print(f"{how}\n\n| clients | view | answers | median ms | p95 ms | budget p95 ms | {processor} |")
    print("|---:|---|---:|---:|---:|---:|" + "---:|" * len(processor.split(" | ")))


def row(n_clients: int, view: str, wall: list[float], processor: str) -> str:
    """One row of a table."""
    times = f"{statistics.median(wall):.1f} | {statistics.quantiles(wall, n=20)[-1]:.1f}"
    return f"| {n_clients} | {view} | {len(wall)} | {times} | {BUDGET_MS[n_clients]:g} | {processor} |"


def print_served(home: Path, times: int, rounds: int) -> None:
    """Measures and prints the table of what is served."""
    heading("Over HTTP, served as by `trends serve`, clients are processes:", "server's CPU ms an answer")
    for n_clients in BUDGET_MS:
        measured = [served(home, n_clients, times) for _ in range(rounds)]
        for view in VIEWS:
            wall = [one for taken, _, _ in measured for one in taken[view]]
            processor = statistics.mean(busy[view] for _, busy, _ in measured)
            print(row(n_clients, view, wall, f"{processor:.1f}"))
    print(f"\nMemory of the server: {measured[-1][2]}")


def print_in_process(home: Path, times: int, rounds: int) -> None:
    """Measures and prints the table of one process."""
    heading("In one process, without HTTP, clients are threads:", "CPU median ms | CPU p95 ms")
    for n_clients in BUDGET_MS:
        measured = [in_process(home, n_clients, times) for _ in range(rounds)]
        for view in VIEWS:
            wall, busy = ([one for taken in measured for one in taken[part][view]] for part in (0, 1))
            processor = f"{statistics.median(busy):.1f} | {statistics.quantiles(busy, n=20)[-1]:.1f}"
            print(row(n_clients, view, wall, processor))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="answers a client")
    parser.add_argument("--rounds", type=int, default=1, help="times that all is measured")
    parser.add_argument("--home", type=Path, help="a home with a release")
    parser.add_argument("--large", action="store_true", help=f"{TOPICS} topics, {WEEKS} weeks, {STORIES:,} stories")
    parser.add_argument("--only", choices=("served", "in-process"), help="one of the two, and no chart")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        if options.home is None:
            large_release.seal(home, TOPICS, WEEKS, STORIES) if options.large else build(home)
        if options.only != "in-process":
            print_served(home, options.times, options.rounds)
        if options.only == "served":
            return
        serve.settle()
        skip_checks()
        if options.only is None:
            print()
        print_in_process(home, options.times, options.rounds)
        if options.only is not None:
            return
        ours, express = chart(home, options.times)
        print(f"\nChart to JSON: ours {ours:.2f} ms, plotly.express.line {express:.2f} ms, ratio {express / ours:.1f}")
        print(f"(target {LEAST_RATIO:g}; ours draws line, band, rings, strip, events and hover, theirs one line)")


if __name__ == "__main__":
    main()
