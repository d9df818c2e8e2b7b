"""What publish hands to the measures: facts, articles, mentions, dated events; and the calendar."""

from __future__ import annotations

import dataframely as dy

from .columns import about, beat_id, count, entity_id, frequency, gate, period_start, state


class Facts(dy.Schema):
    """What publish hands over: one row per story and topic, and one (topic null) per story without a topic.

    The rows of one story agree in every column but `topic_id` and `weight`.
    """

    beat_id = beat_id()
    story_id = dy.String(metadata=about("Story.", "id"))
    day = dy.Date(metadata=about("Day of first publication.", "date"))
    topic_id = dy.String(nullable=True, metadata=about("Topic, null for a story without one.", "id"))
    weight = dy.Int64(
        nullable=True,
        min=0,
        max=1_000_000,
        metadata=about("Part of the story that is about the topic.", "millionths"),
    )
    impact = dy.Int64(nullable=True, min=1, max=10, metadata=about("Impact; null counts as 1.", "1 to 10"))
    sentiment_score = dy.Float64(nullable=True, min=-1, max=1, metadata=about("Sentiment.", "-1 to 1"))
    sentiment_tier = dy.String(nullable=True, metadata=about("Sentiment in five tiers.", "name"))
    verified_in_14_days = dy.Bool(
        metadata=about("Two or more origins within 14 days of first publication.", "true or false")
    )


class Outages(dy.Schema):
    """Known holes in the coverage: no story could have been seen from `start` to `end`, both included."""

    start = dy.Date(metadata=about("First day without coverage.", "date"))
    end = dy.Date(metadata=about("Last day without coverage.", "date"))
    reason = dy.String(metadata=about("What failed, in words.", "text"))


class Articles(dy.Schema):
    """The articles of one beat's stories: who published what, and when it became known."""

    beat_id = beat_id()
    article_id = dy.String(metadata=about("Article.", "id"))
    story_id = dy.String(metadata=about("Story that the article belongs to.", "id"))
    outlet_id = dy.String(metadata=about("Outlet, by its registrable domain.", "id"))
    owner = dy.String(nullable=True, metadata=about("Owner of the outlet; null where unknown.", "name"))
    day = dy.Date(metadata=about("Day of publication.", "date"))
    known_day = dy.Date(metadata=about("Day on which the article was, or is assumed to have been, seen.", "date"))


class Events(dy.Schema):
    """The beat's dated events."""

    event_id = dy.String(metadata=about("Event.", "id"))
    event_date = dy.Date(metadata=about("Day of the event.", "date"))
    label = dy.String(metadata=about("What happened, in words.", "text"))


class Mentions(dy.Schema):
    """Who is named in one beat's stories, and in what light."""

    beat_id = beat_id()
    story_id = dy.String(metadata=about("Story.", "id"))
    entity_id = entity_id()
    sentiment_score = dy.Float64(min=-1, max=1, metadata=about("Tone about the entity in the story.", "-1 to 1"))


class Period(dy.Schema):
    """The calendar of the index: every period of every frequency, none left out."""

    beat_id = beat_id()
    frequency = frequency()
    period_start = period_start()
    period_end = dy.Date(metadata=about("Last day of the period, included.", "date"))
    gate = gate()
    state = state()
    n_stories = count("Stories of the beat first published in the period.")
    reason = dy.String(nullable=True, metadata=about("Why the period is not complete, in words.", "text"))
