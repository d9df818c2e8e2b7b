from __future__ import annotations

import plotly.graph_objects as go
import polars as pl
import pytest

from tests.trends.fake_view import FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.figures.robustness import PANELS, place, robustness_chart
from trends.pages import robustness
from trends.pages.page import Request
from trends.pages.state import Query
from trends.style import DARK, LIGHT, Theme

NAMES = ("Inference", "Training")


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(search: str = "", *, narrow: bool = False) -> Request:
    return Request(path="/robustness", query=Query(search), narrow=narrow)


def counted(
    ps: list[float | None], crossed: list[bool], said: list[str] | None = None, choices: list[str] | None = None
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "counted": [True] * len(ps), "choice": choices or ["combined"] * len(ps), "p_a_leads": ps,
            "threshold": [0.975] * len(ps), "crossed": crossed, "said": said or ["x"] * len(ps),
        },
        schema_overrides={"p_a_leads": pl.Float64},
    )  # fmt: skip


def test_the_sentence_counts_every_choice_once_and_names_the_one_that_confirms(view: FakeView) -> None:
    text = words(by_id(robustness.layout(view, request()), "headline"))
    # eight combinations, one other frequency, one other reading of the topics; surely ahead: three combinations; the
    # one owner left out is told apart
    assert text == (
        "Under 3 of 10 reasonable choices inference surely leads, whichever owner is left out; the crossover to "
        "inference is confirmed only under "
        "all stories, weighted by impact, half-life 4 quarters."
    )


def test_the_sentence_says_when_all_none_or_the_other_side_lead() -> None:
    assert robustness.headline(counted([0.99, 0.98], [True, True]), NAMES) == (
        "Under 2 of 2 reasonable choices inference surely leads; the crossover to inference is confirmed under all of "
        "them."
    ).replace("2 reasonable", "2\u00a0reasonable")
    none = robustness.headline(counted([0.5, None], [False, False]), NAMES)
    assert none.startswith("Under none of 2") and none.endswith("confirmed under none of them.")
    other = robustness.headline(counted([0.01, 0.02, 0.99], [False] * 3), NAMES)
    assert "training surely leads, under 1 inference" in other
    many = robustness.headline(counted([0.99] * 6, [True] * 5 + [False]), NAMES)
    assert many.endswith("confirmed under 5 of them.")


def test_owners_left_out_are_told_apart_since_many_alike_choices_would_look_like_agreement() -> None:
    ps = [0.99, 0.5, 0.99, 0.99, 0.5]
    choices = ["combined", "frequency", "without_owner", "without_owner", "without_owner"]
    text = robustness.headline(counted(ps, [False] * 5, choices=choices), NAMES).replace("\u00a0", " ")
    assert text.startswith("Under 1 of 2 reasonable choices inference surely leads, and with 2 of 3 owners left out;")
    alike = robustness.headline(counted([0.99, 0.5, 0.99, 0.99], [False] * 4, choices=choices[:4]), NAMES)
    assert "surely leads, whichever owner is left out;" in alike


def test_the_standfirst_gives_the_published_result_the_range_and_the_silent_choices(view: FakeView) -> None:
    text = words(by_id(robustness.layout(view, request()), "standfirst"))
    assert "inference has 60 % [52–67] of the two in 2026 Q1 (P .99)" in text
    assert "runs from 51 % to 61 %" in text
    assert "4 choices leave too few stories" in text


def test_the_sql_beside_the_figure_gives_the_numbers_in_it(view: FakeView) -> None:
    tree = robustness.layout(view, request())
    figure = by_id(tree, {"type": "chart", "name": "robustness"}).figure
    again = view.sql(slot(tree, "robustness-sql").children)
    for kind in PANELS:
        rows = again.filter(choice=kind)
        assert numbers(trace(figure, kind)["x"]) == rows["share_a"].to_list()
        ends = numbers(trace(figure, f"{kind}, interval")["x"])
        assert ends[0::3] == rows["low"].to_list()
        assert ends[1::3] == rows["high"].to_list()
    table = view.frame("robustness")
    assert sorted(again["share_a"]) == sorted(table["share_a"])


