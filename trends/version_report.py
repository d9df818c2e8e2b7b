"""How far a topic's share moved because its words changed, and not because the news did.

Editorial decisions:

- The earlier release says which stories had the topic under the old words, the new one under the new words; the stories
  that stand in both releases with the same articles are counted under each. So new stories, stories that left, and
  stories that grew or were merged don't enter: what differs is the words, as far as nothing but them can differ.
- Counted is inclusion over the stories of the beat in the earlier release, all periods together, so that a change of
  scope doesn't pass for a change of words. The `latest` share is the same over the last `LATEST_DAYS` days of those
  stories: that is where a reader of the index would see it.
- Only topics whose version hash changed are listed. A topic that is new or gone has no share to compare and no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

LATEST_DAYS = 365
TABLES = ("topic", "story_topic", "story_beat", "story", "article")
"""What the comparison reads of a release."""
SCHEMA = pl.Schema(
    {
        "beat_id": pl.String(),
        "topic_id": pl.String(),
        "old_version": pl.String(),
        "new_version": pl.String(),
        "n_stories": pl.Int64(),
        "share_before": pl.Float64(),
        "share_after": pl.Float64(),
        "moved": pl.Float64(),
        "n_latest": pl.Int64(),
        "latest_before": pl.Float64(),
        "latest_after": pl.Float64(),
        "latest_moved": pl.Float64(),
    }
)


def moved_by_version(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Compares the shares of re-defined topics over the stories that two releases have in common.

    Args:
        before: tables of the earlier release: topic (topic_id, beat_id, version_hash), story_topic (story_id,
            topic_id), story_beat (story_id, beat_id), story (story_id, first_published_at) and article (article_id,
            story_id, version).
        after: the same tables of the new one.

    Returns:
        beat_id, topic_id, old_version, new_version; n_stories in common, share_before, share_after, moved (after less
        before, 0–1); n_latest, latest_before, latest_after, latest_moved: the same over the last 365 days of them. One
        row a topic whose version changed, sorted by beat and topic; shares are null where no story is in common.
    """
    changed = (
        before["topic"].select("topic_id", old_version="version_hash")
        .join(after["topic"].select("topic_id", "beat_id", new_version="version_hash"), on="topic_id")
        .filter(pl.col("old_version") != pl.col("new_version"))
    )  # fmt: skip
    common = _same_stories(before, after)
    members = changed.join(before["story_beat"].select("story_id", "beat_id").join(common, on="story_id"), on="beat_id")
    tagged = members
    for name, tables in (("before", before), ("after", after)):
        topics = tables["story_topic"].select("story_id", "topic_id", pl.lit(1.0).alias(name))
        tagged = tagged.join(topics, on=["story_id", "topic_id"], how="left")
    last = pl.col("first_published_at").max().over("topic_id")
    latest = pl.col("first_published_at") > last - timedelta(days=LATEST_DAYS)
    had, has = pl.col("before").fill_null(0.0), pl.col("after").fill_null(0.0)
    counted = (
        tagged.with_columns(latest=latest)
        .group_by("topic_id")
        .agg(
            n_stories=pl.len().cast(pl.Int64),
            share_before=had.mean(),
            share_after=has.mean(),
            n_latest=pl.col("latest").sum().cast(pl.Int64),
            latest_before=had.filter("latest").mean(),
            latest_after=has.filter("latest").mean(),
        )
    )
    return (
        changed.join(counted, on="topic_id", how="left")
        .with_columns(
            pl.col("n_stories", "n_latest").fill_null(0),
            moved=pl.col("share_after") - pl.col("share_before"),
            latest_moved=pl.col("latest_after") - pl.col("latest_before"),
        )
        .select(list(SCHEMA))
        .cast(SCHEMA)
        .sort("beat_id", "topic_id")
    )


def sentences(report: pl.DataFrame) -> list[str]:
    """Returns the report in words, a sentence a topic, for the output of a build."""
    said = []
    for row in report.iter_rows(named=True):
        if not row["n_stories"]:
            said.append(f"topic {row['topic_id']} has new words; no story stands in both releases to compare them on")
            continue
        said.append(
            f"topic {row['topic_id']} has new words: they move its share of the last {LATEST_DAYS} days by "
            f"{100 * row['latest_moved']:+.1f} points ({row['latest_before']:.1%} → {row['latest_after']:.1%} of "
            f"{row['n_latest']:,} stories), of all by {100 * row['moved']:+.1f} ({row['share_before']:.1%} → "
            f"{row['share_after']:.1%} of {row['n_stories']:,})"
        )
    return said


def _same_stories(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Story_id and first_published_at of the stories that have the same articles, in the same versions, in both."""
    earlier, later = (contents(tables["article"]) for tables in (before, after))
    same = earlier.join(later, on=["story_id", "contents"]).select("story_id")
    return same.join(before["story"].select("story_id", "first_published_at"), on="story_id")


def contents(articles: pl.DataFrame) -> pl.DataFrame:
    """Returns story_id and contents: which articles, in which versions, a story consists of."""
    each = pl.concat_str("article_id", pl.col("version").cast(pl.String), separator=":")
    return articles.group_by("story_id").agg(contents=each.sort().str.join(" "))
