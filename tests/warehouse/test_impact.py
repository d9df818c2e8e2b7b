from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import impact
from warehouse.beat import Entity

BEAT = SimpleNamespace(
    id="test",
    entities=(
        Entity(id="nvidia", name="Nvidia", kind="company", annual_revenue_usd=100e9, revenue_year=2024),
        Entity(id="graphcore", name="Graphcore", kind="company", annual_revenue_usd=5e6, revenue_year=2023),
        Entity(id="anthropic", name="Anthropic", kind="company"),
    ),
    base=(date(2022, 1, 1), date(2022, 12, 31)),
)
part = st.one_of(st.none(), st.integers(0, 4))


def frame(*texts: str, story_id: str = "s1") -> pl.DataFrame:
    return pl.DataFrame(
        {"story_id": [story_id] * len(texts), "article_id": [f"a{i}" for i in range(len(texts))], "text": list(texts)},
        schema={"story_id": pl.String, "article_id": pl.String, "text": pl.String},
    )


def assessed(*texts: str) -> dict[str, object]:
    return impact.assess(frame(*texts), BEAT).row(0, named=True)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((0, 0, 0), 1),
        ((4, 4, 4), 10),
        ((4, 0, 0), 8),
        ((0, 4, 0), 8),
        ((0, 0, 4), 7),
        ((0, 2, 0), 4),
        ((3, 3, 0), 7),
        ((None, None, None), 1),
    ],
)
def test_the_formula_gives_the_tables_values(parts, expected):
    assert impact.combine(*parts) == expected


@given(part, part, part)
def test_impact_stays_between_one_and_ten_and_unknown_counts_as_zero(r, f, o):
    assert 1 <= impact.combine(r, f, o) <= 10
    assert impact.combine(r, f, o) == impact.combine(r or 0, f or 0, o or 0)


@given(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), st.integers(0, 2))
def test_more_of_any_part_never_lowers_impact(parts, which):
    raised = list(parts)
    raised[which] = min(4, raised[which] + 1)
    assert impact.combine(*raised) >= impact.combine(*parts)


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("The European Commission proposed a rule on chips.", 1),
        ("The FTC is investigating the purchase.", 2),
        ("The European Parliament adopted the AI Act.", 3),
        ("The Commerce Department banned exports, and the rule took effect on Monday.", 4),
        ("The weather was fine in the hills.", 0),
    ],
)
def test_regulation_is_scored_by_the_stage_it_has_reached(sentence, points):
    assert assessed(f"Headline\n{sentence}")["impact_regulatory"] == points


def test_a_title_alone_that_names_no_authority_leaves_regulation_unknown():
    assert assessed("Nvidia shows a chip")["impact_regulatory"] is None


@pytest.mark.parametrize(
    ("amount", "points"),
    [("$50 million", 0), ("$200 million", 1), ("$1.5 billion", 2), ("$6 billion", 3), ("$30 billion", 4)],
)
def test_money_is_scored_as_a_share_of_the_partys_revenue(amount, points):
    assert assessed(f"Deal\nNvidia spent {amount} on a site.")["impact_financial"] == points


def test_an_amount_belongs_to_the_party_named_nearest_before_it():
    row = assessed("Deal\nNvidia said that Graphcore lost $2 million on the sale.")
    assert row["impact_financial"] == 4
    assert "Graphcore's annual revenue" in row["impact_rationale"]


def test_foreign_money_is_converted():
    assert assessed("Deal\nNvidia spent 1.4 trillion won in 2024 on a site.")["impact_financial"] == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "Nvidia may spend $30 billion on a site.",
        "Analysts expect Nvidia to spend $30 billion.",
        "Nvidia reached a valuation of $3 trillion.",
        "Anthropic spent $30 billion.",
        "Nvidia reported revenue of $26 billion.",
    ],
)
def test_forecasts_valuations_levels_and_parties_without_revenue_give_no_financial_points(sentence):
    assert assessed(f"Deal\n{sentence}")["impact_financial"] is None


def test_revenue_counts_by_how_far_it_moved():
    row = assessed("Results\nNvidia reported revenue of $26 billion, up 30 percent.")
    assert row["impact_financial"] == 3


def test_operations_are_scored_by_scope_and_by_stated_size():
    assert assessed("News\nNvidia launched a card.")["impact_operational"] == 1
    assert assessed("News\nNvidia agreed on a partnership.")["impact_operational"] == 2
    assert assessed("News\nIt opened a 1.2 GW campus.")["impact_operational"] == 4


def test_unknown_parts_lower_completeness_and_are_named():
    row = assessed("Nvidia\nThe weather was fine.")
    assert row["impact_completeness"] == pytest.approx(1 / 3)
    assert "Not known from the text: financial, operational." in row["impact_rationale"]
    assert row["rubric_version"] == impact.RUBRIC_VERSION


def test_the_rationale_quotes_the_text():
    assert (
        "“Nvidia spent $30 billion on a site.”"
        in assessed("Deal\nNvidia spent $30 billion on a site.")["impact_rationale"]
    )


def test_a_hundred_reprints_change_nothing():
    text = "Deal\nNvidia spent $6 billion on a site."
    once, often = impact.assess(frame(text), BEAT), impact.assess(frame(*[text] * 100), BEAT)
    assert once.equals(often)


def test_rows_are_one_a_story_in_order_of_id_whatever_the_order_of_articles():
    both = pl.concat(
        [frame("Deal\nNvidia spent $6 billion.", story_id="s2"), frame("Nvidia launched a card", None, story_id="s1")]
    )
    result = impact.assess(both, BEAT)
    assert result["story_id"].to_list() == ["s1", "s2"]
    assert result.equals(impact.assess(both.reverse(), BEAT))
    assert result.schema == impact.IMPACT_SCHEMA
