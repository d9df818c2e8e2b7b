"""Any two topics on the index page: what is published is read, what isn't is computed, and the SQL gives both."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.trends.fake_view import FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.measures import crossover as crossover_module
from trends.pages import index, pair, sentences
from trends.pages.page import Request
from trends.pages.selection import select
from trends.pages.state import Query
from trends.style import LIGHT


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(search: str = "", **more: object) -> Request:
    return Request(query=Query(search), **more)  # type: ignore[arg-type]


def drawn(view: FakeView, search: str, name: str) -> list[float | None]:
    figure = by_id(index.layout(view, request(search)), {"type": "chart", "name": "pair"}).figure
    return numbers(trace(figure, name)["y"])


def test_any_two_topics_are_compared_and_their_sql_gives_the_line(view: FakeView) -> None:
    tree = index.layout(view, request("?a=power&b=memory&gate=verified"))
    assert words(by_id(tree, "headline")).startswith(("Power drew", "Too few stories about memory or power"))
    again = view.sql(slot(tree, "pair-sql").children)
    published = view.frame("topic_pair_share").filter(
        frequency="quarter", gate="verified", topic_a="memory", topic_b="power"
    )
    mirrored = published.sort("period_start")["share_a"].fill_null(1.0)
    assert again["share_a"].fill_null(0).to_list() == (1 - mirrored).to_list()
    assert drawn(view, "?a=power&b=memory&gate=verified", "Power") == again["share_a"].fill_null(0).to_list()


def test_the_headline_pair_turned_round_is_its_own_mirror_image(view: FakeView) -> None:
    here, there = drawn(view, "", "Inference"), drawn(view, "?a=training&b=inference", "Training")
    assert [a + b for a, b in zip(here, there, strict=True) if a or b] == pytest.approx([1.0] * len(here))  # type: ignore[operator]


def test_another_half_life_is_computed_from_the_sums_that_the_sql_gives(view: FakeView) -> None:
    tree = index.layout(view, request("?a=power&b=memory&half_life=4"))
    sums = view.sql(slot(tree, "pair-sql").children)
    frame = sums.select("state", "a", "b", "total", "lead_a", "lead_b", "square_a", "square_b", "product",
                        period="period_start", both="product")  # fmt: skip
    shares = crossover_module.pair(frame, half_life=4.0)["share_a"].fill_null(0).to_list()
    assert drawn(view, "?a=power&b=memory&half_life=4", "Power") == shares
    assert "Computed when asked" in words(slot(tree, "pair-note"))
    assert "Computed when asked" not in words(slot(index.layout(view, request()), "pair-note"))


def test_the_sums_count_the_stories_that_the_release_published(view: FakeView) -> None:
    for search in ("", "?gate=verified", "?frequency=month", "?frequency=year"):
        chosen = select(view, Query(search))
        sums = view.sql(pair.counts_sql(chosen).text)
        published = view.frame("pair_share").filter(frequency=chosen.frequency, gate=chosen.gate).sort("period_start")
        for name in ("n_a", "n_b", "n_both", "n_either"):
            assert sums[name].to_list() == published[name].to_list(), (search, name)
        assert sums["a"].to_list() == published["n_a"].to_list()


def test_where_no_other_pairs_are_published_they_are_computed(view: FakeView) -> None:
    without = FakeView({**view.tables, "topic_pair_share": view.frame("topic_pair_share").clear()})
    sides = pair.measured(without, select(without, Query("?a=power&b=memory")))
    assert sides.computed
    assert sides.frame["share_a"].drop_nulls().is_between(0, 1).all()
    assert len(sides.crossovers) == 2, "each direction is looked for"


def test_the_published_crossover_of_any_pair_is_read_and_its_worth_among_all_pairs_is_said(view: FakeView) -> None:
    sides = pair.measured(view, select(view, Query("?a=memory&b=power")))
    assert [(row["by_first"], row["crossed"]) for row in sides.crossovers] == [(True, False), (False, True)]
    told = words(by_id(index.layout(view, request("?a=agents&b=power")), "standfirst"))
    assert "one like this is expected by chance (q > .99)" in told
    assert "by chance" not in words(by_id(index.layout(view, request("?a=power&b=memory")), "standfirst"))


def test_a_crossing_and_a_crossing_back_are_said_and_drawn(view: FakeView) -> None:
    row = view.frame("crossover").filter(frequency="quarter", gate="all").row(0, named=True)
    starts = view.frame("period").filter(frequency="quarter", gate="all").sort("period_start")["period_start"]
    there = row | {"crossed": True, "start": starts[5], "confirmed_at": starts[7]}
    back = there | {"topic_a": "training", "topic_b": "inference", "start": starts[12], "confirmed_at": starts[14]}
    schema = view.frame("crossover").schema
    crossed = FakeView({**view.tables, "crossover": pl.DataFrame([there, back], schema=schema)})
    tree = index.layout(crossed, request())
    assert words(by_id(tree, "headline")).endswith(", crossover in 2023 Q2 and crossed back in 2025 Q1.")
    layout = by_id(tree, {"type": "chart", "name": "pair"}).figure["layout"]
    marks = [shape["x0"] for shape in layout["shapes"] if shape.get("name") == "crossover"]
    assert marks == [starts[5].isoformat(), starts[12].isoformat()]
    said = [note["text"] for note in layout["annotations"] if note.get("name") == "crossover"]
    assert said == ["inference overtakes", "training overtakes"]
    turned = words(by_id(index.layout(crossed, request("?a=training&b=inference")), "headline"))
    assert "inference crossed over in 2023 Q2 and crossed back in 2025 Q1" in turned


def test_no_crossover_is_said_where_none_is_called() -> None:
    assert sentences.crossover_words([], "Training", "quarter") == ""
    assert sentences.crossover_words([{"crossed": False}], "Training", "quarter") == ", crossover not confirmed"


def test_a_topic_against_itself_or_an_unknown_one_gives_way_with_a_sentence(view: FakeView) -> None:
    for search, sides in (
        ("?b=inference", ("inference", "training")),
        ("?a=training", ("training", "inference")),
        ("?a=alchemy", ("inference", "training")),
    ):
        query = Query(search)
        assert select(view, query).sides == sides
        assert len(query.notes) == 1


def test_the_two_can_be_swapped_and_neither_can_be_picked_twice(view: FakeView) -> None:
    tree = index.layout(view, request("?a=power&gate=verified"))
    assert by_id(tree, "swap-sides").href == "/?a=training&gate=verified&b=power"
    menus = {item.id["name"]: item for item in walk(tree) if getattr(item, "id", None) and isinstance(item.id, dict)
             and item.id.get("type") == "control"}  # fmt: skip
    assert "training" not in {choice["value"] for choice in menus["a"].data}
    assert "power" not in {choice["value"] for choice in menus["b"].data}
    assert by_id(index.layout(view, request("?a=training&b=inference")), "swap-sides").href == "/"


def test_every_cut_of_the_published_table_agrees_with_what_is_computed(view: FakeView) -> None:
    chosen = select(view, Query("?a=agents&b=memory"))
    published = pair.measured(view, chosen).frame
    computed = pair.with_shares(view.sql(pair.counts_sql(chosen).text), chosen.half_life)
    shared = ["period_start", "share_a", "n_either"]
    both = [frame.select(shared).cast({"n_either": pl.Float64}) for frame in (published, computed)]
    assert_frame_equal(*both, abs_tol=1e-9)


def test_counted_once_each_the_sums_follow_from_the_numbers_of_stories(view: FakeView) -> None:
    for search in ("?a=agents&b=memory", "?a=power&b=inference&frequency=month"):
        chosen = select(view, Query(search))
        read = view.sql(pair.counts_sql(chosen).text)
        derived = pair.once_each(pair.measured(view, chosen).frame)
        names = [name for name in derived.columns if name not in ("total", "state")]
        assert_frame_equal(read.select(names), derived.select(names))
        assert ((read["total"] > 0) == (derived["total"] > 0)).all()


def test_a_topic_of_the_headline_pair_keeps_its_colour_on_either_side(view: FakeView) -> None:
    for search, label, accent in (
        ("", "Inference", LIGHT.side_a),
        ("?a=training&b=inference", "Training", LIGHT.side_b),
        ("?a=training&b=power", "Training", LIGHT.side_b),
        ("?a=power&b=memory", "Power", LIGHT.side_a),
    ):
        figure = by_id(index.layout(view, request(search)), {"type": "chart", "name": "pair"}).figure
        assert trace(figure, f"{label}, complete")["line"]["color"] == accent, search


def test_the_page_says_why_a_crossover_can_stay_unconfirmed_above_its_threshold() -> None:
    frame = pl.DataFrame({"period_start": [date(2026, 1, 1)], "p_a_leads": [0.99]})
    row = {"period_start": date(2026, 1, 1)}

    def told(phi: float) -> str:
        crossovers = [{"crossed": False, "threshold": 0.975, "phi": phi}]
        return sentences.pair_standfirst(frame, row, ("Inference", "Training"), crossovers, "quarter")

    assert told(1.0).endswith(
        "A crossover takes three quarters in a row in which training leads at .975 and later three in which inference "
        "does, by a P that turns sooner."
    )
    assert "and is stricter, since it allows for the scatter between quarters (φ\u00a0=\u00a01.5)" in told(1.52)


@pytest.mark.parametrize(
    ("p", "said"),
    [
        ([0.5, 0.1, 0.05, 0.6, 0.96, 0.97, 0.99], "and did so for two at most."),
        ([0.5, 0.5, 0.97, 0.98, 0.99], "and never did."),
        ([0.1, 0.1, 0.1, 0.97, 0.98, 0.99], "A crossover takes three quarters in a row"),
        ([0.5, 0.5, 0.5, 0.98, 0.99], "A crossover takes three quarters in a row"),
    ],
)
def test_a_sure_lead_without_a_crossover_is_told_what_it_lacks(p: list[float], said: str) -> None:
    told = sentences.takes_words(p, ("Inference", "Training"), [{"crossed": False, "threshold": 0.85}], "quarter")
    assert said in told
    assert ("training would have had to lead as surely (P of inference at most .15)" in told) == told.startswith("No")
