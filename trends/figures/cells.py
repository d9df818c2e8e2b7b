"""Pictures small enough for a table cell, as geometry: the browser only draws what is computed here.

A cell's picture is a small SVG; its numbers are in the row beside it, so it needs no axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil, isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trends.style import TIER_NAMES, TIERS


def sparkline(values: Sequence[float | None], *, width: float = 80, height: float = 22) -> dict[str, Any]:
    """A line from the series' own least to its greatest value; unknown values break it.

    Where there are more values than pixels, every second, third … is drawn, counted from the last.

    Returns:
        `path`, an SVG path, and `end`, the last known point as [x, y] or None.
    """
    numbers = np.array(values, dtype=np.float64)  # None becomes NaN
    known = numbers[~np.isnan(numbers)]
    if not known.size:
        return {"path": "", "end": None}
    low, high = float(known.min()), float(known.max())
    floor, rise = (height - 3, height - 6) if high > low else (height / 2, 0)
    drawn, xs = _places(len(values), width)
    tenths = np.rint((floor - (numbers[drawn] - low) / ((high - low) or 1.0) * rise) * 10)
    parts: list[str] = []
    end: list[float] | None = None
    pen = "M"
    for x, y in zip(xs, tenths.tolist(), strict=True):
        if isnan(y):
            pen = "M"
            continue
        parts.append(f"{pen}{x} {_tenth(y)}")
        end, pen = [float(x), y / 10], "L"
    return {"path": "".join(parts), "end": end}


@lru_cache(maxsize=1024)
def _tenth(number: float) -> str:
    """A number of tenths as text, without a needless zero."""
    return f"{number / 10:g}"


@lru_cache(maxsize=32)
def _places(count: int, width: float) -> tuple[NDArray[np.int64], list[str]]:
    """Which of `count` values are drawn, and where, as text: the same for every row of a table."""
    step = (width - 6) / max(1, count - 1)
    every = ceil(count / width)
    drawn = range((count - 1) % every, count, every)
    return np.array(drawn, dtype=np.int64), [f"{round(2 + index * step, 1):g}" for index in drawn]


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
