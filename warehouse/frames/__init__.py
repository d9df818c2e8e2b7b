"""Contracts of the warehouse's own frames: one schema a public table, equal to `sql/release/<table>.sql`.

A schema is the type of a frame at the border of a module: `validate` refuses a frame that breaks it and names the rule.
The primary key is also the order in which a table is hashed (DESIGN: "rows by declared key").
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from .articles import Article, Feed, OriginEdge, Outlet, Poll, Quarantine
from .beats import Beat, Entity, EntityRevenue, Event, Release, Topic
from .briefs import StoryBrief, StoryBriefSource
from .ledgers import Audit, Change, Vintage
from .stories import (
    Story,
    StoryAlias,
    StoryBeat,
    StoryComparison,
    StoryConflict,
    StoryEntity,
    StoryFact,
    StoryLink,
    StoryTakeaway,
    StoryTopic,
    Timeline,
)

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
    "feed": Feed,
    "poll": Poll,
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
