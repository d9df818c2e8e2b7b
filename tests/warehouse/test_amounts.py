from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import amounts


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$13.58 billion", 13.58e9, "USD"),
        ("US$37.5bn", 37.5e9, "USD"),
        ("50 billion won", 50e9, "KRW"),
        ("a 40 billion dollar bid", 40e9, "USD"),
        ("€20m", 20e6, "EUR"),
        ("£3.2 million", 3.2e6, "GBP"),
        ("7.5 million euro", 7.5e6, "EUR"),
        ("Rs 1,23,456 crore", 123456e7, "INR"),
        ("2 lakh crore rupees", 2e12, "INR"),
        ("300 yuan", 300.0, "CNY"),
        ("26 cents a share", 0.26, "USD"),
        ("one trillion dollar valuation", 1e12, "USD"),
        ("1.2 gigawatts", 1200.0, "MW"),
        ("a 750-megawatt site", 750.0, "MW"),
        ("100,000 Nvidia H100 GPUs", 100_000.0, "GPUs"),
        ("7.4%", 7.4, "percent"),
        ("14 per cent", 14.0, "percent"),
        ("4.35 times the speed", 4.35, "x"),
        ("65 billion parameters", 65e9, "parameters"),
        ("10,000 jobs", 10_000.0, "people"),
    ],
)
def test_a_number_and_its_unit_are_normalised(text, value, unit):
    (figure,) = amounts.figures(text)
    assert figure.value == pytest.approx(value)
    assert figure.unit == unit


@pytest.mark.parametrize(
    "text", ["the RTX 4090", "Hopper H100", "Gen 2", "won 5 deals", "in 2026", "March 11, 2026 that chips"]
)
def test_model_names_and_dates_are_no_figures(text):
    assert amounts.figures(text) == []


def test_the_span_of_a_figure_is_its_text():
    text = "It paid US$1.5m for 20% of the firm."
    assert [text[f.start : f.end] for f in amounts.figures(text)] == ["US$1.5m", "20%"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$40 billion to $50 billion", 40e9, 50e9),
        ("between 5 and 7 percent", 5.0, 7.0),
        ("$3bn-$5bn", 3e9, 5e9),
        ("60-80%", 60.0, 80.0),
    ],
)
def test_a_range_keeps_both_ends(text, low, high):
    (figure,) = amounts.figures(text)
    assert (figure.value, figure.high) == (pytest.approx(low), pytest.approx(high))


def test_hedges_are_kept():
    bounds = [f.bound for f in amounts.figures("up to $6 billion, at least 5%, about 3 GW, exactly $2 billion")]
    assert bounds == ["at most", "at least", "about", None]


def test_yearly_rates_are_marked():
    assert [f.per_year for f in amounts.figures("$3 billion a year and $9 billion in cash")] == [True, False]
    assert amounts.figures("annualised revenue of $13bn")[0].per_year


def test_only_the_clause_of_an_expectation_is_a_forecast():
    actual, expected = amounts.figures("Revenue was 7.2 billion dollars, against 6.5 billion expected")
    assert not actual.forecast
    assert expected.forecast
    assert expected.unit == "USD"


def test_a_bare_number_takes_no_currency_where_it_counts_something():
    units = [f.unit for f in amounts.figures("It spent $5 billion and has 3 billion users")]
    assert units == ["USD", "users"]


def test_a_yen_sign_means_yuan_in_a_text_about_china():
    assert amounts.figures("Huawei of China spent ¥500bn")[0].unit == "CNY"
    assert amounts.figures("Sony spent ¥500bn")[0].unit == "JPY"


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("on 9 December 2023", date(2023, 12, 9), "day"),
        ("Oct 7, 2022", date(2022, 10, 7), "day"),
        ("2025-04-01", date(2025, 4, 1), "day"),
        ("June 2026", date(2026, 6, 1), "month"),
        ("by 2027", date(2027, 1, 1), "year"),
    ],
)
def test_dates_are_read_with_their_precision(text, value, precision):
    (mention,) = amounts.dates(text)
    assert (mention.value, mention.precision) == (value, precision)


def test_a_day_that_does_not_exist_is_no_day():
    assert all(mention.precision != "day" for mention in amounts.dates("31 February 2024"))


@given(st.text(max_size=60))
def test_any_text_gives_figures_inside_it(text):
    for figure in amounts.figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.text


@given(st.integers(1, 999), st.sampled_from([("million", 1e6), ("billion", 1e9), ("bn", 1e9), ("mn", 1e6)]))
def test_scale_words_multiply(number, scale):
    word, factor = scale
    assert amounts.figures(f"${number} {word}")[0].value == pytest.approx(number * factor)


def test_a_nouns_modifier_is_a_word_of_its_own_and_no_unit_or_preposition():
    found = amounts.figures("It has 5,000 ordinary chips, 300 industrial GPUs, and 56 cores at 350W with accelerators.")
    assert [(figure.value, figure.unit) for figure in found] == [(5000, "chips"), (300, "GPUs")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in Q3 2025", date(2025, 7, 1)),
        ("the first quarter of 2022", date(2022, 1, 1)),
        ("fourth-quarter 2023", date(2023, 10, 1)),
    ],
)
def test_a_calendar_quarter_is_a_date_of_that_precision(text, value):
    (mention,) = amounts.dates(text)
    assert (mention.value, mention.precision) == (value, "quarter")


def test_a_fiscal_quarter_is_no_calendar_quarter():
    assert [m.precision for m in amounts.dates("the first quarter of fiscal 2025")] == []


def test_a_decimal_comma_before_a_scale_is_read_and_a_year_before_a_model_is_no_count() -> None:
    assert [figure.value for figure in amounts.figures("Revenue was $60,9-billion.")] == [60.9e9]
    assert amounts.figures("AMD plans its 2027 MI500 GPUs.") == []
    assert [figure.value for figure in amounts.figures("It runs 2,048 H800 GPUs.")] == [2048.0]


def test_no_less_than_is_at_least_and_no_more_than_at_most() -> None:
    told = amounts.figures("It cost no less than $5 billion, then no more than $6 billion.")
    assert [figure.bound for figure in told] == ["at least", "at most"]


def test_projects_as_a_thing_are_no_forecast_but_what_a_party_projects_is() -> None:
    thing, guess = amounts.figures("It puts $5 billion into shared projects. AMD projects $2 billion of revenue.")
    assert (thing.forecast, guess.forecast) == (False, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It bought two GPU clusters.", []),
        ("Four chip stocks fell.", []),
        ("A 100,000 GPU cluster opened.", [(100_000.0, "GPUs")]),
        ("It sold 5,000 GPUs.", [(5_000.0, "GPUs")]),
    ],
)
def test_what_a_noun_behind_it_counts_is_no_number_of_chips(text, told):
    assert [(figure.value, figure.unit) for figure in amounts.figures(text)] == told


def test_all_through_a_time_is_not_longer_than_it():
    assert [figure.bound for figure in amounts.figures("It stalled over four months.")] == [None]
    assert [figure.bound for figure in amounts.figures("He worked for over four years.")] == ["at least"]


def test_what_came_as_expected_is_no_forecast_and_what_was_expected_is_one():
    assert [figure.forecast for figure in amounts.figures("Sales grew 5 percent as expected.")] == [False]
    assert [figure.forecast for figure in amounts.figures("Growth of 5 percent was expected.")] == [True]


def test_a_plan_for_a_sum_hedges_that_sum_alone():
    text = "Meta spent $17 billion in the quarter and plans $66 billion for the year."
    assert [figure.forecast for figure in amounts.figures(text)] == [False, True]
