"""Ad-hoc SQL: what may be said, what comes back, and what happens when a query doesn't."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse import tiny_release
from warehouse import query
from warehouse.errors import QueryError, ReleaseError
from warehouse.query import Sandbox, unique
from warehouse.query_format import cells, flat, rows, to_csv, to_json, to_parquet, to_table

EXAMPLES = sorted((Path(query.__file__).parent / "queries").glob("*.sql"))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_release.write(tmp_path_factory.mktemp("releases") / "2026-07-05-1.duckdb")


@pytest.fixture(scope="module")
def sandbox(release: Path) -> Iterator[Sandbox]:
    with Sandbox(release) as pool:
        yield pool


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "(SELECT 1)",
        "FROM beat",
        "TABLE beat",
        "VALUES (1), (2)",
        "WITH a AS (SELECT 1 AS x) FROM a",
        "DESCRIBE story",
        "SHOW TABLES",
        "SUMMARIZE beat",
        "EXPLAIN SELECT 1",
        "EXPLAIN (SELECT 1)",
        "EXPLAIN ANALYZE SELECT 1",
        "EXPLAIN (FORMAT json) SELECT 1",
        "SELECT 1; -- one statement",
        "FROM information_schema.tables",
        "FROM duckdb_columns()",
        "PIVOT quarantine ON reason IN ('no title') USING count(*) GROUP BY source",
        "UNPIVOT beat ON name, topic_a",
    ],
)
def test_reading_statements_are_answered(sandbox: Sandbox, sql: str) -> None:
    assert sandbox.run(sql).frame.height > 0


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_every_example_runs_and_says_what_it_is_for(sandbox: Sandbox, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    title, why = text.splitlines()[:2]
    assert title.startswith("-- title: ") and why.startswith("-- why: ")
    assert "ORDER BY" in text
    assert sandbox.run(text).columns


def test_the_headline_example_answers_in_percent(sandbox: Sandbox) -> None:
    text = (EXAMPLES[0]).read_text(encoding="utf-8")
    assert sandbox.run(text).frame.select("topic_a", "share_a_percent", "low_percent", "high_percent").rows() == [
        ("inference", 58.0, 46.0, 69.0)
    ]


@pytest.mark.parametrize(
    ("sql", "way_out"),
    [
        ("SET threads = 1", "leave out the SET"),
        ("SELECT 1; SELECT 2", "One statement at a time"),
        ("PRAGMA database_list", "DESCRIBE"),
        ("COPY beat TO 'x.csv'", "export its result"),
        ("CREATE TABLE x (i INTEGER)", "WITH"),
        ("PIVOT quarantine ON reason", "IN ('a', 'b')"),
        ("FROM read_csv('x.csv')", "SHOW TABLES"),
        ("", "FROM story"),
        ("SELECT * FROM storys", "Tables of this release: article, audit, beat"),
        ("SELECT headlin FROM story", '"headline"'),
    ],
)
def test_a_refusal_names_the_way_out(sandbox: Sandbox, sql: str, way_out: str) -> None:
    with pytest.raises(QueryError, match=None) as caught:
        sandbox.run(sql)
    assert way_out in str(caught.value)


def test_rows_beyond_the_cap_are_cut_and_flagged(sandbox: Sandbox) -> None:
    cut = sandbox.run("FROM range(25) ORDER BY 1", max_rows=10)
    whole = sandbox.run("FROM range(10) ORDER BY 1", max_rows=10)
    assert (cut.frame.to_series().to_list(), cut.truncated) == (list(range(10)), True)
    assert (whole.frame.height, whole.truncated) == (10, False)


def test_bytes_and_text_cells_beyond_their_caps_are_cut_and_flagged(sandbox: Sandbox) -> None:
    many = sandbox.run("SELECT repeat('x', 1000) AS t FROM range(1000)", max_bytes=100_000)
    wide = sandbox.run("SELECT repeat('é', 100000) AS t")
    assert many.truncated and 50 <= many.frame.height <= 100
    assert wide.truncated and wide.frame.item() == "é" * 32_767


def test_a_deadline_ends_what_duckdb_cannot_interrupt_and_the_next_query_works(sandbox: Sandbox) -> None:
    with pytest.raises(QueryError, match=r"Stopped after 0\.5 s"):
        sandbox.run("SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))", timeout_s=0.5)
    assert sandbox.run("SELECT 42 AS n").frame.item() == 42


def test_a_child_killed_while_idle_is_replaced_without_an_error(release: Path) -> None:
    with Sandbox(release, size=1) as pool:
        pool.warm()
        pool._idle[0]._process.kill()
        pool._idle[0]._process.wait()
        assert pool.run("SELECT 42 AS n").frame.item() == 42


def test_a_query_that_ran_out_of_memory_leaves_nothing_behind_for_the_next(release: Path) -> None:
    with Sandbox(release, size=1) as pool:
        pool.warm()
        worn = pool._idle[0]
        with pytest.raises(QueryError, match="memory"):
            pool.run("SELECT string_agg(repeat('x', 1000), '') FROM range(10000000)", timeout_s=30)
        assert not worn.alive
        assert pool.run("FROM range(10000000000000)").frame.height == 10_000


def test_cancel_stops_a_running_query_and_only_that(release: Path) -> None:
    with Sandbox(release) as pool:
        pool.warm()
        caught: list[BaseException] = []

        def slow() -> None:
            try:
                pool.run("SELECT sum(i) FROM range(10000000000000) AS t(i)", timeout_s=20, token="mine")
            except QueryError as error:
                caught.append(error)

        thread = threading.Thread(target=slow)
        thread.start()
        while not pool.cancel("mine") and thread.is_alive():
            pass
        thread.join(timeout=10)
        assert [str(error) for error in caught] == ["Stopped on request."]
        assert not pool.cancel("mine")
        assert pool.run("SELECT 42 AS n").frame.item() == 42


def test_queries_run_side_by_side_and_get_their_own_answers(sandbox: Sandbox) -> None:
    answers: dict[int, int] = {}
    threads = [
        threading.Thread(
            target=lambda n=n: answers.update(
                {n: sandbox.run(f"SELECT {n} + count(*) AS n FROM range(10)").frame.item()}
            )
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: n + 10 for n in range(8)}


def test_the_pool_follows_the_release(release: Path, tmp_path: Path) -> None:
    import duckdb

    newer = tmp_path / "newer.duckdb"
    connection = duckdb.connect(str(newer))
    connection.execute("CREATE TABLE only_here AS SELECT 7 AS n")
    connection.close()
    with Sandbox() as pool:
        assert pool.run("SELECT count(*) AS n FROM beat", path=release).frame.item() == 1
        assert pool.run("SELECT n FROM only_here", path=newer).frame.item() == 7
        assert pool.run("SELECT count(*) AS n FROM beat", path=release).frame.item() == 1


def test_an_absent_release_and_a_file_that_is_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"nothing\.duckdb"):
        query.run(tmp_path / "nothing.duckdb", "SELECT 1", trusted=True)
    (tmp_path / "text.duckdb").write_text("not a database")
    with pytest.raises(QueryError, match="can't be opened") as caught:
        query.run(tmp_path / "text.duckdb", "SELECT 1", trusted=False)
    assert str(tmp_path) not in str(caught.value)


def test_trusted_queries_have_no_row_cap_but_are_still_read_only(release: Path) -> None:
    assert query.run(release, "FROM range(200000)", trusted=True).frame.height == 200_000
    assert query.run(release, "FROM range(200000)", trusted=False).frame.height == 10_000
    with pytest.raises(QueryError, match="read-only"):
        query.run(release, "DROP TABLE story", trusted=True)


def test_a_query_keeps_its_order_when_columns_travel_as_text(sandbox: Sandbox) -> None:
    result = sandbox.run("SELECT i, i::HUGEINT AS h, INTERVAL (i) DAY AS d FROM range(9000) t(i) ORDER BY hash(i)")
    plain = sandbox.run("SELECT i FROM range(9000) t(i) ORDER BY hash(i)")
    assert result.frame["i"].equals(plain.frame["i"])
    assert result.frame["h"].dtype == pl.Int128


def test_numbers_are_numbers_and_the_rest_is_text(sandbox: Sandbox) -> None:
    result = sandbox.run("""
        SELECT sum(i) AS total, 170141183460469231731687303715884105727::HUGEINT AS wide,
            '999999999999999999999999999999999999999999'::BIGNUM AS wider, 'nan'::DOUBLE AS nan, '-inf'::DOUBLE AS inf,
            0.1::FLOAT AS f, 1.50::DECIMAL(6, 2) AS d, true AS yes, DATE '2026-07-05' AS day, DATE 'infinity' AS never,
            TIMESTAMP '2026-07-05 10:00:00.5' AS at,
            TIMESTAMPTZ '2026-07-05 10:00:00+02' AS zoned, TIME '10:00' AS clock,
            INTERVAL 1 DAY AS span, [1, 2] AS list, {'a': DATE '2026-07-05'} AS struct, '\\xAB'::BLOB AS bytes,
            MAP {'k': 1} AS map, NULL AS nothing, 1 AS twice, 2 AS twice FROM range(4) AS t(i)""")
    assert json.loads(to_json(result.frame, result.types)) == [
        {
            "total": 6, "wide": 2**127 - 1, "wider": 10**42 - 1, "nan": None, "inf": None, "f": 0.1, "d": 1.5,
            "yes": True, "day": "2026-07-05", "never": None, "at": "2026-07-05T10:00:00.500",
            "zoned": "2026-07-05T08:00:00+00:00",
            "clock": "10:00:00", "span": "1 day", "list": "[1, 2]", "struct": '{"a": "2026-07-05"}', "bytes": "ab",
            "map": "{k=1}", "nothing": None, "twice": 1, "twice_1": 2,
        }
    ]  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.integers(-(2**127), 2**127 - 1)), min_size=1))
def test_integers_of_any_size_survive_json_and_are_text_in_a_grid_beyond_2_53(values: list[int | None]) -> None:
    frame = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int128)})
    assert [row["n"] for row in json.loads(to_json(frame))] == values
    assert all(
        isinstance(row["n"], str) == (n is not None and abs(n) > 2**53)
        for row, n in zip(cells(frame), values, strict=True)
    )


@given(st.lists(st.floats(), min_size=1))
def test_floats_are_finite_or_null_in_json(values: list[float]) -> None:
    finite = [value if abs(value) < float("inf") else None for value in values]
    assert [row["x"] for row in rows(pl.DataFrame({"x": values}))] == finite


def test_parquet_keeps_wide_integers_exact() -> None:
    buffer = io.BytesIO()
    to_parquet(pl.DataFrame({"n": pl.Series([2**100], dtype=pl.Int128), "t": ["a"]}), buffer)
    buffer.seek(0)
    assert pl.read_parquet(buffer).rows() == [(Decimal(2**100), "a")]


def test_a_terminal_table_lines_up_and_shows_no_control_characters() -> None:
    text = to_table(pl.DataFrame({"n": [1, 100], "t": ["\x1b[31mred", "x" * 100]}))
    assert text.splitlines()[2:] == ["  1  ·[31mred", "100  " + "x" * 59 + "…"]


def test_an_empty_answer_keeps_its_columns(sandbox: Sandbox) -> None:
    frame = sandbox.run("SELECT 1 AS a, 2::HUGEINT AS b, DATE '2026-01-01' AS c WHERE false").frame
    assert (to_json(frame), to_csv(frame), flat(frame).columns) == ("[]", "a,b,c\n", ["a", "b", "c"])


@given(st.lists(st.sampled_from(["a", "a_1", "a_2", "b", "A"])))
def test_repeated_column_names_become_unique_and_first_ones_stay(names: list[str]) -> None:
    result = unique(names)
    assert len(set(result)) == len(names)
    assert all(
        new == old for place, (old, new) in enumerate(zip(names, result, strict=True)) if old not in names[:place]
    )
