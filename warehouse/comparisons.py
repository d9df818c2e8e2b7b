"""Rows of a comparison table: where a sentence sets two figures of one kind side by side.

Editorial decisions:

- Three kinds of pair are read, each by what stands between and behind the two figures: now against before ("rose to X
  from Y", "grew from Y to X", "X, up from Y"), reported against expected ("X against Y expected", "X beat a consensus
  of Y"), and one named thing against another ("141 GB instead of the H100's 80 GB", "21.8 trillion at SK hynix against
  21.2 at Samsung").
- A row needs two figures of one unit, next to each other in one sentence, the words for both sides, and a word for
  what is compared (the aspect). A table with blanks tells nothing, so a pair that lacks any of them gives no row.
- The first side is called "forecast" where its clause is an expectation or a plan, so that a table never shows a hope
  as a fact. The measures that can be compared are a list (`_HEAD`); whose measure it is comes where the text says so.
- A range isn't compared, nor is a figure that only hedges ("up to"): a table would drop the hedge.
- The span is that of both figures, so that a reader can check the row. A sentence that several articles of a story
  share, or that stands in a title and a body, gives its row once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

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
NOW, BEFORE, REPORTED, EXPECTED, FORECAST = "now", "before", "reported", "expected", "forecast"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HEDGE = r"(?:about |only |just |nearly |roughly |some |almost |around |a |an |the |its )*"
_WITH = r"(?:against|versus|vs\.?|compared (?:with|to)|instead of|rather than|than|where)"
_CHANGED = (
    r"(?:rose|rises|grew|grows|jumped|climbed|soared|surged|leapt|increased|fell|falls|dropped|declined|narrowed|"
    r"widened|shrank|sank|slid|slipped|eased|edged|moved|swelled|expanded|contracted|went|rising|growing|falling|up|down|"
    r"raised|lifted|cut)"
)
_GAP_BEFORE = re.compile(rf"^[^.;:]{{0,70}}?,? (?:(?:up|down|rising|falling) )?from {_HEDGE}$", re.I)
_GAP_TO = re.compile(rf"^(?: a year| a share)? to {_HEDGE}$", re.I)
_GAP_AGAINST = re.compile(rf"^[^.;:]{{0,60}}?,? {_WITH} {_HEDGE}$", re.I)
_GAP_EXPECTED = re.compile(
    r"^[^.;:]{0,40}?,? (?:against|versus|vs\.?|compared with|beat|beating|topped|above|below|missed|missing|ahead of)\b"
    rf"[^.;:]{{0,40}}?\b(?:consensus|forecasts?|expectations?|estimates?)(?: of| near| for)? {_HEDGE}$",
    re.I,
)
_GAP_BEAT = re.compile(rf"^[^.;:,]{{0,30}}? (?:beat|beating|topped|missed|missing) {_HEDGE}$", re.I)
_AFTER_EXPECTED = re.compile(
    r"^[^.;:,\d]{0,12}(?:(?:that|which) )?(?:[A-Z][\w]+ ){0,2}(?:analysts )?(?:had )?(?:been )?"
    r"(?:expected|forecast|predicted|estimated|expectations?|consensus)\b",
    re.I,
)
_EARLIER = re.compile(
    r"^\s*(?:a share )?(?:(?:in )?(?:a|one) (?:year|quarter|month) (?:earlier|before|ago)"
    r"|(?:in|the) (?:same|year-ago) (?:quarter|period)\b[^,.;]{0,20}|in (?:19|20)\d\d"
    r"|last (?:year|quarter|month)|early this year|the (?:year|quarter) before)",
    re.I,
)
_TOKEN = r"[A-Z][\w&+-]*(?:\.\d+)?"
_NAME = rf"(?:SK hynix|{_TOKEN}(?: (?:{_TOKEN}|\d[\w.]*))*)"
_NAME_AFTER = re.compile(
    rf"^(?: a share| a year| a second)?(?: [a-z]+){{0,2}}? (?:at|for|in|from|of|on|by) (?:the |its )?({_NAME})"
)
_NAMED_BEFORE = re.compile(rf"{_WITH} (?:the |its )?({_NAME})['’]s {_HEDGE}$")
_NAMES = re.compile(rf"(?<![\w-])({_NAME})")
_HEAD = (
    r"(?:revenue|sales|income|profit|loss|earnings|margin|share|spending|expenditure|capex|outlay|budget|valuation|value|"
    r"price|target|cost|bill|growth|output|capacity|bandwidth|memory|HBM\w*|performance|speed|rate|throughput|latency|"
    r"bookings|guidance|inventory|usage|use|consumption|emissions|users|subscribers|yield|"
    r"power|energy|demand|forecast|odds|parity|staff|headcount|backlog|orders|shipments|deliveries|stake)s?"
)
_PLACE = r"(?: (?:at|for|in|of|from|per) (?:[\w.’'-]+ ){0,5}?[\w.’'-]+)?"
_CHANGE_TO = rf"(?:{_CHANGED}(?: \d[\d.,]* ?(?:%|percent|per cent))?(?: in [\w ]{{1,30}}?)?(?: up| down)? to)"
_IS = r"(?:was|were|is|are|of|at|reached|hit|totalled|totaled|came to|came in at|stood at|to)"
_WAS = r"(?:was |were |is |are |has |have |had |been )*"
_ASPECT_BEFORE = re.compile(rf"\b({_HEAD}){_PLACE} {_WAS}(?:{_CHANGE_TO}|{_IS}) {_HEDGE}$", re.I)
_CHANGE_FROM = re.compile(rf"\b({_HEAD}){_PLACE} {_WAS}(?:{_CHANGED}) from {_HEDGE}$", re.I)
_OPENER = re.compile(
    r"^(?:The|Its|A|An|Each) ((?:[a-z-]+ ){0,2}?[a-z-]+) (?:offers|has|carries|holds|gives|draws|needs|costs|is|was)\b"
)
_CHANGE_BEFORE = re.compile(rf"\b({_HEAD}){_PLACE} (?:{_CHANGED}) {_HEDGE}$", re.I)
_ASPECT_AFTER = re.compile(rf"^ (?:of|in) ((?:[a-z][a-z-]+ ){{0,2}}{_HEAD})\b", re.I)
_SET_BESIDE = re.compile(
    r"from|against|versus|vs|compared|instead|rather|than|where|beat|topped|above|below|miss|ahead", re.I
)
"""One of these stands in every sentence with a comparison; most have none, and need no figures read."""
_NOT_QUALIFYING = _words(
    "a an the of in on at and its their his her that this which who with by for from as or but while when after whose "
    "than it has had have is was are reported reports posted posts brought expects expected sees said says lifted "
    "raised cut put puts about only nearly quarter year share up down to now where narrowed if"
)
_NOT_NAMES = _words(
    "the a an in on at it its he she they this that these those for from with by as and but or while when after if "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday q1 q2 q3 q4 gaap us shares analysts fiscal"
)


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
            if not _SET_BESIDE.search(sentence):
                continue
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
    for number, (left, right) in enumerate(pairwise(figures)):
        if left.unit != right.unit or any(f.high is not None or f.bound == "at most" for f in (left, right)):
            continue
        follower = figures[number + 2] if number + 2 < len(figures) else None
        if follower and follower.unit == right.unit and _bare(sentence[right.end : follower.start]).strip() == "and":
            continue  # "2.70 on revenue of 13 billion, ahead of 2.09 and 11 billion": paired by order alone
        row = _row(sentence, left, right)
        if row is not None:
            found.append((left, right, row))
    return found


def _row(sentence: str, left: amounts.Figure, right: amounts.Figure) -> _Row | None:
    """The words of a pair, or None where it isn't a comparison or a word is missing."""
    before, gap, after = _bare(sentence[: left.start]), _bare(sentence[left.end : right.start]), sentence[right.end :]
    changed = _CHANGE_FROM.search(before)
    if changed is not None and _GAP_TO.match(gap):
        return _Row(BEFORE, FORECAST if right.forecast else NOW, _qualified(before, changed))
    aspect = _aspect(before, gap, left.unit)
    if aspect is None:
        return None
    against = _GAP_AGAINST.match(gap) or _GAP_BEAT.match(gap)
    if _GAP_EXPECTED.match(gap) or (against and _AFTER_EXPECTED.match(after)):
        return _Row(FORECAST if left.forecast else REPORTED, EXPECTED, aspect)
    earlier = _EARLIER.match(after)
    if _GAP_BEFORE.match(gap) or (against and earlier):
        past = " ".join(earlier[0].split()) if earlier else BEFORE
        return _Row(FORECAST if left.forecast else NOW, past, aspect)
    return _named(before, gap, after, aspect)


