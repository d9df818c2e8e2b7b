"""Stories as their publishers scored and told them."""

from __future__ import annotations

import dataframely as dy


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
