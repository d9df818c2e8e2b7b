"""How the revenue that impact is divided by is told: amount, fiscal year, source, and whether it was checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from trends.pages.numbers import NARROW, quantity
from trends.style import day

Row = Mapping[str, Any]
UNCHECKED = "unchecked"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


def amount(usd: float) -> str:
    """The revenue as a reader says it: "USD 130.5 bn"."""
    return quantity(usd, "USD")


def year_words(ended: date | None) -> str:
    """The fiscal year by its end: "year to 26 Jan 2025"; not known: "year not given"."""
    return "year not given" if ended is None else f"year to {day(ended)}"


def is_checked(source: str) -> bool:
    """Whether the figure was compared with a published table."""
    return UNCHECKED not in source.split(", ")


def source_words(source: str) -> str:
    """Where the figure is from, without the mark: "FY2024 20-F, unchecked" → "FY2024 20-F"."""
    kept = ", ".join(part for part in source.split(", ") if part != UNCHECKED)
    return _THOUSANDS.sub(NARROW, kept)
