"""How long does it take to compute every table of the registry for one large beat?

    python bench/publish.py [--topics N] [--weeks N] [--stories N] [--times N]

Facts of a synthetic beat are made: topics with shares from 1 to 40 %, stories spread over the weeks, each with one
article of sixty outlets, and the headline topics read a second, stricter way. The cube, the calendar and all measures
are computed one after another, for seconds by the wall and of the CPU for each table (medians; what two tables share is
counted with the first), and then all together as a build does it, beside the budget of 5 s for 50 topics × 260 weeks on
two cores. Beside it the CPU seconds of all threads: on a busy machine the wall says little, and half of them is what
two idle cores would need at least. Last, one call of `share` on the weeks and topics, beside its 50 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trends import measures
from trends.measures.inputs import Inputs
from trends.measures.share import share
from trends.publish_index import computed, in_order
from trends.settings import Settings

BUDGET_S, CALLBACK_MS = 5.0, 50.0
FIRST = date(2020, 1, 6)
OUTLETS, EVENTS, MICRO = 60, 20, 1_000_000


def beat(n_topics: int, n_weeks: int, n_stories: int) -> Callable[[], Inputs]:
    """Facts, articles and events of the beat; calling the result prepares the inputs from them."""
    rng = np.random.default_rng(1)
    topics = [f"t{i:02}" for i in range(n_topics)]
    about = rng.random((n_stories, n_topics)) < np.geomspace(0.01, 0.4, n_topics)
    day = np.sort(rng.integers(0, n_weeks * 7, n_stories))
    stories = pl.DataFrame(
        {
            "number": np.arange(n_stories, dtype=np.uint32),
            "beat_id": ["beat"] * n_stories,
            "story_id": [f"s{i:07}" for i in range(n_stories)],
            "day": np.datetime64(FIRST) + day,
            "impact": rng.integers(1, 11, n_stories),
            "sentiment_score": rng.uniform(-1, 1, n_stories),
            "sentiment_tier": ["neutral"] * n_stories,
            "verified_in_14_days": rng.random(n_stories) < 0.4,
        }
    ).with_columns(pl.col("day").cast(pl.Date))
    story, topic = np.nonzero(about)
    parts = pl.DataFrame(
        {
            "number": story.astype(np.uint32),
            "topic_id": pl.Series(topics).gather(topic),
            "weight": (MICRO / np.maximum(about.sum(axis=1), 1)).astype(np.int64)[story],
        }
    )
    facts = stories.join(parts, on="number", how="left").sort("day", "story_id", "topic_id")
    outlet = pl.Series(rng.integers(0, OUTLETS, n_stories))
    articles = stories.select(
        "beat_id", "story_id", "day", article_id=pl.format("a{}", "number"), outlet_id=pl.format("o{}.com", outlet),
        owner=pl.format("owner {}", outlet // 2), known_day=pl.col("day").dt.offset_by("1d"),
    )  # fmt: skip
    dates = [FIRST + timedelta(days=int(n)) for n in rng.integers(n_weeks, n_weeks * 6, EVENTS)]
    events = pl.DataFrame({"event_id": [f"e{n}" for n in range(EVENTS)], "event_date": dates, "label": ["x"] * EVENTS})
    last = FIRST + timedelta(days=n_weeks * 7 - 1)
    settings = Settings(
        beat_id="beat", topics=tuple(topics), pair=(topics[-1], topics[-2]), frequency="week", covered_through=last,
        as_of=last, base=(FIRST, FIRST + timedelta(days=min(364, n_weeks * 7 - 1))),
    )  # fmt: skip
    central = pl.col("weight") >= MICRO // 20
    strict = facts.drop("number").with_columns(pl.when(central).then(pl.col("topic_id", "weight")))
    return lambda: measures.prepare(
        facts.drop("number"), settings, articles=articles, events=events, versions={"strict": strict}
    )


def one_share(inputs: Inputs, times: int) -> float:
    """Median milliseconds of one call of the pinned function on the beat's weeks and topics."""
    frame = inputs.series.filter(frequency="week", gate="all", weighting="story").select(
        "count", "total", period="period_start", topic="topic_id"
    )
    taken = []
    for _ in range(max(times, 7)):
        start = time.perf_counter()
        share(frame, half_life=4)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topics", type=int, default=50)
    parser.add_argument("--weeks", type=int, default=260)
    parser.add_argument("--stories", type=int, default=26_000)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    prepare = beat(options.topics, options.weeks, options.stories)
    taken: dict[str, list[tuple[float, float, int]]] = {}

    def timed(name: str, work: Callable[[], Inputs | pl.DataFrame]) -> Inputs | pl.DataFrame:
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        rows = found.height if isinstance(found, pl.DataFrame) else found.cube.height
        taken.setdefault(name, []).append((time.perf_counter() - wall, time.process_time() - cpu, rows))
        return found

    inputs = prepare()
    for _ in range(options.times):
        fresh = timed("(cube and calendar)", prepare)
        for measure in in_order():
            timed(measure.table, lambda measure=measure, fresh=fresh: fresh.once(measure.compute))  # type: ignore[misc]
    print(f"{options.topics} topics × {options.weeks} weeks, {options.stories:,} stories, {options.times} runs\n")
    print("| table | wall s | CPU s | rows |\n|---|---:|---:|---:|")
    median = {name: [statistics.median(part) for part in zip(*runs, strict=True)] for name, runs in taken.items()}
    for name, (wall, cpu, rows) in sorted(median.items(), key=lambda item: -item[1][0]):
        print(f"| {name} | {wall:.2f} | {cpu:.2f} | {rows:,.0f} |")
    walls, cpus = (sum(one[i] for one in median.values()) for i in (0, 1))
    print(f"| all, one after another | {walls:.2f} | {cpus:.2f} | |\n")
    together, busy = [], []
    for _ in range(options.times):
        start, cpu = time.perf_counter(), time.process_time()
        computed(prepare())
        together.append(time.perf_counter() - start)
        busy.append(time.process_time() - cpu)
    print(
        f"As a build does it: {statistics.median(together):.2f} s by the wall (budget at 50 × 260: {BUDGET_S:g} s), "
        f"{statistics.median(busy):.2f} s of the CPU"
    )
    print(f"One call of share: {one_share(inputs, options.times):.0f} ms (budget at 50 × 260: {CALLBACK_MS:g} ms)")


if __name__ == "__main__":
    main()
