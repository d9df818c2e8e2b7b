"""On the packaged chronicle: what pages compute from the stories is what the build published, to the last digits."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from app import HomeProvider, ReleaseView
from trends.pages import pair
from trends.pages.drivers import drivers_sql
from trends.pages.selection import Selection, select
from trends.pages.state import Query

CUTS = [f"?frequency={f}&gate={g}&weighting={w}" for f, g, w in
        product(("month", "quarter"), ("all", "verified"), ("story", "attention", "impact"))]  # fmt: skip


@pytest.fixture(scope="module")
def view(chronicle_home: Path) -> ReleaseView:
    found = HomeProvider(chronicle_home).current()
    assert found is not None
    return found


def published(view: ReleaseView, table: str, chosen: Selection, **more: object) -> pl.DataFrame:
    keys = {"beat_id": chosen.beat["beat_id"], "frequency": chosen.frequency, "gate": chosen.gate}
    return view.frame(table).filter(weighting=chosen.weighting, **keys, **more)


@pytest.mark.parametrize("search", CUTS)
def test_the_pair_from_its_sums_is_the_published_pair(view: ReleaseView, search: str) -> None:
    chosen = select(view, Query(search))
    computed = pair.with_shares(view.sql(pair.counts_sql(chosen).text), chosen.half_life)
    names = ["n_a", "n_b", "n_both", "n_either", "share_a", "low", "high", "p_a_leads", "n_effective"]
    told = published(view, "pair_share", chosen).sort("period_start")
    assert_frame_equal(computed.select(names), told.select(names), abs_tol=1e-9, rel_tol=1e-9)


@pytest.mark.parametrize("search", CUTS)
@pytest.mark.parametrize("whose", ["topic", "pair"])
def test_drivers_from_the_stories_are_the_published_drivers(view: ReleaseView, search: str, whose: str) -> None:
    chosen = select(view, Query(search))
    topics = chosen.pair if whose == "pair" else ("accelerators",)
    earlier = [start for start in chosen.periods if start < chosen.period][-1]
    text = drivers_sql(chosen, topics, by="story", since=earlier, before=None).text  # not asked as "the period before"
    computed = view.sql(text).select("member", "contribution")
    told = published(view, "driver", chosen, topic_id="|".join(topics), period_start=chosen.period)
    both = computed.join(told.select(member="story_id", told="contribution"), on="member", how="full", nulls_equal=True)
    apart = both.select((pl.col("contribution").fill_null(0) - pl.col("told").fill_null(0)).abs().max()).item()
    assert told.height and apart < 1e-12
