from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Watched, watched
from tests.trends.entity_world import entity_world
from tests.trends.fake_view import FakeProvider
from trends.pages import PAGES, shell

pytestmark = pytest.mark.browser


def test_an_entity_has_its_charts_and_leads_on_to_its_company_and_its_stories(desk: Watched) -> None:
    page = desk.open("/entity/nvidia")
    expect(page).to_have_title("Nvidia · Trends Index")
    for name in ("tone", "coverage"):
        expect(page.locator(f".card-{name} .js-plotly-plot .main-svg").first).to_be_visible()
    page.locator(".card-pairs td a").first.click()
    page.wait_for_url("**/entity/*")
    expect(page.locator("h1")).not_to_contain_text("Nvidia was")
    page.locator(".card-stories .timeline a").first.click()
    page.wait_for_url("**/story/*")
    page.locator(".card-entities .bars a").first.click()
    page.wait_for_url("**/entity/*")


def test_the_sql_beside_a_chart_opens_and_the_method_is_a_click_away(desk: Watched) -> None:
    page = desk.open("/entity/nvidia")
    page.locator(".card-arc").get_by_role("button", name="SQL").click()
    expect(page.locator("#sql-text")).to_contain_text("FROM entity_arc")
    page.keyboard.press("Escape")
    page.locator(".card-arc").get_by_role("link", name="How it is measured").click()
    page.wait_for_url("**/method#entity_arc")


def test_the_list_keeps_its_order_and_kind_in_the_address(desk: Watched) -> None:
    page = desk.open("/entities?kind=person&order=name")
    names = page.locator(".ag-row .cell-topic")
    expect(names.first).to_be_visible()
    shown = names.all_inner_texts()
    assert len(shown) > 3 and [name.lower() for name in shown] == sorted(name.lower() for name in shown)
    page.locator(".ag-row").first.locator(".ag-cell").nth(2).click()
    page.wait_for_url("**/entity/*")
    page.go_back()
    page.wait_for_url("**/entities?kind=person&order=name")
    expect(names.first).to_have_text(shown[0])


def test_an_entity_fits_a_phone(phone: Watched) -> None:
    page = phone.open("/entity/openai?gate=verified")
    expect(page.locator(".card-coverage .main-svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page = phone.open("/entities")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_unknown_entity_is_a_sentence_with_the_way_on(desk: Watched) -> None:
    page = desk.open("/entity/%3Cb%3Enope%3C%2Fb%3E")
    expect(page.locator("h1")).to_contain_text("There is no entity")
    page.get_by_role("link", name="See everyone who is named").click()
    page.wait_for_url("**/entities")


@pytest.fixture(scope="module")
def two_beats() -> Iterator[str]:
    """The address of a dashboard whose release holds two beats."""
    server = make_server("127.0.0.1", 0, shell.dashboard(FakeProvider(entity_world()), PAGES).server)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)


def test_the_beat_of_the_header_is_kept_from_page_to_page(browser: Browser, two_beats: str) -> None:
    for guard in watched(browser, two_beats, 1440, 1000, "light"):
        page = guard.open("/entities?gate=verified")
        menu = page.locator("#beats input:visible")
        expect(menu).to_have_value("AI compute")
        menu.click()
        page.get_by_role("option", name="Policy").click()
        page.wait_for_url("**/entities?gate=verified&beat=policy")
        expect(page.locator("h1")).to_contain_text("on Policy")
        page.locator(".nav").get_by_role("link", name="Stories").click()
        page.wait_for_url("**/stories?beat=policy")
        expect(menu).to_have_value("Policy")
        page.locator('.ag-row a[href*="/story/"]').first.click()  # not a row of the page before
        page.wait_for_url("**/story/*?beat=policy")
        page.go_back()
        page.go_back()
        page.wait_for_url("**/entities?gate=verified&beat=policy")
        menu.click()
        page.get_by_role("option", name="AI compute").click()
        page.wait_for_url("**/entities?gate=verified")
        expect(page.locator("h1")).to_contain_text("on AI compute")
