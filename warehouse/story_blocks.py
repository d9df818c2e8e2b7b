"""How the articles of one block are placed: sparse products first, then one decision an article, in order.

A story that an article of the block has joined has moved on since the block began; its product with a later article is
the one with the story as it was plus those with the articles that joined it, so nothing needs to be computed anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

# Cosines below this are taken for none.
FLOOR = 0.05
# The most common terms of an article are passed over where its terms would meet more stories than this in all: they
# weigh little, and the cost of an article doesn't grow with the density of the stream.
POSTINGS = 300


@dataclass(frozen=True)
class Dots:
    """Products of a block's articles with others; those of article i lie at starts[i] to starts[i + 1]."""

    starts: list[int]
    other: list[int]
    dot: list[float]

    @classmethod
    def to(cls, products: csr_array, *, norm: NDArray[np.float64] | None = None) -> Self:
        """The products (articles × others) whose cosine reaches `FLOOR`; norm: of the others, if it isn't one."""
        cosines = products.data if norm is None else products.data / norm[products.indices]
        kept = cosines >= FLOOR
        starts = np.concatenate(([0], np.cumsum(kept)))[products.indptr]
        return cls(starts.tolist(), products.indices[kept].tolist(), products.data[kept].tolist())

    def of(self, article: int) -> Iterator[tuple[int, float]]:
        """The others of an article, and its products with them."""
        here = slice(self.starts[article], self.starts[article + 1])
        return zip(self.other[here], self.dot[here], strict=True)


@dataclass
class Stories:
    """The stories that a block may continue, followed by those that it founds: a place in the lists each.

    Attributes:
        first, last: the days of the first and the last article.
        norm2: the squared length of the sum of the articles' vectors.
        founders: the articles of the block that founded a story.
    """

    first: list[float]
    last: list[float]
    norm2: list[float]
    founders: list[int] = field(default_factory=list)

    def found(self, article: int, day: float) -> int:
        """A new story of this article; returns its place."""
        self.founders.append(article)
        self.first.append(day)
        self.last.append(day)
        self.norm2.append(1.0)
        return len(self.first) - 1

    def join(self, story: int, day: float, dot: float) -> None:
        """Add an article whose product with the story is `dot`."""
        self.last[story] = max(self.last[story], day)
        self.norm2[story] += 1.0 + 2.0 * dot


def rarest(articles: csr_array, sums: csr_array, counted: NDArray[np.bool_]) -> csr_array:
    """The vectors of articles without the most common terms of those that would meet more than `POSTINGS` postings.

    Args:
        articles: articles × terms.
        sums: terms × stories.
        counted: the stories whose postings count. They must not depend on the block's later articles.
    """
    before = np.concatenate(([0], np.cumsum(counted[sums.indices])))[sums.indptr]
    postings = np.diff(before)[articles.indices]
    article = np.repeat(np.arange(articles.shape[0]), np.diff(articles.indptr))
    crowded = np.bincount(article, postings, minlength=articles.shape[0]) > POSTINGS
    if not crowded.any():
        return articles
    places = np.flatnonzero(crowded[article])
    places = places[np.lexsort((postings[places], article[places]))]
    upto, of = np.cumsum(postings[places]), article[places]
    begins = np.concatenate(([True], of[1:] != of[:-1]))
    before = (upto - postings[places])[begins][np.cumsum(begins) - 1]
    kept = np.ones(article.size, dtype=np.bool_)
    kept[places[(upto - before > POSTINGS) & ~begins]] = False
    starts = np.concatenate(([0], np.cumsum(kept)))[articles.indptr]
    return csr_array((articles.data[kept], articles.indices[kept], starts), shape=articles.shape)


def decide(
    days: Sequence[float],
    thresholds: Sequence[float],
    with_stories: Dots,
    with_earlier: Dots,
    stories: Stories,
    *,
    window: float,
    decay: float,
) -> list[int]:
    """Place the articles of a block one by one.

    Args:
        days: of the articles.
        thresholds: the closeness from which each joins a story.
        with_stories: products of the articles with the stories as they were when the block began.
        with_earlier: products of the articles with earlier ones of the block.
        stories: changed in place as articles join and found stories.
        window: a story takes no article further than this from its last one, in days.
        decay: what each day of a story's age takes from its closeness.

    Returns:
        The place in `stories` of each article's story; of stories equally close, the oldest.
    """
    labels: list[int] = []
    first, last, norm2 = stories.first, stories.last, stories.norm2
    for article, (day, threshold) in enumerate(zip(days, thresholds, strict=True)):
        dots = dict(with_stories.of(article))
        for other, dot in with_earlier.of(article):
            dots[labels[other]] = dots.get(labels[other], 0.0) + dot
        best, best_closeness = -1, threshold
        for story, dot in dots.items():
            closeness = dot / math.sqrt(norm2[story])
            if closeness < best_closeness:
                continue
            since = abs(day - last[story])
            closeness -= decay * max(abs(day - first[story]), since)
            if closeness < best_closeness or since > window:
                continue
            if closeness > best_closeness or best < 0 or story < best:
                best, best_closeness = story, closeness
        if best < 0:
            best = stories.found(article, day)
        else:
            stories.join(best, day, dots[best])
        labels.append(best)
    return labels
