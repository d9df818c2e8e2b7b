"""Drivers: which stories moved a share from one period to another; exactly, with nothing left over.

    share_t − share_s = Σ_{i∈(s,t]} δ^(t−k_i)·v_i·(w_i − share_s) / B_t      (k_i the period of story i)

Editorial decisions:

- A story about the topic pushes up, any other story pushes down a little: it makes the beat larger.
- The exponent counts the periods that the discounting advanced: missing periods count neither as time nor with stories.
- Null (no rows) where B_s = 0: there was nothing to move away from.
- A story splits into equal parts over its outlets or entities; what has none goes to null, so that sums stay exact.
- The published table compares each period with the one before. All stories that aren't about the topic pull alike;
  they are one row (story null) rather than stories × topics rows. `drivers` gives them one by one.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from trends import calendar, cube
from trends.frames import GATES, WEIGHTINGS, Driver, checked
from trends.measures.discount import Counts, counts, delta_of, discounted, ratio
from trends.measures.grid import Grid, MeasureError, grid
from trends.measures.inputs import Inputs
from trends.measures.share import of_series

COARSE = ("month", "quarter")
KEYS = ("frequency", "period_start", "topic_id", "gate", "weighting")


def drivers(
    frame: pl.DataFrame,
    *,
    half_life: float,
    since: object,
    until: object,
    periods: pl.Series,
) -> pl.DataFrame:
    """What each story did to a share between two periods.

    Args:
        frame: period, story, value (v: what the story counts for in the beat), part (v·w: of that, what it counts for
            in the topic), one row per story of the beat.
        half_life: in periods.
        since: baseline period s.
        until: period t, not before s.
        periods: all periods that aren't missing, each once: they say how far the discounting advanced.

    Returns:
        The rows of frame with s < period ≤ t, sorted by period and story, with contribution added; no rows where no
        story precedes the end of s. Stories of missing periods are left out.

    Raises:
        MeasureError: if since or until isn't among the periods, or until precedes since.
    """
    order = periods.unique().sort()
    known = order.to_list()
    for name, value in (("since", since), ("until", until)):
        if value not in known:
            choice = f"choose from {known[0]} to {known[-1]}" if known else "the series has none"
            raise MeasureError(f"{name} {value} isn't a period of the series; {choice}.")
    s, t = known.index(since), known.index(until)
    if t < s:
        raise MeasureError(f"until {until} precedes since {since}; swap them.")
    delta = delta_of(half_life)
    placed = (
        frame.with_columns(pl.col("value", "part").cast(pl.Float64))
        .join(
            pl.DataFrame({"period": order, "position": np.arange(len(order))}),
            on="period",
            how="inner",
        )
        .filter(pl.col("position") <= t)
        .sort("period", "story")
    )

    def discounted_sum(name: str, through: int) -> float:
        rows = placed.filter(pl.col("position") <= through)
        return float((rows[name] * delta ** (through - rows["position"]).cast(pl.Float64)).sum())

    before = discounted_sum("value", s)
    if before <= 0:
        return placed.clear().select(*frame.columns, pl.lit(0.0).alias("contribution"))
    share, mass = discounted_sum("part", s) / before, discounted_sum("value", t)
    age = (t - pl.col("position")).cast(pl.Float64)
    return placed.filter(pl.col("position") > s).select(
        *frame.columns,
        (pl.lit(delta) ** age * (pl.col("part") - share * pl.col("value")) / mass).alias("contribution"),
    )


def split(contributions: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Contributions by outlet or entity: a story splits into equal parts over its members.

    Args:
        contributions: story, contribution.
        members: story, member (an outlet or entity); a repeated row counts once.

    Returns:
        member (null: stories without one), contribution, n_stories, largest contribution first; the sum is unchanged.
    """
    once = members.select("story", "member").unique()
    shared = once.with_columns(pl.len().over("story").alias("parts"))
    return (
        contributions.select("story", "contribution")
        .join(shared, on="story", how="left")
        .with_columns(pl.col("contribution") / pl.col("parts").fill_null(1))
        .group_by("member")
        .agg(pl.col("contribution").sum(), pl.col("story").n_unique().alias("n_stories"))
        .sort(pl.col("contribution").abs(), pl.col("member"), descending=[True, False])
    )


