"""From raw articles to a sealed release, end to end, with the time and the memory of each stage.

    python bench/million.py [--articles N] [--home DIR]

Writes N made-up articles with bodies as JSONL (`synthetic_news`), takes them in and builds a release of the packaged
beats, as `trends ingest --backfill` and `trends build` do. Each step is a child process of its own, so that its memory
is its own. Wall and CPU seconds of a stage are its own and those of the processes that it starts; peak memory is the
most that they held together while it ran (on Linux; else the highest of this process until its end). For a million
articles see to some 7 GB of memory, 4 GB of disk and 45 minutes of CPU time, of which two processors share a half.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

STEPS = ("generate", "ingest", "build")
SIBLINGS = ("ai_compute", "markets", "policy")


class Clock:
    """Prints one JSON line for each stage that ends: name, wall and CPU seconds, peak megabytes, helpers included."""

    def __init__(self, stage: str) -> None:
        self._begin(stage)

    def next(self, stage: str | None) -> None:
        """Ends the stage, and begins the next one if it has a name."""
        used = {"wall": time.perf_counter() - self.wall, "cpu": cpu() - self.cpu, "mb": self.watch.stop()}
        print(json.dumps({"stage": self.stage, **used}), flush=True)
        if stage is not None:
            self._begin(stage)

    def _begin(self, stage: str) -> None:
        self.stage, self.wall, self.cpu, self.watch = stage, time.perf_counter(), cpu(), MemoryWatch()


class MemoryWatch:
    """The most memory that this process and the processes it started hold together, looked at twice a second."""

    EVERY_S = 0.5

    def __init__(self) -> None:
        forget_peak()
        self._ended, self._together = threading.Event(), 0.0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Ends the watch and returns the peak in megabytes."""
        self._ended.set()
        self._thread.join()
        return max(peak_mb(), self._together)

    def _look(self) -> None:
        while not self._ended.wait(self.EVERY_S):
            self._together = max(self._together, sum(resident_mb(process) for process in family("self")))


def cpu() -> float:
    """CPU seconds of this process and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def family(process: str) -> Iterator[str]:
    """The process and those it started, down to the last (on Linux; else itself alone)."""
    yield process
    for place in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # it may have ended since
            for child in place.read_text().split():
                yield from family(child)


def resident_mb(process: str) -> float:
    """What a process holds now; nothing where it has ended, or the system doesn't tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return 0.0


def forget_peak() -> None:
    """Sets the high-water mark of this process back to what it uses now, where the system can."""
    place = Path("/proc/self/clear_refs")
    if place.exists():
        place.write_text("5")


def peak_mb() -> float:
    """The most that this process alone has held, a short peak between two looks included."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def generate(home: Path, n: int) -> None:
    from bench import synthetic_news

    clock = Clock("generate (not part of the way)")
    synthetic_news.write(home / "articles.jsonl", n)
    clock.next(None)


def ingest(home: Path, n: int) -> None:
    from bench import synthetic_news
    from warehouse.ingest import ingest_file
    from warehouse.store import Store

    clock = Clock("ingest")
    now = seen(n, synthetic_news.START, synthetic_news.PER_DAY)
    with Store.open(home, now=now) as store:
        report = ingest_file(store, home / "articles.jsonl", source="articles.jsonl", seen_at=now, backfill=True)
    clock.next(None)
    if report.refused or report.lines != n:
        raise SystemExit(f"{report.refused} of {report.lines} lines were refused, for example: {report.refusals[:1]}")


def build(home: Path, n: int) -> None:
    from bench import synthetic_news
    from trends import publish
    from warehouse.store import Store

    now = seen(n, synthetic_news.START, synthetic_news.PER_DAY)
    clock = Clock("read the store")
    with Store.open(home, now=now) as store:
        for name in SIBLINGS:
            store.register_beat(name, name, now)
    manifest = publish.build(home, now=now, say=clock.next, warn=lambda sentence: print(sentence, file=sys.stderr))
    clock.next(None)
    rows = {entry: manifest.tables[entry]["rows"] for entry in ("article", "story", "origin_edge", "story_topic")}
    print(f"release {manifest.release_id}: {rows}", file=sys.stderr)


def seen(n: int, start: datetime, per_day: int) -> datetime:
    return start + timedelta(days=max(30, n // per_day) + 30)


def run(home: Path, n: int) -> list[dict[str, float | str]]:
    """Runs the steps one after another; tells of each stage on stderr as it ends."""
    stages: list[dict[str, float | str]] = []
    for step in STEPS:
        command = [sys.executable, __file__, "--step", step, "--home", str(home), "--articles", str(n)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            for line in child.stdout or ():
                stages.append(json.loads(line))
                print(line.rstrip(), file=sys.stderr, flush=True)
        if child.returncode:
            raise SystemExit(f"{step} ended with exit code {child.returncode}")
    return stages


def table(stages: list[dict[str, float | str]], n: int) -> str:
    way = [stage for stage in stages if not str(stage["stage"]).startswith("generate")]
    total = {
        "stage": "all but generating",
        "wall": sum(float(s["wall"]) for s in way),
        "cpu": sum(float(s["cpu"]) for s in way),
        "mb": max(float(s["mb"]) for s in way),
    }
    rows = [(s["stage"], float(s["wall"]), float(s["cpu"]), float(s["mb"])) for s in [*stages, total]]
    lines = [f"{stage} | {wall:,.1f} | {cpu:,.1f} | {n / cpu:,.0f} | {mb:,.0f}" for stage, wall, cpu, mb in rows]
    head = f"| {n:,} articles | wall s | CPU s | articles a CPU second | peak MB |\n|---|---:|---:|---:|---:|\n"
    return head + "\n".join(f"| {line} |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="an empty folder to keep; by default a temporary one")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        {"generate": generate, "ingest": ingest, "build": build}[options.step](options.home, options.articles)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        print(table(run(home, options.articles), options.articles))


if __name__ == "__main__":
    main()
