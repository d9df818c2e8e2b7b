"""From the articles of a home to the warehouse's public tables: the order of the judgements, and nothing else.

Editorial decisions:

* Everything that is counted or averaged runs over near-copy groups, each represented by its first article: reprints add
  articles and outlets to a story and change nothing else about it.
* A story has a topic where at least half of its groups are about it; its weight is the mean over all groups.
* A story is scored once, whatever the beats that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from warehouse import (
    briefs_tables,
    comparisons,
    conflicts,
    directions,
    entities,
    facts,
    frames,
    impact,
    near_copies,
    origins,
    scope,
    sentiment,
    stories,
    takeaways,
    timeline,
    topics,
)
from warehouse.beat import Beat, check_siblings
from warehouse.outlets import Outlets

VERIFIED_WITHIN_DAYS = 14
VERIFIED_ORIGINS = 2
MICRO = 1_000_000
ARTICLES_AT_ONCE = 256
"""Articles that are read for facts, conflicts and impact in one turn; stories stay whole."""

Say = Callable[[str], None]


def assemble(
    articles: pl.DataFrame,
    beats: Sequence[Beat],
    outlets: Outlets,
    *,
    refusals: pl.DataFrame,
    briefs: pl.DataFrame | None = None,
    say: Say = lambda stage: None,
) -> dict[str, pl.DataFrame]:
    """Returns the warehouse's public tables, all but `release` and `vintage`.

    Args:
        articles: articles in order of arrival, as `Store.articles` returns them.
        beats: the beats registered in the home; at least one.
        outlets: owners and aliases of outlets.
        refusals: the quarantine.
        briefs: briefs of other publishers, as `Store.briefs` returns them.
        say: told the name of each stage as it begins.

    Raises:
        BeatError: when two beats use one topic or entity id for different things.
    """
    check_siblings(beats)
    say("stories and origins")
    placed, aliases, edges = place(articles, outlets)
    groups = representatives(placed)
    say("topics")
    tagged = {beat.id: story_topics(groups, beat) for beat in beats}
    topic_rows = pl.concat(tagged.values())
    say("entities, facts and scores")
    everyone = replace(beats[0], entities=tuple({e.id: e for beat in beats for e in beat.entities}.values()))
    model = sentiment.load()
    mentions = find_entities(groups, everyone, model)
    judged, told = read_stories(groups.select("story_id", "article_id", "text", "published_at"), everyone)
    feeling = story_sentiment(groups, model)
    say("timelines")
    story = story_table(placed, groups, judged, feeling)
    names = pl.DataFrame({"entity_id": [e.id for e in everyone.entities], "name": [e.name for e in everyone.entities]})
    threads = timeline.threads(
        story, mentions.join(names, on="entity_id", how="left", maintain_order="left").select("story_id", "name")
    )
    membership = pl.concat([beat_stories(groups, tagged[beat.id], beat) for beat in beats])
    tables = {
        "beat": beat_table(beats, membership),
        "outlet": outlet_table(placed, outlets),
        "article": placed,
        "origin_edge": edges,
        "story": story,
        "story_alias": aliases,
        "story_beat": membership,
        "story_topic": topic_rows,
        "story_entity": mentions,
        **told,
        "story_link": links(membership),
        "timeline": threads,
        "event": event_table(beats, placed),
        "topic": topic_table(beats),
        "entity": entity_table(everyone),
        "entity_revenue": revenue_table(everyone),
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


def find_entities(groups: pl.DataFrame, beat: Beat, model: sentiment.Model) -> pl.DataFrame:
    """Returns story_entity: who is named, how often, the sentiment about them and how the story affects them."""
    texts = groups["text"].to_list()
    found = entities.find(texts, beat).sort("text_index", "start")
    index = found["text_index"].to_list()
    about = sentiment.score_about(
        [texts[i] for i in index], found["start"].to_list(), found["end"].to_list(), model=model
    )
    story_ids = groups["story_id"].gather(found["text_index"])
    spans = found.select("text_index", "start", "end").iter_rows()
    signs = [directions.of_mention(texts[i], start, end) for i, start, end in spans]
    rows = pl.DataFrame(
        {"story_id": story_ids, "entity_id": found["entity_id"], "score": about["score"], "sign": signs},
        schema_overrides={"sign": pl.Int64},
    )
    scored = (
        rows.group_by("story_id", "entity_id")
        .agg(n_mentions=pl.len(), sentiment_score=mean_score(), signs=pl.col("sign").sort())
        .sort("story_id", "entity_id")
    )
    kinds = {entity.id: entity.kind for entity in beat.entities}
    affected = [
        directions.of_story(signs, score, kinds[entity_id])
        for entity_id, signs, score in scored.select("entity_id", "signs", "sentiment_score").iter_rows()
    ]
    return scored.drop("signs").with_columns(
        sentiment_tier=sentiment.tiers(pl.col("sentiment_score"), model.cuts),
        direction=pl.Series(affected, dtype=pl.String),
    )


def read_stories(groups: pl.DataFrame, beat: Beat) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Returns the impact of each story, and the tables of what its sentences tell: facts, takeaways and the like.

    Stories are read in turns, since every reader asks for the sentences and figures of the same texts, which are kept
    for a while (`amounts.figures`, `sentences.split`). No row depends on the size of a turn.

    Args:
        groups: story_id, article_id, text, published_at; one row an article, in order of story_id.
        beat: its entities are the parties that a story can affect.
    """
    read = [
        {
            "impact": impact.assess(part, beat),
            "story_fact": facts.extract(part),
            "story_takeaway": takeaways.choose(part),
            "story_comparison": comparisons.compare(part),
            "story_conflict": conflicts.find(part),
        }
        for part in turns(groups, ARTICLES_AT_ONCE) or [groups]
    ]
    tables = {name: pl.concat([one[name] for one in read]) for name in read[0]}
    return tables.pop("impact"), tables


