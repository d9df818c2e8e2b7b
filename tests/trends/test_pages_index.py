from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trends.fake_view import FakeProvider, FakeView, fake_view
from tests.trends.trees import by_id, numbers, slot, trace, walk, words
from trends.pages import PAGES, index, sentences, shell
from trends.pages.page import Request
from trends.pages.patch import outline
from trends.pages.state import Query, link
from trends.style import DARK


@pytest.fixture(scope="module")
def view() -> FakeView:
    return fake_view()


def request(search: str = "", **more: object) -> Request:
    return Request(query=Query(search), **more)  # type: ignore[arg-type]


def pair_row(view: FakeView, start: date = date(2026, 1, 1)) -> dict[str, object]:
    return view.frame("pair_share").filter(frequency="quarter", gate="all", period_start=start).to_dicts()[0]


def test_the_headline_says_the_last_closed_period_with_interval_probability_and_crossover(view: FakeView) -> None:
    row = pair_row(view)
    text = words(by_id(index.layout(view, request()), "headline"))
    assert f"{100 * row['share_a']:.0f} % [{100 * row['low']:.0f}–{100 * row['high']:.0f}]" in text  # type: ignore[operator]
    assert "in 2026 Q1; " in text, "the open second quarter is not the headline"
    assert "P " in text
    assert text.endswith("crossover not confirmed.")


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.99, "very likely ahead"),
        (0.84, "likely ahead"),
        (0.5, "too close to call"),
        (0.1, "likely behind"),
        (0.01, "very likely behind"),
        (None, "too few stories to say which leads"),
    ],
)
def test_a_probability_has_one_word(p: float | None, said: str) -> None:
    assert sentences.lead_words(p) == said


def test_a_crossover_is_named_by_its_first_period(view: FakeView) -> None:
    crossover = {"crossed": True, "start": date(2025, 7, 1), "threshold": 0.975}
    names = ("Inference", "Training")
    before, _, after = sentences.pair_headline(pair_row(view), names, [crossover], "quarter")
    assert before == "Inference drew "
    assert after.endswith("crossover in 2025 Q3.")


def share_frame(now: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period_start": [date(2023, 4, 1), date(2026, 4, 1)],
            "share_a": [0.3, now],
            "low": [0.2, now - 0.1],
            "high": [0.4, now + 0.1],
        }
    )


def test_a_share_has_risen_only_when_it_left_the_old_interval() -> None:
    def said(now: float) -> str:
        return sentences.share_finding(share_frame(now), "share_a", "Inference", date(2026, 4, 1), "quarter")

    assert words(said(0.58)) == "Inference share has risen from 30 % to 58 % in three years"
    assert words(said(0.1)) == "Inference share has fallen from 30 % to 10 % in three years"
    assert words(said(0.38)) == "Inference share has not clearly changed in three years: 30 % then, 38 % now"


@pytest.mark.parametrize("search", ["", "?gate=verified", "?frequency=month", "?half_life=4", "?frequency=year"])
def test_the_sql_beside_the_chart_gives_the_numbers_in_the_chart(view: FakeView, search: str) -> None:
    tree = index.layout(view, request(search))
    again = view.sql(slot(tree, "pair-sql").children)
    figure = by_id(tree, {"type": "chart", "name": "pair"}).figure
    assert numbers(trace(figure, "Inference")["y"]) == again["share_a"].fill_null(0).to_list()
    assert again.height > 3


def test_the_default_view_is_what_the_release_table_says(view: FakeView) -> None:
    tree = index.layout(view, request())
    figure = by_id(tree, {"type": "chart", "name": "pair"}).figure
    published = view.frame("pair_share").filter(frequency="quarter", gate="all").sort("period_start")
    assert numbers(trace(figure, "Inference")["y"]) == published["share_a"].fill_null(0).to_list()


def test_another_half_life_reads_the_variants_and_makes_no_crossover_claim(view: FakeView) -> None:
    tree = index.layout(view, request("?half_life=4"))
    assert "pair_share_variant" in slot(tree, "pair-sql").children
    assert "crossover" not in words(by_id(tree, "headline"))
    assert "default half-life only" in words(by_id(tree, "standfirst"))


def test_what_moved_adds_up_to_the_change_of_the_share(view: FakeView) -> None:
    tree = index.layout(view, request())
    rows = view.sql(slot(tree, "drivers-sql").children)
    before, now = pair_row(view, date(2025, 10, 1))["share_a"], pair_row(view)["share_a"]
    assert rows["contribution"].sum() == pytest.approx(now - before, abs=1e-12)  # type: ignore[operator]
    total = words(slot(tree, "drivers-subtitle")).rsplit(" ", 1)[1].replace("−", "-")
    assert float(total) == pytest.approx(100 * (now - before), abs=0.051)  # type: ignore[operator]


def test_the_driver_card_shows_stories_and_sums_the_rest_so_that_nothing_is_lost(view: FakeView) -> None:
    body = slot(index.layout(view, request()), "drivers-body")
    figures = [words(item) for item in walk(body) if "figure" in (getattr(item, "className", "") or "").split()]
    shown = sum(float(figure.replace("−", "-")) for figure in figures)
    total = float(words(slot(index.layout(view, request()), "drivers-subtitle")).rsplit(" ", 1)[1].replace("−", "-"))
    assert shown == pytest.approx(total, abs=0.05 * len(figures) + 0.05)


