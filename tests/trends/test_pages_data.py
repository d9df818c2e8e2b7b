"""Every card on every page of the index hands over its data: the link gives the rows of the SQL beside it."""

from __future__ import annotations

import pytest

from tests.trends.fake_view import FakeProvider, FakeView, fake_view
from tests.trends.trees import walk, words
from trends.pages import PAGES, shell

ADDRESSES = [
    ("/", ""),
    ("/", "?a=power&b=memory&by=entity&since=2024-07-01"),
    ("/", "?a=power&b=memory&half_life=4&period=2022-01-01"),
    ("/beat", "?topic=power&gate=verified"),
    ("/turns", "?event=e2&kind=outlet"),
    ("/topic/power", "?by=outlet&frequency=month"),
    ("/robustness", ""),
]


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


@pytest.mark.parametrize(("path", "search"), ADDRESSES)
def test_every_data_link_gives_the_rows_of_the_sql_beside_it(view: FakeView, path: str, search: str) -> None:
    provider = FakeProvider(view)
    client = shell.dashboard(provider, PAGES).server.test_client()
    shown = shell.render(provider, PAGES, path, search, {})
    assert "could not be drawn" not in words(shown.children)
    parts = {
        item.id["name"]: item
        for item in walk(shown.children)
        if isinstance(getattr(item, "id", None), dict) and item.id.get("type") == "slot"
    }
    links = {name.removesuffix("-data"): item.href for name, item in parts.items() if name.endswith("-data")}
    assert links
    for name, href in links.items():
        answer = client.get(href)
        assert answer.status_code == 200, (name, answer.get_data(as_text=True))
        frame = view.sql(parts[f"{name}-sql"].children)
        lines = answer.get_data(as_text=True).strip().splitlines()
        assert lines[0] == ",".join(frame.columns), name
        assert len(lines) == frame.height + 1, name
