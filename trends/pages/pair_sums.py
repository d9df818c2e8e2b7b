"""What the stories of each period count for in two topics: the rows of `pair_counts.sql`, counted in memory.

Tests compare them with those that the SQL gives.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from trends.pages.beat_stories import Mask, Vector, stories
from trends.pages.provider import View
from trends.pages.selection import Selection

SUMS = ("a", "b", "product", "lead_a", "lead_b", "square_a", "square_b")
NUMBERS = ("n_a", "n_b", "n_both", "n_either")


def pair_sums(view: View, chosen: Selection) -> pl.DataFrame:
    """The sums of the two sides in the chosen cut; the columns of `pair_counts.sql`, one row a period."""
    beat = str(chosen.beat["beat_id"])
    cut = {"beat_id": beat, "frequency": chosen.frequency, "gate": chosen.gate}
    periods = view.frame("period").filter(**cut).sort("period_start")
    told = stories(view, beat)
    everything = slice(0, len(told.day))
    (a, in_a), (b, in_b) = (told.amounts(topic_id, chosen.weighting, everything) for topic_id in chosen.sides)
    place = np.searchsorted(periods["period_start"].to_numpy(), told.day, side="right") - 1
    within = (place >= 0) & (told.day <= periods["period_end"].to_numpy()[place])  # a day that is NaT isn't
    kept = np.flatnonzero((in_a | in_b) & told.passed(chosen.gate) & within)
    place, a, b, in_a, in_b = place[kept], a[kept], b[kept], in_a[kept], in_b[kept]
    amounts = (a, b, a * b, np.maximum(a - b, 0), np.maximum(b - a, 0), a * a, b * b)
    numbers = (in_a, in_b, in_a & in_b, in_a | in_b)

    def summed(amount: Vector | Mask) -> Vector:
        return np.asarray(np.bincount(place, amount, minlength=periods.height), np.float64)

    return periods.select(
        "period_start", "state", "reason", total=pl.col("n_stories").cast(pl.Float64),
        **{name: pl.Series(summed(of)).cast(pl.Int64) for name, of in zip(NUMBERS, numbers, strict=True)},
        **{name: pl.Series(summed(of)) for name, of in zip(SUMS, amounts, strict=True)},
    )  # fmt: skip
