from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import impact, impact_financial
from warehouse.beat import Entity, Revenue

BEAT = SimpleNamespace(
    id="test",
    entities=(
        Entity(id="nvidia", name="Nvidia", kind="company", annual_revenue_usd=100e9, revenue_year=2024),
        Entity(id="graphcore", name="Graphcore", kind="company", annual_revenue_usd=5e6, revenue_year=2023),
        Entity(id="anthropic", name="Anthropic", kind="company"),
        Entity(
            id="cerebras",
            name="Cerebras",
            kind="company",
            annual_revenue_usd=1e9,
            revenues=(Revenue(date(2022, 12, 31), 25e6, "S-1"), Revenue(date(2025, 12, 31), 1e9, "10-K")),
        ),
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
        ("Nvidia launched a card in the hills.", 0),
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


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("Nvidia previewed a card.", 1),
        ("Nvidia launched a card.", 2),
        ("Nvidia agreed on a partnership.", 2),
        ("Intel laid off 300 employees.", 2),
        ("Intel laid off 12,000 employees.", 4),
        ("An outage hit the region.", 3),
        ("GPUs are sold out.", 3),
        ("It opened a 1.2 GW campus.", 4),
        ("The shares fell 22 percent after it reported results.", 3),
        ("Nvidia signed a contract over four years.", 3),
        ("Chip stocks slid; Nvidia lost 6 percent on Tuesday.", 3),
        ("Nvidia announced sales, which fell 22 percent.", 2),
        ("Nvidia signed for multiple gigawatts.", 4),
        ("Intel plans to drop 17,500 employees.", 3),
        ("Nvidia fell after it said that orders may shrink.", 1),
    ],
)
def test_operations_are_scored_by_scope_size_and_duration(sentence, points):
    assert assessed(f"News\n{sentence}")["impact_operational"] == points


@pytest.mark.parametrize(
    "sentence",
    [
        "Nvidia may launch a card.",
        "Nvidia did not launch a card.",
        "Analysts expect an outage.",
        "It has no plans for a launch.",
    ],
)
def test_a_hope_or_a_denial_is_no_event(sentence):
    assert assessed(f"News\n{sentence}")["impact_operational"] is None


def test_a_plan_of_ones_own_is_announced_and_not_done():
    assert assessed("News\nNvidia will build a plant.")["impact_operational"] == 2
    assert assessed("News\nNvidia plans to be ready next year.")["impact_operational"] == 1


def test_what_later_sentences_say_counts_one_point_less():
    lead = assessed("News\nThe sky was grey. An outage hit the region.")
    later = assessed("News\nThe sky was grey. It rained. An outage hit the region.")
    assert (lead["impact_operational"], later["impact_operational"]) == (3, 2)


def test_a_deal_of_two_companies_is_wider_than_one_of_one():
    assert assessed("Nvidia launches a card beside Graphcore\nNothing more.")["impact_operational"] == 2, "no deal"
    assert assessed("Nvidia signs a contract\nNothing more.")["impact_operational"] == 2
    assert assessed("Nvidia and Graphcore sign a contract\nNothing more.")["impact_operational"] == 3


def test_a_comment_counts_less_than_the_event_it_speaks_of():
    assert assessed("News\nGPUs are sold out.")["impact_operational"] == 3
    assert assessed("Explainer: why GPUs run short\nGPUs are sold out.")["impact_operational"] == 2


def dated(text: str, day: date) -> dict[str, object]:
    rows = frame(text).with_columns(published_at=pl.lit(day))
    return impact.assess(rows, BEAT).row(0, named=True)


def test_what_happened_in_an_earlier_year_is_history():
    text = "News\nNvidia acquired a lab for $30 billion in 2019."
    assert dated(text, date(2019, 5, 1))["impact_financial"] == 4
    late = dated(text, date(2022, 5, 1))
    assert late["impact_financial"] is None and late["impact_operational"] is None


def test_the_revenue_is_the_last_one_known_on_the_day_of_the_story():
    text = "News\nCerebras spent $24 million on a site."
    assert dated(text, date(2024, 1, 1))["impact_financial"] == 4
    assert dated(text, date(2026, 2, 1))["impact_financial"] == 4, "the year that ended a month ago isn't reported yet"
    assert dated(text, date(2026, 4, 1))["impact_financial"] == 2
    assert dated(text, date(2021, 1, 1))["impact_financial"] == 4, "before the first year known, the oldest one"


