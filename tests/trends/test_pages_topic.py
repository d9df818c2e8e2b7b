from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.trends.fake_view import FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.pages import topic
from trends.pages.page import Request, find
from trends.pages.state import Query
from trends.style import LIGHT


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(topic_id: str, search: str = "") -> Request:
    rest = (topic_id,) if topic_id else ()
    return Request(path=f"/topic/{topic_id}", rest=rest, query=Query(search))


def test_the_sentence_says_share_interval_period_and_call(view: FakeView) -> None:
    row = (
        view.frame("topic_share")
        .filter(frequency="quarter", gate="all", topic_id="power", period_start=date(2026, 1, 1))
        .to_dicts()[0]
    )
    text = words(by_id(topic.layout(view, request("power")), "headline"))
    share = f"{100 * row['share']:.0f} % [{100 * row['low']:.0f}–{100 * row['high']:.0f}]"
    assert text.startswith(f"Power was in {share} of the beat’s stories")
    assert "2026 Q1" in text


def test_a_thin_topic_says_so_instead_of_calling_a_direction(view: FakeView) -> None:
    text = words(by_id(topic.layout(view, request("power", "?gate=verified&period=2022-04-01")), "headline"))
    assert "stand behind it" in text
    assert "rising" not in text and "falling" not in text


@pytest.mark.parametrize("search", ["", "?gate=verified", "?half_life=4", "?frequency=month"])
def test_the_sql_beside_each_chart_gives_the_numbers_in_it(view: FakeView, search: str) -> None:
    tree = topic.layout(view, request("inference", search))
    share = by_id(tree, {"type": "chart", "name": "share"}).figure
    again = view.sql(slot(tree, "share-sql").children)
    assert numbers(trace(share, "Inference")["y"]) == again["share"].fill_null(0).to_list()
    momentum = by_id(tree, {"type": "chart", "name": "momentum"}).figure
    again = view.sql(slot(tree, "momentum-sql").children)
    assert numbers(momentum["data"][0]["y"]) == again["momentum"].fill_null(0).to_list()


def test_what_moved_a_chosen_period_adds_up_to_its_change(view: FakeView) -> None:
    tree = topic.layout(view, request("memory", "?period=2024-07-01"))
    assert "2024 Q3" in words(slot(tree, "drivers-title"))
    rows = view.sql(slot(tree, "drivers-sql").children)
    shares = view.frame("topic_share").filter(frequency="quarter", gate="all", topic_id="memory")
    now, before = (shares.filter(period_start=day)["share"].item() for day in (date(2024, 7, 1), date(2024, 4, 1)))
    assert rows["contribution"].sum() == pytest.approx(now - before, abs=1e-12)
    assert "stories about something else" in words(slot(tree, "drivers-body"))


def test_only_a_side_of_the_pair_is_coloured(view: FakeView) -> None:
    def line(topic_id: str, name: str) -> str:
        figure = by_id(topic.layout(view, request(topic_id)), {"type": "chart", "name": "share"}).figure
        colour: str = trace(figure, f"{name}, complete")["line"]["color"]
        return colour

    assert line("inference", "Inference") == LIGHT.side_a
    assert line("training", "Training") == LIGHT.side_b
    assert line("power", "Power") == LIGHT.muted


def test_the_timeline_is_in_date_order_and_leads_to_the_stories(view: FakeView) -> None:
    tree = topic.layout(view, request("power"))
    rows = view.sql(slot(tree, "timeline-sql").children)
    assert rows["first_published_at"].is_sorted(descending=True)
    hrefs = [item.href for item in walk(slot(tree, "timeline-body")) if hasattr(item, "href")]
    assert hrefs == [f"/story/{story}" for story in rows["story_id"]]
    power = view.frame("story_topic").filter(topic_id="power")["story_id"]
    assert set(rows["story_id"]) <= set(power)


def test_entities_and_outlets_count_the_stories_of_the_window_only(view: FakeView) -> None:
    tree = topic.layout(view, request("power", "?period=2024-04-01"))
    counted = view.sql(slot(tree, "entities-sql").children)["n_stories"].sum()
    stories = view.frame("story_topic").filter(topic_id="power").join(view.frame("story"), on="story_id")
    inside = stories.filter(
        (stories["first_published_at"].dt.date() >= date(2023, 7, 1))
        & (stories["first_published_at"].dt.date() < date(2024, 7, 1))
    )
    assert counted == inside.height


@pytest.mark.parametrize("topic_id", ["", "alchemy", "'; DROP TABLE topic; --", "x" * 400])
def test_an_unknown_topic_gets_the_list_of_those_there_are(view: FakeView, topic_id: str) -> None:
    tree = topic.layout(view, request(topic_id))
    assert len(words(by_id(tree, "headline"))) < 120
    hrefs = {item.href for item in walk(by_id(tree, "known-topics")) if hasattr(item, "href")}
    assert hrefs == {f"/topic/{known}" for known in view.frame("topic")["topic_id"]}


def test_the_list_of_topics_is_the_ranking(view: FakeView) -> None:
    tree = topic.list_layout(view, Request(path="/topics"))
    assert "6 topics of AI compute" in words(by_id(tree, "headline"))
    assert len(by_id(tree, {"type": "grid", "name": "ranking"}).rowData) == 6


def test_a_topics_address_belongs_to_the_topic_page() -> None:
    pages = (topic.LIST, topic.PAGE)
    assert find(pages, "/topic/power") == (topic.PAGE, ("power",))
    assert find(pages, "/topics/") == (topic.LIST, ())
    assert find(pages, "/topical") is None


def test_the_open_period_is_nowcast_as_a_mark_of_its_own_and_on_no_line(view: FakeView) -> None:
    tree = topic.layout(view, request("inference"))
    figure = by_id(tree, {"type": "chart", "name": "share"}).figure
    rows = view.sql(slot(tree, "share-sql").children)
    assert numbers(trace(figure, "nowcast")["y"]) == rows["nowcast"].drop_nulls().to_list() == [0.517]
    assert trace(figure, "nowcast")["marker"]["symbol"] == "diamond"
    lines = [item for item in figure["data"] if item.get("mode") == "lines"]
    assert all(0.517 not in numbers(line["y"]) for line in lines)
    said = [note["text"] for note in figure["layout"]["annotations"] if note.get("name") == "nowcast"]
    assert len(said) == 1 and "nowcast 52\u00a0%" in said[0] and "40–62" in said[0]
    assert "it enters no trend" in words(slot(tree, "share-note"))


def test_without_a_nowcast_there_is_no_mark_and_the_note_says_why(view: FakeView) -> None:
    young = view.frame("nowcast").with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("nowcast", "low", "high", "share", "share_low", "share_high")
    )
    bare = FakeView({**view.tables, "nowcast": young.with_columns(note=pl.lit("It is too young."))})
    tree = topic.layout(bare, request("inference"))
    figure = by_id(tree, {"type": "chart", "name": "share"}).figure
    assert numbers(trace(figure, "nowcast")["y"]) == []
    assert words(slot(tree, "share-note")).endswith("There is no nowcast of the open period yet. It is too young.")


@pytest.mark.parametrize("search", ["?gate=verified", "?frequency=month"])
def test_a_cut_that_is_not_nowcast_has_no_mark(view: FakeView, search: str) -> None:
    figure = by_id(topic.layout(view, request("inference", search)), {"type": "chart", "name": "share"}).figure
    assert numbers(trace(figure, "nowcast")["y"]) == []
