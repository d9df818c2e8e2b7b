"""Whether what was posted to the callbacks' address has the form a browser gives it.

Dash trusts its own front end and answers anything else with a server error. Whoever writes such a body by hand is told
so: it is their mistake, and nothing for the server's log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PATH = "/_dash-update-component"


def is_readable(body: Any, callbacks: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a body asks for one of the callbacks, with as many inputs and states as that one takes.

    Args:
        body: what was read of the request's JSON.
        callbacks: by the text that names its outputs, a callback with its `inputs` and `state`.
    """
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    callback = callbacks.get(body["output"])
    if callback is None:
        return False
    changed = body.get("changedPropIds", [])
    return (
        _are_properties(body.get("inputs", []), len(callback["inputs"]))
        and _are_properties(body.get("state", []), len(callback["state"]))
        and _name(body.get("outputs")) == body["output"]
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
    )


def _are_properties(values: Any, count: int) -> bool:
    return isinstance(values, list) and len(values) == count and all(map(_is_property_or_several, values))


def _name(outputs: Any) -> str:
    """The text by which Dash knows a callback, from its outputs; "" where they can't be read."""
    several = outputs if isinstance(outputs, list) else [outputs]
    if not all(_is_property(one) and isinstance(one["id"], str) for one in several):
        return ""
    names = [f"{one['id']}.{one['property']}" for one in several]
    return f"..{'...'.join(names)}.." if isinstance(outputs, list) else names[0]


def _is_property_or_several(value: Any) -> bool:
    return all(map(_is_property, value)) if isinstance(value, list) else _is_property(value)


def _is_property(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("property"), str):
        return False
    return isinstance(value.get("id"), str) or _is_pattern(value.get("id"))


def _is_pattern(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str | int | float | bool) for part in value.values())
