"""Pair share and crossover: is one topic ahead of another, and since when?

    share_a = A/(A+B);   P(a leads) = P(Beta(n_e·q + ½, n_e(1−q) + ½) > ½)
    q = the first topic's part of the discordant mass d_i = a_i − b_i,   n_e = (Σδ|d|)² / Σδ²d²

Editorial decisions:

- A story about both speaks for neither, so the probability rests on the discordant stories alone. The band of share_a
  uses all stories about either: a story counts a+b, of which a is the first topic's; n_e is that of weighted counts.
- P as published takes n_e as it is. The crossover divides n_e by φ_Δ, the scatter between neighbouring periods, and
  averages P over the half-lives up to the one asked for by how well each foretold the counts (crossover_lead.py): a
  long half-life alone confirms a change long after it happened.
- Thin: fewer than 20 effective discordant stories. P is null in thin, partial, empty and missing periods, and a period
  with null P can neither start, confirm nor precede a crossover.
- A lead is confirmed by three consecutive complete periods, each with a story of the pair and P ≥ c. A crossover is the
  first of three such periods after three in which the other topic led in the same way (P ≤ 1−c): to have overtaken, a
  topic must have been behind. A single earlier P < ½ is no evidence of that: a topic that is always ahead has one when
  its first periods happen to look otherwise, and was then called crossed in up to nine tenths of long series.
- The longer a series, the more often it can look like a crossing by chance, so c grows with the number T of periods:
  c = 1 − 3/T, at least .8. Of simulated series of a share that never changes, a half or a steady lead, at most 3 % are
  called crossed and at most 6 % where stories come in bunches, at any half-life from 1 to 26 and any T from 8 to 260
  (bench/calibration.py, bench/pair_crossovers.py). So a release with fewer periods asked for less.
- The price: a topic that is overtaken before its own lead lasted three periods is not seen to be overtaken.
- The lower end goes back ⌈δ/(1−δ)⌉ periods, the memory of the discounting, from the last period before the start with
  P ≤ 1−c. Where it would lie before the first period, the lower end is open (null).
- A crossing back is the crossover of the swapped pair. Where the lead changes hands more than once, each order of the
  pair tells of its latest crossover.
- φ_Δ: r and N are of the discordant mass, p is the whole series' share (the two neighbours' own
  share gave the same false rate and found fewer steps), λ looks back from the last period.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends.calendar import THIN_BELOW
from trends.frames import Crossover, PairShare, PairShareVariant, checked
from trends.measures.crossover_lead import lead_now
from trends.measures.discount import MEMORY_PERIODS, delta_of, ratio
from trends.measures.grid import Grid, Matrix, grid
from trends.measures.inputs import Inputs
from trends.measures.paired import PairCounts, discordant, pair_counts, pair_matrices
from trends.measures.share import topic_state

CONFIRM = 3
LEAST_THRESHOLD = 0.8
KEYS = ("frequency", "period_start", "topic_a", "topic_b", "gate", "weighting")
Vector = NDArray[np.float64]


def pair(frame: pl.DataFrame, *, half_life: float, level: float = 0.9) -> pl.DataFrame:
    """The first topic's share of a pair and the probability that it leads, by period.

    Args:
        frame: period, a, b (stories about each, those about both in each), both, total (stories of the beat),
            Float64, one row per period. Optional: state, and for weighted counts lead_a, lead_b (Σ of what one
            amount exceeds the other by), square_a, square_b, product (Σa², Σb², Σab).
        half_life: in periods.
        level: probability of the band.

    Returns:
        period, share_a, low, high, p_a_leads, share_raw, n_effective (discordant stories), in order of period.

    Raises:
        MeasureError: for an unusable half-life or frame, or more stories about both than about one.
    """
    placed = grid(frame, series=[], period="period", amounts=["a", "b", "both", "total"])
    values = pair_matrices(pair_counts(placed), half_life=half_life, level=level)
    names = ("share_a", "low", "high", "p_a_leads", "share_raw", "n_effective")
    return placed.frame.select("period", *(placed.gather(name, values[name]) for name in names))


def crossover(frame: pl.DataFrame, *, half_life: float) -> pl.DataFrame:
    """When the first topic of a pair overtook the second.

    Args:
        frame: as for `pair`.
        half_life: in periods.

    Returns:
        One row: crossed (Boolean), start, confirmed_at, lower (of the period's type; null where it didn't cross,
        lower also where the lower end is open), threshold, phi.

    Raises:
        MeasureError: as `pair`.
    """
    return crossovers(frame, half_life=half_life)[0]


def crossovers(frame: pl.DataFrame, *, half_life: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The crossover of the first topic over the second, and that of the second over the first (a crossing back).

    Args:
        frame: as for `pair`.
        half_life: in periods.

    Returns:
        Two frames as of `crossover`: what it gives for the pair and for the swapped pair.

    Raises:
        MeasureError: as `pair`.
    """
    placed = grid(frame, series=[], period="period", amounts=["a", "b", "both", "total"])
    first, second = find_both(pair_counts(placed), half_life=half_life)
    return _as_frame(first, placed.frame["period"]), _as_frame(second, placed.frame["period"])


