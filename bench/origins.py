"""How well near-copies and origins are found in planted worlds with known truth, and how fast.

    python bench/origins.py [--articles N] [--times N]

The first table is one line a strength of rewriting (the share of words replaced in a rewritten copy; other copies are
cut, re-ordered, given a byline, or several of these): pair precision, recall and F1 over some seeds, beside a reference
in the same run, articles with an equal body are one. `wrong` counts pairs of independent reports that were joined. The
second is one line a change, alone. The third is the opposite trap: other events in the words of one template, where
every pair is wrong but the planted copies. Speed is articles a second of CPU time, at some 170 words an article.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.warehouse.reprint_world import CHANGES, OWNERS, changed, pair_scores, templates, world
from warehouse import origins

BAR, BAR_AT = 0.97, 0.12
Scores = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=3, help="worlds a line (default 3)")
    options = parser.parse_args()
    seeds = range(21, 21 + options.times)
    print("| words rewritten | truth | found by | P | R | F1 | wrong | articles/s | bar |")
    print("|---:|---|---|---:|---:|---:|---:|---:|---|")
    for rewrite in (0.05, BAR_AT, 0.20, 0.30):
        worlds = [world(options.articles, seed=seed, rewrite=rewrite) for seed in seeds]
        bar = f"F1 {BAR:.2f}, wrong 0" if rewrite == BAR_AT else ""
        for truth, name, find in (
            ("one text", "equal body", equal_body),
            ("one text", "near-copies", near_copies),
            ("one voice", "origins", voices),
        ):
            scores, speed = averaged(worlds, "report" if truth == "one text" else "voice", find)
            told = " | " if find is equal_body else f"{speed:,.0f} | {bar}"
            print(f"| {rewrite:.0%} | {truth} | {name} | {cells(scores)} | {told} |")
    print("\n| change alone | P | R | F1 | wrong |\n|---|---:|---:|---:|---:|")
    for change in CHANGES:
        scores, _ = averaged([one_change(options.articles, change, seed) for seed in seeds], "report", near_copies)
        print(f"| {change} | {cells(scores)} |")
    print("\n| one template, other events | P | R | F1 | wrong |\n|---|---:|---:|---:|---:|")
    traps = [templates(options.articles // 4, seed=seed) for seed in seeds]
    print(f"| near-copies | {cells(averaged(traps, 'report', near_copies)[0])} |")


def equal_body(planted: pl.DataFrame) -> pl.Series:
    return planted["text"]


def near_copies(planted: pl.DataFrame) -> pl.Series:
    return origins.near_copies(planted)["near_copy_id"]


def voices(planted: pl.DataFrame) -> pl.Series:
    return origins.origins(planted, owners=OWNERS)["origin_id"]


def one_change(n: int, change: str, seed: int) -> pl.DataFrame:
    """A world whose copies have this change alone, made from its first reports."""
    rng = random.Random(seed)
    firsts = world(n, seed=seed).unique("report", keep="first", maintain_order=True).head(n // 2)
    copies = firsts.with_columns(
        article_id=pl.col("article_id") + "c",
        title=pl.lit("Another headline altogether, number ") + pl.col("article_id"),
        text=pl.Series([" ".join(changed(split(text), rng, [change], BAR_AT)) for text in firsts["text"].to_list()]),
    )
    return pl.concat([firsts, copies])


def split(text: str) -> list[str]:
    return [f"{sentence.rstrip('.')}." for sentence in text.split(". ")]


def averaged(worlds: list[pl.DataFrame], truth: str, find: Callable[[pl.DataFrame], pl.Series]) -> tuple[Scores, float]:
    """The mean scores over worlds, and articles a CPU second in the best of them."""
    scores, speeds = [], []
    for planted in worlds:
        start = time.process_time()
        found = find(planted)
        speeds.append(planted.height / max(time.process_time() - start, 1e-9))
        scores.append(pair_scores(planted.with_columns(found=found), truth))
    return {name: sum(score[name] for score in scores) / len(scores) for name in scores[0]}, max(speeds)


def cells(scores: Scores) -> str:
    return f"{scores['precision']:.3f} | {scores['recall']:.3f} | {scores['f1']:.3f} | {scores['wrong']:.0f}"


if __name__ == "__main__":
    main()
