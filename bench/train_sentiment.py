"""Trains the packaged sentiment weights; see docs/model-card-sentiment.md.

    python bench/train_sentiment.py --data DIR [--out FILE]

DIR holds sentfin_train.parquet (headline_id, headline, entity, sentiment, n_entities) and fiqa_train.parquet (sentence, score).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge

from warehouse import sentiment, sentiment_features

MIN_DOCUMENTS = {"word": 2, "stem": 2, "char": 3}
GRADE = {"negative": -0.45, "neutral": 0.0, "positive": 0.45}
CLASSES = ["negative", "neutral", "positive"]


def headlines(data: Path) -> pl.DataFrame:
    """One row a headline whose entities all carry one label: headline, sentiment."""
    return (
        pl.read_parquet(data / "sentfin_train.parquet")
        .group_by("headline_id")
        .agg(pl.col("headline").first(), pl.col("sentiment").first(), pl.col("sentiment").n_unique().alias("labels"))
        .filter(pl.col("labels") == 1)
        .sort("headline_id")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=sentiment.WEIGHTS)
    options = parser.parse_args()
    labelled, graded = headlines(options.data), pl.read_parquet(options.data / "fiqa_train.parquet")
    texts = [sentiment_features.tokens(t) for t in [*labelled["headline"], *graded["sentence"]]]
    vectorisers = {
        group: TfidfVectorizer(analyzer=extract, min_df=MIN_DOCUMENTS[group], binary=True)
        for group, extract in sentiment_features.GROUPS.items()
    }
    matrix = hstack([v.fit_transform(texts) for v in vectorisers.values()]).tocsr()
    n = len(labelled)
    classes = LogisticRegression(C=3, max_iter=500).fit(matrix[:n], labelled["sentiment"].to_numpy())
    assert list(classes.classes_) == CLASSES
    target = np.concatenate([labelled["sentiment"].replace_strict(GRADE).to_numpy(), graded["score"].to_numpy()])
    weight = np.concatenate([np.full(n, 0.5), np.full(len(graded), 2.0)])
    grade = Ridge(alpha=1.0).fit(matrix, target, sample_weight=weight)
    coefficients = np.vstack([classes.coef_, grade.coef_]).T
    stored: dict[str, np.ndarray] = {"intercept": np.append(classes.intercept_, grade.intercept_), "cuts": np.array([-0.5, -0.1, 0.1, 0.5])}
    row = 0
    for group, vectoriser in vectorisers.items():
        names = vectoriser.get_feature_names_out()
        stored[f"{group}_names"] = np.frombuffer("\n".join(names).encode(), dtype=np.uint8)
        stored[f"{group}_idf"] = vectoriser.idf_.astype(np.float32)
        stored[f"{group}_weights"] = (coefficients[row : row + len(names)] * vectoriser.idf_[:, None]).astype(np.float32)
        row += len(names)
    np.savez_compressed(options.out, **stored)


if __name__ == "__main__":
    main()
