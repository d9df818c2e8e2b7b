"""The change of a share between two periods, as what every story's part in it follows from.

    share_t − share_s = Σ_{i∈(s,t]} δ^(t−k_i)·(part_i − share_s·value_i) / B_t      (k_i the period of story i)

value is what a story counts for, part what of it is about the topic. Share and B come from the published counts of the
cut, so no story is read for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from trends.measures.discount import delta_of
from trends.pages.choices import choices
from trends.pages.cut_data import counted
from trends.pages.provider import View
from trends.pages.selection import Selection

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]
UNKNOWN = (None, None)


@dataclass(frozen=True)
class Change:
    """A change of a share; its steps are the covered periods, since the discounting advances through those alone.

    Attributes:
        steps: first days of the steps up to the later one, t.
        s: number of the earlier step.
        share: the share at s.
        mass: B_t.
        value: what all stories of a step count for, by step.
        fade: δ^(t−k) of step k.
        step_of: number of the step of each period of the cut; −1 for a period that nothing covered.
        periods: first days of all periods of the cut.
    """

    steps: tuple[date, ...]
    s: int
    share: float
    mass: float
    value: Vector
    fade: Vector
    step_of: Whole
    periods: NDArray[np.datetime64]

    def number(self, days: NDArray[np.datetime64]) -> Whole:
        """The step of each day, −1 where its period isn't one."""
        return np.asarray(self.step_of[np.searchsorted(self.periods, days, side="right") - 1])

    def contribution(self, k: Whole, part: Vector, value: Vector) -> Vector:
        """What stories of the steps k did to the share."""
        return np.asarray(self.fade[k] * (part - self.share * value) / self.mass)

    def of_others(self, k: Whole, value: Vector) -> tuple[Vector, float]:
        """What all stories but these count for in each step after s, and what they did to the share together."""
        after = self.value[self.s + 1 :]
        others = after - np.bincount(k - self.s - 1, value, minlength=len(after))
        return others, -self.share * float(others @ self.fade[self.s + 1 :]) / self.mass


def change(view: View, chosen: Selection, topics: tuple[str, ...], since: date | None) -> Change | None:
    """The change up to the chosen period; None where there was nothing to move away from.

    Args:
        view: the release.
        chosen: the cut; its period is the later one.
        topics: one topic id, for its share of the beat, or two, for the first's share of both.
        since: the earlier period.
    """
    missing = view.once(choices).cuts[str(chosen.beat["beat_id"]), chosen.frequency, chosen.gate].missing
    steps = tuple(start for start in chosen.periods if start not in missing and start <= chosen.period)
    if since not in steps[:-1] or steps[-1] != chosen.period:
        return None
    s, t = steps.index(since), len(steps) - 1
    part, value = _counts(view, chosen, topics, steps)
    fade = delta_of(chosen.half_life) ** np.arange(t, -1.0, -1.0)
    before = float(value[: s + 1] @ fade[t - s :])
    if before <= 0:
        return None
    share = float(part[: s + 1] @ fade[t - s :]) / before
    number = {start: step for step, start in enumerate(steps)}
    step_of = np.array([number.get(start, -1) for start in chosen.periods])
    periods = np.array(chosen.periods, "datetime64[D]")
    return Change(steps, s, share, float(value @ fade), value, fade, step_of, periods)


def _counts(view: View, chosen: Selection, topics: tuple[str, ...], steps: tuple[date, ...]) -> tuple[Vector, Vector]:
    """What counts for the first topic and what counts in all, by step."""
    known = [counted(view, chosen, topic_id) for topic_id in topics]
    part, *others = (np.array([of.get(start, UNKNOWN)[0] or 0.0 for start in steps]) for of in known)
    if others:
        return part, part + others[0]
    return part, np.array([known[0].get(start, UNKNOWN)[1] or 0.0 for start in steps])
