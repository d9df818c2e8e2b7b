"""Which entities are named together, against what independent naming would give.

Within each period of the beat's own frequency, of N stories n_a name the one entity and n_b the other; if one said
nothing of the other, the number that names both would be hypergeometric with mean n_a·n_b/N:

    expected E = Σ_t n_a,t·n_b,t/N_t,   variance V = Σ_t E_t·(1 − n_a,t/N_t)·(N_t − n_b,t)/(N_t − 1)
    lift = n_both/E

Editorial decisions:

- Periods are strata: two names that both rose last year aren't a pair because of it.
- A sum of hypergeometric counts is a sum of independent yes-or-no draws (Vatutin and Mikhailov 1982), so its tails are
  taken from the binomial with the same mean and variance, Bin(E/π, π), π = 1 − V/E. p is twice the smaller tail.
- Interval of lift: Garwood's for a Poisson count, over E. It is wider than the binomial's, and so on the safe side.
- Only entities with at least `LEAST_STORIES` stories are paired, a rule that doesn't look at the pair. q is
  Benjamini–Hochberg over all their pairs, those never named together included; rows are those that are.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc, gammaincinv
from scipy.stats import false_discovery_control

from trends import calendar
from trends.frames import GATES, EntityPair, checked
from trends.measures.entity_period import naming
from trends.measures.inputs import Inputs

LEAST_STORIES = 5

Matrix = NDArray[np.float64]


def table(inputs: Inputs) -> pl.DataFrame:
    """The entity_pair table: `frames.EntityPair`, both gates; no rows where nobody is named with anybody."""
    if inputs.mentions.is_empty():
        return EntityPair.create_empty()
    frequency = inputs.settings.frequency
    start = calendar.start(pl.col("day"), frequency).alias("period_start")
    stories = inputs.facts.unique("story_id").select("story_id", start, "verified_in_14_days")
    named = inputs.once(naming)
    rows = []
    for gate in GATES:
        kept = stories if gate == "all" else stories.filter("verified_in_14_days")
        rows.append(_of_gate(named.filter(pl.col("gate") == gate), kept).with_columns(pl.lit(gate).alias("gate")))
    whole = pl.concat(rows).with_columns(pl.lit(inputs.settings.beat_id).alias("beat_id"))
    return checked(EntityPair, whole.sort("gate", "entity_a", "entity_b"))


def _of_gate(named: pl.DataFrame, stories: pl.DataFrame) -> pl.DataFrame:
    """Rows of `frames.EntityPair` without beat and gate."""
    often = named.group_by("entity_id").len().filter(pl.col("len") >= LEAST_STORIES).sort("entity_id")
    entities = often["entity_id"]
    place = pl.DataFrame({"entity_id": entities, "column": np.arange(len(entities))})
    order = stories.sort("period_start", "story_id").with_row_index("row")
    told = named.join(place, on="entity_id").join(order.select("story_id", "row"), on="story_id")
    about = np.zeros((len(order), len(entities)))
    about[told["row"].to_numpy(), told["column"].to_numpy()] = 1.0
    sizes = order["period_start"].rle().struct.field("len").to_numpy() if len(order) else np.zeros(0, dtype=np.int64)
    both, expected, variance = together(about, sizes)
    first, second = np.triu_indices(len(entities), 1)
    k, e, v = both[first, second], expected[first, second], variance[first, second]
    p = two_sided(k, e, v)
    q = false_discovery_control(p) if len(p) else p
    tested = e > 0
    low, high = gammaincinv(np.maximum(k, 1e-9), 0.05), gammaincinv(k + 1.0, 0.95)
    scale = np.where(tested, e, np.nan)
    counts = often["len"].cast(pl.Int64)
    frame = pl.DataFrame(
        {
            "entity_a": entities.gather(first), "entity_b": entities.gather(second), "n_a": counts.gather(first),
            "n_b": counts.gather(second), "n_both": k.astype(np.int64), "expected": e, "lift": k / scale,
            "low": low / scale, "high": high / scale, "p": p, "q": q,
        }
    )  # fmt: skip
    return frame.filter(pl.col("n_both") > 0)


def together(about: Matrix, sizes: NDArray[np.int64]) -> tuple[Matrix, Matrix, Matrix]:
    """Counts of stories naming both, their mean and variance if independent within each period: entities × entities.

    Args:
        about: stories × entities, 1 where named; stories ordered by period.
        sizes: stories of each period, in that order.
    """
    m = about.shape[1]
    both, expected, variance = np.zeros((m, m)), np.zeros((m, m)), np.zeros((m, m))
    start = 0
    for size in sizes:
        rows = about[start : start + size]
        start += int(size)
        n = rows.sum(axis=0)
        mean = np.outer(n, n) / size
        both += rows.T @ rows
        expected += mean
        variance += mean * np.outer(1 - n / size, size - n) / max(size - 1, 1)
    return both, expected, variance


def two_sided(k: Matrix, mean: Matrix, variance: Matrix) -> Matrix:
    """Twice the smaller tail of k under the binomial with this mean and variance, at most 1."""
    safe = np.maximum(mean, 1e-12)
    part = np.clip(1.0 - variance / safe, 1e-9, 1 - 1e-9)
    size = np.maximum(safe / part, np.maximum(k, 1.0))

    def at_least(value: Matrix) -> Matrix:
        inside = np.clip(value, 1e-9, size)
        tail = betainc(inside, np.maximum(size - inside + 1.0, 1e-9), part)
        return np.where(value <= 0, 1.0, np.where(value > size, 0.0, tail))

    upper, below = at_least(k), 1.0 - at_least(k + 1.0)
    return np.where(mean > 0, np.clip(2.0 * np.minimum(upper, below), 0.0, 1.0), 1.0)
