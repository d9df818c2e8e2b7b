import time

import numpy as np
import polars as pl
import pytest

from warehouse import sentiment, sentiment_features
from warehouse.errors import ModelError

MODEL = sentiment.load()


def side(tier: str) -> str:
    return "negative" if "bearish" in tier else "positive" if "bullish" in tier else "neutral"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nvidia shares soar on record revenue", "positive"),
        ("Intel shares plunge after profit warning", "negative"),
        ("Board of directors to meet on Friday", "neutral"),
        ("Operating profit rose to EUR 13.1 mn from EUR 8.7 mn a year earlier .", "positive"),
        ("Operating profit fell to EUR 3.1 mn from EUR 9.6 mn a year earlier .", "negative"),
        ("Net loss narrowed to EUR 1.1 mn from EUR 4.7 mn in 2008 .", "positive"),
        ("Net loss widened to EUR 4.7 mn from EUR 1.1 mn in 2008 .", "negative"),
        ("The company did not disclose the value of the contract .", "neutral"),
        ("Pretax loss totalled EUR 2.3 mn , compared with a profit of EUR 1.5 mn .", "negative"),
        ("The group swung to a net profit of EUR 4.1 mn from a loss of EUR 2.2 mn .", "positive"),
        ("The firm , founded in 1931 , makes valves and has 400 employees in Vaasa .", "neutral"),
        ("The new managing director takes up the post on 1 August .", "neutral"),
        ("The half-year report will be published on 12 August at 9 am .", "neutral"),
        ("The mill will lay off 90 workers in the autumn .", "negative"),
    ],
)
def test_plain_cases_fall_on_the_right_side(text, expected):
    assert side(sentiment.score([text], model=MODEL)["tier"][0]) == expected


def test_empty_null_and_wordless_texts_are_neutral_with_score_zero():
    result = sentiment.score([None, "", "   ", "?!"], model=MODEL)
    assert result["score"].to_list() == [0.0] * 4
    assert result["tier"].to_list() == ["neutral"] * 4


def test_no_texts_give_an_empty_typed_frame():
    assert sentiment.score([], model=MODEL).schema == sentiment.SCORE_SCHEMA
    assert sentiment.score(pl.Series([], dtype=pl.Null), model=MODEL).height == 0


def test_one_row_a_text_in_order_whatever_stands_beside_it():
    texts = ["Shares soar", "Shares plunge", "", "Board to meet"]
    together = sentiment.score(texts, model=MODEL)
    alone = pl.concat([sentiment.score([text], model=MODEL) for text in texts])
    assert together["tier"].to_list() == alone["tier"].to_list()
    np.testing.assert_allclose(together["score"].to_numpy(), alone["score"].to_numpy(), atol=1e-12)


def test_the_tier_can_be_read_off_the_score():
    texts = [
        "Shares soar to record high",
        "Stock edges up",
        "Board to meet",
        "Stock slips",
        "$XYZ crashing, sell",
        "Bank fraud, shares crash",
    ]
    result = sentiment.score(texts, model=MODEL)
    cuts = np.array(MODEL.cuts)
    for value, tier in result.iter_rows():
        assert -1 <= value <= 1
        expected = (
            0 if value <= cuts[0] else 1 if value <= cuts[1] else 2 if value < cuts[2] else 3 if value < cuts[3] else 4
        )
        assert tier == sentiment.TIERS[expected]


def test_the_cuts_ascend_around_zero():
    low, bearish, bullish, high = MODEL.cuts
    assert -1 < low < bearish < 0 < bullish < high < 1


def test_each_entity_gets_the_tone_of_its_own_clause():
    text = "Apple shares soar, while Intel shares plunge"
    result = sentiment.score_about([text, text], [0, text.index("Intel")], [5, text.index("Intel") + 5], model=MODEL)
    assert [side(tier) for tier in result["tier"]] == ["positive", "negative"]


def test_a_span_outside_its_text_is_refused_with_the_place():
    with pytest.raises(ValueError, match="span 3–99 lies outside"):
        sentiment.score_about(["Apple"], [3], [99], model=MODEL)
    with pytest.raises(ValueError):
        sentiment.score_about(["Apple", "Intel"], [0], [5], model=MODEL)


def test_scoring_twice_gives_the_same_bits():
    texts = ["Nvidia shares soar on record revenue", "Rupee slips against dollar"] * 20
    assert sentiment.score(texts).equals(sentiment.score(texts))


