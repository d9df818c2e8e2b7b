"""From the articles of a home to the warehouse's public tables: the order of the judgements, and nothing else.

Editorial decisions:

* Everything that is counted or averaged runs over near-copy groups, each represented by its first article: reprints add
  articles and outlets to a story and change nothing else about it.
* A story has a topic where at least half of its groups are about it; its weight is the mean over all groups.
* A story is scored once, whatever the beats that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from warehouse import (
    beat_tables,
    briefs_tables,
    frames,
    near_copies,
    origins,
    scope,
    stories,
    story_reading,
    timeline,
    topics,
)
from warehouse.beat import Beat, check_siblings
from warehouse.outlets import Outlets

VERIFIED_WITHIN_DAYS = 14
VERIFIED_ORIGINS = 2
MICRO = 1_000_000

Say = Callable[[str], None]


def assemble(
    articles: pl.DataFrame,
    beats: Sequence[Beat],
    outlets: Outlets,
    *,
    refusals: pl.DataFrame,
    briefs: pl.DataFrame | None = None,
    polls: pl.DataFrame | None = None,
    say: Say = lambda stage: None,
) -> dict[str, pl.DataFrame]:
    """Returns the warehouse's public tables, all but `release` and `vintage`.

    Args:
        articles: articles in order of arrival, as `Store.articles` returns them.
        beats: the beats registered in the home; at least one.
        outlets: owners and aliases of outlets.
        refusals: the quarantine.
        briefs: briefs of other publishers, as `Store.briefs` returns them.
        polls: the ledger of polls, as `Store.polls` returns it.
        say: told the name of each stage as it begins.

    Raises:
        BeatError: when two beats use one topic or entity id for different things.
    """
    check_siblings(beats)
    say("stories and origins")
    placed, aliases, edges = place(articles, outlets)
    groups = representatives(placed)
    say("topics")
    tagged = story_reading.in_parts(
        groups.select("story_id", "article_id", "text"), partial(topics_of, beats=tuple(beats))
    )
    topic_rows = pl.concat(tagged.values())
    say("entities, facts and scores")
    everyone = replace(beats[0], entities=tuple({e.id: e for beat in beats for e in beat.entities}.values()))
    told = story_reading.read(groups, everyone)
    judged, feeling, mentions = told.pop("impact"), told.pop("story_sentiment"), told["story_entity"]
    say("timelines")
    story = story_table(placed, groups, judged, feeling)
    names = pl.DataFrame(
        [(entity.id, entity.name) for entity in everyone.entities],
        schema={"entity_id": pl.String, "name": pl.String},
        orient="row",
    )
    threads = timeline.threads(
        story, mentions.join(names, on="entity_id", how="left", maintain_order="left").select("story_id", "name")
    )
    membership = pl.concat([beat_stories(groups, tagged[beat.id], beat) for beat in beats])
    tables = {
        "beat": beat_tables.beat_table(beats, membership),
        "outlet": beat_tables.outlet_table(placed, outlets),
        "article": placed,
        "origin_edge": edges,
        "story": story,
        "story_alias": aliases,
        "story_beat": membership,
        "story_topic": topic_rows,
        **told,
        "story_link": links(membership),
        "timeline": threads,
        "event": beat_tables.event_table(beats, placed),
        "topic": beat_tables.topic_table(beats),
        "entity": beat_tables.entity_table(everyone),
        "entity_revenue": beat_tables.revenue_table(everyone),
        "feed": beat_tables.feed_table(beats),
        "poll": frames.empty("poll") if polls is None else polls,
        "quarantine": refusals,
    }
    tables |= briefs_tables.tables(briefs_tables.NONE if briefs is None else briefs, placed)
    return {name: frames.conform(name, frame) for name, frame in tables.items()}


def place(articles: pl.DataFrame, outlets: Outlets) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Returns the articles with near_copy_id, story_id and origin_id; the aliases; the edges of the origins."""
    read = articles.select(
        "article_id", "title", pl.col("summary").alias("text"), outlet="outlet_id", published_at="published_at",
        credit="credit", first_seen_at="first_seen_at",
    )  # fmt: skip
    pairs = near_copies.copy_pairs(read)
    assigned, aliases = stories.cluster_with_aliases(read, pairs=pairs)
    copies = near_copies.near_copies(read, pairs=pairs)
    within = read.join(assigned, on="article_id", how="left", maintain_order="left")
    edges = origins.edges(within, owners=outlets, pairs=pairs)
    voices = origins.voices(within, edges)
    placed = articles
    for part in (copies, voices, assigned):
        placed = placed.join(part, on="article_id", how="left", maintain_order="left")
    known = outlets.frame.select("owner", outlet_id="domain")
    return placed.join(known, on="outlet_id", how="left", maintain_order="left"), aliases, edges


def representatives(placed: pl.DataFrame) -> pl.DataFrame:
    """Returns the first article of each near-copy group of each story, with its text: title, newline, summary."""
    return (
        placed.sort("first_seen_at", "published_at", "article_id")
        .unique(["story_id", "near_copy_id"], keep="first", maintain_order=True)
        .with_columns(text=pl.col("title") + "\n" + pl.col("summary").fill_null(""))
        .sort("story_id", "published_at", "article_id")
    )


