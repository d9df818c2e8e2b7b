"""Takeaways: the sentences that tell most of a story beyond its headline.

Decisions: a takeaway is a whole sentence of an article's body. It tells much where it states facts and names, shares
the words of the story's articles, and stands early. It must tell something new: a sentence that shares half of
its words with a headline or an earlier takeaway is left out, or three tenths where it also repeats its leading figure;
only a story with nothing else falls back on what repeats a headline, never on what repeats a takeaway.
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
    chosen: list[Sentence] = []
    for against in (titles, []):  # first what is new beside the headlines, then what isn't
        while len(chosen) < k:
            new = [s for s in candidates if not _repeats_any(s, [*against, *chosen])]
            if not new:
                break
            chosen.append(min(new, key=lambda s: (-worth[s.article_id, s.start] * _novelty(s, chosen), *_place(s))))
    return chosen


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
