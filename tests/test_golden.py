"""What the packaged chronicle comes to, as text files in tests/golden: a change shows as a diff that somebody reads.

`TRENDS_GOLDEN=write pytest tests/test_golden.py` writes them anew. A number that moved belongs to a new METHOD_VERSION,
a column to a new SCHEMA_VERSION; the files begin with them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from dash import html

from app import HomeProvider, ReleaseView
from tests.trends.trees import walk, words
from trends.pages import index
from trends.pages.page import Request
from trends.pages.state import Query
from trends.publish import METHOD_VERSION
from warehouse.release import SCHEMA_VERSION

GOLDEN = Path(__file__).parent / "golden"
BLOCKS = (html.H1, html.H2, html.H3, html.P, html.Li, html.Th, html.Td, html.Summary)
COLUMNS = "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY table_name, column_index"
NUMBERS = {
    "pair_share": """
        SELECT period_start, state, n_a, n_b, n_both, share_a, low, high, p_a_leads FROM pair_share
        WHERE beat_id = 'ai_compute' AND frequency = 'quarter' AND gate = 'all' AND weighting = 'story'
        ORDER BY period_start""",
    "crossover": """
        SELECT topic_a, gate, weighting, crossed, start, confirmed_at, lower, threshold FROM crossover
        WHERE beat_id = 'ai_compute' AND frequency = 'quarter' ORDER BY topic_a, gate, weighting""",
    "topic_momentum": """
        SELECT period_start, topic_id, momentum, se, q, direction FROM topic_momentum
        WHERE beat_id = 'ai_compute' AND frequency = 'quarter' AND gate = 'all' AND weighting = 'story'
          AND direction <> 'steady' ORDER BY period_start, topic_id""",
    "topic_share": """
        SELECT topic_id, n_stories, share, low, high, state FROM topic_share
        WHERE beat_id = 'ai_compute' AND frequency = 'quarter' AND gate = 'all' AND weighting = 'story'
          AND period_start = DATE '2026-04-01' ORDER BY topic_id""",
}


def schema(view: ReleaseView) -> Iterator[str]:
    """Every public column and its type."""
    yield f"schema version {SCHEMA_VERSION}"
    for (table,), rows in view.sql(COLUMNS).group_by("table_name", maintain_order=True):
        yield f"\n{table}"
        yield from (f"  {name} {kind}" for _, name, kind in rows.iter_rows())


def numbers(view: ReleaseView) -> Iterator[str]:
    """The headline's numbers by quarter, to three digits."""
    yield f"method version {METHOD_VERSION}"
    for table, text in NUMBERS.items():
        rows = view.sql(text).with_columns(pl.col(pl.Float64).round(3))
        yield f"\n{table}\n{rows.write_csv(null_value='-')}".rstrip()


def front_page(view: ReleaseView) -> Iterator[str]:
    """What a reader reads on the front page, a line a sentence, cell or label."""
    page = index.layout(view, Request(query=Query("")))
    for block in walk(page):
        if isinstance(block, BLOCKS) and words(block).strip():
            yield " ".join(words(block).split())


CASES: dict[str, Callable[[ReleaseView], Iterator[str]]] = {
    "schema": schema,
    "numbers": numbers,
    "front_page": front_page,
}


@pytest.mark.parametrize("name", CASES)
def test_the_chronicle_comes_to_what_was_last_read_and_agreed_on(name: str, chronicle_home: Path) -> None:
    view = HomeProvider(chronicle_home).current()
    assert view is not None
    found = "\n".join(CASES[name](view)) + "\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("TRENDS_GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8"), f"{file.name} differs; read the diff, then TRENDS_GOLDEN=write"
