"""R, the regulatory part of impact: the furthest stage that a rule, case or order has reached.

A stage counts only in a sentence that names an authority or a rule, and only where its clause states it as fact (a
proposal may speak of what could be). A body that names no authority gives 0; a title alone leaves R unknown.
"""

from __future__ import annotations

import re

from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import cues, names
from warehouse.impact_evidence import Part

_RULES = "(?:controls|curbs|restrictions|rules|limits|ban|embargo)"
AUTHORITY = names(
    r"[Rr]egulat(?:or|ors|ory|ion|ions)|[Aa]ntitrust|[Ww]atchdog|[Gg]overnor|Newsom|Trump|Biden|Brussels|Washington",
    r"[Cc]ompetition (?:authority|commission|watchdog|agency|regulator|inquiry)|Committee on Foreign Investment|CFIUS",
    r"[Ee]xport[- ](?:\w+ )?(?:control|curb|rule|restriction|limit|licen[cs]e|ban|plan|order)s?|[Ee]xport licen[cs]es?",
    rf"US {_RULES}|U\.S\. {_RULES}|new {_RULES}|tighter {_RULES}|trade {_RULES}|chip {_RULES}|[Ss]anctions?",
    r"[Ee]ntity [Ll]ist|[Uu]nverified [Ll]ist|[Bb]lacklist\w*|[Ee]mbargo|[Ii]nterim final rule|[Ff]inal rule",
    r"[Tt]ariffs?|[Aa] rule of",
    r"[Dd]irective|AI Act|AI rules|CHIPS Act|[Ll]egislation|[Ll]awmakers|[Ee]xecutive order|[Vv]eto(?:es|ed)?|[Ll]aws?",
    r"BIS|Bureau of Industry and Security|Commerce Department|Department of (?:Commerce|Justice|Energy)|FTC|FERC|CMA",
    r"Federal Trade Commission|DOJ|Justice Department|European Commission|European Parliament|SAMR|Congress|Senate",
    r"Cyberspace Administration|State Administration for Market Regulation|[Mm]inistry|White House|Beijing",
    r"[Tt]he court|[Ff]ederal court|[Jj]udge|[Jj]ury|[Cc]opyright|[Ll]awsuits?|[Ss]ued?|[Cc]lass action|[Ss]ubpoenas?",
    r"[Ii]ndict\w+|charged (?:over|with)|arrested",
    r"[Mm]oratorium|[Pp]lanning permission|[Pp]rosecutors|[Ll]icen[cs]e requirements?",
    r"United States (?:has|had|revoke[sd]|curb(?:s|ed)|ban(?:s|ned)|impose[sd]|limit(?:s|ed)|restrict(?:s|ed))",
    r"US .{0,24}licen[cs]es",
    r"US (?:cancels|revokes|bans|blocks|halts|orders|adds|lets|allows|clears|enforcers|regulators|government)",
    r"Chinese government|Dutch government|British government|Irish government|federal government|state government",
)
"""An authority, a court or a rule by name."""
STAGES: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (4, "in force", cues(
        r"(?<!before they )(?<!before it )took effect|takes effect",
        r"in force|into force|effective immediately|fined|revoked?|remit",
        r"cancel(?:s|led)? .{0,40}(?:permits|licen[cs]es)",
        r"ban(?:s|ned)?|prohibit(?:s|ed)?|bar(?:s|red)|restrict(?:s|ed)?|block(?:s|ed)?|impos(?:es|ed)",
        r"outlaw(?:s|ed)?|limit(?:s|ed)?(?! (?:in|to|of|on)\b)|halt(?:s|ed)|suspend(?:s|ed)|cut off|shut out",
        r"blacklist(?:s|ed)?|embargo|(?:now )?(?:need|require)s? (?:a )?licen[cs]es?|face a presumption of denial",
        r"(?:may|can) (?:not|no longer)|no longer (?:buy|sell|purchase|ship)|closes? (?:gaps|loopholes)",
        r"(?:added|adds|put|puts|went) .{0,60}(?:to|on) (?:the |a )?(?:entity list|trade blacklist|blacklist)",
        r"because of (?:US )?export controls|appl(?:ies|ied) .{0,40}(?:rules?|controls|restrictions)",
        r"adds? licen[cs]e requirements|(?:requires?|needs?) licen[cs]es",
        r"licen[cs]e is required|licen[cs]es are required",
    )),
    (3, "adopted or carried out", cues(
        r"adopt(?:s|ed)|pass(?:es|ed)(?! on)|issued|issues (?:\w+ )?(?:rules?|orders?|guidance|licen\w+)",
        r"release[sd]? (?:rules|the rule|updated)|published",
        r"final rule|approv(?:es|ed)|(?:wins?|won|received|gets|gave|grants|granted|with) .{0,20}approval",
        r"signed|agreed on|settle[sd]?|ruled|rules that|terminated|granted|grants (?:\w+ )?licen[cs]es?",
        r"clear(?:s|ed)|allow(?:s|ed)|announced .{0,40}(?:rules|controls|curbs|limits)|tighten(?:s|ed)|tighter",
        r"lift(?:s|ed)|rescind(?:s|ed)|withdr(?:ew|aws|awn)|drop(?:s|ped) .{0,30}(?:rules?|tiers|curbs|case)",
        r"scrap(?:s|ped)|repeal(?:s|ed)|(?:dawn )?raid(?:s|ed)?",
        r"search(?:es|ed)|charge[sd] with|charges against",
        r"indict\w+|order(?:s|ed)|unveiled an executive order|fell under",
        r"(?:condition|return) for (?:export )?licen[cs]es|face .{0,12}charges|prosecutors charged?",
        r"lets|veto(?:es|ed)|(?:formally )?opens China|loosens?|reject(?:s|ed)",
    )),
    (2, "under investigation, or a party under a rule", cues(
        r"consult(?:s|ing|ation|ations)|investigat\w+|prob(?:e|es|ing)|review(?:s|ed|ing)?|inquiry|scrutin\w+",
        r"hearing|comments?|negotiat\w+|trilogue|su(?:es|ed|ing)|lawsuit|suit|class action|challenges|stalled",
        r"complaint|examin\w+|question(?:s|ed)|accuse[sd]?|subpoena(?:s|ed)?|(?:opened|opens) a case",
        r"statement of objections|charge sheet|inquiries|antitrust work|opened a .{0,20}(?:study|inquiry|probe)",
        r"compulsory orders|ask(?:s|ed) \w+ to|asked .{0,30}for documents",
        r"comply|complies|complying|tailored to|falls under",
        r"(?:export|US|U\.S\.|China) (?:export )?(?:curbs|limits|ban|rules|controls)|tighter rules",
        r"restricted (?:regions|countries)",
    )),
    (1, "proposed", cues(
        r"propos\w+|draft\w*|plans?|planned|consider\w*|bill|call(?:s|ed)? for|urges?|warn(?:s|ed)|may|could",
        r"weigh\w*|prepares?|wants?",
    )),
)  # fmt: skip
"""Points, name and cue of each stage, furthest first."""


