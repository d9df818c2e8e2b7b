"""A page made without Dash's checks is the page made with them."""

from __future__ import annotations

import pytest
from dash import html
from dash._utils import to_json
from dash.development.base_component import Component

from tests.trends.fake_view import fake_view
from trends.pages import index
from trends.pages.page import Request
from trends.pages.quick import skip_checks


def written() -> str:
    """The front page as it is sent."""
    return str(to_json(index.layout(fake_view(), Request())))  # type: ignore[no-untyped-call]


def test_a_page_without_checks_equals_one_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = written()
    with pytest.raises(TypeError, match="unexpected keyword"):
        html.Div(colour="red")
    monkeypatch.setattr(Component, "__init__", Component.__init__)  # to be put back
    skip_checks()
    assert vars(html.Div(colour="red"))["colour"] == "red", "nothing is checked any more"
    assert written() == checked
