"""Which of the sums of money in a sentence are consequences for somebody, and how much is at stake.

Editorial decisions:

- What a party says it plans to spend counts one point less than what it spends.
- A valuation, a price, a market value, what analysts expect and what a whole trade spends are nobody's outlay.
- The second side of a comparison ("up from 30 billion", "against 6.5 billion expected") isn't a sum of its own.
- Revenue, profit and the like count by how far they moved or missed, never by their level: the difference of the two
  figures set against each other, or what a stated percentage makes of one. In a sentence of results every sum is such a
  level unless its own clause says that it was spent, paid, raised or lost.
- "Billions of dollars" counts as the least that the words can mean, two billion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from warehouse import amounts
from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import cues

_NOBODYS_OUTLAY = cues(
    r"market (?:value|cap\w*|size)|capitali[sz]ation|price target|target|of cash|fortune",
    r"cash (?:pile|and (?:short|equivalents|investments))|backlog|order book|market of|market for|assets|run rate",
    r"a (?:piece|chip|unit|month|query|chat)|annual rate|a[- ]gigawatt|per gigawatt|cents each|costing|priced",
    r"per (?:hour|chip|unit|query|million tokens|1,000 tokens|month)|since \w+ began|clos(?:es|ed) above|buyback",
    r"sell-?off|vanish(?:es|ed)|erase[sd]?|wip(?:es|ed)|rally|adding|of value",
    r"opportunity|capex year|combined|together",
    r"(?:two|three|four|five|six|seven|several) (?:largest|biggest|companies|firms|giants)",
)
_WHOLE_TRADE = cues(r"industry|sector|hyperscalers|Big Tech")
_OF_THE_TRADE = re.compile(r"[^,;.]{0,40}\b(?:by|from|of|at) (?:Big Tech|hyperscalers|the (?:industry|sector))\b")
"""Before a figure in its clause, or told as its owner: many companies' money."""
_VALUED_AT = re.compile(
    r"\b(?:valu(?:e|ed|ation|es|ing)|(?<!contract )(?<!contracts )(?<!deal )(?<!order )(?<!agreement )(?<!order is )"
    r"(?<!deal is )(?<!chips )worth|shares|stocks?|share price)\b[^.,;]{0,40}$",
    re.I,
)
_VALUE = re.compile(
    r"[ -](?:dollars? |dollar-)?(?:(?:post-money |pre-money |market |in |in market )?valu(?:e|ation)|market)\b", re.I
)
"""Before, and right behind, a figure that is what something is said to be worth."""
_RAISED_AT = re.compile(r"\bat (?:about |around |roughly |some )?$")
_RAISE = cues(r"raise[sd]?|rais(?:es|ing)|round|takes in|Series [A-H]|list(?:s|ed)")
"""A round is raised, and a company listed, "at" the value that it gives."""
_SECOND_SIDE = re.compile(
    r"\b(?:from|than|against|versus|vs|times the|compared (?:with|to)|(?:consensus|estimates?|forecasts?) of|"
    r"after [A-Z]\w+['’]s)(?: \w+)? (?:US)?$|(?:%|percent|per cent),? (?:or|some|close to|losing) (?:some |about )?$"
)
"""Right before a figure: it is what another one is set against, or the value of a move told in percent."""
_EXPECTED = re.compile(r" (?:dollars? )?(?:estimates?|consensus|forecasts?|expected|that .{0,30}expected)\b")
"""Right behind a figure: what analysts expected, not what happened."""
_PER_SHARE = re.compile(r" (?:dollars? |cents? )?(?:a|per) share\b")
_ANALYSTS = cues(r"(?:Wall Street|analysts) expected|expected|expectations?|estimates?|forecasts?|consensus")
_BEAT_BY = re.compile(r"\b(?:beat|beating|topped|topping|missed|missing)\b.{0,40}\bby (?:about |some )?(?:US|USD )?$")
_LEVEL = cues(
    r"took(?! (?:an?|back|over)\b)|booked|brought|contributed|supplied|accounted for|generated|made",
    r"revenues?|sales|turnover|(?<!to )profits?|income|earnings|earned|earns?|losses|net loss|margin",
    r"(?:billion|bn|million)(?: dollar)? quarter|in one quarter|annual (?:sales|run)",
)
_PER_PERIOD = re.compile(r" (?:dollars )?(?:a year|in one quarter)\b")
_PLAN = cues(r"plans? to|planning(?: to)?|intends? to|aims? to|set to")
_SPENT = cues(
    r"spen[dt]s?|spending|invest\w*|pa(?:y|ys|id)|b(?:uy|uys|ought)|deployed|earmark\w*|set aside|commit\w*|financ\w+",
    r"costs?|charges?|lost|loses?|fined?|raise[sd]?|puts?",
)
_SET_AGAINST = cues(
    r"ahead of|from|than|against|versus|vs|compared|beat|beating|topped|topping|missed|missing|above|below|down|up"
)
_JUST_AGAINST = re.compile(r"\b(?:from|than|against|versus|vs|compared (?:with|to))(?: (?:an?|about|only|just|US))?$")
"""Right before a figure: another one, of whatever size, is set against it."""
_FELL = cues(r"down|fell|dropped|declined|decreased|lower|slid|sank")
_ROSE = cues(r"up|rose|grew|gained|increased|jumped|higher|leapt|growth")
_MORE_OR_LESS = re.compile(r" (?:(?P<more>more|above|higher|over)|less|below|lower|under)\b")
_ANOTHER_THING = re.compile(r"\b(?:with|stocks?|shares)\b")
"""Between a level and a percentage: the percentage is of something else."""
_TO = re.compile(r" to (?:a record |only |about )?")
_VAGUE = re.compile(
    r"\b(?P<word>[Mm](?i:ulti-?billion|ulti-?million|illions)|[Bb](?i:illions))\b"
    r"(?i:(?=(?: of)? (?:US )?dollars| into| in | on | for | more| over | whose|-dollar| stake|\n))"
)
"""Sums told in words alone."""
_HOW_MANY = re.compile(r"\b(?:(?P<tens>tens|dozens)|(?P<hundreds>hundreds)) of $", re.I)


