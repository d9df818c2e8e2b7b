"""Entities: the longest name, tickers where marked, ambiguous names only in context."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from warehouse import beat, entities

BEAT = beat.load("ai_compute")


def found(text: str) -> list[tuple[str, str]]:
    return list(entities.find([text], BEAT).select("entity_id", "text").iter_rows())


def test_the_longest_name_is_one_mention() -> None:
    assert found("Meta Platforms and Amazon Web Services agreed.") == [
        ("meta", "Meta Platforms"),
        ("amazon", "Amazon Web Services"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The patient broke an arm in a chip shop.",
        "A meta study of intel on the oracle at Delphi.",
        "Apple pie with a micron of sugar.",
        "Mythic beasts and the constellation Orion.",
    ],
)
def test_ordinary_words_are_not_names(text: str) -> None:
    assert found(text) == []


def test_an_ambiguous_name_needs_a_context_word_or_a_certain_spelling() -> None:
    assert found("Arm spoke.") == []
    assert found("Arm licenses its CPU architecture.") == [("arm", "Arm")]
    assert found("Arm spoke, and Arm Holdings rose.") == [("arm", "Arm"), ("arm", "Arm Holdings")]
    assert ("groq", "Groq") in found("Groq sells an inference chip.")
    assert "groq" not in dict(found("Grok is the chatbot of xAI."))


def test_an_architecture_in_a_compound_is_not_its_maker() -> None:
    assert "arm" not in dict(found("RTX Spark is an Arm-based chip of the chip designer MediaTek."))
    assert "arm" in dict(found("Arm is a chip designer owned by SoftBank."))


def test_a_ticker_counts_only_where_it_is_marked() -> None:
    assert found("Shares of the memory maker (MU) and $NVDA rose; NASDAQ: AVGO fell.") == [
        ("micron", "MU"),
        ("nvidia", "NVDA"),
        ("broadcom", "AVGO"),
    ]
    assert found("MU is a Greek letter, mu.") == []


def test_offsets_are_characters_and_possessives_and_hyphens_do_not_matter() -> None:
    text = "Ärger 🚀: NVIDIA’s plan\nSK-hynix and Nvidia-backed CoreWeave met."
    rows = entities.find(["", text], BEAT)
    assert rows["text_index"].unique().to_list() == [1]
    assert rows["entity_id"].to_list() == ["nvidia", "sk_hynix", "nvidia", "coreweave"]
    assert all(text[s:e] == t for s, e, t in rows.select("start", "end", "text").iter_rows())


def test_no_two_mentions_overlap_in_the_chronicle_and_no_entity_is_absent_from_it() -> None:
    chronicle = pl.read_ndjson(beat.PACKAGED / "chronicle.jsonl")
    rows = entities.find(chronicle["title"] + "\n" + chronicle["summary"], BEAT)
    previous_end = pl.col("end").shift(1).over("text_index")
    assert rows.filter(pl.col("start") < previous_end).is_empty()
    assert {e.id for e in BEAT.entities} == set(rows["entity_id"])


def test_a_beat_without_entities_finds_none() -> None:
    assert entities.find(["Nvidia"], replace(BEAT, entities=())).height == 0
