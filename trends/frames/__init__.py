"""A typed contract for every frame that crosses a module border.

Editorial decisions:

- Every column says what it means and in which unit (`metadata`). Publish renders these as SQL comments and the
  glossary prints them, so they are written for a reader who has only the table in front of them.
- Fractions are Float64 and counts of stories Int64. Nothing is cast on the way: a cast would turn 0.5 into 0.
- A value that can't be estimated is null, never zero and never NaN.
- A period is named by its first day.
"""

from __future__ import annotations

from .columns import (
    ARCS,
    CHOICES,
    COMPARED,
    DIRECTIONS,
    FREQUENCIES,
    GATES,
    STATES,
    WEIGHTINGS,
    WEIGHTS,
    FrameError,
    about,
    beat_id,
    count,
    entity_id,
    fraction,
    frequency,
    gate,
    half_life,
    number,
    period_start,
    state,
    sum_,
    sum_or_null,
    topic_id,
    weighting,
    when,
)
from .contract import checked, meanings
from .entities import EntityArc, EntityPair, EntityPeriod
from .inputs import Articles, Events, Facts, Mentions, Outages, Period
from .outlets import OutletCoverage, PanelIndex
from .readings import Nowcast, PairNowcast, Robustness, Tone, TopicImpact
from .shares import (
    Crossover,
    Driver,
    PairShare,
    PairShareVariant,
    TopicMomentum,
    TopicPairCrossover,
    TopicPairShare,
    TopicShare,
    TopicShareVariant,
)
from .turns import Burst, ChangePoint, ChangePointStory, EventEffect, LeadLag

__all__ = [
    "ARCS",
    "CHOICES",
    "COMPARED",
    "DIRECTIONS",
    "FREQUENCIES",
    "GATES",
    "STATES",
    "WEIGHTINGS",
    "WEIGHTS",
    "Articles",
    "Burst",
    "ChangePoint",
    "ChangePointStory",
    "Crossover",
    "Driver",
    "EntityArc",
    "EntityPair",
    "EntityPeriod",
    "EventEffect",
    "Events",
    "Facts",
    "FrameError",
    "LeadLag",
    "Mentions",
    "Nowcast",
    "Outages",
    "OutletCoverage",
    "PairNowcast",
    "PairShare",
    "PairShareVariant",
    "PanelIndex",
    "Period",
    "Robustness",
    "Tone",
    "TopicImpact",
    "TopicMomentum",
    "TopicPairCrossover",
    "TopicPairShare",
    "TopicShare",
    "TopicShareVariant",
    "about",
    "beat_id",
    "checked",
    "count",
    "entity_id",
    "fraction",
    "frequency",
    "gate",
    "half_life",
    "meanings",
    "number",
    "period_start",
    "state",
    "sum_",
    "sum_or_null",
    "topic_id",
    "weighting",
    "when",
]
