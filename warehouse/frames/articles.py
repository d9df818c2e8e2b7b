"""Articles, who published them, what was refused, and why two of them are one voice."""

from __future__ import annotations

import dataframely as dy


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


class Feed(dy.Schema):
    """Feeds that a beat is followed by. One row a feed."""

    beat_id = dy.String(primary_key=True)
    feed_id = dy.String(primary_key=True)
    url = dy.String()


class Poll(dy.Schema):
    """Every time an address was asked for articles, and what came of it. One row a poll."""

    url = dy.String(primary_key=True)
    polled_at = dy.Datetime(primary_key=True, time_unit="us")
    succeeded = dy.Bool()
    n_items = dy.Int64(min=0)
    oldest_published_at = dy.Datetime(nullable=True, time_unit="us")
    newest_published_at = dy.Datetime(nullable=True, time_unit="us")
    reason = dy.String(nullable=True)


class Quarantine(dy.Schema):
    """Input lines that were refused, with the reason; nothing is dropped silently. One row a refused line."""

    source = dy.String(primary_key=True)
    line = dy.Int64(primary_key=True)
    reason = dy.String()
    raw = dy.String(primary_key=True)
    refused_at = dy.Datetime(time_unit="us")
