from __future__ import annotations

import re
from typing import Any

import pytest

from tests.trends.story_world import World, classed, parts, words
from trends.measures import REGISTRY
from trends.pages import glossary
from trends.pages.catalogue import split_unit
from trends.pages.page import Request
from trends.pages.state import Query
from trends.pages.vocabulary import VALUES

WORLD = World()


def draw(search: str = "") -> Any:
    return glossary.layout(WORLD, Request("/glossary", (), Query(search)))


def anchors(page: Any) -> list[str]:
    items = [*classed(page, "glossary-entry"), *parts(page, "Tr")]
    found = [item.to_plotly_json()["props"].get("data-anchor") for item in items]
    return [anchor for anchor in found if anchor]


@pytest.fixture(scope="module")
def page() -> Any:
    return draw()


def test_every_measure_topic_value_table_and_column_has_an_anchor_of_its_own(page: Any) -> None:
    columns = WORLD.sql("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").rows()
    expected = {
        *(f"measure-{measure.name}" for measure in REGISTRY),
        "topic-inference", "topic-training", "topic-power",
        *(f"value-{family}" for family, _, _ in VALUES),
        *(f"value-{family}-{word.value}" for family, _, found in VALUES for word in found),
        *(f"table-{table}" for table, _ in columns),
        *(f"column-{table}-{column}" for table, column in columns),
    }  # fmt: skip
    found = anchors(page)
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_the_headline_counts_the_entries_as_the_list_does_and_what_is_in_them(page: Any) -> None:
    said = words(parts(page, "H1")[0]).replace("\u00a0", " ")
    entries, inside = (int(number) for number in re.findall(r"\d+", said))
    assert f"All {entries} entries from A to Z" in words(page).replace("\u00a0", " ")
    assert entries + inside == len(anchors(page))


def test_each_columns_meaning_and_unit_are_the_releases_own_comment(page: Any) -> None:
    rows = {
        row.to_plotly_json()["props"]["data-anchor"]: [words(cell) for cell in parts(row, "Td")]
        for row in parts(page, "Tr")
        if str(row.to_plotly_json()["props"].get("data-anchor", "")).startswith("column-")
    }
    comments = WORLD.sql("SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal")
    for table, column, kind, comment in comments.iter_rows():
        meaning, unit = split_unit(comment)
        assert [re.sub(" +", " ", text) for text in (column, kind, meaning, unit)] == rows[f"column-{table}-{column}"]


def test_every_link_inside_the_glossary_leads_to_an_entry(page: Any) -> None:
    wanted = {link.href.removeprefix("#") for link in parts(page, "A") if str(link.href).startswith("#")}
    titles = {item.to_plotly_json()["props"]["data-anchor"] for item in classed(page, "section-title")}
    assert wanted <= {*anchors(page), *titles}


@pytest.mark.parametrize(
    ("search", "inside", "outside"),
    [
        ("?q=crossover", "measure-crossover", "topic-power"),
        ("?q=MOMENTUM+odds", "measure-momentum", "measure-crossover"),
        ("?q=serving", "topic-power", "measure-share"),
        ("?q=owners_known", "column-story-owners_known", "column-story-impact"),
        ("?q=thin", "value-state", "value-known_basis"),
    ],
)
def test_a_search_keeps_the_entries_that_hold_all_its_words(search: str, inside: str, outside: str) -> None:
    found = anchors(draw(search))
    assert inside in found
    assert outside not in found


def test_a_search_without_a_hit_offers_everything_again() -> None:
    page = draw("?q=zzzz")
    assert anchors(page) == []
    assert "No entry holds “zzzz”." in words(page)
    assert [link.href for link in parts(page, "Link")] == ["/glossary"]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [("Articles. Unit: articles.", ("Articles.", "articles")), ("No unit here.", ("No unit here.", "")), ("", ("", "")),
     ("Share. Unit: fraction, 0 to 1.", ("Share.", "fraction, 0 to 1"))],
)  # fmt: skip
def test_a_comment_is_read_as_meaning_and_unit(comment: str, expected: tuple[str, str]) -> None:
    assert split_unit(comment) == expected


def test_the_list_from_a_to_z_leads_to_every_entry_and_the_parts_to_theirs(page: Any) -> None:
    jumps = next(item for item in parts(page, "Div") if getattr(item, "id", None) == "glossary-jumps")
    links = [link.href for link in parts(jumps, "A")]
    entries = [item.to_plotly_json()["props"]["data-anchor"] for item in classed(page, "glossary-entry")]
    assert sorted(href for href in links if not href.startswith("#part-")) == sorted(f"#{anchor}" for anchor in entries)
    headings = [item.to_plotly_json()["props"]["data-anchor"] for item in classed(page, "section-title")]
    assert [href for href in links if href.startswith("#part-")] == [f"#{anchor}" for anchor in headings]
    letters = [words(item) for item in parts(jumps, "Strong")]
    assert letters == sorted(letters)


def test_a_search_leaves_only_its_finds_in_the_list() -> None:
    found = draw("q=crossover")
    jumps = next(item for item in parts(found, "Div") if getattr(item, "id", None) == "glossary-jumps")
    links = [link.href for link in parts(jumps, "A")]
    assert "#table-crossover" in links and "#measure-nowcast" not in links
