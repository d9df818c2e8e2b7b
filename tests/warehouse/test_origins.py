"""Near-copies and origins: who is really one voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.reprint_world import OWNERS, pair_scores, templates, world
from warehouse import body_copies, body_words, origins
from warehouse import near_copies as copies

DAY = datetime(2026, 3, 18)
BODY = (
    "The company said on Tuesday that its new plant in Ohio will open in May. It will employ four hundred people and "
    "make cooling systems for large data centres. The governor called the decision a turning point for the valley. "
    "Local unions want to see the contracts before they judge it. Two earlier projects in the county were cancelled. "
    "Shares of the firm rose three percent after the announcement and later gave up half of the gain."
)
HEADLINE = "Cooling firm will open a data centre plant in Ohio"


def articles(*rows: Mapping[str, object]) -> pl.DataFrame:
    blank = {
        "title": HEADLINE,
        "text": None,
        "outlet": "x.example",
        "published_at": DAY,
        "credit": None,
        "story_id": "s1",
    }
    full = [{"article_id": f"a{i}", **blank, **row} for i, row in enumerate(rows)]
    return pl.DataFrame(full, infer_schema_length=None)


def groups(frame: pl.DataFrame, column: str) -> list[set[str]]:
    return sorted(
        (set(ids) for ids in frame.group_by(column).agg("article_id")["article_id"].to_list()), key=lambda ids: min(ids)
    )


SENTENCES = BODY.split(". ")
CHANGES = {
    "changed headline": (BODY, "Ohio valley awaits four hundred jobs"),
    "added byline": ("By A Reporter, with files from the agencies. " + BODY, HEADLINE),
    "cut paragraphs": (". ".join(SENTENCES[:3]) + ".", HEADLINE),
    "re-ordered sentences": (". ".join(reversed(SENTENCES)), HEADLINE),
    "punctuation and case": (BODY.upper().replace(",", ""), HEADLINE),
    "lower case": (BODY.lower(), HEADLINE),
    "a translated quote": (
        BODY.replace("a turning point for the valley", "un tournant pour toute la vallée, selon ses mots"),
        "Un tournant pour la vallée",
    ),
    "a rounded figure": (BODY.replace("three percent", "about 3 percent"), HEADLINE),
    "all of it": (
        "By A Reporter. "
        + ". ".join([SENTENCES[3], SENTENCES[0], SENTENCES[1], SENTENCES[2]]).replace("new", "latest"),
        "What the valley may expect",
    ),
    "one word in eight replaced": (
        " ".join("somewhat" if i % 8 == 3 else w for i, w in enumerate(BODY.split())),
        "Other headline entirely here",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_is_known_after(change: str) -> None:
    text, title = CHANGES[change]
    frame = articles({"text": BODY}, {"text": text, "title": title, "published_at": DAY + timedelta(days=2)})
    assert groups(origins.near_copies(frame), "near_copy_id") == [{"a0", "a1"}]


def test_an_independent_report_that_quotes_the_same_statement_under_the_same_headline_is_not_a_copy() -> None:
    own = (
        "Cooling equipment for server halls is short everywhere. A start-up founded by former shipbuilders now wants "
        "to fill the gap from a site south of Toledo. The governor called the decision a turning point for the valley. "
        "Hiring begins in autumn, a spokeswoman wrote by mail. Analysts doubt that the firm can meet its dates."
    )
    frame = articles({"text": BODY}, {"text": own})
    assert groups(origins.near_copies(frame), "near_copy_id") == [{"a0"}, {"a1"}]


def test_a_round_up_that_holds_two_reports_does_not_join_them() -> None:
    rng = world(40, seed=5).filter(pl.col("story_id") != "story0").unique("report", keep="first", maintain_order=True)
    texts = rng["text"].to_list()[:9]
    frame = articles(*[{"text": text} for text in texts[:2]], {"text": " ".join(texts)})
    assert groups(origins.near_copies(frame), "near_copy_id") == [{"a0"}, {"a1"}, {"a2"}]


def test_a_hundred_reprints_of_one_article_are_one_group() -> None:
    reprints = [
        {"article_id": f"r{i:03d}", "text": f"Wire desk, edition {i}. {BODY}", "outlet": f"o{i}.example"}
        for i in range(100)
    ]
    found = origins.near_copies(articles(*reprints))
    assert found["near_copy_id"].unique().to_list() == ["r000"]


@pytest.mark.parametrize(
    ("title", "days", "same"),
    [
        (HEADLINE, 0, True),
        (HEADLINE.upper(), 2, True),
        ("In Ohio, cooling firm will open data centre plant | Example News", 1, True),
        (HEADLINE, 4, False),
        ("Cooling firm will open a data centre plant in Iowa", 0, False),
        ("Cooling firm will open a second data centre plant in Ohio", 0, False),
    ],
)
def test_titles_alone_need_the_same_words_within_three_days(title: str, days: int, same: bool) -> None:
    frame = articles({}, {"title": title, "published_at": DAY + timedelta(days=days)})
    assert (origins.near_copies(frame)["near_copy_id"].n_unique() == 1) is same


def test_two_different_bodies_are_not_joined_through_a_bare_title() -> None:
    other = world(3, seed=2)["text"][0]
    frame = articles({}, {"text": BODY}, {"text": other})
    assert groups(origins.near_copies(frame), "near_copy_id") == [{"a0", "a1"}, {"a2"}]


def test_a_titles_number_keeps_reports_apart() -> None:
    frame = articles(
        {"title": "Chipmaker shares rise 5 percent today"}, {"title": "Chipmaker shares rise 6 percent today"}
    )
    assert origins.near_copies(frame)["near_copy_id"].n_unique() == 2


def test_later_articles_change_no_link_between_earlier_ones() -> None:
    planted = world(300, seed=3).sort("published_at", "article_id")
    half = copies.copy_pairs(planted.head(150))
    whole = copies.copy_pairs(planted)
    ids = planted.head(150)["article_id"].implode()
    assert half.equals(whole.filter(pl.col("article_a").is_in(ids) & pl.col("article_b").is_in(ids)))


def test_the_order_of_the_input_changes_nothing_and_is_kept() -> None:
    planted = world(120, seed=4)
    shuffled = planted.sample(fraction=1.0, shuffle=True, seed=1)
    found = origins.near_copies(shuffled)
    assert found["article_id"].equals(shuffled["article_id"])
    assert found.sort("article_id").equals(origins.near_copies(planted).sort("article_id"))


def test_planted_copies_are_found_and_no_two_independent_reports_joined() -> None:
    planted = world(800, seed=11)
    scores = pair_scores(planted.with_columns(found=origins.near_copies(planted)["near_copy_id"]), "report")
    assert scores["wrong"] == 0
    assert scores["f1"] >= 0.97


def test_planted_families_wires_and_copies_are_one_voice_each() -> None:
    planted = world(800, seed=12)
    scores = pair_scores(planted.with_columns(found=origins.origins(planted, owners=OWNERS)["origin_id"]), "voice")
    assert scores["wrong"] == 0
    assert scores["f1"] >= 0.97


def test_one_headline_on_two_domains_of_one_family_is_one_origin() -> None:
    frame = articles({"outlet": "northkoreatimes.com"}, {"outlet": "sierraleonetimes.com"})
    assert origins.origins(frame)["origin_id"].n_unique() == 1
    kinds = origins.edges(frame)["kind"].to_list()
    assert kinds == ["near_copy", "owner"]


def test_unknown_owners_never_join() -> None:
    frame = articles(
        {"outlet": "a.example", "title": "First words of one"},
        {"outlet": "b.example", "title": "Quite other words here"},
    )
    assert origins.origins(frame)["origin_id"].n_unique() == 2
    assert origins.origins(frame, owners={"a.example": None, "b.example": None})["origin_id"].n_unique() == 2


def test_the_same_outlet_twice_is_one_voice_but_two_posts_on_a_platform_are_not() -> None:
    titles = [{"title": "First words of one report"}, {"title": "Quite other words over here"}]
    same = articles(*[{**row, "outlet": "a.example"} for row in titles])
    posts = articles(*[{**row, "outlet": "medium.com"} for row in titles])
    assert origins.origins(same)["origin_id"].n_unique() == 1
    assert origins.origins(posts)["origin_id"].n_unique() == 2


def test_a_credit_joins_its_namesakes_and_the_outlet_that_it_names() -> None:
    frame = articles(
        {"outlet": "a.example", "title": "Words of the first paper", "credit": "WSJ"},
        {"outlet": "b.example", "title": "Second paper says it so", "credit": "The Wall Street Journal"},
        {"outlet": "wsj.com", "title": "The journal wrote it first"},
        {"outlet": "c.example", "title": "Nothing to do with those"},
    )
    assert groups(origins.origins(frame), "origin_id") == [{"a0", "a1", "a2"}, {"a3"}]
    found = origins.edges(frame)
    assert found.select("article_a", "article_b", "kind").rows() == [("a0", "a1", "credit"), ("a0", "a2", "credit")]
    assert found["evidence"][1] == "one credits WSJ, the other is published by wsj.com"
    assert found["similarity"].null_count() == 2


def test_evidence_joins_inside_a_story_only() -> None:
    frame = articles({"outlet": "wsj.com"}, {"outlet": "barrons.com", "story_id": "s2"})
    assert origins.origins(frame)["origin_id"].n_unique() == 2
    assert origins.edges(frame).is_empty()


def test_without_stories_only_copies_count() -> None:
    frame = articles(
        {"outlet": "wsj.com", "text": BODY}, {"outlet": "wsj.com", "title": "Other words by that paper"}, {"text": BODY}
    )
    assert groups(origins.origins(frame.drop("story_id")), "origin_id") == [{"a0", "a2"}, {"a1"}]


def test_columns_of_nulls_and_empty_frames_are_taken() -> None:
    frame = articles({}, {}).with_columns(pl.lit(None).alias("text"), pl.lit(None).alias("credit"))
    assert frame.schema["text"] == pl.Null
    assert origins.origins(frame)["origin_id"].n_unique() == 1
    assert origins.origins(frame.clear()).shape == (0, 2)
    assert origins.edges(frame.clear()).height == 0
    assert origins.near_copies(frame.clear()).columns == ["article_id", "near_copy_id"]


def test_other_events_in_the_words_of_one_template_are_no_copies_but_their_reprints_are() -> None:
    planted = templates(300, seed=7)
    scores = pair_scores(planted.with_columns(found=origins.near_copies(planted)["near_copy_id"]), "report")
    assert scores["wrong"] == 0
    assert scores["recall"] == 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_any_prefix_of_arrivals_has_the_links_it_has_in_the_whole(seed: int, cut: int) -> None:
    planted = world(40, seed=seed).sort("published_at", "article_id")
    early = planted.head(cut)
    whole = copies.copy_pairs(planted)
    ids = early["article_id"].implode()
    inside = whole.filter(pl.col("article_a").is_in(ids) & pl.col("article_b").is_in(ids))
    assert copies.copy_pairs(early).equals(inside)


def test_bodies_read_in_parts_read_the_same() -> None:
    text = pl.Series([BODY, None, "Too short.", *world(6, seed=8)["text"]])
    whole = body_words.read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body_words, "TEXTS_AT_A_TIME", 2)
        parts = body_words.read(text)
    for part in fields(whole):
        assert getattr(parts, part.name).tolist() == getattr(whole, part.name).tolist(), part.name


def test_bodies_compared_in_parts_give_the_same_pairs() -> None:
    planted = world(150, seed=9)
    whole = copies.copy_pairs(planted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body_copies, "BODIES_AT_A_TIME", 7)
        patch.setattr(body_copies, "PAIRS_AT_A_TIME", 5)
        assert copies.copy_pairs(planted).equals(whole)
    assert whole.height > 50


def test_pairs_that_were_found_before_give_the_same_answers() -> None:
    planted = world(200, seed=6)
    pairs = copies.copy_pairs(planted)
    assert copies.near_copies(planted, pairs=pairs).equals(copies.near_copies(planted))
    assert origins.edges(planted, owners=OWNERS, pairs=pairs).equals(origins.edges(planted, owners=OWNERS))
    voices = origins.voices(planted, origins.edges(planted, owners=OWNERS))
    assert voices.equals(origins.origins(planted, owners=OWNERS))
