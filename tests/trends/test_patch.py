from __future__ import annotations

import json
from typing import Any

import pytest
from dash import dcc, html
from dash._utils import stringify_id, to_json
from dash.development.base_component import Component

from tests.trends.fake_view import fake_view
from trends.pages import index
from trends.pages.page import Request
from trends.pages.patch import outline, properties


def every(value: Any) -> list[Component]:
    """All components in a tree, wherever they are."""
    if isinstance(value, Component):
        return [value, *[inner for prop in value.to_plotly_json()["props"].values() for inner in every(prop)]]
    if isinstance(value, dict):
        return [inner for item in value.values() for inner in every(item)]
    return [inner for item in value for inner in every(item)] if isinstance(value, list | tuple) else []


def test_the_properties_of_a_component_are_those_that_dash_sends() -> None:
    found = every(index.layout(fake_view(), Request()))
    assert len(found) > 50
    for component in found:
        assert dict(properties(component)) == component.to_plotly_json()["props"]


def test_a_page_as_plain_data_and_its_ids_are_what_dash_makes_of_them() -> None:
    page = index.layout(fake_view(), Request())
    found = outline(page)
    assert json.loads(to_json(found.page)) == json.loads(to_json(page))
    ids = [component.id for component in every(page) if getattr(component, "id", None) is not None]
    assert any(isinstance(one, dict) for one in ids)
    assert set(found.parts) == set(map(stringify_id, ids))


def graph(y: float, *, words: str = "a") -> html.Div:
    """A page with a figure, and a word outside every part with an id."""
    figure = {"data": [{"x": [1, None], "y": [y, True]}], "layout": {"title": {"text": "t"}}}
    return html.Div([html.P(words), dcc.Graph(id="chart", figure=figure, config={"displayModeBar": False})])


def test_equal_pages_differ_in_nothing_and_a_number_deep_in_a_figure_sends_the_figure_alone() -> None:
    before = outline(graph(0.1)).digests
    assert outline(graph(0.1)).changes(before) == []
    ((part, sent),) = outline(graph(0.2)).changes(before) or []
    assert (part, list(sent)) == ("chart", ["figure"])


def test_equal_data_has_one_digest_however_its_texts_are_kept_in_memory() -> None:
    word = "".join(["sh", "are"])  # a text of its own, not the one that the program keeps once
    one = html.Div(id="a", style={"share": "share", "x": ["share", "share"]})
    other = html.Div(id="a", style={word: "".join(["sha", "re"]), "x": [word, word]})
    assert outline(one).digests == outline(other).digests


@pytest.mark.parametrize("pair", [("1", 1), (True, "True"), (None, "None"), ("a", "a,b"), (["a", "b"], ["a,b"])])
def test_values_that_look_alike_are_told_apart(pair: tuple[Any, Any]) -> None:
    first, second = (outline(html.Div(id="part", title=value, children=value)).digests for value in pair)
    assert first["part"]["title"] != second["part"]["title"]
    assert first["part"]["children"] != second["part"]["children"]


def test_another_word_outside_every_part_draws_the_page_anew() -> None:
    assert outline(graph(0.1, words="b")).changes(outline(graph(0.1)).digests) is None


def test_a_component_in_a_property_that_is_no_child_is_walked_through() -> None:
    inner = html.Span("x", id="inner")
    page = html.Div(id="outer", children=[html.Div({"label": inner}, id="middle")])
    assert list(outline(page).parts) == ["inner", "middle", "outer"]
