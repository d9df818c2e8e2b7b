"""From the warehouse's tables to those of the index: each beat's facts and inputs, and every measure of the registry.

The measures are looped over as the registry lists them; adding one adds its table and its SQL comments without a change
here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime

import polars as pl
from threadpoolctl import threadpool_limits

from trends import measures
from trends.poll_holes import holes
from trends.settings import Settings
from warehouse import assemble, topics
from warehouse import beat as beats

MICRO = 1_000_000
AT_A_TIME = 2
TOPIC_VERSIONS = {"strict": 2 * topics.SALIENCE, "broad": topics.SALIENCE / 2}
"""Other readings of the headline topics, by the salience that makes a text be about one."""


def index_tables(
    tables: Mapping[str, pl.DataFrame], registered: Sequence[beats.Beat], *, as_of: date
) -> dict[str, pl.DataFrame]:
    """Returns every table of the registry, all beats together."""
    parts: dict[str, list[pl.DataFrame]] = {measure.table: [] for measure in measures.REGISTRY}
    told: list[pl.DataFrame] = []
    for beat in registered:
        polled = beat_polls(tables, beat)
        settings = Settings(
            beat_id=beat.id,
            topics=tuple(topic.id for topic in beat.topics),
            pair=beat.headline,
            frequency=beat.frequency,
            covered_through=beat.covered_through or reached(tables["article"], polled),
            as_of=as_of,
            half_life=beat.half_life,
            base=beat.base,
        )
        inputs = measures.prepare(
            story_facts(tables, beat.id, settings.covered_through),
            settings,
            holes(polled),
            articles=beat_articles(tables, beat.id, settings.covered_through),
            events=tables["event"].filter(pl.col("beat_id") == beat.id),
            mentions=beat_mentions(tables, beat.id),
            versions=topic_versions(tables, beat, settings.covered_through),
        )
        told.append(inputs.facts.select("beat_id", "story_id", "day", "topic_id"))
        for name, frame in computed(inputs).items():
            parts[name].append(frame)
    for name, between in measures.BETWEEN_BEATS.items():
        parts[name].append(between(pl.concat(told), pl.concat(parts["period"])))
    return {name: pl.concat(frames_) for name, frames_ in parts.items()}


def computed(inputs: measures.Inputs) -> dict[str, pl.DataFrame]:
    """Returns every table of the registry for one beat.

    Two at a time: measures are pure functions that spend most of their time in NumPy, SciPy and Polars, which run side
    by side. Those that start from another's result come last, so that they seldom wait for it. Their matrices are
    small: threads of the linear algebra library on top of these would only wait for each other.
    """
    queue = in_order()
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(AT_A_TIME) as pool:
        found = dict(zip((m.table for m in queue), pool.map(lambda m: inputs.once(m.compute), queue), strict=True))
    return {measure.table: found[measure.table] for measure in measures.REGISTRY}


def in_order() -> list[measures.Measure]:
    """Returns the registry, those last that start from another's result."""
    return sorted(measures.REGISTRY, key=lambda measure: measure.reads is not None)


def beat_polls(tables: Mapping[str, pl.DataFrame], beat: beats.Beat) -> pl.DataFrame:
    """Returns the polls that speak for a beat: those of its feeds, or all of them where it lists none."""
    polled = tables["poll"]
    urls = [feed.url for feed in beat.feeds]
    return polled.filter(pl.col("url").is_in(urls)) if urls else polled


def reached(articles: pl.DataFrame, polled: pl.DataFrame) -> date:
    """Returns the last day that coverage reaches: of the last publication, or of the last poll that succeeded."""
    moments = [articles["published_at"].max(), polled.filter("succeeded")["polled_at"].max()]
    days = [moment.date() for moment in moments if isinstance(moment, datetime)]
    return max(days)


