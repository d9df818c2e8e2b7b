"""The crossover of every two topics of a beat, and what it is worth after so many looks.

Editorial decisions:

- All pairs in both orders, all stories, each counted once, at the default half-lives. A pair needs six periods with a
  call (20 effective one-sided stories): three of each topic's lead. With fewer it has no row.
- `crossed`, its dates and its threshold are those of the headline's rule: three periods in a row in which the second
  topic led with P ≥ c, later three in which the first did.
- How far a crossover is beyond the rule tells what it is worth among many: e = min(p_before, p_after), the weaker of
  the surest three in a row before it and the surest three since. These may be other periods than the rule's.
  `p_chance` is how often two level topics show an e as high at some time; any other steady share shows it more seldom,
  or hardly more often, since one of the two sides is then against it. At e = c it is below .025 in every length
  (bench/pair_crossovers.py), so the rule's own c stands in for the simulation where one pair is looked at.
- Two level topics: the difference of a period is Gaussian, and P is what the rule's P tends to where counts are large.
  20,000 such series of the calendar's length from a fixed seed, each seen from both sides.
- q is Benjamini–Hochberg over all pairs and orders with a row of the same frequency; what didn't cross has a p of 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import false_discovery_control

from trends import calendar
from trends.calendar import THIN_BELOW
from trends.frames import TopicPairCrossover, checked
from trends.measures.crossover import CONFIRM, Crossing, crossing, neighbour_scatter, threshold_of
from trends.measures.crossover_lead import half_lives, lead_now
from trends.measures.discount import MEMORY_PERIODS, Counts, delta_of
from trends.measures.grid import Mask, Matrix
from trends.measures.inputs import Inputs
from trends.measures.paired import PairCounts, discordant

LEAST_CALLS = 2 * CONFIRM
SERIES = 20_000
SEED = 1
NEARLY = 0.8
TOLD = ("crossed", "threshold", "phi", "n_calls", "p_before", "p_after", "p_chance")
Vector = NDArray[np.float64]
Single = NDArray[np.float32]


def table(inputs: Inputs) -> pl.DataFrame:
    """The topic_pair_crossover table: `frames.TopicPairCrossover`; no rows for a beat of fewer than two topics."""
    settings = inputs.settings
    topics = sorted(settings.topics)
    pairs = list(combinations(topics, 2))
    rows: list[dict[str, Any]] = []
    for frequency in settings.published() if pairs else ():
        half_life = settings.default_half_life(frequency)
        periods = inputs.periods.filter(frequency=frequency, gate="all").sort("period_start")
        starts = [*periods["period_start"], None]
        found = list(
            judged(every_pair(inputs.facts, periods, topics), half_life, level_series(len(periods), half_life))
        )
        for row, q in zip(found, family([row["p_chance"] for row in found]), strict=True):
            a, b = pairs[row["pair"]] if row["upwards"] else pairs[row["pair"]][::-1]
            when = {name: starts[-1 if row[name] is None else row[name]] for name in ("start", "confirmed_at", "lower")}
            said = {name: row[name] for name in TOLD} | when
            rows.append(
                {"beat_id": settings.beat_id, "frequency": frequency, "topic_a": a, "topic_b": b, "gate": "all",
                 "weighting": "story", "half_life": half_life, **said, "q": q}
            )  # fmt: skip
    frame = pl.DataFrame(rows, schema=TopicPairCrossover.create_empty().schema)
    return checked(TopicPairCrossover, frame.sort("frequency", "topic_a", "topic_b"))


def family(chances: list[float | None]) -> list[float | None]:
    """Benjamini–Hochberg q of each; None, for what didn't cross, counts as 1 and has none."""
    if not chances:
        return []
    q = false_discovery_control([1.0 if chance is None else chance for chance in chances])
    return [None if chance is None else float(value) for chance, value in zip(chances, q, strict=True)]


