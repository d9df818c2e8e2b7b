"""Briefs of other publishers on a story's page, and what the example query makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.briefs_world import briefs
from tests.trends.story_world import HOSTILE, World, classed, parts, words
from trends.pages import story
from trends.pages.chart_sql import chart_sql, from_url
from trends.pages.page import Request
from trends.pages.state import Query
from trends.pages.story_brief_data import Told
from trends.pages.story_brief_told import day_words, row_beside, told_parts
from trends.pages.story_brief_words import differences, fact_match, sentence_match
from trends.pages.story_data import Found, load
from warehouse import resources

TOLD = {
    "summary": "Nvidia expects more from serving.",
    "takeaways": ["A frontier model takes months of training.", "A frontier model takes 3 months.", HOSTILE],
    "facts": [
        {
            "text": "Blackwell is 30 times faster at inference.",
            "kind": "figure",
            "value": 30,
            "unit": "x",
            "source": "u1",
        },
        {"text": "Blackwell is 40 times faster at inference.", "value": 40, "unit": "x"},
        {"text": "It is faster by a factor of 30.", "kind": "forecast", "value": 30.0, "unit": "x"},
        {"text": HOSTILE, "date": "2027-04-01", "date_precision": "quarter"},
    ],
    "comparison": [
        {
            "aspect": "Net income",
            "unit": "USD",
            "values": [{"subject": "now", "value": 6.19e9}, {"subject": "A year before", "value": 656000000}],
        },
        {
            "aspect": "margin",
            "unit": "percent",
            "values": [{"subject": "now", "value": 41}, {"subject": "a year before", "value": 30}],
        },
        {
            "aspect": "main use",
            "values": [{"subject": "now", "value": "serving"}, {"subject": "a year before", "value": HOSTILE}],
        },
    ],
    "timeline": [
        {"published": "2026-02-01", "headline": "Meta and Google talk", "reason": "shared: Nvidia"},
        {"published": "2025-12-24T10:00:00Z", "headline": HOSTILE, "url": "javascript:alert(1)"},
    ],
    "links": [{"beat": "policy", "category": "rules", "url": "https://b.example/policy"}, {"beat": HOSTILE}],
    "sources": [{"url": "u1"}, {"url": "u2"}, {"url": "u3"}],
}
"""What the brief of b.example tells, as its JSON gives it."""
ROWS = """
INSERT INTO story_brief BY NAME SELECT * EXCLUDE (line), TIMESTAMP '2026-03-19' AS published_at,
    []::VARCHAR[] AS categories, []::VARCHAR[] AS takeaways, [] AS facts, TIMESTAMP '2026-07-06 08:00' AS first_seen_at,
    TIMESTAMP '2026-07-06 08:00' AS known_at, line, if(line = 7, 2, 1) AS version, '/home/desk/briefs.json' AS source,
    if(line = 7, $told, '{}') AS brief, if(line = 7, 'Orders of $40 billion.', NULL) AS impact_rationale,
    if(line = 7, 'desk-3', NULL) AS rubric_version
FROM (VALUES
    ('b.example', '1', 's1', 3, 2, 'Inference takes over', 'https://b.example/1', 'very_bullish', 0.8, 9.0, NULL, 3.0, 2.5, 4, true, 7),
    ('a.example', '2', 's1', 1, 1, $hostile, 'javascript:alert(1)', 'neutral', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 8),
    ('a.example', '3', 's2', 1, 1, 'Talks', NULL, 'bearish', -0.2, 9, 4, 0, 0, 2, false, 9),
    ('a.example', '4', NULL, 1, 0, 'Elsewhere', NULL, 'bearish', -0.2, 9, 4, 0, 0, 2, false, 10)
) AS t(publisher, brief_id, story_id, n_sources, n_sources_in_story, headline, url, sentiment_tier, sentiment_score,
       impact, impact_regulatory, impact_financial, impact_operational, verified_by, upper_bound, line);
INSERT INTO story_brief_source VALUES
    ('b.example', '1', 1, 'a1', 's1', 'https://northkoreatimes.com/1', 'northkoreatimes.com', 'Nvidia turns'),
    ('b.example', '1', 2, 'b1', 's2', 'https://a.com/1', 'a.com', 'Talks'),
    ('b.example', '1', 3, NULL, NULL, 'javascript:alert(1)', 'x.com', $hostile);
