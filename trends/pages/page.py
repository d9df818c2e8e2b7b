"""What a page is: an address, a place in the navigation, a layout, and callbacks of its own if it needs any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dash import Dash
from dash.development.base_component import Component

from trends.pages.provider import Provider, View
from trends.pages.state import Query
from trends.style import LIGHT, Theme


@dataclass(frozen=True)
class Request:
    """What a reader asked for, and on what kind of screen.

    Attributes:
        path: the address without its query string, e.g. "/topic/inference".
        rest: the parts of the path after the page's own, e.g. ("inference",).
        query: the parsed query string; its `notes` are shown above the page.
        theme: light or dark, for figures.
        narrow: True on a screen of at most 640 px, for figures and tables.
    """

    path: str = "/"
    rest: tuple[str, ...] = ()
    query: Query = field(default_factory=lambda: Query(""))
    theme: Theme = LIGHT
    narrow: bool = False

    @property
    def values(self) -> Mapping[str, str]:
        """The raw parameters of the query string."""
        return self.query.values


Layout = Callable[[View, Request], Component]


@dataclass(frozen=True)
class Page:
    """One page of the dashboard.

    Attributes:
        path: where it lives; everything below belongs to it too ("/topic" takes "/topic/inference").
        title: the document's title, e.g. "Topics".
        layout: view and request to a component tree, pure, fast enough to run on every change of the URL.
        nav: the word in the navigation, None to leave it out.
        section: the path of the navigation entry that lights up, its own by default.
        heading: the document's title for one address, e.g. a story's headline; None, or an answer of None: `title`.
        register: adds callbacks of its own to the app; most pages need none.
    """

    path: str
    title: str
    layout: Layout
    nav: str | None = None
    section: str | None = None
    heading: Callable[[View, Request], str | None] | None = None
    register: Callable[[Dash, Provider], None] | None = None


def titled(page: Page, view: View, request: Request) -> str:
    """The document's title for an address of the page."""
    return (page.heading(view, request) if page.heading else None) or page.title


def find(pages: tuple[Page, ...], path: str) -> tuple[Page, tuple[str, ...]] | None:
    """The page an address belongs to, with the parts of the path after the page's own; None where there is none."""
    clean = "/" + path.strip("/")
    matches = [page for page in pages if clean == page.path or (page.path != "/" and clean.startswith(page.path + "/"))]
    if not matches:
        return None
    page = max(matches, key=lambda item: len(item.path))
    rest = tuple(part for part in clean.removeprefix(page.path).split("/") if part)
    return page, rest
