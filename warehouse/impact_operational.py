"""O, the operational part of impact: the widest scope, or the largest stated size, of what a sentence states as fact.

Points follow the scope: one product or a first sign of something 1, a company (what it sells, runs, signs, or whom it
employs) 2, a market or a region 3. What the title tells of two companies or more is one point wider than what it tells
of one. A stated size can raise that, up to 4, and so can time: one point more for what lasts three years or for good.
What a party plans itself is announced, not done, and counts 1; an article that says itself that it explains, asks or
lists counts one point less than the event it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from warehouse import amounts
from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import any_of, cues
from warehouse.impact_evidence import Part

_SITE = (
    r"(?:data ?cent(?:er|re)|supercomputer|factory|fab|plant|campus|cluster|system|machine|region|reactor|site|"
    r"infrastructure)s?"
)
EVENTS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    # a market or a region
    (3, "shortage", cues(r"shortages?|shortfalls?|scarce|scarcity|sold out|cannot get|grid is full",
                         r"(?:supply|supply chain) (?:disruptions?|crunch|constraints?)",
                         r"(?:at|out of|exceeds?) capacity")),
    (3, "outage", cues(r"cut off|shut out|outages?|blackouts?")),
    (3, "stop of supply", cues(r"(?:stop|halt|suspend|end)(?:s|ped|ed|ing)? (?:\w+ ){0,2}(?:production|sales)",
                               r"(?:stop|halt|suspend|end)(?:s|ped|ed|ing)? (?:\w+ ){0,2}(?:shipments|deliveries)",
                               r"(?:stop|halt|suspend|end)(?:s|ped|ed|ing)? (?:\w+ ){0,2}construction",
                               r"no longer (?:buy|sell|purchase|ship)")),
    (3, "ban on goods", cues(r"(?:banned|bans|barred) .{0,40}(?:chips|products|sales|exports)",
                             r"export (?:ban|controls) on|need (?:a )?licen[cs]es?")),
    (3, "terms of a market", cues(r"price war|exclusive(?:ly)?")),
    (3, "market move", cues(r"sell-?off|rout|worst (?:session|day)|circuit breaker|trading (?:was |is )?halted")),
    # a company
    (2, "takeover or stake", cues(r"acquir(?:es|ed|ing)|takeover|merg(?:es|ed|er)|b(?:uys|ought) (?!back)|stake in",
                                  r"takes? (?:a )?(?:\w+ )?stake")),
    (2, "funding", cues(r"invest(?:s|ed|ment)|backs|raise[sd] .{0,24}(?:million|billion)|funding|Series [A-H]")),
    (2, "listing", cues(r"IPO|goes public|filed .{0,30}(?:registration|prospectus)|share sale",
                         r"(?:stock|equity) offering")),
    (2, "deal or order", cues(r"partner(?:s|ed|ship)|alliance|agree(?:s|d|ment)|signs|signed|contract|orders?|ordered",
                              r"commit(?:s|ted|ment)|primary cloud|picks|selects|taps|chose|chosen|wins?|won")),
    (2, "staff", cues(r"job cuts|cut jobs|lay(?:s|ing)? off|laid off|lay-?offs|shed .{0,20}jobs|resign(?:s|ed)",
                      r"steps? down|ousted|quits?")),
    (2, "delay or end", cues(r"cancel(?:s|led|ed)|delay(?:s|ed)|put off|postpone[sd]?|late|recall(?:s|ed)|withdrew",
                             r"withdraw\w*|restructur\w+|bankrupt\w*|out of (?:money|cash)|loses? \w+ as")),
    (2, "site", cues(rf"(?:build|open|expand|install|complete|start|run)(?:s|ed|ing)? .{{0,60}}{_SITE}",
                     rf"built .{{0,60}}{_SITE}|switch(?:es|ed) on|came online|comes online|went live")),
    (2, "launch", cues(r"launch(?:es|ed)?|releas(?:es|ed)|unveil(?:s|ed)|introduc(?:es|ed)|brought out|debuts?",
                       r"ship(?:s|ped|ping)|available|deploy(?:s|ed)|announc(?:es|ed)|present(?:s|ed)|show(?:s|ed)",
                       r"publish(?:es|ed)|opens?|opened|starts?|started|begins?|began|(?:goes|went) on sale")),
    (2, "production", cues(r"(?:mass|volume) (?:production|output)|mass-produce|designed|custom chips?|uses own",
                           r"train(?:s|ed)|trained on")),
    (2, "in operation", cues(r"runs|running|operates|milestone|has been run")),
    (2, "record or step", cues(r"record|first place|fastest|largest|biggest|most powerful|outpaces?|beats?|reached",
                               r"claims?|twice as fast|times (?:faster|the speed)|percent (?:faster|more power)",
                               r"doubl(?:es|ed|ing)|tripl(?:es|ed|ing)|best (?:day|session)|low since|six-year low")),
    (2, "price or outlay", cues(r"price cuts?|(?:cut|raise)s? (?:its )?prices?|capital (?:spending|expenditure)")),
    (2, "use of power", cues(r"(?:electricity|power|energy) (?:use|consumption)",
                             r"percent of (?:its |the )?(?:total|electricity)")),
    # a product or a first sign
    (1, "preview", cues(r"preview(?:s|ed)|demonstrat(?:es|ed)|tease[sd]?|describe[sd]|reports?|test(?:s|ed|ing)")),
    (1, "person", cues(r"joins?|joined|hires?|hired|fired|suspends?")),
    (1, "move", cues(r"gains?|rose|fell|dropped|soar(?:s|ed)|jump(?:s|ed)|climb(?:s|ed)|slip(?:s|ped)|sinks?|sank",
                     r"leap(?:s|ed|t)|surge[sd]?|plunge[sd]?|slump(?:s|ed)?|slid|lost|upgrade[sd]?|downgrade[sd]?",
                     r"adopt(?:s|ed)")),
)  # fmt: skip
"""Points, kind and cue of an event, widest scope first."""
_ANY_EVENT = any_of(cue for _, _, cue in EVENTS)
SCOPES = {1: "a product or a first sign", 2: "a company", 3: "a market or a region"}
SIZES: dict[str, tuple[tuple[float, int], ...]] = {
    "MW": ((1000, 4), (300, 3), (50, 2), (0, 1)),
    "GPUs": ((100_000, 4), (10_000, 3), (1_000, 2), (0, 1)),
    "TPUs": ((100_000, 4), (10_000, 3), (1_000, 2), (0, 1)),
    "chips": ((100_000, 4), (10_000, 3), (1_000, 2), (0, 1)),
    "people": ((10_000, 4), (1_000, 3), (100, 2), (0, 1)),
    "exaFLOPS": ((10, 3), (1, 2), (0, 1)),
    "percent": ((15, 3), (5, 2), (0, 1)),
}
"""Unit of a stated size → (from this size on, points); people who lose or get jobs, percent by which shares moved."""

_JOBS = cues(r"jobs?|employees|workers|staff|positions|engineers")
_SHARES = cues(r"shares?|stocks?|Kospi|Nasdaq|index|value")
_MOVED = cues(
    r"rose|rises?|fell|falls?|climb\w*|drop\w*|lost|gain\w*|jump\w*|soar\w*|slump\w*|slid|down|up|surge\w*|sank",
    r"plunge\w*|rebounds?|tumble\w*|knock|lift\w*|leap\w*|sheds?|sink\w*|higher|lower",
)
_SALES = cues(r"revenues?|sales|profits?|income|orders|margin|demand")
_NEAR = (70, 40)
"""Characters before and after a figure that are near it."""
_GIGAWATTS = re.compile(r"\b(?:multiple|several) gigawatts\b|\bmulti-gigawatt\b|\btens of gigawatts\b", re.I)
LASTING = cues(
    r"permanent(?:ly)?|for good|indefinite(?:ly)?|through 20[23]\d|multi-?year",
    r"(?:[3-9]|[1-9]\d|three|four|five|six|seven|ten)[- ]years?",
)
PLANNED = cues(r"plans? to|planned|will|intends? to|is to|are to")
COMMENTARY = cues(
    r"explain\w*|explainer|guide|how to|review|lists?|compares?|argues?|writes that|blog|asks?|looks? at|essay|column",
    r"excerpt|mailing",
)
"""Words by which the title or first sentence of an article says that it comments on an event told elsewhere."""
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
    comments = any(COMMENTARY.search(sentence.text) for sentence in evidence.read(text) if sentence.is_news)
    for sentence in evidence.read(text):
        found = _consequence(sentence.text, year)
        if found is None:
            continue
        points, scope = found
        if companies >= SEVERAL and points < 3 and sentence.is_news:
            points, scope = points + 1, f"{scope}, several parties"
        if comments:
            points, scope = max(1, points - 1), f"{scope}, told in a comment"
        given = sentence.discounted(points)
        if best.points is None or given > best.points:
            best = Part(given, f"Operational {given} of 4, {scope}: {evidence.quote(sentence.text)}")
    return best


def _consequence(sentence: str, year: int | None) -> tuple[int, str] | None:
    """Points and scope of the widest event that a sentence states, raised by its size and duration; None without."""
    event = _event(sentence, year)
    if event is None and PLANNED.search(sentence):
        points, size_told = max(_sizes(sentence, planned=True), default=(2, ""))
        return max(1, points - 1), f"an announced plan{', ' if size_told else ''}{size_told}"
    if event is None:
        return None
    points, scope = event
    size = max(_sizes(sentence), default=(0, ""))
    if size[0] > points:
        points, scope = size
    lasting = LASTING.search(sentence)
    if lasting and points > 1:
        points, scope = min(4, points + 1), f"{scope}, {lasting.group()}"
    return points, scope


def _event(sentence: str, year: int | None) -> tuple[int, str] | None:
    """Points and scope of the widest event that a sentence states as fact, or None."""
    if not _ANY_EVENT.search(sentence):  # most sentences, told by one search in place of one for each kind
        return None
    for points, kind, cue in EVENTS:
        if any(evidence.is_fact(sentence, *match.span(), year) for match in cue.finditer(sentence)):
            return points, f"{SCOPES[points]} ({kind})"
    return None


def _sizes(sentence: str, *, planned: bool = False) -> Iterator[tuple[int, str]]:
    """Points and words of each size that a sentence states, or plans."""
    for figure in amounts.figures(sentence):
        if figure.unit not in SIZES or (figure.forecast and not planned):
            continue
        if (figure.unit == "people" and not _JOBS.search(figure.text)) or (
            figure.unit == "percent" and not _is_share_move(sentence, figure)
        ):
            continue
        size = abs(figure.value if figure.high is None else figure.high)
        points = next(given for cut, given in SIZES[figure.unit] if size >= cut)
        yield points, f"shares moved {figure.text}" if figure.unit == "percent" else figure.text
    if vague := _GIGAWATTS.search(sentence):
        yield 4, vague.group()


def _is_share_move(sentence: str, figure: amounts.Figure) -> bool:
    """Whether a percentage is how far shares moved: shares near it, or in its sentence where no sales are near it."""
    near = sentence[max(0, figure.start - _NEAR[0]) : figure.end + _NEAR[1]]
    if not _MOVED.search(near):
        return False
    return _SHARES.search(near) is not None or (_SHARES.search(sentence) is not None and not _SALES.search(near))
