"""Hold a frame to its contract, and read the meaning of its columns."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from .columns import FrameError


def checked(schema: type[dy.Schema], frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with the schema's columns in the schema's order, validated.

    Raises:
        FrameError: if a column is absent, has another type or holds a value outside its contract.
    """
    absent = [name for name in schema.column_names() if name not in frame.columns]
    if absent:
        raise FrameError(
            f"Frame {schema.__name__} lacks column {absent[0]!r}; it needs {', '.join(schema.column_names())}."
        )
    try:
        return schema.validate(frame.select(schema.column_names()))
    except (dy.exc.SchemaError, dy.exc.ValidationError) as error:
        raise FrameError(f"Frame {schema.__name__} breaks its contract: {error}") from error


def meanings(schema: type[dy.Schema]) -> dict[str, tuple[str, str]]:
    """Column name -> (meaning, unit), in the schema's order; SQL comments and the glossary come from it."""
    columns = {name: column.metadata or {} for name, column in schema.columns().items()}
    return {name: (str(m.get("meaning", "")), str(m.get("unit", ""))) for name, m in columns.items()}