def test_the_ranking_holds_every_topic_with_the_numbers_of_its_sql(view: FakeView) -> None:
    tree = index.layout(view, request())
    rows = by_id(tree, {"type": "grid", "name": "ranking"}).rowData
    again = view.sql(slot(tree, "ranking-sql").children)
    assert [row["id"] for row in rows] == again["topic_id"].to_list()
    assert [row["share"] for row in rows] == again["share"].to_list()
    assert {row["id"] for row in rows} == set(view.frame("topic")["topic_id"])
    assert all(row["href"] == f"/topic/{row['id']}" for row in rows)


def test_a_row_of_the_ranking_keeps_the_settings_of_the_page(view: FakeView) -> None:
    rows = by_id(index.layout(view, request("?gate=verified")), {"type": "grid", "name": "ranking"}).rowData
    assert all(row["href"].endswith("?gate=verified") for row in rows)


def test_a_phone_gets_four_columns_first(view: FakeView) -> None:
    columns = by_id(index.layout(view, request(narrow=True)), {"type": "grid", "name": "ranking"}).columnDefs
    assert [column.get("hide", False) for column in columns] == [False] * 4 + [True] * (len(columns) - 4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["gate", "frequency", "weighting", "half_life", "period", "beat"]),
    value=st.text(max_size=30),
)
def test_garbage_in_the_address_gives_the_page_and_a_sentence(view: FakeView, name: str, value: str) -> None:
    query = Query(link("", **{name: "§" + value}))
    assert by_id(index.layout(view, Request(query=query)), "headline")
    assert len(query.notes) == 1


@pytest.mark.parametrize("search", ["?gate=verified", "?frequency=month", "?half_life=4", "?period=2023-04-01"])
def test_only_what_differs_is_sent_when_a_setting_changes(view: FakeView, search: str) -> None:
    provider = FakeProvider(view)
    before = shell.render(provider, PAGES, "/", "", {})
    after = shell.render(provider, PAGES, "/", search, {})
    sent = outline(after.children).changes(outline(before.children).digests)
    assert sent is not None, "the page keeps its outline, so it is not drawn anew"
    by_name = {str(key): values for key, values in sent}
    assert "figure" in by_name[str({"type": "chart", "name": "pair"})]
    assert "columnDefs" not in by_name.get(str({"type": "grid", "name": "ranking"}), {})
    assert outline(before.children).changes(outline(before.children).digests) == []


def test_dark_mode_changes_the_figure_and_nothing_else(view: FakeView) -> None:
    provider = FakeProvider(view)
    light = shell.render(provider, PAGES, "/", "", {"scheme": "light"})
    dark = shell.render(provider, PAGES, "/", "", {"scheme": "dark"})
    sent = outline(dark.children).changes(outline(light.children).digests)
    assert [(key, list(values)) for key, values in sent or []] == [({"type": "chart", "name": "pair"}, ["figure"])]
    figure = by_id(dark.children, {"type": "chart", "name": "pair"}).figure
    assert figure["layout"]["hoverlabel"]["bgcolor"] == DARK.card


def test_without_a_release_the_page_says_how_to_build_one() -> None:
    shown = shell.render(FakeProvider(None), PAGES, "/", "", {})
    assert "There is no release to show yet." in words(shown.children)
    assert "trends build" in words(shown.children)


def test_an_unknown_address_gets_a_sentence() -> None:
    shown = shell.render(FakeProvider(fake_view()), PAGES, "/nowhere/" + "x" * 500, "", {})
    assert "There is no such page." in words(shown.children)
    assert len(words(shown.children)) < 250


def test_a_page_that_fails_says_so_and_leaves_the_cause_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    broken = FakeView({name: table for name, table in fake_view().tables.items() if name != "event"})
    shown = shell.render(FakeProvider(broken), PAGES, "/", "", {})
    assert "could not be drawn" in words(shown.children)
    assert "KeyError" in caplog.text


def test_the_data_link_downloads_the_very_numbers_of_the_chart(view: FakeView) -> None:
    client = shell.dashboard(FakeProvider(view), PAGES).server.test_client()
    tree = index.layout(view, request("?gate=verified&half_life=4"))
    for name in ("pair", "drivers", "ranking"):
        answer = client.get(slot(tree, f"{name}-data").href)
        assert answer.status_code == 200
        frame = view.sql(slot(tree, f"{name}-sql").children)
        lines = answer.get_data(as_text=True).strip().splitlines()
        assert lines[0] == ",".join(frame.columns)
        assert len(lines) == frame.height + 1


@pytest.mark.parametrize(
    ("address", "status"),
    [("/data/pair_share_variant.csv?half_life=soon", 400), ("/data/nothing.csv", 400), ("/data/..%2Fx.csv", 404)],
)
def test_a_bad_download_is_answered_and_never_fails(view: FakeView, address: str, status: int) -> None:
    client = shell.dashboard(FakeProvider(view), PAGES).server.test_client()
    assert client.get(address).status_code in (status, 200 if status == 404 else status)


def test_nothing_on_the_page_comes_from_another_host(view: FakeView) -> None:
    client = shell.dashboard(FakeProvider(view), PAGES).server.test_client()
    page = client.get("/").get_data(as_text=True)
    assert 'src="http' not in page
    assert 'href="http' not in page
