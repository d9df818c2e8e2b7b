"""The registry end to end: facts of a synthetic beat in, every table out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from trends import frames, measures
from trends.frames import FrameError
from trends.measures.inputs import Inputs
from trends.settings import Settings

TOPICS = ("a", "b", "c", "never")
LAST = date(2023, 12, 20)


def facts(n: int = 500, seed: int = 1) -> pl.DataFrame:
    """Stories of two years: a rises while b falls, c is rare, `never` has none, some stories have no topic."""
    rng = np.random.default_rng(seed)
    day = np.sort(rng.integers(0, 719, n))
    rows = []
    for i in range(n):
        chance = {"a": 0.05 + 0.6 * day[i] / 719, "b": 0.65 - 0.6 * day[i] / 719, "c": 0.03}
        about = [topic for topic, p in chance.items() if rng.random() < p]
        story = (
            f"s{i:04d}", date(2022, 1, 1) + timedelta(days=int(day[i])), int(rng.integers(1, 11)),
            float(rng.uniform(-1, 1)), bool(rng.random() < 0.4),
        )  # fmt: skip
        rows += [("beat", *story[:2], topic, int(900_000 / len(about)), *story[2:]) for topic in about]
        if not about:
            rows.append(("beat", *story[:2], None, None, *story[2:]))
    names = ("beat_id", "story_id", "day", "topic_id", "weight", "impact", "sentiment_score", "verified_in_14_days")
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return frame.with_columns(sentiment_tier=pl.lit(None, pl.String))


def settings(**more: object) -> Settings:
    values: dict[str, object] = {"pair": ("a", "b"), "covered_through": LAST, "as_of": LAST, **more}
    return Settings("beat", TOPICS, frequency="quarter", **values)  # type: ignore[arg-type]


def articles(stories: pl.DataFrame) -> pl.DataFrame:
    """One or two articles a story, from eight outlets of five owners, seen the day after."""
    once = stories.unique("story_id").sort("story_id").with_row_index("i")
    one = once.select("beat_id", "story_id", "day", outlet=pl.col("i") % 8)
    both = pl.concat([one, one.gather_every(3).with_columns((pl.col("outlet") + 3) % 8)])
    return both.select(
        "beat_id", "story_id", "day", article_id=pl.format("{}-{}", "story_id", "outlet"),
        outlet_id=pl.format("o{}.com", "outlet"),
        owner=pl.when(pl.col("outlet") < 6).then(pl.format("owner {}", pl.col("outlet") // 2)),
        known_day=pl.col("day").dt.offset_by("1d"),
    )  # fmt: skip


def mentions(stories: pl.DataFrame) -> pl.DataFrame:
    """Two names, the one in every third story, the other in every fifth."""
    once = stories.unique("story_id").sort("story_id").with_row_index("i")
    named = [once.filter(pl.col("i") % every == 0).with_columns(entity_id=pl.lit(f"e{every}")) for every in (3, 5)]
    return pl.concat(named).select("beat_id", "story_id", "entity_id", "sentiment_score")


EVENTS = pl.DataFrame({"event_id": ["e1"], "event_date": [date(2023, 2, 3)], "label": ["something happened"]})


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    base = (date(2022, 1, 1), date(2022, 12, 31))
    return measures.prepare(
        facts(), settings(base=base), articles=articles(facts()), events=EVENTS, mentions=mentions(facts())
    )


@pytest.fixture(scope="module")
def tables(inputs: Inputs) -> dict[str, pl.DataFrame]:
    return {measure.table: measure.compute(inputs) for measure in measures.REGISTRY}


def test_every_measure_fills_its_table_within_its_contract(tables: dict[str, pl.DataFrame]) -> None:
    nothing_to_find = {"burst", "change_point", "change_point_story"}  # in a handful of quarters
    for measure in measures.REGISTRY:
        assert len(tables[measure.table]) > 0 or measure.table in nothing_to_find, measure.table
        assert_frame_equal(frames.checked(measure.schema, tables[measure.table]), tables[measure.table])


def test_every_measure_says_what_it_is_in_whole_sentences() -> None:
    for measure in measures.REGISTRY:
        for text in (measure.definition, measure.caveat, measure.source, measure.formula):
            assert len(text) > 40 and text.endswith("."), (measure.name, text[-30:])
        assert measure.unit and measure.title[0].isupper()
    assert (
        len({m.name for m in measures.REGISTRY}) == len({m.table for m in measures.REGISTRY}) == len(measures.REGISTRY)
    )


def test_an_unknown_measure_is_refused_with_those_that_exist() -> None:
    with pytest.raises(measures.MeasureError, match="'mood'; use period, share"):
        measures.get("mood")
    assert measures.get("share").table == "topic_share"


def test_the_package_binds_no_name_of_its_modules() -> None:
    import importlib

    for name in ("share", "momentum", "crossover", "drivers"):
        module = importlib.import_module(f"trends.measures.{name}")
        assert getattr(measures, name) is module


def test_every_topic_has_a_row_in_every_period_gate_and_weighting(tables: dict[str, pl.DataFrame]) -> None:
    share, period = tables["topic_share"], tables["period"]
    assert len(share) == len(period) * len(TOPICS) * len(frames.WEIGHTINGS)
    never = share.filter(topic_id="never", gate="all")
    assert (never["count"] == 0).all() and never.drop_nulls("share")["low"].eq(0).all()


def test_each_story_is_counted_once(tables: dict[str, pl.DataFrame]) -> None:
    beat = tables["period"].filter(gate="all")
    for frequency in ("month", "quarter", "year"):
        assert beat.filter(frequency=frequency)["n_stories"].sum() == 500
    counted = tables["topic_share"].filter(gate="all", weighting="story", frequency="quarter")
    about = facts().group_by("topic_id").len()
    for topic, n in counted.group_by("topic_id").agg(pl.col("n_stories").sum()).iter_rows():
        assert n == about.filter(topic_id=topic)["len"].sum()


def test_the_open_period_is_partial_and_gets_no_call(tables: dict[str, pl.DataFrame]) -> None:
    last = tables["topic_share"].filter(frequency="quarter", period_start=date(2023, 10, 1))
    assert last["state"].unique().to_list() == ["partial"]
    for table in ("topic_momentum", "pair_share"):
        rows = tables[table].filter(pl.col("state") != "complete")
        assert rows["p_rising" if table == "topic_momentum" else "p_a_leads"].null_count() == len(rows)


def test_the_variants_hold_the_default_as_the_main_table_says_it(tables: dict[str, pl.DataFrame]) -> None:
    default = pl.DataFrame({"frequency": ["month", "quarter", "year"], "half_life": [4.0, 2.0, 1.0]})
    for main, variant in (("topic_share", "topic_share_variant"), ("pair_share", "pair_share_variant")):
        same = tables[variant].join(default, on=["frequency", "half_life"], how="semi", maintain_order="left")
        assert_frame_equal(same.drop("half_life"), tables[main])
    assert set(tables["topic_share_variant"].filter(frequency="quarter")["half_life"]) == {1.0, 2.0, 4.0, 8.0}


def changes(shares: pl.DataFrame, value: str, keys: list[str]) -> pl.DataFrame:
    """Change of a published share from the period before, per series."""
    return (
        shares.sort("period_start")
        .with_columns(pl.col(value).diff().over(keys).alias("change"))
        .drop_nulls("change")
        .select(*keys, "period_start", "change")
    )


def test_drivers_sum_exactly_to_every_change_that_the_tables_show(tables: dict[str, pl.DataFrame]) -> None:
    keys = ["frequency", "topic_id", "gate", "weighting"]
    pair = tables["pair_share"].with_columns(topic_id=pl.lit("a|b"))
    expected = pl.concat([changes(tables["topic_share"], "share", keys), changes(pair, "share_a", keys)])
    expected = expected.filter(pl.col("frequency") != "year")
    sums = tables["driver"].group_by(*keys, "period_start").agg(pl.col("contribution").sum())
    both = expected.join(sums, on=[*keys, "period_start"], how="left").fill_null(0.0)
    assert len(both) > 500
    assert (both["change"] - both["contribution"]).abs().max() < 1e-12  # type: ignore[operator]


def test_each_driver_is_a_story_of_its_period_or_the_rest(tables: dict[str, pl.DataFrame]) -> None:
    driver = tables["driver"].filter(frequency="quarter")
    named = driver.drop_nulls("story_id").join(facts().unique("story_id"), on="story_id", how="left")
    assert (named["day"].dt.truncate("1q") == named["period_start"]).all()
    assert driver.filter(pl.col("story_id").is_null()).select(
        "period_start", "topic_id", "gate", "weighting"
    ).is_unique().all()  # fmt: skip


def test_the_others_have_a_row_where_they_moved_a_topic_and_none_where_no_others_count(
    tables: dict[str, pl.DataFrame],
) -> None:
    driver = tables["driver"]
    others = driver.filter(pl.col("story_id").is_null())
    assert set(others["topic_id"]) == {"a", "b", "c"}, "only stories about either side count for a pair"
    assert set(others["weighting"]) == set(frames.WEIGHTINGS)
    assert driver["contribution"].abs().min() > 1e-9  # type: ignore[operator]


def test_the_crossover_is_told_in_both_orders_and_here_a_overtakes(tables: dict[str, pl.DataFrame]) -> None:
    rows = tables["crossover"].filter(gate="all", weighting="story", frequency="month")
    assert rows.select("topic_a", "crossed").rows() == [("a", True), ("b", False)]
    assert rows["start"][0].year in (2022, 2023)


def test_the_published_pair_equals_the_pinned_function(tables: dict[str, pl.DataFrame]) -> None:
    from trends.measures.crossover import pair

    rows = tables["pair_share"].filter(frequency="quarter", gate="all", weighting="story")
    frame = rows.select("state", period="period_start", a="n_a", b="n_b", both="n_both", total=pl.lit(30))
    again = pair(frame.with_columns(state=pl.col("state").replace("thin", "complete")), half_life=2)
    assert_frame_equal(
        again.select("share_a", "low", "high", "p_a_leads"), rows.select("share_a", "low", "high", "p_a_leads")
    )


def test_the_published_momentum_equals_the_pinned_function(tables: dict[str, pl.DataFrame]) -> None:
    from trends.measures.momentum import momentum

    keep = {"frequency": "quarter", "gate": "all", "weighting": "story"}
    shares, rows = tables["topic_share"].filter(**keep), tables["topic_momentum"].filter(**keep)
    state = pl.col("state").replace("thin", "complete")
    frame = shares.select("count", "total", state, topic="topic_id", period="period_start")
    again = momentum(frame, fast=1, slow=4).sort("period", "topic")
    names = ["momentum", "se", "z", "p_rising", "q", "direction"]
    assert_frame_equal(again.select(names), rows.sort("period_start", "topic_id").select(names))


def test_an_outage_is_missing_and_does_not_look_like_a_fall() -> None:
    dark = pl.DataFrame({"start": [date(2022, 7, 1)], "end": [date(2022, 9, 30)], "reason": ["feed down"]})
    seen = facts().filter(~pl.col("day").is_between(date(2022, 7, 1), date(2022, 9, 30)))
    share = measures.get("share").compute(measures.prepare(seen, settings(), dark))
    rows = share.filter(frequency="quarter", gate="all", weighting="story", topic_id="a")
    assert rows["state"][2] == "missing"
    assert rows["share"][2] == rows["share"][1] and rows["share_raw"][2] is None


def test_stories_after_the_horizon_are_outside_every_measure() -> None:
    early = settings(as_of=date(2023, 3, 31))
    share = measures.get("share").compute(measures.prepare(facts(), early))
    known = facts().filter(pl.col("day") <= date(2023, 3, 31))
    assert_frame_equal(share, measures.get("share").compute(measures.prepare(known, early)))


def test_the_order_of_the_facts_changes_no_table(inputs: Inputs, tables: dict[str, pl.DataFrame]) -> None:
    again = measures.prepare(
        inputs.facts.sample(fraction=1, shuffle=True, seed=5), inputs.settings,
        articles=inputs.articles.sample(fraction=1, shuffle=True, seed=6), events=inputs.events,
        mentions=inputs.mentions.sample(fraction=1, shuffle=True, seed=7),
    )  # fmt: skip
    for measure in measures.REGISTRY:
        assert_frame_equal(measure.compute(again), tables[measure.table])


def test_a_beat_without_a_pair_or_without_stories_still_has_its_tables() -> None:
    for stories in (facts(), facts().clear()):
        inputs = measures.prepare(stories, settings(pair=None))
        tables = {measure.table: measure.compute(inputs) for measure in measures.REGISTRY}
        assert tables["pair_share"].is_empty() and tables["crossover"].is_empty()
        assert tables["robustness"].is_empty() and tables["outlet_coverage"].is_empty()
        assert len(tables["topic_share"]) > 0
    assert len(measures.get("pair_share").compute(measures.prepare(facts().clear(), settings()))) > 0


def test_facts_of_another_beat_are_refused() -> None:
    with pytest.raises(FrameError, match="The facts hold beat 'other'; the settings are for 'beat'"):
        measures.prepare(facts().with_columns(beat_id=pl.lit("other")), settings())
