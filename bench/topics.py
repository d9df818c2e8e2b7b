"""Topic tagging: F1 and pair share against an annotator's focus beside a plain keyword rule, and speed beside a union.

Run: python bench/topics.py [--data DIR], where DIR holds gold/chronicle_2022_2023_labels.jsonl or that file itself
(one JSON object a line: url, focus = training | inference | both | neither). Labels are joined on the chronicle's
address. The beat's words were chosen by reading 2022-2023, so F1 on those years is a fit, not a forecast.

The later years are measured on topic_labels.csv, 280 articles of 2024-2026 labelled for this project from the text
alone, in the manner of the first annotator, before the tagger's answer was seen. Two rounds were drawn at random
within strata (an article with a word such as train, token or serve was likelier to be drawn: `chance`):

    read    80 articles; the words were corrected by reading their errors (before: F1 .872 training, .929 inference)
    check   80 articles, looked at once after that; F1 .889 and .933, which their errors then raised
    fresh   120 articles, drawn and labelled after those corrections; F1 .939 and .935 at the first look, pair share
            off by .036 (with the words of before the study: .878, .897, .085); four words more came from their errors

`sure` is false where the labeller would not defend the label. Precision of the sibling beats' topics, by reading six
tagged articles of each after the correction: markets 51 of 60, policy 42 of 48.
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
OWN_LABELS = Path(__file__).parent / "topic_labels.csv"
KEYWORDS = {"training": re.compile(r"(?i)train"), "inference": re.compile(r"(?i)infer")}


def chronicle() -> pl.DataFrame:
    return pl.read_ndjson(CHRONICLE).select("url", text=pl.col("title") + "\n" + pl.col("summary"))


def f1(predicted: set[int], gold: set[int], worth: list[float]) -> float:
    """F1 where each article counts its worth."""
    both, either = (sum(worth[i] for i in found) for found in (predicted & gold, predicted | gold))
    return 2 * both / (both + either) if either else 0.0


def accuracy(labels: pl.DataFrame, beat: beats.Beat) -> None:
    """Prints F1 of both topics and the error of the pair share; labels: url, focus and optionally chance."""
    rows = labels.join(chronicle(), on="url", how="inner", maintain_order="left")
    worth = (1 / rows["chance"]).to_list() if "chance" in rows.columns else [1.0] * rows.height
    tagged = topics.tag(rows["text"], beat)
    masses: dict[str, list[float]] = {"gold": [], "tagger": [], "keyword": []}
    for topic in ("inference", "training"):
        gold = {i for i, focus in enumerate(rows["focus"]) if focus in (topic, "both")}
        ours = set(tagged.filter(pl.col("topic") == topic)["text_index"])
        plain = {i for i, text in enumerate(rows["text"]) if KEYWORDS[topic].search(text)}
        for name, found in (("gold", gold), ("tagger", ours), ("keyword", plain)):
            masses[name].append(sum(worth[i] for i in found))
        print(
            f"  {topic:10} F1 {f1(ours, gold, worth):.3f}   plain keyword {f1(plain, gold, worth):.3f}"
            f"   ({len(gold)} of {rows.height} articles)"
        )
    shares = {name: a / (a + b) for name, (a, b) in masses.items()}
    print(
        f"  pair share of inference: gold {shares['gold']:.3f}, tagger {shares['tagger']:.3f} (error "
        f"{abs(shares['tagger'] - shares['gold']):.3f}), plain keyword {shares['keyword']:.3f}"
    )


def later_years(beat: beats.Beat) -> None:
    """The project's own labels of 2024-2026: all, the sure ones, and each year."""
    labels = pl.read_csv(OWN_LABELS)
    dated = labels.join(pl.read_ndjson(CHRONICLE).select("url", year=pl.col("published").str.head(4)), on="url")
    parts = {"2024-2026": dated, "of these, sure": dated.filter("sure")}
    parts |= {str(year): dated.filter(pl.col("year") == year) for year in ("2024", "2025", "2026")}
    for name, part in parts.items():
        print(f"{name} (own labels)")
        accuracy(part.sort("url"), beat)


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
    later_years(beat)
    if arguments.data is None:
        print(f"2022-2023: no labels given (--data DIR with {LABELS}), F1 not measured")
    else:
        places = (arguments.data, arguments.data / LABELS, arguments.data / "gold" / LABELS)
        found = [p for p in places if p.is_file()]
        if not found:
            raise SystemExit(f"no labels: looked for {', '.join(map(str, places))}")
        print(f"{found[0].name}")
        accuracy(pl.read_ndjson(found[0]), beat)
    speed(beat, arguments.megabytes)


if __name__ == "__main__":
    main()
