"""Whether stories survive being told as briefs and taken in elsewhere, and what taking a brief in costs.

    python bench/briefs.py

The chronicle becomes stories in one home, the stories become briefs, and the briefs alone found a second home, whose
stories become briefs again. Printed: how many of them are the same to the byte (reference: all), and the processor time
for decoding, checking and keeping a brief beside reading and writing the same JSON with nothing checked.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse import assemble, briefs, briefs_export, ingest, outlets, resources
from warehouse import beat as beats
from warehouse.briefs_form import Row
from warehouse.store import Store

NOW = datetime(2026, 7, 6, 12)
BEATS = ("ai_compute", "markets", "policy")
REPEATS = 5
RELEASE = pl.DataFrame({"method_version": ["1"], "beat_hash": ["b"]})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, _ = told(Path(folder) / "first", resources.CHRONICLE)
        path = Path(folder) / "briefs.json"
        path.write_text(json.dumps(first), encoding="utf-8")
        second, kept = told(Path(folder) / "second", path)
    texts = [briefs.canonical(brief) for brief in first]
    for what, again in (("as our own stories", second), ("as the publisher's briefs", kept)):
        same = sum(text == briefs.canonical(brief) for text, brief in zip(texts, again, strict=True))
        print(f"told again {what:26} {same:6,} of {len(texts):,} to the byte (reference: all)")
    raw = [text.encode() for text in texts]
    size = sum(map(len, raw)) / len(raw)
    checked = seconds(lambda line: briefs.row(briefs.decode(line), seen_at=NOW, backfill=True), raw)
    plain = seconds(lambda line: json.dumps(json.loads(line), sort_keys=True), raw)
    print(f"taken in and checked      {1 / checked:10,.0f} briefs a processor second, of {size:,.0f} bytes each")
    print(f"read and written, no check {1 / plain:9,.0f} (reference): {checked / plain:.1f} times the cost")


def told(home: Path, path: Path) -> tuple[list[Row], list[Row]]:
    """Takes a file into a new home; returns its stories as briefs, and the briefs that it took in."""
    with Store.open(home, now=NOW) as store:
        ingest.ingest_file(store, path, source=path.name, seen_at=NOW, backfill=True)
        day = store.counts()["last_known_at"].date()
        articles, taken, refusals = store.articles(day), store.briefs(day), store.refusals()
    registered = [beats.load(name) for name in BEATS]
    tables = assemble.assemble(articles, registered, outlets.load(), refusals=refusals, briefs=taken)
    frame = (tables | {"release": RELEASE}).__getitem__
    own = briefs_export.own(frame)
    kept = briefs_export.kept(frame, publisher=briefs_export.PUBLISHER) if taken.height else []
    return own, kept


def seconds(work: Callable[[bytes], object], lines: list[bytes]) -> float:
    """Returns the least processor time that one line took, over some passes."""
    passes = []
    for _ in range(REPEATS):
        start = time.process_time()
        for line in lines:
            work(line)
        passes.append(time.process_time() - start)
    return min(passes) / len(lines)


if __name__ == "__main__":
    main()
