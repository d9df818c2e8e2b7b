from __future__ import annotations

import importlib
import itertools
from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.trends.story_world import HOSTILE, World, classed, parts, words
from trends.pages import story
from trends.pages.chart_sql import chart_sql, from_url
from trends.pages.entity_data import Read
from trends.pages.entity_revenue import revenue_card
from trends.pages.evidence import Span, highlight
from trends.pages.numbers import quantity
from trends.pages.page import Request, titled
from trends.pages.state import Query
from trends.pages.story_cards import date_words, figure_words
from trends.pages.story_compared import quote
from trends.pages.story_data import load
from trends.pages.story_scores import split_rationale
from trends.pages.story_sources import edge_words, outside
from trends.style import whose

WORLD = World()


@pytest.fixture
def world() -> World:
    return WORLD


def draw(world: World, story_id: str, search: str = "") -> Any:
    return story.layout(world, Request(f"/story/{story_id}", (story_id,), Query(search)))


def test_two_reprints_of_one_owner_are_one_amber_voice(world: World) -> None:
    page = draw(world, "s1")
    badge = classed(page, "badge-amber")[0]
    assert words(badge) == "Single origin · 2\u00a0articles, 2\u00a0outlets, 1\u00a0owner"
    sources = classed(page, "card-sources")[0]
    assert "Sources: 1\u00a0origin" in words(sources)
    assert len(classed(sources, "origin")) == 1
    assert "same owner: both owned by One Owner" in words(sources)


def test_an_unknown_owner_makes_the_counts_upper_bounds(world: World) -> None:
    page = draw(world, "s2")
    assert (
        words(classed(page, "badge-good")[0])
        == "Verified by ≤\u00a02\u00a0origins · 3\u00a0articles, 2\u00a0outlets, ≤\u00a02\u00a0owners"
    )
    assert "there may be fewer origins than counted" in words(classed(page, "card-sources")[0])


def test_articles_are_grouped_by_origin_with_each_edges_evidence(world: World) -> None:
    origins = classed(classed(draw(world, "s2"), "card-sources")[0], "origin")
    assert [len(parts(origin, "Li")) for origin in origins] == [2, 1]
    assert "same credit: both credit Reuters" in words(origins[0])
    assert "near copy, similarity .93: 93 % of the shorter text is in both" in words(origins[0])


def test_impact_is_shown_with_its_parts_and_an_unknown_one_says_so(world: World) -> None:
    assert "Impact 7 · financial 3, operational 2, regulatory 0" in words(classed(draw(world, "s1"), "badges")[0])
    text = words(draw(world, "s2"))
    assert "Impact 9, action item · regulatory 4, operational 2, financial unknown" in text
    assert "Not known from the text" in text
    assert "2 of the 3 parts could be judged, completeness 67\u00a0%; an unknown part adds nothing." in text
    assert "All 3 parts could be judged, completeness 100\u00a0%." in words(draw(world, "s1"))


def test_a_story_of_which_nothing_could_be_measured_says_so_instead_of_scoring_zeros(world: World) -> None:
    page = draw(world, "s3")
    assert "Impact 1 · nothing found to judge it by" in words(classed(page, "badges")[0])
    scores = words(classed(page, "card-scores")[0])
    assert "1 of 10: nothing found" in scores
    assert "No rule, no sum that is somebody’s gain" in scores
    assert "None of the 3 parts could be judged, completeness 0\u00a0%" in scores
    assert "round(" not in scores and "0 of 4" not in scores


def test_a_sum_says_whose_revenue_of_which_year_it_was_divided_by(world: World) -> None:
    (line,) = classed(draw(world, "s1"), "divisor")
    assert words(line).replace(" of the", "of the") == (
        "Divided by NVIDIA’s revenueof the year to 26 Jan 2025, USD\u00a0130.5\u00a0bn (FY2025 10-K)."
    ), "the year to 25 Jan 2026 had not ended 60 days before 18 March"
    assert parts(line, "Link")[0].href == "/entity/nvidia#revenue"
    assert classed(draw(world, "s2"), "divisor") == [], "no revenue is named among its reasons"


