"""Do readers ever see half a release? Processes query `current` without a pause while builds publish new releases.

    python bench/soak.py [--builds N] [--readers N]

Each build takes in two more articles first, so that every release differs. A reader opens the current release, counts
articles, stories and their articles in separate queries, hashes one table against the manifest, and now and then keeps
a release open across the next publication. An error is any exception; a torn read is two answers of one release that
don't fit each other. Prints a table; exit code 1 unless both are 0.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

NOW = datetime(2026, 7, 20, 12)
FIRST = 40
STEP = 2
KEEP_EVERY = 5
PRELOAD = ["trends.publish", "warehouse.ingest", "warehouse.release"]


@dataclass
class Seen:
    """What one reader saw."""

    reads: int = 0
    errors: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)


def read(home: Path, stop: Event, say: Connection) -> None:
    """Reads until told to stop, then sends what was seen."""
    from warehouse import release

    seen = Seen()
    kept: release.Release | None = None
    while not stop.is_set() or not seen.reads:
        try:
            with release.open(home) as current:
                seen.torn += differences(current)
                seen.releases.add(current.id)
            seen.reads += 1
            if seen.reads % KEEP_EVERY == 0:
                if kept is not None:
                    seen.torn += differences(kept)
                    kept.close()
                kept = release.open(home)
        except Exception as error:
            seen.errors.append(f"{type(error).__name__}: {error}")
    say.send(seen)


def differences(opened: object) -> list[str]:
    """Returns the answers of one release that don't fit each other, as sentences."""
    from warehouse import release

    assert isinstance(opened, release.Release)
    head = opened.sql("SELECT release_id, n_articles, n_stories, data_hash FROM release").row(0, named=True)
    manifest = opened.manifest()
    facts = {
        "name": (head["release_id"], opened.path.stem),
        "manifest": (head["data_hash"], manifest.data_hash),
        "articles": (head["n_articles"], opened.sql("SELECT count(*) FROM article").item()),
        "articles of stories": (head["n_articles"], opened.sql("SELECT sum(n_articles)::BIGINT FROM story").item()),
        "stories": (head["n_stories"], opened.sql("SELECT count(*) FROM story").item()),
        "hash of article": (
            manifest.tables["article"]["sha256"],
            release.table_hash(opened.frame("article"), tuple(manifest.tables["article"]["key"])),
        ),
    }
    return [f"release {opened.id}: {what} {a} and {b}" for what, (a, b) in facts.items() if a != b]


def publish(home: Path, path: Path, say: Connection) -> None:
    """Takes in a file, builds, and sends the name of the release."""
    from trends import publish as publication
    from warehouse import ingest
    from warehouse.store import Store

    with Store.open(home, now=NOW) as store:
        ingest.ingest_file(store, path, source=path.name, seen_at=NOW)
    say.send(publication.build(home, now=NOW).release_id)


def run(folder: Path, *, builds: int, readers: int) -> tuple[list[str], list[Seen], float]:
    """Publishes `builds` releases under `readers` readers; returns their names, what was seen, and the seconds."""
    from warehouse import resources

    with resources.CHRONICLE.open(encoding="utf-8") as file:
        lines = [line for _, line in zip(range(FIRST + STEP * builds), file, strict=False)]
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    home, stop = folder / "home", context.Event()

    def publish_lines(number: int, part: list[str]) -> str:
        path = folder / f"part{number}.jsonl"
        path.write_text("".join(part), encoding="utf-8")
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=publish, args=(home, path, theirs))
        child.start()
        theirs.close()
        name: str = ours.recv()
        child.join()
        return name

    names = [publish_lines(0, lines[:FIRST])]
    pipes, children = [], []
    for _ in range(readers):
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=read, args=(home, stop, theirs), daemon=True)
        child.start()
        pipes.append(ours)
        children.append(child)
    start = time.perf_counter()
    try:
        places = range(FIRST, FIRST + STEP * builds, STEP)
        names += [publish_lines(number, lines[at : at + STEP]) for number, at in enumerate(places, start=1)]
    finally:
        stop.set()
    seen: list[Seen] = [pipe.recv() for pipe in pipes]
    for child in children:
        child.join()
    return names, seen, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=20)
    parser.add_argument("--readers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names, seen, seconds = run(Path(folder), builds=options.builds, readers=options.readers)
    errors, torn = (sum(len(getattr(one, kind)) for one in seen) for kind in ("errors", "torn"))
    print("| builds | readers | reads | releases seen | errors | torn reads | seconds |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    reads, releases = sum(one.reads for one in seen), len(set().union(*(one.releases for one in seen)))
    print(f"| {len(names) - 1} | {len(seen)} | {reads:,} | {releases} | {errors} | {torn} | {seconds:.0f} |")
    for sentence in [line for one in seen for line in (*one.errors, *one.torn)][:20]:
        print(f"- {sentence}")
    sys.exit(bool(errors or torn))


if __name__ == "__main__":
    main()
