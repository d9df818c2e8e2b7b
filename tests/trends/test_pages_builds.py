"""The methodology's parts on audits and on what a build changed: empty at first, then tables that their SQL gives."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from dash import html
from dash.development.base_component import Component

from tests.trends.fake_view import FakeView, fake_view
from tests.trends.trees import slot, walk, words
from trends.pages.audit import audit, audit_finding, topic_name
from trends.pages.build_changes import build_changes, changes_finding
from trends.pages.page import Request

NAMES = {"inference": "Inference", "training": "Training", "power": "Power"}


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def filled(view: FakeView, table: str, *rows: dict[str, object]) -> FakeView:
    schema = view.frame(table).schema
    blank = {name: 0 if kind == pl.Int64 else None for name, kind in schema.items()}
    return FakeView({**view.tables, table: pl.DataFrame([blank | row for row in rows], schema=schema)})


def drawn(view: FakeView, *, narrow: bool = False) -> Component:
    request = Request("/method", narrow=narrow)
    return html.Div([*audit(view, request), *build_changes(view, request)])


AUDITED = {
    "beat_id": "ai_compute", "topic_id": "power", "n_labels": 120, "precision": 0.9, "recall": 0.75,
    "specificity": 0.98, "agreement": 0.94, "kappa": 0.8, "frequency": "quarter", "period_start": date(2026, 1, 1),
    "observed": 0.2,
    "observed_low": 0.15, "observed_high": 0.25, "corrected": 0.24, "low": 0.16, "high": 0.33, "clipped": False,
}  # fmt: skip
REFUSED = AUDITED | {
    "topic_id": "inference|training", "precision": None, "recall": None, "specificity": None, "kappa": None,
    "corrected": None, "low": None, "high": None, "note": "Too few labels of one side.", "n_labels": 30,
}  # fmt: skip
CHANGED = {
    "release_id": "2026-06-16-1", "previous_id": "2026-06-09-1", "beat_id": "ai_compute", "frequency": "quarter",
    "period_start": date(2026, 1, 1), "before_start": date(2026, 1, 1), "topic_id": "power", "before": 0.2,
    "after": 0.215, "change": 0.015, "part_new": 0.0, "part_late": 0.012, "part_left": 0.0, "part_revised": 0.003,
    "part_version": 0.0, "part_rest": 0.0, "n_late": 3, "n_revised": 1,
    "reason": "late stories +1.2 points (3 stories)",
}  # fmt: skip


def test_before_any_label_the_page_says_how_to_make_some(view: FakeView) -> None:
    tree = drawn(view)
    assert words(slot(tree, "audit-title")) == "No audit yet"
    assert "trends audit sample" in words(slot(tree, "audit-body"))


def test_an_audit_is_shown_as_its_sql_gives_it(view: FakeView) -> None:
    labelled = filled(view, "audit", AUDITED, REFUSED)
    tree = drawn(labelled)
    assert words(slot(tree, "audit-title")) == (
        "Power: 90 % of what is counted is right and 75 % of what should be counted is, by 120 labels"
    )
    rows = [words(item) for item in walk(slot(tree, "audit-body")) if type(item).__name__ == "Tr"][1:]
    assert rows == [
        "Inference against training30–––20.0 % [15–25]Too few labels of one side.",
        "Power12090 %75 %0.8020.0 % [15–25]24.0 % [16–33]",
    ]
    again = labelled.sql(slot(tree, "audit-sql").children)
    assert again["topic_id"].to_list() == ["inference|training", "power"]
    assert again["corrected"].to_list() == [None, 0.24]


def test_an_audit_of_a_pair_alone_tells_the_agreement() -> None:
    assert words(audit_finding([REFUSED], NAMES)) == (
        "Inference against training: human and machine agree on 94 % of stories, by 30 labels"
    )
    assert topic_name("unknown", NAMES) == "unknown"


def test_a_build_that_changed_nothing_says_so(view: FakeView) -> None:
    tree = drawn(view)
    assert words(slot(tree, "changes-title")) == "This build moved no share"
    assert "No value differs" in words(slot(tree, "changes-body"))


def test_what_this_build_changed_is_told_with_its_reason_and_earlier_builds_are_not(view: FakeView) -> None:
    older = CHANGED | {"release_id": "2026-06-09-1", "previous_id": "2026-06-02-1", "change": 0.5}
    moved_on = CHANGED | {
        "before_start": date(2025, 10, 1),
        "topic_id": "inference",
        "change": -0.01,
        "part_new": -0.01,
    }
    changed = filled(view, "change", CHANGED, older, moved_on)
    tree = drawn(changed)
    assert words(slot(tree, "changes-title")) == "This build moved power by +1.5 points in 2026 Q1, mostly late stories"
    assert words(slot(tree, "changes-subtitle")) == "AI compute, since release 2026-06-09-1"
    rows = [words(item) for item in walk(slot(tree, "changes-body")) if type(item).__name__ == "Tr"][1:]
    assert rows == [
        "Inference2025 Q4 → 2026 Q120.0 %21.5 %−1.0late stories +1.2 points (3 stories)",
        "Power2026 Q120.0 %21.5 %+1.5late stories +1.2 points (3 stories)",
    ]
    again = changed.sql(slot(tree, "changes-sql").children)
    assert again["change"].to_list() == [-0.01, 0.015]
    assert again.select(pl.sum_horizontal(pl.col("^part_.*$"))).to_series().to_list()[1] == pytest.approx(0.015)


def test_the_headline_pair_is_named_first(view: FakeView) -> None:
    pair = CHANGED | {"topic_id": "inference|training", "change": 0.002, "part_late": 0.002, "part_revised": 0.0}
    assert changes_finding([CHANGED, pair], NAMES) == (
        "This build moved inference against training by +0.2 points in 2026 Q1, mostly late stories"
    )
    assert changes_finding([CHANGED | {"change": None}], NAMES) == "This build moved no share"


def test_a_phone_gets_fewer_columns_and_the_reason_under_the_name(view: FakeView) -> None:
    tree = drawn(filled(filled(view, "change", CHANGED), "audit", AUDITED), narrow=True)
    assert [words(item) for item in walk(slot(tree, "changes-body")) if type(item).__name__ == "Tr"] == [
        "ShareNowChange",
        "Power2026 Q1: late stories +1.2 points (3 stories)21.5 %+1.5",
    ]
    assert [words(item) for item in walk(slot(tree, "audit-body")) if type(item).__name__ == "Tr"] == [
        "TopicPrecisionRecallCorrected",
        "Power90 %75 %24.0 % [16–33]",
    ]
