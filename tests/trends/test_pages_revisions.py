from __future__ import annotations

from datetime import date, datetime

import plotly.graph_objects as go
import polars as pl
import pytest
from dash.development.base_component import Component

from tests.trends.fake_view import FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.figures.revisions import revision_chart
from trends.measures.revisions import revisions as measured
from trends.pages import PAGES, methodology
from trends.pages import revisions as revisions_page
from trends.pages.page import Request
from trends.style import DARK, LIGHT, Theme

RELEASES = [datetime(2025, 4, 10), datetime(2025, 7, 12), datetime(2025, 9, 1), datetime(2026, 1, 20)]
TIE = datetime(2025, 9, 1)


def vintage() -> pl.DataFrame:
    """Four releases: a value changed twice, one never, one that vanished, one of a period still open at first."""
    said: list[tuple[str, date, str, datetime, float | None]] = [
        ("topic_share", date(2025, 1, 1), "a", RELEASES[0], 0.30),
        ("topic_share", date(2025, 1, 1), "a", RELEASES[1], 0.34),
        ("topic_share", date(2025, 1, 1), "a", RELEASES[3], 0.35),
        ("topic_share", date(2025, 1, 1), "b", RELEASES[0], 0.10),
        ("topic_share", date(2025, 1, 1), "c", RELEASES[0], 0.20),
        ("topic_share", date(2025, 1, 1), "c", RELEASES[3], None),
        ("topic_share", date(2025, 4, 1), "a", RELEASES[0], 0.90),
        ("topic_share", date(2025, 4, 1), "a", RELEASES[1], 0.40),
        ("topic_share", date(2025, 4, 1), "a", RELEASES[2], 0.44),
        ("pair_share", date(2025, 1, 1), "p", RELEASES[0], 0.50),
        ("pair_share", date(2025, 1, 1), "p", RELEASES[2], 0.60),
        ("topic_momentum", date(2025, 1, 1), "a", RELEASES[0], 2.0),
    ]
    return pl.DataFrame(
        [
            {
                "table_name": table,
                "beat_id": "ai_compute",
                "frequency": "quarter",
                "period_start": start,
                "key": key,
                "value": value,
                "low": None,
                "high": None,
                "known_at": known,
                "release_id": f"{known:%Y-%m-%d}-1",
            }
            for table, start, key, known, value in said
        ],
        schema_overrides={"low": pl.Float64, "high": pl.Float64},
    )


@pytest.fixture(scope="module")
def view() -> FakeView:
    base = fake_view()
    return FakeView({**base.tables, "vintage": vintage()})


def drawn(view: FakeView) -> list[Component]:
    return revisions_page.revisions(view, Request("/method"))


def test_the_sql_gives_what_the_measure_gives(view: FakeView) -> None:
    tree = drawn(view)[1]
    found = view.sql(slot(tree, "revisions-sql").children)
    expected = (
        measured(vintage())
        .filter(pl.col("table_name") != "topic_momentum")
        .sort("table_name", "age")
        .select(found.columns)
    )
    assert found.select("table_name", "age", "n_values", "n_gone").rows() == (
        expected.select("table_name", "age", "n_values", "n_gone").rows()
    )
    for column in ("mean_absolute", "share_changed"):
        assert found[column].to_list() == pytest.approx(expected[column].to_list())


def test_the_chart_draws_the_rows_of_its_sql(view: FakeView) -> None:
    tree = drawn(view)[1]
    found = view.sql(slot(tree, "revisions-sql").children)
    figure = by_id(tree, {"type": "chart", "name": "revisions"}).figure
    for table, name in (("topic_share", "Topic shares"), ("pair_share", "Pair share")):
        rows = found.filter(table_name=table)
        assert numbers(trace(figure, name)["x"]) == rows["age"].to_list()
        assert numbers(trace(figure, name)["y"]) == pytest.approx([100 * value for value in rows["mean_absolute"]])


