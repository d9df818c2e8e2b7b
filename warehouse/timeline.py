"""Which earlier and later stories belong to the same thread, and why.

Editorial decisions:

* Two stories are related by what few others share: named entities and words that occur in at most one story in
  `RARE_SHARE` (but always allowed up to `RARE_FLOOR` stories). Frequent names say nothing about a thread.
* A relation needs at least two shared features, one of them an entity or two of them words, and a cosine of
  `LEAST_SIMILARITY`. It is symmetric; time decides which one is the earlier.
* The words of a named entity are not counted a second time as words.
* A reader gets at most `PER_SIDE` stories before and after, the most similar ones, in order of time.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

LEAST_SIMILARITY = 0.22
PER_SIDE = 4
RARE_SHARE = 0.03
RARE_FLOOR = 6
ENTITY_FACTOR = 1.5
BLOCK = 2_000
NAMED_IN_REASON = 3

SCHEMA = pl.Schema(
    {
        "story_id": pl.String(),
        "position": pl.Int64(),
        "other_story_id": pl.String(),
        "relation": pl.String(),
        "reason": pl.String(),
        "similarity": pl.Float64(),
        "published_at": pl.Datetime("us"),
    }
)


def threads(stories: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Returns the related stories of every story.

    Args:
        stories: story_id, headline, summary, first_published_at.
        mentions: story_id, name; the entities that each story names.

    Returns:
        Columns of the public table `timeline`: position is negative before and positive after the story, −1 and 1 being
        the nearest in time; similarity is the cosine over the rare shared features, 0 to 1.
    """
    ordered = stories.sort("first_published_at", "story_id")
    if ordered.height < 2:
        return pl.DataFrame(schema=SCHEMA)
    features, names, is_entity = _features(ordered, mentions)
    rows = _related(features, is_entity)
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    chosen = _nearest(rows.with_columns(later=pl.col("other") > pl.col("this")))
    reasons = _reasons(features, chosen["this"].to_numpy(), chosen["other"].to_numpy(), names)
    ids, times = ordered["story_id"], ordered["first_published_at"]
    return chosen.select(
        story_id=ids.gather(chosen["this"]),
        position="position",
        other_story_id=ids.gather(chosen["other"]),
        relation=pl.when("later").then(pl.lit("later")).otherwise(pl.lit("earlier")),
        reason=pl.Series(reasons, dtype=pl.String),
        similarity="similarity",
        published_at=times.gather(chosen["other"]),
    ).sort("story_id", "position")


def _features(stories: pl.DataFrame, mentions: pl.DataFrame) -> tuple[sparse.csr_array, list[str], np.ndarray]:
    """Rows of unit length over rare words and rare entities, their names, and which of them are entities."""
    texts = (stories["headline"] + " " + stories["summary"].fill_null("")).to_list()
    limit = max(RARE_FLOOR, int(RARE_SHARE * stories.height))
    words = TfidfVectorizer(stop_words="english", token_pattern=r"(?u)\b[^\W\d_][\w'’.-]+\w\b", sublinear_tf=True)
    counts = words.fit_transform(texts)
    name_rows = mentions.join(stories.select("story_id").with_row_index("row"), on="story_id").sort("row", "name")
    vocabulary = name_rows["name"].unique().sort().to_list()
    index = {name: column for column, name in enumerate(vocabulary)}
    columns = [index[name] for name in name_rows["name"].to_list()]
    entities = sparse.csr_array(
        (np.ones(len(columns)), (name_rows["row"].to_numpy(), columns)), shape=(stories.height, len(vocabulary))
    )
    entities.data = np.ones_like(entities.data)
    n_stories = np.maximum(np.bincount(entities.indices, minlength=len(vocabulary)), 1)
    entities = entities.multiply(ENTITY_FACTOR * (np.log((1 + stories.height) / (1 + n_stories)) + 1)).tocsr()
    both = sparse.hstack([sparse.csr_array(counts) * 1.0, entities]).tocsr()
    names = [*words.get_feature_names_out(), *vocabulary]
    frequency = np.bincount(both.indices, minlength=both.shape[1])
    in_names = {token for name in vocabulary for token in name.casefold().split()}
    said_twice = np.array([name in in_names for name in names[: counts.shape[1]]] + [False] * len(vocabulary))
    kept = np.flatnonzero((frequency >= 2) & (frequency <= limit) & ~said_twice)
    rare = both[:, kept]
    length = np.sqrt(rare.multiply(rare).sum(axis=1)).reshape(-1, 1)
    unit = rare.multiply(1 / np.where(length == 0, 1.0, length)).tocsr()
    return unit, [names[column] for column in kept], kept >= counts.shape[1]


def _related(features: sparse.csr_array, is_entity: np.ndarray) -> pl.DataFrame:
    """Every ordered pair of rows that is similar enough and shares enough: this, other, similarity."""
    binary = features.copy()
    binary.data = np.ones_like(binary.data)
    found = []
    for start in range(0, features.shape[0], BLOCK):
        similar = (features[start : start + BLOCK] @ features.T).tocoo()
        close = (similar.data >= LEAST_SIMILARITY) & (similar.row + start != similar.col)
        this, other = similar.row[close] + start, similar.col[close]
        shared = binary[this].multiply(binary[other]).tocsr()
        n_shared, points = shared.sum(axis=1), shared @ np.where(is_entity, 2.0, 1.0)
        kept = (n_shared >= 2) & (points >= 3)
        similarity = np.minimum(similar.data[close][kept], 1.0)
        found.append(pl.DataFrame({"this": this[kept], "other": other[kept], "similarity": similarity}))
    return pl.concat(found).cast({"this": pl.Int64, "other": pl.Int64}).sort("this", "other")


def _nearest(rows: pl.DataFrame) -> pl.DataFrame:
    """The most similar stories of each side, numbered outwards from the story in time."""
    side = ["this", "later"]
    best = (
        rows.sort([*side, "similarity", "other"], descending=[False, False, True, False])
        .with_columns(rank=pl.int_range(pl.len()).over(side))
        .filter(pl.col("rank") < PER_SIDE)
        .with_columns(distance=(pl.col("other") - pl.col("this")).abs())
        .sort([*side, "distance"])
        .with_columns(step=pl.int_range(1, pl.len() + 1).over(side))
    )
    return best.with_columns(position=pl.when("later").then("step").otherwise(-pl.col("step")).cast(pl.Int64))


def _reasons(features: sparse.csr_array, this: np.ndarray, other: np.ndarray, names: list[str]) -> list[str]:
    """For each pair of rows the shared features that weigh most, in words."""
    shared = features[this].multiply(features[other]).tocsr()
    reasons = []
    for start, end in pairwise(shared.indptr):
        heaviest = sorted(zip(-shared.data[start:end], shared.indices[start:end], strict=True))[:NAMED_IN_REASON]
        reasons.append("shared: " + ", ".join(names[column] for _, column in heaviest))
    return reasons
