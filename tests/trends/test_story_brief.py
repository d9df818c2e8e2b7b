"""Briefs of other publishers on a story's page, and what the example query makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from tests.trends.story_world import HOSTILE, World, classed, parts, words
from trends.pages import story
from trends.pages.chart_sql import chart_sql, from_url
from trends.pages.page import Request
from trends.pages.state import Query
from warehouse import resources

ROWS = """
INSERT INTO story_brief BY NAME SELECT *, TIMESTAMP '2026-03-19' AS published_at, []::VARCHAR[] AS categories,
    []::VARCHAR[] AS takeaways, [] AS facts, TIMESTAMP '2026-07-06 08:00' AS first_seen_at,
    TIMESTAMP '2026-07-06 08:00' AS known_at, 1 AS version, '{}' AS brief, 'briefs.json' AS source
FROM (VALUES
    ('b.example', '1', 's1', 3, 2, 'Inference takes over', 'https://b.example/1', 'very_bullish', 0.8, 9.0, NULL, 3.0, 2.5, 4, true, 7),
    ('a.example', '2', 's1', 1, 1, $hostile, 'javascript:alert(1)', 'neutral', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 8),
    ('a.example', '3', 's2', 1, 1, 'Talks', NULL, 'bearish', -0.2, 9, 4, 0, 0, 2, false, 9),
    ('a.example', '4', NULL, 1, 0, 'Elsewhere', NULL, 'bearish', -0.2, 9, 4, 0, 0, 2, false, 10)
) AS t(publisher, brief_id, story_id, n_sources, n_sources_in_story, headline, url, sentiment_tier, sentiment_score,
       impact, impact_regulatory, impact_financial, impact_operational, verified_by, upper_bound, line);
"""  # noqa: E501


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    made.connection.execute(ROWS, {"hostile": HOSTILE})
    yield made
    made.connection.close()


def card(world: World, story_id: str) -> list[Any]:
    return classed(story.layout(world, Request(f"/story/{story_id}", (story_id,), Query(""))), "card-briefs")


def rows(world: World, story_id: str) -> list[str]:
    return [words(row) for row in parts(card(world, story_id)[0], "Tr")]


def test_the_publishers_scores_stand_below_ours(world: World) -> None:
    head, ours, bare, _, full, whence = rows(world, "s1")
    assert head == "Tone Impact Verified by"
    assert ours == "This index Bullish +0.46 7 (R\u00a00, F\u00a03, O\u00a02) 1\u00a0origin"
    assert bare.endswith("Neutral – –"), "what a publisher doesn't say is left open"
    assert full == "b.example Very bullish +0.80 9 (F\u00a03, O\u00a02.5) ≤\u00a04\u00a0sources"
    assert whence == (
        "Inference takes over · 19 Mar 2026 2 of 3\u00a0sources in this story · first seen 6 Jul 2026 · "
        "briefs.json, line\u00a07"
    )


def test_the_card_counts_the_briefs_and_says_that_they_change_nothing(world: World) -> None:
    text = words(card(world, "s1")[0])
    assert text.startswith("Scored elsewhere: 2\u00a0briefs")
    assert "nothing of them enters our scores or counts" in text


def test_a_story_without_a_brief_has_no_card(world: World) -> None:
    assert card(world, "s3") == []


def test_a_release_from_before_there_were_briefs_shows_its_stories() -> None:
    old = World()
    old.connection.execute("DROP TABLE story_brief")
    assert card(old, "s1") == []


def test_a_publishers_words_are_text_and_only_web_addresses_are_links(world: World) -> None:
    found = card(world, "s1")[0]
    assert HOSTILE in words(found)
    links = [link.href for link in parts(found, "A") if getattr(link, "target", None)]
    assert links == ["https://b.example/1"]


def test_the_cards_data_link_gives_the_rows_of_its_sql(world: World) -> None:
    query = chart_sql("story_brief", story="s1")
    pairs = Query(query.csv.partition("?")[2]).values
    assert_frame_equal(world.sql(from_url("story_brief", pairs).text), world.sql(query.text))
    assert world.sql(query.text)["our_impact"].to_list() == [7, 7]


def test_the_example_query_tells_how_far_a_publisher_is_from_us(world: World) -> None:
    file = Path(resources.PACKAGE) / "queries" / "12_publisher_scores.sql"
    a, b = world.sql(file.read_text(encoding="utf-8")).to_dicts()
    assert (a["publisher"], a["n_briefs"], a["n_with_impact"]) == ("a.example", 2, 1)
    # tones 3 and 2 against ours 4 and 2: squared distances 1 and 0; variances .25 and 1, means .5 apart
    assert (a["same_tone_percent"], a["within_one_tier_percent"], a["tone_difference_tiers"]) == (50.0, 100.0, -0.5)
    assert a["tone_kappa"] == pytest.approx(1 - 0.5 / (0.25 + 1 + 0.25), abs=0.005)
    assert (b["impact_difference"], b["impact_absolute_difference"], b["n_claiming_more_sources"]) == (2.0, 2.0, 1)
