"""Which beat a page is read for: chosen in the header, kept in the URL and in the links from page to page.

A story, an entity or a topic can belong to several beats of a release. The default beat stays out of the URL, so that a
plain address is the default view.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.dependencies import ALL
from dash.development.base_component import Component

from trends.pages import controls
from trends.pages.provider import Provider, View
from trends.pages.state import Query

logger = logging.getLogger(__name__)

PACKAGED = "ai_compute"
RESETS = "period,half_life,topic,entity,a,b,since"
"""Parameters that mean nothing in another beat."""


def names(view: View) -> dict[str, str]:
    """Beat id → name, in order of the ids."""
    return dict(view.frame("beat").sort("beat_id").select("beat_id", "name").iter_rows())


def default(beats: Iterable[str]) -> str:
    """The beat of a plain address: the packaged default where the release holds it, else the first.

    Raises:
        StopIteration: there is no beat.
    """
    known = list(beats)
    return PACKAGED if PACKAGED in known else next(iter(known))


def asked(beats: Iterable[str], values: Mapping[str, str]) -> str:
    """The beat that a URL asks for; the default where it names none or one that isn't in the release."""
    known = list(beats)
    named = values.get("beat", "")
    return named if named in known else default(known)


def kept(view: View, values: Mapping[str, str]) -> dict[str, object]:
    """The parameter that a link takes along so that the next page is read for the same beat; a wrong one is dropped."""
    beat = values.get("beat")
    return {"beat": beat} if beat in names(view) else {}


def menu(beats: Mapping[str, str], chosen: str) -> Component:
    """The menu of beats for the header; its own parameter in the URL."""
    return controls.select("beat", beats, chosen, default(beats), label="Beat", resets=RESETS)


def register(app: Dash, provider: Provider) -> None:
    """Wire the header: the menu follows the address, and the navigation keeps the beat."""
    connect: Callable[..., None] = app.clientside_callback
    connect(
        ClientsideFunction("trends", "keepBeat"), Output({"type": "nav", "path": ALL}, "href"), Input("url", "search")
    )

    @app.callback(
        Output("beats", "children"),
        Output("beats-shown", "data"),
        Input("url", "search"),
        State("beats-shown", "data"),
    )
    def header(search: Any, before: Any) -> tuple[Any, Any]:
        return shown(provider, search if isinstance(search, str) else "", before)


def shown(provider: Provider, search: str, before: Any) -> tuple[Any, Any]:
    """The menu for an address and what to remember of it; nothing new where the browser shows it already."""
    try:
        view = provider.current()
        beats = {} if view is None else names(view)
    except Exception:  # a damaged release: the page says so, the header does without
        logger.exception("The beats of the current release can't be read.")
        beats = {}
    if len(beats) < 2:
        return [], None
    chosen = asked(beats, Query(search).values)
    remembered = [list(map(list, beats.items())), chosen]
    return (no_update, no_update) if before == remembered else (menu(beats, chosen), remembered)
