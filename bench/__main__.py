"""Runs the small size of every benchmark and writes what they print to docs/benchmarks.md.

    python -m bench [--data DIR] [--only NAME]… [--out FILE]

Benchmarks that need labelled data are listed as such unless --data names a folder that holds it. Every number is beside
its reference, in the words of the script that measured it. Takes about five minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent
OUT = FOLDER.parent / "docs" / "benchmarks.md"
TIMEOUT_S = 300
PACKAGES = ("polars", "duckdb", "numpy", "dash")


@dataclass(frozen=True)
class Bench:
    """One benchmark: its script, what makes it small, and the labelled file it can't do without."""

    title: str
    script: str
    small: tuple[str, ...] = ()
    needs: str | None = None
    option: str = "--data"
    takes_file: bool = False


BENCHES = (
    Bench("Nothing lost to a kill", "crash", ("--kills", "10")),
    Bench("Readers while builds publish", "soak", ("--builds", "3")),
    Bench("Rollup of topic rows", "rollup", ("--rows", "2000000", "--times", "3", "--cube")),
    Bench("Every table of a large beat", "publish", ("--topics", "20", "--weeks", "104", "--stories", "10000")),
    Bench("The demo, stage by stage", "demo", ("--times", "1")),
    Bench("Chart callbacks", "callbacks", ("--times", "60")),
    Bench("The first visit", "page_load", ("--times", "3")),
    Bench("A day's batch beside a rebuild; one week by SQL", "incremental", ("--stories", "300000", "--times", "2")),
    Bench("From raw articles to a sealed release", "million", ("--articles", "5000")),
    Bench("Articles into a store", "upserts", ("--stored", "500000", "--incoming", "50000", "--times", "2")),
    Bench("Ad-hoc SQL", "query", ("--times", "100")),
    Bench("Topic tagging", "topics", ("--megabytes", "2")),
    Bench("Terms in text beside a union expression", "tagging", ("--megabytes", "2", "--times", "1")),
    Bench("Near-copies and origins", "origins", ("--times", "1")),
    Bench("Clustering into stories", "stories"),
    Bench("Stories as briefs, out and in again", "briefs"),
    Bench("Sentiment", "sentiment"),
    Bench("Timelines of planted threads", "timeline"),
    Bench("What is said of entities, beside simpler counting", "entities", ("--worlds", "4")),
    Bench("Calibration of intervals and calls", "calibration", ("--quick",)),
    Bench("Crossovers of pairs whose share never changes", "pair_crossovers", ("--series", "200")),
    Bench("Planted outages and the open week", "outages", ("--worlds", "10")),
    Bench("Bursts beside a published package", "bursts", ("--batches", "50")),
    Bench("Change points", "change_points", needs="change_points_dev.json"),
    Bench("Panel index beside the published index", "panel_index", needs="gpr_daily.parquet"),
    Bench("Facts, comparisons and conflicts beside a naive reading", "facts"),
    Bench("Directions of parties beside their tone", "directions"),
    Bench("Impact beside an annotator", "impact", needs="chronicle_2022_2023_labels.jsonl", takes_file=True),
)
WITH_DATA = {
    "topics": "chronicle_2022_2023_labels.jsonl",
    "stories": "news_clusters_dev.parquet",
    "sentiment": "*.parquet",
}
"""Benchmarks that measure more when the data is there."""


def arguments(bench: Bench, data: Path | None) -> list[str] | None:
    """Returns the arguments of a benchmark, None when the labelled data it needs isn't there."""
    wanted = bench.needs or WITH_DATA.get(bench.script)
    found = None if data is None or wanted is None else next(iter(sorted(data.rglob(wanted))), None)
    if bench.needs is not None and found is None:
        return None
    given = [] if found is None else [bench.option, str(found if bench.takes_file else found.parent)]
    return [*bench.small, *given]


def section(bench: Bench, data: Path | None) -> tuple[str, bool]:
    """Runs a benchmark; returns its section of the page and whether it ended well."""
    chosen = arguments(bench, data)
    if chosen is None:
        return f"## {bench.title}\n\n`python bench/{bench.script}.py` needs labelled data (`{bench.needs}`).\n", True
    print(f"{bench.script} …", end=" ", file=sys.stderr, flush=True)
    start = time.perf_counter()
    command = [sys.executable, str(FOLDER / f"{bench.script}.py"), *chosen]
    environment = os.environ | {"PYTHONPATH": str(FOLDER.parent), "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, env=environment)
        text, well = done.stdout.rstrip(), done.returncode == 0
        if not well:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            text += f"\n(ended with exit code {done.returncode}: {last})"
    except subprocess.TimeoutExpired:
        text, well = f"(stopped after {TIMEOUT_S} s)", False
    print(f"{time.perf_counter() - start:.0f} s{'' if well else ', FAILED'}", file=sys.stderr)
    shown = " ".join("DIR" if data is not None and part.startswith(str(data)) else part for part in chosen)
    fence = f"```text\n{text.strip()}\n```" if not text.startswith("|") else text
    return f"## {bench.title}\n\n`python bench/{bench.script}.py {shown}".rstrip() + f"`\n\n{fence}\n", well


def head(seconds: float) -> str:
    """Returns the opening of the page: on what these numbers were measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        "# Benchmarks\n\n"
        "Written by `python -m bench` (`make bench`); the small sizes, so that it takes minutes. Each script has the "
        "full size as its default and says in its `--help` what it measures and against what.\n\n"
        f"{os.cpu_count()} CPUs, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"{packages}; {seconds:.0f} s in all. Times depend on what else the machine was doing; ratios less so.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder with labelled data; not part of the project")
    parser.add_argument("--only", action="append", help="only the benchmark of this name; may be repeated", default=[])
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    names = [bench.script for bench in BENCHES]
    if unknown := sorted(set(options.only) - set(names)):
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(names)}")
    start = time.perf_counter()
    chosen = [bench for bench in BENCHES if not options.only or bench.script in options.only]
    sections = [section(bench, options.data) for bench in chosen]
    page = "\n".join([head(time.perf_counter() - start), *(text for text, _ in sections)])
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(page, encoding="utf-8")
    print(options.out)
    sys.exit(not all(well for _, well in sections))


if __name__ == "__main__":
    main()
