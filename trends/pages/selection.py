"""Which cut of the index a page shows: beat, period length, stories counted, weighting, half-life, chosen period.

The choices come from the release itself, so nothing can be picked that isn't in it, and the default is the release's
own default view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash.development.base_component import Component

from trends.pages import beats, controls
from trends.pages.chart_sql import Value
from trends.pages.choices import Choices, choices
from trends.pages.provider import View
from trends.pages.state import Query, link
from trends.style import period_end, the_period

FREQUENCY_WORDS = {"day": "Day", "week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"}
GATE_WORDS = {"all": "All stories", "verified": "Verified ≥ 2 origins"}
WEIGHTING_WORDS = {"story": "Count", "attention": "Attention", "impact": "Impact"}
WINDOW = {"day": 28, "week": 13, "month": 12, "quarter": 4, "year": 2}
"""How many periods, up to the chosen one, a page's counts of stories reach back."""


@dataclass(frozen=True)
class Selection:
    """One cut of the index, every part of it valid.

    Attributes:
        beat: the beat's row in the table `beat`.
        pair: the headline pair's topic ids; they keep their colours on every page.
        sides: the two topics that are compared, the headline pair unless others were chosen.
        half_life: in periods; equal to `default_half_life` in the default view.
        half_lives: what the release offers for this cut.
        periods: first days of all periods of this cut, in order.
        names: their names, by first day as an ISO date.
        period: the chosen period.
        default_beat: the beat of an address that names none.
    """

    beat: Mapping[str, Any]
    pair: tuple[str, str]
    sides: tuple[str, str]
    frequency: str
    frequencies: tuple[str, ...]
    gate: str
    weighting: str
    weightings: tuple[str, ...]
    half_life: float
    half_lives: tuple[float, ...]
    default_half_life: float
    periods: tuple[date, ...]
    names: Mapping[str, str]
    period: date
    default_period: date
    default_beat: str = beats.PACKAGED

    def href(self, path: str, **values: object) -> str:
        """An address that is read for the chosen beat."""
        beat = str(self.beat["beat_id"])
        return link(path, **values, beat=None if beat == self.default_beat else beat)

    @property
    def accents(self) -> tuple[str, str]:
        """The accent of each side: a topic of the headline pair keeps its colour on whichever side it stands."""
        turned = self.sides[0] == self.pair[1] or self.sides[1] == self.pair[0]
        return ("side-b", "side-a") if turned else ("side-a", "side-b")

    @property
    def keys(self) -> dict[str, Value]:
        """The parameters that every chart's SQL takes."""
        return {
            "beat": str(self.beat["beat_id"]),
            "frequency": self.frequency,
            "gate": self.gate,
            "weighting": self.weighting,
        }

    @property
    def is_default_half_life(self) -> bool:
        """Whether the published tables hold this cut (else the variant tables do)."""
        return self.half_life == self.default_half_life

    @property
    def period_name(self) -> str:
        """The chosen period in words."""
        return the_period(self.period, self.frequency)

    @property
    def window(self) -> tuple[date, date]:
        """From the first day of the window to the day after it; the window ends with the chosen period."""
        upto = [start for start in self.periods if start <= self.period]
        return upto[-WINDOW[self.frequency] :][0], period_end(self.period, self.frequency)

    @property
    def window_words(self) -> str:
        """The window in words: "the four quarters to 2026 Q2"."""
        upto = len([start for start in self.periods if start <= self.period])
        count = min(WINDOW[self.frequency], upto)
        if count == 1:
            return self.period_name
        numbers = {2: "two", 3: "three", 4: "four", 12: "twelve"}
        return f"the {numbers.get(count, count)} {self.frequency}s to {self.period_name}"


class NothingToShow(Exception):
    """The release has no beat or no periods; the message says so to the reader."""


