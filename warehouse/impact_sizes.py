"""How large an event was, where its sentence says so: power, chips, jobs, and how far shares moved.

Decisions: a percentage is a move of shares only where the party itself, or its shares, stand nearest before it, and no
revenue or the like does; how far shares went over months is no event of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from warehouse import amounts
from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import cues
from warehouse.impact_evidence import Sentence

SIZES: dict[str, tuple[tuple[float, int], ...]] = {
    "MW": ((1000, 4), (300, 3), (50, 2), (0, 1)),
    "GPUs": ((100_000, 4), (10_000, 3), (1_000, 2), (0, 1)),
    "TPUs": ((100_000, 4), (10_000, 3), (1_000, 2), (0, 1)),
    "chips": ((100_000, 4), (10_000, 3), (1_000, 2), (0, 1)),
    "people": ((10_000, 4), (1_000, 3), (100, 2), (0, 1)),
    "exaFLOPS": ((10, 3), (1, 2), (0, 1)),
    "percent": ((10, 3), (5, 2), (0, 1)),
}
"""Unit of a stated size → (from this size on, points); people who lose or get jobs, percent by which shares moved."""

_JOBS = cues(r"jobs?|employees|workers|staff|positions|engineers")
_SHARE_WORDS = cues(r"shares|(?<!a )(?<!per )(?<!market )share(?! of)|stocks?|Kospi|Nasdaq|index|value")
_MOVED = cues(
    r"rose|rises?|fell|falls?|climb\w*|drop\w*|lost|gain\w*|jump\w*|soar\w*|slump\w*|slid|down|up|surge\w*|sank",
    r"plunge\w*|rebounds?|tumble\w*|knock|lift\w*|leap\w*|sheds?|sink\w*|higher|lower",
)
_OVER_MONTHS = re.compile(r" (?:this year|so far|in (?:\w+ months|a year|the past)|over (?:the|\w+ months)|since)\b")
"""Right behind a percentage: how far shares went in a long time is no event of the day."""
_PARTY_MOVED = re.compile(
    r"\b(?!(?:Revenues?|Sales|Profits?|Income|Earnings|Demand|Orders|Spending|Costs|Margins?|Volumes?|Output|Prices?|Azure|"
    r"Use|Consumption|Shipments|Backlog|Cloud|Growth|Capacity|Power)\b)[A-Z][\w.&]*,?"
    r"(?: (?:Inc|Group|Technology|Holdings|stock|shares|had))? "
    r"(?:rose|fell|los[te]s?|gain(?:s|ed)|jump(?:s|ed)|climb(?:s|ed)|soar(?:s|ed)|slump(?:s|ed)|slid|leap(?:s|t|ed)|"
    r"plunge[sd]|drop(?:s|ped)|surge[sd]|sank|tumble[sd]|rebound(?:s|ed)|slip(?:s|ped))"
    r"(?: (?:as much as|more than|nearly|almost|about|over|by|up to|some|another|around|roughly|premarket)){0,2} $"
)
"""Right before a percentage: a party itself moved ("AMD jumped 25 %"), so its shares did."""
_SALES = cues(
    r"revenues?|sales|profits?|income|orders|margin|demand|volumes?|backlog|costs?|spending|expenditure|capacity|growth"
)
_NEAR = (70, 40)
"""Characters before and after a figure that are near it."""
_GIGAWATTS = re.compile(r"\b(?:multiple|several) gigawatts\b|\bmulti-gigawatt\b|\btens of gigawatts\b", re.I)


def sizes(sentence: Sentence, *, planned: bool = False) -> Iterator[tuple[int, str]]:
    """Points and words of each size that a sentence states, or plans."""
    told = sentence.text
    for figure in sentence.figures:
        if figure.unit not in SIZES:
            continue
        if figure.forecast and not planned and not evidence.is_fact(told, figure.start, figure.end, None):
            continue
        if (figure.unit == "people" and not _JOBS.search(figure.text)) or (
            figure.unit == "percent" and not _is_share_move(told, figure)
        ):
            continue
        size = abs(figure.value if figure.high is None else figure.high)
        points = next(given for cut, given in SIZES[figure.unit] if size >= cut)
        yield points, f"shares moved {figure.text}" if figure.unit == "percent" else figure.text
    if vague := _GIGAWATTS.search(told):
        yield 4, vague.group()


def _is_share_move(sentence: str, figure: amounts.Figure) -> bool:
    """Whether a percentage is how far shares moved: a party's name, or shares and no sales, stand nearest before it."""
    if _OVER_MONTHS.match(sentence, figure.end):
        return False
    if _PARTY_MOVED.search(sentence[max(0, figure.start - _NEAR[0]) : figure.start]):
        return True
    near = sentence[max(0, figure.start - _NEAR[0]) : figure.end + _NEAR[1]]
    if not _MOVED.search(near):
        return False
    told = [(match.start(), True) for match in _SHARE_WORDS.finditer(near)]
    told += [(match.start(), False) for match in _SALES.finditer(near)]
    before = [one for one in told if one[0] < min(_NEAR[0], figure.start)]
    if before:
        return max(before)[1]
    return not told and _SHARE_WORDS.search(sentence, 0, figure.start) is not None
