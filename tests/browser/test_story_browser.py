from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser


def open_first(guard: Watched, search: str) -> Page:
    """The page of the first story of a list."""
    page = guard.open(f"/stories{search}")
    link = page.locator(".ag-row[row-index='0'] a, .story-list a").first
    address = link.get_attribute("href")
    assert address is not None
    page = guard.open(address)
    page.wait_for_load_state("networkidle")
    return page


def test_a_single_origin_is_amber_and_a_verified_story_green(desk: Watched) -> None:
    page = open_first(desk, "?verified=no")
    assert "ingle origin" in page.inner_text(".badge-amber >> nth=-1")
    page = open_first(desk, "?order=origins")
    expect(page.locator(".badge-good").filter(has_text="Verified by")).to_be_visible()


def test_evidence_is_marked_in_the_texts_and_says_what_for(desk: Watched) -> None:
    page = open_first(desk, "?topic=inference")
    marks = page.locator("#texts mark[title*=Inference]")
    expect(marks.first).to_be_visible()
    assert marks.first.evaluate("node => node.children.length") == 0


def test_the_topics_card_leads_to_the_words_and_a_fact_to_its_source(desk: Watched) -> None:
    page = open_first(desk, "?order=impact")
    page.get_by_role("link", name="The words that say so").click()
    page.wait_for_function("Math.abs(document.getElementById('texts').getBoundingClientRect().top) < 900")
    assert page.url.endswith("#texts")
    source = page.locator(".facts a[href^='#source-']").first
    target = source.get_attribute("href")
    source.click()
    expect(page.locator(str(target))).to_be_in_viewport()


def test_a_sum_leads_to_the_revenue_that_it_was_divided_by(desk: Watched) -> None:
    rule = "impact_rationale+LIKE+'%25annual+revenue%25'"
    page = desk.open(f"/sql?q=SELECT+story_id+FROM+story+WHERE+{rule}+ORDER+BY+story_id+LIMIT+1")
    page.locator(".ag-row a").first.click()
    page.wait_for_url("**/story/*")
    page.locator(".divisor a").first.click()
    page.wait_for_url("**/entity/*#revenue")
    expect(page.locator("#revenue")).to_be_in_viewport()
    expect(page.locator("#revenue tbody tr").first).to_contain_text("USD")


def test_links_to_articles_leave_in_a_window_without_an_opener(desk: Watched) -> None:
    page = open_first(desk, "?order=origins")
    links = page.locator(".card-sources a[target=_blank]")
    assert links.count() > 1
    for link in links.all():
        assert str(link.get_attribute("href")).startswith(("https://", "http://"))
        assert "noopener" in str(link.get_attribute("rel"))


def test_the_timeline_leads_from_story_to_story(desk: Watched) -> None:
    page = desk.open("/sql?q=SELECT+story_id+FROM+timeline+ORDER+BY+story_id+LIMIT+1")
    page.locator(".ag-row a").first.click()
    page.wait_for_url("**/story/*")
    expect(page.locator(".timeline li.here")).to_contain_text("this story")
    other = page.locator(".timeline a").first
    headline = other.inner_text()
    other.click()
    expect(page.locator("h1")).to_have_text(headline)


def test_a_story_fits_a_phone(phone: Watched) -> None:
    page = open_first(phone, "?order=origins")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".card-sources")).to_be_visible()


def test_an_unknown_story_is_a_sentence_with_the_way_back(desk: Watched) -> None:
    page = desk.open("/story/%3Cb%3Enope%3C%2Fb%3E")
    expect(page.locator("h1")).to_contain_text("There is no story")
    page.get_by_role("link", name="Look through all stories").click()
    page.wait_for_url("**/stories")


def test_figures_side_by_side_and_in_dispute_are_there_with_their_sources(desk: Watched) -> None:
    for table, section in (("story_comparison", ".side-by-side"), ("story_conflict", ".conflict")):
        page = desk.open(f"/sql?q=SELECT+story_id+FROM+{table}+ORDER+BY+story_id+LIMIT+1")
        page.locator(".ag-row a").first.click()
        page.wait_for_url("**/story/*")
        expect(page.locator(f"{section} .table").first).to_be_visible()
        page.locator(f"{section} a[href^='#source-']").first.click()
        expect(page.locator(".origin li:target")).to_be_in_viewport()


def test_the_title_of_the_window_is_the_headline(desk: Watched) -> None:
    page = open_first(desk, "")
    expect(page).to_have_title(f"{page.inner_text('h1')} · Trends Index")
