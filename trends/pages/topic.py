"""A topic (stub while the frame is tried out)."""

from __future__ import annotations
from dash import html
from dash.development.base_component import Component
from trends.pages.page import Page, Request
from trends.pages.provider import View


def layout(view: View, request: Request) -> Component:
    """Draw it."""
    return html.H1("Topic", className="headline")


LIST = Page("/topics", "Topics", layout, nav="Topics")
PAGE = Page("/topic", "Topic", layout, section="/topics")
