"""How fast does the Index page answer a reader who changes the chart, for one client and for four?

    python bench/callbacks.py [--times N] [--home DIR]

The packaged chronicle is built into a release first, unless --home names a home that has one. Clients call the page's
callback in process, through the WSGI app, as the browser does after a change of half-life, weighting, gate, period
length or period; an answer holds the chart, its drivers, the ranking and all words. Four clients are four threads.
A view that nobody has asked for since the release was sealed is drawn ("first"), one that somebody has is kept
("again"); clients ask for each view in an order of their own. Prints median and 95th percentile beside 20 ms for one
client and 50 ms for four. Then the chart alone: our plain dict with typed arrays against plotly.express.line of one
line of the same numbers, both up to JSON.
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
from bench.demo import build
from trends.figures.pair import pair_chart
from trends.style import LIGHT
from warehouse import release

BUDGET_MS = {1: 20.0, 4: 50.0}
LEAST_RATIO = 15.0
OUTPUTS = (("page", "children"), ("stamp", "children"), ("title", "data"), ("patch", "data"))
SCREEN = {"theme": "light", "narrow": False}
CHOICES = {
    "half_life": ("1", "2", "4", "8"),
    "weighting": ("story", "attention", "impact"),
    "gate": ("all", "verified"),
    "period": ("2024-10-01", "2026-04-01"),
}


class Client:
    """One reader's browser, as far as the router callback goes."""

    def __init__(self, server: Any) -> None:
        self._client = server.test_client()
        self._title: dict[str, Any] | None = None

    def visit(self, search: str) -> float:
        """Calls the router for the front page and returns the milliseconds of the answer."""
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
        start = time.perf_counter()
        answer = self._client.post("/_dash-update-component", json=payload)
        taken = (time.perf_counter() - start) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"the callback answered {answer.status_code}: {answer.get_data(as_text=True)[:200]}")
        self._title = answer.get_json()["response"]["title"]["data"]
        return taken


def searches() -> list[str]:
    """Every view that the choices make: fewer than are kept, so that each is drawn once."""
    return ["?" + urlencode(dict(zip(CHOICES, values, strict=True))) for values in itertools.product(*CHOICES.values())]


def measure(server: Any, n_clients: int, times: int) -> dict[str, list[float]]:
    """Milliseconds of the answers to `n_clients` readers at once, by whether a view was asked for before."""
    taken: dict[str, list[float]] = {"first": [], "again": []}

    def read(number: int) -> None:
        client, order = Client(server), random.Random(number)
        barrier.wait(timeout=120)
        own = [search for place, search in enumerate(views) if place % n_clients == number]
        taken["first"].extend(client.visit(search) for search in own)
        barrier.wait(timeout=120)
        taken["again"].extend(client.visit(order.choice(views)) for _ in range(times))

    Client(server).visit("")  # opens the release
    views, barrier = searches(), threading.Barrier(n_clients)
    threads = [threading.Thread(target=read, args=(number,)) for number in range(n_clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(taken["first"]) != len(views) or len(taken["again"]) != n_clients * times:
        raise SystemExit("a client stopped early; its error is above")
    return taken


def chart(home: Path, times: int) -> tuple[float, float]:
    """Median milliseconds of the pair chart, ours and by plotly.express, each up to JSON."""
    import plotly.express as px  # type: ignore[import-untyped]
    from plotly.io.json import to_json_plotly  # type: ignore[import-untyped]

    with release.open(home) as opened:
        rows = opened.sql(
            "SELECT s.*, p.reason FROM pair_share AS s JOIN period AS p USING (beat_id, frequency, period_start, gate) "
            "WHERE frequency = 'quarter' AND gate = 'all' AND weighting = 'story' ORDER BY period_start"
        )
        events = opened.frame("event")

    def ours() -> object:
        return to_json_plotly(pair_chart(rows, events, ("a", "b"), frequency="quarter", theme=LIGHT))

    def express() -> object:
        return to_json_plotly(px.line(rows, x="period_start", y="share_a"))

    def median(work: Callable[[], object]) -> float:
        work()
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            work()
            taken.append((time.perf_counter() - start) * 1000)
        return statistics.median(taken)

    return median(ours), median(express)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200, help="answers a client")
    parser.add_argument("--home", type=Path, help="a home with a release")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        if options.home is None:
            build(home)
        print("| clients | view | answers | median ms | p95 ms | budget p95 ms |\n|---:|---|---:|---:|---:|---:|")
        for n_clients, budget in BUDGET_MS.items():
            server = application.create_app(home).server
            for view, taken in measure(server, n_clients, options.times).items():
                middle, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
                print(f"| {n_clients} | {view} | {len(taken)} | {middle:.1f} | {high:.1f} | {budget:g} |")
        ours, express = chart(home, options.times)
        print(f"\nChart to JSON: ours {ours:.2f} ms, plotly.express.line {express:.2f} ms, ratio {express / ours:.1f}")
        print(f"(target {LEAST_RATIO:g}; ours draws line, band, rings, strip, events and hover, theirs one line)")


if __name__ == "__main__":
    main()
