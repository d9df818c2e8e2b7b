from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from trends.measures.revisions import revisions

QUARTER = date(2024, 1, 1)


def vintage(*rows: tuple[str, datetime, float | None], start: date = QUARTER) -> pl.DataFrame:
    """Rows of (key, known_at, value), as the table holds them: only what changed."""
    return pl.DataFrame(
        [("topic_share", "b", "quarter", start, key, value, known, known.isoformat()) for key, known, value in rows],
        schema={
            "table_name": pl.String, "beat_id": pl.String, "frequency": pl.String, "period_start": pl.Date,
            "key": pl.String, "value": pl.Float64, "known_at": pl.Datetime("us"), "release_id": pl.String,
        },
        orient="row",
    )  # fmt: skip


APRIL, JULY, OCTOBER = datetime(2024, 4, 10), datetime(2024, 7, 10), datetime(2024, 10, 10)


def test_a_value_is_compared_with_what_the_newest_release_says() -> None:
    found = revisions(vintage(("a", APRIL, 0.30), ("a", JULY, 0.34), ("a", OCTOBER, 0.35), ("b", APRIL, 0.10)))
    assert found["age"].to_list() == [0, 1]
    assert found["n_values"].to_list() == [2, 2]
    assert found["mean_absolute"].to_list() == pytest.approx([0.025, 0.005])
    assert found["share_changed"].to_list() == [0.5, 0.5]


def test_an_unchanged_value_is_known_at_every_later_release() -> None:
    found = revisions(vintage(("a", APRIL, 0.3), ("b", JULY, 0.2), ("b", OCTOBER, 0.2)))
    assert found.filter(age=1)["n_values"][0] == 2 and found["mean_absolute"].to_list() == [0.0, 0.0]


def test_the_open_period_is_no_revision() -> None:
    found = revisions(vintage(("a", datetime(2024, 3, 1), 0.9), ("a", APRIL, 0.3), ("a", JULY, 0.3)))
    assert found["age"].to_list() == [0] and found["mean_absolute"].to_list() == [0.0]


def test_a_value_that_vanished_is_counted_and_not_averaged() -> None:
    found = revisions(vintage(("a", APRIL, 0.3), ("a", JULY, None), ("b", APRIL, 0.3), ("b", JULY, 0.2)))
    row = found.row(0, named=True)
    assert (row["n_values"], row["n_gone"]) == (1, 1) and row["mean_absolute"] == pytest.approx(0.1)


def test_one_release_has_no_revisions() -> None:
    assert revisions(vintage(("a", APRIL, 0.3))).is_empty()
