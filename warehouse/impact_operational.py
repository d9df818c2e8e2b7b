"""O, the operational part of impact: the widest scope, or the largest stated size, of what a sentence states as fact.

Points follow the scope: one product or a first sign of something (a preview, a finding, talks) 1, a company (what it
sells, runs, signs, earns, or whom it employs) 2, a market or a region 3. A deal between two companies or more that the
title names is one point wider than what one company does. A stated size can raise that, up to 4, and so can time: one
point more for what lasts three years or for good. What a party plans itself is announced, not done, and counts 1.
"""

from __future__ import annotations

from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import cues
from warehouse.impact_events import CAN_LAST, DEALS, SCOPES, event
from warehouse.impact_evidence import Part, Sentence
from warehouse.impact_sizes import sizes

LASTING = cues(
    r"permanent(?:ly)?|for good|indefinite(?:ly)?|through 20[23]\d|multi-?year",
    r"(?<!past )(?<!last )(?:[3-9]|[1-9]\d|three|four|five|six|seven|ten)[- ]years?"
    r"(?![- ](?:old|low|high|ago|earlier))",
)
PLAN = "plan"
PLANNED = cues(r"plans? to|planned|will|intends? to|is to|are to")
REPORTED = cues(
    r"finds?|found|counts?|counted|figures show|data show|survey\w*|study|tally|tallies|measures?|warn(?:s|ed|ing)",
    r"talks|discuss(?:es|ed|ing)|negotiat\w+|mulls?|working on|consider(?:s|ed|ing)|seeks?|guid(?:es|ed|ance)|outlook",
    r"told (?:investors|analysts|customers|clients|companies)|estimates?|admits?|admitted|accuses?|attacks?",
)
"""Words of a finding, a warning or talks: a first sign, where no event is told."""
SEVERAL = 2
"""Companies named in the title from which on an event is more than one company's."""


def operational(text: str, year: int | None = None, companies: int = 0) -> Part:
    """O of one article: the widest scope, or the largest stated size, of an event that a sentence states as fact.

    Args:
        text: title, newline, body.
        year: of publication; what a clause dates to an earlier year is history and doesn't count.
        companies: companies and agencies that the title names.
    """
    best = Part(None, "")
    for sentence in evidence.read(text):
        found = _consequence(sentence, year)
        if found is None:
            continue
        points, scope, kind = found
        if companies >= SEVERAL and kind in DEALS and points < 3 and sentence.is_news:
            points, scope = points + 1, f"{scope}, several parties"
        given, why = sentence.discounted(points, planned=kind == PLAN)
        if best.points is None or given > best.points:
            best = Part(given, f"Operational {given} of 4, {scope}{why}: {evidence.quote(sentence.text)}")
    return best


def _consequence(sentence: Sentence, year: int | None) -> tuple[int, str, str] | None:
    """Points, scope and kind of the widest event that a sentence states, raised by its size and duration."""
    found = event(sentence.text, year)
    if found is None and PLANNED.search(sentence.text):
        points, size_told = max(sizes(sentence, planned=True), default=(2, ""))
        return points, f"an announced plan{', ' if size_told else ''}{size_told}", PLAN
    if found is None and REPORTED.search(sentence.text):
        return 1, "a finding, a warning or talks", "report"
    if found is None:
        return None
    points, kind = found
    scope = f"{kind}, on the scale of {SCOPES[points]}"
    size = max(sizes(sentence), default=(0, ""))
    if size[0] > points:
        points, scope = size
    lasting = LASTING.search(sentence.text) if points > 1 and kind in CAN_LAST else None
    if lasting:
        points, scope = min(4, points + 1), f"{scope}, {lasting.group()}"
    return points, scope, kind
