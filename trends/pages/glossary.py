"""The glossary: every measure, topic, value, table and column, from the registry and the release's own comments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import Dash, dcc, html
from dash.development.base_component import Component

from trends.measures import REGISTRY, Measure
from trends.pages import anchors, cards, controls
from trends.pages.attributes import attributes
from trends.pages.catalogue import Column, Table, catalogue
from trends.pages.page import Page, Request
from trends.pages.provider import Provider, View
from trends.pages.vocabulary import VALUES
from trends.style import plural

TERMS_SHOWN = 24


@dataclass(frozen=True)
class Entry:
    """One term.

    Attributes:
        anchor: the fragment of its address.
        label: its name in the list of all entries.
        name: the heading.
        words: all text a search looks in, lower case.
        body: what stands under the heading.
        count: how many terms it stands for: 1, and 1 more for each column or value in it.
    """

    anchor: str
    label: str
    name: Component | str
    words: str
    body: list[Component]
    count: int


def layout(view: View, request: Request) -> Component:
    """Draw the glossary; `?q=` keeps the entries that hold all its words."""
    wanted = request.query.text("q").lower().split()
    groups = {
        "Measures": measures(),
        "Topics": topics(view),
        "Values": values(),
        "Tables and columns": [table_entry(table, wanted) for table in catalogue(view)],
    }
    kept = {title: [entry for entry in entries if matches(entry, wanted)] for title, entries in groups.items()}
    everything = [entry for entries in groups.values() for entry in entries]
    inside = sum(entry.count - 1 for entry in everything)
    entries = plural(len(everything), "entry", "entries")
    headline = f"{entries}, and the {plural(inside, 'column or value', 'columns and values')} in them, each explained."
    found = sum(len(entries) for entries in kept.values())
    shown = "" if not wanted else f" {plural(found, 'entry', 'entries')} with “{' '.join(wanted)}”."
    if found:
        body: list[Component] = [section(title, entries) for title, entries in kept.items() if entries]
    else:
        body = [cards.empty(f"No entry holds “{' '.join(wanted)}”.", href=request.path, offer="Show all.")]
    return html.Div(
        [
            anchors.marker("glossary"),
            html.H1(headline, className="headline", id="headline"),
            html.P(
                [
                    "From the measures’ registry and the comments in the release itself; ",
                    html.Code("DESCRIBE"),
                    " shows the same.",
                    shown,
                ],
                className="standfirst",
                id="standfirst",
            ),
            html.Div(
                dmc.TextInput(
                    id=controls.control_id("q"),
                    value=request.query.text("q"),
                    debounce=300,
                    placeholder="Search the glossary",
                    size="xs",
                    className="text-input",
                    attributes={"input": {"aria-label": "Search the glossary", "type": "search"}},
                ),
                className="controls",
            ),
            html.Div(jumps(kept), id="glossary-jumps"),
            html.Div(body, id="glossary"),
        ]
    )


def jumps(groups: dict[str, list[Entry]]) -> list[Component]:
    """Ways down a long page: to each part, and to every entry in order of the alphabet."""
    parts = [
        html.A(f"{title} ({len(entries)})", href=f"#{_part(title)}", className="plain-button")
        for title, entries in groups.items()
        if entries
    ]
    every = sorted((entry for entries in groups.values() for entry in entries), key=lambda entry: entry.label.lower())
    letters: dict[str, list[Entry]] = {}
    for entry in every:
        letters.setdefault(entry.label[0].upper(), []).append(entry)
    lists = [
        html.Div(
            [html.Strong(letter), *[html.Div(html.A(entry.label, href=f"#{entry.anchor}")) for entry in entries]],
            style={"breakInside": "avoid-column", "marginBottom": "0.6rem"},
        )
        for letter, entries in letters.items()
    ]
    if not every:
        return []
    listed = html.Div(lists, style={"columns": "13rem", "marginTop": "0.6rem"}, className="small")
    return [
        html.Nav(parts, className="controls", **attributes(aria_label="Parts of the glossary")),
        html.Details(
            [html.Summary(f"All {plural(len(every), 'entry', 'entries')} from A to Z"), listed],
            className="small",
            style={"marginTop": "0.6rem"},
        ),
    ]


def _part(title: str) -> str:
    return "part-" + title.lower().replace(" ", "-")


def matches(entry: Entry, wanted: Iterable[str]) -> bool:
    """Whether an entry holds every word that is looked for."""
    return all(word in entry.words for word in wanted)


def section(title: str, entries: list[Entry]) -> Component:
    """A group of entries."""
    heading = html.H2(title, className="section-title", **attributes(data_anchor=_part(title)))
    return html.Section([heading, *map(draw, entries)])


def draw(entry: Entry) -> Component:
    """One entry, its heading a link to itself."""
    heading = html.H3(html.A(entry.name, href=f"#{entry.anchor}"))
    return html.Div([heading, *entry.body], className="glossary-entry", **attributes(data_anchor=entry.anchor))


def measures() -> list[Entry]:
    """One entry a measure, with a link to its formula; a measure that only varies another's half-life points to it."""
    told: dict[str, Measure] = {}
    entries = []
    for measure in REGISTRY:
        first = told.setdefault(measure.formula, measure)
        same = [html.P(["As ", html.A(first.title.lower(), href=f"#measure-{first.name}"), "."])]
        about: list[Component | str] = [
            f"Unit: {measure.unit}. Table ",
            html.A(html.Code(measure.table), href=f"#table-{measure.table}"),
            ". ",
            dcc.Link("Formula, source and caveat", href=f"/method#{measure.name}"),
            ".",
        ]
        entries.append(
            Entry(
                f"measure-{measure.name}",
                measure.title,
                measure.title,
                " ".join([measure.name, measure.title, measure.definition, measure.unit, measure.table]).lower(),
                [
                    *([html.P(measure.definition)] if first is measure else same),
                    html.P(about, className="small muted"),
                ],
                1,
            )
        )
    return entries


