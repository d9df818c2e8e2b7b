"""Entities: share, tone and arc over time, and who is named together, on worlds whose truth is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from trends import frames, measures
from trends.measures import entity_arc, entity_pair, entity_period
from trends.measures.inputs import Inputs
from trends.settings import Settings

FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)
DAYS = (LAST - FIRST).days + 1
LATE = date(2025, 3, 1)


def world(
    days: list[int], named: dict[str, list[int]], *, tone: float = 0.5, impact: list[int] | None = None
) -> Inputs:
    """Stories on these days of a covered span (and the quarter after it, open), naming entities by story number."""
    n = len(days)
    facts = pl.DataFrame(
        {
            "beat_id": ["beat"] * n,
            "story_id": [f"s{i:05d}" for i in range(n)],
            "day": [FIRST + timedelta(days=day) for day in days],
            "topic_id": pl.Series([None] * n, dtype=pl.String),
            "weight": pl.Series([None] * n, dtype=pl.Int64),
            "impact": impact or [3] * n,
            "sentiment_score": [0.0] * n,
            "sentiment_tier": ["neutral"] * n,
            "verified_in_14_days": [i % 2 == 0 for i in range(n)],
        }
    )
    rows = [("beat", f"s{i:05d}", entity, tone) for entity, stories in named.items() for i in stories]
    mentions = pl.DataFrame(
        rows, schema=frames.Mentions.create_empty().schema, orient="row"
    )  # fmt: skip
    settings = Settings("beat", ("t",), None, "quarter", covered_through=LATE, as_of=LATE)
    return measures.prepare(facts, settings, mentions=mentions)


EVERY_DAY = list(range(DAYS))


def arc_of(inputs: Inputs, entity: str, gate: str = "all") -> dict[str, object]:
    rows = entity_arc.table(inputs).filter(frequency="quarter", gate=gate, entity_id=entity)
    return rows.row(0, named=True)


def test_tone_is_weighted_by_impact_and_discounted() -> None:
    inputs = world([0, 1, 2, 95], {"a": [0, 1, 2, 3]}, impact=[10, 1, 1, 4])
    inputs = measures.prepare(
        inputs.facts,
        inputs.settings,
        mentions=inputs.mentions.with_columns(sentiment_score=pl.Series([0.8, -0.4, -0.4, 0.1])),
    )
    rows = entity_period.table(inputs).filter(frequency="quarter", gate="all").sort("period_start").head(2)
    first = (10 * 0.8 - 0.4 - 0.4) / 12
    fade = 2 ** (-1 / 2)  # the half-life is two quarters
    assert rows["tone"].to_list() == pytest.approx([first, (fade * 12 * first + 4 * 0.1) / (fade * 12 + 4)])
    assert rows["tone_raw"].to_list() == pytest.approx([first, 0.1])
    assert rows["share_raw"].to_list() == [1.0, 1.0]
    assert (rows["tone_low"] < rows["tone"]).all() and (rows["tone_high"] > rows["tone"]).all()


def test_periods_before_the_first_story_have_no_tone_and_few_stories_are_thin() -> None:
    table = entity_period.table(world(EVERY_DAY, {"a": [400, 500, 501]})).filter(frequency="quarter", gate="all")
    early = table.filter(pl.col("period_start") < date(2023, 1, 1))
    assert early["tone"].null_count() == early.height == 4
    assert early["share"].to_list() == [0.0] * 4
    assert table["state"].to_list() == ["thin"] * 12 + ["partial"]
    assert table["n_stories"].sum() == 3


def test_an_entity_named_once_or_twice_has_an_arc_row_and_no_series() -> None:
    inputs = world(EVERY_DAY, {"a": [400, 500], "b": [1, 2, 3]})
    assert entity_period.table(inputs)["entity_id"].unique().to_list() == ["b"]
    assert arc_of(inputs, "a")["arc"] == "thin"


def test_the_interval_of_the_tone_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    stories = sorted(random.integers(0, DAYS, 900).tolist())
    named = {f"e{i:03d}": np.flatnonzero(random.random(900) < 0.12).tolist() for i in range(150)}
    inputs = world(stories, named, impact=random.integers(1, 11, 900).tolist())
    scores = np.clip(random.normal(0.1, 0.25, inputs.mentions.height), -1, 1)
    truth = 0.1
    told = measures.prepare(
        inputs.facts, inputs.settings, mentions=inputs.mentions.with_columns(sentiment_score=pl.Series(scores))
    )
    last = entity_period.table(told).filter(frequency="quarter", gate="all", period_start=date(2024, 10, 1))
    held = ((last["tone_low"] <= truth) & (last["tone_high"] >= truth)).mean()
    assert isinstance(held, float)
    assert 0.83 <= held <= 0.97


def test_bunching_is_morisitas_index_by_hand() -> None:
    y, total = np.array([[4, 0, 1, 0]]), np.array([10, 6, 3, 1])
    found = entity_arc.arcs(y, total)
    same = (4 * 3) / (5 * 4)
    alike = (10 * 9 + 6 * 5 + 3 * 2) / (20 * 19)
    assert found["bunching"][0] == pytest.approx(same / alike)


def test_stories_picked_at_random_have_a_bunching_of_one_however_few_and_are_rarely_called() -> None:
    random = np.random.default_rng(3)
    total = random.integers(5, 80, 18)  # a beat with quiet and busy periods
    period = np.repeat(np.arange(18), total)
    for size in (10, 40, 200):
        picks = [np.bincount(random.choice(period, size, replace=False), minlength=18) for _ in range(400)]
        found = entity_arc.arcs(np.array(picks), total)
        assert found["bunching"].mean() == pytest.approx(1, abs=0.04)
        assert 0.01 <= (found["p"] <= 0.05).mean() <= 0.09
        assert (found["bunching"] <= found["chance_high"] + 1e-9).mean() >= 0.9
        assert not np.isin(found["arc"], ["news_cycle", "recent"]).any()


def test_the_interval_of_bunching_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    profile = np.r_[np.full(3, 0.2), np.full(15, 0.4 / 15)]
    total = np.full(18, 1_000)
    truth = (profile**2).sum() * 18
    for size in (15, 120):
        found = entity_arc.arcs(random.multinomial(size, profile, size=400), total)
        held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
        assert 0.84 <= held <= 0.99


def test_a_wave_that_is_over_is_a_news_cycle_and_one_that_lasts_is_recent() -> None:
    early, late, even = list(range(100, 160)), list(range(DAYS - 60, DAYS)), list(range(0, DAYS, 12))
    inputs = world(EVERY_DAY, {"early": early, "late": late, "even": even, "rare": [3, 4]})
    assert {entity: arc_of(inputs, entity)["arc"] for entity in ("early", "late", "even", "rare")} == {
        "early": "news_cycle", "late": "recent", "even": "sustained", "rare": "thin",
    }  # fmt: skip
    row = arc_of(inputs, "early")
    assert (row["half_start"], row["half_end"], row["half_periods"]) == (date(2022, 4, 1), date(2022, 4, 1), 1)
    assert row["p"] == pytest.approx(0.001)


def test_a_quiet_beat_in_summer_makes_nobody_bunched() -> None:
    days = sorted(day for day in EVERY_DAY for _ in range(1 if (day // 91) % 2 else 6))
    inputs = world(days, {"a": list(range(0, len(days), 25))})
    assert arc_of(inputs, "a")["bunching"] == pytest.approx(1, abs=0.1)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12).filter(lambda y: sum(y) > 0))
def test_the_half_stretch_is_the_shortest_run_with_half_of_the_stories(y: list[int]) -> None:
    start, end = entity_arc.half_stretch(np.array(y))
    runs = [(b - a, -a) for a in range(len(y)) for b in range(a, len(y)) if 2 * sum(y[a : b + 1]) >= sum(y)]
    assert (end - start, -start) == min(runs)


def test_large_picks_follow_the_scaled_scatter_of_smaller_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    total = np.full(12, 300)
    y = np.vstack([np.full(12, 50), np.r_[np.full(6, 56), np.full(6, 44)]])
    whole = entity_arc.arcs(y, total)
    monkeypatch.setattr(entity_arc, "LONGEST_PICK", 200)
    scaled = entity_arc.arcs(y, total)
    assert scaled["chance_high"] - 1 == pytest.approx(whole["chance_high"] - 1, rel=0.25)


def test_independent_names_that_rise_together_are_no_pair() -> None:
    random = np.random.default_rng(11)
    chance = np.linspace(0.02, 0.5, DAYS)
    named = {name: np.flatnonzero(random.random(DAYS) < chance).tolist() for name in ("a", "b")}
    row = entity_pair.table(world(EVERY_DAY, named)).filter(gate="all").row(0, named=True)
    plain = row["n_both"] * DAYS / (row["n_a"] * row["n_b"])
    assert plain > 1.15
    assert row["lift"] == pytest.approx(1, abs=0.1)
    assert row["low"] < 1 < row["high"]
    assert row["q"] > 0.1


def test_names_that_go_together_are_found_and_the_order_of_names_is_fixed() -> None:
    a = list(range(0, DAYS, 10))
    found = entity_pair.table(world(EVERY_DAY, {"z": a, "a": a[:60] + [i + 5 for i in a[60:]], "rare": [0, 10]}))
    row = found.filter(gate="all").row(0, named=True)
    assert (row["entity_a"], row["entity_b"], row["n_both"]) == ("a", "z", 60)
    assert row["lift"] > 4 and row["q"] < 1e-6 and row["low"] > 3
    assert "rare" not in {*found["entity_a"], *found["entity_b"]}


def test_counts_mean_and_variance_are_those_of_each_period_summed() -> None:
    random = np.random.default_rng(2)
    about, sizes = (random.random((35, 4)) < 0.4).astype(float), np.array([7, 6, 22])
    both, expected, variance = entity_pair.together(about, sizes)
    parts = np.split(about, np.cumsum(sizes)[:-1])
    for a, b in ((0, 1), (2, 3)):
        laws = [hypergeom(len(part), int(part[:, a].sum()), int(part[:, b].sum())) for part in parts]
        assert both[a, b] == sum((part[:, a] * part[:, b]).sum() for part in parts)
        assert expected[a, b] == pytest.approx(sum(law.mean() for law in laws))
        assert variance[a, b] == pytest.approx(sum(law.var() for law in laws))


def test_the_tails_are_close_to_the_exact_ones_down_to_two_in_a_thousand() -> None:
    for total, n_a, n_b in ((200, 40, 30), (60, 8, 6), (500, 250, 100)):
        law = hypergeom(total, n_a, n_b)
        k = np.arange(0, min(n_a, n_b) + 1, dtype=float)
        exact = np.minimum(2 * np.minimum(law.cdf(k), law.sf(k - 1)), 1)
        close = entity_pair.two_sided(k, np.full_like(k, law.mean()), np.full_like(k, law.var()))
        seen = exact > 0.002
        assert np.abs(np.log(close[seen] / exact[seen])).max() < 0.35


def test_nobody_named_gives_empty_tables() -> None:
    inputs = world(EVERY_DAY[:50], {})
    for module in (entity_period, entity_arc, entity_pair):
        assert module.table(inputs).is_empty()


def test_mentions_in_stories_after_the_horizon_are_left_out() -> None:
    inputs = world([*EVERY_DAY[:50], 2_000], {"a": [1, 2, 3, 50]})
    assert arc_of(inputs, "a")["n_stories"] == 3
    assert frames.checked(frames.EntityPeriod, entity_period.table(inputs))["n_stories"].max() == 3
