"""Beats that share a home: each is read by itself, and none moves another's numbers."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from trends import publish_index
from warehouse import assemble, outlets, resources
from warehouse import beat as beats
from warehouse.ingest import ingest_file
from warehouse.store import Store

NOW = datetime(2026, 7, 31, 12)
AS_OF = date(2026, 7, 31)
EVERY = 6  # every sixth article of the chronicle: enough of each beat, and quick
INDEX = ("topic_share", "pair_share", "topic_momentum", "driver")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    folder = tmp_path_factory.mktemp("siblings")
    lines = resources.CHRONICLE.read_text(encoding="utf-8").splitlines(keepends=True)
    sample = folder / "sample.jsonl"
    sample.write_text("".join(lines[::EVERY]), encoding="utf-8")
    with Store.open(folder / "home", now=NOW) as store:
        ingest_file(store, sample, source="sample", seen_at=NOW, backfill=True)
        return store.articles(AS_OF)


def build(articles: pl.DataFrame, *names: str) -> dict[str, pl.DataFrame]:
    registered = [beats.load(name) for name in names]
    refusals = pl.DataFrame(
        schema={
            "source": pl.String,
            "line": pl.Int64,
            "reason": pl.String,
            "raw": pl.String,
            "refused_at": pl.Datetime("us"),
        }
    )
    tables = assemble.assemble(articles, registered, outlets.load(), refusals=refusals)
    return tables | publish_index.index_tables(tables, registered, as_of=AS_OF)


@pytest.fixture(scope="module")
def alone(articles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return build(articles, "ai_compute")


@pytest.fixture(scope="module")
def together(articles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return build(articles, "ai_compute", "markets", "policy")


def test_siblings_move_nothing_of_the_default_beat(
    alone: dict[str, pl.DataFrame], together: dict[str, pl.DataFrame]
) -> None:
    own_topics = alone["topic"]["topic_id"].implode()
    for name, frame in alone.items():
        if name == "story_link":
            continue
        now = together[name]
        if name == "lead_lag":  # beats are compared with each other, which is of none of them alone
            frame, now = (rows.filter(pl.col("kind") != "beat") for rows in (frame, now))
        if "beat_id" in frame.columns:
            now = now.filter(pl.col("beat_id") == "ai_compute")
        elif "topic_id" in frame.columns:
            now = now.filter(pl.col("topic_id").is_in(own_topics))
        assert frame.height > 0 or name not in INDEX, name
        assert_frame_equal(now, frame, abs_tol=1e-12)  # a mean's last bits depend on the threads


def test_every_two_beats_are_compared(alone: dict[str, pl.DataFrame], together: dict[str, pl.DataFrame]) -> None:
    rows = together["lead_lag"].filter(kind="beat")
    pairs = [("ai_compute", "markets"), ("ai_compute", "policy"), ("markets", "policy")]
    assert rows.select("series_a", "series_b").rows() == pairs and set(rows["frequency"]) == {"month"}
    assert rows["p"].is_between(0, 1).all() and rows["note"].null_count() == 3
    assert alone["lead_lag"].filter(kind="beat")["note"].to_list() == [
        "Not estimable: it takes two beats; the home has 1."
    ]


def test_every_beat_has_an_index_of_its_own(together: dict[str, pl.DataFrame]) -> None:
    for name in INDEX:
        assert set(together[name]["beat_id"].unique()) == {"ai_compute", "markets", "policy"}, name
    sizes = dict(together["beat"].select("beat_id", "n_stories").iter_rows())
    assert 0 < sizes["policy"] < sizes["markets"] < sizes["ai_compute"]
    foreign = together["topic_share"].filter(
        ~pl.col("topic_id").str.starts_with(pl.col("beat_id") + ".") & (pl.col("beat_id") != "ai_compute")
    )
    assert foreign.is_empty()


def test_a_story_in_two_beats_is_linked_both_ways_and_scored_once(together: dict[str, pl.DataFrame]) -> None:
    links = together["story_link"].select("story_id", "beat_id", "other_beat_id")
    back = links.select("story_id", beat_id="other_beat_id", other_beat_id="beat_id")
    assert links.height > 0
    assert links.sort(links.columns).equals(back.sort(links.columns))
    assert together["story"]["story_id"].is_unique().all()
    shared = together["story_beat"].group_by("story_id").len().filter(pl.col("len") > 1)
    assert set(links["story_id"]) == set(shared["story_id"])
