"""Rows that come one at a time, kept as frames: as a dict a row takes several times the memory that it takes there."""

from __future__ import annotations

from typing import Any

import polars as pl

ROWS_OF_A_BATCH = 20_000


class RowBatches:
    """Gathers rows of one schema; few of them are dicts at any time."""

    def __init__(self, schema: pl.Schema, *, rows_of_a_batch: int = ROWS_OF_A_BATCH) -> None:
        self._schema, self._size = schema, rows_of_a_batch
        self._full: list[pl.DataFrame] = []
        self._open: list[dict[str, Any]] = []

    def append(self, row: dict[str, Any]) -> None:
        """Adds a row; it must not be changed afterwards."""
        self._open.append(row)
        if len(self._open) >= self._size:
            self._full.append(pl.DataFrame(self._open, schema=self._schema, orient="row"))
            self._open = []

    def frame(self) -> pl.DataFrame:
        """Returns all rows so far, in the order in which they came."""
        return pl.concat([*self._full, pl.DataFrame(self._open, schema=self._schema, orient="row")], rechunk=False)
