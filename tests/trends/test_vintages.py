"""Vintages keep every value that was sealed, once, with the release that said so."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from trends import vintages

SCHEMA = {
    "table_name": pl.String, "beat_id": pl.String, "frequency": pl.String, "period_start": pl.Date, "key": pl.String,
    "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "known_at": pl.Datetime("us"), "release_id": pl.String,
}  # fmt: skip
EMPTY = pl.DataFrame(schema=SCHEMA)


def values(*rows: tuple[str, float | None]) -> pl.DataFrame:
    frame = [("topic_share", "b", "quarter", date(2026, 1, 1), key, value, None, None) for key, value in rows]
    return pl.DataFrame(frame, schema=dict(list(SCHEMA.items())[:8]), orient="row")


def sealed(history: pl.DataFrame, day: int, *rows: tuple[str, float | None]) -> pl.DataFrame:
    return vintages.extend(history, values(*rows), known_at=datetime(2026, 7, day), release_id=f"2026-07-0{day}-1")


def told(history: pl.DataFrame) -> list[tuple[str, float | None, str]]:
    return history.select("key", "value", "release_id").rows()


def test_a_value_is_written_when_new_changed_or_gone_and_not_when_it_stayed() -> None:
    first = sealed(EMPTY, 1, ("x", 0.5), ("y", 0.25), ("z", 0.125))
    second = sealed(first, 2, ("x", 0.5), ("y", 0.26), ("w", 0.75))
    assert told(first) == [("x", 0.5, "2026-07-01-1"), ("y", 0.25, "2026-07-01-1"), ("z", 0.125, "2026-07-01-1")]
    assert told(second)[3:] == [("w", 0.75, "2026-07-02-1"), ("y", 0.26, "2026-07-02-1"), ("z", None, "2026-07-02-1")]


def test_the_same_values_again_add_nothing_even_after_a_value_went() -> None:
    first = sealed(EMPTY, 1, ("x", 0.5), ("y", None))
    second = sealed(first, 2, ("y", None))
    assert sealed(second, 3, ("y", None)).equals(second)


def test_a_value_that_comes_back_is_a_new_vintage() -> None:
    history = sealed(sealed(sealed(EMPTY, 1, ("x", 0.5)), 2), 3, ("x", 0.5))
    assert told(history) == [("x", 0.5, "2026-07-01-1"), ("x", None, "2026-07-02-1"), ("x", 0.5, "2026-07-03-1")]
