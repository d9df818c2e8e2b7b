"""Impact of a story, 1 to 10: a rubric over facts the story states, never over how often it was told.

Three parts, each 0 to 4 or null where the text doesn't let one tell:

    R  regulatory    the furthest stage a rule, case or order has reached: 1 proposed, 2 under consultation or
                     investigation, 3 adopted or decided, 4 in force; 0 where no authority is named
    F  financial     largest stated amount as a share of the affected party's annual revenue:
                     under 0.1 % 0, from 0.1 % 1, from 1 % 2, from 5 % 3, from 20 % 4
    O  operational   an event stated as fact: a product 1, a company (deal, site, jobs) 2, supply to a market 3;
                     more where its size says so (1 GW, 100,000 GPUs or 10,000 jobs give 4), one more if it lasts
                     three years or for good

    impact = round(1 + 9·(0.6·max(R, F, O) + 0.4·(0.4·R + 0.35·F + 0.25·O)) / 4)

An unknown part adds 0 and lowers `impact_completeness`, the share of parts known. Decisions: a clause of
expectation, plan or hearsay is no fact and gives no points; a valuation, a price target or a market size is
nobody's outlay; revenue and profit count by how far they moved or missed, not by their level; an amount belongs to
the party named nearest before it, else after it, in its sentence, else to the first party of the title. The score
is the largest any article supports, so that copies, reprints and the number of articles can't move it. 8 and more
is an action item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from warehouse import amounts, entities, exchange_rates, sentences
from warehouse.beat import Beat

RUBRIC_VERSION = "1"

IMPACT_SCHEMA = pl.Schema(
    {
        "story_id": pl.String,
        "impact": pl.Int64,
        "impact_regulatory": pl.Int64,
        "impact_financial": pl.Int64,
        "impact_operational": pl.Int64,
        "impact_completeness": pl.Float64,
        "impact_rationale": pl.String,
        "rubric_version": pl.String,
    }
)

FINANCIAL_CUTS = ((0.20, 4), (0.05, 3), (0.01, 2), (0.001, 1), (0.0, 0))
"""Amount as a share of annual revenue, from this share on, and the points it gives."""

_AUTHORITY = re.compile(
    r"\b(?:[Rr]egulat\w+|[Aa]ntitrust|[Cc]ompetition (?:authority|commission|watchdog)|[Ww]atchdog|"
    r"[Ee]xport[- ](?:\w+ )?(?:control|curb|rule|"
    r"restriction|licen[cs]e|ban|plan|order)s?|[Cc]ontrols|[Ss]anctions?|[Tt]ariffs?|Entity List|"
    r"[Bb]lacklist\w*|[Rr]ules?|[Ll]aws?|[Dd]irective|AI Act|CHIPS Act|"
    r"[Ll]egislation|[Ll]awmakers|[Ee]xecutive order|BIS|Bureau of Industry and Security|Commerce "
    r"Department|Department of Commerce|FTC|Federal Trade "
    r"Commission|DOJ|CFIUS|FERC|CMA|European Commission|European Parliament|Cyberspace Administration|"
    r"[Tt]he court|[Ff]ederal court|[Jj]udge|[Cc]opyright|"
    r"[Ll]awsuit|[Ss]u(?:ed|es|it)|[Pp]ermits?|[Mm]oratorium|[Mm]inistry|White House|Washington|Beijing|"
    r"(?:US|Chinese|Dutch|British|federal) government|"
    r"Biden administration|Trump administration|[Ll]icen[cs]es)\b"
)
REGULATORY_STAGES: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (
        4,
        "in force",
        re.compile(
            r"\b(?:took effect|takes effect|in force|into force|effective immediately|ban(?:s|ned)?|"
            r"restrict(?:s|ed)|impos(?:es|ed)|"
            r"block(?:s|ed)|prohibit(?:s|ed)|bar(?:s|red)|fined|halt(?:s|ed)|suspend(?:s|ed)|revoked?|"
            r"(?:now )?(?:need|require)s? (?:a )?licen[cs]es?|"
            r"added .{0,30}to the Entity List|blacklist(?:s|ed)?|(?:may|can) (?:not|no longer)|no longer "
            r"(?:buy|sell|purchase|ship)|cut off|limits?|limited|closes? gaps|because of (?:US )?export "
            r"controls|remit)\b",
            re.I,
        ),
    ),
    (
        3,
        "adopted",
        re.compile(
            r"\b(?:adopt(?:s|ed)|pass(?:es|ed)|issued?|released? (?:rules|the rule|updated)|published|"
            r"final rule|approv(?:es|ed|al)|"
            r"signed|agreed on|agreement|settled|reached|ruled|terminated|grant(?:s|ed)|clear(?:s|ed)|"
            r"allow(?:s|ed)|announced .{0,40}(?:rules|controls|curbs)|tighten(?:s|ed)|"
            r"lift(?:s|ed)|rescind(?:s|ed))\b",
            re.I,
        ),
    ),
    (
        2,
        "under consultation or investigation",
        re.compile(
            r"\b(?:consult\w*|investigat\w+|prob(?:e|es|ing)|review(?:s|ed|ing)?|inquiry|scrutin\w+|"
            r"hearing|comments?|negotiat\w+|su(?:es|ed|ing)|"
            r"lawsuit|suit|raid(?:s|ed)?|search(?:es|ed)|challenges|stalled|complaint|examin\w+|"
            r"question(?:s|ed))\b",
            re.I,
        ),
    ),
    (
        1,
        "proposed",
        re.compile(
            r"\b(?:propos\w+|draft\w*|plans?|planned|consider\w*|bill|calls? for|urges?|warn(?:s|ed)|may|"
            r"could|weigh\w*)\b",
            re.I,
        ),
    ),
)
"""Points, name and cue of each stage, furthest first; a cue counts only in a sentence that names an authority or a
rule."""

OPERATIONAL_EVENTS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (
        3,
        "supply to a market",
        re.compile(
            r"\b(?:shortages?|sold out|(?:supply|supply chain) (?:chain )?(?:disruptions?|crunch|"
            r"constraints?)|cut off from|outages?|"
            r"(?:stops?|stopped|halts?|halted|suspends?|suspended|ends?|ending) (?:\w+ ){0,2}(?:production|"
            r"sales|shipments|deliveries|construction)|"
            r"(?:banned|bans|barred) .{0,40}(?:chips|products|sales|exports)|no longer (?:buy|sell|"
            r"purchase|ship)|need (?:a )?licen[cs]es?)\b",
            re.I,
        ),
    ),
    (
        2,
        "a company",
        re.compile(
            r"\b(?:acquir(?:es|ed)|takeover|merg(?:es|ed|er)|b(?:uys|ought) (?!back)|job cuts|lay(?:s|"
            r"ing)? off|laid off|resign(?:s|ed)|steps? down|terminated|"
            r"partner(?:s|ed|ship)|alliance|agree(?:s|d|ment)|sign(?:s|ed)|contract|order(?:s|ed)|"
            r"commit(?:s|ted)|invest(?:s|ed|ment)|primary cloud|"
            r"(?:builds?|built|opens?|opened|expands?|expanded|switches on|installs?|installed|completed) "
            r".{0,60}(?:data ?cent(?:er|re)|supercomputer|factory|fab|"
            r"plant|campus|cluster|system|machine|region)s?|cancel(?:s|led|ed)|delay(?:s|ed)|recall(?:s|"
            r"ed)|quits?|withdraw\w*|withdrew|restructur\w+)\b",
            re.I,
        ),
    ),
    (
        1,
        "a product",
        re.compile(
            r"\b(?:launch(?:es|ed)?|releas(?:es|ed)|ship(?:s|ped|ping)|unveil(?:s|ed)|introduc(?:es|ed)|"
            r"present(?:s|ed)|announc(?:es|ed)|available|deploy(?:s|ed)|"
            r"starts?|started|begins?|began|train(?:s|ed)|adopt(?:s|ed)|join(?:s|ed)|opens?|opened)\b",
            re.I,
        ),
    ),
)
"""Points, scope and cue of an event, widest first."""
OPERATIONAL_SIZES: dict[str, tuple[tuple[float, int], ...]] = {
    "MW": ((1000, 4), (300, 3), (50, 2), (0, 1)),
    "GPUs": ((100_000, 4), (20_000, 3), (1_000, 2), (0, 1)),
    "TPUs": ((100_000, 4), (20_000, 3), (1_000, 2), (0, 1)),
    "chips": ((100_000, 4), (20_000, 3), (1_000, 2), (0, 1)),
    "people": ((10_000, 4), (1_000, 3), (100, 2), (0, 1)),
    "exaFLOPS": ((10, 3), (1, 2), (0, 1)),
}
"""Unit of a stated size → (from this size on, points)."""

_LASTING = re.compile(
    r"\b(?:permanent(?:ly)?|for good|indefinite(?:ly)?|through 20[23]\d|multi-?year|(?:[3-9]|[1-9]\d|three|"
    r"four|five|six|seven|ten)[- ]years?)\b",
    re.I,
)
_NOT_AN_OUTLAY = re.compile(
    r"\b(?:valu(?:e|ed|ation|es|ing)|market (?:value|cap\w*|size)|capitali[sz]ation|worth|price target|a "
    r"share|per share|fortune|cash|a (?:piece|chip|unit|month)|"
    r"market of|market for|per (?:hour|chip|unit|million tokens|1,000 tokens|month)|assets)\b",
    re.I,
)
_LEVEL = re.compile(r"\b(?:revenues?|sales|turnover|profits?|income|earnings|earned|losses|net loss)\b", re.I)
_CHANGE = re.compile(
    r"\b(?:up|rose|grew|gained|increased|jumped|higher|leapt|growth of|down|fell|dropped|declined|"
    r"decreased|lower|slid)\b(?: by| of| some| about| more than| over)*\s*$",
    re.I,
)
_BODY = re.compile(r"\n\s*\S")


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one part of the rubric and the words they rest on; `points` is None where the text doesn't tell."""

    points: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Mention:
    entity_id: str
    start: int
    end: int


