"""How fast does the Index page answer a reader who changes the chart, for one client and for four?

    python bench/callbacks.py [--times N] [--home DIR | --large]

The packaged chronicle is built into a release first, unless --home names a home that has one, or --large asks for a
made-up release of 50 topics × 260 weeks. Clients call the page's callback in process, through the WSGI app, as the
browser does after a change of half-life, weighting, gate or period; an answer holds the chart, its drivers, the
ranking and all words. Four clients are four threads. A view that nobody has asked for since the release was sealed is
drawn ("first"), one that somebody has is kept ("again"); clients ask for each view in an order of their own. Prints
median and 95th percentile beside 20 ms for one client and 50 ms for four, and the same of the answering thread's CPU
time: on a busy machine the wall says little. Then the chart alone, in CPU time: our plain dict with typed arrays
against plotly.express.line of one line of the same numbers, both up to JSON.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import app as application
from bench import large_release
from bench.demo import build
from trends import serve
from trends.figures.pair import pair_chart
from trends.pages.cut_data import headline_pair
from trends.pages.drawn import PAGES_KEPT
from trends.pages.selection import GATE_WORDS, select
from trends.pages.state import Query
from trends.style import LIGHT

BUDGET_MS = {1: 20.0, 4: 50.0}
LEAST_RATIO = 15.0
OUTPUTS = (("page", "children"), ("stamp", "children"), ("title", "data"), ("patch", "data"))
SCREEN = {"theme": "light", "narrow": False}
PERIODS_BACK = 6
TOPICS, WEEKS, STORIES = 50, 260, 26_000


class Client:
    """One reader's browser, as far as the router callback goes."""

    def __init__(self, server: Any) -> None:
        self._client = server.test_client()
        self._title: dict[str, Any] | None = None

    def visit(self, search: str) -> tuple[float, float]:
        """Calls the router for the front page; returns milliseconds of the answer, and of CPU in the thread of it."""
        payload = {
            "output": ".." + "...".join(f"{name}.{prop}" for name, prop in OUTPUTS) + "..",
            "outputs": [{"id": name, "property": prop} for name, prop in OUTPUTS],
            "inputs": [
                {"id": "url", "property": "pathname", "value": "/"},
                {"id": "url", "property": "search", "value": search},
                {"id": "screen", "property": "data", "value": SCREEN},
            ],
            "state": [{"id": "title", "property": "data", "value": self._title}],
            "changedPropIds": ["url.search"],
        }
        start, busy = time.perf_counter(), time.thread_time()
        answer = self._client.post("/_dash-update-component", json=payload)
        taken = ((time.perf_counter() - start) * 1000, (time.thread_time() - busy) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"the callback answered {answer.status_code}: {answer.get_data(as_text=True)[:200]}")
        self._title = answer.get_json()["response"]["title"]["data"]
        if self._title is None or self._title["title"].startswith("Error"):
            raise SystemExit(f"the page could not be drawn for {search!r}; the cause is above")
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


def measure(home: Path, n_clients: int, times: int) -> dict[str, list[tuple[float, float]]]:
    """What the answers to `n_clients` readers at once take (see `Client.visit`), for new views and for kept ones."""
    taken: dict[str, list[tuple[float, float]]] = {"first": [], "again": []}
    views, server = searches(home), application.create_app(home).server

    def read(number: int) -> None:
        client, order = Client(server), random.Random(number)
        barrier.wait(timeout=120)
        own = [search for place, search in enumerate(views) if place % n_clients == number]
        taken["first"].extend(client.visit(search) for search in own)
        barrier.wait(timeout=120)
        taken["again"].extend(client.visit(order.choice(views)) for _ in range(times))

    Client(server).visit("")  # opens the release
    barrier = threading.Barrier(n_clients)
    threads = [threading.Thread(target=read, args=(number,)) for number in range(n_clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(taken["first"]) != len(views) or len(taken["again"]) != n_clients * times:
        raise SystemExit("a client stopped early; its error is above")
    return taken


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="answers a client")
    parser.add_argument("--home", type=Path, help="a home with a release")
    parser.add_argument("--large", action="store_true", help=f"{TOPICS} topics, {WEEKS} weeks, {STORIES:,} stories")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        if options.home is None:
            large_release.seal(home, TOPICS, WEEKS, STORIES) if options.large else build(home)
        serve.settle()
        print("| clients | view | answers | median ms | p95 ms | budget p95 ms | CPU median ms | CPU p95 ms |")
        print("|---:|---|---:|---:|---:|---:|---:|---:|")
        for n_clients, budget in BUDGET_MS.items():
            for view, taken in measure(home, n_clients, options.times).items():
                wall, cpu = (
                    f"{statistics.median(times):.1f} | {statistics.quantiles(times, n=20)[-1]:.1f}"
                    for times in zip(*taken, strict=True)
                )
                print(f"| {n_clients} | {view} | {len(taken)} | {wall} | {budget:g} | {cpu} |")
        ours, express = chart(home, options.times)
        print(f"\nChart to JSON: ours {ours:.2f} ms, plotly.express.line {express:.2f} ms, ratio {express / ours:.1f}")
        print(f"(target {LEAST_RATIO:g}; ours draws line, band, rings, strip, events and hover, theirs one line)")


if __name__ == "__main__":
    main()
