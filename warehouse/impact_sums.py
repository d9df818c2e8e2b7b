"""Which of the sums of money in a sentence are consequences for somebody, and how much is at stake.

Editorial decisions:

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
from warehouse.impact_evidence import Sentence

_NOBODYS_OUTLAY = cues(
    r"valu(?:e|ed|ation|es|ing)|market (?:value|cap\w*|size)|capitali[sz]ation|price target|target",
    r"(?<!contract )(?<!deal )(?<!order )(?<!agreement )(?<!order is )(?<!deal is )worth|of cash|cash (?:pile|and)",
    r"fortune|a (?:piece|chip|unit|month|query|chat)|market of|market for|assets|run rate|cents each|costing|priced",
    r"per (?:hour|chip|unit|query|million tokens|1,000 tokens|month)|since \w+ began|clos(?:es|ed) above|buyback",
    r"shares|share price|stocks?|sell-?off|vanish(?:es|ed)|eras(?:es|ed)|wip(?:es|ed)|rally|adding|of value",
    r"opportunity|capex year|industry|sector|hyperscalers|Big Tech|combined|together",
    r"(?:two|three|four|five|six|seven|several) (?:largest|biggest|companies|firms|giants)",
)
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
    r"revenues?|sales|turnover|(?<!to )profits?|income|earnings|earned|earns?|losses|net loss|margin",
    r"(?:billion|bn|million)(?: dollar)? quarter|in one quarter|annual (?:sales|run)",
)
_PER_PERIOD = re.compile(r" (?:dollars )?(?:a year|in one quarter)\b")
_SPENT = cues(
    r"spen[dt]s?|spending|invest\w*|pa(?:y|ys|id)|b(?:uy|uys|ought)|costs?|charges?|lost|loses?|fined?|raise[sd]?|puts?"
)
_SET_AGAINST = cues(r"from|than|against|versus|vs|compared|beat|missed|above|below|expected|down|up")
_FELL = cues(r"down|fell|dropped|declined|decreased|lower|slid|sank")
_ROSE = cues(r"up|rose|grew|gained|increased|jumped|higher|leapt|growth")
_TO = re.compile(r" to (?:a record |only |about )?")
_VAGUE = re.compile(
    r"(?P<tens>tens of |dozens of )?(?P<hundreds>hundreds of )?"
    r"\b(?P<word>multi-?billion|billions|multi-?million|millions)\b"
    r"(?=(?: of)? (?:US )?dollars| into| in | on | for | more|-dollar| stake)",
    re.I,
)


def consequences(
    text: str, sentence: Sentence, figures: Sequence[amounts.Figure], year: int | None
) -> Iterator[tuple[amounts.Figure, float]]:
    """Of one sentence's figures, money stated as moved, spent, lost or owed, with the sum at stake in its currency.

    Args:
        text: the article's text, into which the figures' offsets point.
        sentence: the sentence that they stand in.
        figures: its figures in order, vague sums included.
        year: of publication; a clause about an earlier one is history.
    """
    for place, figure in enumerate(figures):
        left, right = amounts.clause_around(text, figure.start, figure.end)
        if not figure.is_money or _NOBODYS_OUTLAY.search(text, left, right) or _PER_SHARE.match(text, figure.end):
            continue
        if figure.forecast and not _is_result(text[left:right]):
            continue
        if _BEAT_BY.search(text[left : figure.start]):
            yield figure, figure.value
            continue
        if _EXPECTED.match(text, figure.end) or _SECOND_SIDE.search(text[max(0, figure.start - 50) : figure.start]):
            continue
        if evidence.is_history(text[left:right], year):
            continue
        is_level = _LEVEL.search(text, left, right) or _PER_PERIOD.match(text, figure.end, right)
        is_results = _LEVEL.search(text, sentence.start, sentence.end) and not _SPENT.search(text, left, right)
        if not is_level and not is_results:
            yield figure, figure.high or figure.value
            continue
        moved = _moved(text, figures, place)
        if moved is not None:
            yield figure, moved


def _is_result(clause: str) -> bool:
    """Whether a clause is hedged by nothing but what analysts expected of a result that it states."""
    states = _LEVEL.search(clause) is not None and _SET_AGAINST.search(clause) is not None
    return states and amounts.FORECAST_CUES.search(_ANALYSTS.sub("", clause)) is None


def is_spent(text: str, figure: amounts.Figure) -> bool:
    """Whether the clause of a figure says that it is spent, paid, raised or lost."""
    left, right = amounts.clause_around(text, figure.start, figure.end)
    return _SPENT.search(text, left, right) is not None


def _moved(text: str, figures: Sequence[amounts.Figure], place: int) -> float | None:
    """How far a level moved, from the figure set against it or the percentage beside it; None where neither stands."""
    figure = figures[place]
    before = figures[place - 1] if place else None
    after = figures[place + 1] if place + 1 < len(figures) else None
    if before and before.unit == "percent" and _TO.fullmatch(text, before.end, figure.start):
        falling = _FELL.search(text, max(0, before.start - 60), before.start)
        return _change(figure.value, -before.value if falling else before.value)
    for other in figures[place + 1 : place + 4]:  # "revenue of A and earnings of B beat the C and D": A against C
        of_a_size = other.unit == figure.unit and figure.value / 3 <= other.value <= 3 * figure.value
        if (of_a_size or (other is after and other.unit == figure.unit)) and _SET_AGAINST.search(
            text, figure.end, other.start
        ):
            return abs(figure.value - other.value)
    if after and after.unit == "percent" and after.start - figure.end < 30:
        if _FELL.search(text, figure.end, after.start):
            return _change(figure.value, -after.value)
        if _ROSE.search(text, figure.end, after.start):
            return _change(figure.value, after.value)
    return None


def _change(level: float, percent: float) -> float | None:
    """By how much a value that stands at `level` now has moved, given the percentage of the move."""
    return None if percent <= -100 else abs(level - level / (1 + percent / 100))


def vague(text: str) -> Iterator[amounts.Figure]:
    """Sums told in words alone, at the least that they can mean: "billions of dollars" is two of them."""
    for match in _VAGUE.finditer(text):
        if re.search(r"[\d$€£] ?$", text[max(0, match.start() - 3) : match.start()]):
            continue
        scale = 1e9 if "b" in match["word"].lower() else 1e6
        least = 2 * scale * (10 if match["tens"] else 1) * (100 if match["hundreds"] else 1)
        start, end = match.span()
        forecast = amounts.is_forecast(text, start, end)
        yield amounts.Figure(least, "USD", start, end, match.group(), bound="at least", forecast=forecast)
