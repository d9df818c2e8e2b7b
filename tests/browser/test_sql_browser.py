from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

ENDLESS = "SELECT count(*) AS n FROM range(100000000000) AS a, range(1000) AS b"


def open_sql(guard: Watched, query: str = "") -> Page:
    page = guard.open("/sql" + (f"?q={quote(query)}" if query else ""))
    page.wait_for_selector(".cm-content")
    return page


def write(page: Page, text: str) -> None:
    page.click(".cm-content")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_run_answers_and_puts_the_query_into_the_address(desk: Watched) -> None:
    page = open_sql(desk)
    write(page, "SELECT 6 * 7 AS answer")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".sql-status")).to_contain_text("1\u00a0row ·")
    expect(page.locator(".ag-row [col-id=c0]")).to_have_text("42")
    assert "q=SELECT%206%20*%207%20AS%20answer" in page.url


def test_the_keyboard_runs_and_back_restores_the_query_before(desk: Watched) -> None:
    page = open_sql(desk)
    for number in (1, 2):
        write(page, f"SELECT {number} AS n")
        page.keyboard.press("ControlOrMeta+Enter")
        expect(page.locator(".ag-row [col-id=c0]")).to_have_text(str(number))
    page.go_back()
    expect(page.locator(".cm-content")).to_have_text("SELECT 1 AS n")
    expect(page.locator(".ag-row [col-id=c0]")).to_have_text("1")


def test_a_link_with_a_query_opens_with_its_answer(desk: Watched) -> None:
    page = open_sql(desk, "SELECT headline FROM story ORDER BY impact DESC, story_id LIMIT 3")
    expect(page.locator(".sql-status")).to_contain_text("3\u00a0rows")
    expect(page.locator(".cm-content")).to_contain_text("ORDER BY impact")


@pytest.mark.parametrize(
    "text", ["SELEC 1", "SELECT nothing FROM story", "DROP TABLE story", "SELECT * FROM '/etc/passwd'"]
)
def test_an_error_is_shown_in_words_and_the_page_goes_on(desk: Watched, text: str) -> None:
    page = open_sql(desk, text)
    expect(page.get_by_role("alert")).not_to_be_empty()
    write(page, "SELECT 1 AS n")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".sql-status")).to_contain_text("1\u00a0row")


def test_cancel_stops_a_query(desk: Watched) -> None:
    page = open_sql(desk)
    expect(page.get_by_role("button", name="Cancel")).to_be_disabled()
    write(page, ENDLESS)
    page.get_by_role("button", name="Run").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("Stopped", timeout=4_000)
    expect(page.get_by_role("button", name="Cancel")).to_be_disabled()


def test_a_click_on_a_column_puts_its_name_where_the_cursor_is(desk: Watched) -> None:
    page = open_sql(desk)
    write(page, "SELECT ")
    page.get_by_placeholder("Find a table or column").fill("owners_known")
    page.locator("#schema .insert:visible", has_text="owners_known").first.click()
    expect(page.locator(".cm-content")).to_have_text("SELECT owners_known")


def test_the_tables_are_listed_with_their_columns_and_found_by_a_word(desk: Watched) -> None:
    page = open_sql(desk)
    tables = page.locator("#schema details")
    assert tables.count() >= 20
    story = page.locator("#schema details[data-table=story]")
    expect(story.locator("li").first).to_be_hidden()
    story.locator("summary").click()
    expect(story.locator("li", has_text="headline").first).to_contain_text("VARCHAR")
    page.get_by_placeholder("Find a table or column").fill("p_a_leads")
    expect(page.locator("#schema details[data-table=pair_share]")).to_be_visible()
    expect(story).to_be_hidden()


def test_an_example_fills_the_editor_runs_and_is_an_address(desk: Watched) -> None:
    page = open_sql(desk)
    page.get_by_role("link", name="Which topics are rising now").click()
    expect(page.locator(".sql-status")).to_contain_text("rows")
    expect(page.locator(".cm-content")).to_contain_text("topic_momentum")
    assert "/sql?q=" in page.url
    assert page.locator(".examples li").count() >= 10


def test_the_csv_holds_the_result_without_formulas(desk: Watched) -> None:
    page = open_sql(desk, "SELECT '=cmd()' AS a, -1 AS b")
    expect(page.locator(".sql-status")).to_contain_text("1\u00a0row")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    assert waiting.value.path().read_text(encoding="utf-8") == "a,b\n'=cmd(),-1\n"


def test_what_a_query_returns_is_never_markup(desk: Watched) -> None:
    page = open_sql(desk, "SELECT '<img src=x onerror=alert(1)>' AS \"<b>bold</b>\"")
    expect(page.locator(".ag-row [col-id=c0]")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator(".ag-root img, .ag-root b").count() == 0


def test_the_editor_works_on_a_phone_in_the_dark(phone: Watched) -> None:
    page = open_sql(phone, "SELECT * FROM story LIMIT 5")
    expect(page.locator(".sql-status")).to_contain_text("5\u00a0rows")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
