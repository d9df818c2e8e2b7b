"""Terms on word boundaries, found in one pass."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.matching import Matcher, fold, variants

WORDS = st.text(alphabet="abté_1 .", min_size=1, max_size=4).map(str.strip).filter(bool)


@settings(max_examples=300, deadline=None)
@given(patterns=st.sets(WORDS, min_size=1, max_size=8), text=st.text(alphabet="abté_1 .\n", max_size=40))
def test_the_automaton_equals_a_union_regular_expression(patterns: set[str], text: str) -> None:
    alternatives = sorted(patterns, key=lambda p: (-len(p), p))
    union = re.compile("|".join(f"{_edge(p)[0]}{re.escape(p)}{_edge(p)[1]}" for p in alternatives))
    matcher = Matcher(sorted(patterns))
    found = [(m.start, m.end, matcher.patterns[m.pattern]) for m in matcher.find(text)]
    assert found == [(m.start(), m.end(), m.group()) for m in union.finditer(text)]


def _edge(pattern: str) -> tuple[str, str]:
    """Look-arounds that ask for a boundary only where the pattern's own edge is a word character."""
    return (r"(?<!\w)" if re.match(r"\w", pattern) else "", r"(?!\w)" if re.search(r"\w$", pattern) else "")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("pre-training", "Pretraining"),
        ("pre-training", "PRE TRAINING"),
        ("pre-training", "pre\u2011training"),
        ("open-weight model", "open weight models"),
        ("Moore's law", "Moore\u2019s Law"),
        ("Moore's law", "moores law"),
        ("query", "queries"),
        ("data center", "data\ncenters"),
        ("TPU", "TPUs"),
    ],
)
def test_a_term_is_found_in_its_variants(term: str, text: str) -> None:
    body = f"title\n{text}."
    (match,) = Matcher(variants(term)).find(fold(body))
    assert body[match.start : match.end] == text


def test_ai_is_never_found_inside_another_word() -> None:
    matcher = Matcher(variants("AI"))
    assert matcher.find(fold("training, said, Taiwan, AI_2, 3AI and été")) == []
    assert len(matcher.find(fold("AI-driven, an AI's (AI)"))) == 3


def test_a_phrase_does_not_run_from_the_title_into_the_body() -> None:
    matcher = Matcher(variants("model training"))
    assert matcher.find(fold("The new model\nTraining took weeks")) == []
    assert len(matcher.find(fold("t\nThe new model\nTraining took weeks"))) == 1


def test_a_matcher_refuses_repeated_and_empty_patterns() -> None:
    for wrong in (["a", "a"], ["a", ""]):
        with pytest.raises(ValueError, match="distinct and not empty"):
            Matcher(wrong)
    assert Matcher([]).find("anything") == []
