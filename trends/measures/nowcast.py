"""Nowcast: what the open period will hold, from the part of earlier periods that was known at the same age.

    nowcast = c + (c+½)(1−f)/f;   variance = φ(c+½)(1−f)/f² + ((c+½)/f · se(f)/f)²      (c: known so far)

f, its error and φ come from the reporting triangle (triangle.py). What is still missing of the beat is shared out to
its topics in nowcast_share.py.

Editorial decisions:

- The interval is a shifted gamma for what is still missing, with that mean and variance: it can't fall below what is
  already known, and it is skewed as counts are.
- A topic's completeness is the beat's: topics differ less in their delays than one topic's few stories scatter.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from trends.frames import Nowcast, checked
from trends.measures.inputs import Inputs
from trends.measures.nowcast_share import Open, count_nowcast, from_known, known_of, share_nowcast
from trends.measures.triangle import LEVEL, Completion, Triangle, missing, triangle, why_not

COUNTS = ("nowcast", "low", "high")
SHARES = ("share", "share_low", "share_high")


def nowcast(known: float, at: Completion, level: float = LEVEL) -> tuple[float, float, float]:
    """Final count with its interval, from what is known and how complete that usually is.

    Returns:
        nowcast, low, high; all equal to `known` where f is 1.
    """
    value, low, high = from_known(np.array([known]), *missing(np.array([known]), at), level)
    return float(value[0]), float(low[0]), float(high[0])


def table(inputs: Inputs) -> pl.DataFrame:
    """The nowcast table: `frames.Nowcast`, the beat and every topic in the open period of the beat's own frequency."""
    settings = inputs.settings
    seen = inputs.once(triangle)
    if seen is None:
        return Nowcast.create_empty()
    reason = why_not(seen.at)
    known, of_beat = seen.known[-1], float(seen.beat_known[-1, 0])
    said: list[dict[str, float | None]] = [{}] * (1 + len(known))
    if reason is None:
        whole = dict(zip(COUNTS, nowcast(of_beat, seen.at), strict=True))
        said = [dict(whole), *topics_said(inputs, seen)]
    rows = [
        {
            "beat_id": settings.beat_id, "frequency": settings.frequency, "period_start": seen.period_start,
            "topic_id": topic, "age_days": seen.age_days, "n_known": int(n), "completeness": seen.at.fraction,
            "n_past": seen.at.n_past, "note": reason, **dict.fromkeys((*COUNTS, *SHARES)), **values,
        }
        for topic, n, values in zip((None, *seen.topics), (of_beat, *known), said, strict=True)
    ]  # fmt: skip
    return checked(Nowcast, pl.DataFrame(rows, schema_overrides=Nowcast.create_empty().schema))


def topics_said(inputs: Inputs, seen: Triangle) -> list[dict[str, float | None]]:
    """Count and share of each topic, with their intervals; null before the beat's first story."""
    ones = np.ones((1, len(seen.topics)))
    known = (seen.known, seen.beat_known * ones)
    now, scatter = known_of(inputs, seen, known, (seen.final, seen.beat_final * ones))
    series = Open(now, scatter, *missing(now.whole, seen.at))
    values = np.column_stack([*count_nowcast(series), *share_nowcast(series)])
    return [
        {name: None if np.isnan(value) else float(value) for name, value in zip((*COUNTS, *SHARES), row, strict=True)}
        for row in values
    ]
