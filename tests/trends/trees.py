"""Helpers to look into a component tree and a figure without a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
from dash.development.base_component import Component


def walk(value: Any) -> Iterator[Component]:
    if isinstance(value, Component):
        yield value
        for prop in value.to_plotly_json()["props"].values():
            yield from walk(prop)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from walk(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from walk(item)


def by_id(tree: Component, wanted: Any) -> Component:
    found = [item for item in walk(tree) if getattr(item, "id", None) == wanted]
    assert len(found) == 1, f"{len(found)} components have the id {wanted}"
    return found[0]


def slot(tree: Component, name: str) -> Component:
    return by_id(tree, {"type": "slot", "name": name})


def words(value: Any) -> str:
    """The text a reader sees, no-break spaces as plain ones."""
    if isinstance(value, Component):
        return words(getattr(value, "children", None))
    if isinstance(value, list | tuple):
        return "".join(words(item) for item in value)
    return "" if value is None else str(value).replace("\u00a0", " ")


def numbers(array: Any) -> list[float | None]:
    """A typed array back as numbers, gaps as None."""
    values = np.frombuffer(base64.b64decode(array["bdata"]), dtype="<f8")
    return [None if np.isnan(value) else float(value) for value in values]


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in figure["data"] if item.get("name") == name)
