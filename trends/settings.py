"""What a build wants measured: frequencies, half-lives, the headline pair and where coverage ends.

Editorial decisions:

- A half-life is counted in periods. The defaults reach about the same way back in time at every frequency above
  the day: half a year for quarters, a third of a year for months, two months for weeks.
- Momentum compares a fast with a slow half-life. Every pair tried kept one-sided false alarms within 6 %. For weeks
  2/26 found an odds ratio of 1.5 within four periods in .73 of cases (4/26: .68), for months 1/12 in .74 (2/12: .73),
  for quarters 1/4 in .67 (1/8: .69, but it keeps calling a change new for years). Totals were 10 to 1,000 stories a
  period, shares .02 to .5.
- A build publishes the beat's own frequency, months, quarters and years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from trends.frames import FREQUENCIES

HALF_LIFE = MappingProxyType({"day": 28.0, "week": 8.0, "month": 4.0, "quarter": 2.0, "year": 1.0})
OFFERED = MappingProxyType(
    {
        "day": (7.0, 14.0, 28.0, 56.0),
        "week": (4.0, 8.0, 13.0, 26.0),
        "month": (2.0, 4.0, 6.0, 12.0),
        "quarter": (1.0, 2.0, 4.0, 8.0),
        "year": (1.0, 2.0, 3.0),
    }
)
FAST_SLOW = MappingProxyType(
    {"day": (7.0, 56.0), "week": (2.0, 26.0), "month": (1.0, 12.0), "quarter": (1.0, 4.0), "year": (1.0, 3.0)}
)


class SettingsError(ValueError):
    """Settings that can't be used; the message names the setting, the value and a valid one."""


@dataclass(frozen=True)
class Settings:
    """Choices of one build for one beat.

    Attributes:
        beat_id: the beat.
        topics: every topic of the beat, so that a topic without a story still has its rows.
        pair: the headline pair (a, b), or None.
        frequency: the beat's own frequency.
        covered_through: last day that coverage reaches.
        as_of: last day of the build's knowledge, included.
        frequencies: what to publish; empty: the own frequency, month, quarter, year.
        half_life: frequency -> default half-life in periods; what is absent takes `HALF_LIFE`.
        offered: frequency -> half-lives of the variant tables; the default is always among them.
        fast_slow: frequency -> (fast, slow) half-lives of momentum.
        base: first and last day of the panel index's base period, both included; None: no panel index.
    """

    beat_id: str
    topics: tuple[str, ...]
    pair: tuple[str, str] | None
    frequency: str
    covered_through: date
    as_of: date
    frequencies: tuple[str, ...] = ()
    half_life: Mapping[str, float] = field(default_factory=dict)
    offered: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    fast_slow: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    base: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        for name in (self.frequency, *self.frequencies, *self.half_life, *self.offered, *self.fast_slow):
            if name not in FREQUENCIES:
                raise SettingsError(
                    f"Beat {self.beat_id}: frequency {name!r} is unknown; use {', '.join(FREQUENCIES)}."
                )
        for name, value in self.half_life.items():
            if not value > 0:
                raise SettingsError(f"Beat {self.beat_id}: half_life.{name} is {value}; use a number above 0.")
        for name, (fast, slow) in self.fast_slow.items():
            if not 0 < fast < slow:
                raise SettingsError(
                    f"Beat {self.beat_id}: fast_slow.{name} is {fast}, {slow}; use 0 < fast < slow, as 4, 26."
                )
        if self.base is not None and self.base[1] < self.base[0]:
            raise SettingsError(
                f"Beat {self.beat_id}: base ends on {self.base[1]}, before it starts on {self.base[0]}; swap them."
            )
        if self.pair is not None and (len(set(self.pair)) != 2 or not set(self.pair) <= set(self.topics)):
            raise SettingsError(
                f"Beat {self.beat_id}: headline pair {self.pair} must be two of its topics: {', '.join(self.topics)}."
            )

    @property
    def horizon(self) -> date:
        """Last day that the build can know of: coverage, cut at the as-of."""
        return min(self.covered_through, self.as_of)

    def published(self) -> tuple[str, ...]:
        """Frequencies to publish, each once, finest first."""
        wanted = self.frequencies or (self.frequency, "month", "quarter", "year")
        return tuple(name for name in FREQUENCIES if name in wanted)

    def default_half_life(self, frequency: str) -> float:
        """Half-life of the default tables, in periods."""
        return float(self.half_life.get(frequency, HALF_LIFE[frequency]))

    def offered_half_lives(self, frequency: str) -> tuple[float, ...]:
        """Half-lives of the variant tables, ascending; the default is among them."""
        wanted = self.offered.get(frequency, OFFERED[frequency])
        return tuple(sorted({float(h) for h in wanted} | {self.default_half_life(frequency)}))

    def momentum_half_lives(self, frequency: str) -> tuple[float, float]:
        """(fast, slow) half-lives of momentum, in periods."""
        return self.fast_slow.get(frequency, FAST_SLOW[frequency])
