"""The panel index of every topic of a beat, as the release holds it.

Editorial decisions:

- At the beat's own frequency, and of closed periods alone: an open or missing one would look like an outage of all.
- The band of the lowest and highest index with one owner left out is computed for the headline topics.
- No base period, no rows. A panel that can't be formed gives null and says why: that is an answer, not an error.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import calendar, frames
from trends.measures.inputs import Inputs
from trends.measures.panel import Matrix, Panel, as_frame, cells_of
from trends.measures.panel_members import MIN_BASE_HITS, MIN_BASE_PERIODS, level_of, members_of, without_each

MISSING_BELOW = 0.2
NOT_ESTIMABLE = (
    "Not estimable: no outlet has {} periods and {} articles about the topic in the base period ({} to {}), as a panel "
    "needs."
)


def table(inputs: Inputs) -> pl.DataFrame:
    """The panel_index table: `frames.PanelIndex`, the beat's own frequency, every topic in all three weightings.

    No rows without a base period. A panel that can't be formed gives null and says why.
    """
    settings = inputs.settings
    base, frequency = settings.base, settings.frequency
    if base is None:
        return frames.PanelIndex.create_empty()
    shown = inputs.periods.filter((pl.col("frequency") == frequency) & (pl.col("gate") == "all"))
    open_ = shown.filter(pl.col("state").is_in(["partial", "missing"]))["period_start"]
    articles = inputs.articles.with_columns(period=calendar.start(pl.col("day"), frequency))
    panel = Panel.of(cells_of(_volumes(articles, open_), base), MISSING_BELOW)
    note = NOT_ESTIMABLE.format(MIN_BASE_PERIODS, MIN_BASE_HITS, *base)
    owner = _owners(articles, panel.outlets)
    rows = []
    spine = shown.select("period_start").sort("period_start")
    for topic, hits in _hits(inputs, articles, panel):
        about = panel.about(hits)
        for weights in ("equal", "volume", "pooled"):
            members = members_of(about, weights, True)
            level, n_outlets = level_of(about, members, weights, True)
            low = high = np.full(len(level), np.nan)
            if settings.pair and topic in settings.pair and len(members.place):
                inside = about.only(members.place)
                _, (low, _), (high, _) = without_each(inside, owner[members.place], weights, True)
            found = as_frame(about, index=level, low=low, high=high).with_columns(
                n_outlets=pl.Series(n_outlets, dtype=pl.Int64)
            )
            absent = note if not len(members.place) else "No outlet of the panel was seen in the period."
            rows.append(
                spine.join(found, left_on="period_start", right_on="period", how="left", maintain_order="left")
                .with_columns(
                    topic_id=pl.lit(topic), weights=pl.lit(weights), n_outlets=pl.col("n_outlets").fill_null(0),
                    note=pl.when(pl.col("index").is_null()).then(pl.lit(absent)),
                )
            )  # fmt: skip
    if not rows:
        return frames.PanelIndex.create_empty()
    named = pl.concat(rows).with_columns(beat_id=pl.lit(settings.beat_id), frequency=pl.lit(frequency))
    return frames.checked(frames.PanelIndex, named.sort("period_start", "topic_id", "weights"))


def _volumes(articles: pl.DataFrame, open_: pl.Series) -> pl.DataFrame:
    """period, outlet, hits (0), total of the periods that are not open."""
    return (
        articles.filter(~pl.col("period").is_in(open_.implode()))
        .group_by("period", outlet="outlet_id")
        .agg(total=pl.len(), hits=pl.lit(0))
    )


def _hits(inputs: Inputs, articles: pl.DataFrame, panel: Panel) -> Iterator[tuple[str, Matrix]]:
    """Every topic with its articles as periods × outlets."""
    about = inputs.facts.select("story_id", "topic_id").drop_nulls("topic_id")
    cells = articles.join(about, on="story_id").group_by("topic_id", "period", "outlet_id").len()
    cells = cells.filter(pl.col("period").is_in(panel.periods.implode()))
    by_topic = cells.partition_by("topic_id", as_dict=True)
    outlets = pl.Series(panel.outlets, dtype=pl.String)
    for topic in inputs.settings.topics:
        hits = np.zeros(panel.total.shape)
        rows = by_topic.get((topic,))
        if rows is not None:
            row, column = panel.periods.search_sorted(rows["period"]), outlets.search_sorted(rows["outlet_id"])
            hits[row.to_numpy(), column.to_numpy()] = rows["len"].to_numpy()
        yield topic, hits


def _owners(articles: pl.DataFrame, outlets: list[str]) -> NDArray[np.object_]:
    """Owner of each outlet; an outlet without one stands for itself."""
    known = dict(articles.select("outlet_id", "owner").drop_nulls().unique("outlet_id").iter_rows())
    return np.array([known.get(name, name) for name in outlets], dtype=object)
