from __future__ import annotations

import hashlib
import re
from pathlib import Path

import plotly
import pytest
from dash import Dash
from plotly.offline import get_plotlyjs_version

from app import HomeProvider
from tests.trends.trees import walk
from trends.pages import PAGES, cards, scripts, shell

ASSETS = Path(scripts.__file__).parents[1] / "assets"
GRID = re.compile(r"/_dash-component-suites/dash_ag_grid/dash_ag_grid\.[^\"]*js")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return shell.dashboard(HomeProvider(tmp_path_factory.mktemp("empty")), PAGES)


def document(dashboard: Dash, path: str) -> str:
    return dashboard.server.test_client().get(path).get_data(as_text=True)


def sent(text: str) -> list[str]:
    """The scripts that every reader of a document fetches, in their order."""
    return re.findall(r'<script src="([^"]*)"', text)


def expected(text: str) -> list[str]:
    """The scripts that a document has fetched ahead."""
    return re.findall(r'as="script" href="([^"]*)" data-expects', text)


@pytest.fixture(scope="module")
def bundle() -> str:
    return (ASSETS / scripts.PLOTLY).read_text(encoding="utf-8")


def test_no_reader_is_sent_a_table_or_a_chart_library_a_vendored_file_or_a_polyfill(dashboard: Dash) -> None:
    names = " ".join(sent(document(dashboard, "/sql")))
    for large in ("dash_ag_grid", "plotly", "trends-editor", "polyfill", "dash_table"):
        assert large not in names


def test_the_generators_that_dash_takes_from_the_polyfill_come_before_its_own_code(dashboard: Dash) -> None:
    found = sent(document(dashboard, "/"))
    needs = [index for index, src in enumerate(found) if "renderer" in src or "core_components" in src]
    assert [index for index, src in enumerate(found) if scripts.GENERATORS in src] == [0]
    assert min(needs) > 0


def test_a_page_has_what_it_shows_fetched_ahead_and_nothing_else(dashboard: Dash) -> None:
    index = expected(document(dashboard, "/"))
    assert any(scripts.PLOTLY in src for src in index)
    assert any(GRID.fullmatch(src) for src in index)
    assert not any(GRID.fullmatch(src) for src in expected(document(dashboard, "/topic/inference")))
    assert expected(document(dashboard, "/method")) == []


def test_every_address_that_is_fetched_ahead_or_on_demand_is_a_file(dashboard: Dash) -> None:
    client = dashboard.server.test_client()
    text = document(dashboard, "/")
    metas = re.findall(r'<meta name="trends-\w+" content="([^"]*)"', text)
    assert len(metas) == 2
    for src in {*expected(text), *sent(text), *metas}:
        answer = client.get(src)
        assert (answer.status_code, answer.mimetype) == (200, "text/javascript"), src


def test_our_files_are_named_by_what_is_in_them_whatever_their_time(dashboard: Dash) -> None:
    text = document(dashboard, "/")
    assert "?m=" not in text
    named = dict(re.findall(r'/assets/([\w.-]+)\?v=(\w+)"', text))
    assert {"page.css", "shell.js", scripts.PLOTLY, scripts.GENERATORS} <= named.keys()
    assert all(
        hashlib.blake2b((ASSETS / name).read_bytes(), digest_size=8).hexdigest() == sum_ for name, sum_ in named.items()
    )


def test_what_dash_asks_for_first_is_on_its_way_before_the_scripts(dashboard: Dash) -> None:
    text = document(dashboard, "/")
    for first in ("/_dash-layout", "/_dash-dependencies"):
        assert text.index(f'as="fetch" href="{first}" crossorigin') < text.index("<script src=")
        assert dashboard.server.test_client().get(first).status_code == 200


@pytest.mark.parametrize("path", [page.path for page in PAGES] + ["/topic/inference", "/entity/nvidia", "/nowhere"])
def test_what_a_page_is_said_to_show_is_what_it_shows(chronicle_home: Path, path: str) -> None:
    drawn = shell.render(HomeProvider(chronicle_home), PAGES, path, "", {})
    kinds = {type(component).__name__ for component in walk(drawn.children)}
    names = {"Graph": scripts.CHARTS, "AgGrid": scripts.TABLES}
    shows = {names[kind] for kind in kinds & names.keys()}
    assert set(scripts.shown(path)) == shows, f"scripts.SHOWS is to say of {path} what it shows"
    assert scripts.shown(path + "/") == scripts.shown(path)


def test_the_bundle_is_of_the_same_plotly_js_as_the_installed_plotly(bundle: str) -> None:
    found = re.match(r"/\* plotly\.js v(\d+)\.[\d.]+:", bundle)
    assert found is not None
    assert found[1] == get_plotlyjs_version().split(".")[0]


def test_the_bundle_holds_the_trace_types_that_a_chart_may_have_and_a_fifth_of_the_whole(bundle: str) -> None:
    traces = set(re.findall(r'moduleType:"trace",name:"(\w+)"', bundle))
    assert traces == scripts.TRACES
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert len(bundle) < 0.25 * whole.stat().st_size


@pytest.mark.parametrize("name", [scripts.PLOTLY, scripts.GENERATORS])
def test_a_vendored_file_comes_with_its_licence(name: str) -> None:
    licence = (ASSETS / f"{name.removesuffix('.js').removesuffix('.min')}.LICENSE.txt").read_text(encoding="utf-8")
    assert "Permission is hereby granted" in licence


def test_vendored_files_are_those_that_the_docs_say_they_are() -> None:
    text = (ASSETS.parents[1] / "docs" / "browser-files.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w.-]+)` .* `([0-9a-f]{64})` \|$", text, flags=re.MULTILINE))
    assert told == {name: hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() for name in told}
    assert told.keys() == {path.name for path in ASSETS.glob("*.js") if re.fullmatch(scripts.VENDORED, path.name)}


def test_a_chart_of_a_type_that_the_bundle_lacks_is_refused_in_a_sentence() -> None:
    figure = {"data": [{"type": "scatter"}, {"type": "pie"}, {}], "layout": {}}
    with pytest.raises(ValueError, match="'parts' has a trace of type 'pie'"):
        cards.chart("parts", figure, height=200, label="Parts")
    cards.chart("parts", {"data": [{"type": kind} for kind in scripts.TRACES]}, height=200, label="Parts")
