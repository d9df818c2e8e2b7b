"""The stories of a beat in memory, in order of first publication: what a page asks about some of them is then counted.

A change of the period, the gate or the topics asks for other sums of the same stories. Reading them all costs about as
much as one such sum by SQL, and each sum after that a tenth. Tests compare the sums with those of the cards' own SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends.pages.chart_sql import chart_sql
from trends.pages.choices import choices
from trends.pages.provider import View
from trends.style import TIERS

Vector = NDArray[np.float64]
Codes = NDArray[np.unsignedinteger[Any]]
Mask = NDArray[np.bool_]
Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class Stories:
    """Every story of a beat, and what each is about.

    Attributes:
        frame: the columns of `beat_stories.sql`, one row a story, in order of first publication.
        published: the day of first publication of each.
        day: the day on which the index counts it: one known to its month alone stands within coverage; NaT after that.
        impact: what it counts for where impact counts; 1 where it isn't known.
        tier: its tone, as a place in `trends.style.TIERS`.
        verified: whether it passes that gate.
        topics: topic id → code.
        story: for each topic of each story the number of the story, ascending.
        topic: the topic's code.
        weight: the topic's part of the story.
    """

    frame: pl.DataFrame
    published: Days
    day: Days
    impact: Vector
    tier: Codes
    verified: Mask
    topics: Mapping[str, int]
    story: Codes
    topic: Codes
    weight: Vector

    def passed(self, gate: str) -> Mask:
        """Which stories pass a gate."""
        return self.verified if gate == "verified" else np.ones_like(self.verified)

    def between(self, first_day: date, last_day: date) -> slice:
        """Stories first published from `first_day` to before `last_day`."""
        first, last = np.searchsorted(self.published, np.array([first_day, last_day], "datetime64[D]"))
        return slice(int(first), int(last))

    def rows(self, stories: slice) -> slice:
        """The topics of these stories: their places in `story`, `topic` and `weight`."""
        first, last = np.searchsorted(self.story, [stories.start, stories.stop])
        return slice(int(first), int(last))

    def amounts(self, topic_id: str, weighting: str, stories: slice) -> tuple[Vector, Mask]:
        """What each of these stories counts for in a topic, and whether it is about it."""
        rows = self.rows(stories)
        own = self.topic[rows] == self.topics[topic_id]
        place = self.story[rows][own] - stories.start
        about = np.zeros(stories.stop - stories.start, dtype=np.bool_)
        about[place] = True
        amount = about.astype(np.float64)
        if weighting == "attention":
            amount[place] = self.weight[rows][own].round(6)
        return (amount * self.impact[stories] if weighting == "impact" else amount), about


def stories(view: View, beat: str) -> Stories:
    """The stories of a beat; kept with the view."""
    return view.once(_read, beat)


def _read(view: View, beat: str) -> Stories:
    frame = view.sql(chart_sql("beat_stories", beat=beat).text)
    published = frame["first_published_at"].to_numpy().astype("datetime64[D]")
    topics = {topic_id: code for code, topic_id in enumerate(sorted(view.once(choices).topics[beat]))}
    numbered = frame.select("story_id").with_row_index("story")
    about = (
        view.sql(chart_sql("topics_of_stories").text)
        .with_columns(pl.col("topic_id").cast(pl.Enum(list(topics)), strict=False))
        .drop_nulls("topic_id")
        .join(numbered, on="story_id", maintain_order="right")
    )
    return Stories(
        frame,
        published,
        _placed(view, beat, frame["story_id"], published),
        frame["impact"].fill_null(1).cast(pl.Float64).to_numpy(),
        frame["sentiment_tier"].cast(pl.Enum(list(TIERS))).to_physical().to_numpy(),
        frame["verified"].to_numpy(),
        topics,
        about["story"].to_numpy(),
        about["topic_id"].to_physical().to_numpy(),
        about["weight"].to_numpy(),
    )


def _placed(view: View, beat: str, story_id: pl.Series, published: Days) -> Days:
    """The day on which the index counts each story, NaT for those after the end of coverage."""
    through = view.once(choices).beats[beat]["covered_through"]
    late = published > np.datetime64(through) if through is not None else np.zeros(len(published), dtype=np.bool_)
    if not late.any():
        return published
    known = view.sql(chart_sql("late", beat=beat).text)["story_id"].implode()
    placed = np.where(story_id.is_in(known).to_numpy(), np.datetime64(through, "D"), np.datetime64("NaT", "D"))
    return np.where(late, placed, published)
