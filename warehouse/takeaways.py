"""Takeaways: the sentences that tell most of a story beyond its headline.

Decisions: a takeaway is a whole sentence of an article's body. It tells much where it states facts and names, shares
the words of the story's articles, and stands early. It must tell something new: a sentence that shares half of
its words with a headline or an earlier takeaway is left out, or three tenths where it also repeats its leading figure.
It must be understood: a sentence that opens with "It", "The company" or the like is taken together with the one before
it, or not at all. The side items of a digest are no takeaways. Where too little is left, what repeats a headline is
taken, first what adds most to it, never what repeats a takeaway; only a story with nothing else falls back on the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from warehouse.story_sentences import Sentence, overlap, stories

TAKEAWAY_SCHEMA = pl.Schema(
    {"story_id": pl.String(), "takeaway_no": pl.Int64(), "sentence": pl.String(), "article_id": pl.String()}
)
REPEATS, REPEATS_WITH_FIGURE = 0.5, 0.3
"""Share of the shorter sentence's words in common from which one repeats the other, without and with its figure."""
RESTATES_HEADLINE = 0.85
MIN_WORDS = 4
MORE_WORDS = 6
"""Words beyond every headline from which on a sentence that repeats one still tells more."""
OF_THE_HEADLINE = 3
"""Words that a later sentence of a digest shares with its headline, at least, where it is about the same."""
_GOES_ON = re.compile(
    r"(?:It|Its|They|Their|He|His|She|Her|This|These|Those|Both|Another|The (?:company|firm|group|start-?up|pair|two|"
    r"partners|chipmaker|maker))\b(?! (?:of|between|that|behind)\b)"
)
"""How a sentence opens that speaks of whom an earlier one named."""
_DIGEST = re.compile(r"\b(?:digest|podcast|round-?up|newsletter|briefing|week in|front page)\b", re.I)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w&’'-]*")


def choose(frame: pl.DataFrame, *, k: int = 2) -> pl.DataFrame:
    """The k most informative sentences of each story, best first, none of them its headline or one another's repeat.

    Args:
        frame: story_id, article_id, text (title, newline, body) and, optionally, published_at, one row an article.
        k: sentences wanted; a story with fewer that differ gives fewer.

    Returns:
        story_id, takeaway_no (from 1), sentence, article_id, sorted by story_id, takeaway_no.
    """
    rows = [
        (story_id, number, sentence.text, sentence.article_id)
        for story_id, story in stories(frame)
        for number, sentence in enumerate(_most_informative(story, k), start=1)
    ]
    return pl.DataFrame(rows, schema=TAKEAWAY_SCHEMA, orient="row")


def _most_informative(story: list[list[Sentence]], k: int) -> list[Sentence]:
    titles = [article[0] for article in story if article]
    candidates = [
        sentence
        for article in story
        for sentence in article[1:]
        if len(sentence.words) >= MIN_WORDS
        and all(overlap(sentence.words, title.words) < RESTATES_HEADLINE for title in titles)
    ]
    spread = Counter(word for article in story for word in frozenset().union(*(s.words for s in article)))
    worth = {(s.article_id, s.start): _informativeness(s, spread, len(story)) for s in candidates}
    aside = {(s.article_id, s.start) for article in story for s in _side_items(article)}
    own = [s for s in candidates if (s.article_id, s.start) not in aside]
    before = {(s.article_id, s.position): s for s in own}
    chosen: list[Sentence] = []

    def best(open_: Sequence[Sentence]) -> Sentence | None:
        new = [s for s in open_ if s not in chosen and not _repeats_any(s, chosen)]
        return min(new, key=lambda s: (-worth[s.article_id, s.start] * _novelty(s, chosen), *_place(s)), default=None)

    def understood(sentence: Sentence) -> bool:
        origin = before.get((sentence.article_id, sentence.position - 1))
        return not _goes_on(sentence) or origin in chosen or (origin is not None and k - len(chosen) > 1)

    new = [s for s in own if not _repeats_any(s, titles)]
    more = [s for s in own if min(len(s.words - title.words) for title in titles) >= MORE_WORDS]
    for pool in (new, more, own, candidates):
        while len(chosen) < k:
            strict = pool is new or pool is more
            found = best([s for s in pool if understood(s)] if strict else pool)
            if found is None:
                break
            origin = before.get((found.article_id, found.position - 1))
            if strict and _goes_on(found) and origin is not None and origin not in chosen:
                chosen.append(origin)
            chosen.append(found)
        if chosen and pool is more and aside:
            break
    return _in_order(chosen)


def _side_items(article: Sequence[Sentence]) -> list[Sentence]:
    """What a digest tells beside its headline: sentences of other words, or all from its "The podcast adds" on."""
    cue = next((s.position for s in article if _DIGEST.search(s.text)), None)
    if cue is None:
        return []
    if cue > 1:
        return [s for s in article if s.position >= cue]
    headline = _stems(article[0])
    return [s for s in article[2:] if len(_stems(s) & headline) < OF_THE_HEADLINE]


def _stems(sentence: Sentence) -> set[str]:
    return {word.rstrip("s") for word in sentence.words}


def _goes_on(sentence: Sentence) -> bool:
    return _GOES_ON.match(sentence.text) is not None


def _in_order(chosen: Sequence[Sentence]) -> list[Sentence]:
    """The takeaways best first, but what goes on from another right behind it."""
    ordered: list[Sentence] = []
    for sentence in chosen:
        place = (sentence.article_id, sentence.position + 1)
        at = next((i for i, o in enumerate(ordered) if _goes_on(o) and (o.article_id, o.position) == place), None)
        ordered.insert(len(ordered) if at is None else at, sentence)
    return ordered


def _novelty(sentence: Sentence, chosen: Sequence[Sentence]) -> float:
    """Share of a sentence's words that no takeaway chosen so far has."""
    return 1 - max((overlap(sentence.words, other.words) for other in chosen), default=0.0)


def _place(sentence: Sentence) -> tuple[int, str, int]:
    return sentence.position, sentence.article_id, sentence.start


def _repeats_any(sentence: Sentence, told: Sequence[Sentence]) -> bool:
    return any(
        (likeness := overlap(sentence.words, other.words)) >= REPEATS
        or (likeness >= REPEATS_WITH_FIGURE and _shares_figure(sentence, other))
        for other in told
    )


def _shares_figure(a: Sentence, b: Sentence) -> bool:
    """Whether a's first figure, money before other units, is among b's (to 1 %)."""
    leading = min(a.figures, key=lambda figure: (not figure.is_money, figure.start), default=None)
    return leading is not None and any(
        other.unit == leading.unit
        and abs(other.value - leading.value) <= 0.01 * max(abs(other.value), abs(leading.value))
        for other in b.figures
    )


def _informativeness(sentence: Sentence, spread: Counter[str], n_articles: int) -> float:
    """Points for facts, names, words that the story's articles share, and an early place; less for length without
    them."""
    stated = sum(1.0 if not figure.forecast else 0.5 for figure in sentence.figures[:4])
    names = len(set(_NAME.findall(sentence.text)))
    shared = sum(spread[word] for word in sentence.words) / (n_articles * len(sentence.words))
    length = min(1.0, len(sentence.words) / 12) * min(1.0, 45 / len(sentence.words))
    return (
        (1.0 + 0.5 * stated + 0.15 * min(names, 6) + 1.0 * shared * (n_articles > 1))
        * length
        / (1 + 0.12 * (sentence.position - 1))
    )
