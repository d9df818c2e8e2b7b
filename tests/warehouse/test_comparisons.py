"""Comparison rows: two figures that a sentence sets side by side, with the words for both."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import comparisons


def story(*texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "story_id": ["s1"] * len(texts),
            "article_id": [f"a{n}" for n in range(len(texts))],
            "text": [f"A title\n{text}" for text in texts],
        }
    )


@pytest.mark.parametrize(
    ("sentence", "aspect", "a", "value_a", "b", "value_b", "unit"),
    [
        ("Revenue rose to $7 billion from $5 billion.", "revenue", "now", 7e9, "before", 5e9, "USD"),
        (
            "Nvidia's net income rose to 6.19 billion dollars from 656 million a year before.",
            "Nvidia's net income", "now", 6.19e9, "a year before", 656e6, "USD",
        ),
        ("Capacity rose from 300 MW to 900 MW.", "capacity", "before", 300.0, "now", 900.0, "MW"),
        ("Its price target was raised to $400 from $250.", "price target", "forecast", 400.0, "before", 250.0, "USD"),
        ("The chip has memory of 141 GB instead of the H100's 80 GB.", "memory", "the chip", 141.0, "H100", 80.0, "GB"),
        ("The A800, which Nvidia made, has a transfer rate of 400 GB instead of the A100's 600 GB.", "transfer rate",
         "A800", 400.0, "A100", 600.0, "GB"),
        ("The net loss was $5 million, up from $3 million.", "net loss", "now", 5e6, "before", 3e6, "USD"),
        (
            "It posted revenue of $35.1 billion against $33.2 billion expected.",
            "revenue", "reported", 35.1e9, "expected", 33.2e9, "USD",
        ),
        (
            "It reports earnings of $2.05 a share against expectations of $2.03.",
            "earnings", "reported", 2.05, "expected", 2.03, "USD",
        ),
        (
            "The H200 has bandwidth of 141 GB instead of the H100's 80 GB.",
            "bandwidth", "H200", 141, "H100", 80, "GB",
        ),
        (
            "SK hynix led with 21.8 trillion won of sales against 21.2 trillion won at Samsung Electronics.",
            "sales", "SK hynix", 21.8e12, "Samsung Electronics", 21.2e12, "KRW",
        ),
        (
            "Chips will reach 61 percent of sales, up from 5 percent in 2023.",
            "part of sales", "now", 61, "in 2023", 5, "percent",
        ),
        (
            "Chips should make 61 percent of sales, up from 5 percent in 2023.",
            "part of sales", "forecast", 61, "in 2023", 5, "percent",
        ),
    ],
)  # fmt: skip
def test_a_pair_becomes_a_row_with_the_words_for_both_sides(
    sentence: str, aspect: str, a: str, value_a: float, b: str, value_b: float, unit: str
) -> None:
    row = comparisons.compare(story(sentence)).row(0, named=True)
    assert (row["aspect"], row["subject_a"], row["subject_b"], row["unit"]) == (aspect, a, b, unit)
    assert (row["value_a"], row["value_b"]) == (pytest.approx(value_a), pytest.approx(value_b))


@pytest.mark.parametrize(
    "sentence",
    [
        "Revenue was $7 billion and costs were $5 billion.",
        "Revenue rose to $7 billion from 5 percent of the market.",
        "It moved from $5 billion.",
        "It earned 2.70 dollars on revenue of 13.51 billion, ahead of forecasts of 2.09 dollars and 11.22 billion.",
        "Guidance of $11.2-12.4 billion missed the $12.82 billion expected.",
        "Spending of up to $7 billion compares with revenue of up to $5 billion against up to $3 billion expected.",
        "The thing reached $7 billion from $5 billion.",
        "Revenue of $7 billion. From $5 billion it had fallen.",
    ],
)
def test_what_is_no_comparison_or_lacks_a_word_gives_no_row(sentence: str) -> None:
    assert comparisons.compare(story(sentence)).is_empty()


def test_the_span_holds_both_figures() -> None:
    frame = story("Nothing here. Revenue rose to $7 billion from $5 billion a year earlier.")
    row = comparisons.compare(frame).row(0, named=True)
    assert frame["text"][0][row["start"] : row["end"]] == "$7 billion from $5 billion"


def test_a_sentence_of_two_sources_gives_its_row_once_and_rows_are_numbered() -> None:
    twice = "Revenue rose to $7 billion from $5 billion."
    found = comparisons.compare(story(twice, twice + " Net income fell to $1 billion from $2 billion."))
    assert found.select("row_no", "aspect", "article_id").rows() == [(1, "revenue", "a0"), (2, "net income", "a1")]


def test_an_empty_frame_has_the_schema() -> None:
    empty = story().cast({"story_id": pl.String, "article_id": pl.String, "text": pl.String})
    assert comparisons.compare(empty).schema == comparisons.COMPARISON_SCHEMA


@given(text=st.text(alphabet="aA19 $%.,'’fromagainstexpectedrevenue of\n", max_size=200))
def test_any_text_is_read_and_spans_lie_inside_it(text: str) -> None:
    found = comparisons.compare(pl.DataFrame({"story_id": ["s"], "article_id": ["a"], "text": [text]}))
    for start, end in found.select("start", "end").iter_rows():
        assert 0 <= start < end <= len(text)


PIECES = st.sampled_from(
    [
        *(
            "Revenue",
            "revenue",
            "The chip's memory",
            "Its price",
            "of",
            "was",
            "rose",
            "fell",
            "grew",
            "Jonathan",
            "Nvidia's",
        ),
        *("12 billion dollars", "10 billion dollars", "141 GB", "80 GB", "5 percent", "4 percent", "H100", "A100's"),
        *(
            "from",
            "to",
            "up from",
            "against",
            "versus",
            "vs.",
            "compared with",
            "compared to",
            "instead of",
            "rather than",
        ),
        *("than", "where", "beat", "beating", "topped", "above", "below", "missed", "missing", "ahead of", "and", ","),
        *(
            "analysts expected",
            "expected",
            "a consensus of",
            "estimates of",
            "a year earlier",
            "last year",
            "at Samsung",
        ),
    ]
)


@given(st.lists(PIECES, min_size=3, max_size=9).map(" ".join))
def test_no_sentence_is_passed_over_that_would_have_given_a_row(sentence: str) -> None:
    assert comparisons._SET_BESIDE.search(sentence) or not comparisons._pairs(sentence)


def test_sentences_that_set_nothing_beside_anything_are_passed_over() -> None:
    assert not comparisons._SET_BESIDE.search("Nvidia will spend 12 billion dollars on 80 GB chips in Texas.")
