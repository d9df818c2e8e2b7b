"""Prints how impact agrees with an annotator: Spearman's rho and quadratic-weighted kappa, beside two references.

    python bench/impact.py --data FILE

FILE is JSON lines with url, impact (1–10) and sentiment (a tier) for articles of the packaged chronicle; labels
stay outside the project. References: the number of articles of the annotator's event (coverage volume, which
impact must not use) and a constant.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from warehouse import beat, impact, sentiment

CHRONICLE = Path(__file__).parents[1] / "warehouse" / "beats" / "chronicle.jsonl"


def weighted_kappa(a: np.ndarray, b: np.ndarray, levels: int = 10) -> float:
    """Cohen's kappa with quadratic weights over levels 1 … `levels`."""
    observed = np.zeros((levels, levels))
    np.add.at(observed, (a - 1, b - 1), 1)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()
    weights = np.subtract.outer(np.arange(levels), np.arange(levels)) ** 2
    return float(1 - (weights * observed).sum() / (weights * expected).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    path = options.data / "chronicle_2022_2023_labels.jsonl" if options.data.is_dir() else options.data
    if not path.exists():
        raise SystemExit(f"{path}: no labels there; give JSON lines with url and impact")
    labels = pl.read_ndjson(path).rename({"impact": "gold", "sentiment": "tone"})
    rows = (
        labels.join(pl.read_ndjson(CHRONICLE), on="url")
        .sort("url")
        .with_columns(pl.len().over("event").alias("volume"))
    )
    frame = rows.select(
        pl.col("url").alias("story_id"),
        pl.col("url").alias("article_id"),
        (pl.col("title") + "\n" + pl.col("summary")).alias("text"),
    )
    found = impact.assess(frame, beat.load("ai_compute")).join(
        rows.select(pl.col("url").alias("story_id"), "gold", "volume"), on="story_id"
    )
    gold = found["gold"].to_numpy()
    print(f"n = {len(found)}, mean completeness {found['impact_completeness'].mean():.2f}")
    for name, values in (
        ("impact", found["impact"]),
        ("  regulatory alone", found["impact_regulatory"].fill_null(0)),
        ("  financial alone", found["impact_financial"].fill_null(0)),
        ("  operational alone", found["impact_operational"].fill_null(0)),
        ("coverage volume (reference)", found["volume"]),
    ):
        print(f"{name:<30} Spearman {spearmanr(values.to_numpy(), gold).statistic:.3f}")
    print(
        f"{'impact':<30} weighted kappa {weighted_kappa(found['impact'].to_numpy(), gold):.3f}   (a constant gives 0)"
    )
    steps = {tier: place - 2 for place, tier in enumerate(sentiment.TIERS)}
    tone = rows["tone"].replace_strict(steps, return_dtype=pl.Int64).to_numpy()
    for name, texts in (("title", rows["title"]), ("title and summary", rows["title"] + ". " + rows["summary"])):
        r = np.corrcoef(sentiment.score(texts)["score"].to_numpy(), tone)[0, 1]
        print(f"{'sentiment of ' + name:<30} Pearson {r:.3f} with the annotator's tiers")


if __name__ == "__main__":
    main()