def _named(before: str, gap: str, after: str, aspect: str) -> _Row | None:
    """The row of two named things set against each other, where both names are certain."""
    owner = _NAMED_BEFORE.search(gap)
    behind = _NAME_AFTER.match(after) if owner is None and _GAP_AGAINST.match(gap) else None
    found = owner or behind
    other = _name(found[1], aspect) if found else None
    beside = _NAME_AFTER.match(re.split(rf",? {_WITH} ", gap)[0])
    candidates = [*(match[1] for match in _NAMES.finditer(before)), *([beside[1]] if beside else [])]
    names = [name for candidate in candidates if (name := _name(candidate, aspect))]
    models = [name for name in names if re.search(r"\d", name)]
    if other is not None and re.search(r"\d", other) and models:
        names = models  # a model is compared with a model: "the A800, made by Nvidia, … the A100's"
    opener = _OPENER.match(before)
    if not names and opener:
        names = [f"the {opener[1]}"]
    if other is None or not names or names[-1] == other:
        return None
    return _Row(names[-1], other, aspect)


def _name(words: str, aspect: str) -> str | None:
    """The thing that capitalised words name; None for a month, a sentence's first word, or what is compared."""
    parts = words.split()
    while parts and parts[0].lower() in _NOT_NAMES:
        parts.pop(0)
    if not parts or (len(parts) == 1 and parts[0].lower() in aspect.lower().split()):
        return None
    return " ".join(parts)