def test_the_title_says_how_far_the_youngest_values_moved(view: FakeView) -> None:
    tree = drawn(view)[1]
    youngest = view.sql(slot(tree, "revisions-sql").children).filter(table_name="topic_share", age=0)
    moved = f"{100 * youngest['mean_absolute'].item():.1f}"
    assert words(slot(tree, "revisions-title")) == (
        f"Topic shares, as said just after the quarter, have moved by {moved} points on average since"
    )


def test_one_release_says_that_there_are_no_revisions_yet() -> None:
    base = fake_view()
    once = FakeView({**base.tables, "vintage": vintage().filter(pl.col("known_at") == RELEASES[0])})
    for view in (once, base):
        tree = drawn(view)[1]
        assert words(slot(tree, "revisions-title")) == "One release so far, no revisions yet"
        assert not [item for item in walk(tree) if getattr(item, "id", None) == {"type": "chart", "name": "revisions"}]


def test_two_releases_about_open_periods_only_say_so() -> None:
    base = fake_view()
    young = vintage().filter(pl.col("period_start") == date(2025, 4, 1)).filter(pl.col("known_at") < TIE)
    title = words(slot(drawn(FakeView({**base.tables, "vintage": young}))[1], "revisions-title"))
    assert title == "2 vintages since 10 Apr 2025, none of a quarter that was over"


def test_the_methodology_has_the_section(view: FakeView) -> None:
    release = view.frame("release").with_columns(number=pl.lit(1), built_at=pl.lit(RELEASES[0]))
    tree = methodology.layout(FakeView({**view.tables, "release": release}), Request("/method"))
    assert "have moved by" in words(by_id(tree, "revisions"))


def test_labels_that_would_cover_each_other_are_moved_apart() -> None:
    near = pl.DataFrame(
        {
            "table_name": ["pair_share", "topic_share"],
            "age": [0, 0],
            "n_values": [3, 3],
            "mean_absolute": [0.02, 0.021],
            "share_changed": [1.0, 1.0],
        }
    )
    pair, topics = revision_chart(near, frequency="quarter", theme=LIGHT)["layout"]["annotations"]
    assert pair["yshift"] < 0 < topics["yshift"]
    far = near.with_columns(mean_absolute=pl.Series([0.02, 0.2]))
    notes = revision_chart(far, frequency="quarter", theme=LIGHT)["layout"]["annotations"]
    assert not [note for note in notes if "yshift" in note]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_plotly_accepts_the_figure(view: FakeView, theme: Theme, narrow: bool) -> None:
    frame = measured(vintage())
    for case in (frame, frame.head(1), frame.clear()):
        go.Figure(revision_chart(case, frequency="quarter", theme=theme, narrow=narrow))


def test_revisions_have_a_page_of_their_own_that_the_navigation_leads_to(view: FakeView) -> None:
    tree = revisions_page.layout(view, Request(path="/revisions"))
    assert words(by_id(tree, "headline")) == "4 releases so far, and how far each changed what was said before."
    assert slot(tree, "revisions-title") is not None and slot(tree, "changes-title") is not None
    assert revisions_page.PAGE in PAGES and revisions_page.PAGE.nav == "Revisions"
    first = FakeView({**view.tables, "vintage": view.frame("vintage").filter(known_at=RELEASES[0])})
    assert words(by_id(revisions_page.layout(first, Request(path="/revisions")), "headline")).startswith("One release")


def test_several_releases_of_one_day_are_not_told_as_one(view: FakeView) -> None:
    alike = {
        "vintage": view.frame("vintage").filter(known_at=RELEASES[0]),
        "release": view.frame("release").with_columns(number=pl.lit(4)),
    }
    tree = revisions_page.layout(FakeView({**view.tables, **alike}), Request(path="/revisions"))
    assert words(by_id(tree, "headline")).replace("\u00a0", " ").startswith("4 releases so far, all as of ")
    assert words(slot(tree, "revisions-title")).replace("\u00a0", " ") == "4 releases so far, no revisions yet"