def consequences(
    sentence: str, figures: Sequence[amounts.Figure], year: int | None
) -> Iterator[tuple[amounts.Figure, float, bool]]:
    """Of one sentence's figures, the money stated as moved, spent, lost or owed: figure, sum at stake, whether planned.

    Args:
        sentence: any one.
        figures: its figures in order, vague sums included.
        year: of publication; a clause about an earlier one is history.
    """
    for place, figure in enumerate(figures):
        if not figure.is_money:
            continue
        left, right = amounts.clause_around(sentence, figure.start, figure.end)
        if _NOBODYS_OUTLAY.search(sentence, left, right) or _PER_SHARE.match(sentence, figure.end):
            continue
        before = sentence[max(left, figures[place - 1].end if place else left) : figure.start]
        if (
            _WHOLE_TRADE.search(sentence, left, figure.start)
            or _OF_THE_TRADE.match(sentence, figure.end)
            or _VALUED_AT.search(before)
            or _VALUE.match(sentence, figure.end)
        ):
            continue
        planned = figure.forecast and _is_plan(sentence, figure, left, right)
        if figure.forecast and not planned and not _is_result(sentence[left:right]):
            continue
        if _RAISED_AT.search(before) and _RAISE.search(sentence, left, right):
            continue
        if _BEAT_BY.search(sentence[left : figure.start]):
            yield figure, figure.value, False
            continue
        if _EXPECTED.match(sentence, figure.end) or _SECOND_SIDE.search(
            sentence[max(0, figure.start - 50) : figure.start]
        ):
            continue
        if evidence.is_history(sentence[left:right], year):
            continue
        is_level = _LEVEL.search(sentence, left, right) or _PER_PERIOD.match(sentence, figure.end, right)
        is_results = _LEVEL.search(sentence) and not _SPENT.search(sentence, left, right)
        if not is_level and not is_results:
            yield figure, figure.high or figure.value, planned
            continue
        moved = _moved(sentence, figures, place)
        if moved is not None:
            yield figure, moved, False