def test_where_a_new_year_is_known_during_the_story_both_are_named(world: World) -> None:
    later = World()
    later.connection.execute(
        "UPDATE article SET published_at = TIMESTAMP '2026-03-28' WHERE article_id = 'a2';"
        "UPDATE entity_revenue SET source = source || ', unchecked' WHERE ended = DATE '2026-01-25'"
    )
    first, second = [words(line) for line in classed(draw(later, "s1"), "divisor")]
    assert "year to 26 Jan 2025" in first and "for articles from 18 Mar 2026 on" in first
    assert "(FY2026 10-K, 1\u202f363 in all, not checked against a published table), for articles from 28 Mar" in second


def test_the_year_is_chosen_by_the_rubrics_own_delay(world: World) -> None:
    delay = importlib.import_module("warehouse.impact_financial").REPORTING_LAG_DAYS
    assert f"INTERVAL {delay} DAY" in chart_sql("story_revenue", story="s1").text
    assert f"ended {delay} days before it" in words(entity_revenue_note())


def entity_revenue_note() -> Any:
    rows = WORLD.sql("SELECT ended, revenue_usd, source FROM entity_revenue WHERE entity_id = 'meta'")
    query = chart_sql("entity_revenue", entity="meta")
    entity: Any = SimpleNamespace(name="Meta", revenues=Read(query, rows))
    return revenue_card(entity)


def test_the_evidence_marked_is_the_evidence_stored(world: World) -> None:
    found = load(world, "s1")
    assert found is not None
    texts = next(section for section in parts(draw(world, "s1"), "Section") if getattr(section, "id", None) == "texts")
    marked = [(mark.children, mark.title, mark.className) for mark in parts(texts, "Mark")]
    stored = sorted((item["start"], item["text"], row["name"]) for row in found.topics.rows for item in row["evidence"])
    assert [(text, title) for text, title, _ in marked] == [(text, name) for _, text, name in stored]
    assert {title: kind for _, title, kind in marked} == {"Inference": "first", "Training": "side-b"}


def test_near_copies_show_their_text_once(world: World) -> None:
    texts = classed(draw(world, "s1"), "texts")[0]
    assert len(parts(texts, "Article")) == 1


def test_facts_are_numbered_with_value_unit_and_source(world: World) -> None:
    fact = parts(classed(draw(world, "s1"), "facts")[0], "Li")[0]
    assert words(fact).startswith("1 Blackwell is 30 times faster at inference .")
    assert "figure · 30\u00a0×" in words(fact)
    assert "source\u00a01" in words(fact)


def test_a_date_known_to_the_month_alone_is_no_day_in_the_timeline() -> None:
    vague = World()
    vague.connection.execute("UPDATE article SET date_precision = 'month' WHERE story_id = 's1'")
    later = words(parts(classed(draw(vague, "s2"), "timeline")[0], "Li")[-1])
    assert later.startswith("Mar 2026 · Nvidia turns to inference")


def test_who_is_named_but_not_affected_is_not_called_affected() -> None:
    even = World()
    even.connection.execute("UPDATE story_entity SET direction = 'neutral'")
    assert words(classed(draw(even, "s1"), "card-entities")[0]).startswith("Who is named")
    assert words(classed(draw(WORLD, "s1"), "card-entities")[0]).startswith("Who is affected")


def test_one_reason_for_the_owner_of_two_outlets_is_said_once() -> None:
    edge = {"kind": "owner", "similarity": None, "article_a": "a", "article_b": "b"}
    said = edge_words(
        [edge | {"evidence": "both owned by TRT (a.com: A service (TRT); b.com: A service (TRT))"}], {"a", "b"}
    )
    assert said == {"b": ["same owner: both owned by TRT (A service (TRT))"]}
    two = "both owned by TRT (a.com: imprint; b.com: register)"
    assert edge_words([edge | {"evidence": two}], {"a", "b"}) == {"b": [f"same owner: {two}"]}


def test_two_figures_of_a_sentence_stand_side_by_side_under_what_they_belong_to(world: World) -> None:
    section = classed(draw(world, "s1"), "side-by-side")[0]
    tables = parts(section, "Table")
    assert [[words(row) for row in parts(table, "Tr")] for table in tables] == [
        [
            "Now A year before",
            "Net income USD\u00a06.19\u00a0bn USD\u00a0656\u00a0m source\u00a01",
            "Margin 40\u00a0% 30\u00a0% source\u00a02",
        ],
        ["Reported Expected", "Sales USD\u00a05 USD\u00a04"],
    ]
    assert classed(draw(world, "s2"), "side-by-side") == []