def test_the_published_result_is_the_diamond_of_every_panel_that_holds_it(view: FakeView) -> None:
    figure = by_id(robustness.layout(view, request()), {"type": "chart", "name": "robustness"}).figure
    for kind in ("weighting", "gate", "half_life", "frequency", "combined"):
        assert trace(figure, kind)["marker"]["symbol"].count("diamond") == 1
    assert "diamond" not in trace(figure, "without_owner")["marker"]["symbol"]


def test_a_dot_is_filled_only_where_the_lead_is_sure(view: FakeView) -> None:
    figure = by_id(robustness.layout(view, request()), {"type": "chart", "name": "robustness"}).figure
    assert trace(figure, "weighting")["marker"]["color"] == [LIGHT.side_a, LIGHT.card]
    assert trace(figure, "gate")["marker"]["color"] == [LIGHT.side_a, LIGHT.card]


def test_what_is_sure_is_a_probability_of_ninety_five_percent_and_the_note_says_so(view: FakeView) -> None:
    assert "(P at least .95)" in words(slot(robustness.layout(view, request()), "robustness-note"))
    for p, sure in ((0.94, False), (0.96, True)):
        close = view.frame("robustness").with_columns(p_a_leads=pl.lit(p), threshold=pl.lit(0.9))
        tree = robustness.layout(FakeView({**view.tables, "robustness": close}), request())
        none = "Under none of 10 reasonable choices does either side surely lead"
        assert words(by_id(tree, "headline")).startswith(none) is not sure
        figure = by_id(tree, {"type": "chart", "name": "robustness"}).figure
        assert set(trace(figure, "weighting")["marker"]["color"]) == {LIGHT.side_a if sure else LIGHT.card}


def test_a_click_opens_the_choice_on_the_index_and_no_owner_has_one(view: FakeView) -> None:
    figure = by_id(robustness.layout(view, request()), {"type": "chart", "name": "robustness"}).figure
    assert trace(figure, "weighting")["customdata"] == [["/"], ["/?weighting=impact"]]
    assert ["/?gate=verified&weighting=impact&half_life=4"] in trace(figure, "combined")["customdata"]
    assert trace(figure, "without_owner")["customdata"] == [[""]]


def test_an_owners_name_is_never_markup(view: FakeView) -> None:
    figure = by_id(robustness.layout(view, request()), {"type": "chart", "name": "robustness"}).figure
    assert "<i>" not in trace(figure, "without_owner")["text"][0]
    assert not [note for note in figure["layout"]["annotations"] if "<i>" in note["text"]]


def test_the_table_holds_the_published_result_once_and_first(view: FakeView) -> None:
    rows = by_id(robustness.layout(view, request()), {"type": "grid", "name": "choices"}).rowData
    assert rows[0]["id"] == "default/as published"
    assert len({row["id"] for row in rows}) == len(rows) == 1 + 1 + 1 + 1 + 1 + 1 + 1 + 7
    assert [row["crossed"] for row in rows].count("2026 Q1") == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_the_figure_and_its_panels_dont_overlap(view: FakeView, theme: Theme, narrow: bool) -> None:
    frame = view.frame("robustness").with_columns(
        words=pl.col("value"), href=pl.lit(""), is_default=pl.col("choice") == "default"
    )
    go.Figure(robustness_chart(frame, NAMES, theme=theme, narrow=narrow))
    panels, height = place(frame, narrow=narrow)
    assert len(panels) == len(PANELS)
    assert height > 0
    for one in panels:
        assert 0 <= one.x[0] < one.x[1] <= 1 and 0 <= one.y[0] < one.y[1] <= 1
        for other in panels:
            apart = one.y[0] >= other.y[1] or other.y[0] >= one.y[1] or one.x[0] >= other.x[1] or other.x[0] >= one.x[1]
            assert one.kind == other.kind or apart


def test_a_beat_without_a_result_says_so(view: FakeView) -> None:
    bare = FakeView({**view.tables, "robustness": view.frame("robustness").clear()})
    tree = robustness.layout(bare, request())
    assert "no headline result yet" in words(by_id(tree, "headline"))
    assert not [item for item in walk(tree) if getattr(item, "id", None) == {"type": "chart", "name": "robustness"}]
