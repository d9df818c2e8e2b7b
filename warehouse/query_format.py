"""A query's rows as JSON, CSV, Parquet, plain text and grid cells, by one set of rules.

Editorial decisions:

- Numbers stay numbers, whatever their size: integers are exact, decimals become the nearest double, NaN and
  the infinities become null. (Polars' own JSON writes wide integers as strings and doesn't write bytes at
  all.)
- Dates and times are ISO 8601; a time with a zone carries its offset.
- Everything else is text: lists and structs as JSON, bytes as hexadecimal, durations in ISO 8601.
- A grid in a browser holds integers up to 2^53 exactly; larger ones are handed to it as text.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import polars as pl

Cell = bool | int | float | str | None

EXACT_IN_BROWSER = 2**53
DECIMAL_LIMIT = 10**38
WIDEST_CELL = 60


def rows(frame: pl.DataFrame, types: Sequence[str] = ()) -> list[dict[str, Cell]]:
    """Return the rows as dicts that `json.dumps(allow_nan=False)` accepts.

    Args:
        frame: a query's rows.
        types: DuckDB's types in column order (`Result.types`), if known: a BIGNUM, which arrives as text, becomes an
            integer.
    """
    columns: list[list[Cell]] = [column.to_list() for column in flat(frame)]
    for place, kind in enumerate(types):
        if kind == "BIGNUM":
            columns[place] = [None if value is None else int(value) for value in columns[place]]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def cells(frame: pl.DataFrame, types: Sequence[str] = ()) -> list[dict[str, Cell]]:
    """Return the rows for a grid in a browser: as `rows`, with integers beyond ±2^53 as text."""
    return [
        {
            name: str(value) if isinstance(value, int) and abs(value) > EXACT_IN_BROWSER else value
            for name, value in row.items()
        }
        for row in rows(frame, types)
    ]


def to_json(frame: pl.DataFrame, types: Sequence[str] = ()) -> str:
    """Return one JSON array of row objects."""
    return json.dumps(rows(frame, types), ensure_ascii=False, allow_nan=False)


def to_csv(frame: pl.DataFrame) -> str:
    """Return CSV with a header line; nulls are empty. For a spreadsheet, the pages defuse formulas first."""
    return flat(frame).write_csv()


def to_parquet(frame: pl.DataFrame, target: Path | BinaryIO) -> None:
    """Write Parquet with the frame's own types; 128-bit integers as DECIMAL(38, 0), or as text beyond 38 digits."""
    wide = [column for column in frame if column.dtype in (pl.Int128, pl.UInt128)]
    frame.with_columns(
        column.cast(pl.Decimal(38, 0) if _fits_decimal(column) else pl.String) for column in wide
    ).write_parquet(target)


def to_table(frame: pl.DataFrame, types: Sequence[str] = ()) -> str:
    """Return aligned plain text for a terminal: numbers to the right, long cells cut, control characters shown as ·."""
    numeric = [column.dtype.is_numeric() for column in flat(frame)]
    body = [[_shown(value) for value in row.values()] for row in rows(frame, types)]
    lines = [[_shown(name) for name in frame.columns], *body]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["─" * width for width in widths])
    return "\n".join(
        "  ".join(
            " " * (width - _width(text)) + text if right else text + " " * (width - _width(text))
            for text, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with only booleans, integers, finite doubles and text, by the rules above."""
    return frame.select(_flat(column) for column in frame)


def _flat(column: pl.Series) -> pl.Series:
    """One column by the rules of this module."""
    kind = column.dtype
    if kind in (pl.Boolean, pl.String) or kind.is_integer():
        return column
    if kind.is_float():
        shortest = column.cast(pl.String).cast(pl.Float64) if kind != pl.Float64 else column
        return shortest.set(~shortest.is_finite(), None)
    if isinstance(kind, pl.Decimal):
        return column.cast(pl.Int128 if kind.scale == 0 else pl.Float64)
    if kind in (pl.Categorical, pl.Enum, pl.Null):
        return column.cast(pl.String)
    if isinstance(kind, pl.Datetime):
        zone = "%:z" if kind.time_zone else ""
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S%.f" + zone)
    if kind == pl.Date:
        return column.dt.to_string("%Y-%m-%d")
    if kind == pl.Time:
        return column.dt.to_string("%H:%M:%S%.f")
    if kind == pl.Duration:
        return column.dt.to_string("iso")
    if kind == pl.Binary:
        return column.bin.encode("hex")
    texts = [None if value is None else json.dumps(_nested(value), ensure_ascii=False) for value in column.to_list()]
    return pl.Series(column.name, texts, dtype=pl.String)


def _nested(value: object) -> object:
    """A value inside a list or struct, as JSON can hold it."""
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, dict):
        return {str(key): _nested(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_nested(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return value.hex()
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _fits_decimal(column: pl.Series) -> bool:
    values = [value for value in (column.min(), column.max()) if isinstance(value, int)]
    return all(abs(value) < DECIMAL_LIMIT for value in values)


def _shown(value: Cell) -> str:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    text = "".join("·" if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _width(text: str) -> int:
    """Columns of a terminal that `text` takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
