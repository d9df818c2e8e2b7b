"""Finding terms in text beside one union regular expression, at 500 and at 5,000 terms.

    python bench/tagging.py [--megabytes N] [--times N]

The terms are those of the packaged beats, in their spellings, filled up with words and pairs of words of the general
vocabulary; the texts are the packaged chronicle, over and over. Both ways read the same folded texts and must find the
same matches, each with its place: what differs is only how. The union's alternatives are sorted by length, so that the
longest wins, between one pair of word boundaries, which is its fastest form. Prints megabytes a second of CPU
time, medians of alternating runs, and the ratio beside its bar.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse import beat as beats
from warehouse.matching import Matcher, fold, variants
from warehouse.resources import CHRONICLE
from warehouse.story_features import BACKGROUND

BEATS = ("ai_compute", "markets", "policy")
BARS = {500: 8.0, 5_000: 40.0}
Found = list[tuple[int, int, int]]


def terms(n: int) -> list[str]:
    """So many distinct folded terms, half of them from the beats as far as these reach, all with words at both ends."""
    topics = [topic for name in BEATS for topic in beats.load(name).topics]
    packaged = sorted({v for topic in topics for term in (*topic.terms, *topic.weak) for v in variants(term)})
    words = [word for word in BACKGROUND.read_text(encoding="utf-8").split()[500:20_000] if word.isalpha()]
    pairs = np.random.default_rng(0).choice(np.array(words, dtype=object), (2 * n, 2))
    general = [first if i % 2 else f"{first} {second}" for i, (first, second) in enumerate(pairs)]
    whole = [term for term in packaged if term[0].isalnum() and term[-1].isalnum()]
    chosen = whole[:: max(1, 2 * len(whole) // n)][: n // 2]
    return sorted(list(dict.fromkeys(chosen + general))[:n])


def union(patterns: list[str]) -> re.Pattern[str]:
    longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def ours(matcher: Matcher, texts: list[str]) -> Found:
    return [(i, match.start, match.end) for i, text in enumerate(texts) for match in matcher.find(text)]


def theirs(expression: re.Pattern[str], texts: list[str]) -> Found:
    return [(i, *match.span()) for i, text in enumerate(texts) for match in expression.finditer(text)]


def timed(call: Callable[[], Found]) -> tuple[float, Found]:
    start = time.process_time()
    found = call()
    return time.process_time() - start, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=8.0, help="how much text our way reads (default 8)")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    frame = pl.read_ndjson(CHRONICLE).select(pl.concat_str("title", "summary", separator="\n"))
    texts = [fold(text) for text in frame.to_series().to_list()]
    size = sum(len(text.encode()) for text in texts) / 1e6
    repeats = max(1, round(options.megabytes / size))
    print(
        "| terms | matches | union MB/s | this MB/s | ratio | bar | same matches |\n|---:|---:|---:|---:|---:|---:|---|"
    )
    for n, bar in BARS.items():
        patterns = terms(n)
        matcher, expression = Matcher(patterns), union(patterns)
        few = texts[: max(50, 500 * len(texts) // (n * 3))]
        small = sum(len(text.encode()) for text in few) / 1e6
        runs = []
        for _ in range(options.times):
            slow, wanted = timed(lambda few=few, expression=expression: theirs(expression, few))  # type: ignore[misc]
            fast, found = timed(lambda matcher=matcher: ours(matcher, texts * repeats))  # type: ignore[misc]
            runs.append((small / slow, size * repeats / fast))
        same = [match for match in found if match[0] < len(few)] == wanted
        reference, mine = (statistics.median(column) for column in zip(*runs, strict=True))
        counts = f"{len(patterns):,} | {len(found) / repeats:,.0f}"
        rates = f"{reference:.2f} | {mine:.1f} | {mine / reference:.1f}"
        print(f"| {counts} | {rates} | {bar:g} | {'yes' if same else 'NO'} |")
        if not same:
            raise SystemExit("the two ways differ")


if __name__ == "__main__":
    main()
