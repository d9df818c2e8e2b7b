"""A body that no browser writes is refused with a sentence; whatever values a readable one holds, a page comes back."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trends.fake_view import FakeProvider, fake_view
from trends.pages import PAGES, shell
from trends.pages.callback_body import PATH

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
seeded = settings(deadline=None, derandomize=True, database=None, max_examples=40)


@cache
def client() -> FlaskClient:
    return shell.dashboard(FakeProvider(fake_view()), PAGES).server.test_client()


def question(search: Any = "", screen: Any = None, before: Any = None, path: Any = "/topics") -> dict[str, Any]:
    """What the browser posts when the address has changed."""
    outputs = [("page", "children"), ("stamp", "children"), ("title", "data"), ("patch", "data")]
    return {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "inputs": [
            {"id": "url", "property": "pathname", "value": path},
            {"id": "url", "property": "search", "value": search},
            {"id": "screen", "property": "data", "value": screen},
        ],
        "state": [{"id": "title", "property": "data", "value": before}],
        "changedPropIds": ["url.search"],
    }


def test_what_a_browser_posts_is_answered() -> None:
    assert client().post(PATH, json=question()).status_code == 200


@pytest.mark.parametrize("key", ["output", "outputs", "inputs", "state", "changedPropIds"])
@seeded
@given(value=VALUES)
def test_a_body_of_another_form_is_refused_in_a_sentence(key: str, value: Any) -> None:
    body = question() | {key: value}
    answer = client().post(PATH, json=body)
    assert answer.status_code == 400 or isinstance(value, list), "a list may hold what is enough"
    assert answer.status_code == 200 or answer.text == "The request can't be read.\n"


@pytest.mark.parametrize("body", [None, 1, "x", [], {}, {"output": "nothing.data"}, {"output": ["a"]}, [question()]])
def test_a_body_that_asks_for_nothing_is_refused(body: Any) -> None:
    assert client().post(PATH, json=body).status_code == 400


@pytest.mark.parametrize("at", ["inputs", "state", "outputs"])
@pytest.mark.parametrize("part", ["id", "property"])
@seeded
@given(value=VALUES)
def test_a_part_without_its_id_or_property_never_fails_the_server(at: str, part: str, value: Any) -> None:
    body = copy.deepcopy(question())
    body[at][0][part] = value
    assert client().post(PATH, json=body).status_code in (200, 400)


@seeded
@given(path=VALUES, search=VALUES, screen=VALUES, before=VALUES)
def test_whatever_values_are_sent_a_page_comes_back(path: Any, search: Any, screen: Any, before: Any) -> None:
    answer = client().post(PATH, json=question(search, screen, before, path))
    assert answer.status_code == 200
    assert "could not be drawn" not in answer.text


@seeded
@given(parts=VALUES)
def test_a_page_that_remembers_nonsense_is_drawn_whole(parts: Any) -> None:
    answer = client().post(PATH, json=question(before={"path": "/topics", "parts": parts}))
    assert answer.get_json()["response"]["page"]["children"]