def _as_frame(found: Crossing, periods: pl.Series) -> pl.DataFrame:
    def named(name: str, position: int | None) -> pl.Series:
        return pl.Series(name, [None if position is None else periods[position]], dtype=periods.dtype)

    return pl.DataFrame(
        [
            pl.Series("crossed", [found.start is not None]),
            named("start", found.start),
            named("confirmed_at", found.confirmed_at),
            named("lower", found.lower),
            pl.Series("threshold", [found.threshold], dtype=pl.Float64),
            pl.Series("phi", [found.phi], dtype=pl.Float64),
        ]
    )


@dataclass(frozen=True)
class Crossing:
    """Positions of a crossover in the series; None where there is none (lower: open)."""

    start: int | None
    confirmed_at: int | None
    lower: int | None
    threshold: float
    phi: float


def find(data: PairCounts, *, half_life: float, threshold: float | None = None) -> Crossing:
    """The crossover of one series (periods × 1 matrices); `threshold`: c, where another than the series' own."""
    return find_both(data, half_life=half_life, threshold=threshold)[0]


def find_both(data: PairCounts, *, half_life: float, threshold: float | None = None) -> tuple[Crossing, Crossing]:
    """As `find`, and the crossover of the swapped pair: its P is what is left of the first topic's."""
    c = threshold_of(data) if threshold is None else threshold
    if not data.counts.n.size:
        return Crossing(None, None, None, c, 1.0), Crossing(None, None, None, c, 1.0)
    p, phi = probabilities(data, half_life)
    first, second = (
        crossing(ahead, data.story[:, 0], threshold=c, half_life=half_life, phi=float(phi[0]))
        for ahead in (p[:, 0], 1 - p[:, 0])
    )
    return first, second


def probabilities(data: PairCounts, half_life: float) -> tuple[Matrix, Vector]:
    """The crossover's P of any number of series, NaN where no call can be made, and φ_Δ of each series."""
    _, n_effective = discordant(data, half_life)
    phi = neighbour_scatter(data.lead_a, data.lead_b)
    closed = data.barred | ~(n_effective >= THIN_BELOW)
    return np.where(closed, np.nan, lead_now(data, half_life, phi)), phi


def crossing(p: Vector, story: NDArray[np.bool_], *, threshold: float, half_life: float, phi: float) -> Crossing:
    """The crossover in the probabilities of one series; NaN where no call is made."""
    start = _latest_run(p, story, threshold)
    if start is None:
        return Crossing(None, None, None, threshold, phi)
    delta = delta_of(half_life)
    behind = np.flatnonzero(1 - p[:start] >= threshold)
    lower = int(behind[-1]) - math.ceil(delta / (1 - delta))
    return Crossing(start, start + CONFIRM - 1, lower if lower >= 0 else None, threshold, phi)


def _latest_run(p: Vector, story: NDArray[np.bool_], c: float) -> int | None:
    """Start of the first topic's latest confirmed lead that followed one of the second; None without."""
    ahead, behind = _confirmed(p, story, c), _confirmed(1 - p, story, c)
    start, second_led = None, False
    for i in np.flatnonzero(ahead | behind):
        if behind[i]:
            second_led = True
        elif second_led:
            start, second_led = int(i), False
    return start


def _confirmed(p: Vector, story: NDArray[np.bool_], c: float) -> NDArray[np.bool_]:
    """Where three in a row begin, each with a story and P ≥ c."""
    high = np.concatenate([(p >= c) & story, np.zeros(CONFIRM - 1, dtype=np.bool_)])
    return np.asarray(np.logical_and.reduce([high[i : i + len(p)] for i in range(CONFIRM)]))


