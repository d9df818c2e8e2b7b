"""The timeline joins stories of one thread by what few others share, and says what that is."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from warehouse import timeline

DAY = datetime(2026, 1, 1)


def stories(*told: tuple[str, int, str]) -> pl.DataFrame:
    """Stories as (id, day, headline), each with filler so that no word but the headline's is shared."""
    return pl.DataFrame(
        {
            "story_id": [name for name, _, _ in told],
            "headline": [headline for _, _, headline in told],
            "summary": [f"filler{name} remark{name}" for name, _, _ in told],
            "first_published_at": [DAY + timedelta(days=day) for _, day, _ in told],
        }
    )


def mentions(**names: list[str]) -> pl.DataFrame:
    rows = [(story, name) for story, found in names.items() for name in found]
    return pl.DataFrame(rows, schema={"story_id": pl.String, "name": pl.String}, orient="row")


THREAD = stories(
    ("a", 0, "Cerebras files papers for wafer listing"),
    ("b", 30, "Cerebras delays wafer listing"),
    ("c", 90, "Cerebras completes wafer listing"),
    ("d", 40, "Reactor permits granted in Ohio"),
)
NAMED = mentions(a=["Cerebras"], b=["Cerebras"], c=["Cerebras"], d=["Ohio"])


def test_earlier_and_later_stories_of_a_thread_are_ordered_in_time() -> None:
    rows = timeline.threads(THREAD, NAMED).filter(story_id="b").select("position", "other_story_id", "relation").rows()
    assert rows == [(-1, "a", "earlier"), (1, "c", "later")]


def test_a_story_of_its_own_has_no_timeline() -> None:
    assert timeline.threads(THREAD, NAMED).filter(story_id="d").is_empty()


def test_the_reason_names_what_is_shared_and_a_name_only_once() -> None:
    reason = timeline.threads(THREAD, NAMED).filter(story_id="b", other_story_id="a")["reason"].item()
    assert reason.startswith("shared: Cerebras")
    assert reason.lower().count("cerebras") == 1


def test_relations_are_symmetric() -> None:
    rows = timeline.threads(THREAD, NAMED)
    there = set(rows.select("story_id", "other_story_id").rows())
    assert there == {(other, story) for story, other in there}


def test_what_every_story_names_joins_nothing() -> None:
    many = stories(*((f"s{n}", n, f"Nvidia unique{n} other{n}") for n in range(40)))
    everywhere = mentions(**{f"s{n}": ["Nvidia"] for n in range(40)})
    assert timeline.threads(many, everywhere).is_empty()


def test_at_most_four_stories_stand_on_each_side_and_they_are_the_most_similar() -> None:
    close = stories(*((f"s{n}", n, "Cerebras wafer listing") for n in range(6)))
    rows = timeline.threads(close, mentions(**{f"s{n}": ["Cerebras"] for n in range(6)})).filter(story_id="s0")
    assert rows["position"].to_list() == [1, 2, 3, 4]
    assert rows["published_at"].is_sorted()


def test_no_story_and_one_story_give_the_empty_frame_of_the_contract() -> None:
    for few in (THREAD.clear(), THREAD.head(1)):
        assert timeline.threads(few, NAMED).schema == timeline.SCHEMA
