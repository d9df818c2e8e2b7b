"""The kinds of event that impact's operational part knows: scope and cues, widest first.

Decisions: scope is who is touched by what happened, a product or a first sign of something, a company, or a market or a
region; how large or how long it was is another matter (`impact_sizes`). A cue is a verb, or a noun that can hardly mean
anything else; it counts where its clause states it as fact.
"""

from __future__ import annotations

import re

from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import cues, starts

_SITE = (
    r"(?:data ?cent(?:er|re)|supercomputer|factory|fab|plant|campus|cluster|system|machine|region|reactor|site|"
    r"infrastructure)s?"
)
DEALS = frozenset({"takeover or stake", "funding", "deal or order"})
"""Kinds of event that are every named party's, not only its subject's."""
_SHARES = r"(?:(?:chip|tech|AI|software|memory) )?(?:stocks|shares|markets?|chip ?makers|Nasdaq|S&P 500|Kospi|Nikkei)"
_RESULT = r"(?:revenues?|sales|profits?|net income|earnings)"
EVENTS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    # a market or a region
    (3, "shortage", cues(r"shortages?|shortfalls?|scarce|scarcity|sold out|cannot get|grid is full",
                         r"(?:supply|supply chain) (?:disruptions?|crunch|constraints?)",
                         r"(?:at|out of|exceeds?|outstrips?|short of|ahead of) (?:\w+ )?(?:capacity|supply)",
                         r"ration(?:s|ed|ing)?|tight supply|exceeds? what .{0,20}supply|sold .{0,30} for the year",
                         r"(?:fully|nearly all|almost all) booked|already sold")),
    (3, "outage", cues(r"cut off|shut out|outages?|blackouts?")),
    (3, "stop of supply", cues(r"(?:stop|halt|suspend|end)(?:s|ped|ed|ing)? (?:\w+ ){0,2}(?:production|sales)",
                               r"(?:stop|halt|suspend|end)(?:s|ped|ed|ing)? (?:\w+ ){0,2}(?:shipments|deliveries)",
                               r"(?:stop|halt|suspend|end)(?:s|ped|ed|ing)? (?:\w+ ){0,2}construction",
                               r"no longer (?:buy|sell|purchase|ship)")),
    (3, "ban on goods", cues(r"(?:banned|bans|barred) .{0,40}(?:chips|products|sales|exports)",
                             r"export (?:ban|controls) on|need (?:a )?licen[cs]es?")),
    (3, "terms of a market", cues(r"price war|(?<!non-)exclusive(?:ly)?")),
    (3, "market move", cues(r"sell-?off|rout|worst (?:session|day)|circuit breaker|trading (?:was |is )?halted",
                            r"(?:Nasdaq|S&P 500|Kospi|Nikkei|Dow|index)(?: \w+)? (?:lost|fell|falls|sank) .{0,12}[2-9]",
                            r"(?:Nasdaq|S&P 500|Kospi|Nikkei|Dow|index)(?: \w+)? (?:dropped|was down) .{0,12}[2-9]",
                            rf"{_SHARES} (?:\w+ )?(?:plunge|tumble|slump|sink|slide|sank|slid|lower)[sd]?")),
    # a company
    (2, "takeover or stake", cues(r"acquir(?:es|ed|ing)|takeover|merg(?:es|ed|er)|b(?:uys|ought) (?!back)|stake in",
                                  r"takes? (?:a )?(?:\w+ )?stake|pay(?:s|ing) .{0,30} for (?=[A-Z0-9])|sale to")),
    (2, "funding", cues(r"invest(?:s|ed|ment)|backs|raise[sd] .{0,24}(?:million|billion)|funding|Series [A-H]",
                        r"financing|fundrais\w+")),
    (2, "listing", cues(r"IPO|goes public|filed .{0,30}(?:registration|prospectus)|share sale",
                         r"(?:stock|equity) offering|fil(?:ed|es) to (?:list|go public)|listed as")),
    (2, "deal or order", cues(r"partner(?:s|ed|ship)|alliance|agree(?:s|d|ment)|signs|signed|contracts?|ordered",
                              r"(?<!in )(?<!executive )orders?(?! (?:keep|rise|rose|grow|grew|book|backlog))",
                              r"commit(?:s|ted|ment)|primary cloud|picks|selects|taps",
                              r"chose|chosen|wins?|(?<!illion )won|secured|secures|locks in|pact")),
    (2, "staff", cues(r"job cuts|cut jobs|lay(?:s|ing)? off|laid off|lay-?offs|shed .{0,20}jobs|resign(?:s|ed)",
                      r"steps? down|ousted|quits?")),
    (2, "delay or end", cues(r"cancel(?:s|led|ed)|delay(?:s|ed|ing)?|put off|postpone[sd]?|push(?:es|ed)? back",
                             r"(?:runs?|months|is|are) late|recall(?:s|ed)|retir(?:es|ed|ing)|put(?:s|ting)? off",
                             r"withdrew|withdraw\w*|restructur\w+|bankrupt\w*|out of (?:money|cash)|loses? \w+ as")),
    (2, "site", cues(rf"(?:build|open|expand|install|complete|start(?!-)|run)(?:s|ed|ing)? .{{0,60}}{_SITE}",
                     rf"built .{{0,60}}{_SITE}|switch(?:es|ed) on|came online|comes online|went live")),
    (2, "results", cues(rf"{_RESULT} (?:\w+ ){{0,2}}(?:rose|fell|grew|climbed|jumped|soared|dropped|missed|slid)",
                        rf"{_RESULT} (?:\w+ ){{0,2}}(?:topped|doubled|tripled)",
                        r"(?:report(?:s|ed)|post(?:s|ed)|earned) .{0,40}(?:revenues?|sales|profits?|income|earnings)",
                        r"warn(?:s|ed) .{0,40}(?:revenues?|sales|profits?|earnings)|closed fiscal \d+ with",
                        r"orders? (?:keep|rise|rose|grow|grew|book|backlog)")),
    (2, "launch", cues(r"launch(?:es|ed)?|releas(?:es|ed)|(?<!to )unveil(?:s|ed)?|brought out|debuts?|arriv(?:es|ed)",
                       r"(?<!to )introduce[sd]?|(?<!to )announce[sd]?|(?<!to )reveal(?:s|ed)?|roll(?:s|ed) out|lands?",
                       r"overhaul(?:s|ed)|add(?:s|ed)(?! that)|gives away|(?:is|are) out|out in|taped out",
                       r"offers?|offered",
                       r"ship(?:s|ped|ping)|available|deploy(?:s|ed)|present(?:s|ed)",
                       r"(?<!paper )(?<!study )(?<!data )(?<!report )(?<!figures )show(?:s|ed)",
                       r"publish(?:es|ed)|opens|opened|starts?(?!-)|started|begins?|began|(?:goes|went) on sale")),
    (2, "production", cues(r"(?:mass|volume|full) (?:production|output)|mass-produce|designed|custom chips?|uses own",
                           r"train(?:s|ed)|trained on")),
    (2, "in operation", cues(r"runs|running|operates|milestone|has been run")),
    (2, "record or step", cues(r"record|first place|fastest|largest|biggest|most powerful|outpaces?|beats?|reached",
                               r"claims?|twice as fast|times (?:faster|the speed)|percent (?:faster|more power)",
                               r"doubl(?:es|ed|ing)|tripl(?:es|ed|ing)|best (?:day|session)|low since|six-year low")),
    (2, "price or outlay", cues(r"price cuts?|(?:cut|raise)s? (?:\w+ )?prices?|capital (?:spending|expenditure)")),
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
_BEGINS = starts(cue for _, _, cue in EVENTS)
"""Where a cue of any kind begins: most sentences have none, the others few."""
CAN_LAST = DEALS | {"shortage", "outage", "stop of supply", "ban on goods", "terms of a market", "site"}
"""Kinds of event that a stated duration makes wider."""
SCOPES = {1: "a product or a first sign", 2: "a company", 3: "a market or a region"}


def event(sentence: str, year: int | None) -> tuple[int, str] | None:
    """Points and kind of the widest event that a sentence states as fact, or None."""
    places = [match.start() for match in _BEGINS.finditer(sentence)]
    for points, kind, cue in EVENTS if places else ():
        for place in places:
            match = cue.match(sentence, place)
            if match and evidence.is_fact(sentence, *match.span(), year):
                return points, kind
    return None
