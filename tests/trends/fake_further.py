"""Invented rows of the further measures for `fake_view`: robustness, tone, bursts, change points, event effects."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from trends.frames import (
    Burst,
    ChangePoint,
    ChangePointStory,
    EventEffect,
    LeadLag,
    Nowcast,
    OutletCoverage,
    PairNowcast,
    PanelIndex,
    Robustness,
    Tone,
    TopicImpact,
    TopicPairCrossover,
    checked,
)

NAMED: dict[str, Any] = {"beat_id": "ai_compute", "frequency": "quarter"}
Row = dict[str, Any]


def robustness() -> pl.DataFrame:
    """Inference leads surely but for the verified stories; one combination confirms the crossover."""
    rows: list[Row] = []

    def add(choice: str, value: str, share: float, p: float | None, *, crossed: bool = False, **more: Any) -> None:
        rows.append(
            NAMED
            | {
                "period_start": date(2026, 1, 1),
                "topic_a": "inference",
                "topic_b": "training",
                "choice": choice,
                "value": value,
                "share_a": share,
                "low": share - 0.08,
                "high": share + 0.07,
                "p_a_leads": p,
                "n_effective": 40.0,
                "threshold": 0.975,
                "crossed": crossed,
                "confirmed_at": date(2026, 1, 1) if crossed else None,
            }
            | more
        )

    add("default", "as published", 0.6, 0.99)
    add("weighting", "story", 0.6, 0.99)
    add("weighting", "impact", 0.57, 0.93)
    add("gate", "all", 0.6, 0.99)
    add("gate", "verified", 0.55, None)
    add("half_life", "2", 0.6, 0.99)
    add("half_life", "4", 0.58, 0.98)
    add("frequency", "quarter", 0.6, 0.99)
    add("frequency", "year", 0.51, 0.6, frequency="year", period_start=date(2025, 1, 1))
    add("topic_version", "usual", 0.6, 0.99)
    add("topic_version", "strict", 0.59, 0.93)
    add("without_owner", "Left <i>& Right</i> plc", 0.61, 0.99)
    for gate in ("all", "verified"):
        for weighting in ("story", "impact"):
            for half_life in ("2", "4"):
                here = (gate, weighting, half_life) == ("all", "impact", "4")
                p = None if gate == "verified" else 0.99 if weighting == "story" or here else 0.93
                add("combined", f"{gate}, {weighting}, {half_life}", 0.58, p, crossed=here)
    return checked(Robustness, pl.DataFrame(rows, schema_overrides=Robustness.create_empty().schema))


def tone(starts: list[date], topics: list[str | None]) -> pl.DataFrame:
    """Tone rises by a hundredth a quarter; the last quarter is open, the first thin."""
    rows = [
        NAMED
        | {
            "period_start": start,
            "topic_id": topic,
            "gate": gate,
            "n_stories": 10,
            "tone_raw": 0.01 * number + 0.1 * (-1) ** number,
            "tone": 0.01 * number,
            "low": 0.01 * number - 0.1,
            "high": 0.01 * number + 0.1,
            "tone_adjusted": 0.01 * number - 0.02,
            "n_effective": 25.0,
            "n_very_bearish": 1,
            "n_bearish": 2,
            "n_neutral": 3,
            "n_bullish": 3,
            "n_very_bullish": 1,
            "state": "thin" if number == 0 else "partial" if start == starts[-1] else "complete",
        }
        for topic in topics
        for gate in ("all", "verified")
        for number, start in enumerate(starts)
    ]
    return checked(Tone, pl.DataFrame(rows, schema_overrides=Tone.create_empty().schema))


def turns(told: pl.DataFrame, topics: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """One burst and one change point of inference in 2024 Q1, with three of that quarter's stories."""
    inside = (
        told.filter(pl.col("first_published_at").dt.date().is_between(date(2024, 1, 1), date(2024, 3, 31)))
        .join(topics.filter(topic_id="inference"), on="story_id", how="semi")
        .sort("first_published_at")["story_id"]
        .head(3)
        .to_list()
    )
    named = NAMED | {"topic_id": "inference"}
    burst = named | {"start": date(2024, 1, 1), "end": date(2024, 4, 1), "level": 1, "weight": 2.5, "n_stories": 9}
    change = named | {
        "period_start": date(2024, 1, 1),
        "share_before": 0.2,
        "share_after": 0.35,
        "change": 0.15,
        "n_before": 100,
        "n_after": 90,
    }
    explained = [
        named | {"period_start": date(2024, 1, 1), "rank": rank, "story_id": story, "contribution": 0.02 / rank}
        for rank, story in enumerate(inside, start=1)
    ]
    return {
        "burst": checked(Burst, pl.DataFrame([burst])),
        "change_point": checked(ChangePoint, pl.DataFrame([change])),
        "change_point_story": checked(ChangePointStory, pl.DataFrame(explained)),
    }


