from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.trends.entity_world import OpenView, entity_world
from tests.trends.fake_view import FakeView
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.figures.entity import coverage_over_time, tone_over_time
from trends.pages import entity, entity_list, entity_words
from trends.pages.chart_sql import from_url
from trends.pages.page import Request, titled
from trends.pages.state import Query
from trends.style import DARK, LIGHT, Theme

QUARTER = {"frequency": "quarter", "gate": "all", "beat_id": "ai_compute"}


@pytest.fixture(scope="module")
def view() -> FakeView:
    return entity_world()


def asked(entity_id: str, search: str = "", *, narrow: bool = False) -> Request:
    rest = (entity_id,) if entity_id else ()
    return Request(path=f"/entity/{entity_id}", rest=rest, query=Query(search), narrow=narrow)


def draw(view: FakeView, entity_id: str, search: str = "", *, narrow: bool = False) -> Any:
    return entity.layout(view, asked(entity_id, search, narrow=narrow))


def part(tree: Any, wanted: Any) -> Any:
    return by_id(tree, wanted)


def figure(tree: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = part(tree, {"type": "chart", "name": name}).figure
    return found


def links(tree: Any) -> list[str]:
    return [str(getattr(item, "href", "")) for item in walk(tree) if type(item).__name__ == "Link"]


@pytest.mark.parametrize("search", ["", "?frequency=month", "?gate=verified", "?beat=policy"])
def test_the_sql_beside_each_chart_gives_the_numbers_in_it(view: FakeView, search: str) -> None:
    tree = draw(view, "lasting", search)
    tone = view.sql(slot(tree, "tone-sql").children)
    assert numbers(trace(figure(tree, "tone"), "tone, all")["y"]) == tone["tone"].to_list()
    coverage = view.sql(slot(tree, "coverage-sql").children)
    drawn = figure(tree, "coverage")
    assert numbers(trace(drawn, "stories")["y"]) == coverage["n_stories"].to_list()
    assert numbers(trace(drawn, "as the beat")["y"]) == coverage["as_the_beat"].to_list()


def test_the_default_view_is_what_the_release_tables_say(view: FakeView) -> None:
    tree = draw(view, "lasting")
    published = view.frame("entity_period").filter(entity_id="lasting", **QUARTER).sort("period_start")
    assert numbers(trace(figure(tree, "tone"), "tone, all")["y"]) == published["tone"].to_list()
    assert numbers(trace(figure(tree, "coverage"), "stories")["y"]) == published["n_stories"].to_list()
    arc = view.frame("entity_arc").filter(entity_id="lasting", **QUARTER)
    assert_frame_equal(view.sql(slot(tree, "arc-sql").children), arc.select(
        "n_stories", "n_periods", "first_period", "last_period", "half_start", "half_end", "half_periods", "bunching",
        "low", "high", "chance_high", "p", "q", "arc",
    ))  # fmt: skip


def test_what_the_beat_would_give_adds_up_to_the_stories_there_are(view: FakeView) -> None:
    rows = view.sql(slot(draw(view, "passed"), "coverage-sql").children)
    assert rows["as_the_beat"].sum() == pytest.approx(rows["n_stories"].sum())
    told = view.frame("story_entity").filter(entity_id="passed").height
    assert rows["n_stories"].sum() == told > 10


@pytest.mark.parametrize(
    ("entity_id", "title", "headline"),
    [
        ("lasting", "Sustained", "the coverage is sustained"),
        ("passed", "Wave that has passed", "came in a wave, 2022 Q3, that has passed"),
        ("recent", "Recent wave", "may be a wave or the start of more"),
        ("twice", "Too few stories", "too few to follow over time"),
    ],
)
def test_a_wave_and_lasting_coverage_are_told_apart(view: FakeView, entity_id: str, title: str, headline: str) -> None:
    tree = draw(view, entity_id)
    assert words(slot(tree, "arc-title")) == title
    assert headline in words(by_id(tree, "headline"))


def test_the_bunching_is_said_with_its_interval_what_chance_does_and_q(view: FakeView) -> None:
    row = view.frame("entity_arc").filter(entity_id="passed", **QUARTER).row(0, named=True)
    said = words(slot(draw(view, "passed"), "arc-body"))
    assert f"{row['bunching']:.1f} times as often as two stories of the beat do" in said
    assert f"(90 % interval {row['low']:.1f} to {row['high']:.1f})" in said
    assert f"at random stay below {row['chance_high']:.1f} in 95 % of cases." in said
    assert "q < .01" in said


def test_the_headline_has_the_share_with_its_interval(view: FakeView) -> None:
    row = view.frame("entity_period").filter(
        entity_id="lasting", period_start=date(2026, 1, 1), **QUARTER
    ).row(0, named=True)  # fmt: skip
    said = words(by_id(draw(view, "lasting"), "headline"))
    spread = f"{100 * row['low']:.0f}–{100 * row['high']:.0f}"
    assert said.startswith(
        f"Lasting was in {100 * row['share']:.0f} % [{spread}] of the stories on AI compute in 2026 Q1"
    )


def test_the_tones_title_leans_only_where_the_interval_leaves_zero() -> None:
    row = {"period_start": date(2026, 1, 1), "tone": 0.1, "tone_low": 0.02, "tone_high": 0.2, "state": "complete"}
    assert entity_words.tone_finding(row, "A", "quarter") == (
        "A is shown in a good light: +0.10 [+0.02 to +0.20] in 2026 Q1"
    )
    assert "in neither light" in entity_words.tone_finding(row | {"tone_low": -0.1}, "A", "quarter")
    assert "in a bad light" in entity_words.tone_finding(
        row | {"tone": -0.2, "tone_low": -0.3, "tone_high": -0.1}, "A", "quarter"
    )
    assert entity_words.tone_finding(row | {"state": "thin"}, "A", "quarter").endswith("from few stories")
    assert "no tone" in entity_words.tone_finding(None, "A", "quarter")


def test_too_few_stories_are_a_sentence_and_no_chart(view: FakeView) -> None:
    tree = draw(view, "twice")
    assert not [item for item in walk(tree) if getattr(item, "id", None) == {"type": "chart", "name": "tone"}]
    assert "2 stories name it; from 3 on" in words(slot(tree, "tone-body"))
    assert len(links(slot(tree, "stories-body"))) == 2


def test_an_entity_nobody_names_says_so_and_shows_empty_cards(view: FakeView) -> None:
    tree = draw(view, "nobody")
    assert words(by_id(tree, "headline")) == "No story on AI compute names Nobody."
    assert "None in this cut." in words(slot(tree, "direction-body"))


@pytest.mark.parametrize("entity_id", ["", "nope", "'; DROP TABLE story; --", "x" * 500, "\x00", "\ud800"])
def test_an_unknown_id_is_a_kind_sentence_with_a_way_on(view: FakeView, entity_id: str) -> None:
    tree = draw(view, entity_id, "?beat=policy")
    assert links(tree) == ["/entities?beat=policy"]
    assert len(words(tree)) < 400


def test_a_first_or_last_story_known_to_the_month_alone_gets_no_day(view: FakeView) -> None:
    last = view.sql(slot(draw(view, "recent"), "stories-sql").children)["story_id"][0]
    article = view.frame("article").with_columns(
        date_precision=pl.when(pl.col("story_id") == last).then(pl.lit("month")).otherwise("date_precision")
    )
    vague = OpenView({**view.tables, "article": article})
    profile = words(slot(draw(vague, "recent"), "profile-body"))
    assert profile.endswith("to Jun 2026") and not profile.endswith("15 Jun 2026")
    grid = entity_list.layout(vague, Request(path="/entities", rest=(), query=Query("")))
    rows = {row["id"]: row for row in part(grid, {"type": "grid", "name": "entities"}).rowData}
    assert rows["recent"]["last_words"] == "Jun 2026"


def test_who_it_is_comes_with_the_source_of_its_revenue(view: FakeView) -> None:
    said = words(slot(draw(view, "lasting"), "profile-body"))
    assert "TickerLST" in said and "Revenue" in said
    assert "USD 130.5 bn, year to 31 Dec 2025" in said
    assert "Also found asLasting Inc" in said
    assert "Revenue" not in words(slot(draw(view, "recent"), "profile-body"))


def has_revenue(tree: Any) -> bool:
    return any(getattr(item, "id", None) == "revenue" for item in walk(tree))


def test_the_revenues_that_impact_divides_by_say_which_were_not_checked(view: FakeView) -> None:
    card = by_id(draw(view, "lasting"), "revenue")
    said = words(card)
    newest = said.index("Year to 31 Dec 2025FY2025 10-K · checked")
    older = said.index("Year to 31 Dec 2024FY2024 10-K, 1\u202f363 in all · not checked yet")
    assert newest < older, "the newest year first"
    assert said[older:].count("USD 99 bn") == 1
    assert "1 of 2 figures not checked yet" in said
    assert not has_revenue(draw(view, "recent"))


def test_a_release_from_before_revenue_was_told_by_year_draws_the_page(view: FakeView) -> None:
    tables = {name: frame for name, frame in view.tables.items() if name != "entity_revenue"}
    tree = draw(OpenView(tables), "lasting")
    assert not has_revenue(tree)
    assert "USD 130.5 bn, 2025, FY2025 10-K" in words(slot(tree, "profile-body"))


def test_the_split_counts_every_story_once(view: FakeView) -> None:
    tree = draw(view, "partner")
    rows = view.sql(slot(tree, "direction-sql").children)
    assert rows["n_stories"].sum() == view.frame("story_entity").filter(entity_id="partner").height
    assert rows["direction"].to_list() == ["positive", "neutral", "negative"]
    good = rows["n_stories"][0]
    assert words(slot(tree, "direction-title")).startswith(f"{good} of ")


def test_names_that_go_together_are_listed_with_lift_interval_and_q(view: FakeView) -> None:
    tree = draw(view, "partner")
    rows = view.sql(slot(tree, "pairs-sql").children).to_dicts()
    table = view.frame("entity_pair").filter(
        (pl.col("entity_a") == "partner") | (pl.col("entity_b") == "partner"), beat_id="ai_compute", gate="all"
    )
    assert {row["entity_id"] for row in rows} == {*table["entity_a"], *table["entity_b"]} - {"partner"}
    lines = [words(item) for item in walk(slot(tree, "pairs-body")) if type(item).__name__ == "Tr"][1:]
    for line, row in zip(lines, rows, strict=True):
        assert line.startswith(f"{row['name']}{row['n_both']}{row['expected']:.1f}{row['lift']:.1f}")
        assert f"{row['low']:.1f}–{row['high']:.1f}" in line
    bold = [item for item in walk(slot(tree, "pairs-body")) if getattr(item, "className", "") == "number strong"]
    assert len(bold) == sum(row["q"] <= 0.1 for row in rows)


def test_topics_stand_beside_the_beats_own_share(view: FakeView) -> None:
    rows = view.sql(slot(draw(view, "lasting"), "topics-sql").children)
    named = view.frame("story_entity").filter(entity_id="lasting")["story_id"]
    about = view.frame("story_topic").filter(pl.col("story_id").is_in(named.implode()))
    counted = about.group_by("topic_id").len()
    assert dict(rows.select("topic_id", "n_stories").iter_rows()) == dict(counted.iter_rows())
    every = (
        view.frame("story_topic").group_by("topic_id").len().with_columns(pl.col("len") / view.frame("story").height)
    )
    assert dict(rows.select("topic_id", "share_of_beat").iter_rows()) == pytest.approx(dict(every.iter_rows()))


def test_a_beat_has_its_own_stories_and_its_links_keep_it(view: FakeView) -> None:
    tree = draw(view, "lasting", "?beat=policy")
    count = view.frame("story_entity").filter(entity_id="lasting").join(
        view.frame("story_beat").filter(beat_id="policy"), on="story_id", how="semi"
    ).height  # fmt: skip
    assert f"{count}, " in words(slot(tree, "profile-body"))
    inner = [href for href in links(tree) if not href.startswith("/method")]
    assert inner and all("beat=policy" in href for href in inner)
    plain = [href for href in links(draw(view, "lasting")) if "beat=" in href]
    assert plain == []


def test_a_release_from_before_entities_were_measured_says_how_to_get_them(view: FakeView) -> None:
    older = FakeView({name: table for name, table in view.tables.items() if not name.startswith("entity_")})
    for tree in (entity.layout(older, asked("lasting")), entity_list.layout(older, Request(path="/entities"))):
        assert "sealed before entities were measured" in words(tree) and "trends build" in words(tree)


def test_the_documents_title_is_the_entitys_name(view: FakeView) -> None:
    assert titled(entity.PAGE, view, asked("lasting")) == "Lasting"
    assert titled(entity.PAGE, view, asked("nope")) == "Entity"


NAMES = ("profile", "tone", "coverage", "arc", "direction", "pairs", "topics", "stories")


@pytest.mark.parametrize("name", NAMES)
def test_each_cards_data_link_gives_the_rows_of_its_sql(view: FakeView, name: str) -> None:
    tree = draw(view, "partner", "?gate=verified")
    path, _, query = part(tree, {"type": "slot", "name": f"{name}-data"}).href.partition("?")
    chart = path.removeprefix("/data/").removesuffix(".csv")
    again = view.sql(from_url(chart, Query(query).values).text)
    assert_frame_equal(again, view.sql(slot(tree, f"{name}-sql").children))


# ---------------------------------------------------------------------------------------------------------- the list


def listed(view: FakeView, search: str = "", *, narrow: bool = False) -> Any:
    return entity_list.layout(view, Request(path="/entities", query=Query(search), narrow=narrow))


def rows_of(tree: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = part(tree, {"type": "grid", "name": "entities"}).rowData
    return rows


def test_the_list_holds_everyone_who_is_named_in_the_order_of_the_url(view: FakeView) -> None:
    named = view.frame("story_entity").group_by("entity_id").len().sort("len", descending=True)
    assert [row["id"] for row in rows_of(listed(view))] == named["entity_id"].to_list()
    assert [row["id"] for row in rows_of(listed(view, "?order=name"))] == sorted(named["entity_id"])
    bunched = rows_of(listed(view, "?order=bunching"))
    values = [row["bunching"] for row in bunched if row["arc"] != "Too few"]
    assert values == sorted(values, reverse=True) and bunched[-1]["arc"] == "Too few"


def test_the_lists_numbers_are_those_of_the_tables(view: FakeView) -> None:
    rows = {row["id"]: row for row in rows_of(listed(view))}
    now = view.frame("entity_period").filter(period_start=date(2026, 1, 1), **QUARTER)
    for entity_id, tone, share in now.select("entity_id", "tone", "share").iter_rows():
        assert (rows[entity_id]["tone"], rows[entity_id]["share"]) == (tone, share)
    assert rows["twice"]["tone"] is None and rows["twice"]["tone_words"] == "–"


def test_the_list_says_how_many_are_waves(view: FakeView) -> None:
    said = words(by_id(listed(view), "headline"))
    arcs = view.frame("entity_arc").filter(**QUARTER)["arc"].to_list()
    assert said.startswith("5 names in the stories on AI compute: ")
    assert f"{arcs.count('news_cycle')} in a wave that has passed" in said


def test_a_kind_and_a_gate_are_kept_in_the_rows_links_and_an_unknown_kind_is_told(view: FakeView) -> None:
    request = Request(path="/entities", query=Query("?kind=person&gate=verified&beat=policy"))
    rows = rows_of(entity_list.layout(view, request))
    assert [row["href"] for row in rows] == ["/entity/partner?gate=verified&beat=policy"]
    odd = Request(path="/entities", query=Query("?kind=ghost"))
    assert len(rows_of(entity_list.layout(view, odd))) == 5
    assert "“ghost” is not a known kind" in odd.query.notes[0]


def test_a_kind_nobody_of_which_is_named_offers_the_way_back(view: FakeView) -> None:
    tree = listed(view, "?kind=agency&beat=policy")
    assert "Nobody of this kind is named" in words(slot(tree, "entities-body"))
    assert links(slot(tree, "entities-body")) == ["/entities?beat=policy"]


def test_a_phone_gets_four_columns(view: FakeView) -> None:
    grid = part(listed(view, narrow=True), {"type": "grid", "name": "entities"})
    assert len(grid.columnDefs) == 4


# ---------------------------------------------------------------------------------------------------------- pictures


def frame(**changes: list[Any]) -> pl.DataFrame:
    starts = [date(2025, month, 1) for month in (1, 4, 7, 10)]
    values: dict[str, list[Any]] = {
        "period_start": starts, "tone": [0.1, 0.2, 0.2, 0.1], "tone_low": [0.0, 0.1, 0.1, 0.0],
        "tone_high": [0.2, 0.3, 0.3, 0.2], "tone_raw": [0.1, 0.3, None, 0.0], "n_stories": [3, 5, 0, 1],
        "total": [9, 9, 0, 2], "as_the_beat": [4.0, 4.0, 0.0, 1.0], "share": [0.3, 0.4, 0.4, 0.4],
        "low": [0.2, 0.3, 0.3, 0.3], "high": [0.4, 0.5, 0.5, 0.5], "state": ["thin", "complete", "missing", "partial"],
        "reason": [None, None, "Feed down.", "Still open."],
    }  # fmt: skip
    return pl.DataFrame({**values, **changes})


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_the_figures_also_when_nothing_is_known(theme: Theme, narrow: bool) -> None:
    unknown = frame().with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("tone", "tone_low", "tone_high", "tone_raw", "share", "low")
    )
    for case in (frame(), frame().head(1), frame().clear(), unknown):
        go.Figure(tone_over_time(case, frequency="quarter", theme=theme, narrow=narrow))
        half = (date(2025, 1, 1), date(2025, 4, 1))
        go.Figure(coverage_over_time(case, half=half, frequency="quarter", theme=theme, narrow=narrow))
        go.Figure(coverage_over_time(case, half=None, frequency="quarter", theme=theme, narrow=narrow))


def test_a_missing_period_breaks_line_and_band_and_is_hatched_with_its_reason() -> None:
    for drawn in (
        tone_over_time(frame(), frequency="quarter", theme=LIGHT),
        coverage_over_time(frame(), half=None, frequency="quarter", theme=LIGHT),
    ):
        gone = trace(drawn, "missing")
        assert len(gone["x"]) == 1 and gone["x"][0].startswith("2025-08")
        assert gone["marker"]["pattern"]["shape"] == "/"
    coverage = coverage_over_time(frame(), half=None, frequency="quarter", theme=LIGHT)
    assert "not covered: Feed down." in trace(coverage, "stories")["text"][2]
    assert numbers(trace(coverage, "as the beat")["y"])[2] is None
    tone = tone_over_time(frame(), frequency="quarter", theme=LIGHT)
    lines = [item for item in tone["data"] if item.get("mode") == "lines" and item["name"].startswith("tone, ")]
    assert all(x is None or not x.startswith("2025-08") for item in lines for x in item["x"])


def test_the_open_period_is_hollow_and_thin_ones_are_drawn_thin() -> None:
    tone = tone_over_time(frame(state=["thin", "thin", "complete", "partial"]), frequency="quarter", theme=LIGHT)
    assert trace(tone, "tone, thin")["line"]["width"] < trace(tone, "tone, complete")["line"]["width"]
    assert trace(tone, "tone, partial")["line"]["dash"] == "dot"
    assert trace(tone, "latest")["marker"]["color"] == [LIGHT.muted, LIGHT.card]
    bars = trace(coverage_over_time(frame(), half=None, frequency="quarter", theme=LIGHT), "stories")
    assert bars["marker"]["color"][3] == LIGHT.card and bars["marker"]["line"]["width"][3] > 0


def test_the_stretch_with_half_of_the_stories_is_shaded_from_its_first_to_its_last_day() -> None:
    half = (date(2025, 1, 1), date(2025, 4, 1))
    drawn = coverage_over_time(frame(), half=half, frequency="quarter", theme=LIGHT)
    shape = next(item for item in drawn["layout"]["shapes"] if item["name"] == "half")
    assert (shape["x0"], shape["x1"]) == ("2025-01-01", "2025-07-01")
