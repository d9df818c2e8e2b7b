"""R, the regulatory part of impact: the furthest stage that a rule, case or order has reached.

A stage counts only in a sentence that names an authority or a rule, and only where its clause states it as fact (a
proposal may speak of what could be). A body that names no authority gives 0; a title alone leaves R unknown.
"""

from __future__ import annotations

import re

from warehouse import impact_evidence as evidence
from warehouse.cue_patterns import cues
from warehouse.impact_evidence import Part

AUTHORITY = re.compile(
    r"\b(?:[Rr]egulat(?:or|ors|ory|ion|ions)|[Aa]ntitrust|[Cc]ompetition (?:authority|commission|watchdog|agency)|"
    r"[Ww]atchdog|[Ee]xport[- ](?:\w+ )?(?:control|curb|rule|restriction|limit|licen[cs]e|ban|plan|order)s?|"
    r"(?:US|U\.S\.|new|tighter|trade|chip) (?:controls|curbs|restrictions|rules|limits|ban|embargo)|[Ss]anctions?|"
    r"[Tt]ariffs?|[Ee]ntity [Ll]ist|[Uu]nverified [Ll]ist|[Bb]lacklist\w*|[Ee]mbargo|[Ii]nterim final rule|"
    r"[Ff]inal rule|[Dd]irective|AI Act|CHIPS Act|[Ll]egislation|[Ll]awmakers|[Ee]xecutive order|BIS|"
    r"Bureau of Industry and Security|Commerce Department|Department of Commerce|FTC|Federal Trade Commission|DOJ|"
    r"Justice Department|CFIUS|FERC|CMA|European Commission|European Parliament|Cyberspace Administration|SAMR|"
    r"[Tt]he court|[Ff]ederal court|[Jj]udge|[Jj]ury|[Cc]opyright|[Ll]awsuits?|[Ss]ued?|[Cc]lass action|"
    r"[Mm]oratorium|[Pp]lanning permission|[Mm]inistry|White House|Congress|Senate|Washington|Beijing|[Ll]aws?|"
    r"Trump|Biden|Brussels|United States|US (?:cancels|revokes|bans|blocks|halts|orders|adds)|[Ss]ubpoenas?|"
    r"[Pp]rosecutors|Department of (?:Justice|Energy)|State Administration for Market Regulation|"
    r"US .{0,24}licen[cs]es|(?:US|Chinese|Dutch|British|Irish|federal|state) government|"
    r"[Ll]icen[cs]e requirements?|[Ee]xport licen[cs]es?)\b"
)
STAGES: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (4, "in force", cues(
        r"took effect|takes effect|in force|into force|effective immediately|fined|revoked?|remit",
        r"cancel(?:s|led)? .{0,40}(?:permits|licen[cs]es)",
        r"ban(?:s|ned)?|prohibit(?:s|ed)?|bar(?:s|red)|restrict(?:s|ed)?|block(?:s|ed)?|impos(?:es|ed)",
        r"outlaw(?:s|ed)?|limit(?:s|ed)?(?! (?:in|to|of|on)\b)|halt(?:s|ed)|suspend(?:s|ed)|cut off|shut out",
        r"blacklist(?:s|ed)?|embargo|(?:now )?(?:need|require)s? (?:a )?licen[cs]es?|face a presumption of denial",
        r"(?:may|can) (?:not|no longer)|no longer (?:buy|sell|purchase|ship)|closes? (?:gaps|loopholes)",
        r"(?:added|adds|put|puts|went) .{0,60}(?:to|on) (?:the |a )?(?:entity list|trade blacklist|blacklist)",
        r"because of (?:US )?export controls",
    )),
    (3, "adopted or carried out", cues(
        r"adopt(?:s|ed)|pass(?:es|ed)(?! on)|issue[sd]?|release[sd]? (?:rules|the rule|updated)|published",
        r"final rule|approv(?:es|ed|al)|signed|agreed on|settle[sd]?|ruled|rules that|terminated|grant(?:s|ed)",
        r"clear(?:s|ed)|allow(?:s|ed)|announced .{0,40}(?:rules|controls|curbs|limits)|tighten(?:s|ed)|tighter",
        r"lift(?:s|ed)|rescind(?:s|ed)|withdr(?:ew|aws|awn)|scrap(?:s|ped)|repeal(?:s|ed)|(?:dawn )?raid(?:s|ed)?",
        r"search(?:es|ed)|charge[sd] with|charges against",
        r"indict\w+|order(?:s|ed)|unveiled an executive order|fell under",
        r"(?:condition|return) for (?:export )?licen[cs]es|face .{0,12}charges|prosecutors charged?",
    )),
    (2, "under investigation, or a party under a rule", cues(
        r"consult(?:s|ing|ation|ations)|investigat\w+|prob(?:e|es|ing)|review(?:s|ed|ing)?|inquiry|scrutin\w+",
        r"hearing|comments?|negotiat\w+|trilogue|su(?:es|ed|ing)|lawsuit|suit|class action|challenges|stalled",
        r"complaint|examin\w+|question(?:s|ed)|accuse[sd]?|subpoena(?:s|ed)?|(?:opened|opens) a case",
        r"asked .{0,30}for documents|comply|complies|complying|tailored to|falls under",
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
            given = sentence.discounted(points)
            if best.points is None or given > best.points:
                best = Part(given, f"Regulatory {given} of 4, {stage}: {evidence.quote(sentence.text)}")
            break
    if not named and "\n" in text.strip():
        return Part(0, "Regulatory 0 of 4: no authority or rule is named.")
    return best


def _states(sentence: str, match: re.Match[str], points: int, year: int | None) -> bool:
    """Whether a cue is an authority's act said as fact: near its name, and not part of the name of a rule."""
    if points == 1:
        return True
    near = AUTHORITY.search(sentence, max(0, match.start() - REACH), match.end() + REACH)
    if near is None or not evidence.is_fact(sentence, *match.span(), year):
        return False
    return points == 2 or not any(rule.start() <= match.start() < rule.end() for rule in RULE.finditer(sentence))
