"""Robustness: the headline pair's result under every reasonable choice, so that a reader sees what it rests on.

Editorial decisions:

- The result is that of the newest complete period at the beat's own frequency (else the newest that isn't open or
  missing); under another frequency it is that frequency's newest.
- One choice at a time: weighting, gate, half-life, frequency, the topics' definition, one owner left out. Then
  weighting, gate and half-life in every combination.
- The topics' other versions are handed in with the inputs: read strictly (twice the usual salience) and broadly (half
  of it, and a single weak term is enough). The beat's stories, and so the calendar, stay the same.
- An owner left out takes with it the stories that nobody else told; a story also told elsewhere stays. Owners that are
  the only teller of at least one pair story are left out in turn, the twenty with most such stories.
- The crossing of a reduced set is judged at the threshold of the whole one, which hangs on the number of periods alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from trends import calendar, cube
from trends.frames import GATES, WEIGHTINGS, Robustness, checked
from trends.measures.crossover import find
from trends.measures.grid import Grid, grid
from trends.measures.inputs import Inputs, pair_sums
from trends.measures.paired import pair_counts, pair_matrices

OWNERS = 20
Series = tuple[str, ...]
Result = dict[str, object]


def table(inputs: Inputs) -> pl.DataFrame:
    """The robustness table: `frames.Robustness`; no rows without a headline pair or without a closed period."""
    a, b = inputs.settings.pair or ("", "")
    named = {"beat_id": inputs.settings.beat_id, "topic_a": a, "topic_b": b}
    rows = [{**named, "choice": choice, "value": value, **found} for choice, value, found in _results(inputs) if found]
    return checked(Robustness, pl.DataFrame(rows, schema_overrides=Robustness.create_empty().schema)) if rows else (
        Robustness.create_empty()
    )  # fmt: skip


def _results(inputs: Inputs) -> Iterator[tuple[str, str, Result]]:
    """Choice, value and result, in the order in which they are shown."""
    settings = inputs.settings
    if settings.pair is None:
        return
    own, usual = settings.frequency, settings.default_half_life(settings.frequency)
    offered = settings.offered_half_lives(own)
    pairs = inputs.pairs.filter(pl.col("frequency") == own)
    every = {
        (gate, weighting, half_life): found
        for half_life in offered
        for (gate, weighting), found in results(pairs, ("gate", "weighting"), half_life).items()
    }
    default = every["all", "story", usual]
    yield "default", "as published", default
    for weighting in WEIGHTINGS:
        yield "weighting", weighting, every["all", weighting, usual]
    for gate in GATES:
        yield "gate", gate, every[gate, "story", usual]
    for half_life in offered:
        yield "half_life", f"{half_life:g}", every["all", "story", half_life]
    for frequency in settings.published():
        rows = _plain(inputs.pairs.filter(pl.col("frequency") == frequency))
        yield "frequency", frequency, results(rows, ("gate",), settings.default_half_life(frequency))["all",]
    if inputs.versions:
        yield "topic_version", "usual", default
    for name, facts in inputs.versions.items():
        rows = _plain(pair_sums(facts, inputs.periods.filter(pl.col("frequency") == own), settings))
        yield "topic_version", name, results(rows, ("gate",), usual)["all",]
    left = _without_owners(inputs)
    without = results(left, ("owner",), usual) if len(left) else {}
    for (owner,), found in without.items():
        yield "without_owner", owner, found
    for gate in GATES:
        for weighting in WEIGHTINGS:
            for half_life in offered:
                yield "combined", f"{gate}, {weighting}, {half_life:g}", every[gate, weighting, half_life]


def results(pairs: pl.DataFrame, by: tuple[str, ...], half_life: float) -> dict[Series, Result]:
    """Share, probability and crossing of each series at its newest complete period.

    Args:
        pairs: as `Inputs.pairs` of one frequency, with the columns of `by`.
        by: columns that name a series.
        half_life: in periods.

    Returns:
        The columns of `frames.Robustness` that hold the result, by series; nothing (an empty mapping) for a series
        whose periods are all open or missing.
    """
    placed = _placed(pairs, by)
    data = pair_counts(placed)
    values = pair_matrices(data, half_life=half_life)
    columns = ("share_a", "low", "high", "p_a_leads", "n_effective")
    named = placed.frame.select(
        *by, "frequency", "period_start", "state", *(placed.gather(name, values[name]) for name in columns)
    )
    out: dict[Series, Result] = {}
    periods = placed.frame["period_start"].unique().sort()
    for i, (name, rows) in enumerate(named.partition_by(by, as_dict=True, maintain_order=True).items()):
        closed = rows.filter(~pl.col("state").is_in(["partial", "missing"]))
        best = closed.filter(pl.col("state") == "complete")
        if closed.is_empty():
            out[tuple(map(str, name))] = {}
            continue
        found = find(data.column(i), half_life=half_life)
        row = (best if len(best) else closed).row(-1, named=True)
        out[tuple(map(str, name))] = {key: row[key] for key in ("frequency", "period_start", *columns)} | {
            "threshold": found.threshold,
            "crossed": found.start is not None,
            "confirmed_at": None if found.confirmed_at is None else periods[found.confirmed_at],
        }
    return out


def _plain(pairs: pl.DataFrame) -> pl.DataFrame:
    """Gate all, weighting story."""
    return pairs.filter((pl.col("gate") == "all") & (pl.col("weighting") == "story"))


def _placed(rows: pl.DataFrame, by: tuple[str, ...]) -> Grid:
    named = rows.with_columns(pl.col("sum_a").alias("a"), pl.col("sum_b").alias("b"), pl.col("product").alias("both"))
    return grid(named, series=by, period="period_start", amounts=["a", "b", "total"])


def _without_owners(inputs: Inputs) -> pl.DataFrame:
    """The pair's sums without each owner in turn (column owner), for those alone with some pair story.

    Gate all, weighting story; the owners with most such stories. Sums are additive: what only
    the owner told is taken off.
    """
    settings = inputs.settings
    told = inputs.facts.filter(pl.col("topic_id").is_in(list(settings.pair or ())))
    sole = (
        inputs.articles.select("story_id", pl.coalesce("owner", "outlet_id").alias("owner")).unique()
        .filter(pl.len().over("story_id") == 1)
        .join(told.select("story_id").unique(), on="story_id", how="semi")
    )  # fmt: skip
    most = sole.group_by("owner").len().sort("len", "owner", descending=[True, False]).head(OWNERS)["owner"]
    if most.is_empty():
        return pl.DataFrame()
    lost = told.join(sole.filter(pl.col("owner").is_in(most.implode())), on="story_id")
    daily = cube.pair(lost.with_columns(beat_id=pl.col("owner")), *(settings.pair or ("", "")))
    start = calendar.start(pl.col("day"), settings.frequency).alias("period_start")
    away = _plain(daily).group_by(pl.col("beat_id").alias("owner"), start).agg(pl.col(cube.PAIR_SUMS).sum())
    whole = _plain(inputs.pairs).filter(pl.col("frequency") == settings.frequency)
    return (
        whole.join(most.to_frame(), how="cross")
        .join(away, on=["owner", "period_start"], how="left", suffix="_away")
        .with_columns(pl.col(name) - pl.col(f"{name}_away").fill_null(0) for name in cube.PAIR_SUMS)
    )
