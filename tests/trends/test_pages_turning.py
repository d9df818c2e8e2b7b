"""Turning points of the beat: the map of turns, dated events with their placebo bands, and orders in time."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from tests.trends.fake_view import FakeProvider, FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.figures.turns_map import turns_map
from trends.pages import PAGES, shell, turning
from trends.pages.event_effects import library_finding
from trends.pages.lead_lag import lead_lag_finding, order_words
from trends.pages.page import Request
from trends.pages.state import Query
from trends.style import DARK, LIGHT, Theme


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(search: str = "", **more: object) -> Request:
    return Request(path="/turns", query=Query(search), **more)  # type: ignore[arg-type]


def figure(tree: object, name: str) -> dict[str, object]:
    return by_id(tree, {"type": "chart", "name": name}).figure  # type: ignore[attr-defined,no-any-return]


def test_the_sql_beside_each_chart_gives_the_numbers_in_it(view: FakeView) -> None:
    tree = turning.layout(view, request())

    def again(name: str) -> pl.DataFrame:
        return view.sql(slot(tree, f"{name}-sql").children)

    effects = again("effects").sort("effect", descending=True)
    assert numbers(trace(figure(tree, "effects"), "value")["x"]) == effects["effect"].to_list()
    bands = [end for row in effects.to_dicts() for end in (row["low"], row["high"], None)]
    assert numbers(trace(figure(tree, "effects"), "band")["x"]) == bands
    assert numbers(trace(figure(tree, "lead-lag"), "value")["x"]) == again("lead-lag")["correlation"].to_list()
    turns = again("turns-map")
    shapes = [item for item in figure(tree, "turns-map")["layout"]["shapes"] if item.get("name") == "burst"]  # type: ignore[index]
    assert [shape["x0"] for shape in shapes] == [day.isoformat() for day in turns.filter(kind="burst")["start"]]
    assert trace(figure(tree, "turns-map"), "change points")["text"] == ["20\u00a0% → 35\u00a0%"]
    library = by_id(tree, {"type": "grid", "name": "library"}).rowData  # type: ignore[attr-defined]
    assert [row["effect"] for row in library] == again("library")["effect"].to_list()


def test_the_headline_counts_turns_and_topics(view: FakeView) -> None:
    tree = turning.layout(view, request())
    assert words(by_id(tree, "headline")) == (
        "By quarter, 1 of 6 topics turned: 1 change of level or direction and 1 burst."
    )
    assert "that chance wouldn’t explain" in words(by_id(turning.layout(view, request("?frequency=month")), "headline"))


def test_the_event_of_the_address_is_shown_beside_its_placebo_band(view: FakeView) -> None:
    tree = turning.layout(view, request("?event=e2"))
    assert words(slot(tree, "effects-title")) == "DeepSeek R1: none of 1 topic moved more than at other dates"
    assert words(slot(turning.layout(view, request()), "effects-title")) == (
        "Blackwell launch: inference moved more than at other dates"
    )
    marker = trace(figure(tree, "effects"), "value")["marker"]
    assert marker["color"] == [LIGHT.card], "hollow: not called"


def test_the_library_says_how_many_remain_among_all() -> None:
    rows = [{"q": 0.04}, {"q": 0.8}, {"q": None}]
    assert words(library_finding(rows, "month")) == "1 of 2 comparisons of a topic with an event stand out (q ≤ .10)"
    assert library_finding(rows[1:], "month").endswith("the surest has q\u00a0=\u00a0.80")
    assert "too few months" in library_finding([{"q": None}], "month")


def test_orders_in_time_are_described_and_never_called_causes(view: FakeView) -> None:
    tree = turning.layout(view, request())
    title = words(slot(tree, "lead-lag-title"))
    assert title == "One of 2 pairs of topics stands out: Memory, then Power 1 quarter later, r +0.70"
    said = words(slot(tree, "lead-lag-body")) + words(slot(tree, "lead-lag-note")) + title
    assert not {"causes", "drives", "leads to", "because"} & set(said.split())
    assert order_words({"name_a": "A", "name_b": "B", "lag": 0}, "week") == "A with B"
    assert words(order_words({"name_a": "A", "name_b": "B", "lag": 2}, "week")) == "A, then B 2 weeks later"
    nothing = [{"q": 0.4}, {"q": 0.3}]
    assert words(lead_lag_finding(nothing, "topic", "week")).startswith("No order in time stands out among 2 pairs")


def test_what_cant_be_compared_says_why(view: FakeView) -> None:
    tree = turning.layout(view, request("?kind=outlet"))
    assert words(slot(tree, "lead-lag-title")) == "No order in time between outlets can be judged"
    assert "no outlet has enough articles" in words(slot(tree, "lead-lag-body"))
    assert "No two series share enough" in words(slot(turning.layout(view, request("?kind=beat")), "lead-lag-body"))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_every_figure_of_the_page(view: FakeView, theme: Theme, narrow: bool) -> None:
    tree = turning.layout(view, request(theme=theme, narrow=narrow))
    for name in ("turns-map", "effects", "lead-lag"):
        go.Figure(figure(tree, name))


def test_a_name_from_outside_stays_text(view: FakeView) -> None:
    evil = view.frame("topic").with_columns(name=pl.lit("<b onclick=1>x</b>"))
    tree = turning.layout(FakeView({**view.tables, "topic": evil}), request())
    for name in ("turns-map", "effects", "lead-lag"):
        assert "<b onclick" not in str(figure(tree, name)), name


def test_an_empty_release_gives_sentences_in_place_of_charts(view: FakeView) -> None:
    names = ("burst", "change_point", "event_effect", "lead_lag")
    empty = FakeView({**view.tables, **{name: view.frame(name).clear() for name in names}})
    shown = shell.render(FakeProvider(empty), PAGES, "/turns", "", {})
    said = words(shown.children)
    assert "could not be drawn" not in said
    assert "There is no turn to draw." in said
    assert not [item for item in walk(shown.children) if type(item).__name__ == "Graph"]


def test_a_click_leads_to_the_topic_in_the_same_beat(view: FakeView) -> None:
    two = pl.concat([view.frame("beat"), view.frame("beat").with_columns(beat_id=pl.lit("another"))])
    tree = turning.layout(FakeView({**view.tables, "beat": two}), request())
    assert trace(figure(tree, "turns-map"), "change points")["customdata"] == [["/topic/inference"]]
    renamed = {
        name: table.with_columns(beat_id=pl.lit("another")) if "beat_id" in table.columns else table
        for name, table in view.tables.items()
    }
    other = FakeView({**renamed, "beat": two})
    tree = turning.layout(other, request("?beat=another"))
    assert trace(figure(tree, "turns-map"), "change points")["customdata"] == [["/topic/inference?beat=another"]]
    library = by_id(tree, {"type": "grid", "name": "library"}).rowData  # type: ignore[attr-defined]
    assert library[0]["href"] == "/topic/inference?beat=another"


def crossings(view: FakeView, search: str = "") -> list[dict[str, object]]:
    return by_id(turning.layout(view, request(search)), {"type": "grid", "name": "crossings"}).rowData  # type: ignore[attr-defined,no-any-return]


def test_the_pairs_that_crossed_are_listed_surest_first_and_only_the_sure_ones_are_counted(view: FakeView) -> None:
    tree = turning.layout(view, request())
    assert words(slot(tree, "crossings-title")) == (
        "In 1 of 3 pairs of topics one has surely overtaken the other (q ≤ .10); surest: power over memory"
    )
    assert "2 crossovers meet the rule for one pair, 1 with q ≤ .10" in words(slot(tree, "crossings-subtitle"))
    rows = crossings(view)
    assert [(row["pair"], row["lower_words"], row["q_words"]) for row in rows] == [
        ("Power over memory", "2023 Q2", ".01"), ("Agents over power", "open", ">.99"),
    ]  # fmt: skip
    assert rows[0]["href"] == "/?a=power&b=memory"
    again = view.sql(slot(tree, "crossings-sql").children)
    assert again["q"].drop_nulls().to_list() == [row["q"] for row in rows] and again.height == 6


def test_where_no_pair_has_enough_stories_the_list_says_so(view: FakeView) -> None:
    tree = turning.layout(view, request("?frequency=month"))
    assert words(slot(tree, "crossings-title")) == "No two topics can be compared for a crossover yet"
    assert "six months with enough one-sided stories" in words(slot(tree, "crossings-body"))


def test_of_pairs_none_of_which_surely_crossed_the_title_counts_none(view: FakeView) -> None:
    table = view.frame("topic_pair_crossover")
    unsure = FakeView({**view.tables, "topic_pair_crossover": table.with_columns(q=pl.col("q") * 0 + 0.4)})
    assert words(slot(turning.layout(unsure, request()), "crossings-title")) == (
        "In none of 3 pairs of topics has one surely overtaken the other; the surest has q = .40"
    )
    never = FakeView({**view.tables, "topic_pair_crossover": table.with_columns(crossed=False)})
    assert words(slot(turning.layout(never, request()), "crossings-title")).startswith("In none of 3")


def test_a_burst_that_a_change_follows_is_numbered_before_its_start(view: FakeView) -> None:
    base = {"topic_id": "power", "name": "Power", "share_before": 0.1, "share_after": 0.2, "n_stories": 9, "href": ""}
    burst = base | {"kind": "burst", "start": date(2024, 1, 1), "end": date(2024, 3, 1)}
    change = base | {"kind": "change", "start": date(2024, 4, 1), "end": date(2024, 4, 1)}
    span = (date(2023, 1, 1), date(2025, 1, 1))
    for rows, anchor in (([burst], "left"), ([burst, change], "right")):
        drawn = turns_map(pl.DataFrame(rows), view.frame("event"), span, frequency="month", theme=LIGHT, narrow=False)
        go.Figure(drawn)
        assert [note["xanchor"] for note in drawn["layout"]["annotations"] if note.get("text") == "9"] == [anchor]
