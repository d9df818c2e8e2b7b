"""The front page (stub while the frame is tried out)."""

from __future__ import annotations
from dash import html
from dash.development.base_component import Component
from trends.pages import controls
from trends.pages.page import Page, Request
from trends.pages.provider import View


def layout(view: View, request: Request) -> Component:
    """Draw it."""
    gate = request.query.choice("gate", ["all", "verified"], "all")
    return html.Div(
        [
            html.H1(f"Index {gate} {request.theme.name}", className="headline", id="headline"),
            html.Div(
                [
                    controls.segmented(
                        "gate",
                        {"all": "All stories", "verified": "Verified ≥ 2 origins"},
                        gate,
                        "all",
                        label="Which stories count",
                    )
                ],
                className="controls",
            ),
        ]
    )


PAGE = Page("/", "Index", layout, nav="Index")