def test_where_sources_disagree_every_figure_stands_with_its_sentence_and_source_and_none_is_averaged(
    world: World,
) -> None:
    conflict = classed(draw(world, "s2"), "conflict")[0]
    assert words(parts(conflict, "H3")[0]) == "Cost … to build"
    first, second, gone = [words(row) for row in parts(conflict, "Tr")]
    assert first == ("USD\u00a040\u00a0bn Meta signs a $40 billion deal. a.com · 1 Feb 2026 · source\u00a01")
    assert [mark.children for mark in parts(conflict, "Mark")] == ["$40 billion", "Talks"]
    assert second.startswith("USD\u00a063\u00a0bn Talks go on")
    assert gone == "USD\u00a095\u00a0bn The article isn’t in this story any more."
    assert "66" not in words(conflict) and "67" not in words(conflict), "the mean"
    assert classed(draw(world, "s1"), "conflict") == []


@pytest.mark.parametrize(
    ("text", "figure", "expected"),
    [
        ("One. It fell 3 % today. Two.", "3 %", "It fell 3 % today."),
        ("Title with 5\nBody", "5", "Title with 5"),
        ("x" * 400 + " 7 " + "y" * 400, "7", None),
        ("7", "7", "7"),
    ],
)
def test_a_figure_is_quoted_with_its_sentence_and_marked(text: str, figure: str, expected: str | None) -> None:
    start = text.index(figure)
    quoted = quote(text, start, start + len(figure))
    assert [mark.children for mark in parts(quoted, "Mark")] == [figure]
    said = "".join(str(getattr(item, "children", item)) for item in quoted)
    assert said == expected if expected else (said.startswith("…") and said.endswith("…") and len(said) < 300)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_quote_never_fails_and_is_a_piece_of_its_text(text: str, start: int, length: int) -> None:
    quoted = quote(text, start, start + length)
    said = "".join(str(getattr(item, "children", item)) for item in quoted)
    assert said.strip("…").strip() in text


def test_the_documents_title_is_the_headline_also_under_a_retired_id(world: World) -> None:
    def title(story_id: str) -> str:
        return titled(story.PAGE, world, Request(f"/story/{story_id}", (story_id,)))

    assert (title("s2"), title("s2x"), title("nope")) == ("Meta and Google talk", "Meta and Google talk", "Story")


def test_a_story_is_shown_as_the_beat_of_the_address_has_it(world: World) -> None:
    page = draw(world, "s2", "?beat=policy")
    assert words(classed(page, "badges")[0]).startswith("Rules ")
    assert "About none of the beat’s topics" in words(classed(page, "card-topics")[0])
    assert [link.href for link in parts(classed(page, "card-network")[0], "Link")] == ["/story/s2"]
    assert [link.href for link in parts(classed(page, "timeline")[0], "Link")] == ["/story/s1?beat=policy"]
    assert [link.href for link in parts(classed(page, "card-entities")[0], "Link")] == ["/entity/meta?beat=policy"]
    assert words(classed(draw(world, "s2"), "badges")[0]).startswith("Money ")


def test_a_beat_that_doesnt_hold_the_story_is_told(world: World) -> None:
    request = Request("/story/s1", ("s1",), Query("?beat=policy"))
    story.layout(world, request)
    assert request.query.notes == ["This story isn’t in that beat; it is shown as AI compute has it."]


def test_the_timeline_has_this_story_in_its_place_and_a_reason_for_each(world: World) -> None:
    timeline = classed(draw(world, "s1"), "timeline")[0]
    items = parts(timeline, "Li")
    assert [getattr(item, "className", "") for item in items] == ["", "here"]
    assert "1 Feb 2026 ·" in words(items[0])
    assert "shared: Nvidia" in words(items[0])
    assert words(items[-1]) == "18 Mar 2026 · this story"


def test_topics_and_the_rest_sum_to_one(world: World) -> None:
    text = words(classed(draw(world, "s1"), "card-topics")[0])
    assert "Inference 60\u00a0% Training 25\u00a0%" in text
    assert "15\u00a0% is about none of them." in text


def test_a_story_about_none_of_the_topics_says_so(world: World) -> None:
    assert "About none of the beat’s topics" in words(draw(world, "s3"))


