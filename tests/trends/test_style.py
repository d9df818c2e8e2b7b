from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trends import style
from trends.pages.sentences import pair_headline
from trends.style import DARK, LIGHT, Theme

TEXT = ("ink", "muted", "side_a_text", "side_b_text", "up", "down", "amber")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("token", TEXT)
def test_every_colour_of_text_reaches_aa_contrast_on_paper_and_on_cards(theme: Theme, token: str) -> None:
    colour = getattr(theme, token)
    assert style.contrast(colour, theme.paper) >= 4.5
    assert style.contrast(colour, theme.card) >= 4.5


def test_contrast_agrees_with_the_known_extremes() -> None:
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#777777") == pytest.approx(1)


def test_the_style_sheet_carries_every_token_of_both_themes() -> None:
    sheet = style.css_variables()
    light, dark = sheet.split('[data-mantine-color-scheme="dark"]')
    for field in fields(Theme):
        if field.name != "name":
            variable = f"--{field.name.replace('_', '-')}: "
            assert variable + getattr(LIGHT, field.name) in light
            assert variable + getattr(DARK, field.name) in dark


def test_only_the_two_sides_of_the_pair_are_coloured() -> None:
    pair = ("inference", "training")
    colours = [style.topic_colour(LIGHT, topic, pair) for topic in ("inference", "training", "power", "memory")]
    assert colours == [LIGHT.side_a, LIGHT.side_b, LIGHT.muted, LIGHT.muted]


@pytest.mark.parametrize(
    ("start", "frequency", "name"),
    [
        (date(2026, 4, 1), "quarter", "2026 Q2"),
        (date(2026, 10, 1), "quarter", "2026 Q4"),
        (date(2026, 6, 1), "month", "Jun 2026"),
        (date(2026, 1, 1), "year", "2026"),
        (date(2026, 1, 5), "week", "week of 5 Jan 2026"),
        (date(2026, 1, 5), "day", "5 Jan 2026"),
    ],
)
def test_a_period_is_named_as_analysts_name_it(start: date, frequency: str, name: str) -> None:
    assert style.period_name(start, frequency) == name


@given(year=st.integers(1990, 2090), month=st.integers(0, 11), frequency=st.sampled_from(["month", "quarter", "year"]))
def test_a_period_ends_where_the_next_one_begins(year: int, month: int, frequency: str) -> None:
    step = {"month": 1, "quarter": 3, "year": 12}[frequency]
    start = date(year, month // step * step + 1, 1)
    end = style.period_end(start, frequency)
    assert end.day == 1
    assert style.period_name(end, frequency) != style.period_name(start, frequency)
    last = (end - timedelta(days=1)).month
    assert (last - start.month) % 12 == step - 1


@pytest.mark.parametrize(
    ("value", "text"), [(0.93, ".93"), (0.001, "<.01"), (0.999, ">.99"), (0.0, "<.01"), (0.5, ".50"), (None, "–")]
)
def test_a_probability_never_claims_certainty(value: float | None, text: str) -> None:
    assert style.probability(value) == text


@pytest.mark.parametrize(("value", "text"), [(3.14, "+3.1"), (-0.84, "−0.8"), (-0.04, "0.0"), (None, "–")])
def test_a_signed_number_carries_a_real_minus_and_no_sign_at_zero(value: float | None, text: str) -> None:
    assert style.signed(value) == text


def test_counts_and_shares_are_written_with_their_units() -> None:
    assert style.percent(0.583) == "58\u00a0%"
    assert style.percent(None) == "–"
    assert style.interval(0.461, 0.688) == "46–69"
    assert style.plural(1, "story", "stories") == "1\u00a0story"
    assert style.plural(1093, "article") == "1\u202f093\u00a0articles"


def test_mixing_two_colours_meets_both_ends() -> None:
    assert style.mix("#102030", "#ffffff", 1) == "#102030"
    assert style.mix("#102030", "#ffffff", 0) == "#ffffff"


def test_thousands_in_prose_are_written_as_those_of_the_pages() -> None:
    assert (
        style.thin_spaced("1,093 of 12,345,678 articles")
        == f"{style.whole(1093)} of {style.whole(12_345_678)} articles"
    )
    for same in ("in 2024, 300 stories", "0,5", "1,2345", "a, b"):
        assert style.thin_spaced(same) == same


def test_a_period_inside_a_sentence_has_its_article_where_it_needs_one() -> None:
    assert style.the_period(date(2026, 1, 5), "week") == "the week of 5 Jan 2026"
    assert style.the_period(date(2026, 4, 1), "quarter") == "2026 Q2"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Model launches", "model launches"),
        ("GPU clouds", "GPU clouds"),
        ("xAI", "xAI"),
        ("Agents", "agents"),
        ("", ""),
    ],
)
def test_a_topics_name_keeps_its_abbreviations_inside_a_sentence(name: str, said: str) -> None:
    assert style.in_sentence(name) == said


def test_an_abbreviation_stays_as_it_is_in_the_front_pages_sentence() -> None:
    row = {"period_start": date(2026, 4, 1), "share_a": 0.6, "low": 0.5, "high": 0.7, "p_a_leads": 0.9}
    told = "".join(pair_headline(row, ("GPU clouds", "Custom silicon"), (), "quarter"))
    assert "stories about custom silicon or GPU clouds" in told
