"""Sentiment of finance news: a score in [−1, 1] and five tiers, from a small linear model.

Decisions: whether a text is neutral is decided by a three-class model (negative, neutral, positive) trained on labelled
headlines; how strong its tone is, by a regression on graded scores, which also places the cuts of the two "very" tiers.
The two agree by construction: a neutral text's score stays inside the neutral band, any other outside it, so the
tier can be read off the score. Strength is four parts the regression and one part half the difference of the
probabilities of positive and negative. Posts (a cashtag, link, handle or hashtag) are never held in or out of the band,
since the labelled headlines hold none. A text without a word, or of links and handles alone, is neutral with score 0.
Training: `bench/train_sentiment.py`; measures, failure cases and licences: `docs/model-card-sentiment.md`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse import clause_edges, sentiment_features, sentiment_words
from warehouse.errors import ModelError
from warehouse.sentiment_grams import Grams, Ints
from warehouse.sentiment_tokens import Reader

TIERS = ("very_bearish", "bearish", "neutral", "bullish", "very_bullish")
SCORE_SCHEMA = pl.Schema({"score": pl.Float64, "tier": pl.String})
WEIGHTS = Path(__file__).parent / "weights" / "sentiment.npz"

_CLAUSE_EDGE = re.compile(r"[;:,\n](?=\s)|[.!?]\s|\s(?:but|while|whereas|as|and|despite)\s")
_POST = re.compile(r"\$[A-Za-z]{1,5}\b|https?://|(?<!\w)[@#]\w")
INSIDE = 1e-6
"""How far inside the neutral band a neutral score is held, so that a mean rounded to 9 decimals stays inside too."""

CLASS_PART = 0.2
"""Part of a score's strength that comes from the classes, by cross-validation; the rest is the regression's."""

BATCH = 256
"""Texts weighed at once: it bounds the memory that their features take, and no score depends on it."""

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Weights of the four linear outputs: negative, neutral, positive (logits) and grade (a score).

    `index[group]` numbers the features of a group; `weights[group]` has a row a feature, idf multiplied in, and a
    column an output; `idf[group]` is used for the length of a text's vector. `lexicon` weighs single words by what
    word vectors know of them. `ordinary` words are no names when they open a text. `cuts` are the inner edges of
    very bearish, bearish, bullish and very bullish, ascending.
    """

    index: dict[str, dict[str, int]]
    idf: dict[str, _Floats]
    weights: dict[str, _Floats]
    lexicon: dict[str, int]
    lexicon_weights: _Floats
    ordinary: frozenset[str]
    intercept: _Floats
    cuts: tuple[float, float, float, float]

    @cached_property
    def grams(self) -> dict[str, Grams]:
        """The runs of tokens that the groups of whole tokens know."""
        return {group: Grams.of(self.index[group]) for group in ("word", "stem", "mask")}


def load(path: Path = WEIGHTS) -> Model:
    """Reads packaged weights.

    Raises:
        ModelError: the file is absent or isn't of this form.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            groups = list(sentiment_features.GROUPS)
            return Model(
                index={group: _numbered(stored[f"{group}_names"]) for group in groups},
                idf={group: stored[f"{group}_idf"].astype(np.float64) for group in groups},
                weights={group: stored[f"{group}_weights"].astype(np.float64) for group in groups},
                lexicon=_numbered(stored["lexicon_names"]),
                lexicon_weights=stored["lexicon_weights"].astype(np.float64),
                ordinary=frozenset(_numbered(stored["ordinary"])),
                intercept=stored["intercept"].astype(np.float64),
                cuts=tuple(float(cut) for cut in stored["cuts"]),  # type: ignore[arg-type]
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(
            f"{path}: sentiment weights can't be read ({error}); make them with bench/train_sentiment.py"
        ) from error


def reader(model: Model) -> Reader:
    """Returns a reader of texts for `model`: it remembers the words that it has met, for one thread at a time."""
    return Reader(model.grams, model.index, model.lexicon, model.ordinary)


def score(
    texts: Sequence[str | None] | pl.Series, *, model: Model | None = None, words: Reader | None = None
) -> pl.DataFrame:
    """Sentiment of each text, one row a text, in order.

    Args:
        texts: headlines or sentences; a story is best given as its title. None and texts without a word are neutral.
        model: weights to use; the packaged ones if None.
        words: a `reader` of the model, for who scores again and again; no score depends on what it remembers.

    Returns:
        score (−1 very bearish … 1 very bullish), tier (one of `TIERS`).
    """
    model = model or load()
    rows: dict[str, int] = {}  # a text that is given twice is weighed once
    places = [rows.setdefault(text or "", len(rows)) for text in texts]
    distinct = list(rows)
    outputs = linear_outputs(model, distinct, words)
    has_words = np.array([any(map(str.isalnum, sentiment_words.cleaned(text))) for text in distinct], dtype=bool)
    posts = np.array([is_post(text) for text in distinct], dtype=bool)
    scores = np.where(has_words, scores_from(outputs, model.cuts, posts), 0.0)
    return _frame(scores[np.array(places, dtype=np.int64)], model.cuts)


def score_about(
    texts: Sequence[str] | pl.Series,
    starts: Sequence[int] | pl.Series,
    ends: Sequence[int] | pl.Series,
    *,
    model: Model | None = None,
    words: Reader | None = None,
) -> pl.DataFrame:
    """Sentiment of each text about the entity named at its span [start, end), one row a text, in order.

    Raises:
        ValueError: the three inputs differ in length, or a span lies outside its text.
    """
    clauses = [clause_about(text, start, end) for text, start, end in zip(texts, starts, ends, strict=True)]
    return score(clauses, model=model, words=words)


def clause_about(text: str, start: int, end: int) -> str:
    """The clause that holds the entity at text[start:end], or the whole text where that clause is only a name.

    Raises:
        ValueError: the span lies outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"span {start}–{end} lies outside its text of {len(text)} characters: {text[:60]!r}")
    left = clause_edges.last_edge(_CLAUSE_EDGE, text, start)
    after = _CLAUSE_EDGE.search(text, end)
    clause = text[left : after.start() if after else len(text)].strip()
    return clause if len(clause.split()) >= 3 else text


