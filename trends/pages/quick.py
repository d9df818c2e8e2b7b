"""Components without Dash's checks of their properties, for a server that has been tested.

Each time a component is made, Dash looks whether its properties have known names and fitting kinds, and puts together
the words of an error that hardly ever comes: a sixth of the time that drawing a page takes. What is wrong with a
component is wrong in the program and not in what a reader asked. So the tests draw the pages with the checks, and the
server draws them without.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


def skip_checks() -> None:
    """From here on, every component of this process takes its properties as they are given."""
    Component.__init__ = _take  # type: ignore[method-assign]


def _take(self: Component, **properties: Any) -> None:
    vars(self).update(properties)
