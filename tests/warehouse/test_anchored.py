"""A pattern tried around anchors finds what it finds everywhere."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from warehouse import anchored

YEAR = re.compile(r"(?=20\d\d)")
SPOKEN = re.compile(r"\b(?:in|of) (?:early )?20\d\d\b(?! GPUs)")
PIECES = ("in ", "of ", "early ", "2019", "20", "2", " ", "GPUs", " GPUs", ", ", "x", "in 2024")


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from((None, 16)))
def test_a_pattern_tried_around_its_anchors_finds_what_it_finds_everywhere(text: str, reach: int | None) -> None:
    years = [place.start() for place in YEAR.finditer(text)]
    found = [match.span() for match in anchored.matches(SPOKEN, text, years, before=9, reach=reach)]
    assert found == [match.span() for match in SPOKEN.finditer(text)]


def test_without_an_anchor_nothing_is_sought() -> None:
    assert list(anchored.matches(SPOKEN, "in 2024", [], before=9)) == []
