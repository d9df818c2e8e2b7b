from __future__ import annotations

from datetime import date, datetime

import polars as pl

from trends import changes

Tables = dict[str, pl.DataFrame]
SHARE = {"beat_id": "b", "frequency": "quarter", "gate": "all", "weighting": "story"}
JAN, APR = date(2024, 1, 1), date(2024, 4, 1)


def release(
    stories: dict[str, tuple[date, list[str]]],
    shares: dict[tuple[date, str], float],
    through: date,
    version: str = "v1",
    alias: dict[str, str] | None = None,
) -> Tables:
    """The public tables that a comparison reads: stories with day and topics, and shares by period and topic."""
    return {
        "release": pl.DataFrame({"as_of": [datetime(through.year, through.month, through.day)]}),
        "beat": pl.DataFrame({"beat_id": ["b"], "covered_through": [through]}),
        "story": pl.DataFrame(
            {
                "story_id": list(stories), "headline": [f"about {s}" for s in stories],
                "first_published_at": [datetime(d.year, d.month, d.day) for d, _ in stories.values()],
            }
        ),
        "story_beat": pl.DataFrame({"beat_id": ["b"] * len(stories), "story_id": list(stories)}),
        "story_topic": pl.DataFrame(
            [(s, topic) for s, (_, topics) in stories.items() for topic in topics],
            schema={"story_id": pl.String, "topic_id": pl.String}, orient="row",
        ),
        "story_alias": pl.DataFrame(
            list((alias or {}).items()), schema={"alias_id": pl.String, "story_id": pl.String}, orient="row"
        ),
        "topic": pl.DataFrame({"topic_id": ["x", "y"], "beat_id": ["b", "b"], "version_hash": ["same", version]}),
        "topic_share": pl.DataFrame(
            [{**SHARE, "period_start": p, "topic_id": t, "share": value} for (p, t), value in shares.items()]
        ),
    }  # fmt: skip


OLD = release(
    {"s1": (date(2024, 1, 5), ["x"]), "s2": (date(2024, 2, 5), ["y"]), "s3": (date(2024, 2, 6), [])},
    {(JAN, "x"): 0.5, (JAN, "y"): 0.5},
    date(2024, 2, 20),
)
NEW = release(
    {
        "s1": (date(2024, 1, 5), ["x", "y"]), "s2": (date(2024, 2, 5), ["y"]), "s4": (date(2024, 2, 7), ["x"]),
        "s5": (date(2024, 4, 3), ["x"]),
    },
    {(JAN, "x"): 0.6, (JAN, "y"): 0.5, (APR, "x"): 0.7},
    date(2024, 4, 10),
    alias={"s3": "s2"},
)  # fmt: skip


def test_every_story_that_changed_is_named_with_its_kind() -> None:
    found = changes.stories(OLD, NEW)
    assert dict(found.select("story_id", "kind").iter_rows()) == {
        "s4": "late", "s5": "new", "s3": "merged", "s1": "retagged",
    }  # fmt: skip
    assert found.filter(story_id="s4")["headline"].to_list() == ["about s4"]


def test_a_share_that_moved_has_its_reasons_and_one_that_did_not_is_left_out() -> None:
    found = changes.shares(OLD, NEW)
    rows = {row["period_start"]: row for row in found.to_dicts()}
    assert set(rows) == {JAN, APR} and found["topic_id"].unique().to_list() == ["x"]
    assert rows[JAN]["reason"] == "stories came; stories left; stories read otherwise"
    assert (rows[JAN]["n_new"], rows[JAN]["n_late"], rows[JAN]["n_left"], rows[JAN]["n_retagged"]) == (0, 1, 1, 1)
    assert abs(rows[JAN]["change"] - 0.1) < 1e-9
    assert rows[APR]["reason"].startswith("new period") and rows[APR]["old"] is None and rows[APR]["change"] is None


def test_a_new_topic_version_is_named_first() -> None:
    again = OLD | {
        "topic": OLD["topic"].with_columns(version_hash=pl.Series(["same", "v2"])),
        "topic_share": OLD["topic_share"].with_columns(pl.col("share") + 0.1),
    }
    assert changes.topics(OLD, again).rows() == [("b", "y", "new version")]
    reasons = dict(changes.shares(OLD, again).select("topic_id", "reason").iter_rows())
    assert reasons == {"x": "earlier periods changed", "y": "new topic version"}


def test_equal_releases_have_no_changes() -> None:
    assert changes.shares(OLD, OLD).is_empty() and changes.stories(OLD, OLD).is_empty()
    assert changes.topics(OLD, OLD).is_empty()