def select(view: View, query: Query) -> Selection:
    """Read the cut from the URL; what isn't valid falls back and is noted in `query.notes`.

    Raises:
        NothingToShow: the release holds no beat, or no period for the chosen one.
    """
    offered = view.once(choices)
    if not offered.beats:
        raise NothingToShow("This release holds no beat; build one with at least one article in it.")
    beat = offered.beats[query.choice("beat", offered.beats, beats.default(offered.beats))]
    beat_id = str(beat["beat_id"])
    measured = {frequency for of, frequency, _ in offered.cuts if of == beat_id}
    frequencies = tuple(name for name in FREQUENCY_WORDS if name in measured)
    if not frequencies:
        raise NothingToShow(f"The beat {beat['name']} has no stories yet, so there is nothing to measure.")
    own = beat["frequency"] if beat["frequency"] in frequencies else frequencies[0]
    frequency = query.choice("frequency", frequencies, own)
    gate = query.choice("gate", GATE_WORDS, "all")
    cut = offered.cuts.get((beat_id, frequency, gate))
    if cut is None:
        raise NothingToShow(f"The beat {beat['name']} has no periods by {frequency} for the gate {gate!r}.")
    weightings = tuple(name for name in WEIGHTING_WORDS if name in cut.weightings)
    weighting = query.choice("weighting", weightings, "story")
    default = _default_half_life(offered, beat_id, frequency, cut.half_lives)
    return Selection(
        beat=beat,
        pair=(beat["topic_a"], beat["topic_b"]),
        sides=_sides(offered.topics[beat_id], query, beat),
        frequency=frequency,
        frequencies=frequencies,
        gate=gate,
        weighting=weighting,
        weightings=weightings,
        half_life=query.number("half_life", cut.half_lives, default),
        half_lives=cut.half_lives,
        default_half_life=default,
        periods=cut.periods,
        names=cut.names,
        period=query.day("period", cut.latest, options=cut.periods) or cut.latest,
        default_period=cut.latest,
        default_beat=beats.default(offered.beats),
    )


def _sides(topics: Iterable[str], query: Query, beat: Mapping[str, Any]) -> tuple[str, str]:
    """The two topics to compare; a topic can't be compared with itself, so the second then gives way."""
    own = (str(beat["topic_a"]), str(beat["topic_b"]))
    first = query.choice("a", known := sorted(topics), own[0])
    second = query.choice("b", known, own[1])
    if first != second:
        return first, second
    other = own[0] if first == own[1] else own[1]
    query.notes.append(f"A topic can’t be compared with itself; comparing it with {other}.")
    return first, other


def selection_controls(chosen: Selection) -> list[Component]:
    """The quiet row above a chart: period length, stories counted, weighting and half-life."""
    own = chosen.beat["frequency"]
    return [
        controls.segmented(
            "frequency",
            {name: FREQUENCY_WORDS[name] for name in chosen.frequencies},
            chosen.frequency,
            own if own in chosen.frequencies else chosen.frequencies[0],
            label="Length of a period",
            resets="half_life,period,since",
        ),
        controls.segmented("gate", GATE_WORDS, chosen.gate, "all", label="Stories counted", resets="period,since"),
        controls.segmented(
            "weighting",
            {name: WEIGHTING_WORDS[name] for name in chosen.weightings},
            chosen.weighting,
            "story",
            label="What a story counts for",
        ),
        controls.select(
            "half_life",
            {f"{value:g}": half_life_words(value, chosen.frequency) for value in chosen.half_lives},
            f"{chosen.half_life:g}",
            f"{chosen.default_half_life:g}",
            label="Half-life of the discounting",
        ),
    ]


def half_life_words(value: float, frequency: str) -> str:
    """A half-life in the analyst's words: "Half-life 2 quarters"."""
    return f"Half-life {value:g} {frequency}{'' if value == 1 else 's'}"


def _default_half_life(offered: Choices, beat_id: str, frequency: str, half_lives: tuple[float, ...]) -> float:
    """The half-life of the published tables, which the crossover table states; the least offered where it doesn't."""
    stated = offered.default_half_lives.get((beat_id, frequency), ())
    return next((value for value in stated if value in half_lives), half_lives[0] if half_lives else 1.0)
