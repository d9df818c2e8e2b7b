"""What is said of entities, on synthetic beats whose truth is known, beside what simpler counting says.

    python bench/entities.py [--worlds N]

Each world is two years of weeks with some 30 stories each. Three things are planted in it and asked for:

- **Arc.** Some entities are named all along, in step with the beat, and some in a wave of three to 16 weeks that
  holds three quarters of their stories, long past or up to the last week. References: half of the stories in one week;
  a week of four times the mean of the weeks it is named in; half of the stories within a tenth of the time. None of
  them knows how busy the beat was, and all of them always make a call. Half of the worlds are steady; in the others
  ten weeks bring ten times the stories, as when feeds are added for a while, and who is named all along is named then.
  In a steady beat the last reference is the better rule; `entity_arc` is for beats whose volume changes, and calls
  nothing lasting unless its whole interval says so.
- **Pairs.** Some pairs of entities are named together beyond what independence gives; others never are, but are busy in
  the same year. Each reference names as many pairs as the measure does: those with most stories in common, and those
  of the highest lift over the whole time at once (three stories in common at least).
- **Tone.** Stories with consequences are told in another light than passing notes, and the light turns half-way.
  The truth is the impact-weighted mean of the last week's distribution, and for the interval the discounted one.
  References: the plain mean of all stories so far, and the plain mean of the last eight weeks.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import frames, measures
from trends.measures import entity_arc, entity_pair, entity_period
from trends.measures.inputs import Inputs
from trends.settings import Settings

FIRST = date(2022, 1, 3)
WEEKS, RECENT = 104, 8
SEASON, BUSY = slice(40, 50), 10
"""Weeks of a busy season, and how many times the stories they bring."""
SIZES = (12, 25, 60)
FREQUENCIES = ("week", "quarter")
PLANTED_PAIRS, RISING_PAIRS = 12, 12
BEFORE, AFTER, WEIGHTY = -0.15, 0.15, 0.25
"""Tone before and after the turn, and how much better a story of impact 10 is told than one of impact 1."""
Vector = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Beat:
    """Stories of a beat: the week of each, in order."""

    week: Whole

    @property
    def total(self) -> Whole:
        """Stories by week."""
        return np.bincount(self.week, minlength=WEEKS).astype(np.int64)


def beat(random: np.random.Generator, *, busy: bool = False) -> Beat:
    """A beat, steady or with one busy season."""
    volume = random.poisson(30, WEEKS)
    volume[SEASON] *= BUSY if busy else 1
    return Beat(np.repeat(np.arange(WEEKS), np.maximum(volume, 3)).astype(np.int64))


def inputs(beat: Beat, named: dict[str, Whole], impact: Whole, tone: dict[str, Vector]) -> Inputs:
    """What measures are computed from, stories and entities as given; weeks and quarters are published."""
    ids = [f"s{place:06d}" for place in range(len(beat.week))]
    facts = pl.DataFrame(
        {
            "beat_id": "beat",
            "story_id": ids,
            "day": [FIRST + timedelta(weeks=int(week), days=2) for week in beat.week],
            "topic_id": pl.Series([None] * len(ids), dtype=pl.String),
            "weight": pl.Series([None] * len(ids), dtype=pl.Int64),
            "impact": impact,
            "sentiment_score": 0.0,
            "sentiment_tier": "neutral",
            "verified_in_14_days": False,
        }
    )
    rows = [
        ("beat", ids[story], entity, float(score))
        for entity, stories in named.items()
        for story, score in zip(stories, tone[entity], strict=True)
    ]
    mentions = pl.DataFrame(rows, schema=frames.Mentions.create_empty().schema, orient="row")
    last = FIRST + timedelta(weeks=WEEKS, days=-1)
    settings = Settings(
        "beat", ("t",), None, "week", covered_through=last, as_of=last + timedelta(days=30), frequencies=FREQUENCIES
    )
    return measures.prepare(facts, settings, mentions=mentions)


def flat(named: dict[str, Whole]) -> dict[str, Vector]:
    """No light at all, for worlds in which tone isn't asked for."""
    return {entity: np.zeros(len(stories)) for entity, stories in named.items()}


# ---------------------------------------------------------------------------------------------------------------- arc


