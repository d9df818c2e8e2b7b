"""What a day's batch of stories costs beside a rebuild: the cube in a DuckDB file, brought up to date or built anew.

    python bench/incremental.py [--stories N] [--batch N] [--times N]

Stories (1.7 topic rows each, 1,650 days, two topics of forty a story at most) are made in date order and written to
Parquet. The rebuild loads that file into a new database, sums the cube and writes a checkpoint. The batch then brings
10,000 stories: nine in ten new ones of the last day, one in ten a known story of the last fortnight that changed. It
is applied by trends.cube_table.apply and written by a checkpoint as well. Runs alternate; medians are compared.
Afterwards the grown cube must equal a cube that is summed again from all facts. Target: at most 10 % of a rebuild.

The same stories, by date and shuffled, then answer one question by SQL: what one week held by topic. Target: by date
at least 8 times as fast.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trends import cube, cube_table

DAYS, TOPICS = 1_650, 40
FIRST = date(2022, 1, 1)
MOST_OF_A_REBUILD, LEAST_FASTER = 0.10, 8.0
SEALED = {"storage_compatibility_version": "v1.5.0"}
WEEK = """
    SELECT topic_id, count(*) AS n_stories, avg(impact) AS impact, avg(sentiment_score) AS tone
    FROM fact
    WHERE day BETWEEN DATE '2025-03-03' AND DATE '2025-03-09'
    GROUP BY topic_id
    ORDER BY topic_id
"""
MAKE = """
    SELECT
        'ai_compute' AS beat_id,
        's' || lpad(story::VARCHAR, 12, '0') AS story_id,
        DATE '2022-01-01' + (story * {days} // {stories})::INTEGER AS day,
        CASE WHEN hash(story) % 20 > 0 THEN 'topic_' || ((hash(story) + 7 * part) % {topics}) END AS topic_id,
        CASE WHEN hash(story) % 20 > 0 THEN 1 + (hash(story + part) % 400000)::BIGINT END AS weight,
        1 + (hash(story * 3) % 10)::BIGINT AS impact,
        round((hash(story * 5) % 2001)::DOUBLE / 1000 - 1, 3) AS sentiment_score,
        'neutral' AS sentiment_tier,
        hash(story * 7) % 3 = 0 AS verified_in_14_days,
        part = 0 AS first_of_story
    FROM range({stories}) AS r(story), range(2) AS p(part)
    WHERE part = 0 OR (hash(story) % 20 > 0 AND hash(story * 11) % 10 < 7)
    ORDER BY day, story_id, topic_id
"""


def make(path: Path, stories: int) -> None:
    """Writes the facts of `stories` stories in date order to a Parquet file."""
    with duckdb.connect() as connection:
        query = MAKE.format(days=DAYS, stories=stories, topics=TOPICS)
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")


def rebuild(facts: Path, path: Path) -> float:
    """Loads all facts into a new database, sums the cube, and returns the seconds it took."""
    path.unlink(missing_ok=True)
    start = time.perf_counter()
    with duckdb.connect(str(path)) as connection:
        cube_table.create(connection)
        connection.execute(f"INSERT INTO fact BY NAME SELECT * FROM '{facts}'")
        cube_table.rebuild(connection)
        connection.execute("CHECKPOINT")
    return time.perf_counter() - start


def batch_of(facts: Path, size: int, number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A day's batch: new stories of the day after the last, and known ones of the last fortnight that changed."""
    last = FIRST + timedelta(days=DAYS - 1)
    known = (
        pl.scan_parquet(facts)
        .filter(pl.col("day") > last - timedelta(days=14))
        .collect()
        .with_columns(pl.col("impact") % 10 + 1)
    )
    ids = known["story_id"].unique().sort().sample(size // 10, seed=number)
    changed = known.filter(pl.col("story_id").is_in(ids.implode()))
    new = (
        known.filter(pl.col("story_id").is_in(known["story_id"].unique().sort().tail(size - size // 10).implode()))
        .with_columns(story_id="n" + str(number) + pl.col("story_id"), day=pl.lit(last + timedelta(days=1)))
    )  # fmt: skip
    replaced = changed.select("beat_id", "story_id", "day").unique()
    return pl.concat([changed, new]).select(cube_table.FACTS), replaced


def apply(path: Path, batch: pl.DataFrame, replaced: pl.DataFrame) -> float:
    """Applies a batch to the database, writes a checkpoint, and returns the seconds both took."""
    with duckdb.connect(str(path)) as connection:
        start = time.perf_counter()
        cube_table.apply(connection, batch, replaced)
        connection.execute("CHECKPOINT")
        return time.perf_counter() - start


def equals_a_rebuild(path: Path) -> bool:
    """Whether the grown cube is the cube of all facts."""
    with duckdb.connect(str(path)) as connection:
        grown = connection.sql("SELECT * FROM cube").pl().sort(cube.KEYS)
        cube_table.rebuild(connection)
        return grown.equals(connection.sql("SELECT * FROM cube").pl().sort(cube.KEYS))


def week(facts: Path, folder: Path, times: int) -> tuple[float, float, int]:
    """Median seconds of the week's question by date and shuffled, and the rows that it reads."""
    files = {}
    for name, order in (("by date", "day, story_id, topic_id"), ("shuffled", "hash(story_id)")):
        files[name] = folder / f"{name.replace(' ', '_')}.duckdb"
        with duckdb.connect(str(files[name]), config=SEALED) as connection:
            connection.execute(f"CREATE TABLE fact AS SELECT * FROM '{facts}' ORDER BY {order}")
    taken: dict[str, list[float]] = {name: [] for name in files}
    answers = []
    open_files = {name: duckdb.connect(str(path), read_only=True) for name, path in files.items()}
    for _ in range(times):
        for name, connection in open_files.items():
            taken[name].append(timed(lambda connection=connection: answers.append(connection.sql(WEEK).fetchall())))
    if any([row[:2] for row in answer] != [row[:2] for row in answers[0]] for answer in answers):
        raise SystemExit("the two orders answer differently; the times say nothing")
    for connection in open_files.values():
        connection.close()
    by_date, shuffled = (statistics.median(taken[name]) for name in files)
    return by_date, shuffled, sum(row[1] for row in answers[0])


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=10_000, help="stories of a day's batch")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        facts, path = folder / "facts.parquet", folder / "cube.duckdb"
        make(facts, options.stories)
        rebuilds, batches = [], []
        for number in range(options.times):
            rebuilds.append(rebuild(facts, path))
            batches.append(apply(path, *batch_of(facts, options.batch, number)))
        equal = equals_a_rebuild(path)
        path.unlink()
        whole, part = statistics.median(rebuilds), statistics.median(batches)
        print(f"{options.stories:,} stories, a batch of {options.batch:,}, {options.times} runs each\n")
        print("| job | median s | part of a rebuild | target |\n|---|---:|---:|---:|")
        print(f"| rebuild | {whole:.2f} | 1 | |")
        print(f"| batch | {part:.2f} | {part / whole:.3f} | {MOST_OF_A_REBUILD:.2f} |")
        print(f"\nThe grown cube equals one summed again from all facts: {'yes' if equal else 'NO'}")
        by_date, shuffled, rows = week(facts, folder, 3 * options.times)
        print(f"\nOne week by SQL ({rows:,} topic rows): by date {by_date * 1000:.1f} ms, shuffled ", end="")
        print(f"{shuffled * 1000:.1f} ms, ratio {shuffled / by_date:.1f} (target {LEAST_FASTER:g})")
        if not equal:
            raise SystemExit("the grown cube differs from a rebuild")


if __name__ == "__main__":
    main()
