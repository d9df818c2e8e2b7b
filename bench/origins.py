"""How well near-copies and origins are found in a planted world of 2,000 articles, and how fast.

    python bench/origins.py

Prints pair precision, recall and F1 for several seeds and strengths of rewriting, beside a reference in the same run:
articles with an equal title or an equal body are one. `wrong` counts pairs of independent reports that were joined.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.warehouse.reprint_world import OWNERS, pair_scores, world
from warehouse import origins

ARTICLES = 2_000


def main() -> None:
    print("truth    method       rewrite seed      P      R     F1  wrong articles/s")
    for rewrite in (0.12, 0.20, 0.30):
        for seed in (21, 22, 23):
            planted = world(ARTICLES, seed=seed, rewrite=rewrite)
            show("report", "equal text", rewrite, seed, planted, planted.select(found="text"))
            start = time.perf_counter()
            copies = origins.near_copies(planted).select(found="near_copy_id")
            rate = planted.height / (time.perf_counter() - start)
            show("report", "near-copies", rewrite, seed, planted, copies, rate)
            start = time.perf_counter()
            voices = origins.origins(planted, owners=OWNERS).select(found="origin_id")
            rate = planted.height / (time.perf_counter() - start)
            show("voice", "origins", rewrite, seed, planted, voices, rate)


def show(
    truth: str,
    method: str,
    rewrite: float,
    seed: int,
    planted: pl.DataFrame,
    found: pl.DataFrame,
    rate: float | None = None,
) -> None:
    s = pair_scores(planted.hstack(found), truth)
    speed = f"{rate:10,.0f}" if rate else ""
    line = f"{s['precision']:6.3f} {s['recall']:6.3f} {s['f1']:6.3f} {s['wrong']:6.0f} {speed}"
    print(f"{truth:8} {method:12} {rewrite:7.2f} {seed:4d} {line}")


if __name__ == "__main__":
    main()
