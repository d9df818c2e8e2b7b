"""Are planted outages found, is a quiet feed taken for a dead one, and does an outage look like a trend?

    python bench/outages.py [--worlds N] [--seed N]

Worlds of 24 unequal outlets over 80 weeks, with a weekly rhythm and counts two or four times as scattered as
independent ones. In each world:

1. Single feeds are cut to 5 % for one to four weeks, of every third outlet whose silence for a week would be told from
   chance (the others are published as thin). Recall: the part whose days are mostly found, beside the 0.95 promised.
2. Four fifths of the panel fall silent for five to 28 days. Recall: the part of those days that the calendar calls
   dark. False: outages found in the same worlds uncut.
3. The outlets that fall silent for two weeks are those that write most of one topic. How often is its share called
   falling in the six weeks from then on, with the articles at hand (outages can be found) and without?
4. The open week is nowcast on its fourth day, from stories seen up to five days late. How many 90 % intervals hold what
   the week had in the end, and how large is the error beside taking what is known so far for the whole?
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trends import measures
from trends.outages import outages, silences
from trends.settings import Settings

Counts = NDArray[np.int64]

PROMISED = 0.95
FIRST, WEEKS, OUTLETS = date(2022, 1, 3), 80, 24
DAYS = 7 * WEEKS
LAST = FIRST + timedelta(days=DAYS - 1)
RHYTHM = np.array([1.2, 1.3, 1.3, 1.2, 1.1, 0.5, 0.4])
SCATTERS = (2.0, 4.0)
TOPICS = ("rare", "usual")
MOST_DELAY_DAYS, AGE_DAYS = 5, 4


def volumes(rng: np.random.Generator, scatter: float) -> Counts:
    """Articles by day and outlet."""
    usual = 3.0 * rng.lognormal(0, 0.7, OUTLETS)[None, :] * np.tile(RHYTHM, WEEKS)[:, None]
    return rng.negative_binomial(usual / (scatter - 1), 1 / scatter)


def articles(counts: Counts) -> pl.DataFrame:
    """A row an article: day, outlet_id, number of the outlet."""
    day, outlet = np.nonzero(counts)
    times = counts[day, outlet]
    return pl.DataFrame(
        {
            "day": np.array(FIRST, dtype="datetime64[D]") + np.repeat(day, times),
            "outlet": np.repeat(outlet, times),
        }
    ).select(pl.col("day").cast(pl.Date), "outlet", outlet_id=pl.format("o{}", "outlet"))


@dataclass
class Tally:
    """Found of planted, and false of what could have been."""

    planted: int = 0
    found: int = 0
    false: int = 0
    chances: int = 0

    def line(self, name: str, unit: str) -> str:
        """One line of the report."""
        recall = self.found / max(self.planted, 1)
        rate = 1000 * self.false / max(self.chances, 1)
        return f"{name:<46} recall {recall:.3f} of {self.planted:4d} ({PROMISED})   false {rate:5.2f} per 1,000 {unit}"


def feeds(worlds: int, scatter: float, seed: int) -> Tally:
    """Single feeds cut."""
    rng, tally = np.random.default_rng(seed), Tally()
    for _ in range(worlds):
        counts = volumes(rng, scatter)
        uncut = silences(articles(counts), LAST, "week")
        tally.false += int(uncut.out[:, :-1].sum())
        tally.chances += DAYS * OUTLETS
        holes = []
        for column, name in list(enumerate(uncut.outlets))[::3]:
            start, length = int(rng.integers(120, DAYS - 40)), int(rng.integers(7, 29))
            cut, outlet = slice(start, start + length), int(name[1:])
            if uncut.testable[cut, column].all():
                counts[cut, outlet] = rng.binomial(counts[cut, outlet], 0.05)
                holes.append((outlet, cut))
        found = silences(articles(counts), LAST, "week")
        columns = {name: i for i, name in enumerate(found.outlets)}
        tally.planted += len(holes)
        tally.found += sum(bool(found.out[cut, columns[f"o{outlet}"]].mean() >= 0.5) for outlet, cut in holes)
    return tally


def panels(worlds: int, scatter: float, seed: int) -> Tally:
    """Most of the panel cut."""
    rng, tally = np.random.default_rng(seed), Tally()
    for _ in range(worlds):
        counts = volumes(rng, scatter)
        tally.false += outages(silences(articles(counts), LAST, "week")).height
        tally.chances += WEEKS
        start, length = int(rng.integers(120, DAYS - 40)), int(rng.integers(5, 29))
        counts[start : start + length, rng.permutation(OUTLETS)[: OUTLETS * 4 // 5]] = 0
        rows = outages(silences(articles(counts), LAST, "week"))
        dark = {a + timedelta(days=i) for a, b in rows.select("start", "end").rows() for i in range((b - a).days + 1)}
        days = {FIRST + timedelta(days=start + i) for i in range(length)}
        tally.planted += length
        tally.found += len(days & dark)
    return tally


def world(rng: np.random.Generator, counts: Counts, chance: NDArray[np.float64]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts and articles: a story an article; it is about `usual` with its outlet's chance, about `rare` with 0.05."""
    each = articles(counts).sort("day", "outlet").with_row_index("i")
    usual, rare = (rng.random(len(each)) < p for p in (chance[each["outlet"]], 0.05))
    told = each.select("day", "outlet_id", beat_id=pl.lit("b"), story_id=pl.format("s{}", "i"))
    tags = pl.concat([told.filter(about).with_columns(topic_id=pl.lit(topic)) for topic, about in
                      (("usual", pl.Series(usual)), ("rare", pl.Series(rare)))])  # fmt: skip
    facts = told.join(tags.select("story_id", "topic_id"), on="story_id", how="left").select(
        "beat_id", "story_id", "day", "topic_id",
        weight=pl.when(pl.col("topic_id").is_not_null()).then(pl.lit(200_000, pl.Int64)), impact=pl.lit(3, pl.Int64),
        sentiment_score=pl.lit(0.0), sentiment_tier=pl.lit("neutral"), verified_in_14_days=pl.lit(True),
    )  # fmt: skip
    return facts, told.with_columns(article_id="story_id", owner=pl.lit(None, pl.String), known_day="day")


