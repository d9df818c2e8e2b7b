from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("anchor", ["sample", "impact", "crossover", "release"])
def test_an_address_with_an_anchor_opens_at_its_section(desk: Watched, anchor: str) -> None:
    page = desk.open(f"/method#{anchor}")
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()


def test_the_index_leads_to_what_the_sample_means(desk: Watched) -> None:
    page = desk.open("/")
    page.get_by_role("link", name="What that means").click()
    page.wait_for_url(re.compile(r"/method(#sample)?$"))
    expect(page.locator("#sample")).to_contain_text("sample")
    expect(page.locator("#sample")).to_be_in_viewport()


def test_a_columns_address_opens_the_glossary_at_its_row(desk: Watched) -> None:
    page = desk.open("/glossary#column-story-impact")
    row = page.locator("[data-anchor=column-story-impact]")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("Consequence")


def test_a_measure_in_the_glossary_leads_to_its_formula(desk: Watched) -> None:
    page = desk.open("/glossary")
    entry = page.locator("[data-anchor=measure-momentum]")
    entry.get_by_role("link", name="Formula, source and caveat").click()
    page.wait_for_url("**/method#momentum")
    expect(page.locator("#momentum")).to_be_in_viewport()


def test_the_glossarys_search_lives_in_the_address(desk: Watched) -> None:
    page = desk.open("/glossary")
    page.get_by_label("Search the glossary").type("crossover", delay=5)
    page.wait_for_url("**/glossary?q=crossover")
    expect(page.locator("[data-anchor=topic-power]")).to_have_count(0)
    expect(page.locator("[data-anchor=measure-crossover]")).to_be_visible()


def test_long_formulas_and_hashes_fit_a_phone(phone: Watched) -> None:
    for address in ("/method", "/glossary"):
        page = phone.open(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
