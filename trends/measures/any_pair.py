"""Any two topics of a beat as a pair: the share of one in both, and the probability that it leads, by period.

Editorial decisions:

- A pair stands once, the topic that is first in the alphabet as topic_a; the other order is its mirror image
  (share_a → 1 − share_a, low → 1 − high, P → 1 − P).
- What two topics have in common is added up from the stories about both alone; the rest follows from each topic's own
  sums. So all pairs cost little more than all topics.
- At the default half-lives only, and only where it is at most 100,000 rows: 17 topics over 18 quarters and their months
  are, 50 topics over 260 weeks are not. What isn't published a page computes from the stories, by `crossover.pair`.
"""

from __future__ import annotations

from itertools import combinations

import polars as pl

from trends import calendar, cube
from trends.frames import GATES, TopicPairShare, checked
from trends.measures.grid import grid
from trends.measures.inputs import Inputs
from trends.measures.paired import pair_counts, pair_matrices
from trends.measures.share import topic_state

MOST_ROWS = 100_000
SPINE = ("frequency", "period_start", "gate", "weighting")
SHARED = ("n_both", "less", "product")


def table(inputs: Inputs) -> pl.DataFrame:
    """The topic_pair_share table: `frames.TopicPairShare`; no rows for a beat that has too many pairs and periods."""
    pairs = list(combinations(sorted(inputs.settings.topics), 2))
    spine = inputs.series.select(SPINE).unique().height
    if not pairs or len(pairs) * spine > MOST_ROWS:
        return TopicPairShare.create_empty()
    named = pl.DataFrame(pairs, schema=["topic_a", "topic_b"], orient="row")
    counted = counts(inputs, named)
    parts = []
    for frequency in inputs.settings.published():
        half_life = inputs.settings.default_half_life(frequency)
        rows = counted.filter(pl.col("frequency") == frequency)
        placed = grid(
            rows, series=["topic_a", "topic_b", "gate", "weighting"], period="period_start",
            amounts=["a", "b", "both", "total"],
        )  # fmt: skip
        values = pair_matrices(pair_counts(placed), half_life=half_life)
        parts.append(
            placed.frame.with_columns(
                pl.lit(inputs.settings.beat_id).alias("beat_id"),
                pl.lit(half_life).alias("half_life"),
                *(placed.gather(name, matrix) for name, matrix in values.items()),
            ).with_columns(topic_state(pl.col("n_effective")))
        )
    whole = pl.concat(parts).select(TopicPairShare.column_names())
    return checked(TopicPairShare, whole.sort("frequency", "topic_a", "topic_b", "gate", "weighting", "period_start"))


def counts(inputs: Inputs, pairs: pl.DataFrame) -> pl.DataFrame:
    """The sums that `crossover.pair` reads, for many pairs at once.

    Args:
        inputs: one beat.
        pairs: topic_a, topic_b.

    Returns:
        `SPINE`, topic_a, topic_b, state (of the period), n_a, n_b, n_both, n_either, a, b, both, total, lead_a, lead_b,
        square_a, square_b, product: every pair × period × gate × weighting.
    """
    one = inputs.series.select(*SPINE, "state", "topic_id", "total", n="n_stories", amount="count", square="v2w2")
    first = one.rename({"topic_id": "topic_a", "n": "n_a", "amount": "a", "square": "square_a"})
    second = one.select(*SPINE, topic_b="topic_id", n_b="n", b="amount", square_b="square")
    return (
        pairs.join(first, on="topic_a")
        .join(second, on=[*SPINE, "topic_b"])
        .join(in_common(inputs), on=[*SPINE, "topic_a", "topic_b"], how="left")
        .with_columns(pl.col(SHARED).fill_null(0))
        .with_columns(
            (pl.col("n_a") + pl.col("n_b") - pl.col("n_both")).alias("n_either"),
            (pl.col("a") - pl.col("less")).clip(lower_bound=0).alias("lead_a"),
            (pl.col("b") - pl.col("less")).clip(lower_bound=0).alias("lead_b"),
            pl.col("product").alias("both"),
        )
        .drop("less")
    )


def in_common(inputs: Inputs) -> pl.DataFrame:
    """What the stories about two topics add up to.

    Returns:
        `SPINE`, topic_a, topic_b (in order of the alphabet), n_both, less (Σ of the lesser of the two amounts), product
        (Σ of their product).
    """
    rows = inputs.facts.filter(pl.col("topic_id").is_not_null())
    other = rows.select("story_id", topic_b="topic_id", weight_b="weight")
    both = (
        rows.select("story_id", "day", "impact", "verified_in_14_days", topic_a="topic_id", weight_a="weight")
        .join(other, on="story_id")
        .filter(pl.col("topic_a") < pl.col("topic_b"))
        .with_columns(pl.col("impact").fill_null(1), once=pl.lit(1, pl.Int64))
    )
    forms = {
        "story": ("once", "once", 1.0),
        "attention": ("weight_a", "weight_b", float(cube.MICRO)),
        "impact": ("impact", "impact", 1.0),
    }
    parts = [
        both.filter(pl.col("verified_in_14_days") | (gate == "all"))
        .group_by(calendar.start(pl.col("day"), frequency).alias("period_start"), "topic_a", "topic_b")
        .agg(
            pl.len().cast(pl.Int64).alias("n_both"),
            pl.min_horizontal(a, b).sum().alias("less") / unit,
            (pl.col(a) * pl.col(b)).sum().alias("product") / unit**2,
        )
        .with_columns(frequency=pl.lit(frequency), gate=pl.lit(gate), weighting=pl.lit(weighting))
        for frequency in inputs.settings.published()
        for gate in GATES
        for weighting, (a, b, unit) in forms.items()
    ]  # fmt: skip
    return pl.concat(parts).select(*SPINE, "topic_a", "topic_b", *SHARED)
