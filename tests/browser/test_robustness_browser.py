from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


def test_the_page_opens_from_the_navigation_with_its_sentence_and_all_panels(desk: Watched) -> None:
    page = desk.open("/")
    page.get_by_role("link", name="Robustness", exact=True).click()
    page.wait_for_url("**/robustness")
    expect(page.locator(".headline")).to_contain_text(re.compile(r"Under (\d+|none) of \d+\sreasonable choices"))
    page.wait_for_selector(".card-robustness .subplot .point")
    assert page.locator(".card-robustness .subplot .points").count() >= 5


def test_a_row_of_the_table_opens_the_choice_on_the_index(desk: Watched) -> None:
    page = desk.open("/robustness")
    page.locator(".card-choices").get_by_role("link", name="Impact", exact=True).click()
    page.wait_for_url("**/?weighting=impact")
    expect(page.locator(".card-pair")).to_be_visible()


def test_tone_turns_and_events_stand_on_a_topics_page(phone: Watched) -> None:
    page = phone.open("/topic/inference?frequency=month")
    page.wait_for_selector(".card-tone .barlayer .point", state="attached")
    expect(page.locator(".card-turns")).to_contain_text(re.compile("change point|burst|no turn"))
    expect(page.locator(".card-events table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_runs_over_the_edge_of_a_phone(phone: Watched) -> None:
    page = phone.open("/robustness")
    page.wait_for_selector(".card-robustness .subplot")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
