"""What the texts of all stories tell: whom they name, what they state, how they sound. The slowest part of a build.

Decisions: stories are read in parts that never cut a story in two, and no row depends on where a part begins. So many
stories are read by several processes, whose parts are put together in the order of the stories; few stay in this
process, since another takes a second to begin. Processes begin anew instead of by fork, because a fork after Polars has
worked can hang.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial

import polars as pl

from warehouse import comparisons, conflicts, directions, entities, facts, impact, sentiment, takeaways
from warehouse.beat import Beat
from warehouse.sentiment_tokens import Reader as WordReader

ARTICLES_OF_A_PART = 2_048
ARTICLES_AT_ONCE = 256
"""Articles that are read for facts, conflicts and impact in one turn, so that what is found in a text is still kept
when the next reader asks for it."""
MANY_ARTICLES = 20_000
"""From this number on several processes read."""
MOST_PROCESSES = 4

Reader = Callable[[pl.DataFrame], dict[str, pl.DataFrame]]


def read(groups: pl.DataFrame, beat: Beat, *, processes: int | None = None) -> dict[str, pl.DataFrame]:
    """Returns everything that is read off the texts of stories, by table; each is in order of story_id.

    Args:
        groups: story_id, article_id, title, summary, text, published_at; one row a near-copy group, in order of
            story_id.
        beat: its entities are looked for, and are the parties that a story can affect.
        processes: see `in_parts`.

    Returns:
        story_entity, story_sentiment, impact, story_fact, story_takeaway, story_comparison, story_conflict.
    """
    wanted = groups.select("story_id", "article_id", "title", "summary", "text", "published_at")
    return in_parts(wanted, partial(read_part, beat=beat), processes=processes)


def in_parts(groups: pl.DataFrame, reader: Reader, *, processes: int | None = None) -> dict[str, pl.DataFrame]:
    """Returns what a reader tells of all stories, from what it tells of some whole stories at a time.

    Args:
        groups: in order of story_id.
        reader: from rows of `groups` to tables; it is sent to other processes, so it must be importable there.
        processes: how many read; by default one for few articles, else one for each processor up to `MOST_PROCESSES`.
    """
    if processes is None:
        processes = min(MOST_PROCESSES, os.cpu_count() or 1) if groups.height >= MANY_ARTICLES else 1
    tables: dict[str, list[pl.DataFrame]] = {}
    for told in _each(turns(groups, ARTICLES_OF_A_PART) or [groups], reader, processes):
        for name, frame in told.items():
            tables.setdefault(name, []).append(frame)
    return {name: pl.concat(found) for name, found in tables.items()}


def _each(parts: list[pl.DataFrame], reader: Reader, processes: int) -> Iterator[dict[str, pl.DataFrame]]:
    if processes == 1:
        yield from map(reader, parts)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(reader, parts)


def read_part(groups: pl.DataFrame, beat: Beat) -> dict[str, pl.DataFrame]:
    """Returns the tables of `read` for some whole stories."""
    model, words = _model()
    return {
        "story_entity": find_entities(groups, beat, model, words),
        "story_sentiment": story_sentiment(groups, model, words),
        **read_stories(groups, beat),
    }


@lru_cache(maxsize=1)
def _model() -> tuple[sentiment.Model, WordReader]:
    """The packaged weights, read once a process, and their reader, which keeps the words of one part for the next."""
    model = sentiment.load()
    return model, sentiment.reader(model)


def find_entities(
    groups: pl.DataFrame, beat: Beat, model: sentiment.Model, words: WordReader | None = None
) -> pl.DataFrame:
    """Returns story_entity: who is named, how often, the sentiment about them and how the story affects them."""
    texts = groups["text"].to_list()
    found = entities.find(texts, beat).sort("text_index", "start")
    index = found["text_index"].to_list()
    about = sentiment.score_about(
        [texts[i] for i in index], found["start"].to_list(), found["end"].to_list(), model=model, words=words
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
        directions.of_story(signs, kinds[entity_id])
        for entity_id, signs in scored.select("entity_id", "signs").iter_rows()
    ]
    return scored.drop("signs").with_columns(
        sentiment_tier=sentiment.tiers(pl.col("sentiment_score"), model.cuts),
        direction=pl.Series(affected, dtype=pl.String),
    )


def read_stories(groups: pl.DataFrame, beat: Beat) -> dict[str, pl.DataFrame]:
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
    return {name: pl.concat([one[name] for one in read]) for name in read[0]}


def turns(groups: pl.DataFrame, n_articles: int) -> list[pl.DataFrame]:
    """Returns the rows in parts of about `n_articles` that never part a story; `groups` is in order of story_id."""
    first = pl.col("row").min().over("story_id")
    return (
        groups.with_row_index("row").with_columns(turn=first // n_articles).drop("row")
        .partition_by("turn", maintain_order=True, include_key=False)
    )  # fmt: skip


def story_sentiment(groups: pl.DataFrame, model: sentiment.Model, words: WordReader | None = None) -> pl.DataFrame:
    """Returns story_id, sentiment_score (mean over near-copy groups, −1 to 1) and its tier."""
    read = groups.select(pl.concat_str("title", "summary", separator=". ", ignore_nulls=True)).to_series()
    scored = groups.select("story_id", score=sentiment.score(read, model=model, words=words)["score"])
    mean = scored.group_by("story_id").agg(sentiment_score=mean_score()).sort("story_id")
    return mean.with_columns(sentiment_tier=sentiment.tiers(pl.col("sentiment_score"), model.cuts))


def mean_score() -> pl.Expr:
    """Mean of scores to 9 decimals, so that neither a story of one text nor the order of adding can cross a cut."""
    return pl.col("score").mean().round(9)