def test_an_entitys_direction_has_a_sign_beside_its_bar(world: World) -> None:
    card = classed(draw(world, "s1"), "card-entities")[0]
    assert "NVIDIA · NVDA" in words(card)
    assert [item.children for item in classed(card, "number")] == ["+"]
    assert classed(card, "balance-up")[0].style == {"left": "50.0%", "width": "40.0%"}


def test_the_network_is_shown_only_where_a_sibling_beat_has_the_story(world: World) -> None:
    assert classed(draw(world, "s1"), "card-network") == []
    assert "Policy · rules" in words(classed(draw(world, "s2"), "card-network")[0])


def test_a_retired_id_leads_to_the_story_that_carries_on(world: World) -> None:
    page = draw(world, "s2x")
    assert "Meta and Google talk" in words(page)
    assert "Story s2x was merged into this one" in words(page)


@pytest.mark.parametrize("story_id", ["", "nope", "'; DROP TABLE story; --", "x" * 500])
def test_an_unknown_id_is_a_sentence_with_a_link_to_the_stories(world: World, story_id: str) -> None:
    page = draw(world, story_id)
    assert [link.href for link in parts(page, "Link")] == ["/stories"]
    assert len(words(page)) < 400


def test_text_from_outside_is_never_markup(world: World) -> None:
    page = draw(world, "s3")
    assert HOSTILE in [heading.children for heading in parts(page, "H1")]
    assert parts(page, "Markdown") == []
    assert all(not getattr(item, "dangerously_allow_html", False) for item in parts(page, "Div"))


def test_only_http_addresses_become_links_and_open_without_an_opener(world: World) -> None:
    sources = classed(draw(world, "s2"), "card-sources")[0]
    links = [link for link in parts(sources, "A") if getattr(link, "target", None)]
    assert [link.href for link in links] == ["https://a.com/1", "https://b.com/1"]
    assert all("noopener" in link.rel for link in links)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.org/x", "http://[", "ftp://a.org", ""]
)
def test_an_address_that_is_no_web_page_stays_text(url: str) -> None:
    assert isinstance(outside("a.org", url), html.Span)


@pytest.mark.parametrize("name", ["story", "story_topics", "story_entities", "story_facts", "story_takeaways",
                                  "story_comparison", "story_conflict",
                                  "story_articles", "story_edges", "story_timeline", "story_links"])  # fmt: skip
def test_each_cards_data_link_gives_the_rows_of_its_sql(world: World, name: str) -> None:
    found = load(world, "s2")
    assert found is not None
    fields = [
        found.topics,
        found.entities,
        found.facts,
        found.comparisons,
        found.conflicts,
        found.takeaways,
        found.articles,
        found.edges,
        found.timeline,
        found.links,
    ]
    queries = {field.sql.name: field.sql for field in fields} | {"story": found.sql}
    pairs = Query(queries[name].csv.partition("?")[2]).values
    assert_frame_equal(world.sql(from_url(name, pairs).text), world.sql(queries[name].text))


def test_a_rationale_is_taken_apart_by_its_parts() -> None:
    text = (
        "Regulatory 3 of 4, adopted: “It passed. Done.” Operational 2 of 4, a company: “x.” "
        "Not known from the text: financial."
    )
    assert split_rationale(text) == {"Regulatory": "adopted: “It passed. Done.”", "Operational": "a company: “x.”"}
    assert split_rationale("free words") == {}


