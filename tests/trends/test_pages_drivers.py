"""The driver card: any two periods, by story, outlet or entity, and nothing is lost on the way."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.trends.fake_view import FakeView, fake_view, start_of
from tests.trends.trees import slot, walk, words
from trends.measures import drivers as drivers_module
from trends.pages import index, topic
from trends.pages.drivers import drivers_sql
from trends.pages.page import Request
from trends.pages.selection import Selection, select
from trends.pages.state import Query

NOW, THEN = date(2026, 1, 1), date(2024, 7, 1)


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def asked(view: FakeView, search: str, *topics: str, by: str = "story", since: date | None = None) -> pl.DataFrame:
    chosen = select(view, Query(search))
    text = drivers_sql(chosen, topics, by=by, since=since, before=date.min).text
    assert "FROM driver" not in text, "computed, not read"
    return view.sql(text)


def shares(view: FakeView, topic_id: str, chosen: Selection) -> dict[date, float]:
    rows = view.frame("topic_share").filter(topic_id=topic_id, frequency=chosen.frequency, gate=chosen.gate)
    return dict(rows.select("period_start", "share").iter_rows())


@pytest.mark.parametrize("search", ["", "?gate=verified"])
@pytest.mark.parametrize("topics", [("power",), ("inference", "training")])
def test_the_change_since_the_period_before_is_what_the_release_publishes(
    view: FakeView, search: str, topics: tuple[str, ...]
) -> None:
    chosen = select(view, Query(search))
    key = {"frequency": "quarter", "gate": chosen.gate, "topic_id": "|".join(topics), "period_start": chosen.period}
    published = view.frame("driver").filter(**key).select(member="story_id", contribution="contribution")
    computed = asked(view, search, *topics).select("member", "contribution").filter(pl.col("contribution") != 0)
    assert_frame_equal(computed.sort("member"), published.sort("member"), abs_tol=1e-12, rel_tol=0)


@pytest.mark.parametrize("by", ["story", "outlet", "entity"])
def test_between_any_two_periods_the_parts_add_up_to_the_change_exactly(view: FakeView, by: str) -> None:
    share = shares(view, "inference", select(view, Query("")))
    rows = asked(view, "", "inference", by=by, since=THEN)
    assert rows["contribution"].sum() == pytest.approx(share[NOW] - share[THEN], abs=1e-12)
    assert rows["baseline_start"].unique().to_list() == [THEN]


def test_the_computation_is_the_measures_own(view: FakeView) -> None:
    about = view.frame("story_topic").filter(topic_id="inference")["story_id"].implode()
    stories = view.frame("story").select(
        story="story_id",
        period=pl.col("first_published_at").dt.date().map_elements(lambda day: start_of(day, "quarter"), pl.Date),
        value=pl.lit(1.0),
        part=pl.col("story_id").is_in(about).cast(pl.Float64),
    )
    periods = view.frame("period").filter(frequency="quarter", gate="all")["period_start"]
    each = drivers_module.drivers(stories, half_life=2.0, since=THEN, until=NOW, periods=periods)
    named = view.frame("story_entity").select(story="story_id", member="entity_id")
    for by, members in (
        ("entity", named),
        ("outlet", view.frame("article").select(story="story_id", member="outlet_id")),
    ):
        expected = drivers_module.split(each.select("story", "contribution"), members)
        found = asked(view, "", "inference", by=by, since=THEN).select("member", "contribution", "n_stories")
        assert_frame_equal(found.sort("member"), expected.sort("member"), abs_tol=1e-12, rel_tol=0, check_dtypes=False)


def test_the_card_switches_by_the_address_and_says_what_it_compares(view: FakeView) -> None:
    request = Request(query=Query(f"?by=outlet&since={THEN}"))
    tree = index.layout(view, request)
    assert words(slot(tree, "drivers-title")) == "What moved 2024 Q3 to 2026 Q1"
    assert "Example two" in words(slot(tree, "drivers-body"))
    assert "divided evenly" in words(slot(tree, "drivers-note"))
    rows = view.sql(slot(tree, "drivers-sql").children)
    assert words(slot(tree, "drivers-subtitle")).endswith(f"{100 * rows['contribution'].sum():+.1f}".replace("-", "−"))


def test_a_named_entity_is_a_way_on(view: FakeView) -> None:
    tree = topic.layout(view, Request(path="/topic/power", rest=("power",), query=Query("?by=entity")))
    hrefs = [item.href for item in walk(slot(tree, "drivers-body")) if hasattr(item, "href")]
    assert [href for href in hrefs if href.endswith("nvidia")]


def test_a_period_to_compare_with_that_is_not_earlier_is_answered_with_a_sentence(view: FakeView) -> None:
    request = Request(query=Query("?period=2024-07-01&since=2026-01-01"))
    tree = index.layout(view, request)
    assert words(slot(tree, "drivers-title")) == "What moved 2024 Q3"
    assert len(request.query.notes) == 1
