from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import HomeProvider
from tests.trends.story_world import Answer, World, classed, parts, words
from trends.pages import sql
from trends.pages.catalogue import Table, catalogue, split_unit
from trends.pages.defuse import FORMULA_STARTS, defused
from trends.pages.examples import parse
from trends.pages.page import Request
from trends.pages.sql_result import SHOWN, grid_rows, plain, result, took
from trends.pages.state import Query

WORLD = World()


@pytest.fixture
def world() -> World:
    return WORLD


def draw(world: World, search: str = "") -> tuple[Any, Request]:
    request = Request("/sql", (), Query(search))
    return sql.layout(world, request), request


def start(page: Any) -> dict[str, Any]:
    return next(store.data for store in parts(page, "Store") if store.id == "sql-start")


def listed(page: Any) -> dict[str, dict[str, Any]]:
    """The tables that the browser lists, by name."""
    groups = next(store.data for store in parts(page, "Store") if store.id == "sql-schema")
    return {table["name"]: table for group in groups for table in group["tables"]}


def test_every_public_table_and_column_is_listed_with_its_meaning(world: World) -> None:
    tables = listed(draw(world)[0])
    columns = world.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
    assert columns["comment"].null_count() == 0
    shown = {(name, one["name"]): one["meaning"] for name, table in tables.items() for one in table["columns"]}
    assert shown.keys() == set(columns.select("table_name", "column_name").iter_rows())
    for table, column, comment in columns.iter_rows():
        assert split_unit(comment)[0] in shown[table, column]
    assert all(table["meaning"] for table in tables.values())


def test_tables_that_no_group_names_are_listed_last(world: World) -> None:
    groups = sql.grouped((*catalogue(world), Table("brand_new", "One row a test.", ())))
    assert groups[-1]["title"] == "More"
    assert "brand_new" in [table["name"] for table in groups[-1]["tables"]]
    assert [group["title"] for group in sql.grouped((Table("story", "One row a story.", ()),))] == ["Stories"]


def test_the_query_of_the_address_fills_the_editor_and_runs(world: World) -> None:
    page, _ = draw(world, "?q=SELECT+1+AS+%22a+%26+b%22")
    assert start(page) == {"text": 'SELECT 1 AS "a & b"', "run": True}


def test_without_a_query_the_first_one_waits_and_is_right(world: World) -> None:
    page, _ = draw(world)
    assert start(page)["run"] is False
    assert world.sql(start(page)["text"]).height == 1


def test_charts_longer_than_other_parameters_are_still_taken_whole(world: World) -> None:
    text = "SELECT " + "1 + " * 1_500 + "1"
    page, request = draw(world, f"?q={text.replace(' ', '%20').replace('+', '%2B')}")
    assert start(page)["text"] == text
    assert request.query.notes == []


def test_a_query_beyond_the_sandboxs_limit_is_left_out_with_a_sentence(world: World) -> None:
    page, request = draw(world, "?q=" + "x" * (sql.LONGEST + 1))
    assert start(page)["run"] is False
    assert "20\u202f000 characters" in request.query.notes[0]


def test_an_answer_shows_rows_count_and_time(world: World) -> None:
    shown = sql.answer(world, {"sql": "SELECT story_id, impact FROM story ORDER BY story_id", "token": "t"})
    assert "3\u00a0rows · 12 ms" in words(shown)
    grid = parts(shown, "AgGrid")[0]
    assert [(row["c0"], row["c1"]) for row in grid.rowData] == [("s1", 7), ("s2", 9), ("s3", 1)]
    assert [column["headerName"] for column in grid.columnDefs] == ["story_id", "impact"]


@pytest.mark.parametrize("text", ["SELEC 1", "SELECT nothing FROM story"])
def test_an_error_is_a_sentence_in_the_result(world: World, text: str) -> None:
    shown = sql.answer(world, {"sql": text})
    assert shown.role == "alert"
    assert "Not understood" in words(shown)


@pytest.mark.parametrize("asked", [None, {}, {"sql": ""}, {"sql": "  \n"}])
def test_an_empty_editor_asks_nothing(world: World, asked: dict[str, Any] | None) -> None:
    before = len(world.asked)
    assert "empty" in words(sql.answer(world, asked))
    assert len(world.asked) == before


