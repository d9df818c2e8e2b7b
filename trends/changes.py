"""What a build changed, and why: the same index in two releases, side by side.

A share changes for one of four reasons, told apart by the stories of the period: stories of the period that the old
release didn't have (late), stories that left it (merged, moved or refused), stories whose topics were read otherwise,
and none of these, when only the discounted past moved.

Editorial decisions:

- A story is new where it belongs to a period that the old release hadn't closed yet, late where it had.
- A topic whose terms or definition changed (version_hash) has a new version: its whole history is read anew, and that
  is named first, since nothing else about it can be compared.
- Values are compared at nine digits, as vintages are. Of a topic's changes the largest are what a reader wants: sort by
  change.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from trends.calendar import start

KEY = ["beat_id", "frequency", "period_start", "topic_id", "gate", "weighting"]


def stories(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Stories that one release has and the other lacks, or that are about other topics than they were.

    Args:
        old, new: public tables story, story_beat, story_topic, story_alias, beat and release of the two releases.

    Returns:
        beat_id, story_id, day, kind (new, late, merged, gone, retagged), headline; sorted by beat, kind, day, story.
    """
    before, after = _members(old), _members(new)
    closed = old["release"]["as_of"].dt.date().max()
    reach = old["beat"].select("beat_id", pl.col("covered_through").fill_null(pl.lit(closed)).alias("reach"))
    came = after.join(before, on=["beat_id", "story_id"], how="anti").join(reach, on="beat_id", how="left")
    late = (pl.col("day") <= pl.col("reach")).fill_null(False)
    left = before.join(after, on=["beat_id", "story_id"], how="anti")
    merged = pl.col("story_id").is_in(new["story_alias"]["alias_id"].implode())
    both = after.join(before.select("beat_id", "story_id"), on=["beat_id", "story_id"])
    retagged = both.join(_retagged(old, new), on=["beat_id", "story_id"], how="semi")
    columns = ["beat_id", "story_id", "day", "kind", "headline"]
    return pl.concat(
        [
            came.with_columns(pl.when(late).then(pl.lit("late")).otherwise(pl.lit("new")).alias("kind")).select(
                columns
            ),
            left.with_columns(pl.when(merged).then(pl.lit("merged")).otherwise(pl.lit("gone")).alias("kind")).select(
                columns
            ),
            retagged.with_columns(pl.lit("retagged").alias("kind")).select(columns),
        ]
    ).sort("beat_id", "kind", "day", "story_id")


def topics(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Topics that are new, gone, or of another version.

    Returns:
        beat_id, topic_id, kind (new, gone, new version); sorted.
    """
    keys = ["beat_id", "topic_id"]
    both = old["topic"].select(*keys, was="version_hash").join(
        new["topic"].select(*keys, now="version_hash"), on=keys, how="full", coalesce=True
    )  # fmt: skip
    kind = (
        pl.when(pl.col("was").is_null()).then(pl.lit("new"))
        .when(pl.col("now").is_null()).then(pl.lit("gone"))
        .otherwise(pl.lit("new version"))
    )  # fmt: skip
    return both.filter(pl.col("was").ne_missing(pl.col("now"))).select(*keys, kind.alias("kind")).sort(keys)


def shares(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Shares that differ between two releases, each with its reason.

    Args:
        old, new: as for `stories`, with topic and topic_share.

    Returns:
        beat_id, frequency, period_start, topic_id, gate, weighting, old, new, change (null where one is), n_new,
        n_late, n_left, n_retagged (stories of the beat in the period: each of them is in the denominator),
        reason: "new topic version", "new period", "stories came", "stories left", "stories read otherwise" (several
        joined by "; ") or "earlier periods changed"; the largest changes first.
    """
    values = [
        tables["topic_share"].select(*KEY, pl.col("share").round_sig_figs(9).alias(name))
        for tables, name in ((old, "old"), (new, "new"))
    ]
    both = values[0].with_columns(there=pl.lit(True)).join(values[1], on=KEY, how="full", coalesce=True)
    moved = both.filter(pl.col("old").ne_missing(pl.col("new")))
    version = topics(old, new).filter(pl.col("kind") != "gone").select("beat_id", "topic_id", versioned=pl.lit(True))
    counted = _counted(stories(old, new), moved["frequency"].unique().sort().to_list())
    counts = ["n_new", "n_late", "n_left", "n_retagged"]
    reasons = [
        pl.when(pl.col("versioned")).then(pl.lit("new topic version")),
        pl.when(pl.col("there").is_null()).then(pl.lit("new period")),
        pl.when(pl.col("n_new") + pl.col("n_late") > 0).then(pl.lit("stories came")),
        pl.when(pl.col("n_left") > 0).then(pl.lit("stories left")),
        pl.when(pl.col("n_retagged") > 0).then(pl.lit("stories read otherwise")),
    ]
    return (
        moved.join(version, on=["beat_id", "topic_id"], how="left")
        .join(counted, on=["beat_id", "frequency", "period_start"], how="left")
        .with_columns(pl.col(counts).fill_null(0))
        .with_columns(
            pl.concat_str(reasons, separator="; ", ignore_nulls=True)
            .replace("", "earlier periods changed")
            .alias("reason"),
            (pl.col("new") - pl.col("old")).alias("change"),
        )
        .sort(pl.col("change").abs(), *KEY, descending=[True, *[False] * len(KEY)], nulls_last=True)
        .select(*KEY, "old", "new", "change", *counts, "reason")
    )


def _members(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """beat_id, story_id, day, headline of every story of every beat."""
    days = tables["story"].select("story_id", "headline", pl.col("first_published_at").dt.date().alias("day"))
    return tables["story_beat"].select("beat_id", "story_id").join(days, on="story_id")


def _retagged(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """beat_id, story_id of stories with a topic in one release and not in the other."""
    sets = [
        tables["story_topic"]
        .select("story_id", "topic_id")
        .join(tables["topic"].select("topic_id", "beat_id"), on="topic_id")
        for tables in (old, new)
    ]
    keys = ["beat_id", "story_id", "topic_id"]
    differ = [sets[0].join(sets[1], on=keys, how="anti"), sets[1].join(sets[0], on=keys, how="anti")]
    return pl.concat(part.select("beat_id", "story_id") for part in differ).unique()


def _counted(changed: pl.DataFrame, frequencies: list[str]) -> pl.DataFrame:
    """Changed stories by beat, frequency and period."""
    kinds = {"n_new": ["new"], "n_late": ["late"], "n_left": ["merged", "gone"], "n_retagged": ["retagged"]}
    columns = [pl.col("kind").is_in(found).sum().cast(pl.Int64).alias(name) for name, found in kinds.items()]
    parts = [
        changed.group_by(
            "beat_id", pl.lit(frequency).alias("frequency"), start(pl.col("day"), frequency).alias("period_start")
        ).agg(columns)
        for frequency in frequencies
    ]
    schema = {"beat_id": pl.String, "frequency": pl.String, "period_start": pl.Date, **dict.fromkeys(kinds, pl.Int64)}
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)
