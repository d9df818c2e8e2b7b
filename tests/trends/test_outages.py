"""Planted outages are found, quiet feeds are not taken for dead ones, and an outage is no trend."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import measures
from trends.outages import outages, silences
from trends.settings import Settings

FIRST, DAYS, OUTLETS = date(2022, 1, 3), 560, 24
LAST = FIRST + timedelta(days=DAYS - 1)
WEEK = np.array([1.2, 1.3, 1.3, 1.2, 1.1, 0.5, 0.4])
Counts = NDArray[np.int64]


def volumes(rng: np.random.Generator, scatter: float = 2.0) -> Counts:
    """Articles by day and outlet: unequal outlets, a weekly rhythm, counts twice as scattered as independent ones."""
    usual = 3.0 * rng.lognormal(0, 0.7, OUTLETS)[None, :] * np.tile(WEEK, DAYS // 7)[:, None]
    return rng.negative_binomial(usual / (scatter - 1), 1 / scatter)


def frame(counts: Counts) -> pl.DataFrame:
    day, outlet = np.nonzero(counts)
    times = counts[day, outlet]
    return pl.DataFrame(
        {
            "day": np.array(FIRST, dtype="datetime64[D]") + np.repeat(day, times),
            "outlet_id": [f"o{i:02d}" for i in np.repeat(outlet, times)],
        }
    ).cast({"day": pl.Date})


def test_planted_outages_of_feeds_are_found_and_little_else() -> None:
    rng = np.random.default_rng(3)
    found = planted = false = 0
    for _ in range(8):
        counts = volumes(rng)
        false += int(silences(frame(counts), LAST, "week").out[:, :-1].sum())
        holes = []
        for outlet in range(0, OUTLETS, 3):
            if counts[:, outlet].mean() * 7 >= 14:
                start, length = int(rng.integers(120, DAYS - 40)), int(rng.integers(7, 29))
                counts[start : start + length, outlet] = rng.binomial(counts[start : start + length, outlet], 0.05)
                holes.append((outlet, start, length))
        out = silences(frame(counts), LAST, "week").out
        planted += len(holes)
        found += sum(bool(out[s : s + n, i].mean() >= 0.5) for i, s, n in holes)
    assert planted > 30 and found / planted >= 0.95
    assert false / (8 * DAYS * OUTLETS) < 0.005


def test_most_of_the_panel_falling_silent_is_an_outage_of_those_days() -> None:
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(20):
        counts = volumes(rng)
        assert outages(silences(frame(counts), LAST, "week")).is_empty()
        start, length = int(rng.integers(120, DAYS - 40)), int(rng.integers(5, 29))
        counts[start : start + length, rng.permutation(OUTLETS)[: OUTLETS * 4 // 5]] = 0
        rows = outages(silences(frame(counts), LAST, "week")).rows()
        first, last = FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1)
        day = timedelta(days=1)
        found += any(abs(a - first) <= 2 * day and abs(b - last) <= 2 * day for a, b, _ in rows)
    assert found >= 19


def test_the_reason_names_the_outlets_and_the_days() -> None:
    counts = np.full((DAYS, 5), 4)
    counts[300:314, :4] = 0
    row = outages(silences(frame(counts), LAST, "week")).row(0, named=True)
    assert (row["start"], row["end"]) == (FIRST + timedelta(days=300), FIRST + timedelta(days=313))
    assert row["reason"].startswith("no sign of life from o00, o01, o02 and 1 more, 2022-10-30 to 2022-11-12")


def test_many_small_outlets_falling_silent_together_are_found_though_none_can_be_judged_alone() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(0.02, (DAYS, 300))
    counts[400:414] = 0
    found = silences(frame(counts), LAST, "week")
    assert not found.testable[:, :-1].any()
    rows = outages(found).rows()
    assert len(rows) == 1 and abs((rows[0][0] - FIRST).days - 400) <= 2 and "any outlet" in rows[0][2]


def test_a_closed_outlet_leaves_the_panel_after_half_a_year() -> None:
    counts = np.full((DAYS, 3), 4)
    counts[200:, 1] = 0
    found = silences(frame(counts), LAST, "week")
    assert found.out[210:300, 1].all() and not found.out[400:, 1].any()
    assert outages(found).is_empty()  # a third of the panel isn't most of it


def world(rng: np.random.Generator, counts: Counts) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts and articles: a story an article, topics at constant shares, the same for every outlet."""
    each = frame(counts).sort("day", "outlet_id").with_row_index("i")
    stories = each.select(
        "day", "outlet_id", beat_id=pl.lit("b"), story_id=pl.format("s{}", pl.col("i").cast(pl.String).str.zfill(6))
    )
    shares = np.array([0.05, 0.15, 0.3, 0.45])
    about = rng.random((len(stories), 4)) < shares
    row, topic = np.nonzero(about)
    tags = pl.DataFrame({"story_id": stories["story_id"].gather(row), "topic_id": [f"t{i}" for i in topic]})
    facts = stories.join(tags, on="story_id", how="left").select(
        "beat_id", "story_id", "day", "topic_id", weight=pl.when(pl.col("topic_id").is_not_null()).then(200_000),
        impact=pl.lit(3, pl.Int64), sentiment_score=pl.lit(0.0), sentiment_tier=pl.lit("neutral"),
        verified_in_14_days=pl.lit(True),
    ).cast({"weight": pl.Int64})  # fmt: skip
    articles = stories.with_columns(article_id="story_id", owner=pl.lit(None, pl.String), known_day="day")
    return facts, articles


