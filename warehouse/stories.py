"""Stream clustering of articles into stories: an article joins the story it is closest to, or founds one.

Editorial decisions.

- Rows are taken one at a time in order of arrival; a decision looks at earlier rows only, so the edges of a batch change
  nothing and replaying all arrivals gives what adding them day by day gave.
- Closeness is the cosine of the article with the sum of a story's articles, minus `DECAY_PER_DAY` for each day between
  them: what is said about the same names a week later is more likely a new development, and a new story.
- Terms are weighted by inverse *story* frequency, log((N + B + 1) / (n_t + B·chance_t + ½)): N stories so far, n_t of them
  with the term, and B pseudo-stories of general English (`story_features`). A document frequency would call the names of a
  widely covered story common; a story frequency calls common what is in many stories, such as a beat's own vocabulary.
- A near-copy follows its original and is otherwise invisible, so that a hundred reprints move no weight and no story.
- Stories merge only on text: when an article is a near-copy of articles of two stories. The older id stays.
- `STORY_PSEUDO_COUNT`, `THRESHOLD`, `DECAY_PER_DAY` and `WINDOW_DAYS` were chosen on labelled headlines and on the first
  two chronicle years; all lie on a plateau, see bench/stories.py.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import polars as pl

from warehouse import near_copies as copies
from warehouse import story_features as features

WINDOW_DAYS = 10.0
THRESHOLD = 0.14
DECAY_PER_DAY = 0.01
STORY_PSEUDO_COUNT = 1000.0
# Where to look, for speed: an article's terms propose stories, the rarest first, until this many have been proposed; the
# best of them by those terms are then compared in full.
PROPOSALS = 120
FINALISTS = 12

_MICROSECONDS_PER_DAY = 86_400_000_000


def cluster(frame: pl.DataFrame, *, window_days: float = WINDOW_DAYS) -> pl.DataFrame:
    """Assign every article to a story.

    Args:
        frame: article_id, title, text (null without a body), outlet, published_at, credit; optionally first_seen_at, which
            then orders the arrivals.
        window_days: a story takes no article further than this from its own last one, in days.

    Returns:
        article_id, story_id, in the order of the input.
    """
    return cluster_with_aliases(frame, window_days=window_days)[0]


def cluster_with_aliases(
    frame: pl.DataFrame, *, window_days: float = WINDOW_DAYS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Assign every article to a story, and tell which ids merges retired.

    Args:
        frame: see `cluster`.
        window_days: see `cluster`.

    Returns:
        (article_id, story_id in the order of the input; alias_id, story_id ordered by alias_id).

    Raises:
        ValueError: the window isn't positive.
    """
    if not window_days > 0:
        raise ValueError(f"window_days must be above 0, for example {WINDOW_DAYS}; it is {window_days}")
    rows = copies.arrivals(frame).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))
    stream = _Stream(window_days)
    originals = copies.earlier_copies(rows)
    days = (rows["published_at"].dt.epoch("us") / _MICROSECONDS_PER_DAY).to_list()
    labels: list[int] = []
    for row, (day, terms) in enumerate(zip(days, _encoded(rows), strict=True)):
        of = originals.get(row)
        labels.append(stream.follow([labels[i] for i in of]) if of else stream.add(day, *terms))
    ids = _ids(rows["article_id"].to_list(), labels)
    assigned = rows.select("article_id", story_id=pl.Series([ids[stream.current(n)] for n in labels], dtype=pl.String))
    retired = sorted((ids[young], ids[stream.current(young)]) for young in stream.merged)
    aliases = pl.DataFrame(retired, schema={"alias_id": pl.String, "story_id": pl.String}, orient="row")
    kept = frame.select(pl.col("article_id").cast(pl.String))
    return kept.join(assigned, on="article_id", how="left", maintain_order="left"), aliases


def story_id(founder: str) -> str:
    """The stable id of the story that the article with this id founded: "s" and 16 hexadecimal digits."""
    return "s" + hashlib.blake2b(founder.encode(), digest_size=8).hexdigest()


def _encoded(rows: pl.DataFrame) -> Iterable[tuple[Sequence[int], Sequence[float], Sequence[float]]]:
    """For each row its term numbers, their tf and their background pseudo-counts."""
    terms = features.terms(rows, features.background())
    numbers = terms.select(pl.col("term").unique(maintain_order=True)).with_row_index("number")
    listed = (
        terms.join(numbers, on="term", how="left", maintain_order="left")
        .with_columns(prior=pl.col("chance") * STORY_PSEUDO_COUNT + 0.5)
        .group_by("row", maintain_order=True)
        .agg("number", "tf", "prior")
    )
    every = rows.select("row").join(listed, on="row", how="left", maintain_order="left")
    for number, tf, prior in every.select("number", "tf", "prior").iter_rows():
        yield number or (), tf or (), prior or ()


