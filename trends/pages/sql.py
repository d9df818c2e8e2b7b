"""The SQL page: a reader's own SELECT against the release, in the sandbox, with the tables' meanings at hand.

The query lives in the address (?q=), so a link to it is a link to its answer; a query that comes with the address runs
at once, which is harmless since the sandbox only reads and stops by itself. The editor, the keys and the list of tables
are in assets/sql.js; the server sees a query only when it is run. The list is sent as data: as components its thousand
columns cost a browser half a second.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from trends.pages import cards
from trends.pages.attributes import attributes
from trends.pages.catalogue import Table, catalogue
from trends.pages.defuse import defused
from trends.pages.page import Page, Request
from trends.pages.provider import AskError, Provider, View
from trends.pages.sql_result import error, result
from trends.pages.state import link
from trends.style import plural, whole

LONGEST = 20_000
"""Characters of a query; the sandbox takes no more."""
FIRST = """SELECT story_id, first_published_at::DATE AS day, headline, impact, n_origins
FROM story
WHERE verified
ORDER BY impact DESC, day DESC
LIMIT 20"""
GROUPS = {
    "Stories": (
        "story",
        "story_topic",
        "story_entity",
        "story_fact",
        "story_comparison",
        "story_conflict",
        "story_takeaway",
        "timeline",
        "story_beat",
    ),
    "Sources": ("article", "outlet", "origin_edge", "story_alias", "story_link", "quarantine"),
    "The index": ("topic_share", "topic_momentum", "pair_share", "crossover", "driver", "period"),
    "Who is named": ("entity_period", "entity_arc", "entity_pair"),
    "Meanings": ("topic", "entity", "beat", "event", "release"),
}
"""Tables in the order a reader meets them; those named nowhere follow under "More"."""


def layout(view: View, request: Request) -> Component:
    """Draw the page; `?q=` fills the editor and runs."""
    asked = request.values.get("q", "").replace("\x00", "")
    if len(asked) > LONGEST:
        request.query.notes.append(f"The query in the address is over {whole(LONGEST)} characters; it is left out.")
        asked = ""
    tables = catalogue(view)
    known = view.frame("release").row(0, named=True)
    words = f"{plural(len(tables), 'table')}, {plural(known['n_stories'], 'story', 'stories')}"
    return html.Div(
        [
            html.H1(f"Ask release {view.id} in SQL: {words}.", className="headline", id="headline"),
            html.P(
                "One SELECT at a time, in DuckDB’s dialect; it can only read, and stops after 5 seconds or 10,000 "
                "rows. The address holds the query, so a link to it is a link to the answer.",
                className="standfirst",
            ),
            dcc.Store(id="sql-start", data={"text": asked or FIRST, "run": bool(asked)}),
            dcc.Store(id="sql-schema", data=grouped(tables)),
            *[dcc.Store(id=f"sql-{name}") for name in ("run", "cancel", "csv", "mounted", "done")],
            dcc.Download(id="sql-download"),
            html.Div(
                [
                    html.Div([editor_card(), result_card(), examples_card()], className="sql-main"),
                    tables_card(),
                ],
                className="sql-page",
            ),
        ]
    )


def editor_card() -> Component:
    """The editor and its buttons."""
    buttons = [
        _button("Run", "run", "Run the query (Ctrl or ⌘ and Enter)", "plain-button primary"),
        _button("Cancel", "cancel", "Stop the running query"),
        html.Span("Ctrl/⌘ Enter runs", className="small muted sql-hint"),
        html.Span(className="sql-spacer"),
        _button("CSV", "csv", "Run the query and download its rows as CSV"),
        html.Button(
            "Link",
            type="button",
            id="sql-button-link",
            className="plain-button",
            title="Copy a link to this query",
            **attributes(data_action="link"),
        ),
    ]
    return html.Section(
        [
            html.Div(id="sql-editor", className="sql-editor", **attributes(aria_label="SQL editor")),
            html.Div(buttons, className="controls"),
        ],
        className="card sql-card",
    )


def result_card() -> Component:
    """Where the answer comes."""
    waiting = html.P("Nothing asked yet: press Run.", className="muted")
    return html.Section(
        html.Div(waiting, id="sql-result", className="sql-result", role="status", **attributes(aria_live="polite")),
        className="card",
    )


def examples_card() -> Component:
    """The examples; they are the provider's, so a callback fills them in."""
    return cards.card("examples", "Questions to start from", html.Ul(id="sql-examples", className="examples"))


