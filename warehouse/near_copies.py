"""Near-copies: articles that carry the same text, whoever publishes them.

Editorial decisions. Where two articles both have a body, bodies decide (`body_copies`). Where one has none, titles
decide, and only an equal title (case, punctuation, word order, function words and an outlet's suffix aside) within
three days counts; two different bodies never become copies through a title. Each article is compared with earlier ones
only, so that a later arrival changes nothing about the links of those before it.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from warehouse.body_copies import body_pairs
from warehouse.body_words import read

TITLE_WINDOW = timedelta(days=3)
MIN_TITLE_WORDS = 4
_FUNCTION_WORDS = [
    *("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "its", "of", "on", "or"),
    *("says", "that", "the", "their", "to", "was", "were", "will", "with"),
]


def near_copies(frame: pl.DataFrame, *, pairs: pl.DataFrame | None = None) -> pl.DataFrame:
    """Group articles that are near-copies of each other.

    Args:
        frame: article_id, title, text (null without a body), published_at; optionally first_seen_at.
        pairs: what `copy_pairs` has found in the frame; None: it is looked for.

    Returns:
        article_id, near_copy_id, in the order of the input; near_copy_id is the id of the group's earliest arrival.
    """
    rows = arrivals(frame)
    links = _links(rows, pairs)
    group = components(rows.height, links["b"].to_numpy(), links["a"].to_numpy())
    ids = rows.select("article_id", near_copy_id=rows["article_id"].gather(pl.Series(group)))
    return frame.select("article_id").join(ids, on="article_id", how="left", maintain_order="left")


def copy_pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """The verified pairs behind `near_copies`.

    Args:
        frame: see `near_copies`.

    Returns:
        article_a (earlier), article_b, similarity (0 to 1: the share of one text's word pairs that the other holds;
        1 for an equal title), in order of arrival of article_b, then article_a.
    """
    rows = arrivals(frame)
    links = _links(rows, None)
    return links.select(
        article_a=rows["article_id"].gather(links["a"]),
        article_b=rows["article_id"].gather(links["b"]),
        similarity="similarity",
    )


def earlier_copies(rows: pl.DataFrame, pairs: pl.DataFrame | None = None) -> dict[int, list[int]]:
    """For each arrived row that is a near-copy, the earlier row numbers that it copies."""
    listed = _links(rows, pairs).group_by("b", maintain_order=True).agg("a")
    return dict(listed.iter_rows())


def arrivals(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in order of arrival (first_seen_at or else published_at, published_at, article_id) with typed columns."""
    seen = (
        pl.col("first_seen_at").fill_null(pl.col("published_at"))
        if "first_seen_at" in frame.columns
        else pl.col("published_at")
    )
    return (
        frame.with_columns(
            pl.col("article_id", "title").cast(pl.String),
            pl.col("text").cast(pl.String) if "text" in frame.columns else pl.lit(None, pl.String).alias("text"),
            pl.col("published_at").cast(pl.Datetime("us")),
        )
        .with_columns(seen.cast(pl.Datetime("us")).alias("first_seen_at"))
        .sort("first_seen_at", "published_at", "article_id", nulls_last=True)
    )


def components(n: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each of n rows, the first row of its connected component under the links a–b."""
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    first = np.full(label.max(initial=-1) + 1, n, dtype=np.int64)
    np.minimum.at(first, label, np.arange(n))
    return first[label] if n else np.empty(0, dtype=np.int64)


def _links(rows: pl.DataFrame, pairs: pl.DataFrame | None) -> pl.DataFrame:
    """Verified links of arrived rows: a (earlier row number), b, similarity; ordered by b, a."""
    if pairs is not None:
        number = rows.select("article_id", row=pl.int_range(pl.len(), dtype=pl.Int64))
        return (
            pairs.join(number.rename({"row": "a"}), left_on="article_a", right_on="article_id")
            .join(number.rename({"row": "b"}), left_on="article_b", right_on="article_id")
            .select("a", "b", "similarity")
            .sort("b", "a")
        )
    bodies = read(rows["text"])
    titles = rows.select(
        "title",
        "published_at",
        row=pl.int_range(pl.len(), dtype=pl.Int64),
        has_body=pl.Series(np.diff(bodies.starts) > 0),
    )
    return pl.concat([body_pairs(bodies, rows["published_at"]), _title_pairs(titles)]).sort("b", "a")


def title_key(title: pl.Expr) -> pl.Expr:
    """What makes titles equal: the distinct words in alphabetical order, less function words and an outlet's suffix."""
    bare = (
        title.str.replace(r"\s+[|–—-]\s+[^|–—-]{1,30}$", "")
        .str.replace(r"^(UPDATE|WRAPUP|RPT|REFILE|CORRECTED)[ 0-9]*-\s*", "")
        .str.replace_all(r"['’]s\b", "")
    )
    words = bare.str.to_lowercase().str.extract_all(r"\p{L}+|\p{N}+(?:[.,]\p{N}+)*").list.unique().list.sort()
    return words.list.set_difference(_FUNCTION_WORDS).list.sort().list.join(" ")


def _title_pairs(rows: pl.DataFrame) -> pl.DataFrame:
    keyed = (
        rows.select("row", "published_at", "has_body", key=title_key(pl.col("title").fill_null("")))
        .filter(pl.col("key").str.count_matches(" ") >= MIN_TITLE_WORDS - 1)
        .filter(pl.col("key").is_duplicated())
        .sort("key", "row")
    )
    found: list[tuple[int, int]] = []
    key, anchor, anchored_at, body_seen = "", -1, None, False
    for row, when, has_body, this in keyed.select("row", "published_at", "has_body", "key").iter_rows():
        if this != key or anchored_at is None or abs(when - anchored_at) > TITLE_WINDOW:
            key, anchor, anchored_at, body_seen = this, row, when, has_body
        elif not (has_body and body_seen):
            found.append((anchor, row))
            body_seen = body_seen or has_body
    return pl.DataFrame(
        {"a": [a for a, _ in found], "b": [b for _, b in found], "similarity": [1.0] * len(found)},
        schema={"a": pl.Int64, "b": pl.Int64, "similarity": pl.Float64},
    )
