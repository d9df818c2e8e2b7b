from datetime import date

import polars as pl
import pytest

from warehouse import facts, takeaways

TITLE = "Broadcom wins chip order"


def story(*bodies: str, story_id: str = "s1") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "story_id": [story_id] * len(bodies),
            "article_id": [f"a{i}" for i in range(len(bodies))],
            "text": [f"{TITLE}\n{body}" for body in bodies],
        }
    )


def test_a_sentence_with_a_figure_is_a_fact_and_one_without_is_not():
    found = facts.extract(story("Revenue was $5 billion. The mood was good."))
    assert found["sentence"].to_list() == ["Revenue was $5 billion."]
    assert found.select("kind", "value", "unit").row(0) == ("amount", 5e9, "USD")


def test_spans_point_into_title_newline_body():
    frame = story("Nothing here. It bought 20,000 GPUs.")
    found = facts.extract(frame)
    text = frame["text"][0]
    assert [text[start:end] for start, end in found.select("start", "end").iter_rows()] == found["sentence"].to_list()


def test_kinds_are_told_apart():
    body = (
        "Revenue rose to $7 billion from $5 billion. Analysts expect $9 billion. Broadcom agreed to supply "
        "Google. "
        "Power reached 300 MW. The rule dates from 9 December 2023."
    )
    assert facts.extract(story(body))["kind"].to_list() == ["comparison", "forecast", "commitment", "figure", "date"]


def test_a_date_is_kept_as_a_date():
    assert facts.extract(story("It opened on 9 December 2023."))["fact_date"].to_list() == [date(2023, 12, 9)]


def test_a_sentence_that_two_articles_share_is_one_fact_and_numbers_run_on():
    found = facts.extract(story("It cost $5 million.", "It cost $5 million. It took 20 months."))
    assert found["sentence"].to_list() == ["It cost $5 million.", "It took 20 months."]
    assert found["fact_no"].to_list() == [1, 2]


def test_money_stated_leads_over_money_forecast():
    found = facts.extract(story("It may spend $9 billion, but has spent $2 billion."))
    assert found["value"].to_list() == [2e9]


def test_an_empty_frame_and_a_null_text_give_empty_typed_frames():
    empty = story().cast({"story_id": pl.String, "article_id": pl.String, "text": pl.String})
    assert facts.extract(empty).schema == facts.FACT_SCHEMA
    assert takeaways.choose(empty).schema == takeaways.TAKEAWAY_SCHEMA
    nulls = pl.DataFrame({"story_id": ["s"], "article_id": ["a"], "text": [None]})
    assert facts.extract(nulls).height == 0


def test_takeaways_never_repeat_the_headline_nor_each_other():
    body = (
        "Broadcom wins chip order. Broadcom said the order is worth $10 billion over three years. "
        "The order is worth $10 billion over three years, Broadcom said. Google will take 40,000 chips "
        "from March."
    )
    found = takeaways.choose(story(body))["sentence"].to_list()
    assert len(found) == 2
    assert "Broadcom wins chip order." not in found
    assert any("40,000" in sentence for sentence in found)
    assert any("$10 billion" in sentence for sentence in found)


def test_takeaways_are_at_most_k_and_numbered_from_one():
    found = takeaways.choose(story("One firm bought 5 GPUs. Two firms sold 6 chips. Three states have 7 acres."), k=3)
    assert found["takeaway_no"].to_list() == [1, 2, 3]


def test_the_order_of_rows_changes_nothing():
    frame = pl.concat(
        [story("It cost $5 million. It took 20 months."), story("Sales fell 3 percent at Intel today.", story_id="s0")]
    )
    assert facts.extract(frame).equals(facts.extract(frame.reverse()))
    assert takeaways.choose(frame).equals(takeaways.choose(frame.reverse()))


def dated_story(*bodies: str) -> pl.DataFrame:
    days = [date(2024, 5, 20 - i) for i in range(len(bodies))]  # a later article has the smaller id
    return story(*bodies).with_columns(published_at=pl.Series(days, dtype=pl.Date))


def test_what_several_articles_say_is_one_fact_of_the_earliest_with_the_others_beside_it():
    frame = dated_story(
        "Quarterly revenue of Nvidia reached 46.74 billion dollars.",
        "Nvidia's quarterly revenue was $46.7 billion, a record.",
        "It opened a site in Texas with 300 MW.",
    )
    found = facts.extract(frame).select("sentence", "article_id", "further_article_ids").rows()
    assert found == [
        ("It opened a site in Texas with 300 MW.", "a2", []),
        ("Nvidia's quarterly revenue was $46.7 billion, a record.", "a1", ["a0"]),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Revenue was $46.7 billion.", "Revenue was $44.1 billion."),
        ("Revenue of Nvidia was $5 billion.", "Nvidia expects revenue of $5 billion."),
        ("The plant in Ohio costs $5 billion.", "Shareholders got $5 billion back."),
        ("The rule dates from 9 December 2023.", "The rule dates from 9 December 2024."),
        ("It has 300 MW.", "It has 300 GB."),
    ],
)
def test_different_values_units_dates_and_things_stay_different_facts(first, second):
    found = facts.extract(story(first, second))
    assert found["sentence"].to_list() == [first, second]
    assert found["further_article_ids"].to_list() == [[], []]


