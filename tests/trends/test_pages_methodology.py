from __future__ import annotations

import importlib
import re
from typing import Any

import pytest

from tests.trends.story_world import World, parts, words
from trends import frames
from trends.measures import REGISTRY
from trends.pages import method_text, methodology
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.vocabulary import DIRECTIONS, EDGES, FREQUENCIES, GATES, STATES, TIERS, WEIGHTINGS, Word
from trends.style import TIERS as TIER_NAMES

WORLD = World()
impact = importlib.import_module("warehouse.impact")
impact_regulatory = importlib.import_module("warehouse.impact_regulatory")
impact_financial = importlib.import_module("warehouse.impact_financial")
impact_operational = importlib.import_module("warehouse.impact_operational")


@pytest.fixture
def page() -> Any:
    return methodology.layout(WORLD, Request("/method"))


def ids(page: Any) -> set[str]:
    return {
        item.id
        for kind in ("Section", "H3")
        for item in parts(page, kind)
        if isinstance(getattr(item, "id", None), str)
    }


def test_every_measure_is_told_from_the_registry(page: Any) -> None:
    text = words(page)
    for measure in REGISTRY:
        assert measure.title in text
        for part in (measure.definition, measure.formula, measure.source, measure.caveat):
            assert re.sub(" +", " ", part) in text


def test_every_link_inside_the_page_leads_to_a_section(page: Any) -> None:
    wanted = {link.href.removeprefix("#") for link in parts(page, "A") if str(link.href).startswith("#")}
    assert wanted <= ids(page)
    assert {"sample", "impact", *(measure.name for measure in REGISTRY)} <= ids(page)


def test_the_samples_figures_are_those_of_the_release(page: Any) -> None:
    text = words(page)
    assert "A sample, not a census." in text
    assert "6 articles from 4\u00a0outlets make 3\u00a0stories, dated 1 Feb 2026 to 18 Mar 2026" in text
    assert "67\u00a0% of the stories rest on a single origin, 33\u00a0% are verified." in text
    assert "17\u00a0% of the articles are dated to the month alone." in text
    assert "67\u00a0% of the articles come from outlets whose owner isn’t known." in text


def test_the_sql_beside_the_sample_gives_its_figures() -> None:
    row = WORLD.sql(chart_sql("sample").text).row(0, named=True)
    assert (row["n_articles"], row["n_outlets"], row["n_stories"]) == (6, 4, 3)


def test_the_rubric_shown_is_the_rubric_applied(page: Any) -> None:
    table = {points: cells for points, *cells in method_text.RUBRIC}
    for points, stage, _ in impact_regulatory.STAGES:
        assert table[str(points)][0] == stage
    for cut, points in impact_financial.CUTS:
        assert f"{100 * (cut or 0.001):g} %" in table[str(points)][1]
    for points, scope in impact_operational.SCOPES.items():
        assert table[str(points)][2].startswith(scope)


@pytest.mark.parametrize("parts_", [(0, 0, 0), (4, 4, 4), (3, 0, 2), (1, 4, 0), (2, 2, 1), (0, 0, 1)])
def test_the_formula_shown_is_the_formula_applied(parts_: tuple[int, int, int]) -> None:
    r, f, o = parts_
    right = method_text.IMPACT_FORMULA.partition("= ")[2].replace("·", "*")
    names = {"R": r, "F": f, "O": o, "max": max, "round": lambda value: int(value + 0.5)}
    assert eval(right, {"__builtins__": {}}, names) == impact.combine(r, f, o)


@pytest.mark.parametrize(
    ("told", "known"),
    [(GATES, frames.GATES), (WEIGHTINGS, frames.WEIGHTINGS), (STATES, frames.STATES), (DIRECTIONS, frames.DIRECTIONS),
     (FREQUENCIES, frames.FREQUENCIES), (TIERS, TIER_NAMES), (EDGES, ("owner", "credit", "near_copy"))],
)  # fmt: skip
def test_every_value_of_the_tables_is_explained(told: tuple[Word, ...], known: tuple[str, ...]) -> None:
    assert tuple(word.value for word in told) == tuple(known)


def test_the_release_is_named_with_its_hashes_and_a_way_to_repeat_a_number(page: Any) -> None:
    text = words(page)
    for part in ("2026-07-05-1", "dd", "bb", "schema 1, method 1", "--release 2026-07-05-1"):
        assert part in text


def test_an_empty_release_says_so_instead_of_dividing_by_zero() -> None:
    world = World()
    for table in ("article", "story", "outlet"):
        world.connection.execute(f"DELETE FROM {table}")
    assert "no article yet" in words(methodology.layout(world, Request("/method")))
