"""The frame round every page: header, navigation, theme, router, and what stands there when something is missing.

One callback draws a page: (path, query string, screen) → the page. A change of the URL draws it again and what
differs is sent (`patch.py`), so pages are pure functions and the back button just works. Errors become sentences; the
cause goes to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.dependencies import ALL
from dash.development.base_component import Component

from trends.pages import beats, cards, downloads, guard, packed, scripts
from trends.pages.attributes import attributes
from trends.pages.drawn import Drawn
from trends.pages.page import Page, Request, find, titled
from trends.pages.patch import Outline, digests_of, outline
from trends.pages.provider import Provider, View
from trends.pages.state import Query
from trends.style import LIGHT, SANS, THEMES, css_variables, day

logger = logging.getLogger(__name__)

NAME = "Trends Index"
STORES = ("screen", "clicked", "settled", "title", "patch", "applied", "beats-shown")

INDEX = """<!DOCTYPE html>
<html lang="en" data-mantine-color-scheme="light">
<head>
{%metas%}
<title>{%title%}</title>
<script>
(function () {
  var kept = null;
  try { kept = localStorage.getItem("mantine-color-scheme-value"); } catch (error) { kept = null; }
  var dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
</script>
<style>%VARIABLES%</style>
{%css%}
%ICON%
</head>
<body>
{%app_entry%}
<noscript>This dashboard needs JavaScript; the same numbers are in the release file.</noscript>
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>
"""


ICON = (
    "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M1 12 6 8l3 2 6-7' fill='none' stroke='%230b6e99' stroke-width='2'/%3E%3C/svg%3E\">"
)


@dataclass(frozen=True)
class Rendered:
    """What the router hands to the browser: the page, the words on the header's right, the title, the lit entry."""

    children: Component
    stamp: Component | str
    title: str
    section: str = ""

    @cached_property
    def outline(self) -> Outline:
        """What of it has changed, and what to remember, is read off this."""
        return outline(self.children)


def dashboard(provider: Provider, pages: tuple[Page, ...], access: guard.Access = guard.Access()) -> Dash:  # noqa: B008
    """A Dash app with the frame, the router and every page's own callbacks; all its files are served locally."""
    app = scripts.Dashboard(
        "trends",
        title=NAME,
        update_title="",
        assets_folder=str(Path(__file__).parent.parent / "assets"),
        assets_ignore=scripts.VENDORED,
        serve_locally=True,
        compress=True,
        suppress_callback_exceptions=True,
    )
    app.index_string = INDEX.replace("%VARIABLES%", css_variables()).replace("%ICON%", ICON)
    app.layout = frame(pages)
    connect: Callable[..., None] = app.clientside_callback
    connect(ClientsideFunction("trends", "screen"), Output("screen", "data"), Input("theme-toggle", "n_clicks"))
    connect(
        ClientsideFunction("trends", "controls"),
        Output("url", "search"),
        Input({"type": "control", "name": ALL, "default": ALL, "resets": ALL}, "value"),
        State("url", "pathname"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    connect(
        ClientsideFunction("trends", "follow"),
        Output("clicked", "data"),
        Input({"type": "chart", "name": ALL}, "clickData"),
        prevent_initial_call=True,
    )
    connect(ClientsideFunction("trends", "settled"), Output("settled", "data"), Input("title", "data"))

    connect(ClientsideFunction("trends", "apply"), Output("applied", "data"), Input("patch", "data"))

    drawn: Drawn[Rendered] = Drawn()

    @app.callback(
        Output("page", "children"),
        Output("stamp", "children"),
        Output("title", "data"),
        Output("patch", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        Input("screen", "data"),
        State("title", "data"),
    )
    def route(pathname: Any, search: Any, screen: Any, before: Any) -> tuple[Any, Any, Any, Any]:
        # what comes from outside is anything, until looked at
        path = pathname if isinstance(pathname, str) and pathname else "/"
        asked = screen if isinstance(screen, dict) else {}
        shown = render(provider, pages, path, search if isinstance(search, str) else "", asked, drawn)
        meta = {"title": shown.title, "path": path, "section": shown.section, "parts": shown.outline.digests}
        remembered = digests_of(before, path)
        settings = None if remembered is None else shown.outline.changes(remembered)
        if settings is None:
            return shown.outline.page, shown.stamp, meta, []
        # An answer overtaken by a newer question is dropped with all its outputs. So what differs goes the way of an
        # output too, never as a side effect: the digests in the browser are always those of what it shows.
        return no_update, shown.stamp, meta, [{"id": key, "props": values} for key, values in settings]

    beats.register(app, provider)
    downloads.register(app, provider)
    for page in pages:
        if page.register is not None:
            page.register(app, provider)
    packed.install(app.server)
    guard.install(app, provider, access)
    return app


def frame(pages: tuple[Page, ...]) -> Component:
    """What is there before any data: the skip link, the header, an empty page, the SQL dialog."""
    links = [
        dcc.Link(page.nav, href=page.path, className="nav-link", id={"type": "nav", "path": page.path})
        for page in pages
        if page.nav
    ]
    whole: Component = dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            *[dcc.Store(id=name) for name in STORES],
            html.A("Skip to the content", href="#page", className="skip"),
            html.Header(
                [
                    dcc.Link(NAME, href="/", className="brand"),
                    html.Div(id="beats"),
                    html.Nav(links, className="nav", **attributes(aria_label="Pages")),
                    html.Div(id="stamp", className="stamp"),
                    html.Button(
                        "◐",
                        id="theme-toggle",
                        type="button",
                        title="Light or dark",
                        className="theme-toggle",
                        **attributes(aria_label="Switch between light and dark"),
                    ),
                ],
                className="header",
            ),
            html.Main(id="page", className="page", tabIndex=-1),
            sql_dialog(),
            html.Div(id="toast", className="toast", role="status", **attributes(aria_live="polite")),
        ],
        defaultColorScheme="auto",
        theme={"fontFamily": SANS, "defaultRadius": 6, "focusRing": "auto", "primaryColor": "gray"},
    )
    return whole


def sql_dialog() -> Component:
    """The one dialog in which every card shows its SQL; assets/actions.js fills and opens it."""
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2("The SQL behind it", className="card-title"),
                    html.Button("Close", type="button", className="plain-button", **attributes(data_action="close")),
                ],
                className="card-head",
            ),
            html.P("It runs as it stands against the release this page shows.", className="card-subtitle"),
            html.Pre(html.Code(id="sql-text"), className="sql-text", tabIndex=0),
            html.Div(
                [
                    html.Button("Copy", type="button", className="plain-button", **attributes(data_action="copy")),
                    html.A("Open in the SQL page", id="sql-open", href="/sql", className="plain-button"),
                ],
                className="dialog-actions",
            ),
        ],
        id="sql-dialog",
        className="dialog",
        **attributes(aria_label="The SQL behind this chart"),
    )


