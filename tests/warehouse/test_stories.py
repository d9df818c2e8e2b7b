"""Stories: what belongs together, in which order, and what must change nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from warehouse import stories, story_blocks, story_features, story_stream
from warehouse.resources import CHRONICLE
from warehouse.story_stream import Settings

DAY = datetime(2026, 3, 18)
OHIO = [
    "Cooling firm will open a data centre plant in Ohio",
    "Ohio valley awaits four hundred jobs from cooling plant",
    "Governor hails Ohio cooling plant as turning point",
]
CHIPS = [
    "Dutch toolmaker ASML lifts its sales forecast on memory orders",
    "ASML raises forecast as memory makers order more tools",
    "Memory boom pushes ASML orders to a record",
]


def articles(
    titles: list[str], *, days: list[float] | None = None, texts: list[str | None] | None = None
) -> pl.DataFrame:
    n = len(titles)
    return pl.DataFrame(
        {
            "article_id": [f"a{i:04d}" for i in range(n)],
            "title": titles,
            "text": pl.Series(texts or [None] * n, dtype=pl.String),
            "outlet": [f"o{i}.example" for i in range(n)],
            "published_at": [DAY + timedelta(days=d) for d in (days or [0.0] * n)],
            "credit": pl.Series([None] * n, dtype=pl.String),
        }
    )


def chronicle() -> pl.DataFrame:
    rows = [json.loads(line) for line in CHRONICLE.read_text(encoding="utf-8").splitlines()]
    return pl.DataFrame(rows, infer_schema_length=None).select(
        article_id="url",
        title="title",
        text="summary",
        outlet="outlet",
        published_at=pl.col("published").str.to_datetime(),
        credit="credit",
    )


def partition(found: pl.DataFrame) -> set[frozenset[str]]:
    return {frozenset(ids) for ids in found.group_by("story_id").agg("article_id")["article_id"].to_list()}


def test_reports_of_one_development_are_one_story_and_others_are_not() -> None:
    mixed = [title for pair in zip(OHIO, CHIPS, strict=True) for title in pair]
    assert partition(stories.cluster(articles(mixed))) == {
        frozenset({"a0000", "a0002", "a0004"}),
        frozenset({"a0001", "a0003", "a0005"}),
    }


def test_titles_with_bodies_are_served_by_the_same_function() -> None:
    bodies = [
        "The plant near Toledo will make cooling systems for servers.",
        "Toledo officials expect the first hires in May.",
    ]
    frame = articles(OHIO[:2] + CHIPS[:2], texts=[*bodies, "ASML expects more orders for lithography tools.", None])
    assert stories.cluster(frame)["story_id"].n_unique() == 2


def test_a_new_development_days_later_is_a_new_story() -> None:
    later = "Ohio court rejects water permits of three factories"
    frame = articles([*OHIO, later], days=[0, 0.2, 0.5, 9])
    found = stories.cluster(frame)["story_id"].to_list()
    assert found[3] not in found[:3]


def test_nothing_joins_a_story_beyond_the_window() -> None:
    frame = articles([OHIO[0], "Data centre plant in Ohio: cooling firm will now open"], days=[0, 10.5])
    assert stories.cluster(frame)["story_id"].n_unique() == 2
    assert stories.cluster(frame, settings=Settings(window_days=30, decay_per_day=0.0))["story_id"].n_unique() == 1


def test_the_id_comes_from_the_founding_article() -> None:
    found = stories.cluster(articles(OHIO, days=[2, 1, 3]))
    assert set(found["story_id"]) == {stories.story_id("a0001")}
    assert stories.story_id("a0001") == "sd596a995c96975b5"


def test_later_articles_never_change_earlier_decisions() -> None:
    frame = chronicle().sort("published_at", "article_id")
    whole = stories.cluster(frame)
    for n in (1, 137, 600):
        assert stories.cluster(frame.head(n)).equals(whole.head(n))


def test_later_articles_of_other_days_never_change_earlier_decisions_of_a_dense_stream() -> None:
    frame = chronicle().head(400).sample(fraction=1.0, shuffle=True, seed=5)
    frame = frame.with_columns(first_seen_at=DAY + pl.duration(minutes=pl.int_range(pl.len())))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story_blocks, "POSTINGS", 6)
        whole = stories.cluster(frame)
        for n in (70, 100, 230, 300):
            assert stories.cluster(frame.head(n)).equals(whole.head(n))


def test_the_order_of_the_input_changes_nothing_and_is_kept() -> None:
    frame = chronicle().head(300)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=3)
    found = stories.cluster(shuffled)
    assert found["article_id"].equals(shuffled["article_id"])
    assert found.sort("article_id").equals(stories.cluster(frame).sort("article_id"))


def test_arrivals_are_ordered_by_when_they_were_seen() -> None:
    frame = articles(OHIO).with_columns(first_seen_at=pl.Series([DAY + timedelta(days=d) for d in (3, 2, 1)]))
    assert set(stories.cluster(frame)["story_id"]) == {stories.story_id("a0002")}


def test_a_late_arrival_still_meets_the_story_of_its_own_days() -> None:
    frame = articles([*OHIO[:2], "Quite another matter of tariffs on steel", OHIO[2]], days=[0, 0.1, 200, 0.3])
    seen = [DAY + timedelta(days=d) for d in (0, 0.1, 200, 201)]
    found = stories.cluster(frame.with_columns(first_seen_at=pl.Series(seen)))["story_id"]
    assert found[3] == found[0]


def test_a_hundred_reprints_move_no_other_article() -> None:
    frame = chronicle().sort("published_at", "article_id").head(400)
    original = frame.row(200, named=True)
    reprints = pl.DataFrame(
        [
            {**original, "article_id": f"zz{i:03d}", "outlet": f"reprint{i}.example", "title": f"Edition {i}: news"}
            for i in range(100)
        ],
        schema=frame.schema,
    )
    before, after = stories.cluster(frame), stories.cluster(pl.concat([frame, reprints]))
    assert after.head(400).equals(before)
    assert set(after.tail(100)["story_id"]) == {before["story_id"][200]}


def test_a_text_found_in_two_stories_merges_them_and_leaves_an_alias() -> None:
    first = (
        "Engineers at the northern reactor have begun to load fuel into the second unit after a delay of three years. "
        "The regulator approved the step on Monday and will watch every stage of the work until the summer."
    )
    second = (
        "Ticket prices at the harbour museum go up by a fifth because visitors no longer cover the cost of heating. "
        "The city council wants to keep one free evening every month and is looking for sponsors until spring."
    )
    frame = articles(
        ["Reactor loads fuel after long delay", "Museum raises ticket prices", "Notes from the north and the harbour"],
        days=[0, 0.1, 0.2],
        texts=[first, second, first + " " + second],
    )
    assert stories.cluster(frame.head(2))["story_id"].n_unique() == 2
    found, aliases = stories.cluster_with_aliases(frame)
    older, younger = stories.story_id("a0000"), stories.story_id("a0001")
    assert set(found["story_id"]) == {older}
    assert aliases.rows() == [(younger, older)]


def test_the_chronicle_has_no_merges_and_every_article_a_story() -> None:
    frame = chronicle()
    found, aliases = stories.cluster_with_aliases(frame)
    assert aliases.is_empty()
    assert found.height == frame.height and found["story_id"].null_count() == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*OHIO, *CHIPS, "", "Up", "42", "!!!"]), max_size=12), st.integers(0, 12))
def test_any_prefix_of_a_stream_is_decided_alike(titles: list[str], cut: int) -> None:
    frame = articles(titles, days=[0.3 * i for i in range(len(titles))])
    assert stories.cluster(frame.head(cut)).equals(stories.cluster(frame).head(cut))


TEXTS = st.sampled_from([None, *OHIO, *CHIPS, " ".join(OHIO * 3), " ".join(CHIPS * 3), " ".join((OHIO + CHIPS) * 2)])
ARRIVALS = st.lists(st.tuples(st.sampled_from([*OHIO, *CHIPS, ""]), TEXTS, st.integers(0, 30)), max_size=40)


@settings(max_examples=40, deadline=None)
@given(ARRIVALS, st.integers(0, 40), st.sampled_from([1, 2, 3, 7]), st.sampled_from([2, 10, 300]))
def test_neither_copies_nor_merges_nor_the_edge_of_a_block_let_a_later_article_reach_back(
    arrivals: list[tuple[str, str | None, int]], cut: int, block: int, postings: int
) -> None:
    titles, texts, days = [row[0] for row in arrivals], [row[1] for row in arrivals], [row[2] for row in arrivals]
    frame = articles(titles, days=[float(day) for day in days], texts=texts)
    frame = frame.with_columns(first_seen_at=DAY + pl.duration(days=pl.int_range(pl.len())))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story_stream, "MIN_BLOCK", block)
        patch.setattr(story_blocks, "POSTINGS", postings)
        early, _ = stories.cluster_with_aliases(frame.head(cut))
        whole, aliases = stories.cluster_with_aliases(frame)
    now = dict(aliases.iter_rows())
    assert [now.get(story, story) for story in early["story_id"]] == whole.head(cut)["story_id"].to_list()


def test_where_terms_meet_too_many_stories_the_rarest_are_kept_and_one_always() -> None:
    sums = csr_array(np.ones((4, 5)) * (np.arange(5) < np.array([[5], [1], [3], [2]])))  # terms in 5, 1, 3, 2 stories
    crowded, common, small = [[0, 1, 2, 3], [0], [1, 3]]
    dense = np.array([[float(term in terms) for term in range(4)] for terms in (crowded, common, small)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story_blocks, "POSTINGS", 4)
        kept = story_blocks.rarest(csr_array(dense), sums, np.ones(5, dtype=np.bool_)).toarray()
    assert [np.flatnonzero(row).tolist() for row in kept] == [[1, 3], [0], [1, 3]]


def test_columns_of_nulls_and_empty_frames_are_taken() -> None:
    frame = articles(OHIO).with_columns(pl.lit(None).alias("text"), pl.lit(None).alias("credit"))
    assert frame.schema["text"] == pl.Null
    assert stories.cluster(frame)["story_id"].n_unique() == 1
    assert stories.cluster(frame.clear()).shape == (0, 2)


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="window_days must be above 0"):
        Settings(window_days=0)


def test_the_medoid_is_the_article_closest_to_the_rest_with_reprints_counted_once() -> None:
    odd = "Weather turns mild in the valley this week"
    frame = articles([odd, odd, odd, *OHIO]).with_columns(
        story_id=pl.lit("s1"), near_copy_id=pl.Series(["a0000", "a0000", "a0000", "a0003", "a0004", "a0005"])
    )
    chosen = stories.medoids(frame)
    assert chosen["article_id"][0] in {"a0003", "a0004", "a0005"}


def test_ties_between_medoids_go_to_the_earliest_article() -> None:
    frame = articles(["Alpha beta gamma", "Delta epsilon zeta"], days=[1, 0]).with_columns(
        story_id=pl.lit("s1"), near_copy_id=pl.col("article_id")
    )
    assert stories.medoids(frame).rows() == [("s1", "a0001")]


@pytest.mark.parametrize("heaviest", [None, 5])
def test_terms_counted_a_few_articles_at_a_time_are_those_of_all_at_once(
    monkeypatch: pytest.MonkeyPatch, heaviest: int | None
) -> None:
    texts: list[str | None] = [None, "", *OHIO, *CHIPS]
    rows = articles([*CHIPS, "", *OHIO, "of the"], texts=texts)
    whole = story_features.terms(rows, story_features.background(), heaviest=heaviest)
    monkeypatch.setattr(story_features, "ROWS_COUNTED_AT_A_TIME", 3)
    parts = story_features.terms(rows, story_features.background(), heaviest=heaviest)
    assert whole.starts[-1] == whole.number.size > 20
    for name in ("starts", "number", "tf", "chance"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name
    empty = story_features.terms(rows.clear(), story_features.background(), heaviest=heaviest)
    assert empty.starts.tolist() == [0] and empty.number.size == 0
