"""What a text is about: topics by their words, with weights and the words as evidence.

A text is its title, a newline and its body. Editorial decisions:

- A mention is a term on word boundaries that no longer `exclude` phrase hides, that isn't negated ("without training",
  "rather than inference") or left behind ("as demand moves from training to inference" is about inference), and that
  has none of the topic's `not_near` words within four words. A text where mentions
  beside such a word are as many as the others uses the term in its other sense: none counts. Where a topic
  lists `context` words, one of them must stand somewhere in the text.
- A text is about a topic where the mentions carry it, not where one passes by: there must be a term or two different
  weak ones, and a salience of 2. Salience is the sum over the mentions of points (2 for a term, 1 for a weak one; a
  quarter of that in a descriptive aside, "best known for …"), double in the title, with a repeated term counting
  half each further time; the body's part of it is divided by √(words/120) in a text of more than 120 words.
- The weight is a share of the text: the title counts as two sentences and each sentence of the body as one; a sentence
  is split over the topics that it mentions by their points. Sentences about nothing of the beat, and the parts of
  topics that the text is not about, are the part called `other`, which has no row. Weights are whole
  millionths, rounded down, so that they and `other` sum to exactly 1.
- Evidence offsets are characters of the given text: text[start:end] is the evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import polars as pl

from warehouse.beat import Beat, Topic
from warehouse.matching import Match, Matcher, fold, leftmost_longest, variants

MICRO = 1_000_000
TERM_POINTS, WEAK_POINTS = 2.0, 1.0
TITLE_FACTOR, TITLE_SENTENCES, REPEAT_FACTOR, PASSING_FACTOR = 2.0, 2, 0.5, 0.25
SALIENCE, FREE_WORDS = 2.0, 120
NEAR_WORDS = 4
TAG_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "text_index": pl.Int64,
    "topic": pl.String,
    "weight": pl.Float64,
    "evidence": pl.List(pl.Struct({"start": pl.Int64, "end": pl.Int64, "text": pl.String})),
}

_SENTENCE_END = re.compile(r"\n|(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_NEGATION = re.compile(
    r"(?:\b(?:no|not|never|neither|nor|without|except|excluding|instead of|rather than|unlike|nothing to do with)"
    r"|n't)\s+(?!only\b|just\b|merely\b|longer\b|doubt\b|less\b|fewer\b|more than\b)(?:[\w']+\s+){0,2}$"
)

_LEFT_BEHIND = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|shift(?:s|ed|ing)?|switch(?:es|ed|ing)?|turn(?:s|ed|ing)?|pivot(?:s|ed|ing)?|pass(?:es|ed|ing)?"
    r"|transition(?:s|ed|ing)?|migrat(?:e|es|ed|ing)|go(?:es|ing|ne)?|went)\s+(?:away\s+)?from\s+(?:[\w'-]+\s+)?$"
)
_PASSING = re.compile(
    r"\b(?:(?:well |best |also )?known for|famous for|(?:a |the )?makers? of|whose\b[\w' ]{0,40}?|an aside on"
    r"|(?:also|once) (?:worked|used|active) (?:on|in|for)|among other things|background in|a brief mention of)"
    r"\s+(?:[\w']+\s+){0,4}$"
)


@dataclass(frozen=True)
class _Role:
    """What a pattern is to a topic: a term's points, or an exclusion, a context word, a word not to be near."""

    topic: int
    kind: str
    points: float
    term: str


@dataclass(frozen=True)
class _Mention:
    topic: int
    start: int
    end: int
    sentence: int
    points: float
    term: str


