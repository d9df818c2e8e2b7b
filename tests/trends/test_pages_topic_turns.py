from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from tests.trends.fake_view import FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.figures.tone import tone_chart
from trends.pages import topic
from trends.pages.page import Request
from trends.pages.state import Query
from trends.pages.topic_turns import tone_finding
from trends.style import DARK, LIGHT, TIERS, Theme


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(topic_id: str, search: str = "", *, narrow: bool = False) -> Request:
    return Request(path=f"/topic/{topic_id}", rest=(topic_id,), query=Query(search), narrow=narrow)


def test_the_sql_beside_the_tone_gives_the_numbers_in_it(view: FakeView) -> None:
    tree = topic.layout(view, request("power"))
    figure = by_id(tree, {"type": "chart", "name": "tone"}).figure
    again = view.sql(slot(tree, "tone-sql").children)
    assert numbers(trace(figure, "tone, all")["y"]) == again["tone"].to_list()
    assert numbers(trace(figure, "adjusted")["y"]) == again["tone_adjusted"].to_list()
    for tier in TIERS:
        assert numbers(trace(figure, tier)["y"]) == again[f"n_{tier}"].to_list()
    published = view.frame("tone").filter(topic_id="power", gate="all", frequency="quarter")
    assert again["tone"].to_list() == published["tone"].to_list()


def test_thin_and_open_periods_are_not_in_the_firm_line_and_the_open_one_is_hollow(view: FakeView) -> None:
    figure = by_id(topic.layout(view, request("power")), {"type": "chart", "name": "tone"}).figure
    firm = numbers(trace(figure, "tone")["y"])
    assert firm[0] is None and firm[-1] is None and None not in firm[1:-1]
    assert trace(figure, "hover")["marker"]["color"][-1] == LIGHT.card
    assert "partial" in trace(figure, "hover")["text"][-1]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_the_tone_figure_also_when_nothing_is_known(view: FakeView, theme: Theme, narrow: bool) -> None:
    frame = view.frame("tone").filter(topic_id="power", gate="all")
    unknown = frame.with_columns(tone=None, low=None, high=None, tone_adjusted=None)
    for case in (frame, frame.head(1), frame.clear(), unknown):
        go.Figure(tone_chart(case, theme.side_a, frequency="quarter", theme=theme, narrow=narrow))


def test_the_tones_title_leans_only_where_the_interval_leaves_zero() -> None:
    row = {"period_start": date(2026, 1, 1), "tone": 0.1, "low": 0.02, "high": 0.18, "state": "complete"}
    assert tone_finding(row, "Power", "quarter") == ("Power stories lean positive: +0.10 [+0.02 to +0.18] in 2026 Q1")
    assert "lean neither way" in tone_finding(row | {"low": -0.02}, "Power", "quarter")
    assert "lean negative" in tone_finding(row | {"tone": -0.1, "low": -0.2, "high": -0.01}, "Power", "quarter")
    assert tone_finding(row | {"state": "thin"}, "Power", "quarter").endswith("from few stories")
    assert "no tone" in tone_finding(None, "Power", "quarter")


def test_turns_are_listed_with_the_stories_round_them(view: FakeView) -> None:
    tree = topic.layout(view, request("inference"))
    assert words(slot(tree, "turns-title")) == "Inference: 1 change point and 1 burst"
    said = words(slot(tree, "turns-body"))
    assert "2024 Q1 · ▲ 20 % before, 35 % from here on" in said
    assert "2024 Q1 to 2024 Q2 · burst, 9 stories" in said
    rows = view.sql(slot(tree, "turns-sql").children)
    hrefs = [item.href for item in walk(slot(tree, "turns-body")) if hasattr(item, "href")]
    assert hrefs == [f"/story/{story}" for story in rows["story_id"]]
    explained = view.frame("change_point_story").sort("rank")["story_id"].to_list()
    assert rows.filter(kind="change")["story_id"].to_list() == explained


def test_a_bursts_stories_are_the_topics_own_from_within_it_the_weightiest_first(view: FakeView) -> None:
    rows = view.sql(slot(topic.layout(view, request("inference")), "turns-sql").children).filter(kind="burst")
    about = view.frame("story_topic").filter(topic_id="inference")
    day = pl.col("first_published_at").dt.date()
    inside = (day >= date(2024, 1, 1)) & (day < date(2024, 7, 1))
    chosen = view.frame("story").join(about, on="story_id", how="semi").filter(inside)
    assert chosen.height > 3
    best = chosen.sort("impact", "n_origins", "story_id", descending=[True, True, False]).head(3)["story_id"].to_list()
    assert rows["story_id"].to_list() == best


def test_turns_are_marked_on_the_share_chart_in_their_own_cut_only(view: FakeView) -> None:
    def marks(search: str) -> tuple[int, int]:
        figure = by_id(topic.layout(view, request("inference", search)), {"type": "chart", "name": "share"}).figure
        go.Figure(figure)
        bursts = [shape for shape in figure["layout"]["shapes"] if shape.get("name") == "burst"]
        changes = [note for note in figure["layout"]["annotations"] if note.get("name") == "change point"]
        assert all(note["text"] == "▲" for note in changes)
        return len(bursts), len(changes)

    assert marks("") == (1, 1)
    assert marks("?gate=verified") == (0, 0)
    assert marks("?frequency=month") == (0, 0)


def test_a_topic_without_turns_says_so(view: FakeView) -> None:
    tree = topic.layout(view, request("power"))
    assert words(slot(tree, "turns-title")) == "Power: no turn found"
    assert "neither a change of level" in words(slot(tree, "turns-body"))


def test_event_effects_show_the_placebo_band_and_q_the_surest_first(view: FakeView) -> None:
    tree = topic.layout(view, request("inference"))
    rows = [item for item in walk(slot(tree, "events-body")) if type(item).__name__ == "Tr"]
    assert [words(row) for row in rows[1:]] == [
        "Blackwell launch18 Mar 202420 %30 %+0.80−0.50 to +0.50.04",
        "DeepSeek R120 Jan 202520 %30 %−0.20−0.50 to +0.50.80",
        "GTC 202616 Mar 202620 %30 %+0.10––",
    ]
    assert words(slot(tree, "events-title")) == "Inference moved at 1 of 2 dated events more than at other times"
    assert view.sql(slot(tree, "events-sql").children)["q"].to_list() == [0.04, 0.8, None]


def test_events_that_only_months_can_judge_are_shown_by_month() -> None:
    base = fake_view()
    effects = base.frame("event_effect")
    unjudged = effects.with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("p", "q", "low", "high"))
    by_month = pl.concat([unjudged, effects.with_columns(frequency=pl.lit("month"), window=pl.lit(6, pl.Int64))])
    tree = topic.layout(FakeView({**base.tables, "event_effect": by_month}), request("inference"))
    assert words(slot(tree, "events-title")) == "Inference moved at 1 of 2 dated events more than at other times"
    assert "6 months before and after" in words(slot(tree, "events-subtitle"))
    assert words(slot(tree, "events-note")).endswith("By month, since there are too few quarters for placebo dates.")
    never = topic.layout(FakeView({**base.tables, "event_effect": unjudged}), request("inference"))
    assert "too few quarters to judge any" in words(slot(never, "events-title"))


def test_a_phone_shows_three_columns_of_events(view: FakeView) -> None:
    tree = topic.layout(view, request("inference", narrow=True))
    heads = [words(item) for item in walk(slot(tree, "events-body")) if type(item).__name__ == "Th"]
    assert heads == ["Event", "Effect", "q"]
