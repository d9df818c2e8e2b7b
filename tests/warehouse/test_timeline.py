"""The timeline joins stories of one thread by what few others share, and says what that is."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

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


def test_common_words_of_news_are_no_evidence_however_rare_in_the_beat() -> None:
    pair = stories(
        ("a", 0, "Company called writes September control"), ("b", 5, "Company called writes September control")
    )
    assert timeline.threads(pair, mentions()).is_empty()
    told = stories(("a", 0, "Loudoun substation permits halted"), ("b", 5, "Loudoun substation permits restored"))
    reason = timeline.threads(told, mentions())["reason"][0]
    assert {"loudoun", "substation", "permits"} == set(reason.removeprefix("shared: ").split(", "))


def test_a_name_in_common_is_not_enough_without_something_else() -> None:
    one = stories(("a", 0, "Cerebras quarterly figures"), ("b", 5, "Cerebras museum exhibit"))
    assert timeline.threads(one, mentions(a=["Cerebras"], b=["Cerebras"])).is_empty()


def test_what_lies_years_apart_must_share_more() -> None:
    filler = " ".join(f"quark{n}" for n in range(4))
    near = stories(("a", 0, f"Cerebras wafer {filler}"), ("b", 30, "Cerebras wafer muon gluon pion"))
    far = near.with_columns(first_published_at=pl.Series([DAY, DAY + timedelta(days=2_200)]))
    names = mentions(a=["Cerebras"], b=["Cerebras"])
    close = timeline.threads(near, names)
    assert close.height == 2
    assert timeline.threads(far, names).is_empty()


def test_a_possessive_and_a_curly_apostrophe_name_the_same_thing() -> None:
    pair = stories(("a", 0, "Loudoun\u2019s substation rezoning"), ("b", 5, "Substation rezoning stirs Loudoun"))
    assert "loudoun" in timeline.threads(pair, mentions())["reason"][0]


def test_at_most_four_stories_stand_on_each_side_and_they_are_the_most_similar() -> None:
    close = stories(*((f"s{n}", n, "Cerebras wafer listing") for n in range(6)))
    rows = timeline.threads(close, mentions(**{f"s{n}": ["Cerebras"] for n in range(6)})).filter(story_id="s0")
    assert rows["position"].to_list() == [1, 2, 3, 4]
    assert rows["published_at"].is_sorted()


def test_no_story_and_one_story_give_the_empty_frame_of_the_contract() -> None:
    for few in (THREAD.clear(), THREAD.head(1)):
        assert timeline.threads(few, NAMED).schema == timeline.SCHEMA


@pytest.mark.parametrize("block", [1, 500, timeline.BLOCK])
def test_pairs_are_those_of_a_comparison_of_all_with_all(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    rng = random.Random(5)
    threads = [[f"thread{chr(97 + n // 6)}{chr(97 + n % 6)}{letter}" for letter in "abcdefghij"] for n in range(30)]
    told = stories(*((f"s{n:03}", 25 * n, " ".join(rng.sample(threads[n % 30], 3 + n % 5))) for n in range(120)))
    named = mentions(
        **{f"s{n:03}": rng.sample(("Cerebras", "Groq", "Etched", "Rebellions"), n % 3) for n in range(120)}
    )
    features, _, points = timeline._features(told.sort("first_published_at", "story_id"), named)
    days = np.arange(120) * 25.0
    dense = features.toarray()
    telling = (dense > 0) & (points > 0)
    evidence, cosine = (telling * points) @ telling.T.astype(float), np.minimum(dense @ dense.T, 1.0)
    dimmed = cosine * 0.5 ** (np.abs(days[:, None] - days) / timeline.HALF_LIFE_DAYS)
    related = (evidence >= timeline.LEAST_POINTS) & (dimmed >= timeline.LEAST_SIMILARITY) & ~np.eye(120, dtype=bool)
    monkeypatch.setattr(timeline, "BLOCK", block)
    only_telling = features.multiply(points > 0).tocsr()
    only_telling.eliminate_zeros()
    found = timeline._related(features, only_telling, points, days).sort("this", "other")
    assert found.select("this", "other").rows() == [tuple(pair) for pair in np.argwhere(related).tolist()]
    assert np.allclose(found["similarity"], cosine[related])
    enough = int((evidence >= timeline.LEAST_POINTS).sum() - (np.diag(evidence) >= timeline.LEAST_POINTS).sum())
    assert 20 < found.height < enough, "for some pairs the evidence suffices and the likeness does not"
