"""Change only what differs: so that a picture stays while its successor comes, and a control keeps the focus.

The browser throws away and mounts anew whatever a callback returns as children. So the router keeps, in the browser, a
short digest of every property of every component that has an id; after a change of the URL it sends only the
properties whose digest differs. A difference in a part without an id changes the nearest part round it that has one.
Nothing is kept on the server. Page authors get this by giving an id to what changes; cards, charts and controls have
one.
"""

from __future__ import annotations

import hashlib
import marshal
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
    return Outline(_digest(_text(tree, parts, []).encode()), parts)


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


def _property(name: str, value: Any, parts: dict[str, Part], inside: list[str]) -> bytes:
    """One property's outline; a figure or the rows of a grid are data, which is written out faster than walked through.

    Marshal refuses what isn't plain data, a component too. Its second version writes equal data as equal bytes.
    """
    if name != "children" and isinstance(value, dict | list):
        try:
            return marshal.dumps(value, 2)
        except ValueError:
            pass
    return _text(value, parts, inside).encode()


def _text(value: Any, parts: dict[str, Part], inside: list[str]) -> str:
    """An outline of `value`: parts with an id are cut out and registered, and their ids added to `inside`."""
    if isinstance(value, str | int | float | None):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{','.join([_text(item, parts, inside) for item in value])}]"
    if isinstance(value, dict):
        return f"{{{','.join([f'{name!r}:{_text(item, parts, inside)}' for name, item in value.items()])}}}"
    return _component(value, parts, inside) if isinstance(value, Component) else repr(str(value))


def _component(component: Component, parts: dict[str, Part], inside: list[str]) -> str:
    kind = f"{type(component).__module__}.{type(component).__qualname__}"
    own_id = getattr(component, "id", None)
    if own_id is None:
        props = [f"{name}={_property(name, prop, parts, inside)!r}" for name, prop in properties(component)]
        return f"{kind}({','.join(props)})"
    key = str(stringify_id(own_id))
    part = Part(own_id, component)
    for name, prop in properties(component):
        if name != "id":
            part.inside[name] = []
            part.digests[name] = _digest(_property(name, prop, parts, part.inside[name]))
    parts[key] = part  # after those inside it
    inside.append(key)
    return f"{kind}#{key}"


def properties(component: Component) -> list[tuple[str, Any]]:
    """The properties that were set, as `to_plotly_json` lists them, without asking for each that wasn't."""
    return [(name, value) for name, value in vars(component).items() if not name.startswith(("_", "available_"))]


def _digest(written: bytes) -> str:
    return hashlib.blake2b(written, digest_size=6).hexdigest()
