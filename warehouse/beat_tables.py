"""What the beats define, as public tables: beats, topics, entities and their revenues, outlets, dated events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from warehouse import frames
from warehouse.beat import Beat
from warehouse.outlets import Outlets


def beat_table(beats: Sequence[Beat], membership: pl.DataFrame) -> pl.DataFrame:
    """Returns the beat table."""
    sizes = dict(membership.group_by("beat_id").len().iter_rows())
    return pl.DataFrame(
        [
            {
                "beat_id": beat.id,
                "name": beat.name,
                "description": beat.description,
                "topic_a": beat.headline[0],
                "topic_b": beat.headline[1],
                "base_start": beat.base[0],
                "base_end": beat.base[1],
                "frequency": beat.frequency,
                "covered_through": beat.covered_through,
                "corpus_note": beat.corpus_note or None,
                "n_stories": sizes.get(beat.id, 0),
            }
            for beat in beats
        ],
        schema_overrides={"covered_through": pl.Date, "corpus_note": pl.String},
    )


def outlet_table(placed: pl.DataFrame, outlets: Outlets) -> pl.DataFrame:
    """Returns the outlets that occur, with what is known of them."""
    known = outlets.frame.select("name", "owner", outlet_id="domain", owner_evidence="evidence")
    return (
        placed.group_by("outlet_id").agg(n_articles=pl.len())
        .join(known, on="outlet_id", how="left")
        .with_columns(pl.coalesce("name", "outlet_id").alias("name"))
    )  # fmt: skip


def event_table(beats: Sequence[Beat], placed: pl.DataFrame) -> pl.DataFrame:
    """Returns the dated events of the beats, with the story that reports each where this release has it."""
    story_of: Mapping[str, str] = dict(placed.select("url", "story_id").iter_rows())
    rows = [
        {
            "event_id": f"{beat.id}.{event.id}",
            "beat_id": beat.id,
            "event_date": event.date,
            "label": event.label,
            "source_url": event.source_url,
            "story_id": story_of.get(event.source_url),
        }
        for beat in beats
        for event in beat.events
    ]
    return pl.DataFrame(rows, schema=frames.empty("event").schema, orient="row")


def topic_table(beats: Sequence[Beat]) -> pl.DataFrame:
    """Returns the topics of the beats as they are defined now."""
    rows = [
        {
            "topic_id": topic.id,
            "beat_id": beat.id,
            "name": topic.name,
            "topic_group": topic.group,
            "definition": topic.definition,
            "terms": [*topic.terms, *topic.weak],
            "version_hash": topic.version_hash,
        }
        for beat in beats
        for topic in beat.topics
    ]
    return pl.DataFrame(rows, schema=frames.empty("topic").schema, orient="row")


def revenue_table(beat: Beat) -> pl.DataFrame:
    """Returns entity_revenue: one row an entity and fiscal year."""
    rows = [
        {"entity_id": entity.id, "ended": year.ended, "revenue_usd": year.usd, "source": year.source}
        for entity in beat.entities
        for year in entity.revenues
    ]
    schema = {"entity_id": pl.String, "ended": pl.Date, "revenue_usd": pl.Float64, "source": pl.String}
    return pl.DataFrame(rows, schema=schema).sort("entity_id", "ended")


def entity_table(beat: Beat) -> pl.DataFrame:
    """Returns the entities."""
    rows = [
        {
            "entity_id": entity.id,
            "name": entity.name,
            "kind": entity.kind,
            "ticker": entity.ticker,
            "aliases": list(entity.aliases),
            "annual_revenue_usd": entity.annual_revenue_usd,
            "revenue_year": entity.revenue_year,
            "revenue_source": entity.revenue_source,
        }
        for entity in beat.entities
    ]
    return pl.DataFrame(rows, schema=frames.empty("entity").schema, orient="row")


def feed_table(beats: Sequence[Beat]) -> pl.DataFrame:
    """Returns the feeds that the beats list."""
    rows = [(beat.id, feed.id, feed.url) for beat in beats for feed in beat.feeds]
    return pl.DataFrame(rows, schema=frames.empty("feed").schema, orient="row")
