"""Does a `kill -9` lose anything? Ingest and build are killed at random moments, on the rubble of earlier kills.

    python bench/crash.py [--kills N] [--seed S] [--articles N]

A home begins with one sealed release. Then a worker process takes in a new slice of articles and builds, and dies at a
moment drawn at random: within ingest, build or sealing, each as often. After each kill the current release must
open and equal its manifest, nothing in the home may be broken, and no article may be missing that was stored before.
After five kills on one home the work is done undisturbed: its data_hash must be that of a home without kills.
Prints a table; exit code 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

NOW = datetime(2026, 7, 20, 12)
ROUND = 5
PHASES = ("ingest", "build", "sealing")
PRELOAD = ["trends.publish", "warehouse.check", "warehouse.ingest"]


@dataclass
class Result:
    """What the kills did: how many fell in each phase, what they left, and every loss as a sentence."""

    kills: Counter[str] = field(default_factory=Counter)
    litter: int = 0
    survived: int = 0
    rounds: int = 0
    lost: list[str] = field(default_factory=list)


def slices(folder: Path, n_articles: int) -> list[Path]:
    """Writes the first half of the corpus as one file and the rest in as many files as a round has kills."""
    from warehouse import resources

    with resources.CHRONICLE.open(encoding="utf-8") as file:
        lines = [line for _, line in zip(range(n_articles), file, strict=False)]
    half = len(lines) // 2
    step = -(-(len(lines) - half) // ROUND)
    parts = [lines[:half], *(lines[start : start + step] for start in range(half, len(lines), step))]
    paths = []
    for number, part in enumerate(parts):
        paths.append(folder / f"part{number}.jsonl")
        bad = json.dumps({"url": f"https://example.org/{number}"})
        paths[-1].write_text("".join([*part, bad + "\n"]), encoding="utf-8")
    return paths


def work(home: Path, files: list[Path], say: Connection) -> None:
    """Takes in the files and builds; says which phase begins, in the end the data_hash."""
    from trends import publish
    from warehouse import ingest
    from warehouse.store import Store

    say.send("ingest")
    with Store.open(home, now=NOW) as store:
        for path in files:
            ingest.ingest_file(store, path, source=path.name, seen_at=NOW)
    say.send("build")
    manifest = publish.build(home, now=NOW, say=lambda stage: say.send("sealing") if stage == "sealing" else None)
    say.send("done")
    say.send(manifest.data_hash)


def look(home: Path, say: Connection) -> None:
    """Sends what is broken, what is left over, and how many articles are stored; in a process of its own."""
    from warehouse import release
    from warehouse.check import check
    from warehouse.store import Store

    try:
        findings = check(home, now=NOW)
        with release.open(home) as current:
            rows = current.frame("article").height
        with Store.open(home, now=NOW) as store:
            stored = int(store.counts()["n_articles"])
        broken = [finding.sentence for finding in findings if finding.broken]
        say.send((broken, len(findings) - len(broken), rows, stored))
    except Exception as error:
        say.send(([f"{type(error).__name__}: {error}"], 0, 0, 0))


class Lab:
    """Starts workers from a server process that has imported everything and done nothing."""

    def __init__(self) -> None:
        self._context = mp.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOAD)

    def finish(self, home: Path, files: list[Path]) -> tuple[str, dict[str, float]]:
        """Runs the work undisturbed; returns the data_hash and the seconds that each phase took."""
        ours, child = self._start(work, home, files)
        began: dict[str, float] = {}
        while (word := ours.recv()) != "done":
            began[word] = time.perf_counter()
        end = time.perf_counter()
        data_hash: str = ours.recv()
        child.join()
        starts = [*(began[phase] for phase in PHASES), end]
        return data_hash, {phase: starts[i + 1] - starts[i] for i, phase in enumerate(PHASES)}

    def kill(self, home: Path, files: list[Path], phase: str, delay_s: float) -> str | None:
        """Runs the work and kills it `delay_s` after `phase` began; returns where it died, None if it was done."""
        ours, child = self._start(work, home, files)
        last = ""
        while last != phase:
            last = ours.recv()
        deadline = time.perf_counter() + delay_s
        while (left := deadline - time.perf_counter()) > 0 and ours.poll(left):
            last = ours.recv()
            if last == "done":
                break
        child.kill()
        child.join()
        return None if last == "done" else last

    def look(self, home: Path) -> tuple[list[str], int, int, int]:
        """Returns what is broken, how many left-overs there are, articles of the current release, articles stored."""
        ours, child = self._start(look, home)
        found: tuple[list[str], int, int, int] = ours.recv()
        child.join()
        return found

    def _start(self, target: object, *arguments: object) -> tuple[Connection, mp.process.BaseProcess]:
        ours, theirs = self._context.Pipe(duplex=False)
        child = self._context.Process(target=target, args=(*arguments, theirs), daemon=True)  # type: ignore[arg-type]
        child.start()
        theirs.close()
        return ours, child


def run(folder: Path, *, kills: int, seed: int, n_articles: int) -> Result:
    """Kills the work `kills` times and returns what that did."""
    lab, chance, result = Lab(), random.Random(seed), Result()
    files = slices(folder, n_articles)
    base = folder / "base"
    lab.finish(base, files[:1])
    undisturbed = Path(shutil.copytree(base, folder / "undisturbed"))
    expected, seconds = lab.finish(undisturbed, files)
    print(
        f"undisturbed: {n_articles} articles, ingest {seconds['ingest']:.2f} s, build {seconds['build']:.2f} s, "
        f"sealing {seconds['sealing']:.2f} s",
        file=sys.stderr,
    )
    while sum(result.kills.values()) < kills:
        home = Path(shutil.copytree(base, folder / f"home{result.rounds}"))
        known = litter = 0
        for number in range(1, min(ROUND, kills - sum(result.kills.values())) + 1):
            phase = chance.choice(PHASES)
            died = lab.kill(home, files[: number + 1], phase, chance.uniform(0, seconds[phase]))
            if died is None:
                result.survived += 1
            else:
                result.kills[died] += 1
            broken, litter, rows, stored = lab.look(home)
            result.lost += [f"round {result.rounds}, kill {number} in {died}: {sentence}" for sentence in broken]
            if stored < known or rows == 0:
                result.lost.append(f"round {result.rounds}, kill {number} in {died}: {stored} of {known} articles left")
            known = stored
        result.litter += litter
        again, seconds = lab.finish(home, files)
        if again != expected:
            result.lost.append(
                f"round {result.rounds}: data_hash {again[:12]} after the kills, {expected[:12]} undisturbed"
            )
        result.rounds += 1
        shutil.rmtree(home)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20260705)
    parser.add_argument("--articles", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), kills=options.kills, seed=options.seed, n_articles=options.articles)
    print("| killed during | times |\n|---|---:|")
    for phase in PHASES:
        print(f"| {phase} | {result.kills[phase]} |")
    print(f"| (was done before the kill, not counted) | {result.survived} |")
    print(f"\n{result.litter} left-over files were noted; {result.rounds} homes were finished after their kills.")
    print(f"Releases lost or torn, articles lost, hashes that differ: {len(result.lost)}.")
    for sentence in result.lost:
        print(f"- {sentence}")
    sys.exit(bool(result.lost))


if __name__ == "__main__":
    main()
