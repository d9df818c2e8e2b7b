"""What it costs to add a million articles to ten million, half of them known already, beside a bare append.

    python bench/upserts.py [--stored N] [--incoming N] [--times N]

An upsert is `Store.add` as an ingest calls it: from the frame of articles to the commit, with the keys, the check that
no article stands twice in the frame, the search among all that is stored, the new rows and the count of new and
changed. Reading and parsing of lines come before it (`bench/million.py`). The append writes as many new rows into the
same table, from the same kind of frame and with a commit, and asks nothing. Runs alternate, the first of each isn't
counted, and each brings articles of its own, so that the store grows a little. Beside them stands a grouping of all
stored versions, which the upsert avoids. CPU seconds and the least wall time depend less than the median on what else
runs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse.store import FILE_NAME, INCOMING, REFUSED, Store

NOW = datetime(2026, 7, 20)
MOST_SECONDS = 1.0
ROWS = """
    SELECT
        'a' || substr(sha256('a' || i), 1, 16) AS article_id,
        sha256('c' || i) AS content_hash,
        'https://outlet' || (i % 300) || '.example/story/' || i AS url,
        'outlet' || (i % 300) || '.example' AS outlet_id,
        'Headline number ' || i || ' about compute' AS title,
        'A summary of article ' || i || ', with a few words more in it.' AS summary,
        NULL::VARCHAR AS author,
        'en' AS language,
        TIMESTAMP '2020-01-01' + to_seconds((i * 18)::BIGINT) AS published_at,
        'time' AS date_precision,
        NULL::VARCHAR AS credit,
        TIMESTAMP '2020-01-01' + to_seconds((i * 18 + 3600)::BIGINT) AS first_seen_at,
        NULL::TIMESTAMP AS assumed_seen_at,
        'file.jsonl' AS source,
        i AS line,
        ('0x' || substr(sha256('a' || i), 1, 16))::UBIGINT AS article_key
    FROM range({first}, {last}) AS r(i)
"""
INSERT = "INSERT INTO article_version BY NAME SELECT 1 AS version, * FROM {source}"
GROUP_ALL = "SELECT article_id, max(version), arg_max(content_hash, version) FROM article_version GROUP BY article_id"


def fill(home: Path, stored: int) -> None:
    """Makes a store that holds the first `stored` articles."""
    Store.open(home, now=NOW).close()
    with duckdb.connect(str(home / FILE_NAME)) as connection:
        connection.execute(INSERT.format(source=f"({ROWS.format(first=0, last=stored)})"))


def articles(first: int, last: int) -> pl.DataFrame:
    """Articles from one number to another, as an ingest hands them to the store, and the key the store gives them."""
    with duckdb.connect() as connection:
        rows: pl.DataFrame = connection.sql(ROWS.format(first=first, last=last)).pl()
    others = [pl.lit(None, kind).alias(name) for name, kind in INCOMING.items() if name not in rows.columns]
    return rows.with_columns(others).select(*INCOMING.names(), "article_key")


def upsert(store: Store, rows: pl.DataFrame) -> int:
    return store.add(rows.drop("article_key"), REFUSED.to_frame()).new


def append(store: Store, rows: pl.DataFrame) -> int:
    store._connection.register("fresh", rows.drop("second_hand").to_arrow(compat_level=pl.CompatLevel.newest()))
    return int(store._connection.execute(INSERT.format(source="fresh")).fetchall()[0][0])


def group_all(store: Store, rows: pl.DataFrame) -> int:
    store._connection.execute(f"SELECT count(*) FROM ({GROUP_ALL})").fetchall()
    return 0


JOBS: dict[str, Callable[[Store, pl.DataFrame], int]] = {"upsert": upsert, "append": append, "group all": group_all}


def run(home: Path, *, stored: int, incoming: int, times: int) -> dict[str, list[tuple[int, float, float]]]:
    """Runs every job `times` and once more; returns rows added, wall and CPU seconds of each run but the first."""
    taken: dict[str, list[tuple[int, float, float]]] = {name: [] for name in JOBS}
    half, at = incoming // 2, stored
    with Store.open(home, now=NOW) as store:
        for _ in range(times + 1):
            for name, job in JOBS.items():
                known = half if name == "upsert" else 0
                rows = articles(at - known, at + half)
                wall, cpu = time.perf_counter(), time.process_time()
                added = job(store, rows)
                taken[name].append((added, time.perf_counter() - wall, time.process_time() - cpu))
                at += added
    return {name: runs[1:] for name, runs in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, default=10_000_000)
    parser.add_argument("--incoming", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), options.stored)
        taken = run(Path(folder), stored=options.stored, incoming=options.incoming, times=options.times)
    reference = statistics.median(cpu for _, _, cpu in taken["append"])
    print(f"{options.incoming:,} articles into {options.stored:,}, half of them known\n")
    print("| job | rows added | least s | median s | CPU s | CPU × append |\n|---|---:|---:|---:|---:|---:|")
    for name, runs in taken.items():
        wall, cpu = (statistics.median(one[column] for one in runs) for column in (1, 2))
        least = min(one[1] for one in runs)
        print(f"| {name} | {runs[-1][0]:,} | {least:.2f} | {wall:.2f} | {cpu:.2f} | {cpu / reference:.2f} |")
    print(f"\n(target: {MOST_SECONDS:g} s for 1,000,000 into 10,000,000)")


if __name__ == "__main__":
    main()