def linear_outputs(model: Model, texts: Iterable[str], words: Reader | None = None) -> _Floats:
    """The four outputs (negative, neutral, positive, grade) of each text, shape (texts, 4), `BATCH` texts at a time.

    Each group's known features are weighed, summed and divided by the length of the text's idf vector; the
    lexicon's words are summed and divided by the square root of their number.
    """
    remaining = iter(texts)
    batches = iter(lambda: list(itertools.islice(remaining, BATCH)), [])
    words = words or reader(model)
    return np.concatenate([np.empty((0, len(model.intercept))), *(_outputs(model, words, batch) for batch in batches)])


def _outputs(model: Model, words: Reader, texts: Sequence[str]) -> _Floats:
    """The four outputs of one batch, shape (texts, 4)."""
    total = np.tile(model.intercept, (len(texts), 1))
    for group, numbers, counts in words.read(texts):
        if group == "lexicon":
            total += _sums(numbers, counts, model.lexicon_weights, np.ones(len(model.lexicon)))
        else:
            total += _sums(numbers, counts, model.weights[group], model.idf[group])
    return total


def _sums(flat: Ints, counts: Ints, weights: _Floats, idf: _Floats) -> _Floats:
    """Σ weights / √Σ idf² over the known features of each text, shape (texts, outputs); zero where none is known.

    `flat` holds the feature numbers of all texts one after the other, `counts` how many each has.
    """
    result = np.zeros((len(counts), weights.shape[1]))
    filled = np.flatnonzero(counts)
    if len(filled):
        first = np.concatenate(([0], np.cumsum(counts)[:-1]))[filled]
        lengths = np.sqrt(np.add.reduceat(idf[flat] ** 2, first))
        result[filled] = np.add.reduceat(weights[flat], first, axis=0) / lengths[:, None]
    return result


def _numbered(packed: npt.NDArray[np.uint8]) -> dict[str, int]:
    return {name: number for number, name in enumerate(bytes(packed).decode().split("\n"))}


def scores_from(outputs: _Floats, cuts: Sequence[float], posts: npt.NDArray[np.bool_]) -> _Floats:
    """Scores that agree with the classes: the strength, held inside the neutral band or outside it as the classes
    decide."""
    bearish, bullish = cuts[1], cuts[2]
    grade = np.clip(blend(outputs), -1.0, 1.0)
    winner = np.where(posts, -1, outputs[:, :3].argmax(axis=1))
    inside = np.clip(grade, bearish + INSIDE, bullish - INSIDE)
    return np.select(
        [winner == -1, winner == 0, winner == 2],
        [grade, np.minimum(grade, bearish), np.maximum(grade, bullish)],
        inside,
    )


def blend(outputs: _Floats) -> _Floats:
    """Strength of each text before the classes decide its side: grade and half the difference of probabilities."""
    logits = outputs[:, :3] - outputs[:, :3].max(axis=1, keepdims=True)
    odds = np.exp(logits)
    leaning = (odds[:, 2] - odds[:, 0]) / odds.sum(axis=1)
    strength: _Floats = (1 - CLASS_PART) * outputs[:, 3] + CLASS_PART / 2 * leaning
    return strength


def is_post(text: str) -> bool:
    """Whether a text is a social post: it has a cashtag, a link, a handle or a hashtag."""
    return _POST.search(text) is not None


def tiers(score: pl.Expr, cuts: Sequence[float]) -> pl.Expr:
    """The tier of a score; a score on a cut belongs to the outer tier, as `scores_from` places it."""
    very_bearish, bearish, bullish, very_bullish = cuts
    return (
        pl.when(score <= very_bearish).then(pl.lit(TIERS[0]))
        .when(score <= bearish).then(pl.lit(TIERS[1]))
        .when(score < bullish).then(pl.lit(TIERS[2]))
        .when(score < very_bullish).then(pl.lit(TIERS[3]))
        .otherwise(pl.lit(TIERS[4]))
    )  # fmt: skip


def _frame(scores: _Floats, cuts: Sequence[float]) -> pl.DataFrame:
    frame = pl.DataFrame({"score": scores}, schema={"score": pl.Float64})
    return frame.with_columns(tiers(pl.col("score"), cuts).alias("tier"))
