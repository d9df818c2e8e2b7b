"""Yearly average exchange rates, for comparing an amount with a party's revenue in US dollars.

Source: US Internal Revenue Service, "Yearly average currency exchange rates", units of foreign currency for one US
dollar (https://www.irs.gov/individuals/international-taxpayers/yearly-average-currency-exchange-rates). The
rubric's cuts are a factor of four or more apart, so a yearly average is fine enough; a year that isn't listed
takes the nearest one.
"""

from __future__ import annotations

PER_USD: dict[int, dict[str, float]] = {
    2022: {
        "AED": 3.673, "AUD": 1.442, "BRL": 5.165, "CAD": 1.301, "CHF": 0.955, "CNY": 6.730, "DKK": 7.077, "EUR": 0.951,
        "GBP": 0.811, "HKD": 7.831, "INR": 78.598, "JPY": 131.454, "KRW": 1291.729, "NOK": 9.619, "SAR": 3.755,
        "SEK": 10.122, "SGD": 1.379, "TWD": 29.813,
    },
    2023: {
        "AED": 3.673, "AUD": 1.506, "BRL": 4.994, "CAD": 1.350, "CHF": 0.899, "CNY": 7.075, "DKK": 6.890, "EUR": 0.924,
        "GBP": 0.804, "HKD": 7.829, "INR": 82.572, "JPY": 140.511, "KRW": 1306.686, "NOK": 10.564, "SAR": 3.752,
        "SEK": 10.613, "SGD": 1.343, "TWD": 31.160,
    },
    2024: {
        "AED": 3.673, "AUD": 1.516, "BRL": 5.392, "CAD": 1.370, "CHF": 0.881, "CNY": 7.189, "DKK": 6.896, "EUR": 0.924,
        "GBP": 0.783, "HKD": 7.803, "INR": 83.677, "JPY": 151.353, "KRW": 1363.375, "NOK": 10.756, "SAR": 3.752,
        "SEK": 10.577, "SGD": 1.336, "TWD": 32.117,
    },
}  # fmt: skip
"""Units of a currency (ISO 4217) that one US dollar bought, averaged over the year."""


def to_usd(value: float, currency: str, year: int | None = None) -> float | None:
    """`value` of `currency` in US dollars at the average of `year` (default: the newest listed), None if not listed."""
    if currency == "USD":
        return value
    newest = max(PER_USD)
    nearest = min(PER_USD, key=lambda listed: abs(listed - (year or newest)))
    rate = PER_USD[nearest].get(currency)
    return None if rate is None else value / rate
