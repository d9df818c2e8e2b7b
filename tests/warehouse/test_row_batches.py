"""Rows gathered as frames: nothing lost, nothing out of order."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from warehouse.row_batches import RowBatches

SCHEMA = pl.Schema({"name": pl.String(), "number": pl.Int64()})


@given(numbers=st.lists(st.integers(-(2**40), 2**40) | st.none(), max_size=20), size=st.integers(1, 7))
def test_rows_stand_as_they_came_whatever_the_size_of_a_batch(numbers: list[int | None], size: int) -> None:
    rows = RowBatches(SCHEMA, rows_of_a_batch=size)
    for number in numbers:
        rows.append({"number": number, "name": None if number is None else str(number), "more": "left out"})
    frame = rows.frame()
    assert frame.schema == SCHEMA
    assert frame["number"].to_list() == numbers
    assert frame["name"].to_list() == [None if number is None else str(number) for number in numbers]
