"""What was judged about a story in a few words: its tone, its impact, and how many independent voices it has.

Editorial decisions. "Single origin" is amber and verified is green, in words too, so that colour is never the only
sign. Where an owner isn't known the numbers of owners and origins are upper bounds and carry "≤"; one origin can't be
fewer, so it carries none. A date known to the month alone is written as a month.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dash.development.base_component import Component

from trends.pages import cards
from trends.style import NBSP, TIER_NAMES, day, plural, signed

Row = Mapping[str, Any]

PARTS = (("impact_regulatory", "regulatory"), ("impact_financial", "financial"), ("impact_operational", "operational"))
ACTION_ITEM = 8
"""From this impact on, a story is an action item."""


def published(moment: date | datetime, precision: str | None) -> str:
    """A date as far as it is known: "18 Mar 2026", or "Mar 2026" where only the month is."""
    return f"{calendar.month_abbr[moment.month]} {moment.year}" if precision == "month" else day(moment)


def tier(row: Row) -> str:
    """The tone's tier with its score: "Bullish +0.46"."""
    return f"{TIER_NAMES.get(row['sentiment_tier'], row['sentiment_tier'])} {signed(row['sentiment_score'], digits=2)}"


def tier_kind(name: str) -> str:
    """The badge kind of a tier: good, bad or plain."""
    return "good" if name.endswith("bullish") else "bad" if name.endswith("bearish") else "plain"


def impact(row: Row) -> str:
    """Impact with its parts: "Impact 7 · financial 3, operational 2, regulatory unknown"."""
    known = sorted((-row[column], name) for column, name in PARTS if row[column] is not None)
    unknown = [f"{name} unknown" for column, name in PARTS if row[column] is None]
    parts = ", ".join([f"{name} {-points}" for points, name in known] + unknown)
    if not known:
        return f"Impact {row['impact']} · nothing found to judge it by"
    action = ", action item" if row["impact"] >= ACTION_ITEM else ""
    return f"Impact {row['impact']}{action} · {parts}"


def bound(count: int, exact: bool) -> str:
    """The sign before a count that may be too high: "≤" unless it is exact or 1."""
    return "" if exact or count <= 1 else f"≤{NBSP}"


def voices(row: Row) -> tuple[str, str]:
    """How many voices a story has, in words, and the badge kind: amber for one, good where verified.

    Verified means two or more origins within 14 days; origins that came later make a story neither.
    """
    sign = bound(row["n_origins"], row["owners_known"])
    if row["n_origins"] == 1:
        return "single origin", "amber"
    words = f"{sign}{plural(row['n_origins'], 'origin')}"
    return (f"verified by {words}", "good") if row["verified"] else (f"{words}, not within 14 days", "plain")


def counts(row: Row) -> str:
    """The other three counts: "2 articles, 2 outlets, ≤ 2 owners"."""
    owners = bound(row["n_owners"], row["owners_known"]) + plural(row["n_owners"], "owner")
    return f"{plural(row['n_articles'], 'article')}, {plural(row['n_outlets'], 'outlet')}, {owners}"


def sources(row: Row) -> str:
    """The short form of a list: "7 articles · ≤ 6 origins"."""
    origins = "single origin" if row["n_origins"] == 1 else voices({**row, "verified": False})[0].split(",")[0]
    return f"{plural(row['n_articles'], 'article')} · {origins}"


def span(row: Row) -> str:
    """From first to last publication: "26 Feb – 9 Mar 2026", "25–26 Nov 2025", or the one day."""
    first, last = row["first_published_at"].date(), row["last_published_at"].date()
    if first == last or row.get("date_precision") == "month":
        return published(first, row.get("date_precision"))
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    start = day(first).rsplit(" ", 1)[0] if first.year == last.year else day(first)
    return f"{start} – {day(last)}"


def category(name: str) -> str:
    """A topic group as a reader reads it."""
    return name.replace("_", " ").capitalize()


def story_badges(row: Row) -> list[Component]:
    """The badge line of a story's page."""
    words, kind = voices(row)
    return [
        cards.badge(category(row["category"]), title="Category: the group of its heaviest topic"),
        cards.badge(
            cards.why(tier(row), "Tone of the text on a scale from −1 to +1, from a model of finance headlines."),
            tier_kind(row["sentiment_tier"]),
        ),
        cards.badge(
            cards.why(impact(row), "Consequence from 1 to 10, by rubric, from facts the story states. See below."),
            "amber" if row["impact"] >= ACTION_ITEM else "plain",
        ),
        cards.badge(cards.why(f"{words[:1].upper()}{words[1:]} · {counts(row)}", _why_voices(row)), kind),
        cards.badge(span(row)),
    ]


def _why_voices(row: Row) -> str:
    text = "An origin is one independent voice: same owner, same credit and near-copies count once."
    if not row["owners_known"]:
        text += " Some owners aren’t known, so there may be fewer (≤)."
    return text
