"""Pictures small enough for a table cell, as geometry: the browser only draws what is computed here.

A cell's picture is a small SVG; its numbers are in the row beside it, so it needs no axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import Any

from trends.style import TIER_NAMES, TIERS


def sparkline(values: Sequence[float | None], *, width: float = 80, height: float = 22) -> dict[str, Any]:
    """A line from the series' own least to its greatest value; unknown values break it.

    Where there are more values than pixels, every second, third … is drawn, counted from the last.

    Returns:
        `path`, an SVG path, and `end`, the last known point as [x, y] or None.
    """
    known = [value for value in values if value is not None]
    if not known:
        return {"path": "", "end": None}
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    floor, rise = (height - 3, height - 6) if high > low else (height / 2, 0)
    parts: list[str] = []
    end: list[float] | None = None
    pen = "M"
    for index, x, written in _places(len(values), width):
        value = values[index]
        if value is None:
            pen = "M"
            continue
        y = round(floor - (value - low) / span * rise, 1)
        parts.append(f"{pen}{written} {y:g}")
        end, pen = [x, y], "L"
    return {"path": "".join(parts), "end": end}


@lru_cache(maxsize=32)
def _places(count: int, width: float) -> list[tuple[int, float, str]]:
    """Which of `count` values are drawn, where, and that as text: the same for every row of a table."""
    step = (width - 6) / max(1, count - 1)
    every = ceil(count / width)
    places = [(index, round(2 + index * step, 1)) for index in range((count - 1) % every, count, every)]
    return [(index, x, f"{x:g}") for index, x in places]


def interval_bar(
    value: float | None, low: float | None, high: float | None, *, scale: float, width: float = 76
) -> dict[str, float] | None:
    """An interval on a scale common to the column: `x`, `low`, `high` in pixels from 0 to `width`.

    Returns None where the value isn't known. `scale` is the share at the right end.
    """
    if value is None:
        return None

    def place(share: float | None) -> float:
        return round(min(1.0, max(0.0, (value if share is None else share) / scale)) * width, 1)

    return {"x": place(value), "low": place(low), "high": place(high)}


def tone_bar(counts: Mapping[str, int | None], *, width: float = 92) -> dict[str, Any] | None:
    """The five tiers side by side, from very bearish to very bullish.

    Returns:
        `parts`, a list of [tier, x, width], and `words` for the hover; None where no story has a tone.
    """
    numbers = {tier: counts.get(tier) or 0 for tier in TIERS}
    total = sum(numbers.values())
    if total == 0:
        return None
    parts, x = [], 0.0
    for tier, number in numbers.items():
        wide = number / total * width
        if number:
            parts.append([tier, round(x, 1), round(wide, 1)])
        x += wide
    words = ", ".join(f"{TIER_NAMES[tier].lower()} {number}" for tier, number in numbers.items() if number)
    return {"parts": parts, "words": words}
