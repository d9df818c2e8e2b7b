"""Contracts of the warehouse's own frames: one schema a public table, equal to `sql/release/<table>.sql`.

A schema is the type of a frame at the border of a module: `validate` refuses a frame that breaks it and names the rule.
The primary key is also the order in which a table is hashed (DESIGN: "rows by declared key").
"""

from __future__ import annotations

import dataframely as dy
import polars as pl


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


class Outlet(dy.Schema):
    """An outlet: one registrable domain, with the owner where that is known. One row a domain that occurs."""

    outlet_id = dy.String(primary_key=True)
    name = dy.String()
    owner = dy.String(nullable=True)
    owner_evidence = dy.String(nullable=True)
    n_articles = dy.Int64()


class Article(dy.Schema):
    """An article: one canonical URL, in the version first seen last by the as-of date. One row an article."""

    article_id = dy.String(primary_key=True)
    url = dy.String()
    outlet_id = dy.String()
    title = dy.String()
    summary = dy.String(nullable=True)
    author = dy.String(nullable=True)
    language = dy.String(nullable=True)
    published_at = dy.Datetime(time_unit="us")
    date_precision = dy.String()
    first_seen_at = dy.Datetime(time_unit="us")
    assumed_seen_at = dy.Datetime(nullable=True, time_unit="us")
    known_at = dy.Datetime(time_unit="us")
    known_basis = dy.String()
    credit = dy.String(nullable=True)
    version = dy.Int64()
    near_copy_id = dy.String()
    origin_id = dy.String()
    story_id = dy.String()


class OriginEdge(dy.Schema):
    """Why two articles of one story count as one voice. One row a pair and kind."""

    story_id = dy.String(primary_key=True)
    article_a = dy.String(primary_key=True)
    article_b = dy.String(primary_key=True)
    kind = dy.String(primary_key=True)
    evidence = dy.String()
    similarity = dy.Float64(nullable=True)


class Story(dy.Schema):
    """A story: the articles on one development, with what was judged about it. One row a story."""

    story_id = dy.String(primary_key=True)
    headline = dy.String()
    summary = dy.String(nullable=True)
    medoid_article_id = dy.String()
    first_published_at = dy.Datetime(time_unit="us")
    last_published_at = dy.Datetime(time_unit="us")
    n_articles = dy.Int64()
    n_outlets = dy.Int64()
    n_owners = dy.Int64()
    n_origins = dy.Int64()
    owners_known = dy.Bool()
    verified = dy.Bool()
    confidence = dy.Float64()
    sentiment_score = dy.Float64()
    sentiment_tier = dy.String()
    impact = dy.Int64()
    impact_regulatory = dy.Int64(nullable=True)
    impact_financial = dy.Int64(nullable=True)
    impact_operational = dy.Int64(nullable=True)
    impact_completeness = dy.Float64()
    impact_rationale = dy.String()
    rubric_version = dy.String()


class StoryAlias(dy.Schema):
    """An old story id that was merged into another. One row a retired id."""

    alias_id = dy.String(primary_key=True)
    story_id = dy.String()


class StoryBeat(dy.Schema):
    """Which stories belong to which beat, and their category there. One row a story and beat."""

    story_id = dy.String(primary_key=True)
    beat_id = dy.String(primary_key=True)
    category = dy.String()


class StoryTopic(dy.Schema):
    """What a story is about. One row a story and topic; weights and the unlisted rest sum to 1."""

    story_id = dy.String(primary_key=True)
    topic_id = dy.String(primary_key=True)
    weight = dy.Float64()
    evidence = dy.List(
        dy.Struct({"article_id": dy.String(), "start": dy.Int64(), "end": dy.Int64(), "text": dy.String()})
    )


class StoryEntity(dy.Schema):
    """Companies, agencies, people and products that a story names. One row a story and entity."""

    story_id = dy.String(primary_key=True)
    entity_id = dy.String(primary_key=True)
    n_mentions = dy.Int64()
    sentiment_score = dy.Float64()
    sentiment_tier = dy.String()
    direction = dy.String()


class StoryFact(dy.Schema):
    """Key facts: sentences with a figure, a date or a named commitment. One row a fact."""

    story_id = dy.String(primary_key=True)
    fact_no = dy.Int64(primary_key=True)
    sentence = dy.String()
    kind = dy.String()
    value = dy.Float64(nullable=True)
    unit = dy.String(nullable=True)
    fact_date = dy.Date(nullable=True)
    article_id = dy.String()
    start = dy.Int64()
    end = dy.Int64()
    value_high = dy.Float64(nullable=True)
    bound = dy.String(nullable=True)
    per_year = dy.Bool()
    fact_date_precision = dy.String(nullable=True)
    further_article_ids = dy.List(dy.String())


