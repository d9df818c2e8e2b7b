"""Briefs on their way out: others' to the byte, ours so that another home comes to the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.briefs_world import BRIEF, SOURCE, Brief, brief, briefs
from warehouse import assemble, briefs_export, briefs_schema, briefs_tables, frames, ingest, outlets, resources
from warehouse import beat as beats
from warehouse import briefs as module
from warehouse.errors import ReleaseError
from warehouse.store import Store

NOW = datetime(2026, 7, 5, 12)
DAY = date(2026, 7, 5)
CHRONICLE = [json.loads(line) for line in resources.CHRONICLE.read_text(encoding="utf-8").splitlines()[:80]]
RELEASE = pl.DataFrame({"method_version": ["1"], "beat_hash": ["b"]})

Tables = Mapping[str, pl.DataFrame]


def stored(content: str, name: str, *, backfill: bool = False) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Takes a file into an empty home; returns its articles and its briefs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(content, encoding="utf-8")
        with Store.open(Path(folder) / "home", now=NOW) as store:
            report = ingest.ingest_file(store, path, source=name, seen_at=NOW, backfill=backfill)
            assert report.refusals == ()
            return store.articles(DAY), store.briefs(DAY)


def lonely(articles: pl.DataFrame) -> pl.DataFrame:
    """Every article as a story of its own."""
    return articles.with_columns(story_id=pl.col("article_id").str.replace("a", "s", literal=True))


def table_of(told: list[Brief], placed: Callable[[pl.DataFrame], pl.DataFrame] = lonely) -> Tables:
    articles, kept = stored(json.dumps(told), "briefs.json")
    found = briefs_tables.tables(kept, placed(articles))
    return {name: frames.conform(name, frame) for name, frame in found.items()}


@given(st.lists(briefs(), min_size=1, max_size=3, unique_by=lambda told: (told["publisher"], told["brief_id"])))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_publishers_briefs_come_out_as_they_went_in_to_the_byte(told: list[Brief]) -> None:
    tables = table_of(told)
    out = [
        module.canonical(again)
        for publisher in sorted({one["publisher"] for one in told})
        for again in briefs_export.kept(tables.__getitem__, publisher=publisher)
    ]
    order = sorted(told, key=lambda one: (one["publisher"], one["brief_id"]))
    assert out == [module.canonical(one) for one in order]


@pytest.fixture(scope="module")
def every_beat() -> list[beats.Beat]:
    return [replace(beats.load(name), covered_through=None) for name in ("ai_compute", "policy")]


def told_by(articles: pl.DataFrame, kept: pl.DataFrame, every_beat: list[beats.Beat]) -> tuple[list[Brief], Tables]:
    """Our stories as briefs, and the tables behind them."""
    tables = assemble.assemble(
        articles, every_beat, outlets.load(), refusals=frames.empty("quarantine"), briefs=kept
    ) | {"release": RELEASE}
    return briefs_export.own(tables.__getitem__), tables


@given(st.lists(st.sampled_from(CHRONICLE), min_size=1, max_size=40, unique_by=lambda row: row["url"]), st.booleans())
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_home_that_takes_our_stories_in_tells_the_same_stories(
    every_beat: list[beats.Beat], rows: list[dict[str, Any]], backfill: bool
) -> None:
    timed = [row | {"published": f"{row['published']}T{n % 24:02}:05:00Z"} if n % 5 == 0 else row
             for n, row in enumerate(rows)]  # fmt: skip
    lines = "".join(json.dumps(row) + "\n" for row in timed)
    first, _ = told_by(*stored(lines, "articles.jsonl", backfill=backfill), every_beat)
    assert [briefs_schema.fault(one) for one in first] == [None] * len(first)
    second, tables = told_by(*stored(json.dumps(first), "briefs.json", backfill=backfill), every_beat)
    assert [module.canonical(one) for one in second] == [module.canonical(one) for one in first]
    kept = briefs_export.kept(tables.__getitem__, publisher=briefs_export.PUBLISHER)
    assert [module.canonical(one) for one in kept] == [module.canonical(one) for one in first]
    attached = tables["story_brief"]
    assert attached["story_id"].to_list() == attached["brief_id"].to_list(), "each to the story it tells"
    assert attached["n_sources"].to_list() == attached["n_sources_in_story"].to_list()


def test_a_brief_belongs_to_the_story_that_holds_most_of_its_sources() -> None:
    sources = [SOURCE | {"url": f"https://example.org/{n}"} for n in range(5)]
    story = {f"https://example.org/{n}": story for n, story in enumerate(["s1", "s2", "s2", "s3", "s3"])}

    def placed(articles: pl.DataFrame) -> pl.DataFrame:
        return articles.with_columns(
            story_id=pl.col("url").replace_strict(story),
            published_at=pl.when(pl.col("url").str.ends_with("4")).then(pl.col("published_at") - pl.duration(days=1))
            .otherwise("published_at"),
        )  # fmt: skip

    told = [
        brief(brief_id="three", facts=None, sources=sources[:3]),
        brief(brief_id="tie", facts=None, sources=sources[1:]),
        brief(brief_id="twice", facts=None, sources=[sources[0], sources[0] | {"url": sources[0]["url"] + "#a"}]),
    ]
    found = table_of(told, placed)["story_brief"]
    assert found.select("brief_id", "story_id", "n_sources", "n_sources_in_story").rows() == [
        ("three", "s2", 3, 2),
        ("tie", "s3", 4, 2),
        ("twice", "s1", 1, 1),
    ]


def test_a_brief_of_which_no_source_is_in_the_release_keeps_its_row_without_a_story() -> None:
    tables = table_of([BRIEF], lambda articles: lonely(articles).clear())
    assert tables["story_brief"].select("story_id", "n_sources", "n_sources_in_story").row(0) == (None, 2, 0)
    assert tables["story_brief_source"]["article_id"].to_list() == [None, None]


def test_the_publishers_scores_stand_in_columns_and_what_it_leaves_out_is_null() -> None:
    bare = brief(brief_id="bare", sentiment=None, impact=None, verification=None, facts=None, takeaways=None)
    row, empty = table_of([BRIEF, bare])["story_brief"].sort("brief_id").to_dicts()
    assert (row["sentiment_tier"], row["sentiment_score"], row["impact"], row["impact_financial"]) == (
        "bullish", 0.46, 7.0, 3.0,
    )  # fmt: skip
    assert (row["impact_regulatory"], row["verified_by"], row["categories"]) == (None, 2, ["silicon", "demand"])
    assert row["facts"] == [
        {"text": "Orders of $40 billion.", "kind": "amount", "value": 40e9, "value_high": None, "unit": "USD",
         "date": None, "source": SOURCE["url"]}
    ]  # fmt: skip
    assert {empty[name] for name in ("sentiment_tier", "sentiment_score", "impact", "verified_by")} == {None}
    assert (empty["takeaways"], empty["facts"]) == ([], [])


def test_a_brief_moves_none_of_our_scores(every_beat: list[beats.Beat]) -> None:
    sources = [{key: row[key] for key in ("url", "outlet", "published", "title", "summary")} for row in CHRONICLE[:12]]
    loud = brief(facts=None, sources=sources, impact={"score": 10}, sentiment={"tier": "very_bearish"})
    articles, kept = stored(json.dumps([loud]), "briefs.json")
    _, without = told_by(articles, briefs_tables.NONE, every_beat)
    _, beside = told_by(articles, kept, every_beat)
    assert beside["story_brief"].height == 1
    assert all(without[name].equals(beside[name]) for name in without if not name.startswith("story_brief"))


def test_stories_are_chosen_by_beat_and_by_id_and_an_unknown_one_is_an_error(every_beat: list[beats.Beat]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in CHRONICLE[:30])
    every, tables = told_by(*stored(lines, "articles.jsonl"), every_beat)
    frame = (
        tables | {"story_alias": pl.DataFrame({"alias_id": ["sold"], "story_id": [every[0]["brief_id"]]})}
    ).__getitem__
    policy = briefs_export.own(frame, beat="policy")
    assert 0 < len(policy) < len(every) and {one["beat"] for one in policy} == {"policy"}
    assert all({link["beat"] for link in one.get("links", [])} == {"ai_compute"} for one in policy)
    assert briefs_export.own(frame, stories=["sold"], publisher="me")[0] == every[0] | {"publisher": "me"}
    for wrong in ({"beat": "sports"}, {"stories": ["s0"]}):
        with pytest.raises(ReleaseError, match=f"'{'sports' if 'beat' in wrong else 's0'}'"):
            briefs_export.own(frame, **wrong)
    with pytest.raises(ReleaseError, match="those of: none"):
        briefs_export.kept(frame, publisher="desk.example")


def test_a_story_of_no_registered_beat_is_told_too(every_beat: list[beats.Beat]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in CHRONICLE[:30])
    told, tables = told_by(*stored(lines, "articles.jsonl"), every_beat[1:])
    assert len(told) == tables["story"].height > tables["story_beat"].height > 0
    assert {one.get("beat") for one in told} == {"policy", None}
    assert all(briefs_schema.fault(one) is None for one in told)


def test_without_texts_only_the_titles_of_the_articles_are_told(every_beat: list[beats.Beat]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in CHRONICLE[:10])
    _, tables = told_by(*stored(lines, "articles.jsonl"), every_beat)
    for one in briefs_export.own(tables.__getitem__, texts=False):
        assert not {"summary", "takeaways", "facts"} & one.keys()
        assert not any("summary" in source for source in one["sources"])
        assert briefs_schema.fault(one) is None