def topics_of(groups: pl.DataFrame, beats: Sequence[Beat]) -> dict[str, pl.DataFrame]:
    """Returns the topics of stories, see `story_topics`, by beat."""
    return {beat.id: story_topics(groups, beat) for beat in beats}


def story_topics(groups: pl.DataFrame, beat: Beat, *, salience: float = topics.SALIENCE) -> pl.DataFrame:
    """Returns story_id, topic_id, weight and evidence of the stories of one beat."""
    tags = topics.tag(groups["text"].to_list(), beat, salience=salience)
    told = groups.select("story_id", "article_id", n_groups=pl.len().over("story_id")).with_row_index("text_index")
    spans = pl.struct(
        "article_id",
        pl.col("evidence").struct.field("start"),
        pl.col("evidence").struct.field("end"),
        pl.col("evidence").struct.field("text"),
    )
    rows = tags.with_columns(pl.col("text_index").cast(pl.UInt32)).join(
        told.with_columns(pl.col("text_index").cast(pl.UInt32)), on="text_index"
    )
    order = rows.sort("story_id", "topic", "text_index")
    evidence = (
        order.explode("evidence").filter(pl.col("evidence").is_not_null())
        .group_by("story_id", "topic", maintain_order=True).agg(evidence=spans)
    )  # fmt: skip
    weights = (
        order.with_columns(micro=(pl.col("weight") * MICRO).round().cast(pl.Int64))
        .group_by("story_id", "topic", maintain_order=True)
        .agg(total=pl.col("micro").sum(), n_about=pl.len(), n_groups=pl.col("n_groups").first())
        .filter(2 * pl.col("n_about") >= pl.col("n_groups"))
        .with_columns(weight=(pl.col("total") // pl.col("n_groups")) / MICRO)
    )
    return weights.join(evidence, on=["story_id", "topic"], how="left", maintain_order="left").select(
        "story_id", "weight", "evidence", topic_id="topic"
    )


def story_table(
    placed: pl.DataFrame, groups: pl.DataFrame, judged: pl.DataFrame, feeling: pl.DataFrame
) -> pl.DataFrame:
    """Returns the story table: the medoid's words, the four counts, corroboration, sentiment and impact."""
    first = pl.col("published_at").min().over("story_id")
    window = pl.col("published_at") <= first + pl.duration(days=VERIFIED_WITHIN_DAYS)
    counted = (
        placed.with_columns(early=pl.when(window).then(pl.col("origin_id")))
        .group_by("story_id")
        .agg(
            first_published_at=pl.col("published_at").min(),
            last_published_at=pl.col("published_at").max(),
            n_articles=pl.len(),
            n_outlets=pl.col("outlet_id").n_unique(),
            n_owners=pl.coalesce("owner", "outlet_id").n_unique(),
            n_origins=pl.col("origin_id").n_unique(),
            owners_known=pl.col("owner").is_not_null().all(),
            n_early=pl.col("early").drop_nulls().n_unique(),
        )
        .with_columns(
            verified=pl.col("n_early") >= VERIFIED_ORIGINS,
            confidence=1 - 0.5 ** pl.col("n_early").cast(pl.Float64),
        )
    )
    read = groups.select("story_id", "article_id", "title", "near_copy_id", "published_at", text="summary")
    medoid = stories.medoids(read).join(read.select("article_id", "title", "text"), on="article_id", how="left")
    words = medoid.select("story_id", headline="title", summary="text", medoid_article_id="article_id")
    table = counted
    for part in (words, judged, feeling):
        table = table.join(part, on="story_id", how="left")
    return table.sort("story_id")


def beat_stories(groups: pl.DataFrame, tagged: pl.DataFrame, beat: Beat) -> pl.DataFrame:
    """Returns story_beat of one beat: those with a topic of it or within its scope (empty: all)."""
    every = groups["story_id"].unique().sort()
    if beat.scope:
        matched = groups.filter(scope.in_scope(groups["text"].to_list(), beat))["story_id"]
        every = every.filter(every.is_in(pl.concat([matched, tagged["story_id"]]).implode()))
    categories = topics.categories(tagged.select("story_id", "topic_id", "weight"), beat)
    return (
        pl.DataFrame({"story_id": every})
        .join(categories, on="story_id", how="left", maintain_order="left")
        .select("story_id", beat_id=pl.lit(beat.id), category=pl.col("category").fill_null("general"))
    )


def links(membership: pl.DataFrame) -> pl.DataFrame:
    """Returns story_link: the same story in sibling beats."""
    other = membership.rename({"beat_id": "other_beat_id", "category": "other_category"})
    return (
        membership.join(other, on="story_id").filter(pl.col("beat_id") != pl.col("other_beat_id"))
        .select("story_id", "beat_id", "other_beat_id", "other_category")
    )  # fmt: skip