"""  # noqa: E501


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    made = World()
    made.connection.execute(ROWS.split(";")[0], {"told": json.dumps(TOLD), "hostile": HOSTILE})
    made.connection.execute(ROWS.split(";")[1], {"hostile": HOSTILE})
    yield made
    made.connection.close()


def draw(world: World, story_id: str) -> Any:
    return story.layout(world, Request(f"/story/{story_id}", (story_id,), Query("")))


def card(world: World, story_id: str) -> list[Any]:
    return classed(draw(world, story_id), "card-briefs")


def told(world: World) -> Any:
    """What the brief of b.example tells; it is the second by publisher."""
    return classed(draw(world, "s1"), "card-told-2")[0]


def rows(world: World, story_id: str) -> list[str]:
    return [words(row) for row in parts(card(world, story_id)[0], "Tr")]


def test_the_publishers_scores_stand_below_ours(world: World) -> None:
    head, ours, bare, _, full, _ = rows(world, "s1")
    assert head == "Tone Impact Verified by"
    assert ours == "This index Bullish +0.46 7 (R\u00a00, F\u00a03, O\u00a02) 1\u00a0origin"
    assert bare.endswith("Neutral – –"), "what a publisher doesn't say is left open"
    assert full == "b.example Very bullish +0.80 9 (F\u00a03, O\u00a02.5) ≤\u00a04\u00a0sources"


def test_how_a_brief_differs_its_reasons_and_where_it_came_from_stand_under_its_scores(world: World) -> None:
    whence = rows(world, "s1")[-1]
    assert whence == (
        "Inference takes over · 19 Mar 2026 "
        "Tone: one tier more bullish than ours (very bullish, ours bullish). "
        "Impact: 2\u00a0points above ours (9, ours 7; operational 2.5, ours 2). "
        "Verified by: ≤\u00a04\u00a0sources, more than our 1\u00a0origin. "
        "We count one owner, one credit and near-copies as one voice. "
        "Its reasons: “Orders of $40 billion.” "
        "2 of 3\u00a0sources in this story · taken in 6 Jul 2026, 08:00\u00a0UTC from briefs.json, line\u00a07 · "
        "version\u00a02 · its rubric desk-3"
    )


def test_the_card_names_the_publishers_and_says_that_they_change_nothing(world: World) -> None:
    text = words(card(world, "s1")[0])
    assert text.startswith("As 2\u00a0publishers scored and told it")
    assert words(card(world, "s2")[0]).startswith("As a.example scored and told it")
    assert "nothing of them enters our scores or counts" in text
    badge = next(link for link in parts(draw(world, "s1"), "A") if link.href == "#briefs")
    assert words(badge).startswith("Told by another publisher too")


def test_a_story_without_a_brief_has_no_card(world: World) -> None:
    assert card(world, "s3") == []
    assert all(link.href != "#briefs" for link in parts(draw(world, "s3"), "A"))


def test_a_release_from_before_there_were_briefs_shows_its_stories() -> None:
    old = World()
    old.connection.execute("DROP TABLE story_brief")
    assert card(old, "s1") == []


def test_a_brief_that_tells_nothing_but_scores_has_no_empty_parts(world: World) -> None:
    bare = classed(draw(world, "s1"), "card-told-1")[0]
    assert parts(bare, "H4") == []


def test_its_takeaways_say_which_are_ours_too(world: World) -> None:
    same, figures, alone = [words(item) for item in parts(classed(told(world), "takeaways")[0], "Div")[1:]]
    assert same == "A frontier model takes months of training. Word for word our takeaway 1."
    assert figures == "A frontier model takes 3 months. Not among ours.", (
        "a number was added, so it is another sentence"
    )
    assert alone == f"{HOSTILE} Not among ours."


def test_its_facts_say_what_ours_gives_in_their_place(world: World) -> None:
    same, other, figure, alone = [words(item) for item in parts(classed(told(world), "facts")[0], "Li")]
    assert same.endswith("figure · 30\u00a0× · source\u00a01 · as our key fact\u00a01")
    assert other.endswith("40\u00a0× · differs from our key fact\u00a01 , which gives 30\u00a0×")
    assert figure.endswith("forecast · 30\u00a0× · the figure is in our key fact\u00a01 too")
    assert alone == f"4 {HOSTILE} 2027 Q2 · not among ours"
    ours = classed(draw(world, "s1"), "card-facts")[0]
    assert [item.id for item in parts(ours, "Li")] == ["fact-1"], "where its links lead"


def test_its_comparison_stands_in_its_own_words_beside_our_figures(world: World) -> None:
    head, income, margin, use = [words(row) for row in parts(classed(told(world), "told-table"), "Tr")]
    assert head == "Now A year before"
    assert income == "Net income as ours USD\u00a06.19\u00a0bn USD\u00a0656\u00a0m"
    assert margin == "Margin ours: 40\u00a0%, 30\u00a0% 41\u00a0% 30\u00a0%"
    assert use == f"Main use not among ours serving {HOSTILE}"


def test_its_timeline_links_and_sources_say_what_we_have_of_them(world: World) -> None:
    text = words(told(world))
    assert "1 Feb 2026 · Meta and Google talk shared: Nvidia · in our timeline too" in text
    assert f"24 Dec 2025 · {HOSTILE} not in our timeline" in text
    assert "In its other beats The story in policy · policy · rules" in text
    assert "Nvidia turns · northkoreatimes.com · our source\u00a01" in text
    assert "Talks · a.com · with us in another story: Meta and Google talk" in text
    assert f"{HOSTILE} · x.com · not in this release" in text
    assert "Ours rests on these too: source\u00a02 ." in text


def test_a_publishers_words_are_text_and_only_web_addresses_are_links(world: World) -> None:
    assert HOSTILE in words(card(world, "s1")[0])
    links = [link.href for link in parts(draw(world, "s1"), "A") if getattr(link, "target", None)]
    assert {link.split(":")[0] for link in links} == {"https"}
    assert {"https://b.example/1", "https://b.example/policy"} <= set(links)


@pytest.mark.parametrize(
    ("theirs", "ours", "kind"),
    [
        ({"text": "It  costs $5 bn.", "value": 5e9, "unit": "USD"}, {"value": 5e9, "unit": "USD"}, "same"),
        ({"text": "It costs $5 bn."}, {"value": 5e9, "unit": "USD"}, "same"),
        ({"text": "It costs $6 bn.", "value": 6e9, "unit": "USD"}, {"value": 5e9, "unit": "USD"}, "other"),
        ({"text": "It costs $5 bn.", "value": 5e6, "unit": "USD"}, {"value": 5e9, "unit": "USD"}, "other"),
        ({"text": "A bill of $5 bn.", "value": 5e9, "unit": "USD"}, {"value": 5e9, "unit": "USD"}, "figure"),
        ({"text": "A bill of $5 bn.", "value": 5e9, "unit": "EUR"}, {"value": 5e9, "unit": "USD"}, "none"),
        ({"text": "A bill.", "value": 5.0, "value_high": 6.0}, {"value": 5.0, "value_high": 7.0}, "none"),
        ({"text": "A bill."}, {}, "none"),
    ],
)
def test_a_fact_of_theirs_finds_ours_by_its_words_then_by_its_figure(
    theirs: dict[str, Any], ours: dict[str, Any], kind: str
) -> None:
    every = [{"sentence": "Something else."}, {"sentence": "It costs $5 bn.", **ours}]
    match = fact_match(theirs, every)
    assert (match.kind, match.place) == (kind, None if kind == "none" else 1)


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.integers(0, 3))
def test_a_sentence_is_always_found_among_its_own_kind(ours: list[str], which: int) -> None:
    text = ours[which % len(ours)]
    match = sentence_match(text, ours)
    assert match.place is not None and match.kind in ("same", "other")
    assert sentence_match(text, [text]).kind == "same"


def scores(**changes: Any) -> dict[str, Any]:
    same: dict[str, Any] = {
        "sentiment_tier": "neutral", "our_sentiment_tier": "neutral", "impact": 7.0, "our_impact": 7,
        "impact_regulatory": None, "our_impact_regulatory": 0, "impact_financial": 3.0, "our_impact_financial": 3,
        "impact_operational": 2.0, "our_impact_operational": 2, "verified_by": 2, "upper_bound": False,
        "our_origins": 2, "owners_known": True,
    }  # fmt: skip
    return same | changes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ["Tone: neutral, as ours.", "Impact: 7, as ours."]),
        ({}, ["Verified by: 2\u00a0sources, as many as our 2\u00a0origins."]),
        ({"sentiment_tier": "very_bearish"}, ["Tone: two tiers more bearish than ours (very bearish, ours neutral)."]),
        ({"impact": 6.5}, ["Impact: 0.5\u00a0points below ours (6.5, ours 7)."]),
        ({"impact_financial": 4.0}, ["Impact: 7, as ours, but financial 4, ours 3."]),
        ({"our_impact_financial": None}, ["Impact: 7, as ours, but financial 3, ours not known."]),
        ({"verified_by": 1}, ["Verified by: 1\u00a0source, fewer than our 2\u00a0origins."]),
        ({"verified_by": 3, "owners_known": False},
         ["Verified by: 3\u00a0sources, more than our ≤\u00a02\u00a0origins. "
          "We count one owner, one credit and near-copies as one voice."]),
    ],
)  # fmt: skip
def test_differences_are_said_in_their_terms_then_in_ours(changes: dict[str, Any], said: list[str]) -> None:
    assert set(said) <= set(differences(scores(**changes)))


@settings(max_examples=15, deadline=None)
@given(briefs())
def test_any_brief_that_the_form_allows_can_be_drawn_and_sent(world: World, brief: dict[str, Any]) -> None:
    found = load(world, "s1")
    assert found is not None
    query = chart_sql("story_brief_sources", publisher="p", brief="b")
    rows = [
        {"source_no": number, "outlet": source["outlet"], "title": source["title"], "url": source["url"],
         "article_id": "a1" if number == 1 else None, "story_id": None, "headline": None}
        for number, source in enumerate(brief["sources"], start=1)
    ]  # fmt: skip
    one = Told({"publisher": "p", "brief_id": "b"}, brief, query, Found(query, rows))
    drawn = told_parts(found, one)
    assert all(part.to_plotly_json() for part in drawn)
    assert [words(parts(part, "H4")[0]) for part in drawn][-1] == "Sources"
    for told_text in brief.get("takeaways", []):
        assert re.sub(" +", " ", told_text).strip() in words(drawn)


def test_a_brief_of_very_many_facts_and_rows_is_cut_and_says_so(world: World) -> None:
    found = load(world, "s1")
    assert found is not None
    facts = [{"text": f"Fact {place}."} for place in range(100_000)]
    rows = [{"aspect": f"a{place}", "values": [{"subject": "x", "value": place}]} for place in range(50)]
    query = chart_sql("story_brief_sources", publisher="p", brief="b")
    brief = {"facts": facts, "comparison": rows}
    drawn = told_parts(found, Told({"publisher": "p", "brief_id": "b"}, brief, query, Found(query, [])))
    assert len(parts(drawn[0], "Li")) == 40
    assert "99\u202f960\u00a0facts more in Data." in words(drawn[0])
    assert "Ours alone" not in words(drawn[0]), "not all of theirs were compared"
    assert "10\u00a0rows more in Data." in words(drawn[1])


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026-02-01T09:30:00Z", "1 Feb 2026"), ("2026-02-01", "1 Feb 2026"), ("2026-02-31", "2026-02-31")],
)
def test_a_day_that_no_calendar_has_stays_as_it_was_written(text: str, said: str) -> None:
    assert day_words(text) == said


def test_what_a_publisher_does_not_give_is_no_difference() -> None:
    assert differences(scores(sentiment_tier=None, impact=None, verified_by=None)) == []


def test_a_row_with_other_subjects_is_not_among_ours() -> None:
    ours = [{"aspect": "memory", "subject_a": "H200", "subject_b": "H100", "value_a": 141, "value_b": 80, "unit": "GB"}]
    row = {
        "aspect": "Memory",
        "unit": "GB",
        "values": [{"subject": "h200", "value": 141}, {"subject": "H100", "value": 80}],
    }
    assert row_beside(row, ours) == "as ours"
    assert row_beside(row | {"values": row["values"][::-1]}, ours) == "not among ours"
    assert row_beside(row | {"values": row["values"][:1]}, ours) == "not among ours"


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
