"""Conflicting figures across the sources of a story are listed, with who says what."""

from __future__ import annotations

from itertools import permutations

import polars as pl
import pytest

from warehouse import conflicts


def story(*texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "story_id": ["s1"] * len(texts),
            "article_id": [f"a{n}" for n in range(len(texts))],
            "text": [f"Title\n{text}" for text in texts],
        }
    )


def values(found: pl.DataFrame) -> list[list[tuple[float, str]]]:
    return [[(v["value"], v["article_id"]) for v in row] for row in found["values"].to_list()]


def test_one_says_63_and_another_95_of_the_same_thing() -> None:
    frame = story(
        "The department added 63 companies to the Entity List.",
        "On Friday the department added 95 Chinese companies to its Entity List.",
    )
    found = conflicts.find(frame)
    assert values(found) == [[(63.0, "a0"), (95.0, "a1")]]
    assert found.row(0, named=True)["unit"] == "companies"
    assert found.row(0, named=True)["what"] == "The department added … companies to the Entity List"
    for row in found["values"][0].to_list():
        text = frame.filter(pl.col("article_id") == row["article_id"])["text"][0]
        assert text[row["start"] : row["end"]] == f"{row['value']:.0f}"


def test_the_figure_of_most_sources_comes_first() -> None:
    found = conflicts.find(
        story(
            "Broadcom shares fell 3 percent premarket.",
            "Broadcom shares fell 5 percent premarket.",
            "Shares of Broadcom fell 5 percent premarket.",
        )
    )
    assert values(found) == [[(5.0, "a1"), (5.0, "a2"), (3.0, "a0")]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Broadcom shares fell 5 percent premarket.", "Broadcom shares fell 5.1 percent premarket."),
        ("Broadcom shares fell 5 percent premarket.", "Broadcom shares fell 3-6 percent premarket."),
        ("Broadcom shares may fall 5 percent premarket.", "Broadcom shares may fall 9 percent premarket."),
        ("Broadcom shares fell up to 5 percent premarket.", "Broadcom shares fell 9 percent premarket."),
        ("Broadcom shares fell 5 percent premarket.", "Broadcom shares fell 9 dollars premarket."),
        ("Broadcom shares fell 5 percent premarket.", "Nvidia revenue rose 9 percent on servers."),
        (
            "Broadcom shares fell 5 percent premarket.",
            "Broadcom shares fell 9 percent premarket. Later Broadcom shares fell 5 percent premarket.",
        ),
        ("OpenAI installs a first gigawatt, 1 GW of Instinct GPUs.", "OpenAI installs 6 GW of Instinct GPUs."),
        ("Data center revenue rose 25% in three months.", "Data center revenue rose 66%."),
        ("Nvidia and Advanced Micro Devices slipped 1.4 percent.", "Advanced Micro Devices lost 3.7 percent."),
        ("Broadcom shares fell 5 percent premarket.", "Broadcom shares fell 9 percent after hours."),
        ("Output of the plant was 40 GW in 2023.", "Output of the plant was 70 GW in 2025."),
        ("SK hynix holds 62 percent of the HBM market.", "Samsung holds 17 percent of the HBM market."),
        ("The plant in Ohio makes 10 GW a year.", "The plant in Ohio makes 30 GW."),
    ],
)
def test_what_is_rounded_hedged_of_another_thing_or_known_to_both_is_no_conflict(one: str, other: str) -> None:
    assert conflicts.find(story(one, other)).is_empty()
    assert conflicts.find(story(other, one)).is_empty()


def test_two_figures_of_one_article_never_conflict() -> None:
    text = "Broadcom shares fell 3 percent premarket. Broadcom shares fell 9 percent premarket."
    assert conflicts.find(story(text)).is_empty()


def test_stories_are_kept_apart() -> None:
    one = story("Broadcom shares fell 3 percent premarket.")
    other = story("Broadcom shares fell 9 percent premarket.").with_columns(story_id=pl.lit("s2"))
    assert conflicts.find(pl.concat([one, other])).is_empty()


def test_the_order_of_the_rows_makes_no_difference() -> None:
    frame = story(
        "Broadcom shares fell 3 percent premarket.",
        "Broadcom shares fell 5 percent premarket.",
        "Broadcom shares fell 9 percent premarket.",
    )
    expected = conflicts.find(frame)
    assert values(expected) == [[(3.0, "a0"), (5.0, "a1"), (9.0, "a2")]]
    for order in permutations(range(3)):
        assert conflicts.find(frame[list(order)]).equals(expected)


def test_an_empty_frame_has_the_schema() -> None:
    empty = story().cast({"story_id": pl.String, "article_id": pl.String, "text": pl.String})
    assert conflicts.find(empty).schema == conflicts.CONFLICT_SCHEMA