def test_a_planted_outage_makes_its_weeks_missing_and_is_not_a_trend() -> None:
    rng = np.random.default_rng(6)
    settings = Settings("b", ("t0", "t1", "t2", "t3"), None, "week", LAST, LAST, frequencies=("week",))
    calls = {True: 0, False: 0}
    rows = 0
    for _ in range(6):
        whole = volumes(rng)
        holed = whole.copy()
        holed[413:434, : OUTLETS * 4 // 5] = 0  # weeks 59, 60 and 61
        for cut, counts in ((False, whole), (True, holed)):
            facts, articles = world(np.random.default_rng(7), counts)
            inputs = measures.prepare(facts, settings, articles=articles)
            states = inputs.periods.filter(gate="all").sort("period_start")["state"].to_list()
            assert [i for i, state in enumerate(states) if state == "missing"] == ([59, 60, 61] if cut else [])
            after = measures.get("momentum").compute(inputs).filter(
                (pl.col("gate") == "all") & (pl.col("weighting") == "story")
                & (pl.col("period_start") >= FIRST + timedelta(weeks=59))
            )  # fmt: skip
            calls[cut] += after.filter(pl.col("p_rising") > 0.95).height
            rows += after["p_rising"].drop_nulls().len() if cut else 0
    assert calls[True] <= 0.06 * rows + 3 and calls[True] <= calls[False] + 0.05 * rows


def test_without_articles_nothing_is_said() -> None:
    nothing = pl.DataFrame(schema={"outlet_id": pl.String, "day": pl.Date})
    found = silences(nothing, LAST, "week")
    assert found.outlets == () and outages(found).is_empty()


def test_articles_that_are_seen_late_are_no_outage_of_the_newest_days() -> None:
    rng = np.random.default_rng(8)
    told = blind = 0
    for _ in range(12):
        whole = frame(volumes(rng))
        late = pl.Series(rng.integers(0, 9, len(whole)))
        known = whole.with_columns(known_day=pl.col("day") + pl.duration(days=late)).filter(pl.col("known_day") <= LAST)
        newest = pl.col("end") > LAST - timedelta(days=14)
        told += outages(silences(known, LAST, "day")).filter(newest).height
        blind += outages(silences(known.drop("known_day"), LAST, "day")).filter(newest).height
    assert told == 0 and blind > 6, "with nothing said of delays the newest days do look dark"
