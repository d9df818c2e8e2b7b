"""Which earlier and later stories belong to the same thread, and why.

Editorial decisions:

* Two stories are related by how much of what they say is the same: the cosine over words and named entities, each
  weighed by how few stories share it. Names, and words that general news doesn't know, weigh half as much again. The
  longer two stories lie apart, the more they must share: the cosine halves every `HALF_LIFE_DAYS` before it is held
  against `LEAST_SIMILARITY`; the one that is shown is undimmed.
* Frequent names say nothing about a thread. A relation needs telling features in common: an entity and one more, or
  three words. Telling is what occurs in at most one story in `RARE_SHARE` (but always up to `RARE_FLOOR` stories),
  and isn't among the `COMMON_WORDS` commonest words of news, which are rare in a small beat for no reason.
* It is symmetric; time decides which one is the earlier.
* The words of a named entity are not counted a second time as words.
* A reader gets at most `PER_SIDE` stories before and after, the most similar ones, in order of time.
* Precision was put before reach: of 69 links of 40 stories drawn at random from the default beat, 62 led to another
  development of the same thread when read, and 155 of 569 stories have a timeline (`bench/timeline.py`).
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from itertools import pairwise

import numpy as np
import polars as pl
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from warehouse.story_features import BACKGROUND

LEAST_SIMILARITY = 0.19
PER_SIDE = 4
RARE_SHARE = 0.03
RARE_FLOOR = 6
NAME_FACTOR = 1.5
BLOCK = 20_000_000
"""Products of shared features that are summed at once. Like `PAIRS`, compared at once, it bounds the memory."""
PAIRS = 100_000
NAMED_IN_REASON = 3
COMMON_WORDS = 5_000
HALF_LIFE_DAYS = 730.0
LEAST_POINTS = 3.0

_TOKEN = re.compile(r"[^\W\d_][\w'.-]+\w")

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
        the nearest in time; similarity is the cosine over all weighed features, 0 to 1.
    """
    ordered = stories.sort("first_published_at", "story_id")
    if ordered.height < 2:
        return pl.DataFrame(schema=SCHEMA)
    features, names, points = _features(ordered, mentions)
    telling = features.multiply(points > 0).tocsr()
    telling.eliminate_zeros()
    chosen = _nearest(_related(features, telling, points, _days(ordered["first_published_at"])))
    if chosen.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    reasons = _reasons(telling, chosen["this"].to_numpy(), chosen["other"].to_numpy(), names)
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
    """Rows of unit length over words and entities, their names, and what each is worth as evidence.

    A word weighs (1 + ln count) · idf on one scale with entities, and those and words that general news doesn't know
    (names, products) `NAME_FACTOR` times that; idf is ln((1+n)/(1+df)) + 1.
    As evidence a rare entity is worth 2, a rare word 1, and what is frequent, common in news or unique 0.
    """
    words, word_names = _words(stories)
    entities, entity_names = _entities(stories, mentions)
    is_entity = np.arange(len(word_names) + len(entity_names)) >= len(word_names)
    names = [*word_names, *entity_names]
    both = sparse.hstack([words, entities]).tocsr()
    frequency = np.bincount(both.indices, minlength=both.shape[1])
    limit = max(RARE_FLOOR, int(RARE_SHARE * stories.height))
    in_names = {token for name in entity_names for token in _tokens(name)}
    said_twice = np.array([name in in_names for name in word_names] + [False] * len(entity_names), dtype=bool)
    general = BACKGROUND.read_text(encoding="utf-8").split("\n")
    common, known = set(general[:COMMON_WORDS]), set(general)
    rare = (frequency >= 2) & (frequency <= limit) & np.array([name not in common for name in names])
    idf = np.log((1 + stories.height) / (1 + frequency)) + 1
    unheard = np.array([name not in known for name in names]) & (frequency >= 2)
    weights = np.where(said_twice, 0.0, idf * np.where(is_entity | unheard, NAME_FACTOR, 1.0))
    weighted = both.multiply(weights).tocsr()
    length = np.sqrt(weighted.multiply(weighted).sum(axis=1)).reshape(-1, 1)
    unit = weighted.multiply(1 / np.where(length == 0, 1.0, length)).tocsr()
    return unit, names, np.where(rare & ~said_twice, np.where(is_entity, 2.0, 1.0), 0.0)


def _days(times: pl.Series) -> np.ndarray:
    """Days since the first of the times."""
    return ((times - times.min()).dt.total_seconds() / 86_400).to_numpy()


def _words(stories: pl.DataFrame) -> tuple[sparse.csr_array, list[str]]:
    """1 + ln count of each word of each story, without function words, and the words in order."""
    texts = stories["headline"] + " " + stories["summary"].fill_null("")
    index: dict[str, int] = {}
    rows, columns, counts = array("q"), array("q"), array("q")
    for row, text in enumerate(texts):
        told = Counter(token for token in _tokens(text) if token not in ENGLISH_STOP_WORDS)
        rows.extend([row] * len(told))
        columns.extend(index.setdefault(token, len(index)) for token in told)
        counts.extend(told.values())
    names = sorted(index) or ["-"]
    place = np.empty(len(names), dtype=np.int64)
    place[[index.get(name, 0) for name in names]] = np.arange(len(names))
    weights = 1 + np.log(np.array(counts, dtype=np.float64))
    at = (np.array(rows, dtype=np.int64), place[np.array(columns, dtype=np.int64)])
    return sparse.csr_array((weights, at), shape=(stories.height, len(names))), names


