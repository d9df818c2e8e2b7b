"""How fast a warm sandbox answers: median and 95th percentile of small queries, and the time to replace a child.

    python bench/query.py [--release FILE] [--times N]

Without --release it asks a small file made for the purpose. Target: a median of at most 30 ms.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from warehouse.errors import QueryError
from warehouse.query import Sandbox

QUERIES = (
    "SELECT count(*) AS n FROM story",
    "SELECT * FROM story ORDER BY story_id LIMIT 50",
    "SELECT story_id % 7 AS d, sum(story_id) AS s FROM story GROUP BY d ORDER BY d",
)
TARGET_MS = 30.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        release = options.release or made(Path(folder) / "small.duckdb")
        queries = QUERIES[:2] if options.release else QUERIES
        with Sandbox(release) as sandbox:
            started = time.perf_counter()
            sandbox.warm()
            start_s = time.perf_counter() - started
            spent = [asked(sandbox, queries[turn % len(queries)]) * 1e3 for turn in range(options.times)]
            replaced = [after_a_kill(sandbox) * 1e3 for _ in range(5)]
    median = statistics.median(spent)
    print(f"median {median:.1f} ms of {TARGET_MS:g} ms allowed: ratio {median / TARGET_MS:.2f}")
    print(f"95th percentile {statistics.quantiles(spent, n=20)[-1]:.1f} ms over {len(spent)} queries")
    print(
        f"pool of 2 ready after {start_s * 1e3:.0f} ms; "
        f"first answer after a kill, median {statistics.median(replaced):.1f} ms"
    )


def made(path: Path) -> Path:
    connection = duckdb.connect(str(path))
    connection.execute(
        "CREATE TABLE story AS SELECT i AS story_id, 'Headline ' || i AS headline FROM range(10000) AS t(i)"
    )
    connection.close()
    return path


def asked(sandbox: Sandbox, sql: str) -> float:
    started = time.perf_counter()
    sandbox.run(sql)
    return time.perf_counter() - started


def after_a_kill(sandbox: Sandbox) -> float:
    """Seconds until the answer to the query that follows one stopped at its deadline."""
    try:
        sandbox.run("SELECT sum(i) FROM range(10000000000000) AS t(i)", timeout_s=0.3)
    except QueryError:
        return asked(sandbox, QUERIES[0])
    raise SystemExit("The endless query answered; the benchmark says nothing.")


if __name__ == "__main__":
    main()
