"""Articles written by somebody who means harm: what they say is shown as text and nothing of it runs or leads away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from werkzeug.serving import make_server

from app import create_app
from tests.browser.conftest import Watched, watched
from tests.conftest import run_trends
from trends.pages import PAGES
from trends.pages.guard import Access

pytestmark = pytest.mark.browser

MARK = "Inference zzyzx"
TITLE = f"<img src=x onerror=alert(1)><script>alert(2)</script> {MARK} **bold** [go](javascript:alert(3))"
SUMMARY = (
    "Nvidia says inference costs fall. </p><svg onload=alert(4)><a href='javascript:alert(5)'>inference</a> "
    "<b>costs</b> $5 billion &lt;script&gt;alert(6)&lt;/script&gt; {{constructor.constructor('alert(7)')()}}"
)
ARTICLES = [
    {"url": "https://example.com/<script>alert(8)</script>\"onmouseover=\"alert(9)", "outlet": "example.com",
     "published": "2026-03-18", "title": TITLE, "summary": SUMMARY, "credit": "<i onclick=alert(10)>Wire</i>"},
    {"url": "https://other.example/javascript:alert(11)", "outlet": "other.example", "published": "2026-03-19",
     "title": f"javascript:alert(12) {MARK}", "summary": SUMMARY},
    {"url": "javascript:alert(13)//https://example.com/a", "outlet": "example.com", "published": "2026-03-18",
     "title": f"A look-alike {MARK}", "summary": SUMMARY},
    {"url": " java\tscript:alert(14)", "outlet": "example.com", "published": "2026-03-18",
     "title": f"Another look-alike {MARK}", "summary": SUMMARY},
    {"url": "data:text/html,<script>alert(15)</script>", "outlet": "example.com", "published": "2026-03-18",
     "title": f"A third {MARK}", "summary": SUMMARY},
]  # fmt: skip
TOKEN = "a token, longer & odder than most"


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with these articles alone."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = folder / "articles.jsonl"
    lines.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    taken = run_trends("ingest", lines, "--backfill", "--home", folder / "home")
    assert "2 new" in taken.stdout, "the two with a real address are taken in, the look-alikes are refused"
    assert "3 refused" in taken.stdout
    built = run_trends("build", "--beat", "ai_compute", "--home", folder / "home")
    assert built.returncode == 0, built.stderr
    return folder / "home"


def serving(home: Path, access: Access | None = None) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(home, access=access).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)


@pytest.fixture(scope="module")
def hostile(hostile_home: Path) -> Iterator[str]:
    yield from serving(hostile_home)


@pytest.fixture(scope="module")
def locked(hostile_home: Path) -> Iterator[str]:
    yield from serving(hostile_home, Access(token=TOKEN))


@pytest.fixture
def desk(browser: Browser, hostile: str) -> Iterator[Watched]:
    """A watched page of the hostile release; a dialog, a violated policy or a request elsewhere fails the test."""
    for guard in watched(browser, hostile, 1440, 1000, "light"):
        note_dialogs(guard)
        yield guard


def note_dialogs(guard: Watched) -> None:
    def note(dialog: Dialog) -> None:
        guard.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    guard.page.on("dialog", note)


def nothing_came_alive(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    assert page.locator("img[src=x], svg[onload], [onerror], [onclick], [onmouseover]").count() == 0
    assert page.locator("script").filter(has_text="alert(").count() == 0
    schemes = page.eval_on_selector_all("a[href]", "links => links.map((link) => new URL(link.href).protocol)")
    assert set(schemes) <= {"http:", "https:"}


@pytest.mark.parametrize("address", [page.path for page in PAGES if page.nav])
def test_no_page_runs_what_an_article_says(desk: Watched, address: str) -> None:
    page = desk.open(address)
    expect(page.locator(".headline")).not_to_contain_text("could not be drawn")
    nothing_came_alive(page)


def test_a_hostile_headline_stands_as_text_in_the_list_and_on_its_page(desk: Watched) -> None:
    page = desk.open("/stories?q=zzyzx")
    page.wait_for_selector(".ag-row a")
    assert "<img src=x onerror=alert(1)>" in page.locator(".ag-center-cols-container, .grid").first.inner_text()
    nothing_came_alive(page)
    addresses = page.eval_on_selector_all(".ag-row a", "links => links.map((link) => link.getAttribute('href'))")
    assert addresses
    seen = ""
    for address in dict.fromkeys(addresses):
        page = desk.open(address)
        nothing_came_alive(page)
        seen += page.inner_text("main")
    assert "<script>alert(2)</script>" in seen
    assert "<svg onload=alert(4)>" in seen


def test_a_refused_look_alike_and_a_hostile_answer_are_text_in_the_sql_page(desk: Watched) -> None:
    query = (
        "SELECT raw AS \"<img src=x onerror=alert(16)>\", 'javascript:alert(17)' AS url, '<b>x</b>' AS html, "
        "'\"><script>alert(18)</script>' AS story_id FROM quarantine"
    )
    page = desk.open("/sql?q=" + quote(query))
    page.wait_for_selector("#sql-result .ag-row")
    expect(page.locator("#sql-result")).to_contain_text("javascript:alert(17)")
    nothing_came_alive(page)


def test_an_inline_script_and_a_foreign_request_are_stopped_by_the_policy(browser: Browser, hostile: str) -> None:
    page = browser.new_page()
    page.goto(hostile)
    page.wait_for_selector(".headline")
    page.evaluate("""() => {
        window.ran = [];
        window.stopped = [];
        document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.ran.push(1)";
        document.body.appendChild(script);
        const holder = document.createElement("div");
        holder.innerHTML = "<img src=x onerror='window.ran.push(2)'><object data='/x'></object>";
        document.body.appendChild(holder);
        fetch("https://example.com/").catch(() => null);
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") == []
    stopped = set(page.evaluate("window.stopped"))
    assert {"script-src-elem", "script-src-attr", "connect-src", "object-src"} <= stopped
    page.close()


def test_a_framing_page_shows_nothing_of_the_dashboard(browser: Browser, hostile: str) -> None:
    page = browser.new_page()
    page.set_content(f"<iframe src='{hostile}/stories'></iframe>")
    page.wait_for_timeout(500)
    assert len(page.frames) == 2
    assert all("Trends Index" not in frame.content() for frame in page.frames[1:])
    page.close()


def test_a_token_is_shown_once_and_leaves_the_address(browser: Browser, locked: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(locked + "/stories?q=zzyzx")
    assert answer is not None
    assert answer.status == 401
    page.goto(f"{locked}/stories?q=zzyzx&token={quote(TOKEN)}")
    page.wait_for_url("**/stories?q=zzyzx")
    page.goto(locked + "/stories?q=zzyzx")
    page.wait_for_selector(".headline")
    assert "trends_token" not in page.evaluate("document.cookie"), "no script can read it"
    page.goto(locked + "/topics")
    page.wait_for_selector(".headline")
    assert [cookie["sameSite"] for cookie in context.cookies()] == ["Strict"]
    context.close()
