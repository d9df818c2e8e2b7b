"""Sibling beats: entities taken over from another beat, and what may not clash when beats share a home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.warehouse.test_beat import GOOD
from warehouse import beat
from warehouse.errors import BeatError

SIBLINGS = ("markets", "policy")
OWN = GOOD[GOOD.index("[[entities]]") : GOOD.index("[[events]]")]
WITHOUT_ENTITIES = GOOD.replace(OWN, "")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def taking(name: str, text: str = WITHOUT_ENTITIES) -> str:
    return f'entities_from = "{name}"\n' + text


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_packaged_sibling_holds_what_it_promises(name: str) -> None:
    sibling, default = beat.load(name), beat.load("ai_compute")
    chronicle = pl.read_ndjson(beat.PACKAGED / "chronicle.jsonl")
    assert sibling.entities == default.entities
    assert all(topic.id.startswith(f"{name}.") for topic in sibling.topics)
    assert 6 <= len(sibling.topics) <= 10
    assert sibling.frequency == "quarter"
    assert sibling.covered_through == default.covered_through
    assert sibling.scope
    assert "not a census" in sibling.corpus_note
    assert {event.source_url for event in sibling.events} <= set(chronicle["url"])


def test_the_packaged_beats_can_share_a_home() -> None:
    beat.check_siblings([beat.load(name) for name in beat.packaged()])


def test_a_beat_takes_entities_of_a_packaged_beat_and_of_a_file_beside_it(tmp_path: Path) -> None:
    packaged = beat.load(write(tmp_path, "one.toml", taking("ai_compute")))
    assert packaged.entities == beat.load("ai_compute").entities
    write(tmp_path, "other.toml", GOOD)
    beside = beat.load(write(tmp_path, "two.toml", taking("other.toml")))
    assert [entity.id for entity in beside.entities] == ["arm"]


def test_own_entities_come_after_those_taken_over(tmp_path: Path) -> None:
    loaded = beat.load(write(tmp_path, "b.toml", taking("ai_compute", GOOD.replace('id = "arm"', 'id = "own"'))))
    assert loaded.entities[:-1] == beat.load("ai_compute").entities
    assert loaded.entities[-1].id == "own"


def test_the_hash_is_that_of_the_entities_and_not_of_where_they_stand(tmp_path: Path) -> None:
    write(tmp_path, "other.toml", GOOD)
    taken = beat.load(write(tmp_path, "taken.toml", taking("other.toml")))
    assert taken.hash == beat.load(tmp_path / "other.toml").hash


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (taking("ai_compote"), ["entities_from", "'ai_compote'", "ai_compute"]),
        (taking("absent.toml"), ["entities_from", "'absent.toml'", "beside"]),
        (taking("markets"), ["entities_from", "'markets'", "another beat"]),
        (taking("b.toml"), ["entities_from", "'b.toml'", "another beat"]),
        (taking("ai_compute", GOOD), ["entities[arm].id", "'arm'", "already"]),
        ("entities_from = 3\n" + GOOD, ["entities_from", "3", "not a text"]),
    ],
)
def test_a_bad_reference_is_refused_with_file_key_value_and_a_valid_one(
    tmp_path: Path, text: str, says: list[str]
) -> None:
    with pytest.raises(BeatError) as caught:
        beat.load(write(tmp_path, "b.toml", text))
    for part in ["b.toml", *says]:
        assert part in str(caught.value)


def test_a_topic_id_in_two_beats_is_refused(tmp_path: Path) -> None:
    first = beat.load(write(tmp_path, "a.toml", GOOD))
    with pytest.raises(BeatError, match=r"topic 'x'.*beats b and c.*'c\.x'"):
        beat.check_siblings([first, replace(first, id="c")])


def test_one_entity_id_for_two_things_is_refused(tmp_path: Path) -> None:
    first = beat.load(write(tmp_path, "a.toml", GOOD))
    other = replace(first, id="c", topics=(), entities=(replace(first.entities[0], name="An arm"),))
    with pytest.raises(BeatError, match=r"entity 'arm' differs.*entities_from = 'b'"):
        beat.check_siblings([first, other])
