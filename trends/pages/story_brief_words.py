"""How a publisher's brief differs from our own judgement, in sentences.

Editorial decisions. A difference is stated in the publisher's terms first and then in ours, with no word on who is
right. A figure counts as another one only where the two sentences are the same but for their numbers; where they are
not, all that can be said is that ours has no such fact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from trends.pages import badges
from trends.style import NBSP, TIER_NAMES, TIERS, plural

Row = Mapping[str, Any]
PARTS = (("impact_regulatory", "regulatory"), ("impact_financial", "financial"), ("impact_operational", "operational"))
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_SPELLED = {1: "one", 2: "two", 3: "three", 4: "four"}


class Match(NamedTuple):
    """What ours has that goes with a sentence of theirs.

    Attributes:
        kind: same: the same sentence with the same figure; figure: another sentence with the same figure; other: the
            same sentence with another figure; none: neither.
        place: position among ours, None without one.
    """

    kind: Literal["same", "figure", "other", "none"]
    place: int | None


def tone_difference(row: Row) -> str:
    """Theirs against ours: "Tone: two tiers more bullish than ours (very bullish, ours neutral)."; none given: ""."""
    theirs, ours = row["sentiment_tier"], row["our_sentiment_tier"]
    if theirs not in TIERS or ours not in TIERS:
        return ""
    steps = TIERS.index(theirs) - TIERS.index(ours)
    if not steps:
        return f"Tone: {TIER_NAMES[theirs].lower()}, as ours."
    far = plural_word(abs(steps), "tier")
    way = "bullish" if steps > 0 else "bearish"
    pair = f"{TIER_NAMES[theirs].lower()}, ours {TIER_NAMES[ours].lower()}"
    return f"Tone: {far} more {way} than ours ({pair})."


def impact_difference(row: Row) -> str:
    """Theirs against ours, with the parts that differ: "Impact: 2 points above ours (9, ours 7)."; none given: ""."""
    if row["impact"] is None:
        return ""
    apart = [
        f"{name} {row[column]:g}, ours {'not known' if row['our_' + column] is None else row['our_' + column]}"
        for column, name in PARTS
        if row[column] is not None and row[column] != row["our_" + column]
    ]
    distance = row["impact"] - row["our_impact"]
    if not distance:
        return f"Impact: {row['impact']:g}, as ours" + (f", but {'; '.join(apart)}." if apart else ".")
    side = "above" if distance > 0 else "below"
    points = f"{abs(distance):g}{NBSP}point{'' if abs(distance) == 1 else 's'}"
    told = "; ".join([f"{row['impact']:g}, ours {row['our_impact']}", *apart])
    return f"Impact: {points} {side} ours ({told})."


def sources_difference(row: Row) -> str:
    """Their independent sources against our origins; where the numbers differ, what ours counts."""
    if row["verified_by"] is None:
        return ""
    sign = f"≤{NBSP}" if row["upper_bound"] else ""
    theirs = f"{sign}{plural(row['verified_by'], 'source')}"
    ours = f"{badges.bound(row['our_origins'], row['owners_known'])}{plural(row['our_origins'], 'origin')}"
    if row["verified_by"] == row["our_origins"]:
        return f"Verified by: {theirs}, as many as our {ours}."
    more = "more" if row["verified_by"] > row["our_origins"] else "fewer"
    rule = " We count one owner, one credit and near-copies as one voice." if more == "more" else ""
    return f"Verified by: {theirs}, {more} than our {ours}.{rule}"


def differences(row: Row) -> list[str]:
    """The sentences about tone, impact and sources; one that the publisher says nothing on is left out."""
    return [words for words in (tone_difference(row), impact_difference(row), sources_difference(row)) if words]


def plural_word(count: int, noun: str) -> str:
    """A small count in letters: "one tier", "two tiers"."""
    return f"{_SPELLED.get(count, count)} {noun}{'' if count == 1 else 's'}"


def sentence_match(text: str, ours: Sequence[str]) -> Match:
    """Where a takeaway of theirs stands among ours: the same words, or the same but for their numbers."""
    return fact_match({"text": text}, [{"sentence": sentence} for sentence in ours])


def fact_match(fact: Row, ours: Sequence[Row]) -> Match:
    """Which of our facts goes with one of theirs.

    Args:
        fact: as a brief gives it: text; value, value_high and unit where it has a figure.
        ours: rows with sentence; value, value_high and unit where they have a figure.
    """
    text, outline = _folded(fact["text"]), _outline(fact["text"])
    for place, row in enumerate(ours):
        if _outline(row["sentence"]) == outline:
            same = _folded(row["sentence"]) == text and (fact.get("value") is None or _same_figure(fact, row))
            return Match("same" if same else "other", place)
    for place, row in enumerate(ours):
        if fact.get("value") is not None and _same_figure(fact, row):
            return Match("figure", place)
    return Match("none", None)


def _same_figure(fact: Row, row: Row) -> bool:
    """Whether both give the same number, or the same range, in the same unit."""
    if fact.get("unit") != row.get("unit"):
        return False
    pairs = [(fact.get(key), row.get(key)) for key in ("value", "value_high")]
    return all(
        a is b is None or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9)) for a, b in pairs
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _outline(text: str) -> str:
    """The sentence with every number as 0: what two sentences share that differ in their figures alone."""
    return _NUMBER.sub("0", _folded(text))