class StoryTakeaway(dy.Schema):
    """The sentences that say most of a story. One row a takeaway."""

    story_id = dy.String(primary_key=True)
    takeaway_no = dy.Int64(primary_key=True)
    sentence = dy.String()
    article_id = dy.String()


class StoryComparison(dy.Schema):
    """Two figures that a sentence of a story sets side by side. One row a pair."""

    story_id = dy.String(primary_key=True)
    row_no = dy.Int64(primary_key=True)
    subject_a = dy.String()
    subject_b = dy.String()
    aspect = dy.String()
    value_a = dy.Float64()
    value_b = dy.Float64()
    unit = dy.String()
    article_id = dy.String()
    start = dy.Int64()
    end = dy.Int64()


class StoryConflict(dy.Schema):
    """Figures on which the sources of a story differ, side by side and not averaged. One row a thing in dispute."""

    story_id = dy.String(primary_key=True)
    conflict_no = dy.Int64(primary_key=True)
    what = dy.String()
    unit = dy.String()
    values = dy.List(
        dy.Struct({"value": dy.Float64(), "article_id": dy.String(), "start": dy.Int64(), "end": dy.Int64()})
    )


class StoryLink(dy.Schema):
    """The same story in sibling beats. One row a story and other beat."""

    story_id = dy.String(primary_key=True)
    beat_id = dy.String(primary_key=True)
    other_beat_id = dy.String(primary_key=True)
    other_category = dy.String()


class StoryBrief(dy.Schema):
    """What other publishers say of a story and how they score it, beside our own judgement. One row a brief."""

    publisher = dy.String(primary_key=True)
    brief_id = dy.String(primary_key=True)
    story_id = dy.String(nullable=True)
    n_sources = dy.Int64()
    n_sources_in_story = dy.Int64()
    published_at = dy.Datetime(time_unit="us")
    headline = dy.String()
    summary = dy.String(nullable=True)
    beat = dy.String(nullable=True)
    categories = dy.List(dy.String())
    sentiment_tier = dy.String(nullable=True)
    sentiment_score = dy.Float64(nullable=True)
    impact = dy.Float64(nullable=True)
    impact_regulatory = dy.Float64(nullable=True)
    impact_financial = dy.Float64(nullable=True)
    impact_operational = dy.Float64(nullable=True)
    impact_completeness = dy.Float64(nullable=True)
    impact_rationale = dy.String(nullable=True)
    rubric_version = dy.String(nullable=True)
    verified_by = dy.Int64(nullable=True)
    upper_bound = dy.Bool(nullable=True)
    takeaways = dy.List(dy.String())
    facts = dy.List(
        dy.Struct(
            {
                "text": dy.String(),
                "kind": dy.String(nullable=True),
                "value": dy.Float64(nullable=True),
                "value_high": dy.Float64(nullable=True),
                "unit": dy.String(nullable=True),
                "date": dy.Date(nullable=True),
                "source": dy.String(nullable=True),
            }
        )
    )
    url = dy.String(nullable=True)
    source = dy.String()
    line = dy.Int64()
    first_seen_at = dy.Datetime(time_unit="us")
    known_at = dy.Datetime(time_unit="us")
    version = dy.Int64()
    brief = dy.String()


class StoryBriefSource(dy.Schema):
    """The articles that a brief rests on, and where this release has them. One row a brief and source."""

    publisher = dy.String(primary_key=True)
    brief_id = dy.String(primary_key=True)
    source_no = dy.Int64(primary_key=True)
    article_id = dy.String(nullable=True)
    story_id = dy.String(nullable=True)
    url = dy.String()
    outlet = dy.String()
    title = dy.String()


class Timeline(dy.Schema):
    """Earlier and later stories of the same thread. One row a story and related story."""

    story_id = dy.String(primary_key=True)
    position = dy.Int64(primary_key=True)
    other_story_id = dy.String()
    relation = dy.String()
    reason = dy.String()
    similarity = dy.Float64()
    published_at = dy.Datetime(time_unit="us")


class Event(dy.Schema):
    """Dated events of a beat, for reading the charts. One row an event."""

    event_id = dy.String(primary_key=True)
    beat_id = dy.String()
    event_date = dy.Date()
    label = dy.String()
    source_url = dy.String(nullable=True)
    story_id = dy.String(nullable=True)


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


