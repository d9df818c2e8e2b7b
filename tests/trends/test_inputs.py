"""What measures share is computed once; long tables are sorted as a plain sort would."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trends.test_registry import facts, settings
from trends import measures
from trends.measures.ordered import ordered


@pytest.fixture(scope="module")
def inputs() -> measures.Inputs:
    return measures.prepare(facts(60), settings())


def test_a_shared_result_is_computed_once_however_many_threads_ask(inputs: measures.Inputs) -> None:
    begun, calls = Event(), []

    def slow(given_: measures.Inputs) -> int:
        calls.append(given_)
        assert begun.wait(10)
        return len(calls)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(inputs.once, slow) for _ in range(4)]
        begun.set()
        assert [one.result() for one in asked] == [1] * 4
    assert calls == [inputs]


def test_a_failure_is_told_to_everyone_who_asks(inputs: measures.Inputs) -> None:
    def broken(_: measures.Inputs) -> int:
        raise measures.MeasureError("no such series")

    for _ in range(2):
        with pytest.raises(measures.MeasureError, match="no such series"):
            inputs.once(broken)


def test_other_inputs_share_nothing(inputs: measures.Inputs) -> None:
    def size(given_: measures.Inputs) -> int:
        return given_.facts.height

    more = measures.prepare(facts(90), settings())
    assert inputs.once(size) != more.once(size)


@given(st.lists(st.tuples(st.sampled_from("abcé"), st.integers(-3, 3), st.floats(0, 1)), max_size=30))
def test_sorting_by_codes_is_a_stable_sort_by_the_keys(rows: list[tuple[str, int, float]]) -> None:
    frame = pl.DataFrame(rows, schema={"name": pl.String, "n": pl.Int64, "x": pl.Float64}, orient="row")
    assert ordered(frame, ("name", "n")).equals(frame.sort("name", "n", maintain_order=True))
