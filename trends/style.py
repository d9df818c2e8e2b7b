"""How the dashboard looks: colour tokens for light and dark, typefaces, and how numbers and periods are written.

Editorial decisions. Paper is calm, one accent marks each side of the headline pair, everything else is grey. A token
that colours small text reaches 4.5:1 on paper and on cards (a test computes it); where an accent is too light for
that, a darker twin (`side_a_text`, `side_b_text`) writes the words. The tokens live here alone: pages receive them as
CSS variables (`css_variables`), figures as a `Theme`, so a chart and the page round it can't disagree.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'
SERIF = '"Iowan Old Style", "Palatino Linotype", Charter, "Liberation Serif", Georgia, serif'
MONO = 'ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace'

NBSP = "\u00a0"
MINUS = "−"
UNKNOWN = "–"
SURE = 0.95
"""From this probability on a lead is called sure, in words and in pictures."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colour tokens, each a CSS hex colour."""

    name: str
    paper: str
    card: str
    ink: str
    muted: str
    hairline: str
    side_a: str
    side_b: str
    side_a_text: str
    side_b_text: str
    strip: str
    up: str
    down: str
    amber: str

    def turned(self) -> Theme:
        """The same colours with the two sides' accents exchanged."""
        return replace(
            self,
            side_a=self.side_b,
            side_b=self.side_a,
            side_a_text=self.side_b_text,
            side_b_text=self.side_a_text,
        )


LIGHT = Theme(
    name="light",
    paper="#fbfaf7",
    card="#ffffff",
    ink="#1b1f24",
    muted="#626b73",
    hairline="#e4e2dc",
    side_a="#0b6e99",
    side_b="#c4622d",
    side_a_text="#0b6e99",
    side_b_text="#a64d1c",
    strip="#ece9e2",
    up="#2a7f62",
    down="#b3413a",
    amber="#96590a",
)
DARK = Theme(
    name="dark",
    paper="#14171a",
    card="#1b1f23",
    ink="#e8e6e1",
    muted="#98a1a8",
    hairline="#2c3238",
    side_a="#5cb8e0",
    side_b="#f0935c",
    side_a_text="#5cb8e0",
    side_b_text="#f0935c",
    strip="#2a2f34",
    up="#62c29d",
    down="#e5837c",
    amber="#e0b15c",
)
THEMES = {"light": LIGHT, "dark": DARK}

TIERS = ("very_bearish", "bearish", "neutral", "bullish", "very_bullish")
TIER_NAMES = {
    "very_bearish": "Very bearish",
    "bearish": "Bearish",
    "neutral": "Neutral",
    "bullish": "Bullish",
    "very_bullish": "Very bullish",
}
DIRECTION_SIGNS = {"rising": "▲", "falling": "▼", "steady": "–"}


def tier_colours(theme: Theme) -> dict[str, str]:
    """Five colours from bearish to bullish, the middle one grey: tier → hex."""
    return {
        "very_bearish": theme.down,
        "bearish": mix(theme.down, theme.card, 0.55),
        "neutral": theme.strip,
        "bullish": mix(theme.up, theme.card, 0.5),
        "very_bullish": theme.up,
    }


def topic_colour(theme: Theme, topic_id: str, pair: tuple[str, str]) -> str:
    """The colour a topic keeps on every page: the accent of its side of the headline pair, else grey."""
    return {pair[0]: theme.side_a, pair[1]: theme.side_b}.get(topic_id, theme.muted)


def css_variables() -> str:
    """The tokens as a style sheet: light on the root, dark where the page's colour scheme is dark."""

    def block(theme: Theme) -> str:
        lines = [f"--{key.replace('_', '-')}: {value};" for key, value in asdict(theme).items() if key != "name"]
        tiers = [f"--tier-{key.replace('_', '-')}: {value};" for key, value in tier_colours(theme).items()]
        return " ".join([*lines, *tiers, f"color-scheme: {theme.name};"])

    fonts = f"--sans: {SANS}; --serif: {SERIF}; --mono: {MONO};"
    return f':root {{ {fonts} {block(LIGHT)} }}\n:root[data-mantine-color-scheme="dark"] {{ {block(DARK)} }}'