def tables_card() -> Component:
    """The schema browser: a click on a name puts it into the query."""
    search = dcc.Input(
        id="sql-find", type="search", placeholder="Find a table or column", className="plain-input", debounce=False
    )
    return cards.card(
        "tables",
        "Tables",
        [
            html.Label([html.Span("Find a table or column", className="unseen"), search]),
            html.Div(id="schema", className="schema"),
        ],
        subtitle="A click on a name puts it into the query.",
    )


def grouped(tables: tuple[Table, ...]) -> list[dict[str, Any]]:
    """The tables as the browser lists them: groups of a title and tables, a table's columns with type and meaning."""
    named = {name for names in GROUPS.values() for name in names}
    by_name = {table.name: table for table in tables}
    groups = [*GROUPS.items(), ("More", tuple(table.name for table in tables if table.name not in named))]
    found = [(title, [_listed(by_name[name]) for name in names if name in by_name]) for title, names in groups]
    return [{"title": title, "tables": listed} for title, listed in found if listed]


def _listed(table: Table) -> dict[str, Any]:
    columns = [
        {
            "name": column.name,
            "type": column.type if len(column.type) <= 24 else column.type[:23] + "…",
            "meaning": " ".join(filter(None, [column.meaning, column.unit and f"Unit: {column.unit}."])),
        }
        for column in table.columns
    ]
    return {"name": table.name, "meaning": table.meaning, "columns": columns}


def _button(text: str, action: str, title: str, look: str = "plain-button") -> Component:
    return html.Button(
        text, type="button", id=f"sql-button-{action}", className=look, title=title, **attributes(data_sql=action)
    )


def answer(provider: Provider, asked: dict[str, Any] | None) -> Component:
    """What the page shows for a query: the rows, or a sentence about why there are none."""
    text = str((asked or {}).get("sql", ""))
    if not text.strip():
        return error("The editor is empty; write a SELECT, or take one of the questions beside it.")
    try:
        return result(provider.ask(text, token=_token(asked)))
    except AskError as reason:
        return error(str(reason))


def table_csv(provider: Provider, asked: dict[str, Any] | None) -> dict[str, Any] | None:
    """The answer as a CSV file that a spreadsheet can't be made to run; None where the query fails."""
    try:
        frame = provider.ask(str((asked or {}).get("sql", ""))).frame
    except AskError:
        return None
    view = provider.current()
    name = f"query-{view.id}.csv" if view else "query.csv"
    return {"filename": name, "content": defused(frame).write_csv(), "type": "text/csv", "base64": False}


def example_list(provider: Provider) -> list[Component]:
    """The examples as links, so that they can be opened, shared and gone back from."""
    return [
        html.Li(
            [
                dcc.Link(example.title, href=link("/sql", q=example.sql)),
                html.Div(example.why, className="small muted"),
            ]
        )
        for example in provider.examples()
    ]


def _token(asked: dict[str, Any] | None) -> str | None:
    token = (asked or {}).get("token")
    return token[:64] if isinstance(token, str) and token else None


def register(app: Dash, provider: Provider) -> None:
    """Wire the page: mounting the editor, running, cancelling, downloading."""
    connect: Callable[..., None] = app.clientside_callback
    connect(
        ClientsideFunction("sqlpage", "mount"),
        Output("sql-mounted", "data"),
        Input("sql-start", "data"),
        State("sql-schema", "data"),
    )
    connect(
        ClientsideFunction("sqlpage", "done"),
        Output("sql-done", "data"),
        Input("sql-result", "children"),
        prevent_initial_call=True,
    )

    @app.callback(Output("sql-result", "children"), Input("sql-run", "data"), prevent_initial_call=True)
    def run(asked: dict[str, Any] | None) -> Any:
        return no_update if asked is None else answer(provider, asked)

    @app.callback(Output("sql-cancel", "data"), Input("sql-cancel", "data"), prevent_initial_call=True)
    def cancel(asked: dict[str, Any] | None) -> Any:
        token = _token(asked)
        if token:
            provider.cancel(token)
        return no_update

    @app.callback(Output("sql-download", "data"), Input("sql-csv", "data"), prevent_initial_call=True)
    def download(asked: dict[str, Any] | None) -> Any:
        return no_update if asked is None else table_csv(provider, asked) or no_update

    @app.callback(Output("sql-examples", "children"), Input("sql-examples", "id"))
    def fill(_: str) -> Any:
        return example_list(provider)


PAGE = Page("/sql", "SQL", layout, nav="SQL", register=register)