def test_no_rows_is_said_in_words(world: World) -> None:
    assert "found no rows" in words(sql.answer(world, {"sql": "SELECT * FROM story WHERE false"}))


def test_a_cut_answer_says_so_and_the_browser_gets_a_part() -> None:
    frame = pl.DataFrame({"n": range(SHOWN + 1)})
    shown = result(Answer(frame, ("BIGINT",), truncated=True, elapsed_s=1.26))
    assert "1\u202f001\u00a0rows · 1.3 s · cut at the limit" in words(shown)
    assert "the first 1\u202f000 are shown" in words(shown)
    assert len(parts(shown, "AgGrid")[0].rowData) == SHOWN


def test_columns_with_dots_or_one_name_twice_stay_apart() -> None:
    frame = pl.DataFrame({"a.b": [1], "a": [2]})
    assert grid_rows(frame) == [{"id": "0", "c0": 1, "c1": 2}]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2**53, 2**53), (2**53 + 1, "9007199254740993"), (math.nan, "nan"), (-math.inf, "-inf"), (True, True),
     (None, None),
     (date(2026, 1, 2), "2026-01-02"), (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"), (Decimal("1.50"), "1.50"),
     ([1, None], "[1, null]"), ({"a": date(2026, 1, 2)}, '{"a": "2026-01-02"}'), (b"\x00\xff", "00ff"), ("<b>", "<b>")],
)  # fmt: skip
def test_values_survive_the_way_to_the_browser(value: Any, shown: Any) -> None:
    assert plain(value) == shown


def test_the_csv_holds_all_rows_and_no_formula(world: World) -> None:
    sent = sql.table_csv(world, {"sql": "SELECT '=1+1' AS a, -2 AS b, '@x' AS \"=c\" FROM story"})
    assert sent is not None
    assert sent["filename"] == "query-2026-07-05-1.csv"
    assert sent["content"] == "a,b,'=c\n" + "'=1+1,-2,'@x\n" * 3
    assert sql.table_csv(world, {"sql": "SELEC"}) is None


@given(st.lists(st.one_of(st.none(), st.text(max_size=5)), min_size=1))
def test_no_text_cell_begins_a_formula_and_nothing_else_changes(cells: list[str | None]) -> None:
    shown = defused(pl.DataFrame({"a": pl.Series(cells, dtype=pl.String)}))["a"].to_list()
    for before, after in zip(cells, shown, strict=True):
        risky = before is not None and before.startswith(FORMULA_STARTS)
        assert after == (f"'{before}" if risky else before)


def test_examples_are_links_that_carry_their_query(world: World) -> None:
    link = parts(sql.example_list(world), "Link")[0]
    assert link.children == "How many?"
    page, _ = draw(world, link.href.partition("/sql")[2])
    assert start(page) == {"text": "SELECT count(*) AS n FROM story", "run": True}


def test_the_packaged_examples_are_ten_or_more_and_each_says_why_and_runs(world: World, tmp_path: Any) -> None:
    examples = HomeProvider(tmp_path).examples()
    assert len(examples) >= 10
    assert len({example.title for example in examples}) == len(examples)
    for example in examples:
        assert example.title and example.why
        world.sql(example.sql)


def test_an_example_without_its_first_lines_is_refused() -> None:
    assert parse("-- title: A: b\n-- why: C.\nSELECT 1\n") == parse("-- why: C.\n-- title: A: b\nSELECT 1").__class__(
        "A: b", "C.", "-- title: A: b\n-- why: C.\nSELECT 1"
    )
    with pytest.raises(ValueError, match="lacks why"):
        parse("-- title: A\nSELECT 1")


def test_tables_come_with_what_a_row_is(world: World) -> None:
    tables = {table.name: table for table in catalogue(world)}
    assert "One row a story." in tables["story"].meaning
    column = next(column for column in tables["story"].columns if column.name == "n_origins")
    assert (column.type, column.unit) == ("BIGINT", "origins")


def test_times_are_written_in_a_readable_unit() -> None:
    assert (took(0.0123), took(1.26)) == ("12 ms", "1.3 s")


def test_the_buttons_say_what_they_do(world: World) -> None:
    page, _ = draw(world)
    titles = {button.children: button.title for button in classed(page, "plain-button")}
    assert titles.keys() == {"Run", "Cancel", "CSV", "Link"}
