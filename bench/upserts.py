"""What it costs to add a million articles to ten million, half of them known already, beside a bare append.

    python bench/upserts.py [--stored N] [--incoming N] [--times N]

The store's own table and its own SQL (`add_articles.sql`), from a Polars frame; the append writes the same new rows
without asking what is known. Each run is rolled back, runs alternate, and the first of each isn't counted. Beside
it stand the seconds of a grouping of all stored versions, which is what the SQL avoids.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse import resources
from warehouse.store import INCOMING

MOST_SECONDS = 1.0
ROWS = """
    SELECT
        substr(sha256('a' || i), 1, 16) AS article_id,
        substr(sha256('c' || i), 1, 16) AS content_hash,
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
        i AS line
    FROM range({first}, {last}) AS r(i)
"""
GROUP_ALL = "SELECT article_id, max(version), arg_max(content_hash, version) FROM article_version GROUP BY article_id"


def fill(connection: duckdb.DuckDBPyConnection, stored: int) -> None:
    """Makes the store's table and fills it with `stored` articles."""
    for migration in resources.sql_files("migrations"):
        connection.execute(migration.read_text(encoding="utf-8"))
    rows = ROWS.format(first=0, last=stored)
    connection.execute(f"INSERT INTO article_version BY NAME SELECT 1 AS version, * FROM ({rows})")
    connection.execute("CHECKPOINT")


def seconds(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, int]:
    """Runs a statement in a transaction that is rolled back; returns its seconds and how many rows it added."""
    connection.execute("BEGIN")
    before = connection.sql("SELECT count(*) FROM article_version").fetchall()[0][0]
    start = time.perf_counter()
    connection.execute(query).fetchall()
    taken = time.perf_counter() - start
    after = connection.sql("SELECT count(*) FROM article_version").fetchall()[0][0]
    connection.execute("ROLLBACK")
    return taken, after - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--incoming", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    half = options.incoming // 2
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "store.duckdb")) as connection:
        fill(connection, options.stored)
        incoming: pl.DataFrame = connection.sql(
            ROWS.format(first=options.stored - half, last=options.stored + half)
        ).pl()
        others = [pl.lit(None, kind).alias(name) for name, kind in INCOMING.items() if name not in incoming.columns]
        connection.register("incoming", incoming.with_columns(others).to_arrow())
        connection.register("fresh", incoming.tail(half).to_arrow())
        jobs = {
            "upsert": resources.sql("store/add_articles"),
            "append": "INSERT INTO article_version BY NAME SELECT 1 AS version, * FROM fresh",
            "group all": GROUP_ALL,
        }
        taken: dict[str, list[float]] = {name: [] for name in jobs}
        added: dict[str, int] = {}
        for _ in range(options.times + 1):
            for name, query in jobs.items():
                one, added[name] = seconds(connection, query)
                taken[name].append(one)
    median = {name: statistics.median(runs[1:]) for name, runs in taken.items()}
    print(f"{options.incoming:,} articles into {options.stored:,}, half of them known\n")
    print("| job | rows added | median s | × append |\n|---|---:|---:|---:|")
    for name in jobs:
        print(f"| {name} | {added[name]:,} | {median[name]:.2f} | {median[name] / median['append']:.2f} |")
    print(f"\n(target: {MOST_SECONDS:g} s for 1,000,000 into 10,000,000)")


if __name__ == "__main__":
    main()
