"""The methodology's part on calibration: what simulated worlds with a known truth say of the intervals and the calls.

The numbers are those that bench/calibration.py wrote; nothing here is typed by hand. What fails is listed first.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

TEXT = (
    "Each measure was put to series whose truth is known, since it was drawn: stories that are independent, that come "
    "in bunches, or whose share wanders; totals that are steady, burst, fall silent or aren’t covered. A cell is the "
    "mean over shares of 2 to 50 %, in brackets the lowest and highest of them. ✗ marks a mean outside the target."
)
TABLES: dict[str, tuple[str, str]] = {
    "coverage": (
        "How often a 90 % interval holds the true share",
        "Per cent of the intervals; N is the number of the beat’s stories in a period. Target: 87 to 94, with ten "
        "stories or fewer 85 to 97. Bunched: any two stories of a period agree with this correlation. Lasting: the "
        "log-odds stray from the true share and keep this part of it to the next period, so that periods repeat each "
        "other. A share that wanders, by contrast, is itself the truth. The counts of the two look alike, and they "
        "differ only in what is called the truth, so no interval can hold as often as it should in both. Ours serves "
        "the share that moves: around a constant share with strongly lasting strays it is too narrow, and for a share "
        "that wanders it is a little too wide. After periods without stories the interval is widened on purpose and "
        "holds more often. Moments not told: the function is given sums of attention or impact alone, without the "
        "squares that a release always has.",
    ),
    "alarms": (
        "How often a topic that doesn’t change seems to rise",
        "Per cent of topics and periods with a one-sided p of .05 or less, or of falls where these are more, in beats "
        "of 15 topics. Target: at most 6.",
    ),
    "detection": (
        "How often a change of the odds by half is found",
        "Per cent found within four periods at a one-sided p of .05. Target: at least 74 on average.",
    ),
    "rises": (
        "How often “rising since” is said of topics that don’t change",
        "Episodes a year.",
    ),
    "false crossings": (
        "How often one topic seems to overtake another though nothing changes",
        "Per cent of pairs with 5 to 30 stories a period, unless said otherwise. Target: at most 6. Where stories come "
        "in bunches there are more. In brackets the lowest and highest of the sizes or of the parts about both.",
    ),
    "steps found": (
        "How often a crossing is found",
        "Per cent of pairs with 5 to 30 stories a period whose share steps from .3 to .7. Target: at least 75 on "
        "average over the three dates. A step near the end leaves too little time to confirm it.",
    ),
}

Row = dict[str, Any]


@cache
def rows() -> tuple[Row, ...]:
    """The simulated numbers: table, design, world, column, value, lowest, highest, least, most (the target)."""
    text = (files("trends") / "pages" / "calibration.csv").read_bytes()
    return tuple(pl.read_csv(text, schema_overrides={"method_version": pl.String}).to_dicts())


def calibration() -> list[Component]:
    """A paragraph, what fails, and a table for each question and design."""
    told = rows()
    body: list[Component] = [html.P(TEXT), html.P(failures(told))]
    for name, of_table in groupby(told, key=lambda row: row["table"]):
        title, note = TABLES[name]
        body += [html.H3(title, id=f"calibration-{name.replace(' ', '-')}"), html.P(note)]
        for design, cells in groupby(of_table, key=lambda row: row["design"]):
            body.append(html.Details([html.Summary(design), _table(list(cells))]))
    return body


def well(row: Row) -> bool:
    """Whether a number is within its target."""
    return bool(row["least"] <= row["value"] <= row["most"])


def failures(told: tuple[Row, ...]) -> str:
    """How many numbers miss their target, and in which worlds."""
    missed = [row for row in told if not well(row)]
    if not missed:
        return f"Every one of the {len(told)} numbers is within its target."
    worlds = list(dict.fromkeys(f"{TABLES[row['table']][0].lower()}: {row['world']}" for row in missed))
    by_table: dict[str, list[str]] = {}
    for name in worlds:
        table, world = name.split(": ", 1)
        by_table.setdefault(table, []).append(world)
    listed = "; ".join(f"{table} ({'; '.join(names)})" for table, names in by_table.items())
    return f"{len(missed)} of {len(told)} numbers miss their target: {listed}."


def number(row: Row) -> str:
    """A cell: the mean, the range over shares, and ✗ where it misses its target."""
    scale, digits = (1.0, 3) if row["table"] == "rises" else (100.0, 1)
    text = f"{scale * row['value']:.{digits}f}"
    if row["highest"] > row["lowest"]:
        text += f" ({scale * row['lowest']:.{digits}f} to {scale * row['highest']:.{digits}f})"
    return text if well(row) else f"{text} ✗"


def _table(cells: list[Row]) -> Component:
    """Worlds down, sizes or half-lives across."""
    columns = list(dict.fromkeys(row["column"] for row in cells))
    head = html.Tr([html.Th("", scope="col"), *(html.Th(name, scope="col", className="number") for name in columns)])
    lines = []
    for world, of_world in groupby(cells, key=lambda row: row["world"]):
        known = {row["column"]: number(row) for row in of_world}
        lines.append(
            html.Tr(
                [html.Th(world, scope="row"), *(html.Td(known.get(name, ""), className="number") for name in columns)]
            )
        )
    return html.Div(html.Table([html.Thead(head), html.Tbody(lines)], className="table"), className="table-wrap")