def test_weights_are_small_load_fast_and_hold_no_pickle():
    assert sentiment.WEIGHTS.stat().st_size < 5_000_000
    start = time.process_time()
    sentiment.load()
    assert time.process_time() - start < 0.5


def test_absent_weights_are_a_model_error_that_names_the_file(tmp_path):
    with pytest.raises(ModelError, match=r"none\.npz"):
        sentiment.load(tmp_path / "none.npz")


def test_names_are_masked_but_ordinary_openers_and_title_case_are_not():
    prepared = sentiment_features.prepare("Buy Infosys, but sell Tata Motors on any rise: Gujral", frozenset({"buy"}))
    assert prepared.masked == ("buy", "ENT", ",", "but", "sell", "ENT", "on", "any", "rise", ":", "ENT")
    titled = sentiment_features.prepare("Shares Rise In London Today", frozenset())
    assert "ENT" not in titled.masked


def test_figures_set_against_each_other_give_their_direction():
    def moves(text: str) -> set[str]:
        return sentiment_features.move_features(sentiment_features.prepare(text, frozenset()))

    assert "pair up welcome" in moves("Sales were EUR 9 mn , compared with EUR 7 mn in 2007")
    assert "pair down unwelcome" in moves("The net loss was EUR 2 mn against EUR 7 mn")
    assert "pair up" not in moves("Sales were EUR 9 mn in 2007")
    assert "pair up welcome" in moves("Earnings before taxes came in at EUR 30.1 mn against EUR 24.4 mn in 2005")
    assert "pair down unwelcome" in moves("Income tax came to EUR 3 mn against EUR 5 mn in 2005")


def test_strength_leans_towards_the_likelier_class_and_a_post_is_not_held_in_the_band():
    even = np.array([[0.0, 0.0, 0.0, 0.2], [-5.0, -5.0, 5.0, 0.2], [5.0, -5.0, -5.0, 0.2], [800.0, -800.0, 0.0, 0.2]])
    plain, up, down, extreme = sentiment.blend(even)
    assert down < plain < up
    assert plain == pytest.approx((1 - sentiment.CLASS_PART) * 0.2)
    assert np.isfinite(extreme)
    neutral = np.array([[-2.0, 5.0, -2.0, 0.6]] * 2)
    post, headline = sentiment.scores_from(neutral, MODEL.cuts, np.array([True, False]))
    assert post > MODEL.cuts[2] > headline


def test_numbers_carry_no_size():
    a, b = (
        sentiment_features.prepare(f"Profit up {n}% to Rs {m} crore", frozenset()).words
        for n, m in ((5, 10), (93, 8_000))
    )
    assert a == b


def test_links_and_handles_leave_no_words_and_a_percentage_keeps_its_sign():
    def words(text: str) -> tuple[str, ...]:
        return sentiment_features.prepare(text, frozenset()).words

    assert words("@trader9 $XYZ looks weak https://example.com/aBc9?x=1") == words("$XYZ looks weak")
    assert words("$XYZ +1.5% today") == ("cashtag", "plus", "PCT", "today")
    assert words("$XYZ -2 % today") == ("cashtag", "minus", "PCT", "today")
    assert words("Profit up 10-12% on year - 3% more") == ("profit", "up", "NUM", "PCT", "on", "year", "PCT", "more")


def test_a_text_of_links_and_handles_alone_is_neutral_with_score_zero():
    result = sentiment.score(["https://example.com/aBc9", "@trader9 https://example.com"], model=MODEL)
    assert result["score"].to_list() == [0.0, 0.0]
    assert result["tier"].to_list() == ["neutral"] * 2


@pytest.mark.parametrize(
    ("bearish", "bullish"),
    [
        ("short $XYZ at 31", "long $XYZ at 31"),
        ("bought $XYZ puts", "bought $XYZ calls"),
        ("$XYZ breaks down under support", "$XYZ breaks out over resistance"),
        ("added to my $XYZ short", "covered my $XYZ short"),
        ("$XYZ -4% today", "$XYZ +4% today"),
    ],
)
def test_posts_are_read_for_what_their_writer_holds_or_expects(bearish, bullish):
    low, high = sentiment.score([bearish, bullish], model=MODEL)["score"]
    assert low < 0 < high
