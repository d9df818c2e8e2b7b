"""F, the financial part of impact: the largest stated sum as a share of the affected party's annual revenue.

Editorial decisions:

- Which sums count at all stands in `impact_sums`.
- A party's revenue is that of the newest fiscal year that had ended `REPORTING_LAG_DAYS` before the story, so that no
  later figure leaks in; before the first year known, the oldest one.
- A sum belongs to the party named nearest before it, else after it, in its sentence, else to the first party of the
  title. Where a deal is told (a stake, a purchase, a contract) it affects everyone its clause names, so the party for
  whom it is largest counts.
- More than a whole year's revenue is believed only of a deal: elsewhere such sums are values of companies and markets.
"""

from __future__ import annotations

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
REPORTING_LAG_DAYS = 60
"""Days after the end of a fiscal year until its revenue is taken as known."""

_DEAL = cues(
    r"invest\w*|stakes?|acquir\w+|b(?:uys?|ought|uying)|takeover|merger|backs|puts?|pours?|orders?|contracts?",
    r"deals?|agreements?|partner\w*|commit\w*|raise[sd]?|funding|supply|note",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a text, and where."""

    entity_id: str
    start: int
    end: int


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
    known = [m for m in mentions if m.entity_id in revenue]
    subject = next((m for m in known if m.start < title_end), None)
    figures = sorted([*amounts.figures(text), *impact_sums.vague(text)], key=lambda figure: figure.start)
    for sentence in evidence.read(text):
        here = [m for m in known if sentence.start <= m.start < sentence.end]
        inside = [f for f in figures if sentence.start <= f.start < sentence.end]
        dated = next((mention.value.year for mention in amounts.dates(sentence.text)), year)
        in_deal = _DEAL.search(sentence.text) is not None
        for figure, value in impact_sums.consequences(text, sentence, inside, year):
            party = _party(text, here, figure, revenue, in_deal) or subject
            usd = exchange_rates.to_usd(value, figure.unit, dated)
            if party is None or usd is None:
                continue
            share = usd / revenue[party.entity_id]
            if share > 1 and not in_deal and not impact_sums.is_spent(text, figure):
                continue
            given = sentence.discounted(next(points for cut, points in CUTS if share >= cut))
            if best.points is None or (given, share) > (best.points, best_share):
                best_share = share
                best = Part(
                    given,
                    f"Financial {given} of 4: {figure.text} moves {_part(share)} {names[party.entity_id]}'s "
                    f"annual revenue: {evidence.quote(sentence.text)}",
                )
    return best


def _party(
    text: str, mentions: Sequence[Mention], figure: amounts.Figure, revenue: Mapping[str, float], in_deal: bool
) -> Mention | None:
    """Whom a sum affects: in a deal the smallest party of its clause, else the one named nearest before or after."""
    left, right = amounts.clause_around(text, figure.start, figure.end)
    inside = [m for m in mentions if left <= m.start < right]
    if in_deal and inside:
        return min(inside, key=lambda m: (revenue[m.entity_id], m.start))
    before = [m for m in mentions if m.end <= figure.start]
    return before[-1] if before else mentions[0] if mentions else None


def _part(share: float) -> str:
    if share >= 10:
        return f"{share:,.0f} times"
    return f"{share:.0%} of" if share >= 0.1 else f"{share:.1%} of" if share >= 0.001 else "less than 0.1% of"
