from datetime import date

import polars as pl

from warehouse import facts

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
    assert facts.takeaways(empty).schema == facts.TAKEAWAY_SCHEMA
    nulls = pl.DataFrame({"story_id": ["s"], "article_id": ["a"], "text": [None]})
    assert facts.extract(nulls).height == 0


def test_takeaways_never_repeat_the_headline_nor_each_other():
    body = (
        "Broadcom wins chip order. Broadcom said the order is worth $10 billion over three years. "
        "The order is worth $10 billion over three years, Broadcom said. Google will take 40,000 chips "
        "from March."
    )
    found = facts.takeaways(story(body))["sentence"].to_list()
    assert len(found) == 2
    assert "Broadcom wins chip order." not in found
    assert any("40,000" in sentence for sentence in found)
    assert any("$10 billion" in sentence for sentence in found)


def test_takeaways_are_at_most_k_and_numbered_from_one():
    found = facts.takeaways(story("One firm bought 5 GPUs. Two firms sold 6 chips. Three states have 7 acres."), k=3)
    assert found["takeaway_no"].to_list() == [1, 2, 3]


def test_the_order_of_rows_changes_nothing():
    frame = pl.concat(
        [story("It cost $5 million. It took 20 months."), story("Sales fell 3 percent at Intel today.", story_id="s0")]
    )
    assert facts.extract(frame).equals(facts.extract(frame.reverse()))
    assert facts.takeaways(frame).equals(facts.takeaways(frame.reverse()))
