"""Beat files: read strictly, and hashed by content."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from warehouse import beat
from warehouse.errors import BeatError

GOOD = """
id = "b"
name = "B"
description = "A test."
frequency = "quarter"
covered_through = 2026-07-05
[headline]
a = "x"
b = "y"
[base]
start = 2022-01-01
end = "2023-12-31"
[[topics]]
id = "x"
name = "X"
group = "g"
definition = "All about x."
terms = ["x word"]
[[topics]]
id = "y"
name = "Y"
group = "g"
definition = "All about y."
terms = ["y word"]
[[entities]]
id = "arm"
name = "Arm"
kind = "company"
ambiguous = ["Arm"]
context = ["chip"]
[[events]]
id = "e"
date = 2024-03-18
label = "An event"
source_url = "https://example.com/a"
"""


def read(tmp_path: Path, text: str) -> beat.Beat:
    path = tmp_path / "b.toml"
    path.write_text(text, encoding="utf-8")
    return beat.load(path)


def test_a_good_file_becomes_a_beat(tmp_path: Path) -> None:
    b = read(tmp_path, GOOD)
    assert b.headline == ("x", "y")
    assert b.base == (date(2022, 1, 1), date(2023, 12, 31))
    assert b.covered_through == date(2026, 7, 5)
    assert b.half_life["quarter"] > 0
    assert b.topic("y").terms == ("y word",)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "B"', 'nmae = "B"', ["nmae", "unknown key", "frequency"]),
        ('frequency = "quarter"', 'frequency = "decade"', ["frequency", "'decade'", "quarter"]),
        ('b = "y"', 'b = "z"', ["headline.b", "'z'", "x, y"]),
        ('b = "y"', 'b = "x"', ["headline.b", "'x'", "topic a"]),
        ('terms = ["x word"]', "terms = []", ["topics[x].terms", "empty"]),
        ('terms = ["x word"]', 'terms = "x word"', ["topics[x].terms", "'x word'", "list"]),
        ('terms = ["x word"]', 'terms = ["a", "a"]', ["topics[x].terms", "'a'", "twice"]),
        ('id = "y"', 'id = "x"', ["topics[x].id", "used twice"]),
        ('end = "2023-12-31"', 'end = "31/12/2023"', ["base.end", "31/12/2023", "2024-03-18"]),
        ('end = "2023-12-31"', 'end = "2021-12-31"', ["base.end", "2021-12-31", "later"]),
        ('kind = "company"', 'kind = "firm"', ["entities[arm].kind", "'firm'", "company"]),
        ('context = ["chip"]', "", ["entities[arm].context", "'Arm'"]),
        ('ambiguous = ["Arm"]', 'ambiguous = ["ARMH"]', ["entities[arm].ambiguous", "'ARMH'", "Arm"]),
        ('kind = "company"', 'kind = "company"\nannual_revenue_usd = -3', ["annual_revenue_usd", "-3", "above 0"]),
        ("https://example.com/a", "example.com", ["events[e].source_url", "'example.com'"]),
        ("date = 2024-03-18", "date = 2024-03-18T10:00:00", ["events[e].date", "ISO date"]),
    ],
)
def test_a_bad_value_is_refused_with_file_key_value_and_a_valid_one(
    tmp_path: Path, old: str, new: str, says: list[str]
) -> None:
    assert old in GOOD
    with pytest.raises(BeatError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    for part in ["b.toml", *says]:
        assert part in str(caught.value)


def test_an_unknown_name_and_an_unreadable_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BeatError, match=r"no beat 'ai_compote'.*ai_compute"):
        beat.load("ai_compote")
    with pytest.raises(BeatError, match="can't be read"):
        beat.load(tmp_path / "absent.toml")
    with pytest.raises(BeatError, match="not a TOML file"):
        read(tmp_path, "id = ")


def test_hashes_follow_content_and_not_layout(tmp_path: Path) -> None:
    b = read(tmp_path, GOOD)
    assert read(tmp_path, "# a comment\n" + GOOD).hash == b.hash
    changed = read(tmp_path, GOOD.replace('"x word"', '"x word", "another"'))
    assert changed.hash != b.hash
    assert changed.topic("x").version_hash != b.topic("x").version_hash
    assert changed.topic("y").version_hash == b.topic("y").version_hash


def test_the_default_beat_holds_what_it_promises() -> None:
    b = beat.load("ai_compute")
    chronicle = pl.read_ndjson(beat.PACKAGED / "chronicle.jsonl")
    assert b.headline == ("inference", "training")
    assert b.frequency == "quarter"
    assert len(b.topics) >= 14
    assert len(b.entities) >= 80
    assert 10 <= len(b.events) <= 20
    assert {e.source_url for e in b.events} <= set(chronicle["url"])
    assert all(b.covered_through is not None and e.date <= b.covered_through for e in b.events)