def topics(view: View) -> list[Entry]:
    """One entry a topic, as defined when the release was built."""
    return [
        Entry(
            f"topic-{row['topic_id']}",
            row["name"],
            row["name"],
            " ".join([row["topic_id"], row["name"], row["definition"], *row["terms"]]).lower(),
            [
                html.P(row["definition"]),
                html.P(_terms(row["terms"]), className="terms"),
                html.P(
                    [
                        f"Group {row['topic_group']}. ",
                        dcc.Link("The topic’s page", href=f"/topic/{row['topic_id']}"),
                        ".",
                    ],
                    className="small muted",
                ),
            ],
            1,
        )
        for row in view.frame("topic").sort("beat_id", "name").iter_rows(named=True)
    ]


def _terms(terms: list[str]) -> list[Component | str]:
    rest = terms[TERMS_SHOWN:]
    more = [html.Details([html.Summary(f"{len(rest)} more terms"), ", ".join(rest)])] if rest else []
    return [f"Matches: {', '.join(terms[:TERMS_SHOWN])}", *more] if terms else ["No terms."]


def values() -> list[Entry]:
    """One entry a family of values."""
    entries = []
    for family, heading, words in VALUES:
        rows = [
            html.Tr(
                [html.Td(word.value, className="term"), html.Td([html.Strong(word.name), f": {word.meaning}"])],
                **attributes(data_anchor=f"value-{family}-{word.value}"),
            )
            for word in words
        ]
        text = " ".join([family, heading, *(f"{word.value} {word.name} {word.meaning}" for word in words)])
        entries.append(Entry(f"value-{family}", heading, heading, text.lower(), [_table(rows)], 1 + len(words)))
    return entries


def table_entry(table: Table, wanted: list[str]) -> Entry:
    """One entry a table with its columns; where the search is in columns alone, only these."""
    hits = [column for column in table.columns if all(word in _column_words(table, column) for word in wanted)]
    in_table = all(word in f"{table.name} {table.meaning}".lower() for word in wanted)
    shown = table.columns if in_table else hits
    rows = [
        html.Tr(
            [
                html.Td(column.name, className="term"),
                html.Td(column.type, className="muted"),
                html.Td(column.meaning),
                html.Td(column.unit),
            ],
            **attributes(data_anchor=f"column-{table.name}-{column.name}"),
        )
        for column in shown
    ]
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("Column", "Type", "Meaning", "Unit")]))
    words = f"{table.name} {table.meaning}" if in_table or not hits else " ".join([table.name, *wanted])
    body: list[Component] = [html.P(table.meaning)]
    if rows:
        body.append(html.Div(html.Table([head, html.Tbody(rows)], className="table"), className="table-wrap"))
    label, heading = table.name, html.Code(table.name)
    return Entry(f"table-{table.name}", label, heading, words.lower(), body, 1 + len(table.columns))


def _column_words(table: Table, column: Column) -> str:
    return f"{table.name} {column.name} {column.meaning} {column.unit}".lower()


def _table(rows: Sequence[Component]) -> Component:
    return html.Div(html.Table(html.Tbody(rows), className="table"), className="table-wrap")


def register(app: Dash, provider: Provider) -> None:
    """Wire the anchors."""
    anchors.wire(app, "glossary")


PAGE = Page("/glossary", "Glossary", layout, nav="Glossary", register=register)
