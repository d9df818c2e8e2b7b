import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import cue_patterns, impact_events

LISTS = (
    r"contracts?|contract to|cut off|shut out|cuts|IPO|initial|orders?|ordered",
    r"late|(?:cut|raise)s? prices?|latest|s?ale|sales|[cs]old|cold|\d+ jobs|c|late r",
    r"(?<!cut )orders?|(?<!cold )(?<!old )sales|(?<!to )[Cc]uts|(?:late|stake) (?<!late )in",
    r"acquir(?:es|ed|ing)|b(?:uys|ought) (?!back)|a\|b|stop[|)]x|Stake in|stake",
)
LISTED = (
    "contract contracts to cut cuts off IPO ipo initial order orders ordered late latest r raise prices price sale "
    "sales sold cold 5 jobs c acquires bought back buys a|b stop)x stop|x stake Stake in shut out - ."
)
WORDS = st.sampled_from(LISTED.split())


@pytest.mark.parametrize("expression", LISTS)
@given(text=st.lists(WORDS, max_size=12).map(" ".join))
def test_it_finds_what_the_plain_list_of_alternatives_finds(expression, text):
    plain = re.compile(rf"\b(?:{expression})\b", re.I)
    found = [match.span() for match in cue_patterns.cues(expression).finditer(text)]
    assert found == [match.span() for match in plain.finditer(text)]


@pytest.mark.parametrize("expression", LISTS)
def test_the_alternatives_put_together_again_are_the_expression(expression):
    assert "|".join(cue_patterns.split(expression)) == expression


@given(text=st.lists(WORDS, max_size=12).map(" ".join))
def test_the_places_where_cues_begin_are_those_where_one_of_them_matches(text):
    several = [cue_patterns.cues(expression) for expression in LISTS]
    places = {match.start() for match in cue_patterns.starts(several).finditer(text)}
    assert places == {place for place in range(len(text)) for cue in several if cue.match(text, place)}


def test_names_are_found_in_the_case_that_they_are_written_in_or_in_either_where_it_says_so():
    found = cue_patterns.names(r"[Rr]ules?|SAMR|AI Act", r"[Ff]inal rule").findall(
        "rule Rules RULE SAMR samr AI Act ai act"
    )
    assert found == ["rule", "Rules", "SAMR", "AI Act"]


def test_bars_in_groups_and_classes_and_escaped_ones_part_nothing():
    assert cue_patterns.split(r"a(?:b|c)|[|)]d|\|e|f") == ["a(?:b|c)", "[|)]d", r"\|e", "f"]


def test_alternatives_of_one_letter_are_tried_at_that_letter_alone():
    assert cue_patterns.by_first_letter("ban|block|cut|Bar") == "[Bb](?i:an|lock|ar)|[Cc](?i:ut)"
    assert cue_patterns.by_first_letter("ban|[a-c]ut|bar") == "[Bb](?i:an)|(?i:[a-c]ut)|[Bb](?i:ar)"


@given(text=st.lists(WORDS, max_size=12).map(" ".join))
def test_any_of_several_finds_something_where_one_of_them_does(text):
    several = [cue_patterns.cues(expression) for expression in LISTS]
    assert bool(cue_patterns.any_of(several).search(text)) == any(pattern.search(text) for pattern in several)


def test_every_kind_of_event_is_among_any_event():
    examples = ["shortage", "shut out", "no longer ship", "price war", "rout", "takeover", "IPO", "laid off", "hired"]
    assert all(impact_events._BEGINS.search(f"A {example} today.") for example in examples)
    assert not impact_events._BEGINS.search("The weather was fine.")


def test_no_pattern_of_events_has_a_capturing_group_whose_number_could_change():
    assert all(cue.groups == 0 for _, _, cue in impact_events.EVENTS)
