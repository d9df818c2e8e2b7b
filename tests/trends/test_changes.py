"""Every change of a published share has its reasons, and the reasons sum to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import polars as pl
import pytest

from tests.trends.test_registry import TOPICS, facts, settings
from trends import change_words, changes, measures

Tables = dict[str, pl.DataFrame]
LAST = date(2023, 12, 20)
QUARTER = date(2023, 7, 1)


def release(stories: pl.DataFrame, *, through: date = LAST, words: str = "v1", merged: int = 0) -> Tables:
    """The public tables that the comparison reads, from `frames.Facts`; `merged` articles were added to s0000."""
    inputs = measures.prepare(stories, settings(covered_through=through, as_of=through))
    each = stories.unique("story_id").sort("story_id").select("story_id")
    articles = pl.concat([each, pl.DataFrame({"story_id": ["s0000"] * merged}, schema={"story_id": pl.String})])
    named = {name: measures.get(name).compute(inputs) for name in ("period", "crossover", "share", "pair_share")}
    return {
        "period": named["period"], "crossover": named["crossover"], "topic_share": named["share"],
        "pair_share": named["pair_share"],
        "article": articles.with_row_index("article_id").with_columns(pl.col("article_id").cast(pl.String), version=1),
        "story": each, "story_beat": each.with_columns(beat_id=pl.lit("beat")),
        "beat": pl.DataFrame(
            {"beat_id": ["beat"], "topic_a": ["a"], "topic_b": ["b"], "frequency": ["quarter"],
             "covered_through": [through]}
        ),
        "topic": pl.DataFrame({"topic_id": TOPICS, "version_hash": [words] * len(TOPICS)}),
        "release": pl.DataFrame({"release_id": ["one"], "as_of": [datetime(through.year, through.month, through.day)]}),
        "facts": stories,
    }  # fmt: skip


def compared(before: Tables, after: Tables) -> pl.DataFrame:
    return changes.table(before, after, before["facts"], after["facts"])


def parts(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.sum_horizontal(pl.col("^part_.*$")).alias("sum"), "change")


def extra(n: int, day: date, topic: str | None, first: int = 9000) -> pl.DataFrame:
    """n stories of one day about one topic, with ids of their own."""
    one = facts().head(1).with_columns(
        day=pl.lit(day), topic_id=pl.lit(topic, pl.String), weight=pl.lit(900_000 if topic else None, pl.Int64)
    )  # fmt: skip
    return pl.concat([one.with_columns(story_id=pl.lit(f"s{first + i}")) for i in range(n)])


@pytest.fixture(scope="module")
def before() -> Tables:
    return release(facts())


def late(stories: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([stories, extra(3, date(2023, 8, 1), "a")])


def fewer(stories: pl.DataFrame) -> pl.DataFrame:
    return stories.filter(pl.col("story_id") != stories.filter(topic_id="a").sort("day")["story_id"][-40])


def reread(stories: pl.DataFrame) -> pl.DataFrame:
    third = pl.col("story_id").str.slice(-1).is_in(["1", "4", "7"]) & (pl.col("topic_id") == "b")
    return stories.with_columns(pl.when(third).then(pl.lit("a")).otherwise("topic_id").alias("topic_id")).unique(
        ["story_id", "topic_id"], maintain_order=True
    )


@pytest.mark.parametrize(
    ("change", "kind", "more"),
    [(late, "late", {}), (fewer, "left", {}), (reread, "version", {"words": "v2"})],
)
def test_a_change_with_one_cause_has_that_reason_and_no_other(
    before: Tables, change: Callable[[pl.DataFrame], pl.DataFrame], kind: str, more: dict[str, str]
) -> None:
    rows = compared(before, release(change(facts()), **more))  # type: ignore[arg-type]
    assert len(rows) > 2 and {"a", "a|b"} <= set(rows["topic_id"])
    assert (rows["change"] - rows[f"part_{kind}"]).abs().max() < 1e-12  # type: ignore[operator]
    assert (parts(rows)["sum"] - parts(rows)["change"]).abs().max() < 1e-15  # type: ignore[operator]
    assert rows["reason"].str.starts_with(change_words.WORDS[kind]).all()


def test_several_causes_at_once_are_told_apart_and_sum_to_the_change(before: Tables) -> None:
    mixed = pl.concat([reread(fewer(facts())), extra(3, date(2023, 8, 1), "a"), extra(9, date(2024, 1, 5), "b", 9500)])
    rows = compared(before, release(mixed, through=date(2024, 4, 3), words="v2"))
    assert (parts(rows)["sum"] - parts(rows)["change"]).abs().max() < 1e-15  # type: ignore[operator]
    assert rows["part_rest"].abs().max() < 1e-12  # type: ignore[operator]
    shown = rows.filter((pl.col("topic_id") == "a|b") & (pl.col("period_start") > pl.col("before_start")))
    row = shown.row(0, named=True)
    assert (row["before_start"], row["period_start"]) == (QUARTER, date(2024, 1, 1))
    assert all(row[f"n_{kind}"] > 0 for kind in ("new", "late", "version"))
    again = rows.filter(topic_id="a", period_start=QUARTER, before_start=QUARTER).row(0, named=True)
    assert again["part_new"] == 0 and again["part_late"] > 0


def test_a_story_that_grew_and_is_read_otherwise_is_a_revision(before: Tables) -> None:
    grown = facts().with_columns(
        pl.when((pl.col("story_id") == "s0000") & (pl.col("topic_id").is_in(["a", "b"]))).then(pl.lit("c"))
        .otherwise("topic_id").alias("topic_id")
    ).unique(["story_id", "topic_id"], maintain_order=True)  # fmt: skip
    rows = compared(before, release(grown, merged=1))
    assert len(rows) and rows["n_revised"].max() == 1
    assert (rows["change"] - rows["part_revised"]).abs().max() < 1e-12  # type: ignore[operator]


def test_another_half_life_is_the_rest(before: Tables) -> None:
    other = release(facts())
    variant = measures.get("share_variant").compute(measures.prepare(facts(), settings()))
    longer = variant.filter((pl.col("frequency") == "quarter") & (pl.col("half_life") == 4)).drop("half_life")
    rows = compared(before, other | {"topic_share": longer})
    assert len(rows) and (rows["change"] - rows["part_rest"]).abs().max() < 1e-12  # type: ignore[operator]
    assert rows["reason"].str.starts_with("method or calendar").all()


def test_equal_releases_have_no_changes_and_a_beat_that_is_new_is_left_out(before: Tables) -> None:
    assert compared(before, release(facts())).is_empty()
    assert compared(before | {"beat": before["beat"].clear()}, before).is_empty()


def test_the_sentences_name_the_headline_first_and_then_what_moved_most(before: Tables) -> None:
    rows = compared(before, release(late(facts())))
    said = change_words.sentences(rows, most=1)
    assert len(said) == 2
    assert said[0].startswith("beat: share of a in a and b, in the quarter from 2023-07-01: ")
    assert "points: late stories +" in said[0] and said[0].endswith("(3)")
    assert said[1].startswith("beat: share of a, ")


def test_small_parts_are_left_out_of_the_words_unless_there_is_no_other() -> None:
    counts = dict.fromkeys(change_words.KINDS, 1)
    amounts = {"new": 0.012, "late": -0.00004, "left": 0.0, "revised": -0.0021, "version": 0.0, "rest": 0.0}
    assert change_words.reason(amounts, counts) == "new stories +1.2 (1); revised stories −0.2 (1)"
    assert change_words.reason(dict.fromkeys(amounts, 0.0) | {"late": 0.00003}, counts) == "late stories +0.00 (1)"