def table(inputs: Inputs) -> pl.DataFrame:
    """The driver table: `frames.Driver`, each period against the one before, at the default half-life.

    It holds the beat's own frequency, months and quarters, for every topic and, under 'a|b', for the first topic's
    share of the headline pair. Contributions of exactly 0 are left out.
    """
    settings = inputs.settings
    codes = _codes(inputs)
    facts = inputs.facts.with_columns(pl.col(name).cast(codes[name]) for name in ("topic_id", "story_id"))
    rows = []
    for frequency in settings.published():
        if frequency != settings.frequency and frequency not in COARSE:
            continue
        half_life = settings.default_half_life(frequency)
        parts = _parts(facts, frequency, codes)
        for placed, data in of_series(inputs, frequency):
            rows.append(_moved(_changes(placed, data, half_life), parts, codes))
        if settings.pair:
            placed, data = _headline(inputs, frequency)
            both = _pair_parts(inputs, frequency, codes)
            rows.append(_moved(_changes(placed, data, half_life), both, codes))
    if not rows:
        return Driver.create_empty()
    named = _ordered(pl.concat(rows), codes).with_columns(pl.lit(settings.beat_id).alias("beat_id"))
    return checked(Driver, named.select(Driver.column_names()))


def _codes(inputs: Inputs) -> dict[str, pl.Enum]:
    """Text columns as codes in alphabetical order: millions of rows join and sort several times as fast."""
    pair = ["|".join(inputs.settings.pair)] if inputs.settings.pair else []
    values = {
        "frequency": list(inputs.settings.published()),
        "topic_id": [*inputs.settings.topics, *inputs.facts["topic_id"].drop_nulls().unique().to_list(), *pair],
        "gate": list(GATES),
        "weighting": list(WEIGHTINGS),
        "story_id": inputs.facts["story_id"].unique().to_list(),
    }
    return {name: pl.Enum(sorted(set(found))) for name, found in values.items()}


def _ordered(rows: pl.DataFrame, codes: dict[str, pl.Enum]) -> pl.DataFrame:
    """Sorted by `KEYS` and story, null last, through one whole number a row; text again."""
    place = pl.lit(0, pl.Int64)
    for name in (*KEYS, "story_id"):
        if name == "period_start":
            code, size = pl.col(name).rank("dense").cast(pl.Int64) - 1, rows[name].n_unique()
        else:
            size = len(codes[name].categories) + 1
            code = pl.col(name).to_physical().cast(pl.Int64).fill_null(size - 1)
        place = place * size + code
    return (
        rows.with_columns(place.alias("place"))
        .sort("place")
        .with_columns(pl.col(name).cast(pl.String) for name in codes)
    )


def _changes(placed: Grid, data: Counts, half_life: float) -> pl.DataFrame:
    """Per period and series: the share before (where there was one), B now, and the period before."""
    delta = delta_of(half_life)
    b = discounted(data.n, data.present, delta)
    share = ratio(discounted(data.y, data.present, delta), b)
    before = np.full(placed.shape, np.nan)
    before[1:] = share[:-1]
    periods = placed.frame["period_start"].unique().sort()
    return (
        placed.frame.select("frequency", "period_start", "topic_id", "gate", "weighting", "total")
        .with_columns(
            placed.gather("before", np.where(data.present, before, np.nan)),
            placed.gather("mass", b),
            pl.col("period_start")
            .replace_strict(periods, periods.shift(1), return_dtype=pl.Date)
            .alias("baseline_start"),
        )
        .drop_nulls("before")
    )


