"""From a long frame to periods × series matrices and back, so that every recursion runs over all topics at once.

Editorial decisions:

- A row that is absent, or whose count or total is null, is a missing period of that series: nothing is added and
  the discounting doesn't advance. So a topic that appears late starts late, and an outage forgets nothing.
- A `state` column, where there is one, has the last word: missing rows are treated as absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends.frames import STATES

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]


class MeasureError(ValueError):
    """Input that a measure refuses; the message names the column, the value and what is accepted."""


@dataclass(frozen=True)
class Grid:
    """A long frame, sorted, with the place of each row in a periods × series matrix.

    Attributes:
        frame: the rows, sorted by series, then period.
        row: period index of each row.
        column: series index of each row.
        shape: (periods, series).
    """

    frame: pl.DataFrame
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    shape: tuple[int, int]

    def spread(self, name: str) -> Matrix:
        """A column as a periods × series matrix; NaN where there is no row or no value."""
        out = np.full(self.shape, np.nan)
        out[self.row, self.column] = self.frame[name].cast(pl.Float64).to_numpy()
        return out

    def flags(self, name: str, value: str) -> Mask:
        """Where a text column equals `value`; false where there is no row."""
        out = np.zeros(self.shape, dtype=np.bool_)
        where = (self.frame[name] == value).fill_null(False).to_numpy()
        out[self.row[where], self.column[where]] = True
        return out

    def gather(self, name: str, values: Matrix) -> pl.Series:
        """A matrix as a column, in the order of the rows; NaN becomes null."""
        return pl.Series(name, values[self.row, self.column], dtype=pl.Float64).fill_nan(None)


def grid(frame: pl.DataFrame, *, series: Sequence[str], period: str, amounts: Sequence[str]) -> Grid:
    """Sort a long frame by series and period and place its rows.

    Args:
        frame: any columns; `amounts` are read as Float64 (a Null-typed column is all missing).
        series: columns that together name a series; may be empty for one series.
        period: column that orders a series.
        amounts: columns that must hold numbers of at least 0.

    Raises:
        MeasureError: for an absent column, a null period, a period that a series has twice, an amount that is
            negative or infinite, or an unknown state.
    """
    needed = [*series, period, *amounts]
    absent = [name for name in needed if name not in frame.columns]
    if absent:
        raise MeasureError(f"Column {absent[0]!r} is absent; the frame needs {', '.join(needed)}.")
    numbers = frame.with_columns(pl.col(list(amounts)).cast(pl.Float64).fill_nan(None))
    for name in amounts:
        wrong = numbers[name].filter((numbers[name] < 0) | numbers[name].is_infinite())
        if len(wrong):
            raise MeasureError(f"Column {name!r} holds {wrong[0]}; it must be a number of at least 0.")
    if frame[period].null_count():
        raise MeasureError(f"Column {period!r} holds a null; every row needs a period, such as its first day.")
    if "state" in frame.columns:
        unknown = set(frame["state"].drop_nulls().unique()) - set(STATES)
        if unknown:
            raise MeasureError(f"State {min(unknown)!r} is unknown; use {', '.join(STATES)}.")
    ordered = numbers.sort([*series, period], nulls_last=False, maintain_order=True)
    if ordered.select([*series, period]).is_duplicated().any():
        twice = ordered.filter(ordered.select([*series, period]).is_duplicated()).row(0, named=True)
        named = ", ".join(f"{name} {twice[name]}" for name in [*series, period])
        raise MeasureError(f"Two rows for {named}; give one row per {' and '.join([*series, period])}.")
    row = (ordered[period].rank("dense").cast(pl.Int64) - 1).to_numpy().astype(np.intp)
    column = (
        (ordered.select(pl.struct(series).rle_id().cast(pl.Int64)).to_series().to_numpy()).astype(np.intp)
        if series
        else np.zeros(len(ordered), dtype=np.intp)
    )
    shape = (int(row.max()) + 1, int(column.max()) + 1) if len(ordered) else (0, 0)
    return Grid(ordered, row, column, shape)