def trends(worlds: int, seed: int) -> dict[str, float]:
    """How often the topic of the outlets that fall silent is called falling, per week with a call at all."""
    rng = np.random.default_rng(seed)
    settings = Settings("b", TOPICS, None, "week", LAST, LAST, frequencies=("week",))
    falls = dict.fromkeys(("uncut", "cut, outages found", "cut, outages not looked for"), 0)
    weeks = 6
    for _ in range(worlds):
        counts = volumes(rng, 2.0)
        order = np.argsort(-counts.sum(axis=0))
        loud, chance = order[: OUTLETS * 2 // 3], np.full(OUTLETS, 0.15)
        chance[loud] = 0.45
        cut = counts.copy()
        first = int(rng.integers(50, WEEKS - 8))
        cut[7 * first : 7 * (first + 2), loud] = 0
        after = FIRST + timedelta(weeks=first)
        for name, made, told in zip(falls, (counts, cut, cut), (True, True, False), strict=True):
            facts, seen = world(np.random.default_rng(seed), made, chance)
            inputs = measures.prepare(facts, settings, articles=seen if told else None)
            rows = measures.get("momentum").compute(inputs).filter(
                (pl.col("topic_id") == "usual") & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
                & pl.col("period_start").is_between(after, after + timedelta(weeks=weeks - 1))
            )  # fmt: skip
            falls[name] += rows.filter(direction="falling").height
    return {name: n / (worlds * weeks) for name, n in falls.items()}


def open_week(worlds: int, seed: int) -> tuple[float, float, float]:
    """Part of the 90 % intervals that hold the final count, and the mean errors of nowcast and of what is known."""
    rng, held, errors, naive = np.random.default_rng(seed), 0, 0.0, 0.0
    now = FIRST + timedelta(days=DAYS - 7 + AGE_DAYS - 1)
    settings = Settings("b", TOPICS, None, "week", now, now, frequencies=("week",))
    for _ in range(worlds):
        facts, seen = world(rng, volumes(rng, 2.0)[:, :4], np.full(OUTLETS, 0.3))
        late = pl.Series(rng.integers(0, MOST_DELAY_DAYS + 1, len(seen)))
        seen = (
            seen.with_columns(late=late).with_columns(known_day=pl.col("day") + pl.duration(days="late")).drop("late")
        )
        final = seen.filter(pl.col("day") >= now - timedelta(days=AGE_DAYS - 1)).height
        known = seen.filter(pl.col("known_day") <= now)
        inputs = measures.prepare(facts.join(known, on="story_id", how="semi"), settings, articles=known)
        row = measures.get("nowcast").compute(inputs).filter(pl.col("topic_id").is_null()).row(0, named=True)
        held += row["low"] - 0.5 <= final <= row["high"] + 0.5
        errors += abs(row["nowcast"] - final) / final / worlds
        naive += abs(row["n_known"] - final) / final / worlds
    return held / worlds, errors, naive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{options.worlds} worlds each (the open week: four times as many), {OUTLETS} outlets, {WEEKS} weeks\n")
    for scatter in SCATTERS:
        print(feeds(options.worlds, scatter, options.seed).line(f"single feeds, scatter {scatter:g}", "outlet-days"))
        print(panels(options.worlds, scatter, options.seed).line(f"days of a dark panel, scatter {scatter:g}", "weeks"))
    print("\ncalled falling, of the six weeks from the cut on (the share itself is constant):")
    for name, rate in trends(options.worlds, options.seed).items():
        print(f"  {name:<30} {rate:.3f}")
    held, error, naive = open_week(4 * options.worlds, options.seed)
    print(f"\nopen week, day {AGE_DAYS}: {held:.2f} of the 90 % intervals hold the final count (0.90); mean error "
          f"{error:.1%}, of what is known so far {naive:.1%}")  # fmt: skip


if __name__ == "__main__":
    main()
