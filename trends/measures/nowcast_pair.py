"""Nowcast of every two topics: how the open period's stories about them will divide.

As for one topic (nowcast_share.py), with the first topic's stories as the part and both topics' as the whole. A story
about both counts for each, as in share_a. What is still missing of the pair is what is missing of the beat, times both
topics' discounted shares.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl

from trends.frames import PairNowcast, checked
from trends.measures.inputs import Inputs
from trends.measures.nowcast_share import Ends, Open, known_of, share_nowcast
from trends.measures.triangle import Triangle, missing, triangle, why_not

SHARES = ("share_a", "low", "high")


def table(inputs: Inputs) -> pl.DataFrame:
    """The pair_nowcast table: `frames.PairNowcast`, every two topics in both orders in the beat's own open period."""
    settings = inputs.settings
    seen = inputs.once(triangle)
    if seen is None or len(seen.topics) < 2:
        return PairNowcast.create_empty()
    order = np.array(sorted(range(len(seen.topics)), key=lambda i: seen.topics[i]))
    first, second = order[np.array(list(combinations(range(len(order)), 2))).T]
    reason = why_not(seen.at)
    nothing = np.full(len(first), np.nan)
    values = (nothing, nothing, nothing) if reason else shares(inputs, seen, first, second)
    frame = pl.DataFrame(
        {
            "topic_a": [seen.topics[i] for i in first], "topic_b": [seen.topics[i] for i in second],
            "n_a": seen.known[-1, first].astype(np.int64), "n_b": seen.known[-1, second].astype(np.int64),
            **dict(zip(SHARES, values, strict=True)),
        }
    ).with_columns(
        pl.col(SHARES).fill_nan(None), beat_id=pl.lit(settings.beat_id), frequency=pl.lit(settings.frequency),
        period_start=pl.lit(seen.period_start), age_days=pl.lit(seen.age_days, pl.Int64),
        note=pl.lit(reason, pl.String),
    )  # fmt: skip
    turned = frame.with_columns(
        topic_a="topic_b", topic_b="topic_a", n_a="n_b", n_b="n_a",
        share_a=1 - pl.col("share_a"), low=1 - pl.col("high"), high=1 - pl.col("low"),
    )  # fmt: skip
    return checked(PairNowcast, pl.concat([frame, turned]).sort("topic_a", "topic_b"))


def shares(inputs: Inputs, seen: Triangle, first: np.ndarray, second: np.ndarray) -> Ends:
    """The first topic's part of both, by pair; `first` and `second` are columns of the triangle's counts."""
    known = (seen.known[:, first], seen.known[:, first] + seen.known[:, second])
    final = (seen.final[:, first], seen.final[:, first] + seen.final[:, second])
    now, scatter = known_of(inputs, seen, known, final)
    ones = np.ones((1, len(first)))
    of_beat, _ = known_of(inputs, seen, (known[1], seen.beat_known * ones), (final[1], seen.beat_final * ones))
    part, (m, variance) = np.nan_to_num(of_beat.share), missing(of_beat.whole, seen.at)
    return share_nowcast(Open(now, scatter, part * m, part**2 * variance + part * m))
