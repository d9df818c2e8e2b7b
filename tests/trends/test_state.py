from __future__ import annotations

from datetime import date
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from trends.pages.chart_sql import ChartError, chart_sql, from_url, literal, names
from trends.pages.state import Query, changed, changed_each, link


@given(st.text(max_size=300))
def test_no_query_string_whatever_can_break_a_page(search: str) -> None:
    query = Query(search)
    assert query.choice("gate", ["all", "verified"], "all") in ("all", "verified")
    assert query.number("half_life", [1.0, 2.0], 2.0) in (1.0, 2.0)
    assert query.day("period", None, options=[date(2026, 4, 1)]) in (None, date(2026, 4, 1))


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and text not in ("all", "verified")))
def test_a_wrong_value_falls_back_and_says_so(value: str) -> None:
    query = Query(link("", gate=value))
    assert query.choice("gate", ["all", "verified"], "all") == "all"
    assert len(query.notes) == 1
    assert "valid: all, verified" in query.notes[0]
    assert len(query.notes[0]) < 160


def test_a_right_value_is_taken_without_a_word() -> None:
    query = Query("?gate=verified&half_life=2.0&period=2026-04-01&frequency=month")
    assert query.choice("gate", ["all", "verified"], "all") == "verified"
    assert query.number("half_life", [1, 2], 1) == 2
    assert query.day("period", None, options=[date(2026, 4, 1)]) == date(2026, 4, 1)
    assert query.notes == []


def test_a_date_outside_the_options_falls_back() -> None:
    query = Query("?period=2099-01-01")
    assert query.day("period", date(2026, 4, 1), options=[date(2026, 4, 1)]) == date(2026, 4, 1)
    assert "2099-01-01" in query.notes[0]


def test_defaults_and_empty_values_stay_out_of_an_address() -> None:
    assert link("/stories", topic="power", period=None, q="") == "/stories?topic=power"
    assert link("/") == "/"


def test_changing_one_parameter_keeps_the_others_and_none_drops_it() -> None:
    values = {"gate": "verified", "frequency": "month"}
    assert changed(values, "/", frequency=None, period=date(2026, 4, 1)) == "/?gate=verified&period=2026-04-01"


@given(st.text(max_size=80))
def test_a_text_stays_one_literal_whatever_is_in_it(value: str) -> None:
    text = literal(value)
    assert text[0] == text[-1] == "'"
    assert text[1:-1].replace("''", "").count("'") == 0


def test_a_template_is_filled_completely_and_its_address_gives_the_same_text() -> None:
    values = {"beat": "ai_compute", "frequency": "quarter", "gate": "all", "weighting": "story", "topic": "o'reilly"}
    chart = chart_sql("topic_share_variant", **values, half_life=2.0)
    assert "$" not in chart.text
    assert "half_life = 2" in chart.text
    assert "'o''reilly'" in chart.text
    path, _, search = chart.csv.partition("?")
    assert path == "/data/topic_share_variant.csv"
    assert from_url("topic_share_variant", Query(search).values).text == chart.text


def test_a_missing_or_unknown_parameter_or_chart_is_named() -> None:
    for call, named in (
        (lambda: chart_sql("topic_share"), "beat"),
        (lambda: chart_sql("ranking_of_doom"), "ranking_of_doom"),
        (lambda: chart_sql("../../secrets"), "secrets"),
        (lambda: from_url("topic_share_variant", {"half_life": "soon"}), "soon"),
        (lambda: from_url("drivers", {"period": "yesterday"}), "yesterday"),
    ):
        try:
            call()
        except ChartError as error:
            assert named in str(error)
        else:
            raise AssertionError(f"nothing was raised about {named}")


def test_every_template_says_what_it_answers() -> None:
    assert names()
    for name in names():
        text = (files("trends") / "sql" / "charts" / f"{name}.sql").read_text(encoding="utf-8")
        assert text.startswith("-- "), name


@given(
    st.dictionaries(st.sampled_from(["gate", "period", "by", "a"]), st.text(max_size=8)),
    st.lists(st.text(min_size=1, max_size=8), max_size=3),
)
def test_addresses_written_together_are_those_written_one_by_one(values: dict[str, str], options: list[str]) -> None:
    one_by_one = [changed(values, "/topic/x", period=option) for option in options]
    assert changed_each(values, "/topic/x", "period", options) == one_by_one
