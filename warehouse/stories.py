"""Stream clustering of articles into stories: an article joins the story that it is closest to, or founds one.

Editorial decisions.

- Rows are taken one at a time in order of arrival and a decision looks at earlier rows only (`story_stream`), so the
  edges of a batch change nothing, and replaying all arrivals gives what adding them day by day gave.
- A near-copy follows its original and is otherwise invisible, so that a hundred reprints move no weight and no story.
- Stories merge on text alone: when an article is a near-copy of articles of two stories. The older id stays.
- The same function serves titles alone and titles with bodies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import polars as pl

from warehouse import near_copies as copies
from warehouse import story_features as features
from warehouse.story_stream import Article, Settings, Stream

DEFAULT = Settings()
_MICROSECONDS_PER_DAY = 86_400_000_000


def cluster(frame: pl.DataFrame, *, settings: Settings = DEFAULT) -> pl.DataFrame:
    """Assign every article to a story.

    Args:
        frame: article_id, title, text (null without a body), outlet, published_at, credit; optionally first_seen_at,
            which then orders the arrivals.
        settings: see `story_stream.Settings`; the defaults were chosen by measurement.

    Returns:
        article_id, story_id, in the order of the input.
    """
    return cluster_with_aliases(frame, settings=settings)[0]


def cluster_with_aliases(frame: pl.DataFrame, *, settings: Settings = DEFAULT) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Assign every article to a story, and tell which ids merges retired.

    Args:
        frame: see `cluster`.
        settings: see `cluster`.

    Returns:
        (article_id, story_id in the order of the input; alias_id, story_id ordered by alias_id).
    """
    rows = copies.arrivals(frame).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))
    stream = Stream(settings)
    originals = copies.earlier_copies(rows)
    days = (rows["published_at"].dt.epoch("us") / _MICROSECONDS_PER_DAY).to_list()
    labels: list[int] = []
    for row, (day, article) in enumerate(zip(days, _encoded(rows, settings.pseudo_stories), strict=True)):
        of = originals.get(row)
        labels.append(stream.follow([labels[i] for i in of]) if of else stream.add(day, article))
    ids = _ids(rows["article_id"].to_list(), labels)
    assigned = rows.select("article_id", story_id=pl.Series([ids[stream.current(n)] for n in labels], dtype=pl.String))
    retired = sorted((ids[young], ids[stream.current(young)]) for young in stream.merged)
    aliases = pl.DataFrame(retired, schema={"alias_id": pl.String, "story_id": pl.String}, orient="row")
    kept = frame.select(pl.col("article_id").cast(pl.String))
    return kept.join(assigned, on="article_id", how="left", maintain_order="left"), aliases


def story_id(founder: str) -> str:
    """The stable id of the story that the article with this id founded: "s" and 16 hexadecimal digits."""
    return "s" + hashlib.blake2b(founder.encode(), digest_size=8).hexdigest()


def _encoded(rows: pl.DataFrame, pseudo_stories: float) -> Iterator[Article]:
    """The articles of the rows as the stream reads them; a term's number is its place in the order of first use."""
    terms = features.terms(rows, features.background())
    numbers = terms.select(pl.col("term").unique(maintain_order=True)).with_row_index("number")
    listed = (
        terms.join(numbers, on="term", how="left", maintain_order="left")
        .with_columns(prior=pl.col("chance") * pseudo_stories + 0.5)
        .group_by("row", maintain_order=True)
        .agg("number", "tf", "prior")
    )
    has_body = pl.col("text").fill_null("").str.strip_chars() != ""
    every = rows.select("row", has_body=has_body).join(listed, on="row", how="left", maintain_order="left")
    for body, number, tf, prior in every.select("has_body", "number", "tf", "prior").iter_rows():
        yield Article(body, number or (), tf or (), prior or ())


def _ids(article_ids: Sequence[str], labels: Sequence[int]) -> dict[int, str]:
    """The id of each numbered story, from the article that founded it."""
    ids: dict[int, str] = {}
    for article_id, label in zip(article_ids, labels, strict=True):
        if label not in ids:
            ids[label] = story_id(article_id)
    return ids


def medoids(frame: pl.DataFrame) -> pl.DataFrame:
    """The article that represents each story: the closest to the story's others, near-copy groups counted once.

    Args:
        frame: story_id, article_id, title, text, near_copy_id, published_at.

    Returns:
        story_id, article_id, ordered by story_id; ties go to the earliest article.
    """
    groups = frame.sort("published_at", "article_id").unique(
        ["story_id", "near_copy_id"], keep="first", maintain_order=True
    )
    rows = groups.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))
    weighted = features.terms(rows, features.background()).with_columns(weight=-pl.col("tf") * pl.col("chance").log())
    weighted = weighted.with_columns(pl.col("weight") / pl.col("weight").pow(2).sum().sqrt().over("row"))
    inside = weighted.join(rows.select("row", "story_id"), on="row")
    centre = inside.group_by("story_id", "term").agg(total=pl.col("weight").sum())
    closeness = (
        inside.join(centre, on=["story_id", "term"])
        .group_by("row")
        .agg(closeness=(pl.col("weight") * (pl.col("total") - pl.col("weight"))).sum().round(9))
    )
    return (
        rows.join(closeness, on="row", how="left")
        .with_columns(pl.col("closeness").fill_null(0.0))
        .sort(["story_id", "closeness", "row"], descending=[False, True, False])
        .unique("story_id", keep="first", maintain_order=True)
        .select("story_id", "article_id")
    )
