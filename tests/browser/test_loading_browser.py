"""What a first visit fetches, and that what comes late comes when it is needed."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

DRAWN = ".card-pair .js-plotly-plot:not(.dash-graph--pending) .main-svg"
LARGE = {"plotly-trends.min.js": "charts", "dash_ag_grid": "tables", "plotly.min.js": "the whole of Plotly"}


def fetched(page: Page) -> Counter[str]:
    """The paths that a page asks for from here on, with how often."""
    paths: Counter[str] = Counter()
    page.on("request", lambda request: paths.update([urlsplit(request.url).path]))
    return paths


def large(paths: Counter[str]) -> Counter[str]:
    """How often each of the large scripts was asked for."""
    kinds = (
        (path, kind) for path in paths for name, kind in LARGE.items() if f"/{name}" in path and "async" not in path
    )
    return Counter(kind for path, kind in kinds for _ in range(paths[path]))


def test_the_index_fetches_each_large_script_once_and_what_dash_asks_first_once(desk: Watched) -> None:
    paths = fetched(desk.page)
    page = desk.open("/")
    page.wait_for_selector(DRAWN)
    page.wait_for_selector(".ag-row")
    page.wait_for_load_state("networkidle")
    assert large(paths) == {"charts": 1, "tables": 1}
    assert (paths["/_dash-layout"], paths["/_dash-dependencies"]) == (1, 1)
    assert page.evaluate("Plotly.version").count(".") == 2


def test_a_page_without_charts_and_tables_fetches_neither_and_the_next_one_brings_them(desk: Watched) -> None:
    paths = fetched(desk.page)
    page = desk.open("/method")
    page.wait_for_load_state("networkidle")
    assert large(paths) == {}
    page.locator(".nav-link[href^='/topics']").click()
    page.wait_for_selector(".ag-row")
    assert large(paths) == {"tables": 1}
    page.locator(".ag-row[row-id=power] .ag-cell[col-id=stories]").click()
    page.wait_for_url("**/topic/power")
    page.wait_for_selector(".js-plotly-plot:not(.dash-graph--pending) .main-svg")
    assert large(paths) == {"tables": 1, "charts": 1}


def test_a_table_whose_script_is_lost_says_so_and_the_rest_of_the_page_stands(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.route("**/dash_ag_grid/dash_ag_grid*", lambda route: route.abort())
    page.goto(served + "/")
    expect(page.locator(".card-ranking .grid")).to_contain_text("could not be loaded; reload the page")
    page.wait_for_selector(DRAWN)
    context.close()


def test_a_second_visit_asks_for_no_script_that_names_its_version(desk: Watched) -> None:
    page = desk.open("/")
    page.wait_for_selector(".ag-row")
    page.wait_for_load_state("networkidle")
    answers: dict[str, str] = {}
    kept: set[str] = set()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: answers.update({event["requestId"]: event["response"]["url"]}))
    session.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    page.goto(page.url)
    page.wait_for_selector(".ag-row")
    page.wait_for_load_state("networkidle")
    asked = [url for request, url in answers.items() if request not in kept]
    assert any(url.endswith("/_dash-layout") for url in asked), "what can change is asked for"
    assert any("?v=" in url for url in answers.values())
    assert [url for url in asked if "?v=" in url or ".v" in url.rsplit("/", 1)[-1]] == []
