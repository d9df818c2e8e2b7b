"""Change only what differs: so that a picture stays while its successor comes, and a control keeps the focus.

The browser throws away and mounts anew whatever a callback returns as children. So the router keeps, in the browser, a
short digest of every property of every component that has an id; after a change of the URL it sends only the
properties whose digest differs. A difference in a part without an id changes the nearest part round it that has one.
Nothing is kept on the server. Page authors get this by giving an id to what changes; cards, charts and controls have
one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from dash._utils import stringify_id
from dash.development.base_component import Component

Digests = dict[str, dict[str, str]]
"""Component id (as the browser writes it) → property → digest; "" stands for what lies outside all of them."""


@dataclass
class Part:
    """One component with an id: its digests, and the ids that lie inside each of its properties."""

    id: Any
    component: Component
    digests: dict[str, str] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outline:
    """A page, encoded once for both of its uses: what to remember of it, and what to send.

    Attributes:
        shape: the digest of what lies outside all parts.
        parts: by component id as the browser writes it, inner parts before those round them.
    """

    shape: str
    parts: dict[str, Part]

    @property
    def digests(self) -> Digests:
        """The digests to remember for the page."""
        return {"": {"": self.shape}, **{key: part.digests for key, part in self.parts.items()}}

    def changes(self, before: Digests) -> list[tuple[Any, dict[str, Any]]] | None:
        """What to set so that a page with the digests `before` becomes this one.

        Returns:
            (id, properties) pairs, outer components first; None where the page has another outline and must be drawn
            whole.
        """
        if before.get("", {}).get("") != self.shape:
            return None
        settings: list[tuple[Any, dict[str, Any]]] = []
        covered: set[str] = set()
        for key, part in reversed(self.parts.items()):
            if key in covered:
                covered.update(inner for ids in part.inside.values() for inner in ids)
                continue
            old = before.get(key, {})
            names = [name for name, digest in part.digests.items() if old.get(name) != digest]
            gone = [name for name in old if name not in part.digests]
            if names or gone:
                covered.update(inner for name in names for inner in part.inside[name])
                values = {name: getattr(part.component, name) for name in names} | dict.fromkeys(gone)
                settings.append((part.id, values))
        return settings


def outline(tree: Component) -> Outline:
    """Encode a page: every component with an id becomes a part of its own."""
    parts: dict[str, Part] = {}
    rest, _ = _encode(tree, parts)
    return Outline(_digest(rest), parts)


def digests_of(meta: Any, path: str) -> Digests | None:
    """The digests that a browser remembers with a page; None where it shows another page, or remembers no such thing.

    Args:
        meta: what the router told the browser last, as it comes back.
        path: the address of the page to draw.
    """
    if not isinstance(meta, dict) or meta.get("path") != path or not isinstance(meta.get("parts"), dict):
        return None
    parts: Digests = meta["parts"]
    return parts if all(isinstance(part, dict) for part in parts.values()) else None


class _Inside(Exception):
    """A component was met where plain data was expected."""


def _property(name: str, value: Any, parts: dict[str, Part]) -> tuple[Any, list[str]]:
    """One property's outline; a figure or the rows of a grid are data, which JSON writes faster than we can walk."""
    if name != "children" and isinstance(value, dict | list):
        try:
            return json.dumps(value, default=_data, sort_keys=True), []
        except _Inside:
            pass
    return _encode(value, parts)


def _data(value: Any) -> str:
    if isinstance(value, Component):
        raise _Inside
    return str(value)


def _encode(value: Any, parts: dict[str, Part]) -> tuple[Any, list[str]]:
    """A JSON-ready outline of `value`, parts with an id cut out and registered, with their ids."""
    if isinstance(value, Component):
        content = value.to_plotly_json()  # type: ignore[no-untyped-call]
        props = {name: prop for name, prop in content["props"].items() if name != "id"}
        encoded = {name: _property(name, prop, parts) for name, prop in props.items()}
        kind = f"{content['namespace']}.{content['type']}"
        own_id = getattr(value, "id", None)
        if own_id is None:
            rest = {"kind": kind, "props": {name: inner for name, (inner, _) in encoded.items()}}
            return rest, [key for _, ids in encoded.values() for key in ids]
        key = str(stringify_id(own_id))
        parts[key] = Part(
            own_id,
            value,
            {name: _digest(inner) for name, (inner, _) in encoded.items()},
            {name: ids for name, (_, ids) in encoded.items()},
        )
        return {"kind": kind, "id": key}, [key]
    if isinstance(value, dict):
        pairs = {str(name): _encode(item, parts) for name, item in value.items()}
        return {name: inner for name, (inner, _) in pairs.items()}, [k for _, ids in pairs.values() for k in ids]
    if isinstance(value, list | tuple):
        items = [_encode(item, parts) for item in value]
        return [inner for inner, _ in items], [key for _, ids in items for key in ids]
    return value, []


def _digest(value: Any) -> str:
    text = json.dumps(value, default=str, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