def render(
    provider: Provider,
    pages: tuple[Page, ...],
    pathname: str | None,
    search: str | None,
    screen: dict[str, Any] | None,
    drawn: Drawn[Rendered] | None = None,
) -> Rendered:
    """Draw the page of an address, or take it from `drawn`; whatever goes wrong becomes a page that says so."""
    path = pathname or "/"
    found = find(pages, path)
    try:
        view = provider.current()
    except Exception:  # a damaged release: a reader gets a sentence, the log gets the cause
        logger.exception("The current release can't be opened.")
        return Rendered(damaged(), "release can’t be read", f"Error · {NAME}")
    if view is None:
        return Rendered(no_release(), "no release yet", NAME)
    if found is None:
        return Rendered(not_found(path), stamped(view), f"Not found · {NAME}")
    asked = screen or {}
    theme, narrow = THEMES.get(str(asked.get("scheme")), LIGHT), bool(asked.get("narrow"))
    page, rest = found

    def draw() -> Rendered:
        request = Request(path=path, rest=rest, query=Query(search), theme=theme, narrow=narrow)
        body = page.layout(view, request)
        whole = html.Div([cards.notes(request.query.notes), body])
        title = titled(page, view, request)
        return Rendered(whole, stamped(view), f"{title} · {NAME}", page.section or page.path)

    try:
        return draw() if drawn is None else drawn.page(view.id, (path, search, theme.name, narrow), draw)
    except Exception:  # a reader gets a sentence, the log gets the cause; nothing else may stop the dashboard
        logger.exception("The page %s could not be drawn.", path)
        return Rendered(failed(path), stamped(view), f"Error · {NAME}")


def stamped(view: View) -> Component:
    """Which release this is, on the header's right; a short line breaks between the two, never in an id."""
    return html.Span([html.Span(f"as of {day(view.as_of)} ·"), " ", html.Span(f"release {view.id}")])


def no_release() -> Component:
    """The page before the first build."""
    return html.Div(
        [
            html.H1("There is no release to show yet.", className="headline"),
            html.P("Build one; this page finds it by itself when it is reloaded.", className="standfirst"),
            html.Pre("trends ingest articles.jsonl\ntrends build", className="sql-text"),
            html.P(["To try it on the articles that come with it: ", html.Code("trends demo"), "."]),
        ]
    )


def damaged() -> Component:
    """The page where the current release is there and can't be read."""
    return html.Div(
        [
            html.H1("The current release can’t be read.", className="headline"),
            html.P(
                "The cause is in the server’s log. Nothing older was touched; on the server:", className="standfirst"
            ),
            html.Pre("trends check\ntrends build", className="sql-text"),
        ]
    )


def not_found(path: str) -> Component:
    """The page for an address nobody lives at."""
    shown = path if len(path) <= 80 else path[:79] + "…"
    return html.Div(
        [
            html.H1("There is no such page.", className="headline"),
            html.P([f"Nothing lives at {shown}. ", dcc.Link("Go to the index", href="/"), "."], className="standfirst"),
        ]
    )


def failed(path: str) -> Component:
    """The page when drawing failed."""
    return html.Div(
        [
            html.H1("This page could not be drawn.", className="headline"),
            html.P(
                [
                    "The cause is in the server's log. ",
                    dcc.Link("Open it without its settings", href=path),
                    "; a release that an earlier version sealed is renewed by ",
                    html.Code("trends build"),
                    ".",
                ],
                className="standfirst",
            ),
        ]
    )
