"""The model's features found as numbers, held to the features that their definitions name."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import sentiment, sentiment_features, sentiment_tokens

MODEL = sentiment.load()
WORDS = [
    *("shares", "rise", "fall", "profit", "loss", "up", "down", "from", "to", "against", "before", "tax", "margin"),
    *(
        "widened",
        "narrowed",
        "Nvidia",
        "Intel's",
        "Tata",
        "Motors",
        "buy",
        "Buy",
        "Record",
        "On",
        "The",
        "In",
        "a",
        "é",
    ),
    *(
        "$XYZ",
        "$A",
        "ENT",
        "NUM",
        "Cashtag",
        "5%",
        "12",
        "-3%",
        "+4.5%",
        "2008",
        "EUR",
        "$7",
        "mn",
        "AT&T",
        "’s",
        "don’t",
    ),
    *("@desk7", "https://a.example/x", "#rally", ",", ".", ";", ":", "?", "!", "^", "$", "_"),
]


def named(texts: list[str]) -> dict[str, list[list[int]]]:
    """Numbers of the known features of each text by group, from their definitions."""
    prepared = [sentiment_features.prepare(text, MODEL.ordinary) for text in texts]
    found = {
        group: [
            sorted(MODEL.index[group][name] for name in extract(one) if name in MODEL.index[group]) for one in prepared
        ]
        for group, extract in sentiment_features.GROUPS.items()
    }
    words = [{word.removesuffix("'s") for word in one.words} for one in prepared]
    found["lexicon"] = [sorted(MODEL.lexicon[word] for word in some if word in MODEL.lexicon) for some in words]
    return found


def numbered(texts: list[str], reader: sentiment_tokens.Reader) -> dict[str, list[list[int]]]:
    """The same from the reader of batches."""
    return {
        group: [part.tolist() for part in np.split(numbers, np.cumsum(counts)[:-1])]
        for group, numbers, counts in reader.read(texts)
    }


def reader() -> sentiment_tokens.Reader:
    return sentiment_tokens.Reader(MODEL.grams, MODEL.index, MODEL.lexicon, MODEL.ordinary)


@settings(deadline=None)  # the first call packs the model's runs
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=6))
def test_a_batch_holds_the_features_that_the_definitions_name(texts):
    assert numbered(texts, reader()) == named(texts)


@pytest.mark.parametrize("texts", [["Profit rose"], ["Buy", "", "Buy"], [",", "!"], ["", ""]])
def test_short_and_empty_texts_keep_their_places(texts):
    assert numbered(texts, reader()) == named(texts)


def test_known_features_are_found_at_all():
    found = numbered(["Operating profit rose to EUR 13.1 mn from EUR 8.7 mn , buy Infosys"], reader())
    assert all(len(numbers[0]) > 0 for numbers in found.values())


def test_a_reader_that_forgot_its_tokens_reads_the_same(monkeypatch):
    monkeypatch.setattr(sentiment_tokens, "REMEMBERED", 3)
    one = reader()
    texts = ["Nvidia shares rise", "Intel shares fall on loss", "Board to meet, says Tata"]
    assert [numbered([text], one) for text in texts] == [named([text]) for text in texts]
