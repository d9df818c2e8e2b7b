from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


def counted(page: Page) -> int:
    """The number of stories that the headline says."""
    found = re.search(r"(\d[\d\u202f]*) (?:of|stories)", page.inner_text(".headline").replace("\u00a0", " "))
    assert found is not None
    return int(found.group(1).replace("\u202f", ""))


def listed(page: Page) -> Locator:
    """The card of the list, beside which stands that of the counts."""
    return page.locator("section").filter(has_text="Stories, newest first")


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).and_(page.locator("input")).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_filter_changes_the_address_the_count_and_the_rows_and_back_restores_them(desk: Watched) -> None:
    page = desk.open("/stories")
    page.wait_for_selector(".ag-row")
    everything = counted(page)
    pick(page, "Any topic", "Inference")
    page.wait_for_url("**/stories?topic=inference")
    expect(page.locator(".headline")).to_contain_text("on Inference")
    assert 0 < counted(page) < everything
    page.get_by_text("Verified ≥ 2 origins").click()
    page.wait_for_url("**/stories?topic=inference&verified=yes")
    expect(page.locator(".headline")).to_contain_text("verified by two or more origins")
    expect(page.locator(".ag-row .amber")).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(page.locator(".headline")).to_contain_text("All")
    assert counted(page) == everything


def test_what_is_typed_into_the_search_goes_to_the_address_and_keeps_the_focus(desk: Watched) -> None:
    page = desk.open("/stories")
    page.get_by_label("Search headlines and texts").type("cerebras wafer", delay=5)
    page.wait_for_url("**/stories?q=cerebras+wafer")
    expect(page.locator(".headline")).to_contain_text("with “cerebras wafer”")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Search headlines and texts"


def test_the_sql_shown_runs_on_the_sql_page_and_gives_the_number_of_rows(desk: Watched) -> None:
    page = desk.open("/stories?topic=power&impact=7")
    number = counted(page)
    listed(page).get_by_role("button", name="SQL").click()
    text = page.inner_text("#sql-text")
    assert "NULL IS NULL" not in text
    page.goto(f"{desk.base}/sql?q={quote(text)}")
    expect(page.locator(".sql-status")).to_contain_text(f"{number}\u00a0rows")


def test_the_data_link_downloads_the_rows(desk: Watched) -> None:
    page = desk.open("/stories?topic=power&impact=7")
    with page.expect_download() as waiting:
        listed(page).get_by_role("link", name="Data", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8"))))
    assert len(rows) == counted(page)


def test_a_column_sorts_and_a_row_opens_its_story_by_keyboard(desk: Watched) -> None:
    page = desk.open("/stories")
    page.wait_for_selector(".ag-row")
    page.get_by_role("columnheader", name="Impact").click()
    page.get_by_role("columnheader", name="Impact").click()
    top = page.locator('.ag-row[row-index="0"] [col-id="impact"]')
    expect(top).to_have_text(re.compile(r"9|10"))
    headline = page.locator('.ag-row[row-index="0"] [col-id="headline"] a').inner_text()
    top.click(modifiers=["Shift"])
    page.locator('.ag-row[row-index="0"] [col-id="impact"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/s*")
    expect(page.locator("h1")).to_have_text(headline)


def test_an_empty_list_offers_to_lift_the_filter_that_empties_it(desk: Watched) -> None:
    page = desk.open("/stories?q=zzzz")
    page.get_by_role("link", name=re.compile("Lift this filter")).click()
    page.wait_for_url("**/stories")
    expect(page.locator(".headline")).to_contain_text("All")


def test_a_phone_lists_the_stories_and_shows_more_on_demand(phone: Watched) -> None:
    page = phone.open("/stories")
    expect(page.locator(".story-list > li")).to_have_count(25)
    page.get_by_role("link", name=re.compile("Show 25 more")).click()
    expect(page.locator(".story-list > li")).to_have_count(50)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_day_typed_into_from_goes_to_the_address(desk: Watched) -> None:
    page = desk.open("/stories")
    everything = counted(page)
    field = page.get_by_label("From day")
    field.fill("1 Jan 2026")
    field.press("Tab")
    page.wait_for_url("**/stories?from=2026-01-01")
    expect(page.locator(".headline")).to_contain_text("from 1 Jan 2026 on")
    assert counted(page) < everything


def test_every_control_has_a_name_that_is_read_out_and_shows_where_the_focus_is(desk: Watched) -> None:
    page = desk.open("/stories?impact=7&from=2024-01-01")
    page.wait_for_selector(".ag-row")
    nameless = """() => [...document.querySelectorAll('input, select, textarea, button')]
        .filter(e => e.offsetParent && !e.closest('.ag-root-wrapper'))
        .filter(e => !(e.getAttribute('aria-label') || e.labels?.length || e.innerText.trim() || e.title))
        .map(e => e.outerHTML)"""
    assert page.evaluate(nameless) == []
    menu = page.locator(".select input").first
    menu.focus()
    assert menu.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
