"""Change only what differs: so that a picture stays while its successor comes, and a control keeps the focus.

The browser throws away and mounts anew whatever a callback returns as children. So the router keeps, in the browser, a
short digest of every property of every component that has an id; after a change of the URL it sends only the
properties whose digest differs. A difference in a part without an id changes the nearest part round it that has one.
Nothing is kept on the server. Page authors get this by giving an id to what changes; cards, charts and controls have
one.

The walk that takes the digests also writes the page as plain data, which is then sent without asking each component
for each property that it might have.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from dataclasses import dataclass, field
from typing import Any

from dash.development.base_component import Component

Digests = dict[str, dict[str, str]]
"""Component id (as the browser writes it) → property → digest; "" stands for what lies outside all of them."""

SCALARS = (str, int, float, type(None))
WRITE_ID = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""As `dash._utils.stringify_id` writes an id that is no text."""


@dataclass
class Part:
    """One component with an id: its properties as plain data, their digests, and the ids that lie inside of each."""

    id: Any
    props: dict[str, Any]
    digests: dict[str, str] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outline:
    """A page, encoded once for both of its uses: what to remember of it, and what to send.

    Attributes:
        page: the page as plain data, in the form that Dash sends components in.
        shape: the digest of what lies outside all parts.
        parts: by component id as the browser writes it, inner parts before those round them.
    """

    page: Any
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
                values = {name: part.props[name] for name in names} | dict.fromkeys(gone)
                settings.append((part.id, values))
        return settings


def outline(tree: Component) -> Outline:
    """Encode a page: every component with an id becomes a part of its own."""
    parts: dict[str, Part] = {}
    text, page = _walk(tree, parts, [])
    return Outline(page, _digest(text.encode()), parts)


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


def _property(name: str, value: Any, parts: dict[str, Part], inside: list[str]) -> tuple[bytes, Any]:
    """`_walk` of one property; a figure or the rows of a grid are data, which is written faster than walked through.

    Marshal refuses what isn't plain data, a component too. Its second version writes equal data as equal bytes.
    """
    if name != "children" and isinstance(value, dict | list):
        try:
            return marshal.dumps(value, 2), value
        except ValueError:
            pass
    text, plain = _walk(value, parts, inside)
    return text.encode(), plain


def _walk(value: Any, parts: dict[str, Part], inside: list[str]) -> tuple[str, Any]:
    """A text that stands for `value` in a digest, and `value` as plain data.

    Parts with an id are cut out of the text and registered, and their ids added to `inside`.
    """
    if isinstance(value, SCALARS):
        return repr(value), value
    if isinstance(value, list | tuple):
        items = [_walk(item, parts, inside) for item in value]
        return f"[{','.join([text for text, _ in items])}]", [plain for _, plain in items]
    if isinstance(value, dict):
        named = {name: _walk(item, parts, inside) for name, item in value.items()}
        text = ",".join([f"{name!r}:{text}" for name, (text, _) in named.items()])
        return f"{{{text}}}", {name: plain for name, (_, plain) in named.items()}
    return _component(value, parts, inside) if isinstance(value, Component) else (repr(str(value)), value)


def _component(component: Component, parts: dict[str, Part], inside: list[str]) -> tuple[str, Any]:
    known: Any = component  # its class sets these
    props: dict[str, Any] = {}
    plain = {"props": props, "type": known._type, "namespace": known._namespace}
    kind = f"{known._namespace}.{known._type}"
    own_id = getattr(component, "id", None)
    if own_id is None:
        texts = []
        for name, prop in properties(component):
            written, props[name] = _property(name, prop, parts, inside)
            texts.append(f"{name}={written!r}")
        return f"{kind}({','.join(texts)})", plain
    key = own_id if isinstance(own_id, str) else WRITE_ID(own_id)
    part = Part(own_id, props)
    for name, prop in properties(component):
        if name == "id":
            props[name] = prop
            continue
        within = part.inside[name] = []
        written, props[name] = _property(name, prop, parts, within)
        part.digests[name] = _digest(written)
    parts[key] = part  # after those inside it
    inside.append(key)
    return f"{kind}#{key}", plain


def properties(component: Component) -> list[tuple[str, Any]]:
    """The properties that were set, as `to_plotly_json` lists them, without asking for each that wasn't."""
    return [(name, value) for name, value in vars(component).items() if not name.startswith(("_", "available_"))]


def _digest(written: bytes) -> str:
    return hashlib.blake2b(written, digest_size=6).hexdigest()
