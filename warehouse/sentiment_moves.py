"""What moved in a text, and which way: a rise of profit is not a rise of loss.

Decisions: a direction word is tied to the nearest thing within seven stems that can move; two neighbouring figures of
one kind set against each other ("to 13.1 mn from 8.7 mn") give a direction too; a change between profit and loss is
told by its own two patterns.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from warehouse.sentiment_words import stem, word_set

_UP = word_set(
    "rise risen rose up increase grow grew grown growth climb jump surge soar gain higher improve "
    "improvement advance rally rebound "
    "recover recovery double triple widen exceed boost lift raise leap leapt strengthen accelerate expand"
)
_DOWN = word_set(
    "fall fell fallen down decrease decline drop slip slide slid lower plunge sink sank tumble slump "
    "shrink shrank reduce cut weaken "
    "weaker lose lost ease dip narrow crash halve deteriorate worsen"
)
_WELCOME = word_set(
    "profit sale revenue earning income ebit ebitda margin turnover net order backlog dividend demand "
    "output production export "
    "volume share stock eps profitability cash capacity market subscriber customer passenger traffic "
    "booking delivery result"
)
_UNWELCOME = word_set(
    "loss cost debt expense expens unemployment inflation npa provision deficit charg charge tax default fraud risk"
)
_MEANINGS = {
    **dict.fromkeys(_WELCOME, "welcome"),
    **dict.fromkeys(_UNWELCOME, "unwelcome"),
    **dict.fromkeys(_DOWN, "down"),
    **dict.fromkeys(_UP, "up"),
}
_QUANTITY = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*(%|percent\b|per cent\b|thousand\b|mn\b|million\b|bn\b|billion\b|"
    r"m\b|cr\b|crore\b|lakh\b)?",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(
    r"^[^.;]{0,40}?\b(?:from|against|versus|vs|compared (?:with|to)|than)\b[^.;\d]{0,30}$", re.IGNORECASE
)
_LONGEST_BETWEEN = 84
"""Characters beyond which `_SET_AGAINST` can't match: 40, "compared with", 30 and a line's end."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALES = {
    "thousand": 1e3,
    "lakh": 1e5,
    "mn": 1e6,
    "million": 1e6,
    "m": 1e6,
    "cr": 1e7,
    "crore": 1e7,
    "bn": 1e9,
    "billion": 1e9,
}
_TO_PROFIT = re.compile(
    r"\bprofits?\b.{0,60}\b(?:from|against|compared (?:with|to)) (?:[\w-]+ ){0,4}loss", re.IGNORECASE
)
_TO_LOSS = re.compile(r"\bloss\b.{0,60}\b(?:from|against|compared (?:with|to)) (?:[\w-]+ ){0,4}profit", re.IGNORECASE)


def moves(text: str, stems: Sequence[str]) -> set[str]:
    """The move features of a cleaned text with these stems."""
    moved, things = [], []
    for place, found_stem in enumerate(stems):
        if meaning := _MEANINGS.get(found_stem):
            if meaning in ("up", "down"):
                moved.append((place, meaning))
            elif not (found_stem == "tax" and "before" in stems[place - 1 : place]):
                things.append((place, meaning))
    found: set[str] = set()
    for place, direction in moved:
        near = min(
            ((abs(place - i) + (i > place), thing) for i, thing in things if abs(place - i) <= 7),
            default=(0, "nothing"),
        )
        found |= {direction, f"{direction} {near[1]}"}
    for place, direction in _set_against(text):
        said = text[:place].lower().replace("before tax", "before ")  # earnings before taxes are no tax
        before = {stem(word) for word in re.findall(r"[a-z]+", said)[-8:]}
        found |= {f"pair {direction}", f"pair {direction} {'unwelcome' if before & _UNWELCOME else 'welcome'}"}
    if "loss" in stems and "profit" in stems:
        if _TO_PROFIT.search(text):
            found.add("loss to profit")
        if _TO_LOSS.search(text):
            found.add("profit to loss")
    found = found or {"no move"}
    if len(stems) > 5 and text.rstrip().endswith("."):
        found.add("sentence")
    return found


def _set_against(text: str) -> list[tuple[int, str]]:
    """Place and direction of every two neighbouring figures of one kind that a text compares."""
    quantities = [m for m in _QUANTITY.finditer(text) if not _YEAR.fullmatch(m[1])]
    found = []
    for left, right in itertools.pairwise(quantities):
        between = text[left.end() : right.start()]
        if len(between) > _LONGEST_BETWEEN or "." in between or ";" in between or not _SET_AGAINST.search(between):
            continue
        (a, kind_a), (b, kind_b) = _quantity(left), _quantity(right)
        if kind_a == kind_b and a != b:
            found.append((left.start(), "up" if a > b else "down"))
    return found


def _quantity(match: re.Match[str]) -> tuple[float, str]:
    unit = (match[2] or "").lower()
    kind = "share" if unit.startswith(("%", "per")) else "number"
    return float(match[1].replace(",", "")) * _SCALES.get(unit, 1.0), kind