def every_pair(facts: pl.DataFrame, periods: pl.DataFrame, topics: list[str]) -> PairCounts:
    """The sums of all pairs, one series a pair in the order of `combinations`; every story counts once.

    Args:
        facts: `frames.Facts` of the beat.
        periods: rows of `frames.Period` of one frequency and gate, in order.
        topics: in order.
    """
    both = together(facts, periods, topics)
    first, second = np.array(list(combinations(range(len(topics)), 2))).T
    present = np.repeat((periods["state"] != "missing").to_numpy()[:, None], len(first), axis=1)
    closed = periods["state"].is_in(["missing", "empty", "partial"]).to_numpy()[:, None]
    shared = np.where(present, both[:, first, second], 0.0)
    a, b = (np.where(present, both[:, side, side], 0.0) for side in (first, second))
    whole = a + 2 * shared + b
    counts = Counts(a, a + b, present, (a, a + shared, whole), None, whole)
    return PairCounts(counts, a - shared, b - shared, a + b - 2 * shared, a + b > 0, closed | np.zeros_like(present))


def together(facts: pl.DataFrame, periods: pl.DataFrame, topics: list[str]) -> Matrix:
    """How many stories of each period are about two topics: periods × topics × topics, one topic's on the diagonal."""
    out = np.zeros((len(periods), len(topics), len(topics)))
    if not len(periods):
        return out
    start = calendar.start(pl.col("day"), periods["frequency"][0])
    rows = (
        facts.lazy()
        .filter(pl.col("topic_id").is_in(topics))
        .select(
            "story_id",
            period=start.replace_strict(periods["period_start"], pl.int_range(len(periods), eager=True)),
            topic=pl.col("topic_id").replace_strict(topics, list(range(len(topics)))),
        )
        .sort("period", "story_id")
        .select("period", "topic", story=pl.struct("period", "story_id").rle_id())
        .collect()
    )
    period, topic, story = (rows[name].to_numpy() for name in ("period", "topic", "story"))
    ends = np.searchsorted(period, np.arange(len(periods) + 1))
    for at, (first, last) in enumerate(pairwise(ends)):
        if first < last:
            about = np.zeros((story[last - 1] - story[first] + 1, len(topics)))
            about[story[first:last] - story[first], topic[first:last]] = 1.0
            out[at] = about.T @ about
    return out


def judged(data: PairCounts, half_life: float, level: Vector) -> Iterator[dict[str, Any]]:
    """The crossover of every pair in both orders, and what it is worth; only of pairs with enough calls.

    Args:
        data: one series a pair.
        half_life: in periods.
        level: see `level_series`.

    Yields:
        pair (its column), upwards (whether the first topic is the one to overtake), start, confirmed_at, lower (rows of
        `data`), crossed, threshold, phi, n_calls, p_before, p_after, p_chance; both orders of a pair after each other.
    """
    _, n_effective = discordant(data, half_life)
    phi = neighbour_scatter(data.lead_a, data.lead_b)
    closed = data.barred | ~(n_effective >= THIN_BELOW)
    calls = np.sum(~closed, axis=0)
    c = threshold_of(data.column(0))
    worth_a_look = may_cross(data, half_life, phi, closed, c)
    ahead = np.full(closed.shape, np.nan)
    ahead[:, worth_a_look] = lead_now(data.columns(worth_a_look), half_life, phi[worth_a_look])
    ahead[closed] = np.nan
    for i in np.flatnonzero(calls >= LEAST_CALLS):
        for upwards, p in ((True, ahead[:, i]), (False, 1 - ahead[:, i])):
            found = Crossing(None, None, None, c, float(phi[i]))
            if worth_a_look[i]:
                found = crossing(p, data.story[:, i], threshold=c, half_life=half_life, phi=found.phi)
            row = {"pair": int(i), "upwards": upwards, "n_calls": int(calls[i])}
            yield row | _found(p, found, level)


def _found(ahead: Vector, at: Crossing, level: Vector) -> dict[str, Any]:
    """Where the crossover is, and how sure both of its sides are; null without one."""
    row = {"crossed": at.start is not None, "start": at.start, "confirmed_at": at.confirmed_at, "lower": at.lower,
           "threshold": at.threshold, "phi": at.phi, "p_before": None, "p_after": None, "p_chance": None}  # fmt: skip
    if at.start is None:
        return row
    before, after = surest(1 - ahead[: at.start]), surest(ahead[at.start :])
    return row | {"p_before": before, "p_after": after, "p_chance": chance(min(before, after), level)}


