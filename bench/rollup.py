"""How fast topic rows are rolled up, beside what merely reading them costs, and beside pandas.

    python bench/rollup.py [--rows N] [--times N] [--cube]

Rows of story and topic are made in date order and written to Parquet. Four jobs, each in a process of its own, in turn:

- decode: the same columns are read and nothing else; the floor for anything that reads them.
- rollup: the additive sums of the cube by beat, day, topic and verification, by Polars streaming. Target: at most 2.0
  times the decode, at least 10 times as fast as pandas, at most a sixth of its memory.
- pandas: the same sums by pandas from the same file.
- cube (with --cube): trends.cube.build, which also counts every story once for its beat, by the rows that
  `first_of_story` marks; one column more than the others read.

Prints medians and peak resident memory, and stops if the sums of rollup and pandas differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

COLUMNS = ["beat_id", "day", "topic_id", "verified_in_14_days", "weight", "impact", "sentiment_score"]
MARK = "first_of_story"
KEYS = ["beat_id", "day", "topic_id", "verified_in_14_days"]
MICRO = 1_000_000
DAYS, TOPICS, PER_STORY, CHUNK = 1_650, 40, 1.7, 1_000_000
JOBS = ("decode", "rollup", "pandas")


def make(path: Path, rows: int, seed: int = 7) -> None:
    """Writes `rows` topic rows in date order, a million at a time."""
    import pyarrow.parquet as pq

    chance, writer = np.random.default_rng(seed), None
    names = [f"topic_{n:02}" for n in range(TOPICS)]
    for start in range(0, rows, CHUNK):
        n = min(CHUNK, rows - start)
        place = np.arange(start, start + n)
        frame = pl.DataFrame(
            {
                "beat_id": pl.Series(["ai_compute"]).gather(np.zeros(n, dtype=np.int64)),
                "story_id": pl.Series("s", (place / PER_STORY).astype(np.int64)).cast(pl.String).str.zfill(11),
                "day": pl.Series((place * DAYS // rows).astype(np.int32) + 19_000).cast(pl.Date),
                "topic_id": pl.Series(names).gather(np.minimum(chance.exponential(8, n), TOPICS - 1).astype(np.int64)),
                "weight": chance.integers(1, MICRO, n),
                "impact": chance.integers(1, 11, n),
                "sentiment_score": np.round(chance.uniform(-1, 1, n), 3),
                "verified_in_14_days": ((place / PER_STORY).astype(np.int64) % 3) == 0,
                MARK: np.floor(place / PER_STORY) != np.floor((place - 1) / PER_STORY),
            }
        )
        table = frame.to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=CHUNK // 8)
    if writer is not None:
        writer.close()


def decode(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path, columns=COLUMNS)


def rollup(path: Path) -> pl.DataFrame:
    weight, impact, tone = pl.col("weight"), pl.col("impact"), pl.col("tone")
    return (
        pl.scan_parquet(path)
        .with_columns(tone=(pl.col("sentiment_score") * MICRO).round(0).cast(pl.Int64))
        # squares before the groups: sums of plain columns need a third less memory than sums of expressions
        .with_columns(weight2=weight * weight, impact2=impact * impact, tone2=tone * tone)
        .group_by(KEYS)
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            pl.col("weight", "weight2", "impact", "impact2", "tone", "tone2").sum(),
            pl.col("sentiment_score").count().cast(pl.Int64).alias("n_tone"),
        )
        .collect(engine="streaming")
    )


def by_pandas(path: Path) -> pl.DataFrame:
    import pandas as pd  # type: ignore[import-untyped]

    rows = pd.read_parquet(path, columns=COLUMNS)
    rows["tone"] = (rows["sentiment_score"] * MICRO).round().astype("int64")
    for name in ("weight", "impact", "tone"):
        rows[f"{name}2"] = rows[name] * rows[name]
    sums = rows.groupby(KEYS, sort=False).agg(
        n=("weight", "size"),
        weight=("weight", "sum"),
        weight2=("weight2", "sum"),
        impact=("impact", "sum"),
        impact2=("impact2", "sum"),
        tone=("tone", "sum"),
        tone2=("tone2", "sum"),
        n_tone=("sentiment_score", "count"),
    )
    return pl.from_pandas(sums.reset_index()).with_columns(pl.col("day").cast(pl.Date))


def cube(path: Path) -> pl.DataFrame:
    from trends import cube as cubes

    lazy: pl.LazyFrame = cubes.build(pl.scan_parquet(path))
    return lazy.collect(engine="streaming")


def job(name: str, path: Path) -> None:
    """Does one job in this process and prints seconds, peak memory in MB, and a hash of the sums."""
    if name.startswith("make="):
        make(path, int(name.removeprefix("make=")))
        return
    work = {"decode": decode, "rollup": rollup, "pandas": by_pandas, "cube": cube}[name]
    if name == "pandas":
        import pandas  # noqa: F401 - its import is not what is measured
    start = time.perf_counter()
    result = work(path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    sums = result.sort(KEYS).select(*KEYS, pl.col("n", "weight2", "impact2", "tone2").cast(pl.Int64)) if name in (
        "rollup", "pandas",
    ) else pl.DataFrame()  # fmt: skip
    print(json.dumps([seconds, peak, hashlib.sha256(sums.write_csv().encode()).hexdigest()]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--cube", action="store_true", help="also time trends.cube.build")
    parser.add_argument("--job", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        job(options.job[0], Path(options.job[1]))
        return
    jobs = (*JOBS, "cube") if options.cube else JOBS
    taken: dict[str, list[tuple[float, float, str]]] = {name: [] for name in jobs}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        # in a process of its own as well: a child's peak memory would begin at its parent's
        subprocess.run([sys.executable, __file__, "--job", f"make={options.rows}", str(path)], check=True)
        print(f"{options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB of Parquet, {options.times} runs each\n")
        for _ in range(options.times):
            for name in jobs:
                command = [sys.executable, __file__, "--job", name, str(path)]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                taken[name].append(tuple(json.loads(done.stdout)))
    if len({sums for name in ("rollup", "pandas") for _, _, sums in taken[name]}) != 1:
        raise SystemExit("rollup and pandas differ in their sums; the times say nothing")
    seconds = {name: statistics.median(one[0] for one in runs) for name, runs in taken.items()}
    memory = {name: max(one[1] for one in runs) for name, runs in taken.items()}
    print(
        "| job | median s | peak MB | × decode | pandas ÷ it | its memory ÷ pandas' |\n|---|---:|---:|---:|---:|---:|"
    )
    for name in jobs:
        print(
            f"| {name} | {seconds[name]:.2f} | {memory[name]:,.0f} | {seconds[name] / seconds['decode']:.2f} | "
            f"{seconds['pandas'] / seconds[name]:.1f} | {memory[name] / memory['pandas']:.2f} |"
        )


if __name__ == "__main__":
    main()
