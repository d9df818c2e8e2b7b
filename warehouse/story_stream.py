"""The stories of a stream so far, and where the next articles belong.

- Closeness is the cosine of the article with the sum of a story's articles, minus `decay_per_day` for each day of the
  story's age: what is said of the same names a week later is more likely a new development, and a new story. Age runs
  from the founding, so that a chain of follow-ups doesn't keep a story open.
- Terms are weighted by inverse *story* frequency, log((N + B + 1) / (n_t + B·chance_t + ½)): N stories so far, n_t of
  them founded by an article with the term, and B pseudo-stories of general English (`story_features`). A document
  frequency would call the names of a widely covered story common; a story frequency calls common what is in many
  stories, as a beat's own words.
- Articles are read in blocks, so that the work is a few sparse products a block (`story_blocks`). Where a block begins
  depends on what came before it alone, never on how the articles were delivered. Within a block articles are still
  placed one by one, each against every earlier one; what waits for the next block are the frequencies and merges.
- B, the threshold, the decay and the window were chosen on labelled headlines and on the chronicle's first two years;
  each lies on a plateau, which bench/stories.py shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, tril

from warehouse.story_blocks import Dots, Stories, decide, rarest
from warehouse.story_features import Terms

# A block is as long as the largest of the first three, and no longer than the last.
MIN_BLOCK = 64
SHARE_OF_STREAM = 1 / 64
SHARE_OF_WINDOW = 1 / 8
MAX_BLOCK = 4096
# Weights are whole multiples of this, so that sums of them are exact and the order of adding can't show.
UNIT = 2.0**-30


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
    threshold: float = 0.13
    title_threshold: float = 0.09
    decay_per_day: float = 0.015
    pseudo_stories: float = 1000.0

    def __post_init__(self) -> None:
        if not self.window_days > 0:
            raise ValueError(f"window_days must be above 0, for example 10; it is {self.window_days}")


class Stream:
    """Places articles block by block. Stories are numbered in the order of their founding.

    Args:
        days: of each article, since any fixed date.
        has_body: whether it is more than a title.
        terms: its terms.
        settings: how stories are told apart.
    """

    def __init__(
        self, days: NDArray[np.float64], has_body: NDArray[np.bool_], terms: Terms, settings: Settings
    ) -> None:
        self.settings, self.days, self.terms = settings, days, terms
        self.threshold = np.where(has_body, settings.threshold, settings.title_threshold)
        self.prior = terms.chance * settings.pseudo_stories + 0.5
        self.weight = np.zeros(terms.number.size)
        self.stories_with = np.zeros(int(terms.number.max(initial=-1)) + 1)
        self.label = np.zeros(days.size, dtype=np.int64)
        self.founder = np.zeros(days.size, dtype=np.int64)
        self.first, self.last = np.zeros(days.size), np.zeros(days.size)
        self.n_stories = 0
        self.merged: dict[int, int] = {}
        self._merges: list[tuple[int, int]] = []
        self._in_window = 0

    def blocks(self) -> Iterator[range]:
        """Place all articles; yields each block of them once it is placed, with `label` filled."""
        start = 0
        while start < self.days.size:
            length = max(MIN_BLOCK, int(start * SHARE_OF_STREAM), int(self._in_window * SHARE_OF_WINDOW))
            block = range(start, min(self.days.size, start + min(length, MAX_BLOCK)))
            self._merge()
            self._place(block)
            start = block.stop
            yield block

    def current(self, story: int) -> int:
        """The story that this one has become after merges."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def follow(self, labels: Sequence[int]) -> int:
        """A near-copy of articles in these stories: their story, merged into the oldest where they are several."""
        oldest, *younger = sorted({self.current(label) for label in labels})
        for story in younger:
            self.merged[story] = oldest
            self._merges.append((oldest, story))
        return oldest

    def _place(self, block: range) -> None:
        here = slice(block.start, block.stop)
        articles = self._vectors(block)
        near = self._near(self.days[here])
        sums = self._sums(near, block.start)
        norm2 = np.bincount(sums.indices, sums.data**2, minlength=near.size)
        stories = Stories(self.first[near].tolist(), self.last[near].tolist(), norm2.tolist())
        near_the_first = np.isin(near, self._near(self.days[block.start : block.start + 1]))
        labels = decide(
            self.days[here].tolist(),
            self.threshold[here].tolist(),
            Dots.to(rarest(articles, sums, near_the_first) @ sums, norm=np.sqrt(norm2)),
            Dots.to(tril(articles @ articles.T.tocsr(), -1, format="csr")),
            stories,
            window=self.settings.window_days,
            decay=self.settings.decay_per_day,
        )
        founders = block.start + np.array(stories.founders, dtype=np.int64)
        number = np.concatenate((near, self.n_stories + np.arange(founders.size)))
        self.label[here] = number[labels]
        self.first[number], self.last[number] = stories.first, stories.last
        self.founder[number[near.size :]] = founders
        np.add.at(self.stories_with, self.terms.number[self.terms.of(founders)], 1.0)
        self.n_stories += founders.size

    def _vectors(self, block: range) -> csr_array:
        """The unit vectors of a block's articles: articles × terms."""
        starts = self.terms.starts[block.start : block.stop + 1]
        inside = slice(starts[0], starts[-1])
        number, article = self.terms.number[inside], np.repeat(np.arange(len(block)), np.diff(starts))
        total = self.n_stories - len(self.merged) + self.settings.pseudo_stories + 1.0
        weights = self.terms.tf[inside] * np.log(total / (self.stories_with[number] + self.prior[inside]))
        norm = np.sqrt(np.bincount(article, weights * weights, minlength=len(block)))
        self.weight[inside] = np.round(weights / np.maximum(norm, UNIT)[article] / UNIT) * UNIT
        shape = (len(block), self.stories_with.size)
        return csr_array((self.weight[inside], number, starts - starts[0]), shape=shape)

    def _near(self, days: NDArray[np.float64]) -> NDArray[np.int64]:
        """The stories whose last article is within a window of any of these days."""
        last, window = self.last[: self.n_stories], self.settings.window_days
        stories = np.flatnonzero((last >= days.min() - window) & (last <= days.max() + window))
        ordered = np.concatenate(([-np.inf], np.sort(days), [np.inf]))
        after = np.searchsorted(ordered, last[stories])
        return stories[np.minimum(ordered[after] - last[stories], last[stories] - ordered[after - 1]) <= window]

    def _sums(self, stories: NDArray[np.int64], n: int) -> csr_array:
        """The sums of the vectors of these stories' articles among the first n: terms × stories."""
        column = np.full(self.n_stories, -1, dtype=np.int32)
        column[stories] = np.arange(stories.size, dtype=np.int32)
        column_of = column[self.label[:n]]
        articles = np.flatnonzero(column_of >= 0)
        self._in_window = articles.size
        places = self.terms.of(articles)
        columns = np.repeat(column_of[articles], self.terms.size(articles))
        entries = (self.weight[places], (self.terms.number[places], columns))
        return coo_array(entries, shape=(self.stories_with.size, stories.size)).tocsr()

    def _merge(self) -> None:
        """Apply the merges that near-copies have called for since the last block."""
        for older, younger in self._merges:
            self.label[self.label == younger] = older
            self.last[older] = max(self.last[older], self.last[younger])
            self.last[younger] = -np.inf
            founder = self.founder[younger : younger + 1]
            np.subtract.at(self.stories_with, self.terms.number[self.terms.of(founder)], 1.0)
        self._merges.clear()
