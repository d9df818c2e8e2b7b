import itertools

from hypothesis import given
from hypothesis import strategies as st

from warehouse import sentences


def spoken(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences.split(text)]


def test_a_full_stop_ends_a_sentence_and_a_decimal_point_does_not():
    assert spoken("Sales rose 1.5 percent. Profit fell.") == ["Sales rose 1.5 percent.", "Profit fell."]


def test_abbreviations_initials_and_dotted_acronyms_do_not_end_a_sentence():
    text = "Mr. J. Smith of U.S. Steel Corp. spoke, e.g. about Jan. 5. He left."
    assert spoken(text) == ["Mr. J. Smith of U.S. Steel Corp. spoke, e.g. about Jan. 5.", "He left."]


def test_a_company_ending_before_a_word_that_opens_sentences_does_end_one():
    assert spoken("It bought Acme Inc. The price was low.") == ["It bought Acme Inc.", "The price was low."]


def test_a_line_break_always_ends_a_sentence():
    assert spoken("Chip sales rise\nIntel said so.") == ["Chip sales rise", "Intel said so."]


def test_closing_quotes_stay_with_their_sentence():
    assert spoken('"It works." He smiled.') == ['"It works."', "He smiled."]


def test_an_empty_text_has_no_sentences():
    assert sentences.split("") == []
    assert sentences.split(" \n\t ") == []


@given(st.text(alphabet="ab. !?\nA\"'1", max_size=80))
def test_sentences_are_ordered_disjoint_and_lose_no_visible_character(text):
    spans = sentences.split(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())