class _Stream:
    """The stories so far. Stories are numbered in the order of their founding.

    Stories lie in shards of one window length by the day of their last article, so that only three shards are searched
    and a late article still meets the stories of its own days.
    """

    def __init__(self, window_days: float) -> None:
        self.window = window_days
        self.stories_with: dict[int, int] = defaultdict(int)
        self.last: list[float] = []
        self.norm2: list[float] = []
        self.terms: list[list[int]] = []
        self.shard_of: list[int] = []
        self.shards: dict[int, dict[int, dict[int, float]]] = defaultdict(dict)  # shard -> term -> story -> weight
        self.merged: dict[int, int] = {}

    def current(self, story: int) -> int:
        """The story that this one has become after merges."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def follow(self, labels: Sequence[int]) -> int:
        """A near-copy of articles in these stories: their story, merged into the oldest where they are several."""
        oldest, *younger = sorted({self.current(label) for label in labels})
        for story in younger:
            self._merge(oldest, story)
        return oldest

    def add(self, day: float, terms: Sequence[int], tf: Sequence[float], prior: Sequence[float]) -> int:
        """Place an article; returns its story."""
        vector = self._vector(terms, tf, prior)
        story = self._closest(day, vector)
        if story is None:
            story = len(self.last)
            self.last.append(day)
            self.norm2.append(0.0)
            self.terms.append([])
            self.shard_of.append(math.floor(day / self.window))
        elif day > self.last[story]:
            self.last[story] = day
            self._move(story, math.floor(day / self.window))
        self._absorb(story, vector.items())
        return story

    def _vector(self, terms: Sequence[int], tf: Sequence[float], prior: Sequence[float]) -> dict[int, float]:
        total = len(self.last) - len(self.merged) + STORY_PSEUDO_COUNT + 1.0
        seen, log = self.stories_with, math.log
        weights = [f * log(total / (seen[t] + p)) for t, f, p in zip(terms, tf, prior, strict=True)]
        norm = math.sqrt(math.fsum(w * w for w in weights)) or 1.0
        return {t: w / norm for t, w in zip(terms, weights, strict=True)}

    def _closest(self, day: float, vector: dict[int, float]) -> int | None:
        here = math.floor(day / self.window)
        shards = [shard for n in (here - 1, here, here + 1) if (shard := self.shards.get(n))]
        postings = [(term, posting) for shard in shards for term in vector if (posting := shard.get(term))]
        postings.sort(key=_size)
        partial, used = _proposals(postings, vector, self.norm2)
        best, best_closeness = None, THRESHOLD
        for story in partial:
            gap = abs(day - self.last[story])
            if gap > self.window:
                continue
            dot = partial[story]
            for term, posting in postings[used:]:
                other = posting.get(story)
                if other is not None:
                    dot += vector[term] * other
            closeness = dot / math.sqrt(self.norm2[story]) - DECAY_PER_DAY * gap
            if closeness > best_closeness:
                best, best_closeness = story, closeness
        return best

    def _absorb(self, story: int, weights: Iterable[tuple[int, float]]) -> None:
        shard, norm2 = self.shards[self.shard_of[story]], self.norm2[story]
        for term, weight in weights:
            posting = shard.setdefault(term, {})
            old = posting.get(story)
            if old is None:
                self.terms[story].append(term)
                self.stories_with[term] += 1
                old = 0.0
            posting[story] = old + weight
            norm2 += weight * (2.0 * old + weight)
        self.norm2[story] = norm2

    def _take(self, story: int) -> list[tuple[int, float]]:
        """Remove a story's weights from its shard."""
        shard = self.shards[self.shard_of[story]]
        return [(term, shard[term].pop(story)) for term in self.terms[story]]

    def _move(self, story: int, shard: int) -> None:
        if shard == self.shard_of[story]:
            return
        weights = self._take(story)
        self.shard_of[story] = shard
        for term, weight in weights:
            self.shards[shard].setdefault(term, {})[story] = weight

    def _merge(self, older: int, younger: int) -> None:
        weights = self._take(younger)
        for term, _ in weights:
            self.stories_with[term] -= 1
        self.merged[younger] = older
        if self.last[younger] > self.last[older]:
            self.last[older] = self.last[younger]
            self._move(older, self.shard_of[younger])
        self._absorb(older, weights)


def _size(entry: tuple[int, dict[int, float]]) -> int:
    return len(entry[1])


def _proposals(
    postings: list[tuple[int, dict[int, float]]], vector: dict[int, float], norm2: list[float]
) -> tuple[dict[int, float], int]:
    """The stories worth a full comparison, with their dot product over the first `used` postings: (dots, used)."""
    dots: dict[int, float] = {}
    proposed = used = 0
    for term, posting in postings:
        proposed += len(posting)
        if used and proposed > PROPOSALS:
            break
        used += 1
        weight = vector[term]
        for story, other in posting.items():
            dots[story] = dots.get(story, 0.0) + weight * other
    if len(dots) > FINALISTS:
        ranked = sorted(dots, key=lambda story: (-dots[story] / math.sqrt(norm2[story]), story))
        dots = {story: dots[story] for story in sorted(ranked[:FINALISTS])}
    return dict(sorted(dots.items())), used


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
    groups = frame.sort("published_at", "article_id").unique(["story_id", "near_copy_id"], keep="first", maintain_order=True)
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
