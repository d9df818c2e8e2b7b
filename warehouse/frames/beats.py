"""What a release is, and what its beats define: topics, entities, revenues, dated events."""

from __future__ import annotations

import dataframely as dy


class Release(dy.Schema):
    """What this file is: when it was sealed, what it knew, and the hashes by which it can be checked. One row."""

    release_id = dy.String(primary_key=True)
    as_of = dy.Datetime(time_unit="us")
    built_at = dy.Datetime(time_unit="us")
    number = dy.Int64()
    schema_version = dy.Int64()
    method_version = dy.String()
    beat_hash = dy.String()
    data_hash = dy.String()
    n_articles = dy.Int64()
    n_stories = dy.Int64()
    note = dy.String(nullable=True)


class Beat(dy.Schema):
    """A news beat: the question, the headline pair and the defaults of its index. One row a beat."""

    beat_id = dy.String(primary_key=True)
    name = dy.String()
    description = dy.String()
    topic_a = dy.String()
    topic_b = dy.String()
    base_start = dy.Date()
    base_end = dy.Date()
    frequency = dy.String()
    covered_through = dy.Date(nullable=True)
    corpus_note = dy.String(nullable=True)
    n_stories = dy.Int64()


class Topic(dy.Schema):
    """Topics of the beats, as defined when this release was built. One row a topic."""

    topic_id = dy.String(primary_key=True)
    beat_id = dy.String()
    name = dy.String()
    topic_group = dy.String()
    definition = dy.String()
    terms = dy.List(dy.String())
    version_hash = dy.String()


class Entity(dy.Schema):
    """Entities of the beats. One row an entity."""

    entity_id = dy.String(primary_key=True)
    name = dy.String()
    kind = dy.String()
    ticker = dy.String(nullable=True)
    aliases = dy.List(dy.String())
    annual_revenue_usd = dy.Float64(nullable=True)
    revenue_year = dy.Int64(nullable=True)
    revenue_source = dy.String(nullable=True)


class EntityRevenue(dy.Schema):
    """Annual revenue of the entities that publish one, by fiscal year. One row an entity and fiscal year."""

    entity_id = dy.String(primary_key=True)
    ended = dy.Date(primary_key=True)
    revenue_usd = dy.Float64()
    source = dy.String()


class Event(dy.Schema):
    """Dated events of a beat, for reading the charts. One row an event."""

    event_id = dy.String(primary_key=True)
    beat_id = dy.String()
    event_date = dy.Date()
    label = dy.String()
    source_url = dy.String(nullable=True)
    story_id = dy.String(nullable=True)
