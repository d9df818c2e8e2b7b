"""The chronicle's own release, served, and a real Chromium: these tests drive what a reader sees.

The browser is $CHROMIUM, else `chromium` on PATH, else Playwright's own; without any, one sentence says so.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app

PATIENCE_MS = 30_000
"""How long a busy machine may take to show what is expected; nothing waits this long where all is well."""
expect.set_options(timeout=PATIENCE_MS)

FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def served(chronicle_home: Path) -> Iterator[str]:
    """The address of the dashboard of the packaged chronicle."""
    server = make_server("127.0.0.1", 0, create_app(chronicle_home).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test gets a fresh context."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(
                executable_path=path, args=[*FLAGS, *(["--no-sandbox"] if root else [])]
            )
        except Error as error:
            pytest.fail(
                "No Chromium to drive: set $CHROMIUM, put `chromium` on PATH, or run `playwright install chromium` "
                f"({str(error).splitlines()[0]})",
                pytrace=False,
            )
        yield launched
        launched.close()


class Watched:
    """A page whose console errors, failures and requests to other hosts are collected; `check` fails on any."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        page.on(
            "response", lambda answer: answer.status >= 400 and self.complaints.append(f"{answer.status}: {answer.url}")
        )
        page.on("request", lambda request: self._request(request.url))
        page.wait_for_function = self._until  # type: ignore[method-assign]

    def open(self, address: str) -> Page:
        """Go to an address of the dashboard and wait until its sentence stands."""
        self.page.goto(self.base + address)
        self.page.wait_for_selector(".headline")
        return self.page

    def check(self) -> None:
        """Fail if anything went wrong so far."""
        assert self.complaints == []

    def _until(self, expression: str, *, timeout: float = PATIENCE_MS) -> None:
        """Playwright's `wait_for_function`, which the page's own policy forbids: it evaluates text inside the page."""
        end = time.monotonic() + timeout / 1000
        while True:
            try:
                if self.page.evaluate(expression):
                    return
            except Error as error:
                if "context was destroyed" not in str(error):  # the page is being left: the next one is asked
                    raise
            if time.monotonic() > end:
                raise AssertionError(f"not true within {timeout / 1000:g} s: {expression}")
            self.page.wait_for_timeout(25)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"another host: {url}")


def watched(browser: Browser, served: str, width: int, height: int, scheme: str) -> Iterator[Watched]:
    """A fresh, watched page; the test fails at its end on any complaint."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    guard = Watched(context.new_page(), served)
    yield guard
    guard.check()
    context.close()


@pytest.fixture
def desk(browser: Browser, served: str) -> Iterator[Watched]:
    """A desktop screen, light."""
    yield from watched(browser, served, 1440, 1000, "light")


@pytest.fixture
def phone(browser: Browser, served: str) -> Iterator[Watched]:
    """A phone, dark."""
    yield from watched(browser, served, 390, 844, "dark")
