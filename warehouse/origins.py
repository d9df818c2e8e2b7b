"""Which articles are really one voice: same owner, same wire credit, or near-copy text, inside one story.

Editorial decisions. Origins are connected components, so a chain of evidence joins. The same outlet twice is one voice
(platforms and release wires excepted, see `outlets`). A credit joins its namesakes and the articles of the outlet it
names. An unknown owner joins nothing. Every edge keeps its evidence in a sentence; a group of n articles that share an
owner or a credit gets n-1 edges, each from the group's earliest article.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from warehouse import near_copies as copies
from warehouse.near_copies import near_copies as near_copies  # the public place of the function is here
from warehouse.outlets import PLATFORMS, Outlets, as_outlets, normalised_credit

Owners = Outlets | Mapping[str, str | None] | pl.DataFrame | Path | str | None

_EDGES: dict[str, type[pl.DataType]] = {
    "story_id": pl.String,
    "article_a": pl.String,
    "article_b": pl.String,
    "kind": pl.String,
    "evidence": pl.String,
    "similarity": pl.Float64,
}


def origins(frame: pl.DataFrame, *, owners: Owners = None) -> pl.DataFrame:
    """Find the independent voices behind articles.

    Args:
        frame: article_id, title, text, outlet, published_at, credit; with story_id, all evidence is used inside each
            story; without it, near-copies alone.
        owners: outlets, a mapping of domain to owner, a frame of domain and owner, or a path; None: the packaged table.

    Returns:
        article_id, origin_id, in the order of the input; origin_id is the article_id of the origin's earliest arrival.
    """
    if "story_id" not in frame.columns:
        return near_copies(frame).rename({"near_copy_id": "origin_id"})
    return voices(frame, edges(frame, owners=owners))


def voices(frame: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The origins that edges make of articles.

    Args:
        frame: see `origins`.
        found: what `edges` has found in it.

    Returns:
        See `origins`.
    """
    rows = copies.arrivals(frame).select("article_id")
    number = rows.with_row_index("row")
    ends = found.join(number, left_on="article_a", right_on="article_id").join(
        number, left_on="article_b", right_on="article_id", suffix="_b"
    )
    first = copies.components(rows.height, ends["row"].to_numpy(), ends["row_b"].to_numpy())
    ids = rows.with_columns(origin_id=rows["article_id"].gather(pl.Series(first)))
    return frame.select(pl.col("article_id").cast(pl.String)).join(
        ids, on="article_id", how="left", maintain_order="left"
    )


def edges(frame: pl.DataFrame, *, owners: Owners = None, pairs: pl.DataFrame | None = None) -> pl.DataFrame:
    """The evidence that joins articles of one story into one origin.

    Args:
        frame: article_id, title, text, outlet, published_at, credit, story_id.
        owners: see `origins`.
        pairs: what `near_copies.copy_pairs` has found in the frame; None: it is looked for.

    Returns:
        story_id, article_a (earlier), article_b, kind (owner, credit, near_copy), evidence, similarity (null unless
        near_copy), ordered by story_id, kind, article_a, article_b.
    """
    outlets = as_outlets(owners)
    rows = (
        copies.arrivals(frame)
        .with_row_index("row")
        .with_columns(pl.col("outlet", "credit", "story_id").cast(pl.String))
        .filter(pl.col("story_id").is_not_null())
    )
    found = [
        _owner_edges(rows, outlets),
        _credit_edges(rows, outlets),
        _copy_edges(rows, copies.copy_pairs(rows) if pairs is None else pairs),
    ]
    return pl.concat(found).sort("story_id", "kind", "article_a", "article_b", "evidence")


def _owner_edges(rows: pl.DataFrame, outlets: Outlets) -> pl.DataFrame:
    known = outlets.frame.filter(pl.col("owner").is_not_null()).select(outlet="domain", owner="owner", why="evidence")
    voiced = rows.join(known, on="outlet", how="left", maintain_order="left").with_columns(
        key=pl.when(pl.col("owner").is_not_null())
        .then(pl.lit("owner ") + pl.col("owner"))
        .when(pl.col("outlet").is_in(list(PLATFORMS)))
        .then(None)
        .otherwise(pl.lit("outlet ") + pl.col("outlet"))
    )
    evidence = (
        pl.when(pl.col("outlet") == pl.col("outlet_a"))
        .then(pl.lit("both on ") + pl.col("outlet"))
        .otherwise(
            pl.lit("both owned by ")
            + pl.col("owner")
            + pl.lit(" (")
            + pl.col("outlet_a")
            + pl.lit(": ")
            + pl.col("why_a").fill_null("")
            + pl.lit("; ")
            + pl.col("outlet")
            + pl.lit(": ")
            + pl.col("why").fill_null("")
            + pl.lit(")")
        )
    )
    return _star(voiced, "owner", evidence, keep=["outlet", "why"])


def _credit_edges(rows: pl.DataFrame, outlets: Outlets) -> pl.DataFrame:
    names = outlets.credit_names()
    spoken = rows.with_columns(name=normalised_credit(pl.col("credit"))).with_columns(
        names_outlet=pl.col("name").replace_strict(names, default=None, return_dtype=pl.String)
    )
    credited = spoken.filter(pl.col("name").fill_null("") != "").with_columns(
        key=pl.coalesce("names_outlet", pl.lit("name ") + pl.col("name")), source=pl.lit("credits ") + pl.col("credit")
    )
    wanted = credited.select("story_id", "key").unique()
    named = rows.with_columns(key=pl.col("outlet"), source=pl.lit("is published by ") + pl.col("outlet")).join(
        wanted, on=["story_id", "key"], how="semi"
    )
    columns = ["row", "article_id", "story_id", "key", "source"]
    both = pl.concat([credited.select(columns), named.select(columns)]).unique(
        ["row", "key"], keep="first", maintain_order=True
    )
    evidence = pl.lit("one ") + pl.col("source_a") + pl.lit(", the other ") + pl.col("source")
    return _star(both.sort("row"), "credit", evidence, keep=["source"])


def _copy_edges(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    story = rows.select("article_id", "story_id")
    return (
        pairs.join(story, left_on="article_a", right_on="article_id")
        .join(story, left_on="article_b", right_on="article_id", suffix="_b")
        .filter(pl.col("story_id") == pl.col("story_id_b"))
        .with_columns(
            kind=pl.lit("near_copy"),
            evidence=pl.format(
                "{} % of the shorter text is in both", (pl.col("similarity") * 100).round().cast(pl.Int64)
            ),
        )
        .select(_EDGES.keys())
    )


def _star(rows: pl.DataFrame, kind: str, evidence: pl.Expr, *, keep: list[str]) -> pl.DataFrame:
    """Edges from the earliest article of each (story, key) to the others; columns of the earliest get the suffix _a."""
    inside = rows.filter(pl.col("key").is_not_null()).with_columns(
        pl.col("article_id").first().over("story_id", "key").alias("article_a"),
        *[pl.col(name).first().over("story_id", "key").alias(f"{name}_a") for name in keep],
    )
    return (
        inside.filter(pl.col("article_id") != pl.col("article_a"))
        .with_columns(
            article_b="article_id", kind=pl.lit(kind), evidence=evidence, similarity=pl.lit(None, dtype=pl.Float64)
        )
        .select(_EDGES.keys())
        .cast(pl.Schema(_EDGES))
    )
