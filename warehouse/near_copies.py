"""Near-copies: articles that carry the same text, whoever publishes them.

Editorial decisions. Where two articles both have a body, their bodies decide: two copies of one dispatch share long runs
of words even after a new headline, cut paragraphs, an added byline or re-ordered sentences, so they are compared by the
three-word shingles of the shorter one that the longer one holds (containment). Where one has no body, titles decide, and
only an equal title (case, punctuation, word order, function words and an outlet's suffix aside) within three days counts.
Copies are sought among earlier rows only, so a later row never changes what an earlier one was.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

BODY_WINDOW = timedelta(days=14)
TITLE_WINDOW = timedelta(days=3)
MIN_BODY_WORDS = 12
MIN_TITLE_WORDS = 4
CONTAINMENT = 0.5
MIN_SHARED_SHINGLES = 6

_FUNCTION_WORDS = "a an and as at but by for from in into is its of on or says that the their to was were will with".split()


def near_copies(frame: pl.DataFrame) -> pl.DataFrame:
    """Group articles that are near-copies of each other.

    Args:
        frame: article_id, title, text (null without a body), published_at; optionally first_seen_at.

    Returns:
        article_id, near_copy_id, in the order of the input; near_copy_id is the article_id of the group's earliest arrival.
    """
    rows = arrivals(frame)
    pairs = _pairs(rows)
    group = components(rows.height, pairs["b"].to_numpy(), pairs["a"].to_numpy())
    ids = rows.select("article_id", pl.Series("first", group)).with_columns(
        near_copy_id=rows["article_id"].gather(pl.Series(group))
    )
    return frame.select("article_id").join(ids.select("article_id", "near_copy_id"), on="article_id", how="left", maintain_order="left")


def copy_pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """The verified pairs behind `near_copies`: article_a (earlier), article_b, similarity (0 to 1), by order of arrival."""
    rows = arrivals(frame)
    pairs = _pairs(rows)
    return pairs.select(
        article_a=rows["article_id"].gather(pairs["a"]), article_b=rows["article_id"].gather(pairs["b"]), similarity="similarity"
    )


def earlier_copies(rows: pl.DataFrame) -> dict[int, list[int]]:
    """For each arrived row that is a near-copy, the earlier row numbers that it copies."""
    listed = _pairs(rows).group_by("b", maintain_order=True).agg("a")
    return dict(listed.iter_rows())


def arrivals(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in order of arrival (first_seen_at or else published_at, published_at, article_id) with typed columns."""
    seen = pl.col("first_seen_at").fill_null(pl.col("published_at")) if "first_seen_at" in frame.columns else pl.col("published_at")
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


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Verified links of arrived rows: a (earlier row number), b, similarity."""
    numbered = rows.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        "title",
        "published_at",
        words=pl.col("text").fill_null("").str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]+"),
    ).with_columns(has_body=pl.col("words").list.len() >= MIN_BODY_WORDS)
    return pl.concat([_body_pairs(numbered), _title_pairs(numbered)]).sort("b", "a")


def _body_pairs(rows: pl.DataFrame) -> pl.DataFrame:
    shingles = (
        rows.filter("has_body")
        .select("row", "published_at", "words")
        .explode("words")
        .with_columns(pl.col("words").hash(1).alias("h1"))
        .with_columns(
            shingle=pl.struct("h1", pl.col("h1").shift(-1).alias("h2"), pl.col("h1").shift(-2).alias("h3")).hash(2),
            inside=pl.col("row") == pl.col("row").shift(-2),
        )
        .filter("inside")
        .select("row", "published_at", "shingle")
        .unique(["row", "shingle"], keep="first", maintain_order=True)
    )
    sizes = shingles.group_by("row").agg(pl.len().alias("size"))
    posting = shingles.sort("shingle", "row").with_columns(
        previous=pl.col("row").shift(1).over("shingle"), first=pl.col("row").first().over("shingle")
    )
    links = (
        pl.concat([posting.select("row", a="previous"), posting.select("row", a="first")])
        .filter(pl.col("a").is_not_null() & (pl.col("a") != pl.col("row")))
        .rename({"row": "b"})
        .group_by("a", "b")
        .agg(pl.len().alias("hits"))
        .filter(pl.col("hits") >= MIN_SHARED_SHINGLES // 2)
    )
    when = rows.select("row", "published_at")
    links = (
        links.join(when, left_on="a", right_on="row")
        .join(when, left_on="b", right_on="row", suffix="_b")
        .filter((pl.col("published_at") - pl.col("published_at_b")).abs() <= BODY_WINDOW)
        .select("a", "b")
    )
    shared = (
        links.join(shingles.select("row", "shingle"), left_on="a", right_on="row")
        .join(shingles.select("row", "shingle"), left_on=["b", "shingle"], right_on=["row", "shingle"])
        .group_by("a", "b")
        .agg(pl.len().alias("shared"))
    )
    return (
        shared.join(sizes, left_on="a", right_on="row")
        .join(sizes, left_on="b", right_on="row", suffix="_b")
        .with_columns(similarity=pl.col("shared") / pl.min_horizontal("size", "size_b"))
        .filter((pl.col("similarity") >= CONTAINMENT) & (pl.col("shared") >= MIN_SHARED_SHINGLES))
        .select("a", "b", pl.col("similarity").cast(pl.Float64))
    )


def title_key(title: pl.Expr) -> pl.Expr:
    """What an equal title means: its distinct words in alphabetical order, without function words and an outlet's suffix."""
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
