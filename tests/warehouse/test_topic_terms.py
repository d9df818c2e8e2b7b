"""Proposals for a topic's terms, and explanations of a text's topics."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from warehouse import beat as beats
from warehouse import topic_terms
from warehouse.beat import Topic
from warehouse.topics import Tagger

CHIPS = Topic(
    id="chips",
    name="Chips",
    group="g",
    definition="About chips.",
    terms=("accelerator", "chip order"),
    weak=("wafer", "fab"),
    context=("silicon",),
    exclude=("accelerator pedal",),
    not_near=("start-up",),
)
OTHER = Topic(id="other", name="Other", group="g", definition="Something else.", terms=("lawsuit",))


@pytest.fixture(scope="module")
def beat() -> beats.Beat:
    return replace(beats.load("ai_compute"), topics=(CHIPS, OTHER))


def stories(inside: list[str], outside: list[str]) -> pl.DataFrame:
    texts = inside + outside
    return pl.DataFrame(
        {
            "story_id": [f"s{n}" for n in range(len(texts))],
            "headline": [text.split("\n")[0] for text in texts],
            "text": texts,
            "about": [True] * len(inside) + [False] * len(outside),
        }
    )


FILLER = ("the quarter was calm", "a river ran high", "people spoke of rain", "prices held", "a bridge was opened")


def world(planted: str, n: int = 10) -> pl.DataFrame:
    inside = [f"Accelerator {n}\n{planted}, and {FILLER[n % 5]}." for n in range(n)]
    outside = [f"Note {n}\n{FILLER[n % 5]} and {FILLER[(n + 2) % 5]}." for n in range(4 * n)]
    return stories(inside, outside)


def test_a_planted_phrase_leads_the_proposals() -> None:
    found = topic_terms.suggest(world("Tensor unit"), CHIPS)
    assert found["term"][0] == "tensor unit"
    assert found.row(0, named=True) | {"z": None} == {
        "topic_id": "chips",
        "term": "tensor unit",
        "z": None,
        "n_in": 10,
        "n_out": 0,
        "headline_in": "Accelerator 0",
        "headline_out": None,
    }
    assert "tensor" not in found["term"], "the longer phrase says it all"


def test_terms_that_the_topic_has_are_never_proposed_nor_their_parts() -> None:
    found = topic_terms.suggest(world("A chip order for wafers"), CHIPS)
    assert set(found["term"]) & {"accelerator", "chip", "order", "chip order", "wafer", "wafers"} == set()


def test_names_given_are_never_proposed() -> None:
    frame = world("Cerebras tensor unit")
    assert "cerebras tensor unit" in topic_terms.suggest(frame, CHIPS)["term"]
    found = topic_terms.suggest(frame, CHIPS, names=["Cerebras"])["term"].to_list()
    assert found[0] == "tensor unit"
    assert not any("cerebras" in term for term in found)


def test_a_headline_that_has_the_term_is_shown_before_others() -> None:
    frame = pl.concat([world("Tensor unit"), stories(["Accelerator has Tensor unit\nCalm."], [])])
    assert topic_terms.suggest(frame, CHIPS).row(0, named=True)["headline_in"] == "Accelerator has Tensor unit"


def test_a_story_that_the_term_would_bring_in_is_shown() -> None:
    frame = pl.concat([world("Tensor unit"), stories([], ["Missed\nA tensor unit stands alone."]).select(pl.all())])
    assert topic_terms.suggest(frame, CHIPS).row(0, named=True)["headline_out"] == "Missed"


def test_rare_terms_stay_below_the_least_number_of_stories() -> None:
    frame = stories(
        ["Accelerator\nTensor unit.", "Accelerator\nTensor unit.", "Accelerator\nCalm."], ["Note\nCalm."] * 9
    )
    assert "tensor unit" not in topic_terms.suggest(frame, CHIPS, min_stories=3)["term"]
    assert "tensor unit" in topic_terms.suggest(frame, CHIPS, min_stories=2)["term"]


def test_phrases_do_not_cross_punctuation_or_numbers() -> None:
    found = topic_terms.suggest(world("Tensor, unit 5 rack"), CHIPS, min_stories=2)
    assert {"tensor", "unit", "rack"} <= set(found["term"])
    assert not any(" " in term and "tensor" in term for term in found["term"])


def test_without_two_sides_there_is_nothing_to_propose() -> None:
    assert topic_terms.suggest(stories(["Accelerator\nTensor unit."], []), CHIPS).is_empty()
    assert topic_terms.suggest(stories([], ["Note\nTensor unit."]), CHIPS).is_empty()


def test_log_odds_by_hand() -> None:
    """8 of 10 against 2 of 40, prior 10 of share 0.2: alpha 2, beta 8."""
    z = topic_terms.log_odds_z(np.array([8]), 10, np.array([2]), 40, prior=10)
    delta = np.log(10 / 10) - np.log(4 / 46)
    assert z[0] == pytest.approx(delta / np.sqrt(1 / 10 + 1 / 4))


@given(a=st.integers(0, 100), b=st.integers(0, 200))
def test_log_odds_are_positive_where_the_share_is_greater_and_change_sign_with_the_sides(a: int, b: int) -> None:
    assume(a + b > 0)
    z = topic_terms.log_odds_z(np.array([a]), 100, np.array([b]), 200)
    assert z == pytest.approx(-topic_terms.log_odds_z(np.array([b]), 200, np.array([a]), 100))
    assert np.sign(np.round(z[0], 9)) == np.sign(2 * a - b)


def test_a_stronger_prior_draws_the_score_towards_nothing() -> None:
    weak, strong = (
        topic_terms.log_odds_z(np.array([3]), 10, np.array([0]), 100, prior=prior)[0] for prior in (1.0, 1000.0)
    )
    assert 0 < strong < weak


@pytest.mark.parametrize(
    ("text", "rule", "why"),
    [
        ("News\nAn accelerator of silicon.", "term: accelerator", "counts"),
        ("Accelerator sold\nSilicon.", "term: accelerator", "counts: in the title, where it counts double"),
        ("News\nThe maker is known for an accelerator of silicon.", "term: accelerator", "counts: in an aside"),
        ("News\nSilicon, without an accelerator.", "term: accelerator", "negated"),
        ("News\nSilicon in an accelerator pedal.", "term: accelerator", "lies in an excluded phrase"),
        ("News\nA start-up accelerator for silicon.", "term: accelerator", "used in its other sense"),
        ("News\nA wafer was sold.", "weak: wafer", "none of the topic's context words"),
        ("News\nA start-up wafer was sold.", "weak: wafer", "kept out by more than one of"),
    ],
)
def test_each_rule_is_named_where_it_decides(beat: beats.Beat, text: str, rule: str, why: str) -> None:
    row = topic_terms.explain(text, beat).row(0, named=True)
    assert row["mention"] == text[row["start"] : row["end"]]
    assert row["rule"] == rule
    assert row["why"].startswith(why)
    assert row["counted"] == row["why"].startswith("counts") == (row["points"] > 0)


def test_verdicts_say_what_follows(beat: beats.Beat) -> None:
    found = topic_terms.verdicts("News\nA lawsuit over a wafer of silicon.", beat)
    assert found.select("topic_id", "about").rows() == [("chips", False), ("other", True)]
    assert found["why"][0] == "a single weak word, or an aside, is not enough"
    assert found["weight"][0] == 0 < found["weight"][1]
    aside = "News\nA lawsuit was filed. " + "The river ran high and the bridge was closed again. " * 40
    assert topic_terms.verdicts(aside, beat)["why"].to_list() == [
        "a passing mention: too few points for the length of the text"
    ]


@pytest.mark.parametrize("name", ["ai_compute", "markets", "policy"])
def test_explanations_agree_with_the_tagger_on_the_chronicle(name: str) -> None:
    beat = beats.load(name)
    tagger = Tagger(beat)
    chronicle = pl.read_ndjson(beats.PACKAGED / "chronicle.jsonl").gather_every(90)
    for text in (chronicle["title"] + "\n" + chronicle["summary"]).to_list():
        counted = topic_terms.explain(text, beat).filter("counted")
        ids = [topic.id for topic in beat.topics]
        mentions = [(ids[m.topic], m.start, m.end, m.points) for m in tagger.mentions(text)]
        assert counted.select("topic_id", "start", "end", "points").rows() == mentions
        about = topic_terms.verdicts(text, beat).filter("about")
        assert about["topic_id"].to_list() == [topic_id for topic_id, _, _ in tagger.tag_one(text)]
