"""Checks a brief against the packaged JSON Schema, and says of the first thing wrong where it stands and what is valid.

Editorial decisions:

* The schema file is the truth: keys, types, limits and the "valid one" of every message are read from it. Only the
  words of JSON Schema that it uses are understood, and a test holds the two together.
* Checking stops at the first fault, in the order of the brief's own keys: one clear sentence can be acted on.
* A key that isn't known is refused, since it is more often a slip than an intention; keys of a publisher's own begin
  with x_ and are kept unread.
* Text may hold line breaks and tabs, and no other control character.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from warehouse import resources

Schema = Mapping[str, Any]

SHOWN = 80
"""Characters of a value that a message quotes."""
TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
NAMES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line breaks, and halves of surrogate pairs."""


@cache
def load() -> dict[str, Any]:
    """Returns the packaged schema."""
    schema: dict[str, Any] = json.loads((resources.PACKAGE / "briefs.schema.json").read_text(encoding="utf-8"))
    return schema


def fault(value: Any, schema: Schema | None = None) -> str | None:
    """Returns what is wrong with a brief as one sentence, None where nothing is.

    Args:
        value: JSON as Python reads it.
        schema: by default the packaged one, whose `$defs` are used in any case.
    """
    return next(_faults(value, load() if schema is None else schema, ""), None)


def resolved(schema: Schema) -> Schema:
    """Returns a schema with its `$ref` into the packaged `$defs` filled in."""
    if "$ref" not in schema:
        return schema
    target: Schema = load()["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return {**resolved(target), **{key: inner for key, inner in schema.items() if key != "$ref"}}


def shown(value: Any) -> str:
    """Returns a value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _faults(value: Any, schema: Schema, path: str) -> Iterator[str]:
    schema = resolved(schema)
    where = path or "the brief"
    if "const" in schema and value != schema["const"]:
        yield f"{where} is {shown(value)}; valid: {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {shown(value)}; valid: {', '.join(schema['enum'])}"
    if "type" in schema and not _is_of(value, schema["type"]):
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        yield f"{where} is {shown(value)}; {' or '.join(NAMES[kind] for kind in kinds)} is expected{_such(schema)}"
        return
    if isinstance(value, str):
        yield from _text_faults(value, schema, where)
    elif isinstance(value, list):
        yield from _list_faults(value, schema, path)
    elif isinstance(value, dict):
        yield from _object_faults(value, schema, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_faults(value, schema, where)


def _is_of(value: Any, kinds: str | list[str]) -> bool:
    """Whether a value is of one of the types; true and false are no numbers, and 2.0 is a whole one."""
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if isinstance(value, bool):
            if kind == "boolean":
                return True
        elif isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, float) and value.is_integer()):
            return True
    return False


def _text_faults(value: str, schema: Schema, where: str) -> Iterator[str]:
    if sign := _CONTROL.search(value):
        code, place = ord(sign.group()), sign.start() + 1
        yield f"{where} holds the character U+{code:04X} at place {place}; leave it out{_such(schema)}"
        return
    if len(value) > schema.get("maxLength", math.inf):
        yield f"{where} has {len(value):,} characters; at most {schema['maxLength']:,} are taken{_such(schema)}"
    if len(value) < schema.get("minLength", 0):
        yield f"{where} is {shown(value)}; text is needed{_such(schema)}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where} is {shown(value)}, which is not of its form{_such(schema)}"
    if schema.get("format") == "date" and not _is_date(value):
        yield f"{where} is {shown(value)}, which is not a date{_such(schema)}"


def _number_faults(value: int | float, schema: Schema, where: str) -> Iterator[str]:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    if not low <= value <= high:
        yield f"{where} is {shown(value)}; from {low:,} to {high:,} is valid{_such(schema)}"


def _list_faults(value: list[Any], schema: Schema, path: str) -> Iterator[str]:
    least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
    if not least <= len(value) <= most:
        yield f"{path} has {len(value):,} items; from {least:,} to {most:,} are taken{_such(schema)}"
    for place, item in enumerate(value):
        yield from _faults(item, schema.get("items", {}), f"{path}[{place}]")


def _object_faults(value: dict[str, Any], schema: Schema, path: str) -> Iterator[str]:
    known: Schema = schema.get("properties", {})
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{_join(path, key)} is missing{_such(resolved(known[key]))}"
    for key, inner in value.items():
        if key in known:
            yield from _faults(inner, known[key], _join(path, key))
        elif any(re.search(pattern, key) for pattern in schema.get("patternProperties", {})):
            continue
        elif schema.get("additionalProperties") is False:
            yield f"{_join(path, _plain(key))} is not a key of the form{_meant(key, list(known))}"
        elif "additionalProperties" in schema:
            yield from _faults(inner, schema["additionalProperties"], _join(path, _plain(key)))


def _meant(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    way_out = f"; did you mean {near[0]}?" if near else f"; valid: {', '.join(known)}."
    return f"{way_out} A key of one's own begins with x_"


def _such(schema: Schema) -> str:
    examples = schema.get("examples") or schema.get("enum")
    return f"; a valid one is {json.dumps(examples[0], ensure_ascii=True)}" if examples else ""


def _is_date(text: str) -> bool:
    try:
        return len(text) == len("2026-03-18") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _plain(key: str) -> str:
    return shown(key)[1:-1] or '""'


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
