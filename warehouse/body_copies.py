"""Near-copies by body: which earlier bodies are worth a look, and which of them carry the same text.

Editorial decisions.

- Copies of one dispatch share most of their words in order even after a new headline, cut paragraphs, an added byline,
  re-ordered sentences or a light rewrite. So one holds a good part of the other's word pairs, and holds them in most of
  its passages: a long quotation that two independent reports share is in one or two passages only.
- A copy keeps the figures and the names. Two market wraps, or the results of two companies, can share a template and
  most of its words; where most figures or most names of a text are missing in the other one, they tell of two events.
- Candidates share runs of three words; the verification that follows is exact, so no minhashing is needed, and a hash
  of a set would lose the containment that cut paragraphs call for. A long body proposes by a quarter of its runs, the
  same quarter in every body, which changes the cost and hardly anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.body_words import Bodies, Rows, append

BODY_WINDOW = timedelta(days=14)
HELD = 0.4  # of two copies, one holds at least this share of the other's word pairs …
SPREAD = 0.6  # … and more than this share of its passages, so that a long quotation alone makes no copy …
HELD_OF_LONGER = 0.25  # … and isn't a small part of a round-up …
KEPT = 0.5  # … and keeps this share of its figures and of its names
PASSAGE_HELD = 0.3  # a passage is held by another text that has this share of its word pairs
MIN_PASSAGE_RUNS = 8  # shorter ones, such as bylines, count only in a text that has no longer ones
VERIFYING_RUN = 2

PROPOSING_RUN = 3
SAMPLED_FROM = 80  # words from which a body proposes by a part of its runs …
SAMPLE = 4  # … one in so many
MIN_SHARED_RUNS = 3  # of a pair worth verifying, at least …
SHARED = 0.12  # … and this share of the runs by which the shorter one proposes
HOLDERS = 16  # of a run that more bodies hold, the last so many and the first are looked at …
CROWD = 32  # … or, from so many on, the last one and the first, so that stock phrases cost little
BODIES_AT_A_TIME = 20_000  # links take memory, and so does the comparison of pairs
PAIRS_AT_A_TIME = 50_000
CANDIDATES = 4  # earlier bodies to verify, those that share most runs

_MIX = np.uint64(0x9E3779B97F4A7C15)

Few = NDArray[np.int32]
"""Numbers of which there are many, but none large."""


def body_pairs(bodies: Bodies, published_at: pl.Series) -> pl.DataFrame:
    """Verified pairs of bodies.

    Args:
        bodies: the bodies in order of arrival; empty ones are in no pair.
        published_at: their times.

    Returns:
        a (an earlier row), b, similarity (the share of one text's word pairs that the other holds), in any order.
    """
    a, b = _candidates(bodies, published_at.to_numpy())
    parts = [slice(first, first + PAIRS_AT_A_TIME) for first in range(0, a.size, PAIRS_AT_A_TIME)]
    similarity = np.concatenate([np.zeros(0), *(_verified(bodies, a[part], b[part]) for part in parts)])
    return pl.DataFrame({"a": a, "b": b, "similarity": similarity}).filter(pl.col("similarity") > 0.0)


def _candidates(bodies: Bodies, published_at: NDArray[np.datetime64]) -> tuple[Rows, Rows]:
    """Pairs worth verifying, a before b: for each b the few in the window with which it shares most runs."""
    n = bodies.starts.size - 1
    row, place = _postings(bodies)
    size = np.bincount(row, minlength=n)
    best = [
        _best(
            *_links(row, place, np.flatnonzero((row >= first) & (row < first + BODIES_AT_A_TIME))), size, published_at
        )
        for first in range(0, max(n, 1), BODIES_AT_A_TIME)
    ]
    return np.concatenate([a for a, _ in best]), np.concatenate([b for _, b in best])


def _postings(bodies: Bodies) -> tuple[Few, Few]:
    """The bodies that propose by each run, in order of arrival, and the place of each in its run, from 0.

    There are some forty for each body, so numbers of 32 bits, and no array that lives longer than it must.
    """
    n = bodies.starts.size - 1
    bits = np.uint64(max(24, n.bit_length()))
    keys = np.empty(0, dtype=np.uint64)
    for first in range(0, n, BODIES_AT_A_TIME):
        part = bodies.part(first, min(n, first + BODIES_AT_A_TIME))
        places, run = part.runs(PROPOSING_RUN)
        body = part.body[places]
        proposing = (np.diff(part.starts)[body] < SAMPLED_FROM) | (run % np.uint64(SAMPLE) == 0)
        # The run's hash above the number of its body: sorted, these are the bodies of each run in order of arrival.
        append(keys, (run[proposing] << bits) | (body[proposing] + first).astype(np.uint64))
    keys.sort()
    keys = keys[_changes(keys)]
    row = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int32)
    keys >>= bits
    begins = np.flatnonzero(_changes(keys))
    del keys
    place = np.arange(row.size, dtype=np.int32)
    place -= np.repeat(begins.astype(np.int32), np.diff(begins, append=row.size))
    return row, place


def _changes(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Whether each of some sorted values is the first of its kind."""
    first = np.ones(values.size, dtype=np.bool_)
    first[1:] = values[1:] != values[:-1]
    return first


def _links(row: Few, place: Few, at: Rows) -> tuple[Rows, Rows]:
    """For some postings (at), links of their bodies with those before them in the run and with the first.

    Args:
        row: the body of each posting; the postings of a run follow one another in order of arrival.
        place: of each posting in its run, from 0.
        at: the postings whose bodies are to be linked.
    """
    of = place[at]
    back = [(at[(of >= lag) & ((of < CROWD) | (lag == 1))], lag) for lag in range(1, HOLDERS + 1)]
    far = at[of > HOLDERS]
    links = [(row[here - lag], row[here]) for here, lag in back] + [(row[far - place[far]], row[far])]
    a, b = (np.concatenate(rows, dtype=np.int64) for rows in zip(*links, strict=True))
    return a, b


def _best(a: Rows, b: Rows, size: Rows, published_at: NDArray[np.datetime64]) -> tuple[Rows, Rows]:
    """Of linked bodies, for each b those in the window with most links, if they share enough."""
    n = max(size.size, 1)
    links = pl.Series(b * n + a).sort().to_numpy()
    begins = np.flatnonzero(np.diff(links, prepend=-1))
    hits = np.diff(begins, append=links.size)
    a, b = links[begins] % n, links[begins] // n
    near = np.abs(published_at[a] - published_at[b]) <= np.timedelta64(BODY_WINDOW)
    worth = near & (hits >= MIN_SHARED_RUNS) & (hits >= SHARED * np.minimum(size[a], size[b]))
    a, b, hits = a[worth], b[worth], hits[worth]
    best = np.lexsort((a, -hits, b))
    a, b = a[best], b[best]
    place = np.arange(b.size) - np.searchsorted(b, b)
    return a[place < CANDIDATES], b[place < CANDIDATES]


def _verified(bodies: Bodies, a: Rows, b: Rows) -> NDArray[np.float64]:
    """For pairs of bodies, the larger share of word pairs that one holds of the other; 0 where they are no copies."""
    if a.size == 0:
        return np.zeros(0)
    first = int(
        a.min()
    )  # pairs are in order and within a window, so that few bodies lie between the first and the last
    bodies, a, b = bodies.part(first, int(b.max()) + 1), a - first, b - first
    similarity = _similarity(bodies.only(_either(bodies, a, b)), a, b)
    alike = np.flatnonzero(similarity)
    a, b = a[alike], b[alike]
    similarity[alike[~_of_one_event(bodies.only(_either(bodies, a, b)), a, b)]] = 0.0
    return similarity


def _similarity(bodies: Bodies, a: Rows, b: Rows) -> NDArray[np.float64]:
    """For pairs of bodies, the larger share of word pairs that one holds of the other; 0 where too little is held."""
    runs = Marks.of_runs(bodies)
    (text, spread), (text_back, spread_back) = runs.held(a, b), runs.held(b, a)
    similarity, longer = np.maximum(text, text_back), np.minimum(text, text_back)
    copy = (similarity >= HELD) & (np.maximum(spread, spread_back) > SPREAD) & (longer >= HELD_OF_LONGER)
    return np.where(copy, similarity, 0.0)


def _of_one_event(bodies: Bodies, a: Rows, b: Rows) -> NDArray[np.bool_]:
    """Whether one body of each pair keeps most figures, and one most names, of the other."""
    agree = np.ones(a.size, dtype=np.bool_)
    for told in (bodies.figure, bodies.name):
        words = Marks.of_words(bodies, told)
        kept = words.kept(a, b) >= KEPT
        doubtful = np.flatnonzero(~kept)
        kept[doubtful] = words.kept(b[doubtful], a[doubtful]) >= KEPT
        agree &= kept
    return agree


def _either(bodies: Bodies, a: Rows, b: Rows) -> NDArray[np.bool_]:
    """Whether each body is in a pair."""
    wanted = np.zeros(bodies.starts.size - 1, dtype=np.bool_)
    wanted[a] = wanted[b] = True
    return wanted


@dataclass(frozen=True)
class Marks:
    """What bodies are compared by: their word pairs, or the words that name something.

    Attributes:
        starts: where the marks of each body start; n + 1 places.
        mark: hashes.
        passage: of each mark.
        holds: whatever a body holds, mixed with its number.
    """

    starts: Rows
    mark: NDArray[np.uint64]
    passage: NDArray[np.int32]
    holds: pl.Series

    @classmethod
    def of_runs(cls, bodies: Bodies) -> Self:
        """The word pairs of bodies."""
        places, run = bodies.runs(VERIFYING_RUN)
        body = bodies.body[places]
        starts = np.searchsorted(body, np.arange(bodies.starts.size))
        return cls(starts, run, bodies.passage[places], pl.Series(_mixed(run, body)))

    @classmethod
    def of_words(cls, bodies: Bodies, told: NDArray[np.bool_]) -> Self:
        """The told words of bodies, each once; but a body holds every word of its own."""
        holds = _mixed(bodies.word, bodies.body)
        places = np.flatnonzero(told)
        _, once = np.unique(holds[places], return_index=True)
        places = np.sort(places[once])
        starts = np.searchsorted(bodies.body[places], np.arange(bodies.starts.size))
        return cls(starts, bodies.word[places], bodies.passage[places], pl.Series(holds))

    def kept(self, of: Rows, by: Rows) -> NDArray[np.float64]:
        """For each pair, the share of the marks of one that the other holds; one is granted, as a few prove little."""
        pair, _, found = self._found(of, by)
        size = self.starts[of + 1] - self.starts[of]
        share: NDArray[np.float64] = (np.bincount(pair, found, minlength=of.size) + 1.0) / (size + 1.0)
        return share

    def held(self, of: Rows, by: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each pair, the shares of the marks and of the passages of one that the other holds."""
        pair, passage, found = self._found(of, by)
        begins = np.ones(pair.size, dtype=np.bool_)
        begins[1:] = (pair[1:] != pair[:-1]) | (passage[1:] != passage[:-1])
        part, of_pair = np.cumsum(begins) - 1, pair[begins]
        size, held = np.bincount(part), np.bincount(part, found)
        longest = np.zeros(of.size, dtype=np.int64)
        np.maximum.at(longest, of_pair, size)
        counts = size >= np.minimum(MIN_PASSAGE_RUNS, longest)[of_pair]
        of_pair, size, held = of_pair[counts], size[counts], held[counts]
        text = np.bincount(of_pair, held, minlength=of.size) / np.bincount(of_pair, size, minlength=of.size)
        passages = np.bincount(of_pair, held >= PASSAGE_HELD * size, minlength=of.size)
        return text, passages / np.bincount(of_pair, minlength=of.size)

    def _found(self, of: Rows, by: Rows) -> tuple[Rows, NDArray[np.int32], NDArray[np.bool_]]:
        """The marks of the first body of each pair: pair, passage, whether the second holds it."""
        size = self.starts[of + 1] - self.starts[of]
        pair = np.repeat(np.arange(of.size), size)
        places = np.repeat(self.starts[of] - (np.cumsum(size) - size), size) + np.arange(pair.size)
        looked_for = pl.Series(_mixed(self.mark[places], by[pair]))
        return pair, self.passage[places], looked_for.is_in(self.holds.implode()).to_numpy()


def _mixed(mark: NDArray[np.uint64], body: Rows) -> NDArray[np.uint64]:
    """One hash of a mark and the body that holds it."""
    return mark ^ ((body.astype(np.uint64) + np.uint64(1)) * _MIX)
