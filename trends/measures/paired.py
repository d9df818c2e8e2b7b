"""The sums behind a pair of topics, and what they say of who leads; the crossover is built on them.

Editorial decisions:

- Pairs go through the same recursions as shares, as periods × series matrices: share_a is a weighted share in which a
  story counts a+b.
- A story about both has d = 0: it is in the band of share_a, and not in the probability of leading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from trends.calendar import THIN_BELOW
from trends.measures.discount import Counts, delta_of, discounted, idle_run, ratio
from trends.measures.grid import Grid, Mask, Matrix, MeasureError
from trends.measures.share import share_matrices


@dataclass(frozen=True)
class PairCounts:
    """Sums of a pair, periods × series; 0 where missing.

    Attributes:
        counts: share_a as a weighted share: y = a, n = a+b.
        lead_a, lead_b: discordant mass of each side.
        square: Σd².
        story: true where a story of the pair exists.
        barred: true where P can't be given whatever its n_e: partial, empty or missing.
    """

    counts: Counts
    lead_a: Matrix
    lead_b: Matrix
    square: Matrix
    story: Mask
    barred: Mask

    def column(self, i: int) -> PairCounts:
        """One series, still as matrices."""
        return self.columns(slice(i, i + 1))

    def columns(self, own: slice | Mask) -> PairCounts:
        """Some of the series."""
        c = self.counts
        c0, c1, c2 = (part[:, own] for part in c.spread)
        counts = Counts(c.y[:, own], c.n[:, own], c.present[:, own], (c0, c1, c2), None, c.square[:, own])
        return PairCounts(
            counts, self.lead_a[:, own], self.lead_b[:, own], self.square[:, own], self.story[:, own],
            self.barred[:, own],
        )  # fmt: skip

    def swapped(self) -> PairCounts:
        """The same pair seen from the second topic."""
        c0, c1, c2 = self.counts.spread
        turned = Counts(
            self.counts.n - self.counts.y, self.counts.n, self.counts.present,
            (c0 - 2 * c1 + c2, c2 - c1, c2), None, self.counts.square,
        )  # fmt: skip
        return PairCounts(turned, self.lead_b, self.lead_a, self.square, self.story, self.barred)


def pair_counts(placed: Grid) -> PairCounts:
    """Read the pair's columns; without the weighted ones a story counts 1 for each topic it is about."""
    a, b, both = (placed.spread(name) for name in ("a", "b", "both"))
    present = ~(np.isnan(a) | np.isnan(b) | np.isnan(both))
    total = np.nan_to_num(placed.spread("total"), nan=1.0)
    barred = ~present | (total <= 0)
    if "state" in placed.frame.columns:
        present &= ~placed.flags("state", "missing")
        for state in ("missing", "empty", "partial"):
            barred |= placed.flags("state", state)

    def read(name: str, otherwise: Matrix) -> Matrix:
        values = placed.spread(name) if name in placed.frame.columns else otherwise
        return np.where(present, np.nan_to_num(values), 0.0)

    a, b, both = (np.where(present, values, 0.0) for values in (a, b, both))
    over = both > np.minimum(a, b) + 1e-9
    if over.any() and "product" not in placed.frame.columns:
        raise MeasureError(
            f"Column 'both' holds {both[over][0]:g}, more than the {np.minimum(a, b)[over][0]:g} of one topic."
        )
    lead_a, lead_b = read("lead_a", np.maximum(a - both, 0)), read("lead_b", np.maximum(b - both, 0))
    square_a, square_b, product = read("square_a", a), read("square_b", b), read("product", both)
    whole = square_a + 2 * product + square_b
    counts = Counts(a, a + b, present, (square_a, square_a + product, whole), None, whole)
    discordant = np.maximum(square_a + square_b - 2 * product, 0.0)
    return PairCounts(counts, lead_a, lead_b, discordant, a + b > 0, barred)


def pair_matrices(data: PairCounts, *, half_life: float, level: float = 0.9) -> dict[str, Matrix]:
    """share_a, low, high, share_raw, n_effective (discordant) and p_a_leads on periods × series matrices."""
    q, n_effective = discordant(data, half_life)
    values = share_matrices(data.counts, half_life=half_life, level=level)
    values["share_a"] = values.pop("share")
    values["n_effective"] = n_effective
    closed = data.barred | ~(n_effective >= THIN_BELOW)
    values["p_a_leads"] = np.where(closed, np.nan, leads(q, n_effective))
    return values


def discordant(data: PairCounts, half_life: float) -> tuple[Matrix, Matrix]:
    """The first topic's part of the discordant mass, and its n_e; NaN and 0 where there is none."""
    delta, present = delta_of(half_life), data.counts.present
    a, b = discounted(data.lead_a, present, delta), discounted(data.lead_b, present, delta)
    worth = np.nan_to_num(ratio((a + b) ** 2, discounted(data.square, present, delta**2)))
    return ratio(a, a + b), worth * delta ** idle_run(data.counts.n)


def leads(q: Matrix, n_effective: Matrix) -> Matrix:
    """P(share above ½) under Beta(n_e·q + ½, n_e(1−q) + ½)."""
    return np.asarray(betainc(n_effective * (1 - q) + 0.5, n_effective * q + 0.5, 0.5))