def _is_plan(sentence: str, figure: amounts.Figure, left: int, right: int) -> bool:
    """Whether a figure's clause is hedged by nothing but its party's own plan."""
    clause = sentence[left:right]
    is_plan = amounts.PLANS.search(sentence, left, figure.start) or _PLAN.search(clause)
    return is_plan is not None and amounts.FORECAST_CUES.search(_PLAN.sub("", clause)) is None


def _is_result(clause: str) -> bool:
    """Whether a clause is hedged by nothing but what analysts expected of a result that it states."""
    states = _LEVEL.search(clause) is not None and _SET_AGAINST.search(clause) is not None
    return states and amounts.FORECAST_CUES.search(_ANALYSTS.sub("", clause)) is None


def is_spent(sentence: str, figure: amounts.Figure) -> bool:
    """Whether the clause of a figure says that it is spent, paid, raised or lost."""
    left, right = amounts.clause_around(sentence, figure.start, figure.end)
    return _SPENT.search(sentence, left, right) is not None


def _moved(sentence: str, figures: Sequence[amounts.Figure], place: int) -> float | None:
    """How far a level moved, from the figure set against it or the percentage beside it; None where neither stands."""
    figure = figures[place]
    before = figures[place - 1] if place else None
    after = figures[place + 1] if place + 1 < len(figures) else None
    if before and before.unit == "percent" and _TO.fullmatch(sentence, before.end, figure.start):
        falling = _FELL.search(sentence, max(0, before.start - 60), before.start)
        return _change(figure.value, -before.value if falling else before.value)
    end, against = figure.end, False
    for other in figures[place + 1 : place + 4]:  # "revenue of A and earnings of B beat the C and D": A against C
        of_a_size = other.unit == figure.unit and figure.value / 3 <= other.value <= 3 * figure.value
        leading = sentence[end : other.start]
        against = _SET_AGAINST.search(leading) is not None or (against and leading.strip() in {"and", "or"})
        if _next_level(leading):
            break
        if (of_a_size and against and not _VALUED_AT.search(leading)) or (
            other is after and other.unit == figure.unit and _JUST_AGAINST.search(leading.rstrip())
        ):
            return abs(figure.value - other.value)
        end = other.end
    between = sentence[figure.end : after.start] if after else ""
    if after and after.unit == "percent" and len(between) < 30 and not _ANOTHER_THING.search(between):
        if behind := _MORE_OR_LESS.match(sentence, after.end):
            return _change(figure.value, after.value if behind["more"] else -after.value)
        if _FELL.search(sentence, figure.end, after.start):
            return _change(figure.value, -after.value)
        if _ROSE.search(sentence, figure.end, after.start):
            return _change(figure.value, after.value)
    return None


def _next_level(leading: str) -> bool:
    """Whether a list goes on with another level: "(revenue of A, up 15% from the last quarter), DRAM revenue of B"."""
    _, comma, last = leading.rpartition(", ")
    return bool(comma) and _LEVEL.search(last) is not None and _SET_AGAINST.search(last) is None


def _change(level: float, percent: float) -> float | None:
    """By how much a value that stands at `level` now has moved, given the percentage of the move."""
    return None if percent <= -100 else abs(level - level / (1 + percent / 100))


def vague(sentence: str) -> Iterator[amounts.Figure]:
    """Sums told in words alone, at the least that they can mean: "billions of dollars" is two of them."""
    for match in _VAGUE.finditer(sentence):
        start, end = match.span()
        if re.search(r"[\d$€£] ?$", sentence[max(0, start - 3) : start]):
            continue
        least = 2e9 if "b" in match["word"].lower() else 2e6
        if many := _HOW_MANY.search(sentence[:start]):
            start, least = many.start(), least * (10 if many["tens"] else 100)
        forecast = amounts.is_forecast(sentence, start, end)
        yield amounts.Figure(least, "USD", start, end, sentence[start:end], bound="at least", forecast=forecast)