def assess(frame: pl.DataFrame, beat: Beat) -> pl.DataFrame:
    """Impact of each story.

    Args:
        frame: story_id, article_id, text (title, newline, body), one row an article; null texts count as empty.
        beat: its entities name the parties and their annual revenue in US dollars.

    Returns:
        story_id, impact (1–10), impact_regulatory, impact_financial, impact_operational (0–4, null unknown),
        impact_completeness (0–1), impact_rationale (sentences that quote their evidence), rubric_version; by story_id.
    """
    ordered = frame.select("story_id", "article_id", pl.col("text").cast(pl.String).fill_null("")).sort(
        "story_id", "article_id"
    )
    texts = ordered["text"].to_list()
    mentions: list[list[_Mention]] = [[] for _ in texts]
    for index, entity_id, start, end in (
        entities.find(texts, beat).select("text_index", "entity_id", "start", "end").iter_rows()
    ):
        mentions[index].append(_Mention(entity_id, start, end))
    revenue = {entity.id: entity.annual_revenue_usd for entity in beat.entities if entity.annual_revenue_usd}
    names = {entity.id: entity.name for entity in beat.entities}
    parts: dict[str, list[tuple[Part, Part, Part]]] = {}
    for story_id, text, found in zip(ordered["story_id"], texts, mentions, strict=True):
        parts.setdefault(story_id, []).append(
            (regulatory(text), financial(text, found, revenue, names), operational(text))
        )
    rows = [_row(story_id, articles) for story_id, articles in parts.items()]
    return pl.DataFrame(rows, schema=IMPACT_SCHEMA, orient="row")


