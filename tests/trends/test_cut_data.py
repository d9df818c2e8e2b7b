"""What the front page puts together from kept results is what the SQL beside each card gives."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from app import HomeProvider, ReleaseView
from tests.trends.fake_view import FakeView, Made, fake_view
from trends.pages import pair
from trends.pages.chart_sql import chart_sql
from trends.pages.cut_data import headline_pair, ranked
from trends.pages.driver_data import SCHEMA, moved
from trends.pages.pair_sums import pair_sums
from trends.pages.selection import Selection, select
from trends.pages.state import Query

GATES, WEIGHTINGS = ("all", "verified"), ("story", "attention", "impact")
MISSING = date(2023, 10, 1)
View = FakeView | ReleaseView


@pytest.fixture(scope="module")
def chronicle(chronicle_home: Path) -> ReleaseView:
    found = HomeProvider(chronicle_home).current()
    assert found is not None
    return found


class KeepingView(FakeView):
    """A release in memory that keeps what was made of it."""

    def once(self, compute: Callable[..., Made], *about: Hashable) -> Made:
        kept: dict[tuple[Any, ...], Any] = self.__dict__.setdefault("kept", {})
        key = (compute, *about)
        if key not in kept:
            kept[key] = compute(self, *about)
        made: Made = kept[key]
        return made


@pytest.fixture(scope="module")
def invented() -> FakeView:
    """It has an open period, and one that nothing covered although stories are dated in it."""
    tables = fake_view().tables
    state = pl.when(period_start=MISSING).then(pl.lit("missing")).otherwise("state")
    return KeepingView({**tables, "period": tables["period"].with_columns(state.alias("state"))})


def cuts(view: View) -> Iterator[Selection]:
    """Every gate and weighting, in turn by quarter in an earlier period and by month in the open one."""
    for place, (gate, weighting) in enumerate(product(GATES, WEIGHTINGS)):
        search = f"gate={gate}&weighting={weighting}"
        if place % 2:
            month = select(view, Query(f"{search}&frequency=month"))
            yield replace(month, period=month.periods[-1])
        else:
            quarter = select(view, Query(f"{search}&frequency=quarter"))
            yield replace(quarter, half_life=quarter.half_lives[0], period=quarter.periods[-8])


@pytest.mark.parametrize("world", ["chronicle", "invented"])
def test_the_headline_pair_of_any_cut_is_what_its_own_query_gives(world: str, request: pytest.FixtureRequest) -> None:
    view: View = request.getfixturevalue(world)
    for chosen in cuts(view):
        sql, computed = pair.pair_sql(view, chosen)
        assert not computed
        assert_frame_equal(headline_pair(view, chosen), view.sql(sql.text))


@pytest.mark.parametrize("world", ["chronicle", "invented"])
def test_the_sums_of_any_two_topics_are_what_their_own_query_gives(world: str, request: pytest.FixtureRequest) -> None:
    view: View = request.getfixturevalue(world)
    for chosen in cuts(view):
        other = replace(chosen, sides=("power", "inference"))
        told = view.sql(pair.counts_sql(other).text)
        assert told["a"].sum() > 0 < told["product"].sum()
        assert_frame_equal(pair_sums(view, other).select(told.columns), told, abs_tol=1e-9, rel_tol=0)


@pytest.mark.parametrize("world", ["chronicle", "invented"])
def test_the_ranking_of_any_cut_is_what_its_own_query_gives(world: str, request: pytest.FixtureRequest) -> None:
    view: View = request.getfixturevalue(world)
    for chosen in cuts(view):
        first_day, last_day = chosen.window
        sql = chart_sql("ranking", **chosen.keys, period=chosen.period, first_day=first_day, last_day=last_day)
        found, told = pl.DataFrame(ranked(view, chosen), infer_schema_length=None), view.sql(sql.text)
        assert told.height
        assert_frame_equal(found.select(told.columns), told, check_dtypes=False)


def between(view: View, chosen: Selection, topics: tuple[str, ...], since: date | None, by: str) -> pl.DataFrame:
    other = topics[1] if len(topics) > 1 else None
    keys = {"topic": topics[0], "other": other, "period": chosen.period, "since": since, "by": by}
    told = view.sql(chart_sql("drivers_between", **chosen.keys, **keys, half_life=chosen.half_life).text)
    return told.select(list(SCHEMA)).sort("member")


@pytest.mark.parametrize("world", ["chronicle", "invented"])
@pytest.mark.parametrize("topics", [("inference", "training"), ("power",)])
@pytest.mark.parametrize("by", ["story", "outlet", "entity"])
def test_what_moved_a_share_is_what_its_own_query_gives(
    world: str, topics: tuple[str, ...], by: str, request: pytest.FixtureRequest
) -> None:
    view: View = request.getfixturevalue(world)
    rows = 0
    for chosen in cuts(view):
        earlier = [start for start in chosen.periods if start < chosen.period]
        since = earlier[-1] if chosen.frequency == "month" else earlier[len(earlier) // 2]
        found, told = moved(view, chosen, topics, since, by).sort("member"), between(view, chosen, topics, since, by)
        if by == "story":  # how many are in the row of all other stories isn't told
            found, told = (frame.drop("n_stories") for frame in (found, told))
        assert_frame_equal(found, told, abs_tol=1e-12, rel_tol=0)
        rows += found.height
    assert rows > 5


def test_nothing_is_said_to_have_moved_a_share_since_or_in_a_period_without_coverage(invented: FakeView) -> None:
    in_it = select(invented, Query(f"period={MISSING}"))
    assert in_it.period == MISSING
    since_it = select(invented, Query(""))
    for chosen, since in ((in_it, date(2023, 4, 1)), (since_it, MISSING)):
        assert moved(invented, chosen, ("power",), since, "story").is_empty()
        assert between(invented, chosen, ("power",), since, "story").is_empty()
    assert moved(invented, since_it, ("power",), None, "outlet").is_empty()


def test_a_change_of_half_life_asks_the_release_nothing_and_one_of_the_cut_for_its_shares_alone(
    chronicle_home: Path,
) -> None:
    view = HomeProvider(chronicle_home).current()
    assert view is not None
    asked: list[str] = []
    run = view._release.sql
    view._release.sql = lambda text: asked.append(text) or run(text)  # type: ignore[func-returns-value]

    def drawn(search: str) -> None:
        chosen = select(view, Query(search))
        headline_pair(view, chosen)
        ranked(view, chosen)
        before = chosen.periods[chosen.periods.index(chosen.period) - 1]
        for by in ("story", "outlet", "entity"):
            moved(view, chosen, chosen.sides, before, by)

    drawn("")
    first = len(asked)
    for half_life in ("1", "4"):
        drawn(f"half_life={half_life}")
    assert 0 < len(asked) == first
    for gate, weighting, half_life in product(GATES, WEIGHTINGS, ("1", "4")):
        drawn(f"gate={gate}&weighting={weighting}&half_life={half_life}&period=2026-04-01")
    more = [text.splitlines()[0] for text in asked[first:]]
    assert len(more) == len(GATES) * len(WEIGHTINGS) - 1
    assert set(more) == {chart_sql("cut", beat="", frequency="", gate="", weighting="").text.splitlines()[0]}