def _entities(stories: pl.DataFrame, mentions: pl.DataFrame) -> tuple[sparse.csr_array, list[str]]:
    """1 for each entity that a story names, and the entities."""
    rows = mentions.join(stories.select("story_id").with_row_index("row"), on="story_id").unique(["row", "name"])
    rows = rows.sort("row", "name")
    names = rows["name"].unique().sort().to_list()
    index = {name: column for column, name in enumerate(names)}
    places = (rows["row"].to_numpy(), [index[name] for name in rows["name"].to_list()])
    return sparse.csr_array((np.ones(rows.height), places), shape=(stories.height, len(names))), names


def _tokens(text: str) -> list[str]:
    """Words of three letters or more in lower case, without a possessive ending."""
    return [token.removesuffix("'s") for token in _TOKEN.findall(text.casefold().replace("\u2019", "'"))]


def _related(
    features: sparse.csr_array, telling: sparse.csr_array, points: np.ndarray, days: np.ndarray
) -> pl.DataFrame:
    """Every pair of rows that shares enough and is similar enough, in both orders: this, other, similarity.

    The evidence is asked for first: it stands in rare features alone, so that few pairs of a large beat are compared
    feature by feature.
    """
    evidence, shared = telling.copy(), telling.copy()
    evidence.data, shared.data = points[telling.indices], np.ones_like(telling.data)
    others = shared.T.tocsr()
    found = [pl.DataFrame(schema={"this": pl.Int64, "other": pl.Int64, "similarity": pl.Float64})]
    for start, stop in _blocks(evidence, others):
        worth = (evidence[start:stop] @ others[:, start:]).tocoo()
        enough = (worth.data >= LEAST_POINTS) & (worth.col > worth.row)
        this, other = worth.row[enough].astype(np.int64) + start, worth.col[enough].astype(np.int64) + start
        cosine = _cosines(features, this, other)
        close = cosine * 0.5 ** (np.abs(days[this] - days[other]) / HALF_LIFE_DAYS) >= LEAST_SIMILARITY
        columns = {"this": this[close], "other": other[close], "similarity": np.minimum(cosine[close], 1.0)}
        found.append(pl.DataFrame(columns))
    pairs = pl.concat(found)
    return pl.concat([pairs, pairs.select(this="other", other="this", similarity="similarity")])


def _blocks(left: sparse.csr_array, right: sparse.csr_array) -> list[tuple[int, int]]:
    """Runs of rows of `left` whose product with `right` has at most about `BLOCK` terms; one row at least."""
    terms = np.concatenate(([0], np.cumsum(np.diff(right.indptr)[left.indices])))[left.indptr]
    starts = np.flatnonzero(np.diff(terms[:-1] // BLOCK, prepend=-1)).tolist()
    return list(pairwise([*starts, left.shape[0]]))


def _cosines(features: sparse.csr_array, this: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The cosine of each pair of rows of unit length; `this` is in order."""
    rows, firsts = np.unique(this, return_index=True)
    dense = np.zeros(features.shape[1])
    parts = [np.empty(0)]
    for row, (first, last) in zip(rows.tolist(), pairwise([*firsts.tolist(), this.size]), strict=True):
        start, end = features.indptr[row], features.indptr[row + 1]
        own = features.indices[start:end]
        dense[own] = features.data[start:end]
        parts.append(features[other[first:last]] @ dense)
        dense[own] = 0.0
    return np.concatenate(parts)


def _nearest(rows: pl.DataFrame) -> pl.DataFrame:
    """The most similar stories of each side, numbered outwards from the story in time."""
    side = ["this", "later"]
    best = (
        rows.with_columns(later=pl.col("other") > pl.col("this"))
        .sort([*side, "similarity", "other"], descending=[False, False, True, False])
        .with_columns(rank=pl.int_range(pl.len()).over(side))
        .filter(pl.col("rank") < PER_SIDE)
        .with_columns(distance=(pl.col("other") - pl.col("this")).abs())
        .sort([*side, "distance"])
        .with_columns(step=pl.int_range(1, pl.len() + 1).over(side))
    )
    return best.with_columns(position=pl.when("later").then("step").otherwise(-pl.col("step")).cast(pl.Int64))


def _reasons(features: sparse.csr_array, this: np.ndarray, other: np.ndarray, names: list[str]) -> list[str]:
    """For each pair of rows the shared features that weigh most, in words."""
    reasons = []
    for at in range(0, this.size, PAIRS):
        shared = features[this[at : at + PAIRS]].multiply(features[other[at : at + PAIRS]]).tocsr()
        for start, end in pairwise(shared.indptr):
            heaviest = sorted(zip(-shared.data[start:end], shared.indices[start:end], strict=True))[:NAMED_IN_REASON]
            reasons.append("shared: " + ", ".join(names[column] for _, column in heaviest))
    return reasons
