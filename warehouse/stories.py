"""Stream clustering of articles into stories: an article joins the story that it is closest to, or founds one.

Editorial decisions.

- Rows are taken in order of arrival and a decision looks at earlier rows only (`story_stream`), so the edges of a
  batch change nothing, and replaying all arrivals gives what adding them day by day gave.
- A near-copy follows its original and is otherwise invisible, so that a hundred reprints move no weight and no story.
- Stories merge on text alone: when an article is a near-copy of articles of two stories. The older id stays.
- The same function serves titles alone and titles with bodies. A body's `HEAVIEST_TERMS` say what it is about; more
  cost time and told stories apart no better.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array

from warehouse import near_copies as copies
from warehouse import story_features as features
from warehouse.story_stream import Settings, Stream

DEFAULT = Settings()
HEAVIEST_TERMS = 32
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


def cluster_with_aliases(
    frame: pl.DataFrame, *, settings: Settings = DEFAULT, pairs: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Assign every article to a story, and tell which ids merges retired.

    Args:
        frame: see `cluster`.
        settings: see `cluster`.
        pairs: what `near_copies.copy_pairs` has found in the frame; None: it is looked for.

    Returns:
        (article_id, story_id in the order of the input; alias_id, story_id ordered by alias_id).
    """
    rows = copies.arrivals(frame)
    copied = copies.earlier_copies(rows, pairs)
    original = np.setdiff1d(np.arange(rows.height), np.fromiter(copied, dtype=np.int64, count=len(copied)))
    stream = _stream(rows[original], settings)
    labels = _follow(stream, original, copied, rows.height)
    ids = _ids(rows["article_id"].to_list(), labels)
    assigned = rows.select("article_id", story_id=pl.Series([ids[stream.current(n)] for n in labels], dtype=pl.String))
    retired = sorted((ids[young], ids[stream.current(young)]) for young in stream.merged)
    aliases = pl.DataFrame(retired, schema={"alias_id": pl.String, "story_id": pl.String}, orient="row")
    kept = frame.select(pl.col("article_id").cast(pl.String))
    return kept.join(assigned, on="article_id", how="left", maintain_order="left"), aliases


def story_id(founder: str) -> str:
    """The stable id of the story that the article with this id founded: "s" and 16 hexadecimal digits."""
    return "s" + hashlib.blake2b(founder.encode(), digest_size=8).hexdigest()


def _stream(originals: pl.DataFrame, settings: Settings) -> Stream:
    days = (originals["published_at"].dt.epoch("us") / _MICROSECONDS_PER_DAY).to_numpy()
    has_body = (originals["text"].fill_null("").str.strip_chars() != "").to_numpy()
    terms = features.terms(originals, features.background(), heaviest=HEAVIEST_TERMS)
    return Stream(days, has_body, terms, settings)


def _follow(stream: Stream, original: NDArray[np.int64], copied: Mapping[int, Sequence[int]], n: int) -> list[int]:
    """The story numbers of all n rows: the stream's for originals, and near-copies after them, in order of arrival."""
    labels = [-1] * n
    followers = iter(sorted(copied))
    follower = next(followers, n)
    for block in stream.blocks():
        for row, label in zip(
            original[block.start : block.stop].tolist(), stream.label[block.start : block.stop].tolist(), strict=True
        ):
            labels[row] = label
        next_original = int(original[block.stop]) if block.stop < original.size else n
        while follower < next_original:
            labels[follower] = stream.follow([labels[row] for row in copied[follower]])
            follower = next(followers, n)
    return labels


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
    rows = (
        frame.sort("published_at", "article_id")
        .unique(["story_id", "near_copy_id"], keep="first", maintain_order=True)
        .sort("story_id", maintain_order=True)
    )
    rivals = rows.filter(pl.len().over("story_id") > 2)  # of two articles neither is closer to the other
    chosen = rivals.select("story_id", "article_id", closeness=_closeness(rivals))
    return (
        pl.concat(
            [
                chosen,
                rows.join(chosen, on="story_id", how="anti").select("story_id", "article_id", closeness=pl.lit(0.0)),
            ]
        )
        .with_row_index("row")
        .sort(["story_id", "closeness", "row"], descending=[False, True, False])
        .unique("story_id", keep="first", maintain_order=True)
        .select("story_id", "article_id")
    )


def _closeness(rows: pl.DataFrame) -> pl.Series:
    """The sum of an article's cosines with the others of its story; to 9 decimals, so that no rounding breaks a tie."""
    terms = features.terms(rows, features.background())
    article, story = terms.article(), rows["story_id"].rle_id().to_numpy().astype(np.int64)
    weight = -terms.tf * np.log(terms.chance)
    norm2 = np.bincount(article, weight * weight, minlength=rows.height)
    weight /= np.sqrt(norm2)[article]
    shape = (int(story.max(initial=-1)) + 1, int(terms.number.max(initial=-1)) + 1)
    sums = coo_array((weight, (story[article], terms.number)), shape=shape).tocsr()
    others = np.asarray(sums[story[article], terms.number]) - weight if weight.size else weight
    return pl.Series(np.bincount(article, weight * others, minlength=rows.height), dtype=pl.Float64).round(9)
