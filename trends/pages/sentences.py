"""The sentences that open pages and title charts, computed from the numbers, with their uncertainty.

Editorial decisions. A word for a probability is the same everywhere (`lead_words`). "Has risen" needs the new
value outside the old 90 % interval; otherwise a share "has not clearly changed". A sentence about a
thin period says so.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from trends.measures.crossover import CONFIRM
from trends.style import (
    DIRECTION_SIGNS,
    NBSP,
    SURE,
    in_sentence,
    interval,
    percent,
    plural,
    probability,
    signed,
    the_period,
)

YEARS_BACK = 3
VISIBLE_SCATTER = 1.05
"""From this φ on the crossover's own P is visibly lower than the published one, and the page has to say so."""
CALLED_AT_Q = 0.1
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}
Row = Mapping[str, Any]


def lead_words(p: float | None) -> str:
    """How sure it is that the first side leads, in words."""
    if p is None:
        return "too few stories to say which leads"
    for least, words in ((SURE, "very likely ahead"), (0.8, "likely ahead"), (0.2, "too close to call")):
        if p >= least:
            return words
    return "likely behind" if p >= 0.05 else "very likely behind"


def pair_headline(row: Row | None, names: tuple[str, str], crossovers: Sequence[Row], frequency: str) -> list[str]:
    """The front page's sentence in three pieces, the middle one the share itself.

    Args:
        row: the chosen period's row of pair_share, None where there is none.
        names: the two topics' names.
        crossovers: crossed, start, by_first of each side; empty where none is called for the half-life.
        frequency: to name periods.
    """
    first, second = names
    if row is None or row["share_a"] is None:
        return [f"Too few stories about {in_sentence(second)} or {in_sentence(first)} yet to compare the two.", "", ""]
    p = row["p_a_leads"]
    lead = lead_words(p)
    if p is not None:
        lead += f" (P{NBSP}{equals(p)})"
    share = f"{percent(row['share_a'])} [{interval(row['low'], row['high'])}]"
    when = the_period(row["period_start"], frequency)
    called = crossover_words(crossovers, second, frequency)
    return [
        f"{first} drew ",
        share,
        f" of the stories about {in_sentence(second)} or {in_sentence(first)} in {when}; {lead}{called}.",
    ]


def crossover_words(crossovers: Sequence[Row], second: str, frequency: str) -> str:
    """The end of the headline: when one overtook the other, and was overtaken again; "" where none is called.

    Args:
        crossovers: see `pair_headline`.
        second: the second topic's name.
        frequency: to name periods.
    """
    if not crossovers:
        return ""
    crossed = sorted((row for row in crossovers if row["crossed"]), key=lambda row: row["start"])
    when = [the_period(row["start"], frequency) for row in crossed]
    if not crossed:
        return ", crossover not confirmed"
    own = "crossover" if crossed[0].get("by_first", True) else f"{in_sentence(second)} crossed over"
    return f", {own} in {when[0]}" + (f" and crossed back in {when[1]}" if len(when) > 1 else "")


def pair_standfirst(
    frame: pl.DataFrame, row: Row | None, names: tuple[str, str], crossovers: Sequence[Row], frequency: str
) -> str:
    """The line under the headline: the recent probabilities, and what a crossover takes."""
    if row is None:
        return ""
    leads = zip(frame["period_start"].to_list(), frame["p_a_leads"].to_list(), strict=True)
    known = [p for start, p in leads if start <= row["period_start"] and p is not None]
    recent = [probability(p) for p in known[-3:]]
    if not recent:
        return f"No {frequency} has enough stories for a probability that {in_sentence(names[0])} leads."
    listed = recent[0] if len(recent) == 1 else ", ".join(recent[:-1]) + " and " + recent[-1]
    periods = frequency if len(recent) == 1 else f"{NUMBERS[len(recent)]} {frequency}s"
    text = f"P({in_sentence(names[0])} leads) was {listed} in the last {periods} with enough stories"
    if not crossovers:
        return text + "; crossovers are called at the default half-life only."
    return f"{text}. {takes_words(known, names, crossovers, frequency)}{chance_words(crossovers)}"


def takes_words(known: Sequence[float], names: tuple[str, str], crossovers: Sequence[Row], frequency: str) -> str:
    """What a crossover takes; where the first topic surely leads and none is called, what it lacks.

    Args:
        known: the first topic's P in the periods that have one, in order, up to the chosen one.
        names: the two topics' names.
        crossovers: see `pair_headline`; at least one.
        frequency: to name periods.
    """
    first, second = in_sentence(names[0]), in_sentence(names[1])
    threshold = crossovers[0]["threshold"]
    behind = longest_run(p <= 1 - threshold for p in known)
    leads = len(known) >= CONFIRM and all(p >= threshold for p in known[-CONFIRM:])
    if leads and behind < CONFIRM and not any(row["crossed"] for row in crossovers):
        did = f"did so for {NUMBERS.get(behind, behind)} at most" if behind else "never did"
        least = probability_threshold(1 - threshold)
        return (
            f"No crossover is called, since only what was behind can overtake: {second} would have had to lead as "
            f"surely (P of {first} at most {least}) three {frequency}s in a row before, and {did}."
        )
    phi = crossovers[0].get("phi") or 1.0
    text = (
        f"A crossover takes three {frequency}s in a row in which {second} leads at {probability_threshold(threshold)} "
    )
    text += f"and later three in which {first} does, by a P that turns sooner"
    if phi >= VISIBLE_SCATTER:
        text += f" and is stricter, since it allows for the scatter between {frequency}s (φ{NBSP}={NBSP}{phi:.1f})"
    return f"{text}."