def surest(p: Vector) -> float:
    """The highest P that three periods in a row reach; NaN counts as 0."""
    return float(np.lib.stride_tricks.sliding_window_view(np.nan_to_num(p), CONFIRM).min(axis=1).max())


def may_cross(data: PairCounts, half_life: float, phi: Vector, closed: Mask, c: float) -> Mask:
    """Series in which both topics may reach c three times in a row; the others need no probabilities.

    P is an average over half-lives, so it takes one of them to reach c; and a P of c takes a score (2q−1)√n of at least
    .87 times the normal quantile of c, however few stories are left once divided by φ.
    """
    highest = np.full(closed.shape, -np.inf)
    lowest = -highest
    for pace in half_lives(half_life):
        q, n = discordant(data, pace)
        score = np.nan_to_num((2 * q - 1) * np.sqrt(n / phi))
        highest, lowest = np.maximum(highest, score), np.minimum(lowest, score)
    least = NEARLY * ndtri(c)
    return _three_in_a_row((highest >= least) & ~closed) & _three_in_a_row((lowest <= -least) & ~closed)


def _three_in_a_row(hits: Mask) -> Mask:
    """Series with three hits in a row at some time."""
    if len(hits) < CONFIRM:
        return np.zeros(hits.shape[1], dtype=np.bool_)
    runs = np.logical_and.reduce([hits[i : len(hits) - CONFIRM + 1 + i] for i in range(CONFIRM)])
    return np.asarray(runs.any(axis=0))


def chance(least: float, level: Vector) -> float:
    """Part of the level series (in order) with two leads at least as sure, one after the other; never zero."""
    above = len(level) - int(np.searchsorted(level, least, side="left"))
    return (above + 1) / (len(level) + 1)


@cache
def level_series(length: int, half_life: float) -> Vector:
    """How sure a lead and the other topic's after it look at most, e, in each of many level series; ascending.

    A lead is as sure as the least P of three periods in a row; e is that of the less sure of the two.

    A period's difference is x ~ N(0, 1). At half-life i, A_t = δA_{t−1} + x_t, B_t = δB_{t−1} + 1, W_t = δ²W_{t−1} + 1,
    P_i = Φ(A/√W), and it foretold x_t with density N(A_{t−1}/B_{t−1}, 1 + W_{t−1}/B²_{t−1}); P averages over them as
    crossover_lead.py does.
    """
    rng = np.random.default_rng(SEED)
    fade = np.array([delta_of(pace) for pace in half_lives(half_life)], dtype=np.float32)[:, None]
    memory = np.float32(delta_of(MEMORY_PERIODS))
    total, fit = np.zeros((2, len(fade), SERIES), dtype=np.float32)
    mass, square = np.zeros((2, *fade.shape), dtype=np.float32)
    behind = np.zeros((2, SERIES), dtype=np.float32)
    found = np.zeros((2, SERIES), dtype=np.float32)
    recent: list[Single] = []
    for t in range(length):
        x = rng.standard_normal(SERIES, dtype=np.float32)
        fit *= memory
        if t:
            spread = 1 + square / mass**2
            fit -= ((x - total / mass) ** 2 / spread + np.log(spread)) / 2
        total = fade * total + x
        mass, square = fade * mass + 1, fade**2 * square + 1
        weights = np.exp(fit - fit.max(axis=0))
        p = np.sum(weights * ndtr(total / np.sqrt(square)), axis=0) / weights.sum(axis=0)
        recent = [*recent[1 - CONFIRM :], np.stack([p, 1 - p])]
        if len(recent) == CONFIRM:
            lead = np.minimum.reduce(recent)
            found = np.maximum(found, np.minimum(lead, behind))
            behind = np.maximum(behind, lead[::-1])
    return np.sort(found.ravel().astype(np.float64))
