"""The SQL of an index table, rendered from its measure and its frame contract: comments can't drift."""

from __future__ import annotations

import polars as pl

from trends import frames
from trends.measures import Measure

TYPES: dict[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Boolean(): "BOOLEAN",
    pl.Date(): "DATE",
    pl.Datetime("us"): "TIMESTAMP",
}


def table(measure: Measure) -> str:
    """Returns CREATE TABLE and the COMMENTs of a measure's table: its definition, formula and columns."""
    columns = measure.schema.columns()
    dtypes = measure.schema.create_empty().schema
    body = ",\n".join(
        f'    "{name}" {TYPES[dtypes[name]]}{"" if column.nullable else " NOT NULL"}'
        for name, column in columns.items()
    )
    lines = [
        f'CREATE TABLE "{measure.table}" (\n{body}\n);',
        f'COMMENT ON TABLE "{measure.table}" IS {literal(f"{measure.definition} {measure.formula}")};',
    ]
    for name, (meaning, unit) in frames.meanings(measure.schema).items():
        text = f"{meaning} Unit: {unit}." if unit else meaning
        lines.append(f'COMMENT ON COLUMN "{measure.table}"."{name}" IS {literal(text)};')
    return "\n".join(lines) + "\n"


def literal(text: str) -> str:
    """Returns `text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
