"""The public tables of a release with the meaning of every column, read from the release's own COMMENTs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trends.pages.provider import View

TABLES = "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal ORDER BY table_name"
COLUMNS = """SELECT table_name, column_name, data_type, comment
FROM duckdb_columns()
WHERE NOT internal
ORDER BY table_name, column_index"""

_UNIT = re.compile(r"\s*\bUnit: ([^.]*?)\.?\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, what it means, and the unit where it has one."""

    name: str
    type: str
    meaning: str
    unit: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, and its columns in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


def catalogue(view: View) -> tuple[Table, ...]:
    """All public tables of the release, by name."""
    columns: dict[str, list[Column]] = {}
    for table, name, kind, comment in view.sql(COLUMNS).iter_rows():
        meaning, unit = split_unit(comment or "")
        columns.setdefault(table, []).append(Column(name, kind, meaning, unit))
    return tuple(
        Table(name, comment or "", tuple(columns.get(name, ()))) for name, comment in view.sql(TABLES).iter_rows()
    )


def split_unit(comment: str) -> tuple[str, str]:
    """A column's comment as meaning and unit: "Articles. Unit: articles." → ("Articles.", "articles")."""
    match = _UNIT.search(comment)
    return (comment, "") if match is None else (comment[: match.start()], match.group(1))
