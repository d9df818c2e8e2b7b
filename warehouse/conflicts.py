"""Where the sources of one story give different figures for the same thing: shown as a conflict, never averaged.

Editorial decisions:

- Two figures are about the same thing where they have one unit and stand among the same words, counted in their clause
  and no further than the next figure: at least `SHARED_WORDS` content words in common, `LIKENESS` of those of either
  and `OVERLAP` of those of the shorter. Names alone are not enough, and where both name something before the figure
  they must name one thing in common. Figures of one article never conflict: an article that gives two means two things.
  Words of part or order ("first", "another") must agree, and so must a stretch of time ("in three months"). Where both
  say when (a weekday, a session, a quarter, a year), they must say the same.
- They conflict where they differ by more than `ROUNDING` and neither article has the other's figure anywhere: an
  article that has both speaks of two things, and one that rounds says the same.
- Forecasts, bounds ("up to", "more than", "passed") and rates against totals don't conflict with statements of fact; a
  range conflicts only with what lies outside it.
- Besides figures with a unit, a plain count with its noun is read ("63 companies"): the noun is its unit.
- Frames hold one article per near-copy group, so that reprints don't make a majority. There is no verdict on who is
  right: the values are listed with their articles, the value of most articles first.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from warehouse import amounts, sentences

SHARED_WORDS = 3
LIKENESS, OVERLAP = 0.5, 0.75
ROUNDING = 0.05
CONFLICT_SCHEMA = pl.Schema(
    {
        "story_id": pl.String(),
        "conflict_no": pl.Int64(),
        "what": pl.String(),
        "unit": pl.String(),
        "values": pl.List(
            pl.Struct({"value": pl.Float64(), "article_id": pl.String(), "start": pl.Int64(), "end": pl.Int64()})
        ),
    }
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_COUNT = re.compile(
    r"(?<![\w.,$€£%-])(\d{1,3}(?:,\d{3})+|\d{1,6})(?![\w.,%-]*\d) ((?:[A-Z][\w-]+ |[a-z][a-z-]+ ){0,2}?)([a-z]{3,}s)\b"
)
_NOT_COUNTED = _words("percent times years months weeks days hours minutes seconds points dollars euros")
_PASSED = re.compile(r"\b(?:pass|exceed|top|surpass|cross)(?:es|ed|s|ing)?\s+[^\w]*$", re.I)
_PARTS = _words("first initial initially next total another additional further previous previously")
_WHEN = re.compile(
    r"\b(?:premarket|before the open|after hours|in late trading|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|(?:first|second|third|fourth)[- ]quarter|q[1-4]|(?:19|20)\d\d)\b",
    re.I,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+")
_EDGE = re.compile(r"[;:()\n]|,(?!\d)|[.!?](?=\s|$)|\b(?:but|while|whereas|although|against|versus)\b")
_STOP = _words(
    "the a an and or of to in on for at by with from as is are was were be been it its that this which who will has "
    "have had after over into than their his her they he she not but also said says more about up out million billion "
    "trillion percent dollars dollar would could may new one two per cent according reported reports told"
)


@dataclass(frozen=True, slots=True)
class _Claim:
    """One figure as one article states it, with the words around it."""

    article_id: str
    value: float
    high: float
    unit: str
    start: int
    end: int
    words: frozenset[str]
    plain: frozenset[str]
    when: frozenset[str]
    subject: frozenset[str]
    what: str
    solid: bool


def find(frame: pl.DataFrame) -> pl.DataFrame:
    """Finds the figures on which the sources of each story differ.

    Args:
        frame: story_id, article_id, text (title, newline, body), one row an article and near-copy group.

    Returns:
        story_id, conflict_no (from 1 within a story), what (the clause of the first article with "…" for the figure),
        unit, values (list of value, article_id, start, end; the value of most articles first, then by size and
        article); sorted by story_id, conflict_no.
    """
    rows: list[dict[str, object]] = []
    ordered = frame.select("story_id", "article_id", pl.col("text").cast(pl.String).fill_null(""))
    read = ordered.sort("story_id", "article_id").iter_rows()
    for story_id, of_story in itertools.groupby(read, key=lambda row: row[0]):
        articles = list(of_story)
        if len(articles) < 2:
            continue
        claims = [claim for _, article_id, text in articles for claim in _claims(article_id, text)]
        by_unit: dict[str, list[_Claim]] = defaultdict(list)
        for claim in claims:
            by_unit[claim.unit].append(claim)
        groups = [group for alike in by_unit.values() for group in _groups(alike)]
        groups.sort(key=lambda group: (group[0].article_id, group[0].start))
        for number, group in enumerate(groups, start=1):
            rows.append(
                {
                    "story_id": story_id,
                    "conflict_no": number,
                    "what": group[0].what,
                    "unit": group[0].unit,
                    "values": [
                        {"value": c.value, "article_id": c.article_id, "start": c.start, "end": c.end}
                        for c in _by_support(group)
                    ],
                }
            )
    return pl.DataFrame(rows, schema=CONFLICT_SCHEMA)


def _claims(article_id: str, text: str) -> Iterator[_Claim]:
    """Every figure of one article, in order; where a title and its body say the same, both are kept."""
    for start, end in sentences.split(text):
        sentence = text[start:end]
        figures = _figures(sentence)
        for place, figure in enumerate(figures):
            left, right = _clause(sentence, figure.start, figure.end)
            if place and figures[place - 1].end > left:
                left = _after_and(sentence, figures[place - 1].end, figure.start)
            if place + 1 < len(figures) and figures[place + 1].start < right:
                right = _before_and(sentence, figure.end, figures[place + 1].start)
            around = sentence[left : figure.start] + " … " + sentence[figure.end : right]
            yield _Claim(
                article_id=article_id,
                value=figure.value,
                high=figure.value if figure.high is None else figure.high,
                unit=figure.unit
                + (" a year" if figure.per_year else "")
                + _stretch(sentence, figures[place : place + 2]),
                start=start + figure.start,
                end=start + figure.end,
                words=frozenset(_stem(w) for w in _WORD.findall(around) if w.lower() not in _STOP),
                plain=frozenset(_stem(w) for w in _WORD.findall(around) if w.islower() and w not in _STOP),
                subject=frozenset(
                    _stem(w) for w in _WORD.findall(sentence[left : figure.start]) if w[0].isupper() and _is_name(w)
                ),
                when=frozenset(match.group().lower().replace("-", " ") for match in _WHEN.finditer(sentence)),
                what=" ".join(around.split()),
                solid=not figure.forecast
                and figure.bound in (None, "about")
                and not _PASSED.search(sentence, left, figure.start),
            )


def _figures(sentence: str) -> list[amounts.Figure]:
    """Figures with a unit, and plain counts with their noun."""
    known = amounts.figures(sentence)
    taken = [(f.start, f.end) for f in known] + [(d.start, d.end) for d in amounts.dates(sentence)]
    counts = [
        amounts.Figure(float(match[1].replace(",", "")), match[3], match.start(1), match.end(1), match[1])
        for match in _COUNT.finditer(sentence)
        if match[3] not in _NOT_COUNTED
        and not any(start < match.end(1) and match.start(1) < end for start, end in taken)
    ]
    return sorted([*known, *counts], key=lambda figure: figure.start)


def _clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause around sentence[start:end]; a "from" or "than" doesn't end it, since it may belong to the thing."""
    left = max((edge.end() for edge in _EDGE.finditer(sentence, 0, start)), default=0)
    after = _EDGE.search(sentence, end)
    return left, after.start() if after else len(sentence)


