"""Topic tagging: F1 against an annotator's focus beside a plain keyword rule, and speed beside a union expression.

Run: python bench/topics.py --data DIR, where DIR holds gold/chronicle_2022_2023_labels.jsonl or that file itself
(one JSON object a line: url, focus = training | inference | both | neither). Labels are joined on the chronicle's
address. The beat's words were chosen by reading 2022–2023, so F1 on those years is a fit, not a forecast.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from warehouse import beat as beats
from warehouse import entities, topics
from warehouse.matching import Matcher, fold, variants

CHRONICLE = beats.PACKAGED / "chronicle.jsonl"
LABELS = "chronicle_2022_2023_labels.jsonl"
KEYWORDS = {"training": re.compile(r"(?i)train"), "inference": re.compile(r"(?i)infer")}


def chronicle() -> pl.DataFrame:
    return pl.read_ndjson(CHRONICLE).select("url", text=pl.col("title") + "\n" + pl.col("summary"))


def f1(predicted: set[int], gold: set[int]) -> float:
    return 2 * len(predicted & gold) / max(1, len(predicted) + len(gold))


def accuracy(labels: pl.DataFrame, beat: beats.Beat) -> None:
    rows = labels.join(chronicle(), on="url", how="inner", maintain_order="left")
    tagged = topics.tag(rows["text"], beat)
    counts: dict[str, list[int]] = {"gold": [], "tagger": [], "keyword": []}
    print(f"{rows.height} labelled articles")
    for topic in ("inference", "training"):
        gold = {i for i, focus in enumerate(rows["focus"]) if focus in (topic, "both")}
        ours = set(tagged.filter(pl.col("topic") == topic)["text_index"])
        plain = {i for i, text in enumerate(rows["text"]) if KEYWORDS[topic].search(text)}
        for name, found in (("gold", gold), ("tagger", ours), ("keyword", plain)):
            counts[name].append(len(found))
        print(f"{topic:10} F1 {f1(ours, gold):.3f}   plain keyword {f1(plain, gold):.3f}   ({len(gold)} articles)")
    shares = {name: a / (a + b) for name, (a, b) in counts.items()}
    print(
        f"pair share of inference: gold {shares['gold']:.3f}, tagger {shares['tagger']:.3f} (error "
        f"{abs(shares['tagger'] - shares['gold']):.3f}), plain keyword {shares['keyword']:.3f}"
    )


def speed(beat: beats.Beat, megabytes: float) -> None:
    texts = chronicle()["text"].to_list()
    repeats = int(megabytes * 1e6 / sum(len(t) for t in texts)) + 1
    many = texts * repeats
    patterns = sorted({v for t in beat.topics for term in (*t.terms, *t.weak) for v in variants(term)})
    matcher = Matcher(patterns)
    union = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(patterns, key=len, reverse=True))) + r")(?!\w)")
    folded = [fold(t) for t in many]
    ours, n_ours = timed(lambda: sum(len(matcher.find(t)) for t in folded))
    few = folded[: len(texts)]
    theirs, n_theirs = timed(lambda: sum(sum(1 for _ in union.finditer(t)) for t in few))
    same = n_ours == n_theirs * repeats
    size, small = sum(len(t.encode()) for t in folded) / 1e6, sum(len(t.encode()) for t in few) / 1e6
    print(f"{len(patterns)} patterns, same matches: {same}")
    print(f"matching   {size / ours:6.1f} MB/s   union expression {small / theirs:6.1f} MB/s", end="   ")
    print(f"ratio {size / ours * theirs / small:.1f}")
    for name, call in (
        ("tag", lambda: topics.tag(many, beat).height),
        ("find", lambda: entities.find(many, beat).height),
    ):
        seconds, _ = timed(call)
        print(f"{name:10} {size / seconds:6.1f} MB/s   {len(many) / seconds:,.0f} texts/s")


def timed(call: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="directory with the labels, or the label file")
    parser.add_argument("--megabytes", type=float, default=4.0, help="how much text to time (default 4)")
    arguments = parser.parse_args()
    beat = beats.load("ai_compute")
    if arguments.data is None:
        print(f"no labels given (--data DIR with {LABELS}): F1 not measured")
    else:
        places = (arguments.data, arguments.data / LABELS, arguments.data / "gold" / LABELS)
        found = [p for p in places if p.is_file()]
        if not found:
            raise SystemExit(f"no labels: looked for {', '.join(map(str, places))}")
        accuracy(pl.read_ndjson(found[0]), beat)
    speed(beat, arguments.megabytes)


if __name__ == "__main__":
    main()
