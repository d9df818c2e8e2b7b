"""CSV that a spreadsheet can't be made to run: text from outside never begins a formula."""

from __future__ import annotations

import polars as pl

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before text and column names that a spreadsheet would take for a formula.

    Numbers stay numbers: −3 in a numeric column is no formula. Lists and structs become text first.
    """
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    flat = frame.with_columns(
        pl.Series(name, [None if value is None else str(value) for value in frame[name].to_list()], pl.String)
        for name in nested
    )
    risky = pl.col(pl.String).str.slice(0, 1).is_in(FORMULA_STARTS)
    marked = flat.with_columns(pl.when(risky).then("'" + pl.col(pl.String)).otherwise(pl.col(pl.String)).name.keep())
    return marked.rename({name: f"'{name}" for name in frame.columns if name.startswith(FORMULA_STARTS)})