class Quarantine(dy.Schema):
    """Input lines that were refused, with the reason; nothing is dropped silently. One row a refused line."""

    source = dy.String(primary_key=True)
    line = dy.Int64(primary_key=True)
    reason = dy.String()
    raw = dy.String(primary_key=True)
    refused_at = dy.Datetime(time_unit="us")


class Vintage(dy.Schema):
    """Every value of the index ever sealed here, with the release that first said so. One row a changed value."""

    table_name = dy.String(primary_key=True)
    beat_id = dy.String(primary_key=True)
    frequency = dy.String(primary_key=True)
    period_start = dy.Date(primary_key=True)
    key = dy.String(primary_key=True)
    value = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    known_at = dy.Datetime(time_unit="us")
    release_id = dy.String(primary_key=True)


class Change(dy.Schema):
    """What each build changed and why: shares before and after, the change split exactly. One row a changed value."""

    release_id = dy.String(primary_key=True)
    previous_id = dy.String()
    beat_id = dy.String(primary_key=True)
    frequency = dy.String(primary_key=True)
    period_start = dy.Date(primary_key=True)
    before_start = dy.Date(primary_key=True)
    topic_id = dy.String(primary_key=True)
    before = dy.Float64(nullable=True, min=0, max=1)
    after = dy.Float64(nullable=True, min=0, max=1)
    change = dy.Float64(nullable=True)
    part_new = dy.Float64(nullable=True)
    part_late = dy.Float64(nullable=True)
    part_left = dy.Float64(nullable=True)
    part_revised = dy.Float64(nullable=True)
    part_version = dy.Float64(nullable=True)
    part_rest = dy.Float64(nullable=True)
    n_new = dy.Int64(min=0)
    n_late = dy.Int64(min=0)
    n_left = dy.Int64(min=0)
    n_revised = dy.Int64(min=0)
    n_version = dy.Int64(min=0)
    reason = dy.String()


class Audit(dy.Schema):
    """How far a human agrees with the topics as tagged, and the share without mistakes. One row a labelled topic."""

    beat_id = dy.String(primary_key=True)
    topic_id = dy.String(primary_key=True)
    n_labels = dy.Int64(min=1)
    precision = dy.Float64(nullable=True, min=0, max=1)
    recall = dy.Float64(nullable=True, min=0, max=1)
    specificity = dy.Float64(nullable=True, min=0, max=1)
    agreement = dy.Float64(min=0, max=1)
    kappa = dy.Float64(nullable=True)
    frequency = dy.String(nullable=True)
    period_start = dy.Date(nullable=True)
    observed = dy.Float64(min=0, max=1)
    observed_low = dy.Float64(nullable=True, min=0, max=1)
    observed_high = dy.Float64(nullable=True, min=0, max=1)
    corrected = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)
    high = dy.Float64(nullable=True, min=0, max=1)
    clipped = dy.Bool()
    note = dy.String(nullable=True)


SCHEMAS: dict[str, type[dy.Schema]] = {
    "release": Release,
    "beat": Beat,
    "outlet": Outlet,
    "article": Article,
    "origin_edge": OriginEdge,
    "story": Story,
    "story_alias": StoryAlias,
    "story_beat": StoryBeat,
    "story_topic": StoryTopic,
    "story_entity": StoryEntity,
    "story_fact": StoryFact,
    "story_takeaway": StoryTakeaway,
    "story_comparison": StoryComparison,
    "story_conflict": StoryConflict,
    "story_link": StoryLink,
    "story_brief": StoryBrief,
    "story_brief_source": StoryBriefSource,
    "timeline": Timeline,
    "event": Event,
    "topic": Topic,
    "entity": Entity,
    "entity_revenue": EntityRevenue,
    "quarantine": Quarantine,
    "vintage": Vintage,
    "change": Change,
    "audit": Audit,
}
"""Every public table of the warehouse, in the order in which a release is written."""


def empty(table: str) -> pl.DataFrame:
    """Returns the frame of a table with no rows."""
    return SCHEMAS[table].create_empty()


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Returns `frame` with exactly the columns and types of `table`, validated and in key order.

    Raises:
        dataframely.exc.ValidationError: when a rule of the schema is broken; the message names the rule.
    """
    schema = SCHEMAS[table]
    chosen = frame.select(schema.column_names())
    return schema.validate(chosen, cast=True).sort(schema.primary_key(), maintain_order=True)
