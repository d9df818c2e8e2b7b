"""How a story affects whom it names: up, down or neither, by what the text says happens to the party itself.

Editorial decisions:

- A mention is read in its own clause. What follows it is said of the party ("Nebius shares dropped 17 %"), what stands
  right before it is done to it ("raids Nvidia", "backs Anthropic", "overtakes Microsoft").
- One mention counts once, by the cue nearest to it. A clause of expectation counts as well, for whom analysts expect to
  fall is affected; a clause that denies doesn't count.
- A story's direction is the sign of the sum over its mentions. Where no cue stands, the sentiment about the party
  decides if it is clear (`CLEAR`), else the party is neither up nor down. An agency acts on others and is neither.

Read by hand on 24 November 2026: of 63 parties in 34 stories that no cue was written for, 42 had the direction that a
reader gives (41 by the sentiment's tier alone); of 20 that a reader found affected it found 6 (3), of 13 that it called
affected 6 were right (3 of 9). It is a hint, not a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse import amounts
from warehouse.cue_patterns import by_first_letter

UP, DOWN, NEITHER = "positive", "negative", "neutral"
CLEAR = (-0.2, 0.3)
"""Mean sentiment at or below, at or above which a party without a cue is taken to be affected."""


def _cues(*alternatives: str, at_end: bool = False) -> re.Pattern[str]:
    """Any of the expressions as whole words; `at_end`: right before the end, but for an article."""
    tail = r"\W+(?:the |its )?$" if at_end else r"\b"
    return re.compile(rf"\b(?:{by_first_letter('|'.join(alternatives))}){tail}", re.I)


_SAID_UP = _cues(
    r"rose|rises?|gain(?:s|ed)?|climb(?:s|ed)?|jump(?:s|ed)?|soar(?:s|ed)?|surge[sd]?|leap(?:s|ed)?|rall(?:y|ies|ied)",
    r"records?|beat(?:s|ing)?|top(?:s|ped)|wins?|won|raise[sd]|secure[sd]?|tripled?s?|doubled?s?|grew|grows|profit",
    r"sold out|overtakes?|overtook|surpass(?:es|ed)|outpaces?|takes? first|first place|leads?|strong(?:est)?|best",
    r"largest|fastest|signs|signed|agreement|pact|partnership|deal with|up (?:\d|more|about|as)|lifts?|lifted|exceeds?",
)
_SAID_DOWN = _cues(
    r"fell|falls?|fallen|drop(?:s|ped)?|los(?:t|es|ing|s|ses)|slump(?:s|ed)?|slid(?:es)?|slips?|slipped|plunge[sd]?",
    r"tumble[sd]?|s[ai]nks?|miss(?:es|ed)?|cuts?|layoffs?|laid off|delay(?:s|ed)?|late|postpone[sd]?|put off",
    r"halt(?:s|ed)?|write-?down|charge|runs? out|exhausted|withdr(?:ew|aws)|took down|behind|trails?|fails?|failed",
    r"weak(?:er)?|disappoint\w*|oversold|accused|sued|fined|banned|raided|probe|antitrust|short of|shortfall|costly",
    r"down (?:\d|more|about|as|nearly)|ridicule|criticism|setbacks?|suspend(?:s|ed)?|shed(?:s|ding)?|low(?:est)?",
)
_DONE_UP = _cues(
    r"back(?:s|ed)|invest(?:s|ed|ment)?(?: (?:up to|about|another|around))?(?: \S+){0,4} in(?:to)?|funds|chose",
    r"(?:puts?|pours?|into)(?: \S+){0,4} into|picks?|orders?(?: \S+){0,4} from|boost(?:s|ed)?|helps?|upgrade[sd]?",
    r"approve[sd]?|clear(?:s|ed)|commits?(?: \S+){0,4} to|stake in|contract (?:to|with)|pays?|rewards?|lift(?:s|ed)?",
    r"selects?|gives?",
    at_end=True,
)
_DONE_DOWN = _cues(
    r"raid(?:s|ed)|su(?:es|ed|ing)|fine[sd]|ban(?:s|ned)(?: \S+){0,2}|block(?:s|ed)|hits?|hurts?|shakes?|shook",
    r"investigat\w+|probe(?: of| into)?|scrutini[sz]e\w*|accuse[sd]|cuts?|downgrade[sd]?|drop(?:s|ped)|replace[sd]?",
    r"overtak\w+|overtook|surpass\w*|outpac\w*|beat(?:s|ing)?|ahead of|warn(?:s|ed)|threat(?:en\w*)? (?:to )?",
    r"less from|away from|diversif\w+ from|without|(?:complaint|lawsuit|suit) against|against",
    at_end=True,
)
_DENIES = re.compile(r"\b(?:not|never|no|denies|denied|disputes?|without)\b", re.I)
_REACH = 70


def of_mention(text: str, start: int, end: int) -> int:
    """+1, −1 or 0: how the clause around text[start:end] says that what is named there is affected."""
    left, right = amounts.clause_around(text, start, end)
    before, after = text[max(left, start - _REACH) : start], text[end : min(right, end + _REACH)]
    if _DENIES.search(before) or _DENIES.search(after[:30]):
        return 0
    if _DONE_DOWN.search(before):
        return -1
    if _DONE_UP.search(before):
        return 1
    cues = [(match.start(), sign) for sign, cue in ((1, _SAID_UP), (-1, _SAID_DOWN)) if (match := cue.search(after))]
    return min(cues)[1] if cues else 0


def of_story(signs: Sequence[int], sentiment: float, kind: str = "company") -> str:
    """Direction of one party in one story: from the signs of its mentions, else from the mean sentiment about it.

    Args:
        signs: `of_mention` of each of its mentions in the story.
        sentiment: mean sentiment about it, −1 to 1.
        kind: of entity; an agency acts on others and is neither up nor down.
    """
    if kind == "agency":
        return NEITHER
    total = sum(signs)
    if total:
        return UP if total > 0 else DOWN
    if any(signs):
        return NEITHER
    return DOWN if sentiment <= CLEAR[0] else UP if sentiment >= CLEAR[1] else NEITHER
