"""Story briefs for tests: one with every part, and a hypothesis strategy that writes any brief the schema allows."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from warehouse import briefs_schema

Brief = dict[str, Any]

SOURCE = {
    "url": "https://example.org/chips",
    "outlet": "example.org",
    "published": "2026-03-18",
    "title": "Nvidia turns to inference",
    "summary": "Nvidia said that serving finished models takes most of the new racks.",
}
OTHER = {
    "url": "https://example.com/racks?utm_source=x",
    "outlet": "example.com",
    "published": "2026-03-19T08:00:00Z",
    "title": "Nvidia turns to inference, says its chief",
    "credit": "Reuters",
}
BRIEF: Brief = {
    "schema": "trends-brief/1",
    "publisher": "desk.example",
    "brief_id": "2026-03-19-inference",
    "url": "https://desk.example/briefs/1",
    "published": "2026-03-19T09:30:00Z",
    "headline": "Inference takes over at Nvidia",
    "takeaways": ["Serving takes most of the new racks."],
    "facts": [
        {"text": "Orders of $40 billion.", "kind": "amount", "value": 40e9, "unit": "USD", "source": SOURCE["url"]}
    ],
    "sources": [SOURCE, OTHER],
    "sentiment": {"tier": "bullish", "score": 0.46},
    "impact": {"score": 7, "financial": 3, "operational": 2, "rationale": "Orders of $40 billion."},
    "verification": {"verified_by": 2},
    "beat": "chips",
    "categories": ["silicon", "demand"],
}


def brief(**changes: Any) -> Brief:
    """The brief above with other values; None leaves a key out."""
    changed = copy.deepcopy(BRIEF) | copy.deepcopy(changes)
    return {key: value for key, value in changed.items() if value is not None}


_WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t"), max_size=12)
_WEB = st.sampled_from(["https://desk.example/1", "http://a.example/ü?b=1&c#d"])
_DATES = st.sampled_from(["2026-03-18", "2026-03-18T09:30:00Z", "2025-12-31T23:59:59+02:00", "1999-01-01T00:00"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORDS, inner, max_size=2),
    max_leaves=4,
)
_OWN_KEYS = st.dictionaries(_WORDS.map(lambda text: "x_" + text), _JSON, max_size=1)


@st.composite
def sources(draw: st.DrawFn) -> Brief:
    """An article that can be taken in; the number in its address and its words go together."""
    number = draw(st.integers(0, 9))
    return {
        "url": f"https://example.org/{number}",
        "outlet": "example.org",
        "published": "2025-03-18",
        "title": f"Title {number}",
        **draw(_OWN_KEYS),
    }


def _of(schema: briefs_schema.Schema) -> st.SearchStrategy[Any]:
    """Values that a schema allows, by its own words."""
    schema = briefs_schema.resolved(schema)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return st.one_of([_of_type(kind, schema) for kind in kinds])


def _of_type(kind: str, schema: briefs_schema.Schema) -> st.SearchStrategy[Any]:
    low, high = schema.get("minimum"), schema.get("maximum")
    match kind:
        case "object":
            return _objects(schema)
        case "array":
            return st.lists(_of(schema["items"]), min_size=schema.get("minItems", 0), max_size=2)
        case "integer":
            return st.integers(low, high)
        case "number":
            return st.floats(low, high, allow_nan=False, allow_infinity=False) | st.integers(
                int(low if low is not None else -(10**9)), int(high if high is not None else 10**9)
            )
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    if schema.get("format") == "date":
        return st.dates().map(str)
    if "http" in schema.get("pattern", ""):
        return _WEB
    if "d{4}" in schema.get("pattern", ""):
        return _DATES
    return _WORDS.map(lambda text: text if text.strip() else text + "word")


def _objects(schema: briefs_schema.Schema) -> st.SearchStrategy[Brief]:
    parts = schema.get("properties", {})
    required = {key: _of(parts[key]) for key in schema.get("required", ())}
    optional = {key: _of(inner) for key, inner in parts.items() if key not in required}
    further = schema.get("additionalProperties")
    extra = _OWN_KEYS if "patternProperties" in schema else st.just({})
    if isinstance(further, dict):
        extra = st.dictionaries(_WORDS, _of(further), max_size=2)
    return st.builds(lambda own, more: {**more, **own}, st.fixed_dictionaries(required, optional=optional), extra)


_ANY = _of(briefs_schema.load())


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Any brief that the schema allows, with sources that can be taken in."""
    told: Brief = draw(_ANY)
    told["sources"] = draw(st.lists(sources(), min_size=1, max_size=3, unique_by=lambda source: source["url"]))
    for fact in told.get("facts", ()):
        if "source" in fact:
            fact["source"] = told["sources"][-1]["url"]
    return told
