"""Near-copies: articles that carry the same text, whoever publishes them.

Editorial decisions. Where two articles both have a body, bodies decide: copies of one dispatch share most of their
words in order even after a new headline, cut paragraphs, an added byline, re-ordered sentences or a light rewrite. So
one must hold a good part of the other's word pairs, and hold them in most of its passages: a long quotation that two
independent reports share is in one or two passages only. Where one has no body, titles decide, and only an equal title
(case, punctuation, word order, function words and an outlet's suffix aside) within three days counts; two different
bodies never become copies through a title. Each article is compared with earlier ones only, so that a later arrival
changes nothing about the links of those before it.

Candidates are articles that share runs of three words; the verification that follows is exact, so no minhashing is
needed: the measured cost is linear, and a hash of a set would lose the containment that cut paragraphs call for.
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
PASSAGE_WORDS = 40  # a passage is a sentence, or each 40 words of a longer one
MIN_PASSAGE_RUNS = 8  # shorter ones, such as bylines, count only in a text that has no longer ones
PASSAGE_HELD = 0.3  # a passage is held by another text that has this share of its word pairs
HELD = 0.4  # of two copies, one holds at least this share of the other's word pairs …
SPREAD = 0.6  # … and more than this share of its passages, so that a long quotation alone makes no copy …
HELD_OF_LONGER = 0.25  # … and isn't a small part of a round-up
VERIFYING_RUN = 2
PROPOSING_RUN = 3
MIN_SHARED_RUNS = 3

_SEED = 1
_FACTORS = (1, 0x9E3779B1, 0x85EBCA6B)
_TOKENS = r"[\p{L}\p{N}]+|[.!?…]"
_SENTENCE_ENDS = [".", "!", "?", "…"]
_FUNCTION_WORDS = [
    *("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "its", "of", "on", "or"),
    *("says", "that", "the", "their", "to", "was", "were", "will", "with"),
]


def near_copies(frame: pl.DataFrame) -> pl.DataFrame:
    """Group articles that are near-copies of each other.

    Args:
        frame: article_id, title, text (null without a body), published_at; optionally first_seen_at.

    Returns:
        article_id, near_copy_id, in the order of the input; near_copy_id is the id of the group's earliest arrival.
    """
    rows = arrivals(frame)
    pairs = _pairs(rows)
    group = components(rows.height, pairs["b"].to_numpy(), pairs["a"].to_numpy())
    ids = rows.select("article_id", pl.Series("first", group)).with_columns(
        near_copy_id=rows["article_id"].gather(pl.Series(group))
    )
    return frame.select("article_id").join(
        ids.select("article_id", "near_copy_id"), on="article_id", how="left", maintain_order="left"
    )


def copy_pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """The verified pairs behind `near_copies`.

    Args:
        frame: see `near_copies`.

    Returns:
        article_a (earlier), article_b, similarity (0 to 1: the share of one text's word pairs that the other holds;
        1 for an equal title), in order of arrival of article_b, then article_a.
    """
    rows = arrivals(frame)
    pairs = _pairs(rows)
    return pairs.select(
        article_a=rows["article_id"].gather(pairs["a"]),
        article_b=rows["article_id"].gather(pairs["b"]),
        similarity="similarity",
    )


def earlier_copies(rows: pl.DataFrame) -> dict[int, list[int]]:
    """For each arrived row that is a near-copy, the earlier row numbers that it copies."""
    listed = _pairs(rows).group_by("b", maintain_order=True).agg("a")
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


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Verified links of arrived rows: a (earlier row number), b, similarity; ordered by b, a."""
    numbered = rows.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        "title",
        "published_at",
        tokens=pl.col("text").fill_null("").str.to_lowercase().str.extract_all(_TOKENS),
    ).with_columns(has_body=pl.col("tokens").list.len() >= MIN_BODY_WORDS)
    return pl.concat([_body_pairs(numbered), _title_pairs(numbered)]).sort("b", "a")


