"""Stories and what each carries: topics, entities, facts, takeaways, comparisons, and the stories around it."""

from __future__ import annotations

import dataframely as dy


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


class Timeline(dy.Schema):
    """Earlier and later stories of the same thread. One row a story and related story."""

    story_id = dy.String(primary_key=True)
    position = dy.Int64(primary_key=True)
    other_story_id = dy.String()
    relation = dy.String()
    reason = dy.String()
    similarity = dy.Float64()
    published_at = dy.Datetime(time_unit="us")
