"""What a release lets a reader choose from: its beats, their topics, and the periods and half-lives of each cut.

A sealed release never changes, so this is read once for a view and kept with it (`View.once`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from trends.pages.provider import View
from trends.style import period_name

OFFERED = """
SELECT DISTINCT beat_id, frequency, gate, weighting, half_life
FROM topic_share_variant
JOIN (SELECT beat_id, frequency, gate, max(period_start) AS period_start FROM period GROUP BY ALL)
  USING (beat_id, frequency, gate, period_start)
"""
"""Of the newest periods alone: every period has the same."""
KEYS = ("beat_id", "frequency", "gate")


@dataclass(frozen=True)
class Cut:
    """One beat by one period length, counting the stories that pass one gate.

    Attributes:
        periods: first days of all periods, in order.
        names: their names, by first day as an ISO date.
        missing: those of them that nothing covered.
        latest: the newest period that is closed; the newest of all where none is.
        weightings: the weightings that have shares.
        half_lives: those on offer, ascending, in periods.
    """

    periods: tuple[date, ...]
    names: Mapping[str, str]
    missing: frozenset[date]
    latest: date
    weightings: frozenset[str]
    half_lives: tuple[float, ...]


@dataclass(frozen=True)
class Choices:
    """All there is to choose from.

    Attributes:
        beats: beat id → its row in the table `beat`, in order of the ids.
        topics: beat id → topic id → name, in order of the names.
        cuts: (beat id, frequency, gate) → the cut; only those with periods.
        default_half_lives: (beat id, frequency) → what the crossover table states, in periods.
    """

    beats: Mapping[str, Mapping[str, Any]]
    topics: Mapping[str, Mapping[str, str]]
    cuts: Mapping[tuple[str, str, str], Cut]
    default_half_lives: Mapping[tuple[str, str], tuple[float, ...]]


def choices(view: View) -> Choices:
    """Read what a release offers; for `view.once`."""
    beats = {row["beat_id"]: row for row in view.frame("beat").sort("beat_id").to_dicts()}
    topics: dict[str, dict[str, str]] = {beat_id: {} for beat_id in beats}
    for beat_id, topic_id, name in view.frame("topic").sort("name").select("beat_id", "topic_id", "name").iter_rows():
        topics.setdefault(beat_id, {})[topic_id] = name
    stated = view.frame("crossover").group_by("beat_id", "frequency").agg(pl.col("half_life").unique().sort())
    defaults = {(beat_id, frequency): tuple(found) for beat_id, frequency, found in stated.iter_rows()}
    return Choices(beats, topics, _cuts(view), defaults)


def _cuts(view: View) -> dict[tuple[str, str, str], Cut]:
    offered = view.sql(OFFERED).group_by(KEYS).agg(pl.col("weighting", "half_life").unique())
    shares = {tuple(key): (frozenset(weightings), tuple(sorted(h))) for *key, weightings, h in offered.iter_rows()}
    spans = view.frame("period").sort("period_start").group_by(KEYS).agg("period_start", "state")
    cuts = {}
    for beat_id, frequency, gate, starts, states in spans.iter_rows():
        closed = [start for start, state in zip(starts, states, strict=True) if state not in ("partial", "missing")]
        cuts[beat_id, frequency, gate] = Cut(
            tuple(starts),
            {start.isoformat(): period_name(start, frequency) for start in starts},
            frozenset(start for start, state in zip(starts, states, strict=True) if state == "missing"),
            closed[-1] if closed else starts[-1],
            *shares.get((beat_id, frequency, gate), (frozenset(), ())),
        )
    return cuts