def combine(regulatory: int | None, financial: int | None, operational: int | None) -> int:
    """Impact 1–10 from the three parts (0–4, None counts 0): round(1 + 9·(0.6·max + 0.4·(0.4R + 0.35F + 0.25O)) /
    4)."""
    r, f, o = regulatory or 0, financial or 0, operational or 0
    return int(1 + 9 * (0.6 * max(r, f, o) + 0.4 * (0.4 * r + 0.35 * f + 0.25 * o)) / 4 + 0.5)


def regulatory(text: str) -> Part:
    """R: the furthest stage that a sentence naming an authority or a rule states."""
    best = Part(None, "")
    named = False
    for start, end in sentences.split(text):
        sentence = text[start:end]
        if not _AUTHORITY.search(sentence):
            continue
        named = True
        for points, stage, cue in REGULATORY_STAGES:
            match = cue.search(sentence)
            if match is None or (points > 1 and amounts.is_forecast(sentence, *match.span())):
                continue
            if best.points is None or points > best.points:
                best = Part(points, f"Regulatory {points} of 4, {stage}: {_quote(sentence)}")
            break
    if not named and _BODY.search(text):
        return Part(0, "Regulatory 0 of 4: no authority or rule is named.")
    return best


def financial(text: str, mentions: Sequence[_Mention], revenue: dict[str, float], names: dict[str, str]) -> Part:
    """F: the largest stated amount as a share of its party's annual revenue."""
    best_share, best = -1.0, Part(None, "")
    title_end = text.find("\n") if "\n" in text else len(text)
    subject = next((m for m in mentions if m.start < title_end and m.entity_id in revenue), None)
    figures = amounts.figures(text)
    for start, end in sentences.split(text):
        here = [m for m in mentions if start <= m.start < end and m.entity_id in revenue]
        year = next((mention.value.year for mention in amounts.dates(text[start:end])), None)
        for figure, value in _consequences(text, [f for f in figures if start <= f.start < end]):
            party = _party(here, figure.start) or subject
            usd = exchange_rates.to_usd(value, figure.unit, year)
            if party is None or usd is None:
                continue
            share = usd / revenue[party.entity_id]
            if share > best_share:
                points = next(points for cut, points in FINANCIAL_CUTS if share >= cut)
                best_share = share
                best = Part(
                    points,
                    f"Financial {points} of 4: {figure.text} moves {_percent(share)} of "
                    f"{names[party.entity_id]}'s annual revenue: "
                    f"{_quote(text[start:end])}",
                )
    return best