def mix(colour: str, other: str, part: float) -> str:
    """Blend two hex colours; `part` is the share of the first, 0 to 1."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(part * a + (1 - part) * b):02x}" for a, b in pairs)


def rgba(colour: str, alpha: float) -> str:
    """A hex colour with an opacity, as CSS `rgba(...)`."""
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


@lru_cache(maxsize=1024)
def contrast(foreground: str, background: str) -> float:
    """Contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(foreground), _luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def percent(value: float | None, *, digits: int = 0) -> str:
    """A share as a percentage with a no-break space: 0.583 → "58 %"; unknown → "–"."""
    return UNKNOWN if value is None else f"{100 * value:.{digits}f}{NBSP}%"


def interval(low: float | None, high: float | None) -> str:
    """An interval of shares in percentage points: "46–69"; unknown → ""."""
    return "" if low is None or high is None else f"{100 * low:.0f}–{100 * high:.0f}"


def probability(value: float | None) -> str:
    """A probability as statisticians write it: ".93"; never ".00" or "1.00" but "<.01" and ">.99"."""
    if value is None:
        return UNKNOWN
    if value < 0.005:
        return "<.01"
    if value > 0.995:
        return ">.99"
    return f"{value:.2f}".removeprefix("0")


def signed(value: float | None, *, digits: int = 1) -> str:
    """A number with its sign, the minus a real one: "+3.1", "−0.8"; a rounded zero has no sign."""
    if value is None:
        return UNKNOWN
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return ("+" if value > 0 else MINUS) + text


def whole(value: int | None) -> str:
    """A count with thousands separated by a narrow space: 1093 → "1 093"."""
    return UNKNOWN if value is None else f"{value:,}".replace(",", "\u202f")


def thin_spaced(text: str) -> str:
    """Prose from elsewhere with its thousands separated as on all pages: "1,093 articles" → "1 093 articles"."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "\u202f", text)


def in_sentence(name: str) -> str:
    """A topic's name inside a sentence: "Model launches" → "model launches"; "GPU clouds" stays as it is."""
    first = name.split(" ", 1)[0]
    return name if any(letter.isupper() for letter in first[1:]) else name[:1].lower() + name[1:]


def day(value: date | datetime | None) -> str:
    """A date in words: "18 Mar 2026"."""
    return UNKNOWN if value is None else f"{value.day} {calendar.month_abbr[value.month]} {value.year}"


@lru_cache(maxsize=4096)
def period_name(start: date, frequency: str) -> str:
    """A period's name from its first day: "2026 Q2", "Jun 2026", "2026", "week of 5 Jan 2026", "5 Jan 2026"."""
    match frequency:
        case "year":
            return str(start.year)
        case "quarter":
            return f"{start.year} Q{(start.month + 2) // 3}"
        case "month":
            return f"{calendar.month_abbr[start.month]} {start.year}"
        case "week":
            return f"week of {day(start)}"
        case _:
            return day(start)


def the_period(start: date, frequency: str) -> str:
    """A period's name inside a sentence, after "in" or "to": "the week of 5 Jan 2026", else as `period_name`."""
    name = period_name(start, frequency)
    return f"the {name}" if frequency == "week" else name


def period_end(start: date, frequency: str) -> date:
    """The first day after the period that begins on `start`."""
    match frequency:
        case "year":
            return date(start.year + 1, 1, 1)
        case "quarter" | "month":
            months = start.month - 1 + (3 if frequency == "quarter" else 1)
            return date(start.year + months // 12, months % 12 + 1, 1)
        case "week":
            return start + timedelta(days=7)
        case _:
            return start + timedelta(days=1)


def plural(count: float, noun: str, several: str | None = None) -> str:
    """A count with its noun: "1 story", "12 stories" (`several` defaults to the noun with an s)."""
    return f"{whole(int(count))}{NBSP}{noun if count == 1 else several or noun + 's'}"


def whose(name: str) -> str:
    """A name in the genitive: "Nvidia’s", "Meta Platforms’"."""
    return name + ("’" if name.endswith("s") else "’s")


@lru_cache(maxsize=1024)
def _channels(colour: str) -> tuple[int, int, int]:
    value = colour.removeprefix("#")
    return int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