def _aspect(before: str, gap: str, unit: str) -> str | None:
    """What is compared: the measure before the first figure, else the one right after it."""
    match = _ASPECT_BEFORE.search(before)
    if match is not None:
        return _qualified(before, match)
    change = _CHANGE_BEFORE.search(before) if unit == "percent" else None
    if change is not None:
        return f"change in {_qualified(before, change)}"
    after = _ASPECT_AFTER.match(gap)
    if after is None:
        return None
    return f"part of {after[1]}" if unit == "percent" else after[1]


def _qualified(before: str, match: re.Match[str]) -> str:
    """A measure with up to three words that qualify it and whose it is: "Nvidia's first-quarter revenue"."""
    words = [match[1] if match[1].startswith("HBM") else match[1].lower()]
    earlier = before[: match.start(1)].split()
    while earlier and len(words) < 4:
        word = earlier[-1] if len(earlier) > 1 else earlier[-1].lower()  # a sentence's first word is a capital anyway
        if not re.fullmatch(r"[a-z][a-z-]+", word) or word in _NOT_QUALIFYING:
            break
        words.insert(0, word)
        earlier.pop()
    owner = re.search(rf"({_NAME})['’]s$", " ".join(earlier))
    return " ".join([owner[0], *words] if owner else words)


def _bare(words: str) -> str:
    """Words without a currency sign at their end, which belongs to the figure that follows."""
    return re.sub(r"[$€£¥₹₩]\s*$", "", words)
