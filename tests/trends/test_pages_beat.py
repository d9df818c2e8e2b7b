"""The beat as a whole: calendar and nowcast, tone and impact of all stories, outlets, panel index."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import plotly.graph_objects as go
import polars as pl
import pytest

from tests.trends.fake_view import FakeProvider, FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, words
from trends.pages import PAGES, shell, the_beat, topic
from trends.pages.impact import impact_finding, weighted_finding
from trends.pages.outlets import coverage_finding
from trends.pages.page import Request
from trends.pages.state import Query
from trends.style import DARK, LIGHT, Theme


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(search: str = "", **more: object) -> Request:
    return Request(path="/beat", query=Query(search), **more)  # type: ignore[arg-type]


def figure(tree: object, name: str) -> dict[str, object]:
    return by_id(tree, {"type": "chart", "name": name}).figure  # type: ignore[attr-defined,no-any-return]


def test_the_sql_beside_each_chart_gives_the_numbers_in_it(view: FakeView) -> None:
    tree = the_beat.layout(view, request())

    def again(name: str) -> pl.DataFrame:
        return view.sql(slot(tree, f"{name}-sql").children)

    assert numbers(trace(figure(tree, "calendar"), "stories")["y"]) == again("calendar")["n_stories"].to_list()
    assert numbers(trace(figure(tree, "tone"), "tone, all")["y"]) == again("tone")["tone"].to_list()
    impact = again("impact")
    assert numbers(trace(figure(tree, "impact"), "5.6")["y"]) == impact["impact"].to_list()
    panel = again("panel").filter(weights="volume")
    assert numbers(trace(figure(tree, "panel"), "by volume")["y"]) == panel["index"].to_list()
    heat = trace(figure(tree, "coverage"), "articles")["z"]
    told = again("coverage").filter(pl.col("n_articles") > 0)
    assert sorted(value for line in heat for value in line if value) == sorted(told["n_articles"].to_list())


def test_the_beat_as_a_whole_is_not_a_topic(view: FakeView) -> None:
    tree = the_beat.layout(view, request())
    for name, table in (("tone", "tone"), ("impact", "topic_impact")):
        rows = view.sql(slot(tree, f"{name}-sql").children)
        own = view.frame(table).filter(pl.col("topic_id").is_null(), frequency="quarter", gate="all")
        assert rows.height == own.height


def test_the_open_period_is_hollow_and_carries_what_it_will_probably_hold(view: FakeView) -> None:
    tree = the_beat.layout(view, request())
    assert "will probably hold 24 stories [20–31]" in words(slot(tree, "calendar-title"))
    bars = trace(figure(tree, "calendar"), "stories")["marker"]
    assert bars["color"][-1] == LIGHT.card and bars["color"][-2] != LIGHT.card
    assert numbers(trace(figure(tree, "calendar"), "nowcast")["y"]) == [24.0]


def test_without_a_nowcast_the_title_says_there_is_none_yet_and_the_note_why(view: FakeView) -> None:
    young = view.frame("nowcast").with_columns(nowcast=None, low=None, high=None, note=pl.lit("It is too young."))
    tree = the_beat.layout(FakeView({**view.tables, "nowcast": young}), request())
    assert "no nowcast of its total yet" in words(slot(tree, "calendar-title"))
    assert words(slot(tree, "calendar-note")).endswith("There is no nowcast of the open period yet. It is too young.")
    assert numbers(trace(figure(tree, "calendar"), "nowcast")["y"]) == []


def test_a_missing_outlet_is_crossed_and_never_pale(view: FakeView) -> None:
    tree = the_beat.layout(view, request())
    picture = figure(tree, "coverage")
    assert len(numbers(trace(picture, "missing")["y"])) == 1
    assert "missing, not zero" in trace(picture, "missing")["text"][0]
    assert len(numbers(trace(picture, "none")["y"])) == 1
    smaller = trace(picture, "articles")["z"][1]
    assert smaller[0] is None and smaller[1] is None, "nothing is said of the time before its first article"
    assert words(slot(tree, "coverage-title")).endswith("1 of 2 that can be judged were out at some time")


def test_the_coverage_title_says_where_no_outage_could_show() -> None:
    row = {"n_outlets": 40, "n_all": 100, "n_out": 0, "n_testable": 0}
    assert words(coverage_finding(row, 50)) == (
        "100 articles from 40 outlets, 50 % from the largest 16; each has too few for an outage to show"
    )
    assert coverage_finding(row | {"n_testable": 3}, 50).endswith("none of the 3 that can be judged was ever out")
    assert coverage_finding(None, 0) == "No outlet to show"


def test_a_panel_that_cant_be_estimated_says_why(view: FakeView) -> None:
    tree = the_beat.layout(view, request("?topic=power"))
    assert words(slot(tree, "panel-title")) == "Panel index of power: not estimable from these outlets"
    assert "no outlet has 12 periods" in words(slot(tree, "panel-body"))
    silent = FakeView({**view.tables, "panel_index": view.frame("panel_index").clear()})
    assert "names no base period" in words(slot(the_beat.layout(silent, request()), "panel-body"))


def test_impact_beside_count_on_a_topics_page(view: FakeView) -> None:
    rows = view.frame("topic_share").with_columns(weighting=pl.lit("impact"), share=pl.col("share") * 0.5)
    both = FakeView({**view.tables, "topic_share": pl.concat([view.frame("topic_share"), rows])})
    tree = topic.layout(both, Request(path="/topic/power", rest=("power",)))
    again = both.sql(slot(tree, "weighted-sql").children)
    lines = [item for item in figure(tree, "weighted")["data"] if item.get("hovertemplate")]  # type: ignore[attr-defined]
    assert [numbers(line["y"]) for line in lines] == [
        again.filter(weighting=name)["share"].to_list() for name in ("story", "impact")
    ]
    plain = topic.layout(view, Request(path="/topic/power", rest=("power",)))
    assert "No period has a share" in words(slot(plain, "weighted-body"))


def test_titles_claim_a_difference_only_outside_the_interval() -> None:
    row = {"period_start": date(2026, 1, 1), "share": 0.2, "low": 0.15, "high": 0.25}
    assert "as much as it is told" in weighted_finding(row, row | {"share": 0.24}, "Power", "quarter")
    assert "weighs more than" in weighted_finding(row, row | {"share": 0.3}, "Power", "quarter")
    assert "weighs less than" in weighted_finding(row, row | {"share": 0.1}, "Power", "quarter")
    impact = {"period_start": date(2026, 1, 1), "impact": 5.0, "low": 4.0, "high": 6.0, "n_action": 1, "state": "thin"}
    assert impact_finding(impact, "Power", "quarter").endswith("from few stories")
    assert "1 action item (8" in words(impact_finding(impact | {"state": "complete"}, "Power", "quarter"))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_every_figure_of_the_page(view: FakeView, theme: Theme, narrow: bool) -> None:
    tree = the_beat.layout(view, request(theme=theme, narrow=narrow))
    for name in ("calendar", "tone", "impact", "coverage", "panel"):
        go.Figure(figure(tree, name))


def test_an_empty_release_gives_sentences_in_place_of_charts(view: FakeView) -> None:
    names = ("tone", "topic_impact", "panel_index", "nowcast", "outlet_coverage")
    empty = FakeView({**view.tables, **{name: view.frame(name).clear() for name in names}})
    shown = shell.render(FakeProvider(empty), PAGES, "/beat", "", {})
    assert "could not be drawn" not in words(shown.children)
    assert "No outlet to show" in words(shown.children)


def test_names_at_the_lines_ends_stay_apart_and_inside_the_plot(view: FakeView) -> None:
    layout = figure(the_beat.layout(view, request()), "panel")["layout"]
    places = sorted(note["y"] for note in layout["annotations"])  # type: ignore[index]
    bottom, top = layout["yaxis"]["range"]  # type: ignore[index]
    assert len(places) == 3 and places[-1] <= top
    assert min(b - a for a, b in pairwise(places)) >= 0.08 * (top - bottom)


def test_a_period_without_stories_is_a_zero_that_was_seen(view: FakeView) -> None:
    picture = figure(the_beat.layout(view, request()), "calendar")
    empty = view.frame("period").filter(frequency="quarter", gate="all", state="empty").height
    assert empty == 1
    assert len(numbers(trace(picture, "empty")["y"])) == empty
    assert trace(picture, "missing")["x"] == []