@pytest.mark.parametrize(
    ("sentence", "day", "precision"),
    [
        ("It opened on 9 December 2023.", date(2023, 12, 9), "day"),
        ("It opened in December 2023.", date(2023, 12, 1), "month"),
        ("It opened in the third quarter of 2023.", date(2023, 7, 1), "quarter"),
        ("It opens in Q4 2026.", date(2026, 10, 1), "quarter"),
        ("It opened in 2023.", date(2023, 1, 1), "year"),
        ("It has 300 MW.", None, None),
    ],
)
def test_a_date_says_how_exact_it_is(sentence, day, precision):
    assert facts.extract(story(sentence)).select("fact_date", "fact_date_precision").row(0) == (day, precision)


@pytest.mark.parametrize(
    ("sentence", "value", "high", "bound", "per_year"),
    [
        ("It spends $180-190 billion.", 180e9, 190e9, None, False),
        ("It pays up to $4 billion.", 4e9, None, "at most", False),
        ("Sales reached an annualised $2 billion.", 2e9, None, None, True),
        ("It spends $2 billion a year.", 2e9, None, None, True),
        ("The market value is US$2.14tr.", 2.14e12, None, None, False),
    ],
)
def test_ranges_bounds_and_yearly_rates_are_kept(sentence, value, high, bound, per_year):
    row = facts.extract(story(sentence)).select("value", "value_high", "bound", "per_year").row(0)
    assert row == (pytest.approx(value), high, bound, per_year)


def test_a_figure_without_a_currency_takes_that_of_the_sentence_before():
    found = facts.extract(story("Revenue was $5 billion. Data center sales rose 61 percent to 3.8 billion."))
    assert found.select("value", "unit").row(1) == (3.8e9, "USD")


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("It earned 96 cents a share on sales of $44 billion.", 44e9, "USD"),
        ("In two years it sold 20,000 GPUs.", 20000.0, "GPUs"),
        ("Sales rose to $7 billion from $5 billion, and shares to 218 dollars.", 7e9, "USD"),
        ("The stock fell 5.7 percent to 218.13 dollars.", 5.7, "percent"),
    ],
)
def test_the_leading_figure_is_the_one_that_tells_most(sentence, value, unit):
    assert facts.extract(story(sentence)).select("value", "unit").row(0) == (value, unit)


@pytest.mark.parametrize("sentence", ["AMD lost more than 3 percent and Intel 5 percent.", "It has 5 GPUs and 6 GPUs."])
def test_two_figures_side_by_side_are_no_comparison(sentence):
    assert facts.extract(story(sentence))["kind"].to_list() == ["figure"]


def test_a_commitment_that_is_only_feared_is_none():
    assert facts.extract(story("Analysts fear that Congress will sign it.")).height == 0


def test_takeaways_of_a_story_that_repeats_itself_tell_two_different_things():
    found = takeaways.choose(
        story(
            "OpenAI signed a seven-year, $38 billion agreement with Amazon for Nvidia chips. Rates were not given.",
            "OpenAI bought $38 billion of capacity from Amazon, with chips of Nvidia. Shares of Amazon rose 5%.",
        )
    )["sentence"].to_list()
    assert len(found) == 2
    assert sum("$38 billion" in sentence for sentence in found) == 1


def test_a_story_with_nothing_beyond_its_headline_still_has_a_takeaway():
    only = "Broadcom wins an order for chips from Google worth $5 billion."
    assert takeaways.choose(story(only))["sentence"].to_list() == [only]


def test_a_sum_that_several_articles_tell_is_one_fact_unless_the_later_one_knows_more():
    first = "Alphabet will pay $4.75 billion for Intersect, which builds data centers."
    again = "The search company is buying Intersect and its data centers for $4.75 billion in cash."
    more = "The takeover of Intersect for $4.75 billion brings 10.8 gigawatts by 2028, a third outlet writes."
    found = facts.extract(story(first, again, more))
    assert found["sentence"].to_list() == [first, more]
    assert found["further_article_ids"].list.len().to_list() == [1, 0]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Google had revenue of $13.6 billion, and contends with Azure for such contracts.", "amount"),
        ("Micron gained 5.6% after saying that its memory will sit in Nvidia's chips.", "figure"),
        ("The two said that Google will put $2 billion into Anthropic.", "commitment"),
        ("Google signed a contract for $10 billion with Meta.", "commitment"),
    ],
)
def test_a_result_beside_a_commitment_is_no_commitment(sentence, kind):
    assert facts.extract(story(sentence))["kind"].to_list() == [kind]


def took(*bodies: str) -> list[str]:
    return takeaways.choose(story(*bodies))["sentence"].to_list()


def test_a_takeaway_that_goes_on_from_a_sentence_comes_with_it_or_not_at_all():
    lead = "Nvidia confirmed full production of seven parts behind its Rubin platform, one from Groq."
    on = "It promises tokens ten times cheaper and four times fewer GPUs for training than Blackwell."
    apart = "Analysts at Example Research expect 40 percent of cloud budgets for Rubin systems next year."
    assert took(f"{lead} {on}") == [lead, on]
    assert took(f"{on} {apart}")[0] == apart


def test_the_side_items_of_a_digest_are_no_takeaways():
    frame = story(
        "The digest of week 23 says Microsoft put execution containers for agents into Windows at Build. "
        "Meta launched a business agent on June 3 after more than 1 million businesses used earlier bots."
    ).with_columns(pl.col("text").str.replace(TITLE, "Microsoft builds agent controls into Windows at Build"))
    assert [one[:10] for one in takeaways.choose(frame)["sentence"]] == ["The digest"]
