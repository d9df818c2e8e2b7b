"""HTML attributes with a hyphen in their names, which Python's keywords can't carry."""

from __future__ import annotations

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """Keyword arguments for an HTML component: `aria_label="…"` becomes `aria-label`, `data_action` `data-action`."""
    return {name.replace("_", "-"): value for name, value in values.items()}
