from __future__ import annotations

import pytest

from trends.pages.drawn import Drawn


def test_a_page_is_drawn_once_for_a_release_and_anew_for_the_next() -> None:
    drawn: Drawn[str] = Drawn()
    calls: list[str] = []

    def draw(release: str) -> str:
        return drawn.page(release, "/", lambda: calls.append(release) or f"page of {release}")

    assert [draw("r1"), draw("r1"), draw("r2"), draw("r2"), draw("r1")] == [f"page of r{n}" for n in (1, 1, 2, 2, 1)]
    assert calls == ["r1", "r2", "r1"]


def test_the_page_asked_for_longest_ago_goes_first() -> None:
    drawn: Drawn[int] = Drawn(size=2)
    calls: list[str] = []
    for key in ("a", "b", "a", "c", "a", "b"):
        drawn.page("r", key, lambda key=key: calls.append(key) or 0)  # type: ignore[misc]
    assert calls == ["a", "b", "c", "b"]


def test_what_could_not_be_drawn_is_tried_again() -> None:
    drawn: Drawn[str] = Drawn()

    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        drawn.page("r", "/", fail)
    assert drawn.page("r", "/", lambda: "page") == "page"


def test_a_page_drawn_while_the_release_changed_is_not_kept_for_the_new_one() -> None:
    drawn: Drawn[str] = Drawn()

    def overtaken() -> str:
        drawn.page("r2", "/other", lambda: "new")
        return "old"

    assert drawn.page("r1", "/", overtaken) == "old"
    assert drawn.page("r2", "/", lambda: "fresh") == "fresh"
