from __future__ import annotations

import pytest

from trends.pages.kept import Kept


def test_what_was_asked_for_longest_ago_goes_once_all_take_too_much_room() -> None:
    kept: Kept[str] = Kept(20, size=len)
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key * 8

    for key in ("a", "b", "a", "c", "a", "b"):
        assert kept.of(key, lambda key=key: make(key)) == key * 8  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"], "two of 8 fit; b goes for c"


def test_what_takes_more_than_all_the_room_is_handed_out_and_not_kept() -> None:
    kept: Kept[str] = Kept(3, size=len)
    made: list[int] = []
    for _ in range(2):
        assert kept.of("key", lambda: made.append(1) or "much too long") == "much too long"  # type: ignore[func-returns-value]
    assert len(made) == 2


def test_without_a_size_most_is_a_number_and_what_failed_is_tried_again() -> None:
    kept: Kept[int] = Kept(2)

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.of("a", fail)
    assert [kept.of(key, lambda: 1) for key in "aaa"] == [1, 1, 1]
