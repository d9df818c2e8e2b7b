"""The stories of a stream so far, and where the next article belongs.

- Closeness is the cosine of the article with the sum of a story's articles, minus `decay_per_day` for each day of the
  story's age: what is said of the same names a week later is more likely a new development, and a new story. Age runs
  from the founding, so that a chain of follow-ups doesn't keep a story open.
- Terms are weighted by inverse *story* frequency, log((N + B + 1) / (n_t + B·chance_t + ½)): N stories so far, n_t of
  them with the term, and B pseudo-stories of general English (`story_features`). A document frequency would call the
  names of a widely covered story common; a story frequency calls common what is in many stories, as a beat's own words.
- B, the threshold, the decay and the window were chosen on labelled headlines and on the chronicle's first two years;
  each lies on a plateau, which bench/stories.py shows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Where to look, for speed: an article's terms propose stories, the rarest first, until this many have been proposed;
# the best of them by those terms are then compared in full.
PROPOSALS = 60
FINALISTS = 8


@dataclass(frozen=True)
class Settings:
    """How stories are told apart.

    Attributes:
        window_days: a story takes no article further than this from its own last one, in days.
        threshold: the closeness (a cosine) from which an article with a body joins a story.
        title_threshold: the same for an article that is a title alone, which has fewer words to share.
        decay_per_day: what each day of a story's age takes from its closeness to an article.
        pseudo_stories: the weight of general English against the stream, in stories.
    """

    window_days: float = 10.0
    threshold: float = 0.12
    title_threshold: float = 0.09
    decay_per_day: float = 0.015
    pseudo_stories: float = 1000.0

    def __post_init__(self) -> None:
        if not self.window_days > 0:
            raise ValueError(f"window_days must be above 0, for example 10; it is {self.window_days}")


class Article(NamedTuple):
    """The terms of an article: their numbers, their tf and the pseudo-stories that hold them in general English."""

    has_body: bool
    terms: Sequence[int]
    tf: Sequence[float]
    prior: Sequence[float]


class Stream:
    """The stories so far. Stories are numbered in the order of their founding.

    Stories lie in shards of one window length by the day of their last article, so that only three shards are searched
    and a late article still meets the stories of its own days.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.window = settings.window_days
        self.stories_with: dict[int, int] = defaultdict(int)
        self.first: list[float] = []
        self.last: list[float] = []
        self.norm2: list[float] = []
        self.inverse_norm: list[float] = []
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

    def add(self, day: float, article: Article) -> int:
        """Place an article of that day (days since any fixed date); returns its story."""
        vector = self._vector(article)
        threshold = self.settings.threshold if article.has_body else self.settings.title_threshold
        story = self._closest(day, vector, threshold)
        if story is None:
            story = len(self.last)
            self.first.append(day)
            self.last.append(day)
            self.norm2.append(0.0)
            self.inverse_norm.append(1.0)
            self.terms.append([])
            self.shard_of.append(math.floor(day / self.window))
        elif day > self.last[story]:
            self.last[story] = day
            self._move(story, math.floor(day / self.window))
        self._absorb(story, vector.items())
        return story

    def _vector(self, article: Article) -> dict[int, float]:
        terms, tf, prior = article.terms, article.tf, article.prior
        total = len(self.last) - len(self.merged) + self.settings.pseudo_stories + 1.0
        seen, log = self.stories_with, math.log
        weights = [f * log(total / (seen[t] + p)) for t, f, p in zip(terms, tf, prior, strict=True)]
        norm = math.sqrt(math.fsum(w * w for w in weights)) or 1.0
        return {t: w / norm for t, w in zip(terms, weights, strict=True)}

    def _closest(self, day: float, vector: dict[int, float], threshold: float) -> int | None:
        here = math.floor(day / self.window)
        shards = [shard for n in (here - 1, here, here + 1) if (shard := self.shards.get(n))]
        postings = [(len(posting), t, posting) for shard in shards for t in vector if (posting := shard.get(t))]
        postings.sort(key=_size)
        dots, used = _proposals(postings, vector)
        inverse, first, last = self.inverse_norm, self.first, self.last
        if used < len(postings) and len(dots) > FINALISTS:
            ranked = sorted([(-dot * inverse[story], story) for story, dot in dots.items()])
            dots = {story: dots[story] for _, story in ranked[:FINALISTS]}
        for _, term, posting in postings[used:]:
            weight = vector[term]
            for story in dots:
                if story in posting:
                    dots[story] += weight * posting[story]
        best, best_closeness, decay = None, threshold, self.settings.decay_per_day
        for story, dot in dots.items():
            closeness = dot * inverse[story]
            if closeness < best_closeness:
                continue
            closeness -= decay * max(abs(day - first[story]), abs(day - last[story]))
            if closeness < best_closeness or abs(day - last[story]) > self.window:
                continue
            if closeness > best_closeness or best is None or story < best:
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
        self.inverse_norm[story] = 1.0 / math.sqrt(norm2) if norm2 > 0.0 else 1.0

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


def _size(entry: tuple[int, int, dict[int, float]]) -> int:
    return entry[0]


def _proposals(
    postings: list[tuple[int, int, dict[int, float]]], vector: dict[int, float]
) -> tuple[dict[int, float], int]:
    """The stories that the rarest terms propose, with their dot products over the first `used` postings, and `used`."""
    dots: dict[int, float] = {}
    proposed = used = 0
    for size, term, posting in postings:
        proposed += size
        if used and proposed > PROPOSALS:
            break
        used += 1
        weight = vector[term]
        for story, other in posting.items():
            dots[story] = dots.get(story, 0.0) + weight * other
    return dots, used