def beat_articles(tables: Mapping[str, pl.DataFrame], beat_id: str, covered_through: date) -> pl.DataFrame:
    """Returns the articles of one beat's stories with outlet, owner and days; see `trends.frames.Articles`.

    A date known to its month alone is placed as in `story_facts`.
    """
    day, through = pl.col("published_at").dt.date(), pl.lit(covered_through)
    within = (pl.col("date_precision") == "month") & (day.dt.truncate("1mo") == through.dt.truncate("1mo"))
    return (
        tables["article"]
        .join(tables["story_beat"].filter(pl.col("beat_id") == beat_id).select("beat_id", "story_id"), on="story_id")
        .join(tables["outlet"].select("outlet_id", "owner"), on="outlet_id", how="left")
        .select(
            "beat_id",
            "article_id",
            "story_id",
            "outlet_id",
            "owner",
            day=pl.when(within).then(pl.min_horizontal(day, through)).otherwise(day),
            known_day=pl.col("known_at").dt.date(),
        )
    )


def beat_mentions(tables: Mapping[str, pl.DataFrame], beat_id: str) -> pl.DataFrame:
    """Returns who is named in one beat's stories; see `trends.frames.Mentions`."""
    members = tables["story_beat"].filter(pl.col("beat_id") == beat_id).select("beat_id", "story_id")
    named = tables["story_entity"].select("story_id", "entity_id", "sentiment_score")
    return members.join(named, on="story_id").sort("entity_id", "story_id")


def topic_versions(
    tables: Mapping[str, pl.DataFrame], beat: beats.Beat, covered_through: date
) -> dict[str, pl.DataFrame]:
    """Returns the facts of one beat with its headline topics read more strictly and more broadly, by name."""
    groups = assemble.representatives(tables["article"])
    headline = replace(beat, topics=tuple(topic for topic in beat.topics if topic.id in beat.headline))
    return {
        name: story_facts(
            {**tables, "story_topic": assemble.story_topics(groups, headline, salience=salience)},
            beat.id,
            covered_through,
        )
        for name, salience in TOPIC_VERSIONS.items()
    }


def story_facts(tables: Mapping[str, pl.DataFrame], beat_id: str, covered_through: date) -> pl.DataFrame:
    """Returns the flat facts of one beat: a row a story and topic, one row for a story without a topic.

    A date that is known to its month alone stands on the 15th. Where coverage ends earlier in that month, the story is
    placed on the last covered day, since it was collected within coverage.
    """
    day, through = pl.col("first_published_at").dt.date(), pl.lit(covered_through)
    month_only = (
        tables["article"]
        .group_by("story_id")
        .agg(month_only=pl.col("date_precision").sort_by("published_at").first() == "month")
    )
    within = pl.col("month_only") & (day.dt.truncate("1mo") == through.dt.truncate("1mo"))
    stories = (
        tables["story"]
        .join(month_only, on="story_id")
        .select(
            "story_id",
            "impact",
            "sentiment_score",
            "sentiment_tier",
            day=pl.when(within).then(pl.min_horizontal(day, through)).otherwise(day),
            verified_in_14_days="verified",
        )
    )
    own = tables["topic"].filter(pl.col("beat_id") == beat_id)["topic_id"]
    weights = (
        tables["story_topic"]
        .filter(pl.col("topic_id").is_in(own.implode()))
        .select("story_id", "topic_id", weight=(pl.col("weight") * MICRO).round().cast(pl.Int64))
    )
    members = tables["story_beat"].filter(pl.col("beat_id") == beat_id).select("beat_id", "story_id")
    return (
        members.join(stories, on="story_id")
        .join(weights, on="story_id", how="left")
        .select(
            "beat_id",
            "story_id",
            "day",
            "topic_id",
            "weight",
            "impact",
            "sentiment_score",
            "sentiment_tier",
            "verified_in_14_days",
        )
        .sort("day", "story_id", "topic_id")
    )


def facts(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Returns the flat facts of every beat of a release, each up to the end of its coverage."""
    last = tables["article"]["published_at"].dt.date().max()
    reach = tables["beat"].select("beat_id", pl.col("covered_through").fill_null(pl.lit(last, pl.Date)))
    return pl.concat([story_facts(tables, beat_id, through) for beat_id, through in reach.sort("beat_id").iter_rows()])
