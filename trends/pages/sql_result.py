"""The answer to a reader's SQL: a grid, the count and the time, or a sentence."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from trends.pages import cards
from trends.pages.provider import Answer
from trends.style import plural, whole

SHOWN = 1_000
"""Rows that the browser gets; the CSV has all."""
SAFE_INTEGER = 2**53


def result(answer: Answer) -> Component:
    """The rows in a grid, with their number and the time they took."""
    frame, shown = answer.frame, answer.frame.head(SHOWN)
    parts = [plural(frame.height, "row"), took(answer.elapsed_s)]
    if answer.truncated:
        parts.append("cut at the limit; add a LIMIT, or run it with `trends sql` for all")
    if frame.height > SHOWN:
        parts.append(f"the first {whole(SHOWN)} are shown, the CSV has all")
    status = html.P(" · ".join(parts), className="sql-status small muted")
    if frame.is_empty():
        return html.Div([status, html.P("The query is right and found no rows.", className="muted")])
    grid = cards.grid(
        "sql",
        grid_rows(shown),
        grid_columns(frame, answer.types),
        pagination=frame.height > 50,
        paginationPageSize=50,
        paginationPageSizeSelector=False,
        rowHeight=34,
        enableCellTextSelection=True,
    )
    return html.Div([status, grid])


def error(sentence: str) -> Component:
    """Why there are no rows, in the words of the sandbox."""
    return html.Div(html.P(sentence), className="notices sql-error", role="alert")


def took(seconds: float) -> str:
    """An elapsed time: "12 ms", "1.3 s"."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def grid_columns(frame: pl.DataFrame, types: tuple[str, ...]) -> list[dict[str, Any]]:
    """Column definitions: fields by position, since a name may hold dots; the type is shown on hover."""
    return [
        {
            "field": f"c{place}",
            "headerName": name,
            "headerTooltip": kind,
            "minWidth": min(300, width),
            "flex": width,
            "valueFormatter": {"function": "sqlValue(params)"},
            "cellClassRules": {"muted": "params.value == null"},
            **({"type": "rightAligned"} if frame.schema[name].is_numeric() else {}),
            **({"cellRenderer": "SqlStoryCell"} if name == "story_id" else {}),
        }
        for place, (name, kind) in enumerate(zip(frame.columns, types, strict=True))
        for width in (_width(frame[name]),)
    ]


def grid_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows that survive JSON: dates as ISO text, whole numbers beyond 2^53 as text, nested values as JSON."""
    return [
        {"id": str(number), **{f"c{place}": plain(value) for place, value in enumerate(row)}}
        for number, row in enumerate(frame.iter_rows())
    ]


def plain(value: Any) -> Any:
    """One value as the grid takes it."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= SAFE_INTEGER else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case list() | dict():
            return json.dumps(value, default=str, ensure_ascii=False)
        case bytes():
            return value.hex()
        case _:
            return value.isoformat(sep=" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)


def _width(column: pl.Series) -> int:
    texts = [column.name, *map(str, column.head(30).to_list())]
    return min(900, max(70, 28 + 8 * max(map(len, texts))))
