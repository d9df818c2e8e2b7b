"""Yearly average exchange rates, for comparing an amount with a party's revenue in US dollars.

Sources. 2021 to 2023: Federal Reserve, "Foreign Exchange Rates, G.5A Annual" of 1 February 2024
(https://www.federalreserve.gov/releases/g5a/20240201); rates that it gives in dollars per unit are inverted. The
dirham and the riyal are pegged to the dollar at 3.6725 and 3.75. 2024: entered from memory of the US Internal
Revenue Service's "Yearly average currency exchange rates", which was not at hand to compare; each lies within 5 % of
the average of June 2024 in the Federal Reserve's monthly G.5 of 1 July 2024
(http://federalreserve.gov/Releases/G5/current/default.htm). The rubric's cuts are a factor of four or more apart, so a
yearly average is fine enough; a year that isn't listed takes the nearest one.
"""

from __future__ import annotations

PER_USD: dict[int, dict[str, float]] = {
    2021: {
        "AED": 3.672, "AUD": 1.331, "BRL": 5.396, "CAD": 1.253, "CHF": 0.9144, "CNY": 6.451, "DKK": 6.29,
        "EUR": 0.8453, "GBP": 0.7265, "HKD": 7.773, "INR": 73.94, "JPY": 109.84, "KRW": 1144.89, "NOK": 8.595,
        "SAR": 3.75, "SEK": 8.581, "SGD": 1.344, "TWD": 27.94,
    },
    2022: {
        "AED": 3.672, "AUD": 1.439, "BRL": 5.16, "CAD": 1.301, "CHF": 0.955, "CNY": 6.729, "DKK": 7.079,
        "EUR": 0.9493, "GBP": 0.8083, "HKD": 7.831, "INR": 78.58, "JPY": 131.46, "KRW": 1291.78, "NOK": 9.614,
        "SAR": 3.75, "SEK": 10.12, "SGD": 1.379, "TWD": 29.80,
    },
    2023: {
        "AED": 3.672, "AUD": 1.505, "BRL": 4.995, "CAD": 1.349, "CHF": 0.8984, "CNY": 7.081, "DKK": 6.89,
        "EUR": 0.9245, "GBP": 0.8039, "HKD": 7.829, "INR": 82.57, "JPY": 140.50, "KRW": 1306.76, "NOK": 10.57,
        "SAR": 3.75, "SEK": 10.61, "SGD": 1.343, "TWD": 31.15,
    },
    2024: {
        "AED": 3.673, "AUD": 1.516, "BRL": 5.392, "CAD": 1.37, "CHF": 0.881, "CNY": 7.189, "DKK": 6.896,
        "EUR": 0.924, "GBP": 0.783, "HKD": 7.803, "INR": 83.68, "JPY": 151.35, "KRW": 1363.38, "NOK": 10.76,
        "SAR": 3.752, "SEK": 10.58, "SGD": 1.336, "TWD": 32.12,
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