def operational(text: str) -> Part:
    """O: the widest scope, or the largest stated size, of an event that a sentence states as fact."""
    best = Part(None, "")
    for start, end in sentences.split(text):
        sentence = text[start:end]
        event = _event(sentence)
        if event is None:
            continue
        points, scope = event
        sizes = [
            (_size_points(figure), figure.text)
            for figure in amounts.figures(sentence)
            if figure.unit in OPERATIONAL_SIZES and not figure.forecast
        ]
        if sizes and max(sizes)[0] > points:
            points, scope = max(sizes)
        lasting = _LASTING.search(sentence)
        if lasting:
            points, scope = min(4, points + 1), f"{scope}, {lasting.group()}"
        if best.points is None or points > best.points:
            best = Part(points, f"Operational {points} of 4, {scope}: {_quote(sentence)}")
    return best


def _event(sentence: str) -> tuple[int, str] | None:
    """Points and scope of the widest event that a sentence states as fact, or None."""
    for points, scope, cue in OPERATIONAL_EVENTS:
        for match in cue.finditer(sentence):
            if not amounts.is_forecast(sentence, *match.span()):
                return points, scope
    return None


def _consequences(text: str, figures: Sequence[amounts.Figure]) -> Iterable[tuple[amounts.Figure, float]]:
    """Of one sentence's figures, money stated as moved, spent, lost or owed, with the sum at stake in its currency."""
    for place, figure in enumerate(figures):
        if not figure.is_money or figure.forecast:
            continue
        left, right = amounts.clause_around(text, figure.start, figure.end)
        if _NOT_AN_OUTLAY.search(text, left, right):
            continue
        if not _LEVEL.search(text, left, right):
            yield figure, figure.high or figure.value
            continue
        following = figures[place + 1] if place + 1 < len(figures) else None
        if following and following.unit == figure.unit:
            yield figure, abs(figure.value - following.value)
        elif following and following.unit == "percent" and (cue := _CHANGE.search(text[figure.end : following.start])):
            down = re.match(r"down|fell|dropped|declined|decreased|lower|slid", cue.group(), re.I)
            change = -following.value / 100 if down else following.value / 100
            if change > -1:
                yield figure, abs(figure.value - figure.value / (1 + change))


def _party(mentions: Sequence[_Mention], place: int) -> _Mention | None:
    before = [m for m in mentions if m.end <= place]
    return before[-1] if before else mentions[0] if mentions else None


def _size_points(figure: amounts.Figure) -> int:
    return next(points for cut, points in OPERATIONAL_SIZES[figure.unit] if (figure.high or figure.value) >= cut)


def _row(story_id: str, articles: list[tuple[Part, Part, Part]]) -> tuple[object, ...]:
    """The story's row: for each part the most that any of its articles supports."""
    best = [
        max(column, key=lambda part: -1 if part.points is None else part.points)
        for column in zip(*articles, strict=True)
    ]
    points = [part.points for part in best]
    known = sum(p is not None for p in points) / len(points)
    reasons = [part.reason for part in best if part.reason]
    unknown = [name for name, p in zip(("regulatory", "financial", "operational"), points, strict=True) if p is None]
    if unknown:
        reasons.append(f"Not known from the text: {', '.join(unknown)}.")
    return (story_id, combine(*points), *points, known, " ".join(reasons), RUBRIC_VERSION)


def _quote(sentence: str) -> str:
    short = sentence if len(sentence) <= 240 else sentence[:239].rsplit(" ", 1)[0] + " …"
    return f"“{short}”" + ("" if short.endswith((".", "…", "!", "?")) else ".")


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}" if share >= 0.001 else "less than 0.1%"
