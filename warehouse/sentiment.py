"""Sentiment of finance news: a score in [−1, 1] and five tiers, from a small linear model.

Decisions: whether a text is neutral is decided by a three-class model (negative, neutral, positive) trained on labelled
headlines; how strong its tone is, by a regression on graded scores, which also places the cuts of the two "very" tiers.
The two agree by construction: a neutral text's score stays inside the neutral band, any other outside it, so the tier can
be read off the score. A text without a word is neutral with score 0. Training: `bench/train_sentiment.py`; measures, failure cases
and licences: `docs/model-card-sentiment.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse import amounts, sentiment_features
from warehouse.errors import ModelError

TIERS = ("very_bearish", "bearish", "neutral", "bullish", "very_bullish")
SCORE_SCHEMA = pl.Schema({"score": pl.Float64, "tier": pl.String})
WEIGHTS = Path(__file__).parent / "weights" / "sentiment.npz"

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Weights of the four linear outputs: negative, neutral, positive (logits) and grade (a score).

    `index[group]` numbers the features of a group; `weights[group]` has a row a feature, idf multiplied in, and a column an
    output; `idf[group]` is used for the length of a text's vector. `cuts` are the inner edges of very bearish, bearish,
    bullish and very bullish, ascending.
    """

    index: dict[str, dict[str, int]]
    idf: dict[str, _Floats]
    weights: dict[str, _Floats]
    intercept: _Floats
    cuts: tuple[float, float, float, float]


def load(path: Path = WEIGHTS) -> Model:
    """Reads packaged weights.

    Raises:
        ModelError: the file is absent or isn't of this form.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            names = {group: bytes(stored[f"{group}_names"]).decode().split("\n") for group in sentiment_features.GROUPS}
            return Model(
                index={group: {name: number for number, name in enumerate(listed)} for group, listed in names.items()},
                idf={group: stored[f"{group}_idf"].astype(np.float64) for group in names},
                weights={group: stored[f"{group}_weights"].astype(np.float64) for group in names},
                intercept=stored["intercept"].astype(np.float64),
                cuts=tuple(float(cut) for cut in stored["cuts"]),  # type: ignore[arg-type]
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path}: sentiment weights can't be read ({error}); make them with bench/train_sentiment.py") from error


def score(texts: Sequence[str | None] | pl.Series, *, model: Model | None = None) -> pl.DataFrame:
    """Sentiment of each text, one row a text, in order.

    Args:
        texts: headlines or sentences; a story is best given as its title. None and texts without a word are neutral.
        model: weights to use; the packaged ones if None.

    Returns:
        score (−1 very bearish … 1 very bullish), tier (one of `TIERS`).
    """
    model = model or load()
    listed = [text or "" for text in texts]
    outputs = linear_outputs(model, listed)
    has_words = np.array([any(c.isalnum() for c in text) for text in listed], dtype=bool)
    return _frame(np.where(has_words, scores_from(outputs, model.cuts), 0.0), model.cuts)


def score_about(
    texts: Sequence[str] | pl.Series,
    starts: Sequence[int] | pl.Series,
    ends: Sequence[int] | pl.Series,
    *,
    model: Model | None = None,
) -> pl.DataFrame:
    """Sentiment of each text about the entity named at its span [start, end), one row a text, in order.

    Raises:
        ValueError: the three inputs differ in length, or a span lies outside its text.
    """
    clauses = []
    for text, start, end in zip(texts, starts, ends, strict=True):
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}–{end} lies outside its text of {len(text)} characters: {text[:60]!r}")
        left, right = amounts.clause_around(text, start, end)
        clauses.append(text[left:right])
    return score(clauses, model=model)


def linear_outputs(model: Model, texts: Iterable[str]) -> _Floats:
    """The four outputs (negative, neutral, positive, grade) of each text, shape (texts, 4)."""
    tokenised = [sentiment_features.tokens(text) for text in texts]
    total = np.tile(model.intercept, (len(tokenised), 1))
    for group, extract in sentiment_features.GROUPS.items():
        index, idf, weights = model.index[group], model.idf[group], model.weights[group]
        known = [[index[f] for f in extract(words) if f in index] for words in tokenised]
        counts = np.array([len(found) for found in known], dtype=np.int64)
        flat = np.fromiter((number for found in known for number in sorted(found)), dtype=np.int64, count=int(counts.sum()))
        filled = np.flatnonzero(counts)
        if not len(filled):
            continue
        first = np.concatenate(([0], np.cumsum(counts)[:-1]))[filled]
        sums = np.add.reduceat(weights[flat], first, axis=0)
        lengths = np.sqrt(np.add.reduceat(idf[flat] ** 2, first))
        total[filled] += sums / lengths[:, None]
    return total


def scores_from(outputs: _Floats, cuts: Sequence[float]) -> _Floats:
    """Scores that agree with the classes: the grade, held inside the neutral band or outside it as the classes decide."""
    bearish, bullish = cuts[1], cuts[2]
    grade = np.clip(outputs[:, 3], -1.0, 1.0)
    winner = outputs[:, :3].argmax(axis=1)
    inside = np.clip(grade, np.nextafter(bearish, 0.0), np.nextafter(bullish, 0.0))
    return np.select([winner == 0, winner == 2], [np.minimum(grade, bearish), np.maximum(grade, bullish)], inside)


def _frame(scores: _Floats, cuts: Sequence[float]) -> pl.DataFrame:
    very_bearish, bearish, bullish, very_bullish = cuts
    value = pl.col("score")
    tier = (
        pl.when(value <= very_bearish).then(pl.lit(TIERS[0]))
        .when(value <= bearish).then(pl.lit(TIERS[1]))
        .when(value < bullish).then(pl.lit(TIERS[2]))
        .when(value < very_bullish).then(pl.lit(TIERS[3]))
        .otherwise(pl.lit(TIERS[4]))
    )  # fmt: skip
    return pl.DataFrame({"score": scores}, schema={"score": pl.Float64}).with_columns(tier.alias("tier"))
