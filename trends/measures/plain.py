"""One topic's plain series, as bursts, change points, event effects and lead-lag read it.

Editorial decisions:

- Gate all, weighting story: these measures look for turns, and every story is one piece of evidence.
- Periods that are partial or missing are left out of the counts (null): neither is an observation of the share.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.stats import false_discovery_control

from trends.measures.inputs import Inputs


def by_topic(inputs: Inputs, frequency: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every topic of the beat, in order, with period, count, total, state by period; null where not observed."""
    rows = inputs.series.filter(
        (pl.col("frequency") == frequency) & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
    )
    closed = pl.col("state").is_in(["partial", "missing"])
    series = rows.select(
        "topic_id", "state", pl.col("period_start").alias("period"),
        pl.when(~closed).then(pl.col("count", "total")),
    ).sort("topic_id", "period")  # fmt: skip
    for (topic,), group in series.partition_by(
        "topic_id", as_dict=True, include_key=False, maintain_order=True
    ).items():
        yield str(topic), group


def own_and_month(inputs: Inputs) -> tuple[str, ...]:
    """The beat's own frequency, and months where the own one is longer: a few quarters are too few to compare."""
    own = inputs.settings.frequency
    return (own, "month") if own in ("quarter", "year") else (own,)


def adjusted(p: pl.Series) -> pl.Series:
    """Benjamini–Hochberg q-values; null stays null and outside the family."""
    q = np.full(p.len(), np.nan)
    tested = p.is_not_null().to_numpy()
    if tested.any():
        q[tested] = false_discovery_control(p.drop_nulls().to_numpy())
    return pl.Series("q", q).fill_nan(None)
