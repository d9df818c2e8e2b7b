"""Stories -> additive cube: the one computation that also runs on another engine.

Editorial decisions:

- Every number in the cube is a sum of integers, so any order of adding gives the same cube and the cubes of two
  disjoint sets of stories add up to the cube of their union. Weights are millionths, tone is in millionths too.
- The row with topic null is the beat: every story once, whatever its topics. It is the denominator.
- The sums of DESIGN's moments are read off these columns: for the story weighting v = 1 and w = 1, so all five are
  `n`; for attention w = weight; for impact v = impact.
- Counting each story once by its id is what costs: the facts may come with a mark on one row of each story instead.
- Written with Narwhals: a Polars, PyArrow or DuckDB frame goes in, the same kind comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import narwhals as nw
import polars as pl

KEYS = ("beat_id", "day", "topic_id", "gate")
SUMS = ("n", "weight", "weight2", "impact", "impact2", "tone", "tone2", "n_tone")
PAIR_KEYS = ("beat_id", "day", "topic_a", "topic_b", "gate", "weighting")
PAIR_SUMS = (
    *("n_a", "n_b", "n_both", "n_either"),
    *("sum_a", "sum_b", "lead_a", "lead_b", "square_a", "square_b", "product"),
)
MICRO = 1_000_000
FIRST = "first_of_story"


def marked(facts: pl.DataFrame) -> pl.DataFrame:
    """`frames.Facts`, in any order, with `first_of_story`: true in the first row of each beat and story, else false."""
    return facts.with_columns(pl.struct("beat_id", "story_id").is_first_distinct().alias(FIRST))


def build(facts: Any) -> Any:
    """Sum the facts of any number of beats by beat, day, topic and gate.

    Args:
        facts: `frames.Facts` as a frame of any engine that Narwhals knows, lazy or eager. A story's rows must be in
            the same call: partition by day or story, never inside a story. Where it also has `first_of_story` (true
            in exactly one row of each beat and story, see `marked`) the story ids aren't read: one pass, in a fraction
            of the time and memory. A large fact table is best written with it.

    Returns:
        Frame of the same engine, unsorted, Int64 sums: n (stories), weight and weight2 (Σw, Σw² in millionths
        and their square), impact and impact2 (Σv, Σv²), tone and tone2 (Σ sentiment, Σ sentiment² in millionths
        and their square), n_tone (stories with a sentiment). topic_id null: the beat's stories, each once.
    """
    frame = nw.from_native(facts)
    flat = frame.with_columns(
        topic_id=nw.col("topic_id").cast(nw.String),  # one string type, else Arrow won't concatenate
        n=nw.lit(1).cast(nw.Int64),
        weight=nw.col("weight").cast(nw.Int64),
        impact=nw.col("impact").fill_null(1).cast(nw.Int64),
        tone=(nw.col("sentiment_score") * MICRO).round(0).cast(nw.Int64).fill_null(0),
        n_tone=(~nw.col("sentiment_score").is_null()).cast(nw.Int64),
    ).with_columns((nw.col(name) * nw.col(name)).alias(f"{name}2") for name in ("weight", "impact", "tone"))
    about, verified = ~nw.col("topic_id").is_null(), nw.col("verified_in_14_days")
    if FIRST in frame.collect_schema().names():
        added = flat.group_by("beat_id", "day", "topic_id", "verified_in_14_days", FIRST).agg(
            *(nw.col(name).sum() for name in SUMS)
        )
        added = added.with_columns(nw.col(name).cast(nw.Int64) for name in SUMS)  # DuckDB widens them
        rows = {"topic": added, "beat": added}
        kept = {"topic": about, "beat": nw.col(FIRST)}
    else:
        rows = {"topic": flat, "beat": flat.unique(subset=["beat_id", "story_id"], keep="any")}
        kept = {"topic": about, "beat": nw.lit(True)}
    parts = []
    for part, gate in product(rows, ("all", "verified")):
        wanted = kept[part] if gate == "all" else kept[part] & verified
        # A condition that asks for n stays above the sums: so marked facts are read and grouped once, not four times.
        chosen = rows[part].filter(nw.when(wanted).then(nw.col("n")) > 0).with_columns(gate=nw.lit(gate))
        if part == "beat":
            chosen = chosen.with_columns(
                topic_id=nw.lit(None).cast(nw.String),
                weight=nw.col("n") * MICRO,
                weight2=nw.col("n") * MICRO**2,
            )
        parts.append(chosen.select(*KEYS, *SUMS))
    return _added(parts, KEYS, SUMS)


def merge(cubes: Sequence[Any], *, keys: Sequence[str] = KEYS, sums: Sequence[str] = SUMS) -> Any:
    """Add cubes of disjoint sets of stories (same engine, same columns)."""
    return _added([nw.from_native(cube) for cube in cubes], keys, sums)


def _added(parts: Sequence[Any], keys: Sequence[str], sums: Sequence[str]) -> Any:
    """Concatenate and sum; sums come back as Int64 on every engine (DuckDB widens them)."""
    rows = nw.concat(parts, how="vertical")
    added = rows.group_by(*keys).agg(*(nw.col(name).sum() for name in sums))
    return added.with_columns(nw.col(name).cast(nw.Int64) for name in sums).select(*keys, *sums).to_native()


def moments(cube: pl.DataFrame, *, keys: Sequence[str] = KEYS) -> pl.DataFrame:
    """The cube as one row per beat, day, topic, gate and weighting, with the five sums of DESIGN.

    Args:
        cube: as `build` makes it, or its sums rolled up: add whole numbers first and divide once, so that the order
            of the stories can't show in the last bits.
        keys: what a row of it stands for; topic_id is among them.

    Returns:
        Columns of `keys`, weighting, n_stories Int64, v, v2, vw, v2w, v2w2 Float64. In the row with topic null
        v and v2 are the beat's (its w is 1); in a topic's row they are null and must come from that row.
    """
    beat = pl.col("topic_id").is_null()
    n, w, w2 = pl.col("n").cast(pl.Float64), pl.col("weight") / MICRO, pl.col("weight2") / MICRO**2
    i, i2 = pl.col("impact").cast(pl.Float64), pl.col("impact2").cast(pl.Float64)
    forms = {"story": (n, n, n, n, n), "attention": (n, n, w, w, w2), "impact": (i, i2, i, i2, i2)}
    names = ("v", "v2", "vw", "v2w", "v2w2")
    return pl.concat(
        cube.select(
            *keys, pl.lit(weighting).alias("weighting"), pl.col("n").alias("n_stories"),
            *(
                (pl.when(beat).then(term) if name in ("v", "v2") else term).alias(name)
                for name, term in zip(names, form, strict=True)
            ),
        )
        for weighting, form in forms.items()
    )  # fmt: skip


def stories(facts: pl.DataFrame, topic_a: str, topic_b: str) -> pl.DataFrame:
    """Every story about either topic, with what it gives to each under each weighting.

    Returns:
        beat_id, story_id, day, verified_in_14_days, in_a, in_b (0 or 1), weighting, a, b (Int64; attention
        in millionths).
    """
    in_a, in_b = pl.col("topic_id") == topic_a, pl.col("topic_id") == topic_b
    wide = (
        facts.filter(in_a | in_b)
        .group_by("beat_id", "story_id", "day", "verified_in_14_days")
        .agg(
            in_a.any().cast(pl.Int64).alias("in_a"),
            in_b.any().cast(pl.Int64).alias("in_b"),
            pl.col("weight").filter(in_a).sum().alias("weight_a"),
            pl.col("weight").filter(in_b).sum().alias("weight_b"),
            pl.col("impact").fill_null(1).max().alias("impact"),
        )
    )
    a, b, impact = pl.col("in_a"), pl.col("in_b"), pl.col("impact")
    forms = {
        "story": (a, b),
        "attention": (pl.col("weight_a"), pl.col("weight_b")),
        "impact": (a * impact, b * impact),
    }
    keys = ("beat_id", "story_id", "day", "verified_in_14_days", "in_a", "in_b")
    return pl.concat(
        wide.select(*keys, pl.lit(name).alias("weighting"), for_a.alias("a"), for_b.alias("b"))
        for name, (for_a, for_b) in forms.items()
    ).sort("weighting", "day", "story_id")


def pair(facts: pl.DataFrame, topic_a: str, topic_b: str) -> pl.DataFrame:
    """Additive cube of a pair of topics, for any two topics of the facts.

    Returns:
        `PAIR_KEYS` and `PAIR_SUMS`, Int64, sorted. n_* count stories. Of a story's two amounts a and b, sum_a and sum_b
        add the amounts, lead_a and lead_b what one exceeds the other by, square_a, square_b and product a², b²,
        ab. Attention is in millionths (its squares in millionths squared).
    """
    each = stories(facts, topic_a, topic_b)
    gated = pl.concat(
        [
            each.with_columns(pl.lit("all").alias("gate")),
            each.filter("verified_in_14_days").with_columns(pl.lit("verified").alias("gate")),
        ]
    ).with_columns(pl.lit(topic_a).alias("topic_a"), pl.lit(topic_b).alias("topic_b"))
    a, b, in_a, in_b = pl.col("a"), pl.col("b"), pl.col("in_a"), pl.col("in_b")
    return (
        gated.group_by(PAIR_KEYS)
        .agg(
            in_a.sum().alias("n_a"),
            in_b.sum().alias("n_b"),
            (in_a * in_b).sum().alias("n_both"),
            pl.len().cast(pl.Int64).alias("n_either"),
            a.sum().alias("sum_a"),
            b.sum().alias("sum_b"),
            (a - b).clip(lower_bound=0).sum().alias("lead_a"),
            (b - a).clip(lower_bound=0).sum().alias("lead_b"),
            (a * a).sum().alias("square_a"),
            (b * b).sum().alias("square_b"),
            (a * b).sum().alias("product"),
        )
        .sort(PAIR_KEYS)
    )


def coverage(articles: Any) -> Any:
    """Articles by beat, day, outlet and topic: the cube behind panels and outages.

    Args:
        articles: beat_id, day, outlet_id, topic_id (null for the article itself, once), article_id; any engine.

    Returns:
        beat_id, day, outlet_id, topic_id, n_articles Int64, same engine, unsorted.
    """
    rows = nw.from_native(articles).with_columns(n_articles=nw.lit(1).cast(nw.Int64))
    return _added([rows], ("beat_id", "day", "outlet_id", "topic_id"), ("n_articles",))
