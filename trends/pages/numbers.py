"""Amounts as a reader says them: value and unit of a key fact."""

from __future__ import annotations

from trends.style import MINUS, NBSP

_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
_SIGNS = {"percent": "%", "x": "×"}
_MONEY = frozenset(
    {"USD", "EUR", "GBP", "KRW", "CNY", "JPY", "TWD", "INR", "AUD", "CAD", "CHF", "HKD", "SGD", "BRL", "SEK"}
)


def quantity(value: float | None, unit: str | None) -> str:
    """A value with its unit: (6.5e9, "USD") → "USD 6.5 bn", (40, "percent") → "40 %", (30, "x") → "30 ×"; none → ""."""
    if value is None:
        return ""
    size, word = next(((scale, word) for scale, word in _SCALES if abs(value) >= scale), (1.0, ""))
    digits = f"{abs(value) / size:,.2f}".rstrip("0").rstrip(".").replace(",", "\u202f")
    number = (MINUS if value < 0 else "") + digits + (f"{NBSP}{word}" if word else "")
    if unit is None:
        return number
    if unit in _MONEY:
        return f"{unit}{NBSP}{number}"
    return f"{number}{NBSP}{_SIGNS.get(unit, unit)}"
