"""What the three parts of the impact rubric have in common: the news of a text, its hedges, and how a reason is quoted.

Editorial decisions:

- The news of an article is its title and the first sentence of its body. What later sentences say is background more
  often than not (who else is in the market, what came before), so it counts one point less, never below 1.
- A clause of expectation or hearsay is no fact (`amounts.FORECAST_CUES`), and neither is one that denies.
- A clause that dates its event to an earlier year than the article's ("in 2019", "two years ago") is history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from warehouse import amounts, sentences

_DENIED = re.compile(
    r"\b(?:not|never|no plans?|neither|nor|without|denie[sd]|denying|lacks?|lacking|instead of|rather than|unlike|"
    r"once dropped)\b",
    re.I,
)
_LONG_AGO = re.compile(
    r"\b(?:years? (?:ago|earlier)|last year|previous year|first put in|formerly|in the past|recalls?|recounts?|"
    r"since (?:it|they) (?:bought|acquired))\b",
    re.I,
)
_TURN = re.compile(r"\b(?:after|as|that|because|when|which|who|since|so)\b", re.I)
_PAST_YEAR = re.compile(r"\b(?:in|since|from|of|during|until|early|late|mid|back in)[ -](?:\w+ )?((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one part of the rubric and the words they rest on; `points` is None where the text doesn't tell."""

    points: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its place; `is_news` for the title and the first sentence of the body."""

    text: str
    start: int
    end: int
    is_news: bool

    def discounted(self, points: int) -> int:
        """Points as they stand in the news, one less (but 1 at least) in what follows it."""
        return points if self.is_news else min(points, max(1, points - 1))


def read(text: str) -> Iterator[Sentence]:
    """The sentences of an article's text (title, newline, body) in order."""
    title_end = text.find("\n") if "\n" in text else len(text)
    n_body = 0
    for start, end in sentences.split(text):
        in_body = start >= title_end
        n_body += in_body
        yield Sentence(text[start:end], start, end, not in_body or n_body == 1)


def is_fact(sentence: str, start: int, end: int, year: int | None) -> bool:
    """Whether the clause around sentence[start:end] states something that happened now: no hope, denial or history."""
    left, right = amounts.clause_around(sentence, start, end)
    clause = sentence[left:right]
    following = _TURN.split(sentence[end:right], maxsplit=1)[0]  # "fell after it said that it would": it did fall
    around = f"{sentence[left:start]}…{following}"  # without the cue itself: "may not" is a ban, no guess
    if amounts.FORECAST_CUES.search(around) or _DENIED.search(sentence, left, start):
        return False
    return not is_history(clause, year)


def is_history(clause: str, year: int | None) -> bool:
    """Whether a clause dates what it says to an earlier year than `year`; unknown without one."""
    if _LONG_AGO.search(clause):
        return True
    return year is not None and any(int(match[1]) < year for match in _PAST_YEAR.finditer(clause))


def quote(sentence: str) -> str:
    """The sentence in quotation marks, cut to 240 characters at a word, and closed with a full stop."""
    short = sentence if len(sentence) <= 240 else sentence[:239].rsplit(" ", 1)[0] + " …"
    return f"“{short}”" + ("" if short.endswith((".", "…", "!", "?")) else ".")