def effects() -> pl.DataFrame:
    """Three events: an effect outside the placebo band, one inside it, one without enough placebo dates."""
    rows = [
        NAMED
        | {
            "event_id": event,
            "event_date": day,
            "topic_id": "inference",
            "window": 3,
            "share_before": 0.2,
            "share_after": 0.3,
            "effect": effect,
            "low": None if p is None else -0.5,
            "high": None if p is None else 0.5,
            "p": p,
            "q": q,
            "n_placebos": 0 if p is None else 40,
        }
        for event, day, effect, p, q in (
            ("e1", date(2024, 3, 18), 0.8, 0.01, 0.04),
            ("e2", date(2025, 1, 20), -0.2, 0.6, 0.8),
            ("e3", date(2026, 3, 16), 0.1, None, None),
        )
    ]
    return checked(EventEffect, pl.DataFrame(rows, schema_overrides=EventEffect.create_empty().schema))


def impact(starts: list[date], topics: list[str | None]) -> pl.DataFrame:
    """Impact rises by a tenth a quarter; the last quarter is open, the first thin."""
    rows = [
        NAMED
        | {
            "period_start": start,
            "topic_id": topic,
            "gate": gate,
            "n_stories": 12,
            "n_action": 2,
            "impact_raw": 3.0 + 0.1 * number,
            "impact": 4.0 + 0.1 * number,
            "low": 3.5 + 0.1 * number,
            "high": 4.5 + 0.1 * number,
            "n_effective": 25.0,
            "state": "thin" if number == 0 else "partial" if start == starts[-1] else "complete",
        }
        for topic in topics
        for gate in ("all", "verified")
        for number, start in enumerate(starts)
    ]
    return checked(TopicImpact, pl.DataFrame(rows, schema_overrides=TopicImpact.create_empty().schema))


def panel(starts: list[date]) -> pl.DataFrame:
    """Inference doubles over the panel in all three weightings; power has too few outlets."""
    rows = [
        NAMED
        | {
            "period_start": start,
            "topic_id": topic,
            "weights": weights,
            "index": 80.0 + 5 * number + lift if topic == "inference" else None,
            "low": 70.0 + 5 * number if topic == "inference" else None,
            "high": 99.0 + 5 * number if topic == "inference" else None,
            "n_outlets": 4 if topic == "inference" else 0,
            "note": None if topic == "inference" else "Not estimable: no outlet has 12 periods in the base period.",
        }
        for topic in ("inference", "power")
        for weights, lift in (("equal", 0.0), ("volume", 2.0), ("pooled", 9.0))
        for number, start in enumerate(starts)
    ]
    return checked(PanelIndex, pl.DataFrame(rows, schema_overrides=PanelIndex.create_empty().schema))


