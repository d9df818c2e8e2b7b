from __future__ import annotations

import re

from tests.trends.story_world import World, parts, words
from trends.pages import calibration as page
from trends.pages import methodology
from trends.pages.page import Request
from trends.publish import METHOD_VERSION


def cell(**changed: object) -> page.Row:
    row = {"table": "coverage", "design": "d", "world": "w", "column": "N = 30", "value": 0.9, "lowest": 0.85}
    return row | {"highest": 0.95, "least": 0.87, "most": 0.94} | changed


def test_the_methodology_shows_a_table_for_every_simulated_design() -> None:
    drawn = methodology.layout(World(), Request("/method"))
    text = words(drawn)
    assert "How honest the intervals and calls are" in text
    designs = {(row["table"], row["design"]) for row in page.rows()}
    assert len(parts(drawn, "Summary")) >= len(designs)
    for row in page.rows():
        assert row["world"] in text and page.number(row) in text
    assert {row["table"] for row in page.rows()} == set(page.TABLES)


def test_the_numbers_are_those_of_the_method_in_use() -> None:
    assert {row["method_version"] for row in page.rows()} == {METHOD_VERSION}


def test_every_world_the_measures_must_hold_in_is_there() -> None:
    told = [(row["table"], row["world"]) for row in page.rows()]
    for table, word in (
        ("coverage", "bursts 20-fold"), ("coverage", "missing"), ("coverage", "bunched"), ("coverage", "lasting"),
        ("coverage", "attention"), ("coverage", "impact"), ("alarms", "bunched"), ("detection", "average"),
        ("rises", "topics"), ("false crossings", "18 periods"), ("false crossings", "60 periods"),
        ("false crossings", "60 periods, bunched"), ("false crossings", "260 periods, .55 of the one-sided"),
        ("steps found", "crossing back"),
    ):  # fmt: skip
        assert any(name == table and word in world for name, world in told), (table, word)


def test_what_the_bars_ask_for_holds_in_the_written_numbers() -> None:
    mean = {(r["table"], r["design"], r["world"], r["column"]): r["value"] for r in page.rows()}
    covered = [r for r in page.rows() if r["table"] == "coverage" and r["world"].startswith(("independent", "bunched"))]
    assert sum(page.well(row) for row in covered) >= 0.9 * len(covered)
    assert all(0.85 <= row["value"] <= 0.97 for row in covered)
    for half_life in (1, 2, 3, 4, 8):
        assert mean["steps found", "18 periods", "on average", f"half-life {half_life}"] >= 0.85
    assert mean["detection", "104 weeks, 2 and 26", "on average", "N from 10"] >= 0.74
    alarms = [r["value"] for r in page.rows() if r["table"] == "alarms" and not r["world"].startswith("lasting")]
    assert max(alarms) <= 0.06 and sum(alarms) / len(alarms) <= 0.05
    crossed = [r["value"] for r in page.rows() if r["table"] == "false crossings"]
    assert max(crossed) <= 0.06 and sum(crossed) / len(crossed) <= 0.03


def test_what_misses_its_target_is_marked_and_named() -> None:
    assert page.number(cell()) == "90.0 (85.0 to 95.0)"
    assert page.number(cell(value=0.8, lowest=0.8, highest=0.8)) == "80.0 ✗"
    assert page.number(cell(table="rises", value=0.01, lowest=0.01, highest=0.01, least=0, most=0.25)) == "0.010"
    assert page.failures((cell(),)) == "Every one of the 1 numbers is within its target."
    told = page.failures((cell(), cell(world="a lasting stray", value=0.8), cell(world="a lasting stray", value=0.7)))
    assert told.startswith("2 of 3 numbers miss their target:") and told.count("a lasting stray") == 1


def test_a_mean_lies_between_its_lowest_and_highest() -> None:
    for row in page.rows():
        assert row["lowest"] <= row["value"] <= row["highest"]
        assert re.fullmatch(r"[\d.]+( \([\d.]+ to [\d.]+\))?( ✗)?", page.number(row))
