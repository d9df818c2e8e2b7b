"""Controls that live in the URL: whatever a reader picks becomes a parameter, and the page is drawn from it again.

One clientside callback (assets/shell.js) listens to every component whose id comes from `control_id`; a page with
controls needs no callback of its own. A default stays out of the URL. `resets` names parameters that lose their
meaning when this one changes: a half-life in quarters means nothing once the periods are months.
"""

from __future__ import annotations

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component


def control_id(name: str, default: str = "", *, resets: str = "") -> dict[str, str]:
    """The id that ties a component's `value` to the URL parameter `name` (`resets`: names joined by commas)."""
    return {"type": "control", "name": name, "default": default, "resets": resets}


def segmented(
    name: str, options: Mapping[str, str], value: str, default: str, *, label: str, resets: str = ""
) -> Component:
    """A row of choices, for two to four of them: value → words."""
    control: Component = dmc.SegmentedControl(
        id=control_id(name, default, resets=resets),
        data=[{"value": key, "label": words} for key, words in options.items()],
        value=value,
        size="xs",
        className="segmented",
        withItemsBorders=False,
        transitionDuration=0,
        attributes={"root": {"aria-label": label}},
    )
    return _kept_apart(name, control)


def select(
    name: str,
    options: Mapping[str, str],
    value: str | None,
    default: str,
    *,
    label: str,
    resets: str = "",
    placeholder: str | None = None,
    searchable: bool = False,
    clearable: bool = False,
) -> Component:
    """A menu of choices: value → words."""
    control: Component = dmc.Select(
        id=control_id(name, default, resets=resets),
        data=[{"value": key, "label": words} for key, words in options.items()],
        value=value,
        size="xs",
        className="select",
        allowDeselect=False,
        searchable=searchable,
        clearable=clearable,
        clearButtonProps={"aria-label": "Lift this filter"},
        placeholder=placeholder,
        attributes={"input": {"aria-label": label}},
        comboboxProps={"width": "max-content", "position": "bottom-start", "shadow": "sm"},
    )
    return _kept_apart(name, control)


def _kept_apart(name: str, control: Component) -> Component:
    """A control in a part of its own: where its default changes, it alone is drawn anew, the others keep the focus."""
    return html.Div(control, id={"type": "slot", "name": f"control-{name}"}, className="control")