def _moved(changes: pl.DataFrame, parts: pl.DataFrame, codes: dict[str, pl.Enum]) -> pl.DataFrame:
    """Contribution of each story about the topic, and of all the others together."""
    keys = list(KEYS)
    changes = changes.cast({name: code for name, code in codes.items() if name in keys})
    about = changes.join(parts, on=keys, how="inner")
    rest = changes.join(about.group_by(keys).agg(pl.col("value").sum()), on=keys, how="left").select(
        *keys,
        "baseline_start",
        pl.lit(None, codes["story_id"]).alias("story_id"),
        (-pl.col("before") * (pl.col("total") - pl.col("value").fill_null(0.0)) / pl.col("mass")).alias("contribution"),
    )
    each = about.select(
        *keys,
        "baseline_start",
        "story_id",
        ((pl.col("part") - pl.col("before") * pl.col("value")) / pl.col("mass")).alias("contribution"),
    )
    return pl.concat([each, rest]).filter(pl.col("contribution") != 0)


def _parts(facts: pl.DataFrame, frequency: str, codes: dict[str, pl.Enum]) -> pl.DataFrame:
    """Value and part of every story in every topic it is about, by gate and weighting; text as codes."""
    about = facts.filter(pl.col("topic_id").is_not_null())
    impact = pl.col("impact").fill_null(1).cast(pl.Float64)
    attention = pl.col("weight") / cube.MICRO
    forms = {"story": (pl.lit(1.0), pl.lit(1.0)), "attention": (pl.lit(1.0), attention), "impact": (impact, impact)}
    return _by_gate(
        pl.concat(
            about.select(
                "topic_id", "story_id", "verified_in_14_days", *_when(frequency, weighting, codes),
                value.alias("value"), part.alias("part"),
            )
            for weighting, (value, part) in forms.items()
        ),
        codes["gate"],
    )  # fmt: skip


def _pair_parts(inputs: Inputs, frequency: str, codes: dict[str, pl.Enum]) -> pl.DataFrame:
    """Value (both amounts) and part (the first topic's) of every story of the headline pair."""
    a, b = inputs.settings.pair or ("", "")
    unit = pl.when(pl.col("weighting") == "attention").then(float(cube.MICRO)).otherwise(1.0)
    each = cube.stories(inputs.facts, a, b)
    return _by_gate(
        each.select(
            pl.lit(f"{a}|{b}").alias("topic_id"), "story_id", "verified_in_14_days", *_when(frequency, None, codes),
            ((pl.col("a") + pl.col("b")) / unit).alias("value"), (pl.col("a") / unit).alias("part"),
        ),
        codes["gate"],
    ).cast({name: codes[name] for name in ("topic_id", "story_id", "weighting")})  # fmt: skip


def _when(frequency: str, weighting: str | None, codes: dict[str, pl.Enum]) -> list[pl.Expr]:
    named = pl.col("weighting") if weighting is None else pl.lit(weighting, codes["weighting"]).alias("weighting")
    start = calendar.start(pl.col("day"), frequency).alias("period_start")
    return [pl.lit(frequency, codes["frequency"]).alias("frequency"), start, named]


def _by_gate(rows: pl.DataFrame, code: pl.Enum) -> pl.DataFrame:
    """Once for every gate that lets the story through."""
    gated = {"all": rows, "verified": rows.filter("verified_in_14_days")}
    return pl.concat(gated[gate].with_columns(pl.lit(gate, code).alias("gate")) for gate in GATES)


def _headline(inputs: Inputs, frequency: str) -> tuple[Grid, Counts]:
    """The headline pair as a share: count is the first topic's amount, total both amounts."""
    a, b = inputs.settings.pair or ("", "")
    rows = inputs.pairs.filter(pl.col("frequency") == frequency).select(
        *("frequency", "period_start", "gate", "weighting", "state"),
        pl.lit(f"{a}|{b}").alias("topic_id"),
        pl.col("sum_a").alias("count"),
        (pl.col("sum_a") + pl.col("sum_b")).alias("total"),
    )
    placed = grid(rows, series=["gate", "weighting"], period="period_start", amounts=["count", "total"])
    return placed, counts(placed)
