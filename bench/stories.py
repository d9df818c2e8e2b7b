"""How well articles are clustered into stories, and how fast.

    python bench/stories.py --data DIR [--labels FILE] [--neighbours]

DIR holds news_clusters_dev.parquet (article_id, title, outlet, published, story). FILE is a JSONL of url and event for
articles of the packaged chronicle. Neither is part of the project; without them only the speed is measured.

Prints B-cubed precision, recall and F1 beside a reference in the same run: single-pass TF-IDF over centroids, whose
document frequencies see the whole set and whose threshold is the best one on that very set. The method runs with its
packaged settings, which were chosen on these sets: `held out` picks the threshold on one half (of the stories, or of
the years) and scores it on the other. `shuffled` puts the headlines in random order, because the set's own order has
each story in one block. `--neighbours` moves one setting at a time, to show whether the packaged ones lie on a plateau.

Speed is articles a second by the wall and of the CPU, beside the bar of 10,000, for streams of 3,000 articles a day and
for one ten times as dense; growth is the CPU time of the long stream over that of the short one, beside their lengths.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse import near_copies, stories
from warehouse.resources import CHRONICLE
from warehouse.story_features import BACKGROUND
from warehouse.story_stream import Settings

NEIGHBOURS: dict[str, tuple[float, ...]] = {
    "threshold": (0.08, 0.10, 0.14, 0.16),
    "title_threshold": (0.07, 0.08, 0.10, 0.11),
    "decay_per_day": (0.005, 0.01, 0.02, 0.03),
    "pseudo_stories": (250.0, 500.0, 2_000.0, 4_000.0),
    "window_days": (5.0, 7.0, 14.0, 21.0),
}
THRESHOLDS = (0.06, 0.08, 0.10, 0.12, 0.14, 0.16, 0.18)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with news_clusters_dev.parquet")
    parser.add_argument("--labels", type=Path, help="JSONL of url and event for articles of the chronicle")
    parser.add_argument("--neighbours", action="store_true", help="F1 with one setting moved at a time")
    arguments = parser.parse_args()
    sets: dict[str, pl.DataFrame] = {}
    if arguments.data is None and arguments.labels is None:
        print("No labelled data given (--data DIR, --labels FILE): quality isn't measured, only speed.")
    if arguments.data is not None:
        frame = headlines(arguments.data / "news_clusters_dev.parquet")
        mixed = frame.sample(fraction=1.0, shuffle=True, seed=1)
        mixed = mixed.with_columns(published_at=frame["published_at"].sort())
        quality("headlines", frame, halves=by_story(frame), bar=0.70)
        quality("shuffled", mixed, halves=None, bar=0.70)
        sets |= {"headlines": frame, "one half": by_story(frame)[0], "the other": by_story(frame)[1], "shuffled": mixed}
    if arguments.labels is not None:
        frame = chronicle(arguments.labels)
        years = frame["published_at"].dt.year()
        early = years == years.min()
        halves = (frame.filter(early), frame.filter(~early))
        quality("chronicle", frame, halves=halves, bar=0.88)
        sets |= {"chronicle": frame, "first year": halves[0], "later": halves[1]}
    if arguments.neighbours and sets:
        neighbours(sets)
    speed()


def headlines(file: Path) -> pl.DataFrame:
    if not file.is_file():
        raise SystemExit(f"{file} isn't there; --data must name the folder that holds it")
    return pl.read_parquet(file).select(
        pl.col("article_id").cast(pl.String),
        "title",
        pl.lit(None, pl.String).alias("text"),
        "outlet",
        pl.col("published").alias("published_at"),
        pl.lit(None, pl.String).alias("credit"),
        "story",
    )


def chronicle(labels: Path) -> pl.DataFrame:
    if not labels.is_file():
        raise SystemExit(f"{labels} isn't there; --labels must name a JSONL of url and event")
    events = pl.read_ndjson(labels).select("url", story="event")
    return (
        pl.read_ndjson(CHRONICLE)
        .join(events, on="url")
        .select(
            "title",
            "outlet",
            "credit",
            "story",
            article_id="url",
            text="summary",
            published_at=pl.col("published").str.to_datetime(),
        )
        .sort("published_at", "article_id")
    )


def by_story(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = frame["story"].unique().sort()
    half = names.gather(np.random.default_rng(0).permutation(names.len())[: names.len() // 2])
    inside = pl.col("story").is_in(half.implode())
    return frame.filter(inside), frame.filter(~inside)


def b_cubed(found: pl.Series, truth: pl.Series) -> tuple[float, float, float]:
    """Precision, recall and F1 of Bagga and Baldwin (1998), averaged over articles."""
    sizes = pl.DataFrame({"found": found, "truth": truth}).select(
        both=pl.len().over("found", "truth"), found=pl.len().over("found"), truth=pl.len().over("truth")
    )
    precision = float(sizes.select((pl.col("both") / pl.col("found")).mean()).item())
    recall = float(sizes.select((pl.col("both") / pl.col("truth")).mean()).item())
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(frame: pl.DataFrame, threshold: float | None = None) -> tuple[float, float, float]:
    settings = Settings() if threshold is None else Settings(threshold=threshold, title_threshold=threshold)
    return b_cubed(stories.cluster(frame, settings=settings)["story_id"], frame["story"])


def quality(name: str, frame: pl.DataFrame, *, halves: tuple[pl.DataFrame, pl.DataFrame] | None, bar: float) -> None:
    print(f"\n{name}: {frame.height:,} articles, {frame['story'].n_unique()} stories; bar held out: F1 {bar:.2f}")
    line("this method, packaged settings", score(frame))
    line(
        "single-pass TF-IDF, its best threshold", max((reference(frame, t) for t in np.arange(0.05, 0.5, 0.05)), key=f1)
    )
    print("  by threshold:", " ".join(f"{t:.2f}:{score(frame, t)[2]:.3f}" for t in THRESHOLDS))
    if halves:
        first, second = halves
        for chosen_on, other, label in ((first, second, "1 to 2"), (second, first, "2 to 1")):
            best = max((f1(score(chosen_on, threshold)), threshold) for threshold in THRESHOLDS)[1]
            line(f"held out, halves {label}, threshold {best:.2f}", score(other, best))


def f1(scores: Sequence[float]) -> float:
    return scores[2]


def line(label: str, scores: Sequence[float]) -> None:
    precision, recall, f = scores
    print(f"  {label:42} P {precision:.3f}  R {recall:.3f}  F1 {f:.3f}")


def reference(frame: pl.DataFrame, threshold: float) -> tuple[float, float, float]:
    """Single-pass clustering on TF-IDF centroids, with idf from the whole set and no sense of time."""
    texts = frame.select(pl.concat_str("title", pl.col("text").fill_null(""), separator=" ")).to_series().to_list()
    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts).toarray().astype(np.float32)
    sums = np.zeros_like(rows)
    labels: list[int] = []
    n = 0
    for row in rows:
        dots = sums[:n] @ row / np.maximum(np.linalg.norm(sums[:n], axis=1), 1e-9)
        best = int(dots.argmax()) if n else -1
        if best < 0 or dots[best] < threshold:
            best, n = n, n + 1
        sums[best] += row
        labels.append(best)
    return b_cubed(pl.Series(labels), frame["story"])


def neighbours(sets: dict[str, pl.DataFrame]) -> None:
    print(f"\nF1 with one setting moved            {'  '.join(f'{name:>10}' for name in sets)}")
    pairs = {name: near_copies.copy_pairs(frame) for name, frame in sets.items()}

    def show(label: str, settings: Settings) -> None:
        scores = []
        for name, frame in sets.items():
            found, _ = stories.cluster_with_aliases(frame, settings=settings, pairs=pairs[name])
            scores.append(b_cubed(found["story_id"], frame["story"])[2])
        print(f"  {label:32} {'  '.join(f'{score:10.3f}' for score in scores)}")

    show("packaged", Settings())
    for field, values in NEIGHBOURS.items():
        for value in values:
            show(f"{field} {value:g} (is {getattr(Settings(), field):g})", replace(Settings(), **{field: value}))
    packaged = stories.HEAVIEST_TERMS
    for heaviest in (24, 48, 100):
        stories.HEAVIEST_TERMS = heaviest
        show(f"heaviest terms {heaviest} (is {packaged})", Settings())
    stories.HEAVIEST_TERMS = packaged


def speed() -> None:
    print("\nspeed, 3-day window (synthetic Zipf text, a story per four articles); bar: 10,000 articles a second")
    for body_words in (0, 40, 120):
        kind = f"title and {body_words} words" if body_words else "titles alone"
        taken = {}
        for n, per_day in ((40_000, 3_000), (40_000, 30_000), (4_000, 400), (40_000, 400)):
            wall, taken[n, per_day] = clustered(stream(n, body_words=body_words, per_day=per_day))
            print(
                f"  {kind:20} {n:7,} articles, {per_day:6,} a day: {n / wall:8,.0f} articles/s "
                f"({n / taken[n, per_day]:8,.0f} a CPU second)"
            )
        grown = taken[40_000, 400] / taken[4_000, 400]
        print(f"  {kind:20} ten times the stream: {grown:.1f} times the CPU time")


def clustered(frame: pl.DataFrame) -> tuple[float, float]:
    """Wall and CPU seconds of one clustering, the better of two runs."""
    runs = []
    for _ in range(2):
        wall, cpu = time.perf_counter(), time.process_time()
        stories.cluster(frame, settings=Settings(window_days=3.0))
        runs.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)


def stream(n: int, *, body_words: int, seed: int = 0, per_day: int = 3_000) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    words = np.array(BACKGROUND.read_text(encoding="utf-8").split())
    zipf = 1.0 / (np.arange(words.size) + 3.0)
    zipf /= zipf.sum()
    n_stories = n // 4
    starts = np.sort(rng.uniform(0, n / per_day, n_stories))
    signatures = rng.integers(0, words.size, (n_stories, 6))
    story = rng.integers(0, n_stories, n)
    at = starts[story] + rng.exponential(0.5, n)

    def texts(length: int) -> list[str]:
        common = rng.choice(words.size, (n, length), p=zipf)
        own = np.take_along_axis(signatures[story], rng.integers(0, 6, (n, length)), axis=1)
        return [" ".join(row) for row in words[np.where(rng.random((n, length)) < 0.4, own, common)]]

    return pl.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(n)],
            "title": texts(9),
            "text": pl.Series(texts(body_words) if body_words else [None] * n, dtype=pl.String),
            "outlet": [f"o{i % 500}.example" for i in range(n)],
            "published_at": [datetime(2026, 1, 1) + timedelta(days=float(d)) for d in at],
            "credit": pl.Series([None] * n, dtype=pl.String),
        }
    )


if __name__ == "__main__":
    main()