def test_a_deal_counts_for_the_party_that_it_affects_most():
    row = assessed("Deal\nNvidia invests $2 million in Graphcore.")
    assert row["impact_financial"] == 4
    assert "Graphcore's annual revenue" in row["impact_rationale"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nvidia shares closed above $2 trillion.",
        "Nvidia sheds $589 billion in a day.",
        "Nvidia's budget was up from $30 billion.",
        "Nvidia beat a consensus of $30 billion.",
        "Nvidia sold it for $30,000 a unit.",
    ],
)
def test_market_values_and_the_second_side_of_a_comparison_are_no_outlay(sentence):
    assert assessed(f"News\n{sentence}")["impact_financial"] is None


def test_a_percentage_before_a_level_tells_how_far_it_moved():
    row = assessed("Results\nNvidia's revenue rose 30 percent to $26 billion.")
    assert row["impact_financial"] == 3


def test_results_set_in_order_against_what_was_expected_count_by_the_miss_or_beat():
    row = assessed(
        "Results\nNvidia's revenue of $68 billion and earnings of $1.62 a share beat the $66 billion expected."
    )
    assert row["impact_financial"] == 2


def test_what_several_companies_spend_together_is_no_ones_outlay():
    assert (
        assessed("News\nThe four largest spenders, Nvidia among them, used $130 billion.")["impact_financial"] is None
    )


def test_billions_in_words_count_as_the_least_they_can_mean():
    row = assessed("Deal\nNvidia put billions of dollars into a site.")
    assert row["impact_financial"] == 2
    assert "“billions”, at least USD 2 bn, is 2.0% of Nvidia's" in row["impact_rationale"]


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("Nvidia made a card to comply with US export limits.", 2),
        ("The competition authority raided the offices of Nvidia.", 3),
        ("Washington put Nvidia on the entity list.", 4),
        ("The Department of Justice asked Nvidia for documents.", 2),
        ("Prosecutors charged two dealers over chips.", 3),
        ("The United States revoked licences of Intel.", 4),
        ("The judge may block the purchase.", 1),
    ],
)
def test_a_rule_that_is_named_is_told_from_an_act_of_an_authority(sentence, points):
    assert assessed(f"News\n{sentence}")["impact_regulatory"] == points


def test_an_act_far_from_the_authoritys_name_is_not_the_authoritys():
    far = "of this and that and many other things of no account at all whatsoever, as one knows "
    assert assessed(f"News\nRegulators spoke {far} and a baker banned cake.")["impact_regulatory"] is None


def test_unknown_parts_lower_completeness_and_are_named():
    row = assessed("Nvidia\nNvidia launched a card.")
    assert row["impact_completeness"] == pytest.approx(2 / 3)
    assert "Not known from the text: financial." in row["impact_rationale"]
    assert row["rubric_version"] == impact.RUBRIC_VERSION


def test_where_nothing_is_found_the_floor_of_the_scale_is_no_measurement():
    row = assessed("Nvidia\nThe weather was fine.")
    assert (row["impact"], row["impact_completeness"], row["impact_regulatory"]) == (1, 0.0, None)
    assert row["impact_rationale"] == impact.NOTHING_FOUND


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "News\nThe sky was grey. It rained. The court ruled.",
            "Regulatory 2 of 4, adopted or carried out, one less than 3 since it",
        ),
        ("News\nThe sky was grey. It rained. The court ruled.", "is told after the news: “The court ruled.”"),
        ("Explainer: a new law\nThe court ruled.", "one less than 3 since it stands in a comment: “The court"),
        ("News\nNvidia plans to invest $30 billion.", "Financial 3 of 4, one less than 4 since it is planned: $30"),
        (
            "Digest\nThe sky was grey. It rained. Nvidia spent $30 billion.",
            "two less than 4 since it is told after the news and",
        ),
    ],
)
def test_every_discount_is_told_in_the_rationale(text, told):
    assert told in assessed(text)["impact_rationale"]


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("A start-up moved its office.", None),
        ("SK hynix earned 8 trillion won.", None),
        ("An Apple paper shows two halls.", None),
        ("AMD jumped 25% on Monday after it spoke.", 3),
        ("Data center demand rose 25% on Monday.", 1),
        ("Meta, which trades as META, fell 20 percent.", 3),
        ("The survey found two halls.", 1),
        ("Nvidia supports the six-year-old line that is sold out.", 3),
    ],
)
def test_words_that_only_look_like_an_event_are_none_and_moves_of_a_party_are_those_of_its_shares(sentence, points):
    assert assessed(f"News\n{sentence}")["impact_operational"] == points


def test_what_a_party_makes_is_not_the_party():
    assert assessed("Deal\nThe loan of $30 billion for Nvidia GPUs was paid.")["impact_financial"] is None


