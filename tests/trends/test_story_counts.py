from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest
from polars.testing import assert_frame_equal

from tests.trends.story_world import World
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.pages import stories
from trends.pages.chart_sql import from_url
from trends.pages.page import Request
from trends.pages.state import Query
from trends.pages.story_counts import counts_sql
from trends.pages.story_filters import read

CALENDAR = """
    INSERT INTO period BY NAME
    SELECT 'ai_compute' AS beat_id, 'quarter' AS frequency, start AS period_start,
           (start + INTERVAL 3 MONTH - INTERVAL 1 DAY)::DATE AS period_end, 'all' AS gate, state, n AS n_stories
    FROM (VALUES (DATE '2025-04-01', 'complete', 1), (DATE '2025-07-01', 'empty', 0), (DATE '2025-10-01', 'empty', 0),
                 (DATE '2026-01-01', 'partial', 2)) AS quarter(start, state, n)
"""


@pytest.fixture(scope="module")
def world() -> World:
    found = World()
    found.connection.execute("UPDATE story SET first_published_at = '2026-03-31 23:00:00' WHERE story_id = 's1'")
    found.connection.execute(CALENDAR)
    return found


def draw(world: World, search: str, *, narrow: bool = False) -> Any:
    return stories.layout(world, Request("/stories", (), Query(search), narrow=narrow))


def has_counts(page: Any) -> bool:
    return any(getattr(item, "id", None) == {"type": "slot", "name": "counts-title"} for item in walk(page))


@pytest.mark.parametrize(
    ("search", "bars", "title"),
    [
        ("?topic=inference", [0, 0, 0, 2], "2 stories, all in 2026 Q1, 100 % of the beat’s stories then"),
        (
            "?order=oldest&from=2025-01-01",
            [1, 0, 0, 2],
            "Most in 2026 Q1: 2 of 3 stories, 100 % of the beat’s stories then",
        ),
        ("?topic=inference&from=2026-01-01", [2], "2 stories, all in 2026 Q1, 100 % of the beat’s stories then"),
    ],
)
def test_the_bars_count_the_stories_of_the_list_by_period(
    world: World, search: str, bars: list[int], title: str
) -> None:
    page = draw(world, search)
    figure = by_id(page, {"type": "chart", "name": "counts"}).figure
    assert go.Figure(figure)
    assert numbers(trace(figure, "stories")["y"]) == bars
    assert words(slot(page, "counts-title")).replace("\u00a0", " ") == title
    assert sum(bars) == world.sql(slot(page, "stories-sql").children).height


def test_the_sql_shown_and_the_data_link_give_the_bars_and_the_expected_adds_up(world: World) -> None:
    filters = read(world, Query("?from=2025-01-01"))
    assert filters is not None
    query = counts_sql(filters, "quarter")
    rows = world.sql(query.text)
    assert rows["n_stories"].to_list() == [1, 0, 0, 2]
    assert rows["as_the_beat"].sum() == pytest.approx(3)
    assert_frame_equal(world.sql(from_url("story_counts", Query(query.csv.partition("?")[2]).values).text), rows)


def test_without_a_filter_or_a_story_there_is_no_chart_and_a_phone_has_the_list_first(world: World) -> None:
    assert not has_counts(draw(world, ""))
    assert not has_counts(draw(world, "?order=oldest"))
    assert not has_counts(draw(world, "?q=nothing+of+the+kind"))
    for narrow in (True, False):
        told = words(draw(world, "?topic=inference", narrow=narrow))
        assert (told.index("Stories, newest first") < told.index("all in 2026")) is narrow