def _stretch(sentence: str, figures: Sequence[amounts.Figure]) -> str:
    """The stretch of time right behind a figure, " in three months"; empty where there is none."""
    if len(figures) < 2 or figures[1].unit not in ("months", "years"):
        return ""
    between = sentence[figures[0].end : figures[1].start]
    return between + figures[1].text if between in (" in ", " over ", " within ") else ""


def _after_and(sentence: str, start: int, end: int) -> int:
    """Where this figure's words begin after the figure before it: behind the first "and" between the two."""
    joint = sentence.find(" and ", start, end)
    return start if joint < 0 else joint + len(" and ")


def _before_and(sentence: str, start: int, end: int) -> int:
    """Where this figure's words end before the next figure: at the last "and" between the two."""
    joint = sentence.rfind(" and ", start, end)
    return end if joint < 0 else joint


def _groups(claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """Claims of one unit and different articles that conflict, each in one group at most, in order of the first."""
    by_article: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_article[claim.article_id].append(claim)
    groups: list[list[_Claim]] = []
    used: set[int] = set()
    for index, claim in enumerate(claims):
        if index in used or not claim.solid:
            continue
        group = {claim.article_id: index}
        for other_index in range(index + 1, len(claims)):
            other = claims[other_index]
            if other_index in used or other.article_id in group or not _same_thing(claim, other):
                continue
            if all(_compatible_sources(claims[i], other, by_article) for i in group.values()):
                group[other.article_id] = other_index
        members = [claims[i] for i in group.values()]
        if any(_differ(claim, other) for other in members):
            used |= set(group.values())
            groups.append(members)
    return groups


def _same_thing(a: _Claim, b: _Claim) -> bool:
    if not (a.solid and b.solid):
        return False
    if (a.words & _PARTS) != (b.words & _PARTS):
        return False  # the first of them, and all of them
    if a.when and b.when and not a.when & b.when:
        return False  # before the open and after hours, in 2023 and in 2025
    if a.subject and b.subject and not a.subject & b.subject:
        return False  # what one maker holds, and what another one holds
    if not a.plain & b.plain:
        return False  # the same company, and nothing else
    shared = len(a.words & b.words)
    shorter = min(len(a.words), len(b.words))
    return shared >= max(SHARED_WORDS, LIKENESS * len(a.words | b.words), OVERLAP * shorter)


def _compatible_sources(a: _Claim, b: _Claim, by_article: dict[str, list[_Claim]]) -> bool:
    """Whether two claims agree, or differ without either article having the other's figure as well."""
    if not _differ(a, b):
        return True
    has_other = any(not _differ(a, claim) for claim in by_article[b.article_id])
    return not has_other and all(_differ(b, claim) for claim in by_article[a.article_id])


def _differ(a: _Claim, b: _Claim) -> bool:
    """Whether two claims lie apart by more than rounding; a range holds whatever lies inside it."""
    low, high = (a, b) if a.value <= b.value else (b, a)
    size = max(abs(high.value), abs(low.high))
    return high.value - low.high > ROUNDING * size


def _by_support(group: Sequence[_Claim]) -> list[_Claim]:
    support = {c: sum(not _differ(c, other) for other in group) for c in group}
    return sorted(group, key=lambda c: (-support[c], c.value, c.article_id))


def _is_name(word: str) -> bool:
    return word.lower() not in _STOP and not _WHEN.fullmatch(word)


def _stem(word: str) -> str:
    plain = word.lower().replace("’", "'").removesuffix("'s")
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain
