"""P of the crossover: is the first topic ahead by now, at whatever pace the lead has been changing?

    P_t = Σ_i ω_i·P_i,t over half-lives h_i in {1, 2, 4, … below h, and h},   ω_i ∝ exp Σ_{s≤t} λ^(t−s)·log f_i,s

P_i is that of the pair share with n_e/φ_Δ at half-life h_i, f_i,s the probability that half-life gave the counts of
period s in the period before (Beta-binomial), λ of half-life 26.

Editorial decisions:

- A long half-life is slow to turn after a step and the best while nothing changes, so the half-lives are averaged over
  by how well each has foretold the counts (dynamic model averaging; Raftery, Kárný and Ettler 2010, Technometrics 52).
  Of steps from .3 to .7 in 18 periods that a half-life of 4 alone finds 69 % of, this finds 89 % at the same rate of
  false crossings, and a lasting turn from .42 to .58 nearly as often, 72 to 76 % in 60 periods.
- The half-life asked for is the longest of them: it says how long a steady lead may be added up, not how long a change
  must wait. At 1 or less nothing is averaged.
- A weighted story counts as what it is worth: a period's masses are scaled to its (Σ|d|)²/Σd² stories.
- It looks back only; φ_Δ is the caller's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from trends.measures.discount import MEMORY_PERIODS, delta_of, discounted, ratio
from trends.measures.grid import Matrix
from trends.measures.paired import PairCounts, discordant, leads


def half_lives(longest: float) -> tuple[float, ...]:
    """1, 2, 4, … below `longest`, and `longest` itself; in periods."""
    out, each = [], 1.0
    while each < longest:
        out.append(each)
        each *= 2.0
    return (*out, longest)


def lead_now(data: PairCounts, half_life: float, phi: NDArray[np.float64]) -> Matrix:
    """Probability that the first topic leads by now, periods × series; ½ before the first one-sided story.

    Args:
        data: sums of the pair.
        half_life: the longest to be averaged over, in periods.
        phi: scatter between neighbouring periods, by series; at least 1.
    """
    paces = half_lives(half_life)
    mass = data.lead_a + data.lead_b
    worth = np.nan_to_num(ratio(mass, data.square)) / phi
    a, b = data.lead_a * worth, data.lead_b * worth
    p, fit = np.empty((len(paces), *mass.shape)), np.empty((len(paces), *mass.shape))
    for i, pace in enumerate(paces):
        q, n = discordant(data, pace)
        q, n = np.nan_to_num(q, nan=0.5), n / phi
        p[i] = leads(q, n)
        for_a, for_b = n * q + 0.5, n * (1 - q) + 0.5
        foretold = np.zeros_like(mass)
        foretold[1:] = betaln(for_a[:-1] + a[1:], for_b[:-1] + b[1:]) - betaln(for_a[:-1], for_b[:-1])
        fit[i] = discounted(foretold, data.counts.present, delta_of(MEMORY_PERIODS))
    weights = np.exp(fit - fit.max(axis=0))
    return np.asarray(np.sum(weights * p, axis=0) / weights.sum(axis=0))
