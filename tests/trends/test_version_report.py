"""What a new version of a topic's words did to its share, told apart from what the news did."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trends import version_report

Tables = dict[str, pl.DataFrame]
START = datetime(2024, 1, 1)


def release(
    topics: dict[str, str], stories: dict[str, set[str]], *, days: dict[str, int] | None = None, version: int = 1
) -> Tables:
    """Tables of a release with one beat: topic -> version, story -> its topics, one article a story."""
    ids = sorted(stories)
    pairs = [(story, topic) for story in ids for topic in sorted(stories[story])]
    return {
        "topic": pl.DataFrame(
            {"topic_id": list(topics), "beat_id": ["b"] * len(topics), "version_hash": list(topics.values())}
        ),
        "story": pl.DataFrame(
            {
                "story_id": ids,
                "first_published_at": [START + timedelta(days=(days or {}).get(story, 0)) for story in ids],
            },
            schema_overrides={"story_id": pl.String, "first_published_at": pl.Datetime("us")},
        ),
        "story_beat": pl.DataFrame(
            {"story_id": ids, "beat_id": ["b"] * len(ids)},
            schema_overrides={"story_id": pl.String, "beat_id": pl.String},
        ),
        "story_topic": pl.DataFrame(pairs, schema={"story_id": pl.String, "topic_id": pl.String}, orient="row"),
        "article": pl.DataFrame(
            {"article_id": [f"a{story}" for story in ids], "story_id": ids, "version": [version] * len(ids)},
            schema_overrides={"story_id": pl.String, "article_id": pl.String, "version": pl.Int64},
        ),
    }


def test_a_topic_with_the_same_words_is_not_listed() -> None:
    old = release({"x": "1", "y": "1"}, {"s1": {"x"}, "s2": set()})
    new = release({"x": "1", "y": "2"}, {"s1": {"x"}, "s2": {"x"}})
    assert version_report.moved_by_version(old, new)["topic_id"].to_list() == ["y"]


def test_the_move_is_that_of_the_stories_in_both_releases() -> None:
    old = release({"x": "1"}, {"s1": {"x"}, "s2": set(), "s3": set(), "s4": set()})
    new = release({"x": "2"}, {"s1": {"x"}, "s2": {"x"}, "s3": set(), "s4": set(), "s5": {"x"}, "s6": {"x"}})
    row = version_report.moved_by_version(old, new).row(0, named=True)
    assert (row["old_version"], row["new_version"], row["n_stories"]) == ("1", "2", 4)
    assert (row["share_before"], row["share_after"], row["moved"]) == (0.25, 0.5, 0.25)


def test_a_story_that_gained_an_article_is_left_out() -> None:
    old = release({"x": "1"}, {"s1": set(), "s2": set()})
    new = release({"x": "2"}, {"s1": {"x"}, "s2": set()})
    more = pl.DataFrame({"article_id": ["late"], "story_id": ["s1"], "version": [1]})
    new["article"] = pl.concat([new["article"], more])
    row = version_report.moved_by_version(old, new).row(0, named=True)
    assert (row["n_stories"], row["moved"]) == (1, 0.0)


def test_a_story_whose_article_was_rewritten_is_left_out() -> None:
    old = release({"x": "1"}, {"s1": set()})
    new = release({"x": "2"}, {"s1": {"x"}}, version=2)
    row = version_report.moved_by_version(old, new).row(0, named=True)
    assert (row["n_stories"], row["moved"]) == (0, None)
    assert version_report.sentences(version_report.moved_by_version(old, new)) == [
        "topic x has new words; no story stands in both releases to compare them on"
    ]


def test_the_latest_share_is_of_the_last_year_alone() -> None:
    days = {"s1": 0, "s2": 400, "s3": 700, "s4": 730}
    old = release({"x": "1"}, {story: set() for story in days}, days=days)
    new = release({"x": "2"}, {"s1": {"x"}, "s2": {"x"}, "s3": {"x"}, "s4": set()}, days=days)
    row = version_report.moved_by_version(old, new).row(0, named=True)
    assert (row["n_stories"], row["moved"]) == (4, 0.75)
    assert (row["n_latest"], row["latest_moved"]) == (3, pytest.approx(2 / 3))


def test_new_and_gone_topics_have_no_row() -> None:
    report = version_report.moved_by_version(release({"x": "1"}, {"s": {"x"}}), release({"y": "1"}, {"s": {"y"}}))
    assert report.is_empty()
    assert report.schema == version_report.SCHEMA


def test_the_sentence_names_topic_move_and_numbers() -> None:
    old = release({"x": "1"}, {"s1": {"x"}, "s2": {"x"}, "s3": set(), "s4": set()})
    new = release({"x": "2"}, {"s1": set(), "s2": {"x"}, "s3": set(), "s4": set()})
    (said,) = version_report.sentences(version_report.moved_by_version(old, new))
    assert "topic x has new words" in said
    assert "-25.0 points (50.0% → 25.0% of 4 stories)" in said


@given(
    old=st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("xy")), min_size=1),
    new=st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("xy")), min_size=1),
)
def test_the_move_equals_a_count_by_hand(old: dict[str, set[str]], new: dict[str, set[str]]) -> None:
    report = version_report.moved_by_version(release({"x": "1"}, old), release({"x": "2"}, new))
    common = set(old) & set(new)
    row = report.row(0, named=True)
    assert row["n_stories"] == len(common)
    if common:
        gained = sum(("x" in new[story]) - ("x" in old[story]) for story in common)
        assert row["moved"] == pytest.approx(gained / len(common))
