"""Rows of a comparison table: where a sentence sets two figures of one kind side by side.

Editorial decisions:

- Three kinds of pair are read, each by what stands between and behind the two figures: now against before ("rose to X
  from Y", "X, up from Y"), reported against expected ("X against Y expected", "X beat a consensus of Y"), and one named
  thing against another ("141 GB instead of the H100's 80 GB", "21.8 trillion at SK hynix against 21.2 at Samsung").
- A row needs two figures of one unit, next to each other in one sentence, the words for both sides, and a word for
  what is compared (the aspect). A table with blanks tells nothing, so a pair that lacks any of them gives no row.
- A range isn't compared, nor is a figure that only hedges ("up to"): a table would drop the hedge.
- The span is that of both figures, so that a reader can check the row. A sentence that several articles of a story
  share, or that stands in a title and a body, gives its row once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from warehouse import amounts, sentences

COMPARISON_SCHEMA = pl.Schema(
    {
        "story_id": pl.String(),
        "row_no": pl.Int64(),
        "subject_a": pl.String(),
        "subject_b": pl.String(),
        "aspect": pl.String(),
        "value_a": pl.Float64(),
        "value_b": pl.Float64(),
        "unit": pl.String(),
        "article_id": pl.String(),
        "start": pl.Int64(),
        "end": pl.Int64(),
    }
)
NOW, BEFORE, REPORTED, EXPECTED = "now", "before", "reported", "expected"

_HEDGE = r"(?:about |only |just |nearly |roughly |some |almost |around |a |an |the |its )*"
_WITH = r"(?:against|versus|vs\.?|compared (?:with|to)|instead of|rather than|than|where)"
_CHANGED = r"(?:rose|rises|grew|grows|jumped|climbed|soared|surged|leapt|increased|fell|falls|dropped|declined|narrowed|widened|shrank|sank|slid|went|rising|growing|falling|up|down|raised|lifted|cut)"
_GAP_BEFORE = re.compile(rf"^[^.;:]{{0,70}}?,? (?:(?:up|down|rising|falling) )?from {_HEDGE}$", re.I)
_GAP_AGAINST = re.compile(rf"^[^.;:]{{0,60}}?,? {_WITH} {_HEDGE}$", re.I)
_GAP_EXPECTED = re.compile(
    r"^[^.;:]{0,40}?,? (?:against|versus|vs\.?|compared with|beat|beating|topped|above|below|missed|missing|ahead of)\b[^.;:]{0,40}?"
    rf"\b(?:consensus|forecasts?|expectations?|estimates?)(?: of| near| for)? {_HEDGE}$",
    re.I,
)
_GAP_BEAT = re.compile(rf"^[^.;:,]{{0,30}}? (?:beat|beating|topped|missed|missing) {_HEDGE}$", re.I)
_AFTER_EXPECTED = re.compile(
    r"^[^.;:,\d]{0,12}(?:(?:that|which) )?(?:[A-Z][\w]+ ){0,2}(?:analysts )?(?:had )?(?:been )?(?:expected|forecast|predicted|estimated|expectations?|consensus)\b", re.I
)
_EARLIER = re.compile(
    r"^\s*(?:a share )?(?:(?:in )?(?:a|one) (?:year|quarter|month) (?:earlier|before|ago)|(?:in|the) (?:same|year-ago) (?:quarter|period)\b[^,.;]{0,20}"
    r"|in (?:19|20)\d\d|last (?:year|quarter|month)|early this year|the (?:year|quarter) before|a year-ago)",
    re.I,
)
_TOKEN = r"[A-Z][\w&+-]*(?:\.\d+)?"
_NAME = rf"{_TOKEN}(?: (?:{_TOKEN}|\d[\w.]*))*"
_NAME_AFTER = re.compile(rf"^(?: a share| a year| a second)?(?: [a-z]+){{0,2}}? (?:at|for|in|from|of|on|by) (?:the |its )?({_NAME})")
_NAMED_BEFORE = re.compile(rf"{_WITH} (?:the |its )?({_NAME})['’]s {_HEDGE}$")
_OWNER = re.compile(rf"({_NAME})(?:['’]s)?\b")
_ASPECT_BEFORE = re.compile(
    r"(?:^|[^a-z-])((?:[a-z][a-z-]+ ){0,3}[a-z][a-z-]+)(?: (?:in|for|of) (?:the |its )?(?:[\w.-]+ ){0,5}?)?"
    rf",? (?:(?:has |had |have )?{_CHANGED}(?: \d[\d.,]* ?(?:%|percent|per cent))?(?: in [\w ]{{1,30}}?)? to|was|were|is|are|of|at|reached|hit|totalled|totaled|came to|came in at|stood at|to) {_HEDGE}$"
)
_ASPECT_AFTER = re.compile(r"^ (?:of|in) ((?:[a-z-]+ ){0,2}[A-Za-z][\w-]*)")
_DULL = frozenset(
    "a an the of in on at to and its their his her it that this which who with by for from as is was were are has had have be or but "
    "price rose fell rate now after than more less about each other one two said says will would year quarter month day second".split()
)
_LEADING = re.compile(r"^(?:(?:a|an|the|of|in|on|at|to|and|its|their|his|her|that|this|which|with|by|for|from|as|or|but|while|when|after|whose|than|it|has|had|have|on|reported|posted|expects|sees|said|says|lifted|raised|cut|put|puts|quarterly|annual) )+")


@dataclass(frozen=True)
class _Row:
    subject_a: str
    subject_b: str
    aspect: str


def compare(frame: pl.DataFrame) -> pl.DataFrame:
    """Finds the comparisons of each story.

    Args:
        frame: story_id, article_id, text (title, newline, body), one row an article; null texts give none.

    Returns:
        story_id, row_no (from 1 within a story), subject_a, subject_b, aspect, value_a, value_b (both in `unit`), unit,
        article_id, start, end (from the first figure to the last, in that article's text); sorted by story_id, row_no.
        Rows follow article_id, then reading order.
    """
    rows: list[dict[str, object]] = []
    seen: set[tuple[object, ...]] = set()
    numbers: dict[str, int] = {}
    ordered = frame.select("story_id", "article_id", pl.col("text").cast(pl.String).fill_null(""))
    for story_id, article_id, text in ordered.sort("story_id", "article_id").iter_rows():
        for start, end in sentences.split(text):
            sentence = text[start:end]
            for left, right, row in _pairs(sentence):
                key = (story_id, left.value, right.value, left.unit, row.aspect)
                if key in seen:
                    continue
                seen.add(key)
                numbers[story_id] = numbers.get(story_id, 0) + 1
                rows.append(
                    {
                        "story_id": story_id,
                        "row_no": numbers[story_id],
                        "subject_a": row.subject_a,
                        "subject_b": row.subject_b,
                        "aspect": row.aspect,
                        "value_a": left.value,
                        "value_b": right.value,
                        "unit": left.unit,
                        "article_id": article_id,
                        "start": start + left.start,
                        "end": start + right.end,
                    }
                )
    return pl.DataFrame(rows, schema=COMPARISON_SCHEMA)


def _pairs(sentence: str) -> list[tuple[amounts.Figure, amounts.Figure, _Row]]:
    """The figures of a sentence that are set against each other, with the words for both sides."""
    figures = amounts.figures(sentence)
    found = []
    for left, right in zip(figures, figures[1:], strict=False):
        if left.unit != right.unit or left.high is not None or right.high is not None or "at most" in (left.bound, right.bound):
            continue
        row = _row(sentence, left, right)
        if row is not None:
            found.append((left, right, row))
    return found


def _row(sentence: str, left: amounts.Figure, right: amounts.Figure) -> _Row | None:
    """The words of a pair, or None where it isn't a comparison or a word is missing."""
    before, gap, after = sentence[: left.start], sentence[left.end : right.start], sentence[right.end :]
    before = re.sub(r"[$€£¥₹₩]\s*$", "", before)
    gap_words = re.sub(r"[$€£¥₹₩]\s*$", "", gap)
    aspect = _aspect(before, gap_words)
    if aspect is None:
        return None
    if _GAP_EXPECTED.match(gap_words) or (
        (_GAP_AGAINST.match(gap_words) or _GAP_BEAT.match(gap_words)) and _AFTER_EXPECTED.match(after)
    ):
        return _Row(REPORTED, EXPECTED, aspect)
    if _GAP_BEFORE.match(gap_words):
        earlier = _EARLIER.match(after)
        return _Row(NOW, _words(earlier[0]) if earlier else BEFORE, aspect)
    return _named(before, gap_words, after, aspect)


def _named(before: str, gap: str, after: str, aspect: str) -> _Row | None:
    """The row of two named things set against each other, where both names are certain."""
    owner = _NAMED_BEFORE.search(gap)
    if owner is None and not _GAP_AGAINST.match(gap):
        return None
    behind = _NAME_AFTER.match(after)
    if owner is None and behind is None:
        earlier = _EARLIER.match(after)
        return _Row(NOW, _words(earlier[0]), aspect) if earlier else None
    other = owner[1] if owner else behind[1] if behind else ""
    beside = _NAME_AFTER.match(gap)
    names = [match[1] for match in _OWNER.finditer(before)]
    this = beside[1] if beside else names[0] if names else None
    if this is None or this == other or other.lower() in aspect.lower().split():
        return None
    return _Row(this, other, aspect)


def _aspect(before: str, gap: str) -> str | None:
    """What is compared: the noun before the first figure's verb or preposition, else the one after the figure."""
    match = _ASPECT_BEFORE.search(before)
    for candidate in (match[1] if match else None, after[1] if (after := _ASPECT_AFTER.match(gap)) else None):
        if candidate is not None:
            words = _LEADING.sub("", candidate.strip() + " ").strip()
            if words and words.split()[-1].lower() not in _DULL:
                return words
    return None


def _words(phrase: str) -> str:
    return " ".join(phrase.split())