def turns(groups: pl.DataFrame, n_articles: int) -> list[pl.DataFrame]:
    """Returns the rows in parts of about `n_articles` that never part a story; `groups` is in order of story_id."""
    first = pl.col("row").min().over("story_id")
    return (
        groups.with_row_index("row").with_columns(turn=first // n_articles).drop("row")
        .partition_by("turn", maintain_order=True, include_key=False)
    )  # fmt: skip


def story_sentiment(groups: pl.DataFrame, model: sentiment.Model) -> pl.DataFrame:
    """Returns story_id, sentiment_score (mean over near-copy groups, −1 to 1) and its tier."""
    read = groups.select(pl.concat_str("title", "summary", separator=". ", ignore_nulls=True)).to_series()
    scored = groups.select("story_id", score=sentiment.score(read, model=model)["score"])
    mean = scored.group_by("story_id").agg(sentiment_score=mean_score()).sort("story_id")
    return mean.with_columns(sentiment_tier=sentiment.tiers(pl.col("sentiment_score"), model.cuts))


def mean_score() -> pl.Expr:
    """Mean of scores to 9 decimals, so that neither a story of one text nor the order of adding can cross a cut."""
    return pl.col("score").mean().round(9)


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


def beat_table(beats: Sequence[Beat], membership: pl.DataFrame) -> pl.DataFrame:
    """Returns the beat table."""
    sizes = dict(membership.group_by("beat_id").len().iter_rows())
    return pl.DataFrame(
        [
            {
                "beat_id": beat.id,
                "name": beat.name,
                "description": beat.description,
                "topic_a": beat.headline[0],
                "topic_b": beat.headline[1],
                "base_start": beat.base[0],
                "base_end": beat.base[1],
                "frequency": beat.frequency,
                "covered_through": beat.covered_through,
                "corpus_note": beat.corpus_note or None,
                "n_stories": sizes.get(beat.id, 0),
            }
            for beat in beats
        ],
        schema_overrides={"covered_through": pl.Date, "corpus_note": pl.String},
    )


def outlet_table(placed: pl.DataFrame, outlets: Outlets) -> pl.DataFrame:
    """Returns the outlets that occur, with what is known of them."""
    known = outlets.frame.select("name", "owner", outlet_id="domain", owner_evidence="evidence")
    return (
        placed.group_by("outlet_id").agg(n_articles=pl.len())
        .join(known, on="outlet_id", how="left")
        .with_columns(pl.coalesce("name", "outlet_id").alias("name"))
    )  # fmt: skip


def event_table(beats: Sequence[Beat], placed: pl.DataFrame) -> pl.DataFrame:
    """Returns the dated events of the beats, with the story that reports each where this release has it."""
    story_of: Mapping[str, str] = dict(placed.select("url", "story_id").iter_rows())
    rows = [
        {
            "event_id": f"{beat.id}.{event.id}",
            "beat_id": beat.id,
            "event_date": event.date,
            "label": event.label,
            "source_url": event.source_url,
            "story_id": story_of.get(event.source_url),
        }
        for beat in beats
        for event in beat.events
    ]
    return pl.DataFrame(rows, schema=frames.empty("event").schema, orient="row")


def topic_table(beats: Sequence[Beat]) -> pl.DataFrame:
    """Returns the topics of the beats as they are defined now."""
    rows = [
        {
            "topic_id": topic.id,
            "beat_id": beat.id,
            "name": topic.name,
            "topic_group": topic.group,
            "definition": topic.definition,
            "terms": [*topic.terms, *topic.weak],
            "version_hash": topic.version_hash,
        }
        for beat in beats
        for topic in beat.topics
    ]
    return pl.DataFrame(rows, schema=frames.empty("topic").schema, orient="row")


def revenue_table(beat: Beat) -> pl.DataFrame:
    """Returns entity_revenue: one row an entity and fiscal year."""
    rows = [
        {"entity_id": entity.id, "ended": year.ended, "revenue_usd": year.usd, "source": year.source}
        for entity in beat.entities
        for year in entity.revenues
    ]
    schema = {"entity_id": pl.String, "ended": pl.Date, "revenue_usd": pl.Float64, "source": pl.String}
    return pl.DataFrame(rows, schema=schema).sort("entity_id", "ended")


def entity_table(beat: Beat) -> pl.DataFrame:
    """Returns the entities."""
    rows = [
        {
            "entity_id": entity.id,
            "name": entity.name,
            "kind": entity.kind,
            "ticker": entity.ticker,
            "aliases": list(entity.aliases),
            "annual_revenue_usd": entity.annual_revenue_usd,
            "revenue_year": entity.revenue_year,
            "revenue_source": entity.revenue_source,
        }
        for entity in beat.entities
    ]
    return pl.DataFrame(rows, schema=frames.empty("entity").schema, orient="row")
