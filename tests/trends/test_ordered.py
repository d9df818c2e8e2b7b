"""Sorting a long table by whole numbers is sorting it by its keys."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from trends.measures.ordered import ordered

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["week", "month", None]),
        st.dates(date(2020, 1, 1), date(2020, 3, 1)),
        st.none() | st.floats(0, 8),
    ),
    max_size=30,
)


@given(ROWS)
def test_rows_come_in_the_order_of_a_plain_sort_null_first_and_equal_ones_as_they_were(rows: list[object]) -> None:
    schema = {"name": pl.String, "day": pl.Date, "half_life": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("was")
    keys = list(schema)
    assert_frame_equal(ordered(frame, keys), frame.sort(keys, maintain_order=True))
