"""What a brief may say: the schema, its checker, and the one text that a brief has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.briefs_world import BRIEF, SOURCE, Brief, brief, briefs
from warehouse import briefs as module
from warehouse import briefs_schema
from warehouse.errors import BriefError

NOW = datetime(2026, 7, 5, 12)
WORDS_UNDERSTOOD = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "examples", "type", "const", "enum", "required",
    "properties", "additionalProperties", "patternProperties", "items", "minItems", "maxItems", "minLength",
    "maxLength", "minimum", "maximum", "pattern", "format",
}  # fmt: skip
DEEP = {"x_deep": json.loads("[" * 90 + "]" * 90)}


def parts(schema: briefs_schema.Schema) -> Iterator[briefs_schema.Schema]:
    """A schema and every schema inside it."""
    yield schema
    for inner in (*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()):
        yield from parts(inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key])


def refusal(told: Brief) -> str:
    with pytest.raises(BriefError) as caught:
        module.row(told, seen_at=NOW, backfill=False)
    return str(caught.value)


def test_every_word_of_the_schema_is_one_that_the_checker_understands() -> None:
    used = {word for schema in parts(briefs_schema.load()) for word in schema}
    assert used <= WORDS_UNDERSTOOD
    assert {schema["format"] for schema in parts(briefs_schema.load()) if "format" in schema} == {"date"}


def test_every_example_of_the_schema_is_valid_and_every_part_is_described() -> None:
    for schema in parts(briefs_schema.load()):
        for example in schema.get("examples", ()):
            assert briefs_schema.fault(example, schema) is None
        for key, inner in schema.get("properties", {}).items():
            assert briefs_schema.resolved(inner).get("description"), key


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"headline": None}, 'headline is missing; a valid one is "Nvidia turns to inference"'),
        ({"headline": " \n"}, 'headline is " \\n", which is not of its form; a valid one is'),
        ({"headline": 7}, "headline is 7; text is expected; a valid one is"),
        ({"headline": "x\x1b[2J"}, "headline holds the character U+001B at place 2; leave it out"),
        ({"headline": "x" * 2_000}, "headline has 2,000 characters; at most 1,000 are taken"),
        ({"sentiment": {"tier": "Bullish"}}, 'sentiment.tier is "Bullish"; valid: very_bearish, bearish, neutral'),
        ({"sentiment": {"score": 0.4}}, "sentiment.tier is missing"),
        ({"sentiment": {"tier": "bullish", "score": 46}}, "sentiment.score is 46; from -1 to 1 is valid"),
        ({"impact": {"score": "high"}}, 'impact.score is "high"; a number is expected; a valid one is 7'),
        ({"impact": {"score": True}}, "impact.score is true; a number is expected"),
        ({"impact": {"score": 0}}, "impact.score is 0; from 1 to 10 is valid; a valid one is 7"),
        ({"impact": {"score": 7, "finacial": 3}}, "impact.finacial is not a key of the form; did you mean financial?"),
        ({"verification": {"verified_by": 2.5}}, "verification.verified_by is 2.5; a whole number is expected"),
        ({"take_aways": ["x"]}, "take_aways is not a key of the form; did you mean takeaways? A key of one's own"),
        ({"takeaways": "x"}, 'takeaways is "x"; a list is expected; a valid one is ["'),
        ({"takeaways": ["x", None]}, "takeaways[1] is null; text is expected"),
        ({"sources": []}, "sources has 0 items; from 1 to 100,000 are taken"),
        ({"sources": [{key: value for key, value in SOURCE.items() if key != "title"}]}, "sources[0].title is missing"),
        ({"facts": [{"text": "x", "date": "2026-02-30"}]}, 'facts[0].date is "2026-02-30", which is not a date'),
        ({"facts": [{"text": "x", "source": "ftp://b"}]}, 'facts[0].source is "ftp://b", which is no url of'),
        ({"comparison": [{"aspect": "memory", "values": [{"subject": "H200"}]}]}, "comparison[0].values[0].value is m"),
        ({"schema": "trends-brief/2"}, 'schema is "trends-brief/2"; valid: trends-brief/1'),
        ({"published": "2099-01-01"}, "published '2099-01-01' is in the future"),
        ({"published": "18 March"}, 'published is "18 March", which is not of its form; a valid one is "2026-03-18T09'),
        ({"published": "2026-13-01"}, "published '2026-13-01' is not a date"),
        ({"provenance": {"release": ["x"]}}, 'provenance.release is ["x"]; text or a number or true or false or null'),
    ],
)  # fmt: skip
def test_a_bad_brief_is_one_sentence_with_the_place_the_value_and_a_valid_one(
    changes: dict[str, Any], words: str
) -> None:
    reason = refusal(brief(**changes))
    assert reason.startswith(words)
    assert "\n" not in reason and len(reason) < 600


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"headline": "a", "headline": "b"}', '"headline" stands twice'),
        (b'{"x_a": {"b": NaN}}', "NaN is no JSON number"),
        (b'{"x_a": 1e999}', "1e999 is beyond the range of a double"),
        (b'{"x_a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
        (b'{"headline": "\xff"}', "not UTF-8 (byte 14)"),
        (b'{"a": "' + b"x" * 20_000_000 + b'"}', "at most 20,000,000 are taken"),
        (b"[]", "a JSON list; an object is expected"),
    ],
)
def test_what_could_not_be_given_back_exactly_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(BriefError, match=re.escape(words)):
        module.decode(raw)


def test_half_a_surrogate_pair_is_refused() -> None:
    assert "surrogate" in refusal(module.decode(json.dumps(brief(x_own="\ud800")).encode()))


def test_keys_of_ones_own_begin_with_x_and_are_kept_whatever_they_hold() -> None:
    told = brief(x_desk={"b": [1, 1.0, -0.0, 10**30, None, "\x00"], "a": DEEP})
    kept = module.row(told, seen_at=NOW, backfill=False)["brief"]
    assert json.loads(kept) == told
    assert '[1,1.0,-0.0,1000000000000000000000000000000,null,"\\u0000"]' in kept


def test_a_brief_is_told_from_an_article_by_its_shape() -> None:
    assert module.looks_like(BRIEF)
    assert module.looks_like({"headline": "x"})
    assert module.looks_like({"schema": "trends-brief/9", "title": "x"})
    assert not module.looks_like(SOURCE)
    assert not module.looks_like({"title": "x", "headline": "x"})


@given(briefs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_brief_that_the_schema_allows_is_taken_and_has_one_text(told: Brief) -> None:
    row = module.row(told, seen_at=NOW, backfill=False)
    again = module.decode(row["brief"].encode())
    assert module.canonical(again) == row["brief"] == module.canonical(told)
    shuffled = dict(reversed(list(told.items())))
    assert module.row(shuffled, seen_at=NOW, backfill=False)["content_hash"] == row["content_hash"]
