"""Runs of tokens that the sentiment model knows, found in many texts at once.

Decisions: the features of a group are defined by `sentiment_features`, which names each as a string; here the same
features are found without making the strings, since most runs of a text are unknown to the model. A token becomes a
number, and a known run is a path of pairs: (number of the run so far, number of the next token) is looked up among
sorted integers. A test holds both ways to the same features.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

GAPS = (2, 3)
"""How far apart the two tokens of a pair with a gap stand."""

NO_FEATURE = -1


_SHIFT = 20
"""A pair (left, right) is the key left · 2²⁰ + right: a model of a few megabytes numbers far fewer tokens."""


@dataclass(frozen=True)
class Pairs:
    """Known pairs as ascending keys, with what each leads to."""

    keys: Ints
    found: Ints

    @classmethod
    def of(cls, found: dict[int, int]) -> Pairs:
        """Packs a mapping of keys."""
        keys = np.fromiter(found.keys(), np.int64, count=len(found))
        order = np.argsort(keys)
        return cls(keys[order], np.fromiter(found.values(), np.int64, count=len(found))[order])

    def look_up(self, left: Ints, right: Ints, absent: int) -> Ints:
        """What each pair leads to, or `absent`."""
        if not len(self.keys):
            return np.full(len(left), absent, dtype=np.int64)
        wanted = (left << _SHIFT) + right
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[places] == wanted, self.found[places], absent)


@dataclass(frozen=True)
class Grams:
    """Features of one group.

    `tokens` numbers the tokens that occur in any feature from 1; 0 is every other token. `steps[k]` leads from a run of
    k tokens and a further one to the longer run; `features[k]` gives a run of k + 1 tokens its feature number, or
    `NO_FEATURE`. `gaps`, `opening` and `closing` give feature numbers: a single token at an end of the text is looked
    up as the pair of 0 and that token.
    """

    tokens: dict[str, int]
    steps: tuple[Pairs, ...]
    features: tuple[Ints, ...]
    gaps: dict[int, Pairs]
    opening: Pairs
    closing: Pairs

    @classmethod
    def of(cls, index: dict[str, int]) -> Grams:
        """Reads the names of a group's features; `index` numbers them."""
        tokens = _Numbers()
        runs: list[dict[int, int]] = [{}, {}, {}, {}]  # pair of shorter run and token → run, by length
        features: list[dict[int, int]] = [{}, {}, {}, {}]  # run → feature
        gaps: dict[int, dict[int, int]] = {gap: {} for gap in GAPS}
        ends: dict[str, dict[int, int]] = {"^": {}, "$": {}}
        for name, number in index.items():
            parts = name.strip("^$").split(" ")
            if name[0] == "^" or name[-1] == "$":
                left = tokens[parts[0]] if len(parts) == 2 else 0
                ends["^" if name[0] == "^" else "$"][(left << _SHIFT) + tokens[parts[-1]]] = number
            elif len(parts) > 2 and parts[1] == "_":
                gaps[len(parts) - 1][(tokens[parts[0]] << _SHIFT) + tokens[parts[-1]]] = number
            else:
                run = 0
                for longer, part in zip(runs, parts, strict=False):
                    run = longer.setdefault((run << _SHIFT) + tokens[part], len(longer) + 1)
                features[len(parts) - 1][run] = number
        return cls(
            tokens=dict(tokens),
            steps=tuple(Pairs.of(longer) for longer in runs if longer),
            features=tuple(_by_run(known, len(longer)) for known, longer in zip(features, runs, strict=True) if longer),
            gaps={gap: Pairs.of(known) for gap, known in gaps.items()},
            opening=Pairs.of(ends["^"]),
            closing=Pairs.of(ends["$"]),
        )

    def find(self, tokens: Ints, texts: Ints) -> tuple[Ints, Ints]:
        """Every known feature of a batch: (text, feature number), in no order and with repetitions.

        Args:
            tokens: token numbers of all texts, one text after the other.
            texts: the text of each token, ascending.
        """
        found: list[tuple[Ints, Ints]] = []
        places = np.flatnonzero(tokens)
        run = np.zeros(len(places), dtype=np.int64)
        for length, (step, features) in enumerate(zip(self.steps, self.features, strict=True)):
            if length:
                places, run = _followed(places, run, length, tokens, texts)
            run = step.look_up(run, tokens[places + length], absent=0)
            places, run = places[run > 0], run[run > 0]
            found.append((texts[places], features[run]))
        known = np.flatnonzero(tokens)
        for gap, pairs in self.gaps.items():
            left, number = _followed(known, tokens[known], gap, tokens, texts)
            found.append((texts[left], pairs.look_up(number, tokens[left + gap], NO_FEATURE)))
        found.extend(self._at_the_ends(tokens, texts))
        rows, numbers = (np.concatenate(column) for column in zip(*found, strict=True))
        return rows[numbers >= 0], numbers[numbers >= 0]

    def _at_the_ends(self, tokens: Ints, texts: Ints) -> Iterable[tuple[Ints, Ints]]:
        """The opening and closing token of each text, and its opening and closing two."""
        if not len(tokens):
            return
        first = np.flatnonzero(np.diff(texts, prepend=-1))
        last = np.append(first[1:], len(tokens)) - 1
        for pairs, single, left in ((self.opening, first, first), (self.closing, last, last - 1)):
            yield texts[single], pairs.look_up(np.zeros_like(single), tokens[single], NO_FEATURE)
            two = last > first
            both = np.where(tokens[left[two]] > 0, tokens[left[two]], -1)  # 0 stands for a single token, so not here
            yield texts[single[two]], pairs.look_up(both, tokens[left[two] + 1], NO_FEATURE)


class _Numbers(dict[str, int]):
    """Numbers tokens from 1 in the order of their first appearance."""

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self) + 1
        return number


def _followed(places: Ints, run: Ints, distance: int, tokens: Ints, texts: Ints) -> tuple[Ints, Ints]:
    """Those places that have a known token of the same text so far behind them."""
    inside = np.searchsorted(places, len(tokens) - distance)
    places, run = places[:inside], run[:inside]
    kept = (tokens[places + distance] > 0) & (texts[places + distance] == texts[places])
    return places[kept], run[kept]


def _by_run(numbers: dict[int, int], n_runs: int) -> Ints:
    table = np.full(n_runs + 1, NO_FEATURE, dtype=np.int64)
    for run, number in numbers.items():
        table[run] = number
    return table