def test_the_rationale_of_the_real_rubric_can_be_taken_apart() -> None:
    impact = importlib.import_module("warehouse.impact")
    beat = importlib.import_module("warehouse.beat").load("ai_compute")
    text = "Nvidia buys a fab\nNvidia bought a chip factory for $40 billion. The European Commission approved the deal."
    row = impact.assess(pl.DataFrame({"story_id": ["s"], "article_id": ["a"], "text": [text]}), beat).row(0, named=True)
    known = {
        name.capitalize() for name in ("regulatory", "financial", "operational") if row[f"impact_{name}"] is not None
    }
    assert known
    assert split_rationale(row["impact_rationale"]).keys() == known


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Amazon pledges 2 gigawatts to OpenAI in $50 billion deal", "OpenAI"),
        ("Meta to spend as much as $65 billion on AI this year", "Meta Platforms"),
    ],
)
def test_the_real_rubric_names_the_party_in_the_words_by_which_its_revenue_is_found(text: str, party: str) -> None:
    impact = importlib.import_module("warehouse.impact")
    beat = importlib.import_module("warehouse.beat").load("ai_compute")
    frame = pl.DataFrame({"story_id": ["s"], "article_id": ["a"], "text": [f"{text}\n"]})
    found = World()
    why = impact.assess(frame, beat)["impact_rationale"][0]
    found.connection.execute("UPDATE story SET impact_rationale = $why WHERE story_id = 's1'", {"why": why})
    found.connection.execute("UPDATE entity SET name = $party WHERE entity_id = 'nvidia'", {"party": party})
    (line,) = classed(draw(found, "s1"), "divisor")
    assert words(line).startswith(f"Divided by {whose(party)} revenue")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(6.5e9, "USD", "USD\u00a06.5\u00a0bn"), (40.0, "percent", "40\u00a0%"), (30.0, "x", "30\u00a0×"),
     (5000.0, "MW", "5\u00a0GW"), (750.0, "MW", "750\u00a0MW"), (0.6, "MW", "600\u00a0kW"),
     (5.2e6, "MWh", "5.2\u00a0TWh"),
     (51_200.0, "GB", "51.2\u00a0TB"), (0.00003, "exaFLOPS", "30\u00a0teraFLOPS"), (0.002, "USD", "USD\u00a00.002"),
     (1.6, "USD", "USD\u00a01.60"), (-2.7, "USD", "USD\u00a0−2.70"), (12.0, "USD", "USD\u00a012"),
     (1363.0, None, "1\u202f363"), (100.0, "nm", "100\u00a0nm"), (0.0, "percent", "0\u00a0%"),
     (-2.0, "percent", "−2\u00a0%"), (None, "USD", ""), (16.0, None, "16"), (1.2e12, "EUR", "EUR\u00a01.2\u00a0tn")],
)  # fmt: skip
def test_quantities_are_written_as_a_reader_says_them(value: float | None, unit: str | None, expected: str) -> None:
    assert quantity(value, unit) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "USD\u00a070\u00a0bn"),
        ({"value_high": 7.2e10}, "USD\u00a070\u00a0bn to USD\u00a072\u00a0bn"),
        ({"bound": "at least"}, "at least USD\u00a070\u00a0bn"),
        ({"bound": "about", "per_year": True}, "about USD\u00a070\u00a0bn a year"),
        ({"value": None}, ""),
    ],
)
def test_a_figure_is_no_more_exact_than_its_text(change: dict[str, Any], expected: str) -> None:
    row = {"value": 7e10, "value_high": None, "unit": "USD", "bound": None, "per_year": False, **change}
    assert figure_words(row) == expected


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("year", "2027"), ("quarter", "2027 Q1"), ("month", "Jan 2027"), ("day", "1 Jan 2027"), (None, "2027")],
)
def test_a_facts_date_is_no_more_exact_than_its_text(precision: str | None, expected: str) -> None:
    assert date_words(date(2027, 1, 1), precision) == expected
    assert date_words(None, precision) == ""


SPANS = st.builds(
    Span, st.integers(-3, 30), st.integers(-3, 30), st.sampled_from(["first", "other"]), st.sampled_from(["A", "B"])
)


@given(st.text(max_size=25), st.lists(SPANS, max_size=6))
def test_marking_never_changes_the_text_and_marks_exactly_the_spans(text: str, spans: list[Span]) -> None:
    marked = highlight(text, spans)
    pieces = [(str(piece.children), True) if isinstance(piece, html.Mark) else (piece, False) for piece in marked]
    assert "".join(piece for piece, _ in pieces) == text
    flags = list(itertools.chain.from_iterable([is_marked] * len(piece) for piece, is_marked in pieces))
    assert flags == [any(span.start <= place < span.end for span in spans) for place in range(len(text))]


def test_a_long_quote_is_cut_between_words() -> None:
    text = " ".join(f"word{number}" for number in range(200))
    start = text.index("word100")
    first, *_, last = quote(text, start, start + 7)
    said = words(html.Div(quote(text, start, start + 7)))
    assert (first, last) == ("…", "…")
    assert set(said.strip("…").split()) <= set(text.split())
