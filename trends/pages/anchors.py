"""Anchors on long pages: a mark in the layout that makes the browser go to the address's fragment once it is drawn."""

from __future__ import annotations

from collections.abc import Callable

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component


def marker(name: str) -> Component:
    """Put this on a page once; `name` is the page's own."""
    return html.Div([dcc.Store(id=f"{name}-anchors", data=name), dcc.Store(id=f"{name}-gone")], hidden=True)


def wire(app: Dash, name: str) -> None:
    """Wire a page's marker (assets/anchors.js)."""
    connect: Callable[..., None] = app.clientside_callback
    connect(ClientsideFunction("anchors", "go"), Output(f"{name}-gone", "data"), Input(f"{name}-anchors", "data"))