def neighbour_scatter(lead_a: Matrix, lead_b: Matrix) -> Vector:
    """φ_Δ of each series: max(1, [½+Σλh(r_t−r_{t−1})²] / [½+Σλp(1−p)]), h = N_tN_{t−1}/(N_t+N_{t−1}).

    It looks at neighbouring periods only, so a lasting step is one large difference, not lasting scatter.
    """
    n = lead_a + lead_b
    r, both = np.nan_to_num(ratio(lead_a, n)), (n[1:] > 0) & (n[:-1] > 0)
    p = np.nan_to_num(ratio(lead_a.sum(axis=0), n.sum(axis=0)))
    h = np.nan_to_num(ratio(n[1:] * n[:-1], n[1:] + n[:-1]))
    memory = delta_of(MEMORY_PERIODS) ** np.arange(len(n) - 2, -1, -1.0)[:, None] * both
    found = np.sum(memory * h * np.diff(r, axis=0) ** 2, axis=0)
    wanted = np.sum(memory * np.ones_like(r[1:]), axis=0) * p * (1 - p)
    return np.asarray(np.maximum(1.0, (0.5 + found) / (0.5 + wanted)))


def threshold_of(data: PairCounts) -> float:
    """c of a series, by its number of periods; the same in both orders of the pair and at every half-life."""
    return max(LEAST_THRESHOLD, 1.0 - CONFIRM / max(int(data.counts.present.sum()), 1))


def pair_table(inputs: Inputs) -> pl.DataFrame:
    """The pair_share table: `frames.PairShare` of the headline pair at the default half-life."""
    settings = inputs.settings
    rows = [_pair_rows(inputs, name, settings.default_half_life(name)) for name in settings.published()]
    return checked(PairShare, pl.concat(rows).sort(KEYS))


def pair_variants(inputs: Inputs) -> pl.DataFrame:
    """The pair_share_variant table: `frames.PairShareVariant` at every half-life offered."""
    settings = inputs.settings
    rows = [
        _pair_rows(inputs, name, half_life).with_columns(pl.lit(half_life).alias("half_life"))
        for name in settings.published()
        for half_life in settings.offered_half_lives(name)
    ]
    return checked(PairShareVariant, pl.concat(rows).sort(*KEYS, "half_life"))


def table(inputs: Inputs) -> pl.DataFrame:
    """The crossover table: `frames.Crossover`, the headline pair in both orders, at the default half-life."""
    settings = inputs.settings
    rows: list[dict[str, object]] = []
    for frequency in settings.published() if settings.pair else ():
        half_life = settings.default_half_life(frequency)
        placed = _placed(inputs.pairs.filter(pl.col("frequency") == frequency))
        data = pair_counts(placed)
        p, phi = probabilities(data, half_life)
        periods = [*placed.frame["period_start"].unique().sort(), None]
        cuts = placed.frame.select("gate", "weighting").unique(maintain_order=True)
        for i, (gate, weighting) in enumerate(cuts.iter_rows()):
            c = threshold_of(data.column(i))
            for names, ahead in ((settings.pair, p[:, i]), (settings.pair and settings.pair[::-1], 1 - p[:, i])):
                found = crossing(ahead, data.story[:, i], threshold=c, half_life=half_life, phi=float(phi[i]))
                at = [None if at is None else periods[at] for at in (found.start, found.confirmed_at, found.lower)]
                rows.append(
                    {
                        "beat_id": settings.beat_id, "frequency": frequency,
                        "topic_a": names and names[0], "topic_b": names and names[1],
                        "gate": gate, "weighting": weighting, "half_life": half_life,
                        "crossed": found.start is not None, "start": at[0], "confirmed_at": at[1], "lower": at[2],
                        "threshold": found.threshold, "phi": found.phi,
                    }
                )  # fmt: skip
    frame = pl.DataFrame(rows, schema=Crossover.create_empty().schema)
    return checked(Crossover, frame.sort("frequency", "topic_a", "gate", "weighting"))


def _placed(group: pl.DataFrame) -> Grid:
    """The headline pair's rows, one series per gate and weighting."""
    named = group.with_columns(pl.col("sum_a").alias("a"), pl.col("sum_b").alias("b"), pl.col("product").alias("both"))
    return grid(named, series=["gate", "weighting"], period="period_start", amounts=["a", "b", "total"])


def _pair_rows(inputs: Inputs, frequency: str, half_life: float) -> pl.DataFrame:
    placed = _placed(inputs.pairs.filter(pl.col("frequency") == frequency))
    values = pair_matrices(pair_counts(placed), half_life=half_life)
    a, b = inputs.settings.pair or ("", "")
    named = placed.frame.with_columns(
        pl.lit(inputs.settings.beat_id).alias("beat_id"),
        pl.lit(a).alias("topic_a"),
        pl.lit(b).alias("topic_b"),
        *(placed.gather(name, matrix) for name, matrix in values.items()),
    )
    return named.with_columns(topic_state(pl.col("n_effective"))).select(PairShare.column_names())