REACH = 70
"""Characters on either side of a cue within which an authority or a rule must be named."""
RULE = re.compile(
    r"\b(?:export|trade|chip|new|tighter|recent|stricter|wider) (?:\w+ ){0,2}"
    r"(?:controls?|curbs?|rules?|limits?|bans?|restrictions?|sanctions?|embargo|blacklist)\b|\bUS ban\b"
)
"""A rule named as a thing ("to comply with US export limits"): not by itself an act of an authority."""


def regulatory(text: str, year: int | None = None) -> Part:
    """R of one article: the furthest stage that a sentence naming an authority or a rule states.

    Args:
        text: title, newline, body.
        year: of publication; what a clause dates to an earlier year is history and doesn't count.
    """
    best = Part(None, "")
    named = False
    for sentence in evidence.read(text):
        if not AUTHORITY.search(sentence.text):
            continue
        named = True
        for points, stage, cue in STAGES:
            if not any(_states(sentence.text, match, points, year) for match in cue.finditer(sentence.text)):
                continue
            given, why = sentence.discounted(points)
            if best.points is None or given > best.points:
                best = Part(given, f"Regulatory {given} of 4, {stage}{why}: {evidence.quote(sentence.text)}")
            break
    if not named and "\n" in text.strip():
        return Part(0, "Regulatory 0 of 4: no authority or rule is named.")
    return best


def _states(sentence: str, match: re.Match[str], points: int, year: int | None) -> bool:
    """Whether a cue is an authority's act said as fact: near its name, and not part of the name of a rule."""
    near = AUTHORITY.search(sentence, max(0, match.start() - REACH), match.end() + REACH)
    if near is not None and points == 1:
        return True
    if near is None or not evidence.is_fact(sentence, *match.span(), year):
        return False
    return points == 2 or not any(rule.start() <= match.start() < rule.end() for rule in RULE.finditer(sentence))