def waves(random: np.random.Generator, beat: Beat) -> tuple[dict[str, Whole], dict[str, str]]:
    """Stories of entities with a wave or without, and which is which: sustained, news_cycle or recent."""
    named: dict[str, Whole] = {}
    truth: dict[str, str] = {}
    every = np.arange(len(beat.week))
    for number, size in enumerate(SIZES * 24):
        kind = ("sustained", "sustained", "news_cycle", "recent")[number // len(SIZES) % 4]
        chosen = random.choice(every, size, replace=False)
        if kind != "sustained":
            length = int(random.integers(3, 17))
            start = WEEKS - length if kind == "recent" else int(random.integers(0, WEEKS - length - RECENT))
            inside = every[(beat.week >= start) & (beat.week < start + length)]
            in_wave = random.choice(inside, min(len(inside), round(0.75 * size)), replace=False)
            around = random.choice(every, size - len(in_wave), replace=False)
            chosen = np.union1d(in_wave, around)
        entity = f"e{number:03d}"
        named[entity], truth[entity] = np.sort(chosen), kind
    return named, truth


def in_one_week(y: Whole) -> str:
    """Half of the stories in one week."""
    return "news_cycle" if y.max() * 2 >= y.sum() else "sustained"


def peak_week(y: Whole) -> str:
    """One week has four times the mean of the weeks with a story."""
    return "news_cycle" if y.max() >= 4 * y[y > 0].mean() else "sustained"


def tenth_of_the_time(y: Whole) -> str:
    """Half of the stories within a tenth of the weeks."""
    start, end = entity_arc.half_stretch(y)
    return "news_cycle" if end - start + 1 <= WEEKS / 10 else "sustained"


ARC_RULES = {
    "half in one week": in_one_week,
    "a week of 4x its mean": peak_week,
    "half in a tenth of the time": tenth_of_the_time,
}


def arc_calls(seed: int, *, busy: bool) -> list[tuple[str, str, str]]:
    """(rule, truth, call) for every entity of a world."""
    random = np.random.default_rng(seed)
    made = beat(random, busy=busy)
    named, truth = waves(random, made)
    table = entity_arc.table(inputs(made, named, np.ones(len(made.week), np.int64), flat(named))).filter(gate="all")
    rows = [
        (f"entity_arc, by {frequency}", truth[entity], call)
        for frequency, entity, call in table.select("frequency", "entity_id", "arc").iter_rows()
    ]
    for entity, stories in named.items():
        y = np.bincount(made.week[stories], minlength=WEEKS).astype(np.int64)
        rows += [(name, truth[entity], rule(y)) for name, rule in ARC_RULES.items()]
    return rows


def arc_report(rows: list[tuple[str, str, str]], title: str) -> list[str]:
    """A line a rule: what it finds, and what it calls wrongly."""
    lines = [f"| arc, {title} | waves found | lasting found | lasting called a wave | waves called lasting | no call |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    for rule in (*(f"entity_arc, by {frequency}" for frequency in FREQUENCIES), *ARC_RULES):
        said = [(truth != "sustained", call) for name, truth, call in rows if name == rule]
        wave = [call for is_wave, call in said if is_wave]
        lasting = [call for is_wave, call in said if not is_wave]
        called = ("news_cycle", "recent")
        parts = (
            _part(call in called for call in wave), _part(call == "sustained" for call in lasting),
            _part(call in called for call in lasting), _part(call == "sustained" for call in wave),
            _part(call in ("undecided", "thin") for _, call in said),
        )  # fmt: skip
        lines.append(f"| {rule} | " + " | ".join(f"{part:.2f}" for part in parts) + " |")
    return lines


# -------------------------------------------------------------------------------------------------------------- pairs


def pairs(random: np.random.Generator, beat: Beat) -> tuple[dict[str, Whole], set[tuple[str, str]]]:
    """Stories of entities, and the pairs that are named together beyond chance."""
    named: dict[str, Whole] = {}
    late = np.where(beat.week >= WEEKS - 52, 3.0, 1.0)
    truth = set()
    for number in range(PLANTED_PAIRS + RISING_PAIRS):
        first, second = f"a{number:02d}", f"b{number:02d}"
        chance = random.uniform(0.01, 0.06) * np.ones(len(beat.week))
        if number >= PLANTED_PAIRS:  # both busy in the second year, else independent
            chance = chance * late / late.mean() * 1.5
            named[first], named[second] = (np.flatnonzero(random.random(len(chance)) < chance) for _ in range(2))
            continue
        one, two = (random.random(len(chance)) < chance for _ in range(2))
        follows = one & (random.random(len(chance)) < random.uniform(0.1, 0.3))
        named[first], named[second] = np.flatnonzero(one), np.flatnonzero(two | follows)
        truth.add((first, second))
    return named, truth


def pair_scores(seed: int) -> list[tuple[str, int, int, int]]:
    """(rule, pairs named, of them planted, pairs planted) of one world."""
    random = np.random.default_rng(10_000 + seed)
    made = beat(random)
    named, truth = pairs(random, made)
    table = entity_pair.table(inputs(made, named, np.ones(len(made.week), np.int64), flat(named))).filter(gate="all")
    called = table.filter((pl.col("q") <= 0.1) & (pl.col("lift") > 1))
    plain = table.with_columns(plain=pl.col("n_both") * len(made.week) / (pl.col("n_a") * pl.col("n_b")))
    often = plain.sort(-pl.col("n_both"), "entity_a", "entity_b").head(called.height)
    high = plain.filter(pl.col("n_both") >= 3).sort(-pl.col("plain"), "entity_a", "entity_b").head(called.height)
    rules = {"entity_pair": called, "most stories in common": often, "highest lift, no strata": high}
    return [
        (name, rows.height, sum(pair in truth for pair in rows.select("entity_a", "entity_b").iter_rows()), len(truth))
        for name, rows in rules.items()
    ]


def pair_report(rows: list[tuple[str, int, int, int]]) -> list[str]:
    """A line a rule: precision and recall over all worlds."""
    lines = ["| pairs | named | precision | recall |", "|---|---:|---:|---:|"]
    for rule in dict.fromkeys(row[0] for row in rows):
        counts = np.array([row[1:] for row in rows if row[0] == rule]).sum(axis=0)
        named, right, planted = (int(count) for count in counts)
        lines.append(f"| {rule} | {named} | {right / max(named, 1):.2f} | {right / planted:.2f} |")
    return lines


# --------------------------------------------------------------------------------------------------------------- tone


def tone_scores(seed: int, *, entities: int = 40) -> list[tuple[str, float, float]]:
    """(rule, error of the last week, 1 if the 90 % interval holds the discounted truth, NaN without an interval)."""
    random = np.random.default_rng(20_000 + seed)
    made = beat(random)
    n = len(made.week)
    impact = np.where(random.random(n) < 0.2, random.integers(7, 11, n), random.integers(1, 4, n)).astype(np.int64)
    light = np.where(made.week < WEEKS // 2, BEFORE, AFTER) + WEIGHTY * (impact - 1) / 9
    named = {f"e{i:02d}": np.flatnonzero(random.random(n) < random.uniform(0.03, 0.15)) for i in range(entities)}
    tone = {entity: np.clip(random.normal(light[at], 0.25), -1, 1) for entity, at in named.items()}
    table = entity_period.table(inputs(made, named, impact, tone)).filter(gate="all", frequency="week")
    rows = table.filter(period_start=table["period_start"].max()).to_dicts()
    now = AFTER + WEIGHTY * float((impact * (impact - 1)).sum() / impact.sum()) / 9
    fade = 0.5 ** ((WEEKS - 1 - made.week) / 8)  # the half-life of weeks
    scores = []
    for row in rows:
        at, scored = named[row["entity_id"]], tone[row["entity_id"]]
        part = fade[at] * impact[at]
        discounted = float((part * light[at]).sum() / part.sum())
        held = float(row["tone_low"] <= discounted <= row["tone_high"])
        late = scored[made.week[at] >= WEEKS - RECENT]
        spread = 1.645 * scored.std(ddof=1) / np.sqrt(len(scored))
        scores += [
            ("entity_period", abs(row["tone"] - now), held),
            ("mean of all stories", abs(scored.mean() - now), float(abs(scored.mean() - discounted) <= spread)),
            ("mean of eight weeks", abs(late.mean() - now), _holds(late, discounted)),
        ]
    return scores


def _holds(values: Vector, truth: float) -> float:
    spread = 1.645 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.inf
    return float(abs(values.mean() - truth) <= spread)


def tone_report(rows: list[tuple[str, float, float]]) -> list[str]:
    """A line a rule: mean error, and how often its 90 % interval holds."""
    lines = ["| tone | mean error of the last week | 90 % interval holds |", "|---|---:|---:|"]
    for rule in dict.fromkeys(row[0] for row in rows):
        errors = [row[1] for row in rows if row[0] == rule]
        held = _part(bool(row[2]) for row in rows if row[0] == rule)
        lines.append(f"| {rule} | {np.mean(errors):.3f} | {held:.2f} |")
    return lines


def _part(values: Iterable[bool]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=8, help="worlds of each kind (default 8)")
    worlds = range(parser.parse_args().worlds)
    steady, busy = ([row for seed in worlds for row in arc_calls(seed, busy=kind)] for kind in (False, True))
    told = [row for seed in worlds for row in pair_scores(seed)]
    tones = [row for seed in worlds for row in tone_scores(seed)]
    parts = (
        arc_report(steady, "steady beat"), arc_report(busy, "ten busy weeks"), pair_report(told), tone_report(tones),
    )  # fmt: skip
    print(f"{len(worlds)} worlds of {WEEKS} weeks\n")
    print("\n\n".join("\n".join(lines) for lines in parts))


if __name__ == "__main__":
    main()
