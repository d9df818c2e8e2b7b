"""How long does `trends demo --no-serve` take, and which of its stages is the slowest?

    python bench/demo.py [--times N] [--home DIR]

Each run begins in an empty folder and does what the command does, in a process of its own: the packaged chronicle is
taken in, stories are assembled, every measure computed, a release sealed. Prints the median seconds of each stage
beside the 15 s that building the chronicle may take, the peak memory of the whole, and names the slowest stage.
--home keeps the home of the last run there, which must not exist yet.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BUDGET_S = 15.0
NOW = datetime(2026, 7, 20, 12)


def build(home: Path) -> tuple[dict[str, float], float]:
    """Builds the demo's home; returns the seconds of each stage and the peak memory in MB."""
    stages: list[tuple[str, float]] = []

    def say(name: str) -> None:
        stages.append((name, time.perf_counter()))

    say("starting Python")
    from trends import publish
    from warehouse import ingest, resources
    from warehouse.store import Store

    say("taking in the chronicle")
    with Store.open(home, now=NOW) as store:
        ingest.ingest_file(store, resources.CHRONICLE, source=resources.CHRONICLE.name, seen_at=NOW, backfill=True)
    say("opening the store")
    publish.build(home, now=NOW, beat=publish.DEFAULT_BEAT, say=say)
    ends = [*(at for _, at in stages[1:]), time.perf_counter()]
    seconds = {name: end - start for (name, start), end in zip(stages, ends, strict=True)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(json.dumps(build(options.build)))
        return
    runs: list[dict[str, float]] = []
    peaks: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(options.times):
            home = Path(folder) / str(run)
            command = [sys.executable, __file__, "--build", str(home)]
            seconds, peak = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
            runs.append(seconds)
            peaks.append(peak)
        if options.home:
            shutil.copytree(home, options.home)
    median = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    whole = statistics.median(sum(run.values()) for run in runs)
    print(f"trends demo --no-serve, {options.times} runs\n\n| stage | median s | part |\n|---|---:|---:|")
    for name, taken in median.items():
        print(f"| {name} | {taken:.2f} | {taken / whole:.0%} |")
    print(f"| whole (budget {BUDGET_S:g} s) | {whole:.2f} | |\n")
    print(f"Slowest stage: {max(median, key=lambda name: median[name])}. Peak memory {max(peaks):,.0f} MB.")


if __name__ == "__main__":
    main()