def crossings() -> pl.DataFrame:
    """By quarter three pairs were looked at: one crossed for sure, one no surer than chance; by month none could be."""
    base = {
        "beat_id": "ai_compute", "frequency": "quarter", "gate": "all", "weighting": "story", "half_life": 2.0,
        "crossed": False, "start": None, "confirmed_at": None, "lower": None, "threshold": 0.95, "phi": 1.1,
        "n_calls": 14, "p_before": None, "p_after": None, "p_chance": None, "q": None,
    }  # fmt: skip
    sure = {"crossed": True, "start": date(2024, 1, 1), "confirmed_at": date(2024, 7, 1), "lower": date(2023, 4, 1),
            "p_before": 0.99, "p_after": 0.97, "p_chance": 0.001, "q": 0.006}  # fmt: skip
    unsure = {"crossed": True, "start": date(2025, 1, 1), "confirmed_at": date(2025, 7, 1), "p_before": 0.96,
              "p_after": 0.999, "p_chance": 0.02, "q": 1.0}  # fmt: skip
    found = {("power", "memory"): sure, ("agents", "power"): unsure}
    pairs = [("agents", "power"), ("memory", "power"), ("agents", "memory")]
    rows = [
        base | {"topic_a": a, "topic_b": b} | found.get((a, b), {}) for pair in pairs for a, b in (pair, pair[::-1])
    ]
    return checked(TopicPairCrossover, pl.DataFrame(rows, schema_overrides=TopicPairCrossover.create_empty().schema))


def nowcast(start: date) -> pl.DataFrame:
    """The open quarter will probably hold 24 stories, half of them about inference."""
    base = NAMED | {"period_start": start, "age_days": 76, "completeness": 0.7, "n_past": 16, "note": None}
    shares = {"share": None, "share_low": None, "share_high": None}
    beat = base | shares | {"topic_id": None, "n_known": 17, "nowcast": 24.0, "low": 20.0, "high": 31.0}
    own = {"topic_id": "inference", "n_known": 8, "nowcast": 12.0, "low": 9.0, "high": 17.0}
    topic = base | own | {"share": 0.517, "share_low": 0.4, "share_high": 0.62}
    return checked(Nowcast, pl.DataFrame([beat, topic], schema_overrides=Nowcast.create_empty().schema))


def pair_nowcast(start: date) -> pl.DataFrame:
    """Of the two of the headline inference will probably have 57 % in the open quarter."""
    row = NAMED | {"period_start": start, "age_days": 76, "note": None}
    there = row | {"topic_a": "inference", "topic_b": "training", "n_a": 8, "n_b": 6, "share_a": 0.57, "low": 0.41,
                   "high": 0.7}  # fmt: skip
    back = row | {"topic_a": "training", "topic_b": "inference", "n_a": 6, "n_b": 8, "share_a": 0.43, "low": 0.3,
                  "high": 0.59}  # fmt: skip
    return checked(PairNowcast, pl.DataFrame([there, back], schema_overrides=PairNowcast.create_empty().schema))


def coverage(starts: list[date]) -> pl.DataFrame:
    """Two outlets; the smaller one begins in the third quarter and is out in the sixth."""
    rows = [
        NAMED
        | {
            "period_start": start,
            "outlet_id": outlet,
            "n_articles": 0 if (outlet, number) in (("example.com", 5), ("example.org", 8)) else size,
            "expected": float(size),
            "state": "missing" if (outlet, number) == ("example.com", 5) else "complete",
        }
        for outlet, size in (("example.org", 9), ("example.com", 4))
        for number, start in enumerate(starts)
        if outlet == "example.org" or number >= 2
    ]
    return checked(OutletCoverage, pl.DataFrame(rows, schema_overrides=OutletCoverage.create_empty().schema))


def lead_lag() -> pl.DataFrame:
    """Memory surely moves a quarter before power; the other pair has nothing; outlets can't be compared."""
    common = NAMED | {"topic_id": None, "n_periods": 18, "note": None}
    rows = [
        common
        | {"kind": "topic", "series_a": "power", "series_b": "memory", "lag": -1, "correlation": 0.7,
           "low": 0.4, "high": 0.9, "p": 0.001, "q": 0.02},
        common
        | {"kind": "topic", "series_a": "agents", "series_b": "training", "lag": 0, "correlation": -0.3,
           "low": -0.6, "high": 0.1, "p": 0.4, "q": 0.6},
        common
        | {"kind": "outlet", "topic_id": "inference", "series_a": None, "series_b": None, "n_periods": None,
           "note": "Not estimable: no outlet has enough articles."},
    ]  # fmt: skip
    return checked(LeadLag, pl.DataFrame(rows, schema_overrides=LeadLag.create_empty().schema))
