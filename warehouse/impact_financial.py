"""F, the financial part of impact: the largest stated sum as a share of the affected party's annual revenue.

Editorial decisions:

- Which sums count at all stands in `impact_sums`.
- A party's revenue is that of the newest fiscal year that had ended `REPORTING_LAG_DAYS` before the story, so that no
  later figure leaks in; before the first year known, the oldest one.
- A sum belongs to the party named nearest before it, else after it, in its sentence ("the 80 billion at Microsoft" to
  that one), else to the first party of the title, where the sentence is the news or says "it", "the company" or the
  like. What a party makes ("Nvidia GPUs") is not the party. Where a deal is told (a stake, a purchase, a contract) it
  affects everyone its clause names, so the party for whom it is largest counts.
- More than a whole year's revenue is believed only of a deal: elsewhere such sums are values of companies and markets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from warehouse import amounts, exchange_rates, impact_sums
from warehouse import impact_evidence as evidence
from warehouse.beat import Entity
from warehouse.cue_patterns import cues
from warehouse.impact_evidence import Part

CUTS = ((0.20, 4), (0.05, 3), (0.01, 2), (0.001, 1), (0.0, 0))
"""Sum as a share of annual revenue, from this share on, and the points it gives."""
LEAST_USD = 1e6
"""Below this a sum is a price, of a share or of a piece, and nothing that moves a party."""
REPORTING_LAG_DAYS = 60
"""Days after the end of a fiscal year until its revenue is taken as known."""

_ITS_PRODUCT = re.compile(
    r"(?: (?:[A-Z0-9][\w-]*|own|custom|server|graphics|inference|training|data cent(?:er|re)))?"
    r"[ -](?:platform|architecture|based|GPUs?|TPUs?|chips?|processors?|cores?|hardware)\b"
)
"""Right behind a name: it names what the party makes or runs, not the party; "Microsoft orders chips" names it."""
_BY = re.compile(r"(?: \w+)? (?:at|by) ")
"""Between a sum and the party whose it is: "the $80 billion at Microsoft"."""
_OTHER_SUBJECT = re.compile(
    r"\s*(?:and )?(?!(?:It|They|He|She|The|This|That|Its|Their)\b)[A-Z][\w.&-]*(?: [A-Z][\w.&-]*)* "
    r"(?:will|has|[a-z]+(?:ed|s))\b"
)
"""How a clause begins that has a subject of its own: "Cerebras landed a deal, Taiwan pledged $250 billion"."""
_BESIDE = re.compile(r"\b(?:from|with|for|by|to|against|over|than|at|like)(?: [A-Z]\w+,?(?: and)?)? $")
"""Before a party that another one deals with, so that a sum behind it is that one's: "hired from OpenAI and Apple"."""
_OF_THE_SUBJECT = re.compile(
    r"(?:It|Its|They|Their|He|She|This|That|The (?:\w+ )?(?:company|firm|group|start-up|chipmaker|deal|plan|sum|"
    r"project|investment|purchase|contract|agreement|order|loan|move|money|first|charge|bank|carmaker|maker)|Capital|Spending)\b"
)
"""How a sentence after the news begins where it still speaks of the title's party without naming it."""
_IN_WORDS = re.compile(r"(?:multi|millions|billions|tens|dozens|hundreds)", re.I)
"""A sum told in words alone, of which only the least that they can mean is known."""
_DEAL = cues(
    r"invest\w*|stakes?|acquir\w+|b(?:uys?|ought|uying)|takeover|merger|backs|puts?|pours?|orders?|contracts?",
    r"deals?|agreements?|partner\w*|commit\w*|raise[sd]?|funding|financ\w+|fundrais\w+|supply|note",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a text, and where."""

    entity_id: str
    start: int
    end: int

    def moved(self, by: int) -> Mention:
        """The same mention with its place counted from elsewhere."""
        return Mention(self.entity_id, self.start + by, self.end + by)


def revenue_at(entity: Entity, day: date | None) -> float | None:
    """Annual revenue of `entity` in US dollars as known on `day` (None: the newest); None where not public."""
    if day is None or not entity.revenues:
        return entity.annual_revenue_usd
    known = [year for year in entity.revenues if year.ended + timedelta(days=REPORTING_LAG_DAYS) <= day]
    return known[-1].usd if known else entity.revenues[0].usd


def financial(
    text: str,
    mentions: Sequence[Mention],
    revenue: Mapping[str, float],
    names: Mapping[str, str],
    year: int | None = None,
) -> Part:
    """F of one article: the largest stated sum as a share of its party's annual revenue.

    Args:
        text: title, newline, body.
        mentions: parties named in the text, in order.
        revenue: annual revenue in US dollars by entity id; parties without one are passed over.
        names: name by entity id, for the reason.
        year: of publication; what a clause dates to an earlier year is history and doesn't count.
    """
    best_share, best = -1.0, Part(None, "")
    title_end = text.find("\n") if "\n" in text else len(text)
    known = [m for m in mentions if m.entity_id in revenue and not _ITS_PRODUCT.match(text, m.end)]
    subject = next((m for m in known if m.start < title_end), None)
    for sentence in evidence.read(text) if known else ():
        told = sentence.text
        figures = sorted([*sentence.figures, *impact_sums.vague(told)], key=lambda figure: figure.start)
        if not any(figure.is_money for figure in figures):
            continue
        here = [m.moved(-sentence.start) for m in known if sentence.start <= m.start < sentence.end]
        unrated = [m.start - sentence.start for m in mentions if m.entity_id not in revenue and m.end <= sentence.end]
        meant = subject if sentence.is_news or _OF_THE_SUBJECT.match(told) else None
        dated = next((mention.value.year for mention in amounts.dates(told)), year)
        in_deal = _DEAL.search(told) is not None
        for figure, value, planned in impact_sums.consequences(told, figures, year):
            if _is_anothers(told, here, figure):
                continue
            party = _party(told, here, figure, revenue, in_deal)
            if party is None and not any(start < figure.start for start in unrated if start >= 0):
                party = meant
            usd = exchange_rates.to_usd(value, figure.unit, dated)
            if party is None or usd is None or usd < LEAST_USD:
                continue
            share = usd / revenue[party.entity_id]
            if share > 1 and not in_deal and not impact_sums.is_spent(told, figure):
                continue
            given, why = sentence.discounted(next(points for cut, points in CUTS if share >= cut), planned=planned)
            if best.points is None or (given, share) > (best.points, best_share):
                best_share = share
                best = Part(
                    given,
                    f"Financial {given} of 4{why}: {_stated(figure, value)} {_part(share)} "
                    f"{whose(names[party.entity_id])} annual revenue: {evidence.quote(told)}",
                )
    return best


def _is_anothers(sentence: str, mentions: Sequence[Mention], figure: amounts.Figure) -> bool:
    """Whether a later clause names none of the parties and has a subject of its own."""
    left, right = amounts.clause_around(sentence, figure.start, figure.end)
    own = left > 0 and _OTHER_SUBJECT.match(sentence, left, figure.start) is not None
    return own and not any(left <= m.start < right for m in mentions)


def _party(
    sentence: str, mentions: Sequence[Mention], figure: amounts.Figure, revenue: Mapping[str, float], in_deal: bool
) -> Mention | None:
    """Whom a sum affects: in a deal the smallest party of its clause, else the one named nearest before or after."""
    left, right = amounts.clause_around(sentence, figure.start, figure.end)
    inside = [m for m in mentions if left <= m.start < right]
    behind = next((m for m in mentions if m.start >= figure.end), None)
    if in_deal and behind and sentence[figure.end : behind.start] == " with ":
        return behind
    if in_deal and inside:
        return min(inside, key=lambda m: (revenue[m.entity_id], m.start))
    if behind and _BY.fullmatch(sentence, figure.end, behind.start):
        return behind
    before = [m for m in mentions if m.end <= figure.start]
    doers = [m for m in before if not _BESIDE.search(sentence, 0, m.start)]
    return doers[-1] if doers else before[-1] if before else inside[0] if inside else None


def whose(name: str) -> str:
    """The name in the genitive: "Nvidia's", "Meta Platforms'"."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _stated(figure: amounts.Figure, value: float) -> str:
    """A sum as its sentence has it, and what of it counts where that is another: how far a level moved, the least of a
    vague one."""
    sum_ = f"{figure.unit} {value / 1e9:,.3g} bn" if value >= 1e9 else f"{figure.unit} {value / 1e6:,.3g} m"
    if _IN_WORDS.match(figure.text):
        return f"“{figure.text}”, at least {sum_}, is"
    if value not in (figure.value, figure.high):
        return f"{figure.text} differs by {sum_} from what it is set against,"
    return f"{figure.text} is"


def _part(share: float) -> str:
    if share >= 10:
        return f"{share:,.0f} times"
    return f"{share:.0%} of" if share >= 0.1 else f"{share:.1%} of" if share >= 0.001 else "less than 0.1% of"