def _body_pairs(rows: pl.DataFrame) -> pl.DataFrame:
    words = _words(rows.filter("has_body"))
    candidates = _candidates(words, rows.select("row", "published_at"))
    wanted = pl.concat([candidates["a"], candidates["b"]]).unique()
    pairs = _runs(words.filter(pl.col("row").is_in(wanted.implode())), VERIFYING_RUN)
    forward, backward = _held(candidates, pairs, "a", "b"), _held(candidates, pairs, "b", "a")
    return (
        candidates.join(forward, on=["a", "b"])
        .join(backward, on=["a", "b"], suffix="_back")
        .with_columns(
            similarity=pl.max_horizontal("text", "text_back"),
            spread=pl.max_horizontal("passages", "passages_back"),
            longer=pl.min_horizontal("text", "text_back"),
        )
        .filter((pl.col("similarity") >= HELD) & (pl.col("spread") > SPREAD) & (pl.col("longer") >= HELD_OF_LONGER))
        .select("a", "b", "similarity")
    )


def _words(rows: pl.DataFrame) -> pl.DataFrame:
    """The words of bodies in order: row, passage (number within all rows), word (a hash)."""
    tokens = (
        rows.select("row", token="tokens").explode("token").with_columns(ends=pl.col("token").is_in(_SENTENCE_ENDS))
    )
    words = tokens.with_columns(sentence=pl.col("ends").cum_sum()).filter(~pl.col("ends"))
    place = pl.int_range(pl.len()).over("row", "sentence")
    return words.select(
        "row",
        passage=pl.struct("row", "sentence", (place // PASSAGE_WORDS).alias("part")).rle_id(),
        word=pl.col("token").hash(_SEED),
    )


def _runs(words: pl.DataFrame, length: int) -> pl.DataFrame:
    """Runs of so many consecutive words inside one body: row, passage (of the first word), run (a hash)."""
    # Wrapping arithmetic on 64-bit hashes; distinct odd factors, so that the order of words matters.
    run = sum((pl.col("word").shift(-i) * _FACTORS[i] for i in range(1, length)), start=pl.col("word"))
    inside = pl.col("row") == pl.col("row").shift(1 - length)
    return words.select("row", "passage", run=run, inside=inside).filter("inside").drop("inside")


def _candidates(words: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """Pairs worth verifying: each body with the first and the previous body of each run that they share, in the window.

    Two links a run keep the work linear where thousands carry one text; chains of copies still connect.
    """
    shared = _runs(words, PROPOSING_RUN).filter(pl.col("run").is_duplicated()).unique(["row", "run"])
    starts = pl.col("run") != pl.col("run").shift(1, fill_value=0)
    posting = shared.sort("run", "row").select(
        "row",
        first=pl.when(starts).then("row").forward_fill(),
        previous=pl.when(~starts).then(pl.col("row").shift(1)),
    )
    return (
        pl.concat([posting.select(a=pl.col(end), b=pl.col("row")) for end in ("previous", "first")])
        .filter(pl.col("a") != pl.col("b"))
        .group_by("a", "b")
        .agg(pl.len().alias("hits"))
        .filter(pl.col("hits") >= MIN_SHARED_RUNS)
        .join(when, left_on="a", right_on="row")
        .join(when, left_on="b", right_on="row", suffix="_b")
        .filter((pl.col("published_at") - pl.col("published_at_b")).abs() <= BODY_WINDOW)
        .select("a", "b")
    )


def _held(candidates: pl.DataFrame, runs: pl.DataFrame, of: str, by: str) -> pl.DataFrame:
    """For candidate pairs, how much of one text the other one holds.

    Returns:
        a, b, text (share of its runs, 0 to 1), passages (share of its passages that are held).
    """
    long_enough = pl.col("size") >= pl.min_horizontal(MIN_PASSAGE_RUNS, pl.col("size").max().over("row"))
    sizes = runs.group_by("row", "passage").len("size").filter(long_enough)
    found = (
        candidates.join(runs, left_on=of, right_on="row")
        .join(runs.select("row", "run").unique(), left_on=[by, "run"], right_on=["row", "run"], how="semi")
        .group_by("a", "b", "passage")
        .len("found")
        .join(sizes, on="passage")
        .group_by("a", "b")
        .agg(pl.col("found").sum(), held=(pl.col("found") >= PASSAGE_HELD * pl.col("size")).sum())
    )
    whole = sizes.group_by("row").agg(pl.col("size").sum(), pl.len().alias("n"))
    joined = candidates.join(whole, left_on=of, right_on="row").join(found, on=["a", "b"])
    return joined.select("a", "b", text=pl.col("found") / pl.col("size"), passages=pl.col("held") / pl.col("n"))


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
