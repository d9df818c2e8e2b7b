"""Amounts as a reader says them: value and unit of a key fact.

A release keeps power in MW, energy in MWh, memory in GB and speed in exaFLOPS, so that facts can be compared; a reader
is given the step of the unit in which texts say it: 3 GW and not 3,000 MW.
"""

from __future__ import annotations

import math

from trends.style import MINUS, NBSP

NARROW = "\u202f"
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
LARGEST = 1e18
"""From here on a number is written with its power of ten."""
_SIGNS = {"percent": "%", "x": "×"}
_MONEY = frozenset(
    {"USD", "EUR", "GBP", "KRW", "CNY", "JPY", "TWD", "INR", "AUD", "CAD", "CHF", "HKD", "SGD", "BRL", "SEK"}
)
_STEPS = {
    "MW": ((1e3, "GW"), (1.0, "MW"), (1e-3, "kW")),
    "MWh": ((1e6, "TWh"), (1e3, "GWh"), (1.0, "MWh"), (1e-3, "kWh")),
    "GB": ((1e3, "TB"), (1.0, "GB"), (1e-3, "MB")),
    "exaFLOPS": ((1.0, "exaFLOPS"), (1e-3, "petaFLOPS"), (1e-6, "teraFLOPS")),
}
"""Unit of a release → its steps, largest first, each with its size in that unit."""


def quantity(value: float | None, unit: str | None) -> str:
    """A value with its unit: (6.5e9, "USD") → "USD 6.5 bn", (3000, "MW") → "3 GW", (30, "x") → "30 ×"; none → ""."""
    if value is None:
        return ""
    if unit in _STEPS:
        step, unit = next((step for step in _STEPS[unit] if abs(value) >= step[0] * (1 - 1e-9)), _STEPS[unit][-1])
        value = value / step
    if abs(value) >= LARGEST:
        return f"{value:.3g}{NBSP}{unit or ''}".rstrip(NBSP)
    size, word = next(((scale, word) for scale, word in _SCALES if abs(value) >= scale), (1.0, ""))
    number = (MINUS if value < 0 else "") + _digits(abs(value) / size) + (f"{NBSP}{word}" if word else "")
    if unit is None:
        return number
    if unit in _MONEY:
        if not word and abs(value) >= 0.1 and "." in number:  # a price has its cents: 1.60, not 1.6
            number = f"{MINUS if value < 0 else ''}{abs(value):,.2f}".replace(",", NARROW)
        return f"{unit}{NBSP}{number}"
    return f"{number}{NBSP}{_SIGNS.get(unit, unit)}"


def _digits(value: float) -> str:
    """Two decimals at most; of a number below 0.1 the first two digits that aren't zero, so that none reads as 0."""
    decimals = 1 - math.floor(math.log10(value)) if 0 < value < 0.1 else 2
    text = f"{value:,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(",", NARROW)
