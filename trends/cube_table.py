"""A cube kept beside its facts in a DuckDB file, and brought up to date one batch of stories at a time.

For a beat of millions of stories, where a day's batch shouldn't cost a rebuild. Editorial decisions:

- Only the days that a batch touches are summed again, each from all of its facts, so the cube after any batches is the
  cube of the facts that are there now, to the last digit. There is nothing to drift.
- What a batch replaces is said by the caller, who has the stories before and after; it isn't searched for among the
  facts. A story that moved to another day, lost a topic or was merged into another is named with the day it stood on.
- A batch is one transaction: after a crash it is there whole, or not at all.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import polars as pl

from trends import cube

FACTS = (
    *("beat_id", "story_id", "day", "topic_id", "weight", "impact"),
    *("sentiment_score", "sentiment_tier", "verified_in_14_days"),
)


def create(connection: Any) -> None:
    """Makes the tables `fact` and `cube` in an open DuckDB connection, where they aren't there yet."""
    connection.execute(_sql("create"))


def apply(connection: Any, batch: pl.DataFrame, replaced: pl.DataFrame) -> list[Any]:
    """Puts the facts of a batch of stories in, takes out those that they replace, and sums the touched days again.

    Args:
        connection: an open DuckDB connection with the tables of `create`.
        batch: `frames.Facts`: all rows of every new or changed story.
        replaced: beat_id, story_id, day of the stories whose earlier rows go, whether or not the batch brings new ones.

    Returns:
        The touched days in order.

    Raises:
        duckdb.Error: when the batch doesn't fit the tables; they are then as they were.
    """
    days = pl.concat([batch["day"], replaced["day"].cast(pl.Date)]).unique().sort()
    rows = cube.marked(batch.select(FACTS)).sort("day", "story_id", "topic_id")
    tables = {"batch": rows, "replaced": replaced.select("beat_id", "story_id", "day"), "touched": days.to_frame("day")}
    for name, frame in tables.items():
        connection.register(name, frame.to_arrow())
    connection.execute("BEGIN")
    try:
        connection.execute(_sql("remove_replaced"))
        connection.execute("INSERT INTO fact BY NAME SELECT * FROM batch")
        connection.execute(_sql("remove_touched"))
        _add_sums(connection, _sql("facts_of_touched"))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        for name in tables:
            connection.unregister(name)
    return days.to_list()


def rebuild(connection: Any) -> None:
    """Sums the cube again from all facts."""
    connection.execute("BEGIN")
    try:
        connection.execute("DELETE FROM cube")
        _add_sums(connection, "SELECT * FROM fact")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _add_sums(connection: Any, facts: str) -> None:
    sums = cube.build(connection.sql(facts))
    connection.execute(f"INSERT INTO cube BY NAME {sums.sql_query()}")


def _sql(name: str) -> str:
    return (files("trends") / "sql" / "cube" / f"{name}.sql").read_text(encoding="utf-8")
