from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Position, expect

from tests.browser.conftest import Watched
from trends.pages import PAGES

pytestmark = pytest.mark.browser

ADDRESSES = [page.path for page in PAGES if page.nav] + ["/topic/inference", "/topic/alchemy", "/nowhere"]


HOVERED = """((name) => Array.from(
    document.querySelector(`.card-${name} .js-plotly-plot`)._fullData.filter((trace) => trace.hovertemplate)[0].y
))"""


def points(page: Page, name: str = "pair") -> list[float]:
    """The y values of the hover trace of a drawn chart."""
    page.wait_for_selector(f".card-{name} .js-plotly-plot:not(.dash-graph--pending) .main-svg")
    values: list[float] = page.evaluate(f"{HOVERED}('{name}')")
    return values


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_opens_without_a_complaint(desk: Watched, address: str) -> None:
    page = desk.open(address)
    expect(page.locator(".headline")).not_to_contain_text("could not be drawn")
    expect(page.locator("h1")).to_have_count(1)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_scrolls_sideways_on_a_phone(phone: Watched, address: str) -> None:
    page = phone.open(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_setting_changes_the_address_and_the_chart_in_place_and_back_restores_both(desk: Watched) -> None:
    page = desk.open("/")
    before = points(page)
    page.evaluate("document.querySelector('.card-pair .js-plotly-plot').dataset.kept = 'yes'")
    page.get_by_text("Verified ≥ 2 origins").click()
    page.wait_for_url("**/?gate=verified")
    page.wait_for_function(f"JSON.stringify({HOVERED}('pair')) !== {str(before)!r}.replaceAll(' ', '')")
    assert points(page) != before
    assert page.locator(".card-pair .js-plotly-plot").get_attribute("data-kept") == "yes", "the graph was kept"
    page.go_back()
    expect(page.locator("input[value=all]")).to_be_checked()
    page.wait_for_function("location.search === ''")
    page.wait_for_function(f"JSON.stringify({HOVERED}('pair')) === {str(before)!r}.replaceAll(' ', '')")


def test_a_click_on_a_period_shows_what_moved_it(desk: Watched) -> None:
    page = desk.open("/")
    points(page)
    plot = page.locator(".card-pair .nsewdrag").first
    box = plot.bounding_box()
    assert box is not None
    middle: Position = {"x": box["width"] * 0.6, "y": box["height"] * 0.5}
    plot.hover(position=middle)  # waits until the page has come to rest below the pointer
    page.wait_for_selector(".card-pair .hoverlayer .hovertext")  # a period is under the pointer, so a click means it
    plot.click(position=middle)
    page.wait_for_url(re.compile(r"period=20\d\d-\d\d-01"))
    chosen = re.search(r"period=(\d{4})-(\d\d)", page.url)
    assert chosen is not None
    name = f"{chosen[1]} Q{(int(chosen[2]) + 2) // 3}"
    expect(page.locator(".card-drivers .card-title")).to_have_text(f"What moved {name}")


def test_any_two_topics_are_picked_swapped_and_kept_in_the_address(desk: Watched) -> None:
    page = desk.open("/?by=outlet")
    before = points(page)
    page.get_by_label("Topic whose share is shown").click()
    page.get_by_role("option", name="Memory", exact=True).click()
    page.wait_for_url("**/?by=outlet&a=memory")
    expect(page.locator(".headline")).to_contain_text("memory")
    page.wait_for_function(f"JSON.stringify({HOVERED}('pair')) !== {str(before)!r}.replaceAll(' ', '')")
    expect(page.locator(".card-drivers .card-body")).to_contain_text("outlet")
    page.get_by_title("Swap the two").click()
    page.wait_for_url("**/?by=outlet&a=training&b=memory")
    expect(page.get_by_label("Topic it is compared with")).to_have_value("Memory")


def test_a_row_of_the_ranking_opens_its_topic_by_mouse_and_by_key(desk: Watched) -> None:
    page = desk.open("/")
    page.locator(".ag-row[row-id=power] .ag-cell[col-id=stories]").click()
    page.wait_for_url("**/topic/power")
    expect(page.locator(".headline")).to_contain_text("Power was in")
    expect(page.locator("[aria-current=page]")).to_have_text("Topics")
    assert page.title().startswith("Topic")
    page.go_back()
    page.locator(".ag-row[row-id=agents] .ag-cell[col-id=impact]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/topic/agents")


def test_the_ranking_sorts_by_a_click_on_its_head(desk: Watched) -> None:
    page = desk.open("/topics")
    page.locator(".ag-header-cell[col-id=stories]").click()
    page.wait_for_selector(".ag-header-cell[col-id=stories][aria-sort=ascending]")
    counts = page.locator(".ag-center-cols-container .ag-row").evaluate_all(
        "rows => rows.sort((a, b) => a.getAttribute('row-index') - b.getAttribute('row-index'))"
        ".map((row) => Number(row.querySelector('[col-id=stories]').textContent))"
    )
    assert counts == sorted(counts)


def test_the_sql_behind_a_chart_can_be_read_copied_and_opened(desk: Watched) -> None:
    page = desk.open("/?gate=verified")
    page.locator(".card-pair").get_by_role("button", name="SQL").click()
    dialog = page.locator("#sql-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("#sql-text")).to_contain_text("pair.gate = 'verified'")
    assert "/sql?q=" in (dialog.get_by_role("link").get_attribute("href") or "")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_data_and_png_are_downloads_of_the_chart(desk: Watched) -> None:
    page = desk.open("/")
    points(page)
    with page.expect_download() as data:
        page.locator(".card-pair").get_by_role("link", name="Data").click()
    assert data.value.suggested_filename.startswith("pair_share")
    with page.expect_download() as picture:
        page.locator(".card-pair").get_by_role("button", name="PNG").click()
    assert picture.value.suggested_filename == "pair_share.png"
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")


def test_the_theme_follows_the_system_until_a_choice_is_made_and_the_choice_is_remembered(phone: Watched) -> None:
    page = phone.open("/")
    root = page.locator("html")
    expect(root).to_have_attribute("data-mantine-color-scheme", "dark")
    page.wait_for_selector(".grid .ag-root-wrapper")
    dark = page.evaluate("getComputedStyle(document.querySelector('.grid .ag-root-wrapper')).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")
    tick = "getComputedStyle(document.querySelector('.card-pair .xtick text')).fill"
    page.wait_for_function(f"{tick} === 'rgb(98, 107, 115)'")
    assert page.evaluate("getComputedStyle(document.querySelector('.grid .ag-root-wrapper')).backgroundColor") != dark
    page.reload()
    page.wait_for_selector(".headline")
    expect(root).to_have_attribute("data-mantine-color-scheme", "light")


def test_a_phone_shows_the_other_columns_after_a_tap(phone: Watched) -> None:
    page = phone.open("/topics")
    page.wait_for_selector(".ag-row")
    assert page.locator(".ag-header-cell[col-id=stories]").count() == 0
    page.get_by_role("button", name="All columns").click()
    page.wait_for_function("document.querySelectorAll('.ag-header-cell').length > 4")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_keyboard_reaches_the_content_first(desk: Watched) -> None:
    page = desk.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#page'")


def test_garbage_in_the_address_is_answered_with_a_sentence(desk: Watched) -> None:
    page = desk.open("/?gate=%3Cscript%3E&half_life=NaN&period=never")
    expect(page.locator("#notices")).to_contain_text("is not a known gate")
    expect(page.locator("#notices p")).to_have_count(3)
    points(page)


def test_settings_changed_faster_than_the_page_is_drawn_end_at_the_last_one(desk: Watched) -> None:
    page = desk.open("/")
    before = points(page)
    for words in ("Verified ≥ 2 origins", "All stories", "Verified ≥ 2 origins", "All stories"):
        page.locator(".card-pair .segmented").get_by_text(words, exact=True).click()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("location.search === ''")
    expect(page.locator("html")).not_to_have_class("drawing")
    assert points(page) == before
    expect(page.locator(".card-pair .card-sql")).to_contain_text("gate = 'all'")


def test_the_old_picture_stays_dimmed_while_the_next_one_is_drawn(desk: Watched) -> None:
    page = desk.open("/")
    points(page)
    held = []
    page.route("**/_dash-update-component**", lambda request: held.append(request))
    page.locator(".card-pair .segmented").get_by_text("Verified ≥ 2 origins").click()
    expect(page.locator("html")).to_have_class("drawing")
    assert page.locator(".card-pair .js-plotly-plot").is_visible()
    for request in held:
        request.continue_()
    page.unroute("**/_dash-update-component**")
    expect(page.locator("html")).not_to_have_class("drawing")
