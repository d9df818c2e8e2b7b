from __future__ import annotations

from typing import Any

from tests.trends.entity_world import entity_world
from tests.trends.fake_view import FakeProvider, fake_view
from tests.trends.trees import walk
from trends.pages import beats, entity_list, index, stories, topic
from trends.pages.page import Request
from trends.pages.state import Query

PROVIDER = FakeProvider(entity_world())


def menu(search: str, before: Any = None) -> tuple[Any, Any]:
    return beats.shown(PROVIDER, search, before)  # type: ignore[arg-type]


def chosen(search: str) -> str:
    children, _ = menu(search)
    return next(str(getattr(item, "value", "")) for item in walk(children) if getattr(item, "value", None))


def test_the_header_offers_every_beat_and_shows_the_one_of_the_address() -> None:
    assert (chosen(""), chosen("?beat=policy"), chosen("?beat=nope")) == ("ai_compute", "policy", "ai_compute")
    select: Any = next(item for item in walk(menu("")[0]) if hasattr(item, "data"))
    assert [option["label"] for option in select.data] == ["AI compute", "Policy"]
    assert select.id["default"] == "ai_compute", "the default stays out of the address"


def test_a_menu_that_is_shown_already_is_left_alone() -> None:
    children, remembered = menu("?beat=policy")
    again, _ = menu("?beat=policy&gate=verified", remembered)
    assert again is not children and type(again).__name__ == "NoUpdate"
    assert type(menu("", remembered)[0]).__name__ != "NoUpdate"


def test_one_beat_or_no_release_has_no_menu() -> None:
    for view in (fake_view(), None):
        assert beats.shown(FakeProvider(view), "", None)[0] == []  # type: ignore[arg-type]


def test_the_first_beat_is_the_default_where_the_packaged_one_is_absent() -> None:
    assert beats.default(["markets", "policy"]) == "markets"
    assert beats.default(["markets", "ai_compute"]) == "ai_compute"
    assert beats.asked(["markets"], {"beat": "ai_compute"}) == "markets"


def inner_links(tree: Any) -> list[str]:
    links = [str(getattr(item, "href", "")) for item in walk(tree) if type(item).__name__ == "Link"]
    rows = [row["href"] for item in walk(tree) for row in getattr(item, "rowData", None) or [] if row.get("href")]
    return [href for href in links + rows if href.split("?")[0].strip("/").split("/")[0] not in ("method", "glossary")]


def test_links_from_page_to_page_keep_the_beat() -> None:
    view: Any = PROVIDER.view
    for page, path in ((stories.PAGE, "/stories"), (entity_list.PAGE, "/entities")):
        for narrow in (False, True):
            request = Request(path=path, query=Query("?beat=policy"), narrow=narrow)
            hrefs = [href for href in inner_links(page.layout(view, request)) if href != path]
            assert hrefs and all("beat=policy" in href for href in hrefs), path
    for page, path, rest in ((index.PAGE, "/", ()), (topic.PAGE, "/topic/power", ("power",))):
        tree = page.layout(view, Request(path=path, rest=rest, query=Query("")))
        assert not [href for href in inner_links(tree) if "beat=" in href], "the default needs no parameter"
