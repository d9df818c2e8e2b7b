"""The columns that several contracts share, and the values they may hold."""

from __future__ import annotations

from typing import Any

import dataframely as dy

FREQUENCIES = ("day", "week", "month", "quarter", "year")
GATES = ("all", "verified")
WEIGHTINGS = ("story", "attention", "impact")
STATES = ("complete", "partial", "thin", "empty", "missing")
DIRECTIONS = ("rising", "falling", "steady")
WEIGHTS = ("equal", "volume", "pooled")
ARCS = ("sustained", "news_cycle", "recent", "undecided", "thin")
COMPARED = ("topic", "outlet", "owner", "beat")
CHOICES = ("default", "weighting", "gate", "half_life", "frequency", "topic_version", "without_owner", "combined")


class FrameError(ValueError):
    """A frame that breaks its contract; the message names the frame, the column and what was expected."""


def about(meaning: str, unit: str) -> dict[str, Any]:
    """Column metadata: what the column means, and its unit."""
    return {"meaning": meaning, "unit": unit}


def beat_id() -> dy.String:
    """The beat column of an index table."""
    return dy.String(metadata=about("Beat the row belongs to.", "id"))


def frequency() -> dy.String:
    """The frequency column of an index table."""
    return dy.String(
        check=lambda c: c.is_in(FREQUENCIES),
        metadata=about("Length of the period: day, week (from Monday), month, quarter or year.", "name"),
    )


def period_start() -> dy.Date:
    """The column that names a period."""
    return dy.Date(metadata=about("First day of the period; the period is named by it.", "date"))


def gate() -> dy.String:
    """Which stories are counted."""
    return dy.String(
        check=lambda c: c.is_in(GATES),
        metadata=about("Stories counted: all, or verified (two or more independent origins within 14 days).", "name"),
    )


def weighting() -> dy.String:
    """What a story counts for."""
    return dy.String(
        check=lambda c: c.is_in(WEIGHTINGS),
        metadata=about(
            "What a story counts for: story (1 in each topic it is about), attention (the part of the story that "
            "is about the topic), impact (its impact from 1 to 10 in each topic it is about).",
            "name",
        ),
    )


def topic_id(meaning: str = "Topic the row is about.") -> dy.String:
    """A topic column."""
    return dy.String(metadata=about(meaning, "id"))


def entity_id(meaning: str = "Entity the row is about.") -> dy.String:
    """An entity column."""
    return dy.String(metadata=about(meaning, "id"))


def state() -> dy.String:
    """How far a row can be believed."""
    return dy.String(
        check=lambda c: c.is_in(STATES),
        metadata=about(
            "complete; partial (the period is still open); thin (fewer than 20 effective stories); empty (covered, "
            "no story); missing (not covered). Only complete rows get a call.",
            "name",
        ),
    )


def count(meaning: str, unit: str = "stories") -> dy.Int64:
    """A whole number of stories."""
    return dy.Int64(min=0, metadata=about(meaning, unit))


def sum_(meaning: str, unit: str) -> dy.Float64:
    """A weighted sum, never negative."""
    return dy.Float64(min=0, metadata=about(meaning, unit))


def sum_or_null(meaning: str, unit: str) -> dy.Float64:
    """A sum, never negative; null where it can't be estimated."""
    return dy.Float64(nullable=True, min=0, metadata=about(meaning, unit))


def fraction(meaning: str, unit: str = "fraction, 0 to 1") -> dy.Float64:
    """A share or probability; null where it can't be estimated."""
    return dy.Float64(nullable=True, min=0, max=1, metadata=about(meaning, unit))


def number(meaning: str, unit: str) -> dy.Float64:
    """Any real number; null where it can't be estimated."""
    return dy.Float64(nullable=True, metadata=about(meaning, unit))


def half_life() -> dy.Float64:
    """The smoothing of a row."""
    return dy.Float64(
        min_exclusive=0,
        metadata=about("Half-life of the discounting: a story this old counts half.", "periods"),
    )


def when(meaning: str) -> dy.Date:
    """A period's first day, or null."""
    return dy.Date(nullable=True, metadata=about(meaning, "date"))