def test_the_sum_raised_is_told_from_the_value_that_it_gives():
    row = assessed("Deal\nGraphcore closed financing of $2 million that values it at $300 million.")
    assert "$2 million is 40% of" in row["impact_rationale"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "Nvidia reported revenue of $26 billion, 30% above a year earlier.",
            "by USD 6 bn from what it is set against, 6.0%",
        ),
        ("Nvidia hired people from Graphcore and spent $6 billion.", "$6 billion is 6.0% of Nvidia's"),
        ("Cerebras spoke of the $6 billion at Nvidia.", "$6 billion is 6.0% of Nvidia's"),
        (
            "Nvidia's revenue of $24 billion beat the $20 billion expected.",
            "$24 billion differs by USD 4 bn from what it",
        ),
        ("Nvidia had revenue of $9 billion, up 80% from the last quarter, chip revenue of $7 billion.", "by USD 4 bn"),
        ("Nvidia ordered chips for $5 billion.", "$5 billion is 5.0% of Nvidia's"),
        (
            "Nvidia landed a $1 billion deal, Taiwan pledged $50 billion of investment.",
            "$1 billion is 1.0% of Nvidia's",
        ),
        ("Nvidia described growth plans for a $300 billion market.", "Not known from the text: financial"),
        ("Nvidia neared $6 trillion in value.", "Not known from the text: financial"),
        (
            "It has deals of $30 million with Graphcore and $1 billion with Nvidia.",
            "$30 million is 600% of Graphcore's",
        ),
        ("Nvidia closed at $481.30.", "Not known from the text: financial"),
        ("Anthropic spent $30 billion.", "Not known from the text: financial"),
    ],
)
def test_a_sum_is_set_against_its_like_and_given_to_whom_it_belongs(sentence, told):
    assert told in assessed(f"Nvidia in the news as it was launched\n{sentence}")["impact_rationale"]


def test_what_is_the_largest_since_a_year_is_no_history():
    told = dated("News\nNvidia paid $30 billion, the largest sum since Intel in 2019.", date(2022, 5, 1))
    assert told["impact_financial"] == 4


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("Washington drops the export rules before they took effect.", 3),
        ("The purchase needs regulatory approval.", None),
        ("Brussels named the issues that decide, regulation among them.", None),
        ("The governor vetoed the law.", 3),
        ("The FTC opened a study of the deals.", 2),
        ("The White House asked OpenAI to wait.", 2),
    ],
)
def test_a_stage_is_an_act_and_no_noun_that_looks_like_one(sentence, points):
    assert assessed(f"News\n{sentence}")["impact_regulatory"] == points


def test_only_what_can_last_is_made_wider_by_years():
    assert assessed("News\nIts chief resigned after four years.")["impact_operational"] == 2
    assert assessed("News\nNvidia signed a contract over four years.")["impact_operational"] == 3


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


def test_what_was_not_confirmed_is_no_fact() -> None:
    told = assessed("Deal\nNvidia put 10 billion dollars into a site.")
    assert told["impact_financial"] is not None
    for words in ("reports of 10 billion dollars were not confirmed", "an unconfirmed 10 billion dollars for a site"):
        assert assessed(f"Deal\nNvidia extends the deal; {words}.")["impact_financial"] is None


def test_a_planned_sum_counts_one_less_and_what_was_spent_beside_it_counts_in_full():
    row = assessed("Nvidia in the news\nNvidia spent $2 billion in the quarter and plans $25 billion for the year.")
    assert "Financial 3 of 4, one less than 4 since it is planned: $25 billion is 25%" in row["impact_rationale"]
    spent = assessed("Nvidia in the news\nNvidia spent $25 billion in the quarter and plans $30 million for the year.")
    assert "Financial 4 of 4: $25 billion is 25%" in spent["impact_rationale"]


@pytest.mark.parametrize("sentence", ["The podcast adds that people spoke.", "Two GPU makers were named."])
def test_what_only_sounds_like_an_event_is_none(sentence):
    assert assessed(f"In the news\n{sentence}")["impact_operational"] is None


def test_orders_that_keep_rising_are_results_and_no_deal_of_several_parties():
    row = assessed("Nvidia outsells Graphcore as orders keep rising\nNobody said more.")
    assert "Operational 2 of 4, results, on the scale of a company:" in row["impact_rationale"]


@pytest.mark.parametrize(("name", "whose"), [("Nvidia", "Nvidia's"), ("Meta Platforms", "Meta Platforms'")])
def test_a_name_that_ends_in_s_takes_the_apostrophe_alone(name, whose):
    assert impact_financial.whose(name) == whose
