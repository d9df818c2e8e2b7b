"""What the three parts of the impact rubric have in common: the news of a text, its hedges, and how a reason is quoted.

Editorial decisions:

- The news of an article is its title and the first two sentences of its body. What later sentences say is background
  more often than not (who else is in the market, what came before), so it counts one point less, never below 1.
- An article that says in its title or first sentence that it explains, asks, lists or digests comments on events told
  elsewhere, and counts one point less than they do, never below 1. Every such discount is named in the reason.
- A clause of expectation or hearsay is no fact (`amounts.FORECAST_CUES`), and neither is one that denies.
- A clause that dates its event to an earlier year than the article's ("in 2019", "two years ago") is history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from warehouse import amounts, sentences
from warehouse.cue_patterns import cues

_DENIED = cues(
    r"not|never|no plans?|neither|nor|without|denie[sd]|denying|lacks?|lacking|instead of|rather than|unlike",
    r"once dropped",
)
_LONG_AGO = cues(
    r"years? (?:ago|earlier)|last year|previous year|first put in|formerly|in the past|recalls?|recounts?",
    r"since (?:it|they) (?:bought|acquired)",
)
_TURN = cues(r"after|as|that|because|when|which|who|since|so")
NEWS_SENTENCES = 2
"""Sentences of the body that tell the news, with the title."""
_SAYS = "(?:of|on|says|sees|warns|presents|traces|measures|links)"
COMMENTARY = cues(
    r"explain\w*|explainer|a guide to|the guide to|how to|listicle|compares?|argues?|writes that|essay|column(?:ist)?",
    r"looks? (?:at|back)|recaps?|recounts?|traces|round-?up|newsletter|digest|briefing|weekly|week in|market note",
    r"editorial|commentator|opinion|op-ed|primer|interview|podcast|consultancy|school newspaper|student paper|factbox",
    rf"brief {_SAYS}|post {_SAYS}|piece {_SAYS}|note {_SAYS}|review {_SAYS}|survey {_SAYS}|summary {_SAYS}|excerpt",
    r"blog (?:on|says|warns|presents)|developer blog|mailing|weighs|tests \w+|a thread|what to watch|things to watch",
    r"(?:investors|what .{0,30}) should watch|a preview of|ahead of (?:its|results|CES|earnings)|report of \w+ \d",
    r"lists? (?:what|why|how|who|\w+ (?:ways|remedies|reasons|things))|asks? (?:what|why|how|who|whether)|afp asks",
)
"""Words by which the title or first sentence of an article says that it comments on an event told elsewhere."""
_SINCE = re.compile(r"\bsince .{0,30}?(?:19|20)\d\d\b")
"""What has lasted, or is the largest, since a year is no history."""
_PAST_YEAR = re.compile(r"\b(?:in|from|of|during|until|early|late|mid|back in)[ -](?:\w+ )?((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one part of the rubric and the words they rest on; `points` is None where the text doesn't tell."""

    points: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its place; `is_news` in the title and the body's first two, `in_comment` in such an article.

    `figures` are those in it, with places counted from its beginning.
    """

    text: str
    start: int
    end: int
    is_news: bool
    in_comment: bool
    figures: tuple[amounts.Figure, ...]

    def discounted(self, points: int, *, planned: bool = False) -> tuple[int, str]:
        """Points as they stand at this place, and how the reason tells what was taken off, "" for nothing.

        One less each in what follows the news, in a comment, and for what is `planned`; never below 1.
        """
        told = (
            (planned, "is planned"),
            (not self.is_news, "is told after the news"),
            (self.in_comment, "stands in a comment"),
        )
        grounds = [ground for holds, ground in told if holds][: max(0, points - 1)]
        if not grounds:
            return points, ""
        how_much = ("one", "two", "three")[len(grounds) - 1]
        return points - len(grounds), f", {how_much} less than {points} since it {' and '.join(grounds)}"


@lru_cache(maxsize=64)  # the three parts read one article in turn
def read(text: str) -> tuple[Sentence, ...]:
    """The sentences of an article's text (title, newline, body) in order."""
    title_end = text.find("\n") if "\n" in text else len(text)
    spans = sentences.split(text)
    n_title = sum(start < title_end for start, _ in spans)
    n_news = n_title + NEWS_SENTENCES
    in_comment = any(COMMENTARY.search(text, start, end) for start, end in spans[: n_title + 1])
    figures = amounts.figures(text)  # of the whole text, as the facts read it too and the answer is kept
    return tuple(
        Sentence(text[start:end], start, end, place < n_news, in_comment, _within(figures, start, end))
        for place, (start, end) in enumerate(spans)
    )


def _within(figures: Sequence[amounts.Figure], start: int, end: int) -> tuple[amounts.Figure, ...]:
    """The figures that stand in text[start:end], with their places counted from `start`."""
    inside = (figure for figure in figures if start <= figure.start < end)
    return tuple(replace(figure, start=figure.start - start, end=figure.end - start) for figure in inside)


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
    now = _SINCE.sub("", clause)
    return year is not None and any(int(match[1]) < year for match in _PAST_YEAR.finditer(now))


def quote(sentence: str) -> str:
    """The sentence in quotation marks, cut to 240 characters at a word, and closed with a full stop."""
    short = sentence if len(sentence) <= 240 else sentence[:239].rsplit(" ", 1)[0] + " …"
    return f"“{short}”" + ("" if short.endswith((".", "…", "!", "?")) else ".")