def tag(texts: Sequence[str] | pl.Series, beat: Beat, *, salience: float = SALIENCE) -> pl.DataFrame:
    """Tags each text with the topics that it is about.

    Args:
        texts: titles and bodies joined by a newline; None counts as an empty text.
        beat: whose topics to look for.
        salience: what the mentions of a topic must reach for the text to be about it; another value than the usual one
            is a stricter or broader reading, to see what hangs on the cut. Below the usual one a single weak term
            carries a text.

    Returns:
        text_index (position in `texts`), topic (id), weight (share of the text, 0–1; the weights of a text sum
        with its unlisted `other` part to exactly 1, in whole millionths), evidence (list of start, end, text in
        characters of the text, in order). Sorted by text, then beat order of the topics. No row: not about it.
    """
    tagger = Tagger(beat, salience)
    rows: dict[str, list[object]] = {name: [] for name in TAG_SCHEMA}
    for index, text in enumerate(texts):
        for topic_id, micro, mentions in tagger.tag_one(text or ""):
            rows["text_index"].append(index)
            rows["topic"].append(topic_id)
            rows["weight"].append(micro / MICRO)
            rows["evidence"].append([{"start": m.start, "end": m.end, "text": text[m.start : m.end]} for m in mentions])
    return pl.DataFrame(rows, schema=TAG_SCHEMA)


def categories(frame: pl.DataFrame, beat: Beat) -> pl.DataFrame:
    """The category of each story: the group of its heaviest topic, ties in beat order, else "general".

    Args:
        frame: story_id, topic_id, weight; a story without topics has one row with null topic and weight.
        beat: gives each topic its group; topics of other beats are passed over.

    Returns:
        story_id, category; one row a story of the frame, sorted by story_id.
    """
    groups = pl.DataFrame(
        {
            "topic_id": [t.id for t in beat.topics],
            "category": [t.group for t in beat.topics],
            "_order": range(len(beat.topics)),
        },
        schema={"topic_id": pl.String, "category": pl.String, "_order": pl.Int64},
    )
    return (
        frame.select("story_id", pl.col("topic_id").cast(pl.String), pl.col("weight").cast(pl.Float64))
        .join(groups, on="topic_id", how="left")
        .sort(
            "story_id",
            pl.col("category").is_null(),
            -pl.col("weight"),
            "_order",
            nulls_last=True,
        )
        .group_by("story_id", maintain_order=True)
        .agg(pl.col("category").first().fill_null("general"))
    )


class Tagger:
    """A beat's topics made ready for matching. Holds no state of the texts it has seen."""

    def __init__(self, beat: Beat, salience: float = SALIENCE) -> None:
        self._topics = beat.topics
        self._salience = salience
        self._broad = salience < SALIENCE
        roles: dict[str, list[_Role]] = defaultdict(list)
        for number, topic in enumerate(beat.topics):
            for role, spelling in _roles(number, topic):
                roles[spelling].append(role)
        patterns = sorted(roles)
        self._matcher = Matcher(patterns)
        self._roles = [tuple(roles[p]) for p in patterns]

    def tag_one(self, text: str) -> list[tuple[str, int, list[_Mention]]]:
        """The topics of one text as (id, weight in millionths, mentions), in beat order."""
        mentions = self.mentions(text)
        if not mentions:
            return []
        dilution = max(1.0, sqrt(len(text.split()) / FREE_WORDS))
        by_topic: dict[int, list[_Mention]] = defaultdict(list)
        for mention in mentions:
            by_topic[mention.topic].append(mention)
        title_end = text.find("\n") if "\n" in text else len(text)
        about = {
            topic
            for topic, found in by_topic.items()
            if (_carries(found) or self._broad) and _salience(found, title_end, dilution) >= self._salience
        }
        sentences = _sentence_count(text)
        weights = _weights(mentions, about, sentences)
        return [(self._topics[t].id, weights[t], by_topic[t]) for t in sorted(about)]

    def mentions(self, text: str) -> list[_Mention]:
        """Every mention that counts, of every topic, by topic and place."""
        folded = fold(text)
        found: dict[int, list[tuple[Match, _Role]]] = defaultdict(list)
        context: set[int] = set()
        avoid: dict[int, list[Match]] = defaultdict(list)
        for match in self._matcher.find_all(folded):
            for role in self._roles[match.pattern]:
                if role.kind == "context":
                    context.add(role.topic)
                elif role.kind == "not_near":
                    avoid[role.topic].append(match)
                else:
                    found[role.topic].append((match, role))
        if not found:
            return []
        starts = _sentence_starts(text)
        kept = []
        for number in sorted(found):
            if self._topics[number].context and number not in context:
                continue
            of, other_sense, mine = dict(found[number]), 0, []
            for match in leftmost_longest(of):
                role = of[match]
                if role.kind == "exclude":
                    continue
                sentence = bisect_right(starts, match.start) - 1
                if _near(folded, match, avoid[number]):
                    other_sense += 1
                elif not _denied(folded, starts[sentence], match.start):
                    aside = _PASSING.search(folded, max(starts[sentence], match.start - 80), match.start)
                    points = role.points * (PASSING_FACTOR if aside else 1.0)
                    mine.append(_Mention(number, match.start, match.end, sentence, points, role.term))
            if other_sense < len(mine):
                kept.extend(mine)
        return kept