def longest_run(holds: Iterable[bool]) -> int:
    """The most neighbours in a row for which something holds."""
    return max((sum(1 for _ in run) for held, run in itertools.groupby(holds) if held), default=0)


def chance_words(crossovers: Sequence[Row]) -> str:
    """What a crossover is worth among those of all pairs; "" without one, and where chance wouldn't explain it."""
    worth = [row["q"] for row in crossovers if row["crossed"] and row.get("q") is not None]
    if not worth or max(worth) <= CALLED_AT_Q:
        return ""
    return f" Among all pairs of topics one like this is expected by chance (q{NBSP}{equals(max(worth))})."


def probability_threshold(value: float) -> str:
    """A threshold to three digits, as it is set: .975."""
    return f"{value:.3f}".rstrip("0").removeprefix("0")


def share_finding(frame: pl.DataFrame, column: str, label: str, upto: date, frequency: str) -> str:
    """A chart's title: what the share did in the last three years, or since enough stories stood behind it.

    Args:
        frame: period_start, low, high and `column`; one row a period.
        column: the share's column.
        label: whose share it is.
        upto: the period the sentence ends with.
        frequency: to name periods.
    """
    rows = [row for row in frame.iter_rows(named=True) if row["period_start"] <= upto and row[column] is not None]
    if not rows:
        return f"{label}: no share can be measured yet"
    rows.sort(key=lambda row: row["period_start"])
    now = rows[-1]
    back = date(now["period_start"].year - YEARS_BACK, now["period_start"].month, 1)
    firm = [row for row in rows if row.get("state", "complete") == "complete"]
    before = next((row for row in firm or rows if row["period_start"] >= back), now)
    span = (now["period_start"] - before["period_start"]).days / 365.25
    if span < 0.9:
        return f"{label} share was {percent(now[column])} in {the_period(now['period_start'], frequency)}"
    years = round(span)
    spell = f"in {NUMBERS.get(years, years)} year{'' if years == 1 else 's'}"
    if before["low"] is None or before["low"] <= now[column] <= before["high"]:
        there = f"{percent(before[column])} then, {percent(now[column])} now"
        return f"{label} share has not clearly changed {spell}: {there}"
    verb = "risen" if now[column] > before[column] else "fallen"
    return f"{label} share has {verb} from {percent(before[column])} to {percent(now[column])} {spell}"


def topic_headline(row: Row | None, momentum: Row | None, name: str, frequency: str) -> list[str]:
    """A topic page's sentence in three pieces, the middle one the share itself."""
    if row is None or row["share"] is None:
        return [f"No share can be measured for {name} yet.", "", ""]
    when = the_period(row["period_start"], frequency)
    if row["state"] == "thin":
        tail = f", but only {plural(row['n_stories'], 'story', 'stories')} that {frequency} stand behind it."
    elif momentum is None or momentum["direction"] is None:
        tail = f"; the {frequency} is {row['state']}, so no direction is called."
    else:
        direction = momentum["direction"]
        since = f" since {the_period(momentum['rising_since'], frequency)}" if momentum["rising_since"] else ""
        tail = f"; {direction}{since} (q{NBSP}{equals(momentum['q'])})."
    share = f"{percent(row['share'])} [{interval(row['low'], row['high'])}]"
    return [f"{name} was in ", share, f" of the beat’s stories in {when}{tail}"]


def momentum_finding(momentum: Row | None, name: str, frequency: str) -> str:
    """The momentum chart's title."""
    if momentum is None or momentum["momentum"] is None:
        return f"{name}: no direction is called in this {frequency}"
    direction = momentum["direction"] or "steady"
    when = the_period(momentum["period_start"], frequency)
    return f"{DIRECTION_SIGNS[direction]} {direction.capitalize()} in {when}: {signed(momentum['momentum'], digits=2)}"


def change_words(contributions: Sequence[float]) -> str:
    """The line under "What moved": what the contributions add up to."""
    return f"points of share, sums to {signed(100 * sum(contributions))}"


def origins_words(n_origins: int, owners_known: bool) -> str:
    """How many independent voices a story has: "single origin", "4 origins", "≤ 4 origins" where owners are unknown."""
    if n_origins == 1:
        return "single origin"
    return f"{'' if owners_known else f'≤{NBSP}'}{plural(n_origins, 'origin')}"


def equals(p: float) -> str:
    """A probability after its letter: "= .97", and "> .99" where it is nearly 1."""
    words = probability(p)
    return words.replace("<", f"<{NBSP}").replace(">", f">{NBSP}") if words[0] in "<>" else f"={NBSP}{words}"
