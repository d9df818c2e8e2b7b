"""Rebuild the published Geopolitical Risk index with the pooled panel index, and print the largest difference.

Run from the project: ``python bench/panel_index.py --data DIR``, DIR holding ``gpr_daily.parquet`` (date, N10D
articles a day, GPRD the published index). The daily number of hits is not published: it is the index undone, and
must come out whole.
"""

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from trends.measures.panel_index import panel_index

BASE = (date(1985, 1, 1), date(2019, 12, 31))
INDEX_PER_SHARE = 3312.5677


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory with gpr_daily.parquet")
    path = parser.parse_args().data / "gpr_daily.parquet"
    if not path.exists():
        sys.exit(f"No published index at {path}: nothing was measured.")
    published = pl.read_parquet(path).sort("date")
    hits = pl.col("GPRD") * pl.col("N10D") / INDEX_PER_SHARE
    frame = published.select(
        period="date", outlet=pl.lit("ten newspapers"), hits=hits.round(), total=pl.col("N10D").cast(pl.Float64)
    )
    unwhole = published.select((hits - hits.round()).abs().max()).item()
    for weights in ("pooled", "equal", "volume"):
        started = time.perf_counter()
        index = panel_index(frame, base=BASE, weights=weights)
        seconds = time.perf_counter() - started
        difference = (
            index.join(published, left_on="period", right_on="date")
            .select((pl.col("index") - pl.col("GPRD")).abs().max())
            .item()
        )
        print(
            f"{weights:<7} largest difference from the published index {difference:.1e} over {index.height:,} days "
            f"({index['index'].null_count()} null), allowed 1e-3; {seconds:.2f} s"
        )
    print(f"hits are whole to {unwhole:.1e}")


if __name__ == "__main__":
    main()