def _roles(number: int, topic: Topic) -> Iterable[tuple[_Role, str]]:
    lists = {
        "weak": (topic.weak, WEAK_POINTS),  # where two lists share a spelling the later one holds
        "term": (topic.terms, TERM_POINTS),
        "context": (topic.context, 0.0),
        "exclude": (topic.exclude, 0.0),
        "not_near": (topic.not_near, 0.0),
    }
    for kind, (terms, points) in lists.items():
        for term in terms:
            for spelling in variants(term):
                yield _Role(number, kind, points, term), spelling


def _carries(mentions: Sequence[_Mention]) -> bool:
    """Whether there is a term among the mentions, or at least two different weak ones."""
    return any(m.points >= TERM_POINTS for m in mentions) or len({m.term for m in mentions}) > 1


def _salience(mentions: Sequence[_Mention], title_end: int, dilution: float) -> float:
    total, seen = 0.0, set()
    for mention in mentions:
        value = mention.points * (TITLE_FACTOR if mention.start < title_end else 1.0 / dilution)
        total += value * REPEAT_FACTOR if mention.term in seen else value
        seen.add(mention.term)
    return total


def _weights(mentions: Iterable[_Mention], about: set[int], sentences: int) -> dict[int, int]:
    """Millionths of the text for each topic that it is about, rounded down."""
    points: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for mention in mentions:
        points[mention.sentence][mention.topic] += mention.points
    parts: dict[int, float] = defaultdict(float)
    for sentence in sorted(points):
        size = TITLE_SENTENCES if sentence == 0 else 1
        total = sum(points[sentence].values())
        for topic, value in points[sentence].items():
            parts[topic] += size * value / total
    whole = TITLE_SENTENCES + sentences - 1
    return {topic: int(parts[topic] / whole * MICRO) for topic in about}


def _sentence_starts(text: str) -> list[int]:
    return [0, *(end.end() for end in _SENTENCE_END.finditer(text))]


def _sentence_count(text: str) -> int:
    """Sentences of a text, its title being the first; an empty end isn't one."""
    starts = _sentence_starts(text)
    return sum(1 for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if text[a:b].strip()) or 1


def _denied(folded: str, sentence_start: int, start: int) -> bool:
    """Whether the words before a mention negate it or say that it is left behind."""
    before = max(sentence_start, start - 60)
    return any(rule.search(folded, before, start) is not None for rule in (_NEGATION, _LEFT_BEHIND))


def _near(folded: str, match: Match, avoid: Iterable[Match]) -> bool:
    """Whether one of the matches to avoid lies within NEAR_WORDS words of this one."""
    for other in avoid:
        gap = folded[other.end : match.start] if other.end <= match.start else folded[match.end : other.start]
        if len(gap) <= 60 and not any(c in gap for c in ".;!?\n") and len(gap.split()) <= NEAR_WORDS:
            return True
    return False
