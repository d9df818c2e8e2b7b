"""The list of stories: filters in the URL, a count in a sentence, and the rows with the SQL that gives exactly them.

A wide screen gets a grid that sorts by any column; a phone gets a plain list, since a table of eight columns can't be
read there. Both show the rows of one query, which the card shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from trends.pages import badges, beats, cards, controls
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.state import changed, link
from trends.pages.story_counts import counts_card
from trends.pages.story_filters import IMPACTS, LIMIT, ORDERS, VERIFIED, Filters, lifted, read, sentence, stories_sql
from trends.style import TIER_NAMES, plural, whole

PAGE_SIZE = 25
NOTE = "✓ verified: two or more origins within 14 days. ≤: some owners aren’t known, so there may be fewer."
Row = dict[str, Any]


def layout(view: View, request: Request) -> Component:
    """Draw the list."""
    filters = read(view, request.query)
    if filters is None:
        words = "This release holds no beat; build one with at least one article in it."
        return html.H1(words, className="headline", id="headline")
    sql = stories_sql(filters)
    rows = view.sql(sql.text).to_dicts()
    found = rows[0]["n_matching"] if rows else 0
    kept = beats.kept(view, request.values)
    total = view.frame("story_beat").filter(beat_id=filters.beat).height
    if not rows:
        body = nothing(view, filters, request)
    elif request.narrow:
        body = listing(rows, request, kept)
    else:
        body = cards.grid("stories", [grid_row(row, kept) for row in rows], COLUMNS, **GRID_OPTIONS)
    came = counts_card(view, request, filters)
    counts = html.Div(came, id="counts-part", hidden=not came)  # always there, so that a search box keeps the focus
    cut = f"Only the first {whole(LIMIT)} in this order are loaded; narrow the filters to see the others."
    table = cards.card(
        "stories",
        title(filters),
        html.Div(body, id="stories-body"),
        sql=sql,
        subtitle=cut if found > LIMIT else "",
        note=NOTE + (" Number on the left: impact, 1 to 10." if request.narrow else ""),
    )
    return html.Div(
        [
            html.H1(sentence(filters, found, total), className="headline", id="headline"),
            html.P(
                [about(rows, found), " " if rows else "", *ways_on(filters, kept)],
                className="standfirst",
                id="standfirst",
            ),
            html.Div(filter_row(filters), className="controls story-filters"),
            html.Div(
                dcc.Link("Lift all filters", href=request.path, className="small"),
                id="lift-all",
                hidden=not filters.words,
                className="lift-all",
            ),
            html.Div([table, counts] if request.narrow else [counts, table], className="stack"),
        ]
    )


def about(rows: list[Row], found: int) -> str:
    """What the rows are like: their dates, how many are verified, how many are action items."""
    if not rows:
        return ""
    first, last = (
        badges.published(row["first_published_at"], row["date_precision"])
        for row in (min(rows, key=_day_of), max(rows, key=_day_of))
    )
    verified = sum(row["verified"] for row in rows)
    single = sum(row["n_origins"] == 1 for row in rows)
    action = sum(row["impact"] >= badges.ACTION_ITEM for row in rows)
    of = "" if found == len(rows) else f"Of the first {whole(len(rows))}: "
    return (
        f"{of}{first} to {last}; {whole(verified)} verified by two or more origins, {whole(single)} "
        f"with a single origin; {whole(action)} of impact {badges.ACTION_ITEM} or more."
    )


def ways_on(filters: Filters, kept: Mapping[str, object]) -> list[Component | str]:
    """The way to whom the stories name: the entity's own page where the list is about one, else everyone."""
    if filters.entity is None:
        return [dcc.Link("Everyone who is named", href=link("/entities", **kept)), "."]
    name = filters.entities[filters.entity]
    return [dcc.Link(f"The page on {name}", href=link(f"/entity/{filters.entity}", **kept)), "."]


def _day_of(row: Row) -> Any:
    return row["first_published_at"]


def title(filters: Filters) -> str:
    """The card's title says the order."""
    return f"Stories, {ORDERS[filters.order][:1].lower()}{ORDERS[filters.order][1:]}"


def filter_row(filters: Filters) -> list[Component]:
    """The quiet row of filters; each lives in the URL."""
    impact = str(filters.least_impact or 1)
    return [
        dmc.TextInput(
            id=controls.control_id("q"),
            value=filters.search or "",
            debounce=400,
            placeholder="Search headlines and texts",
            size="xs",
            className="text-input",
            attributes={"input": {"aria-label": "Search headlines and texts", "type": "search"}},
        ),
        _menu("topic", filters.topics, filters.topic, "Any topic"),
        _menu("entity", filters.entities, filters.entity, "Anyone"),
        controls.segmented(
            "verified", VERIFIED, filters.verified or "all", "all", label="Which stories, by verification"
        ),
        controls.select(
            "impact",
            IMPACTS if impact in IMPACTS else IMPACTS | {impact: f"Impact ≥ {impact}"},
            impact,
            "1",
            label="Least impact",
        ),
        _menu("tier", TIER_NAMES, filters.tier, "Any tone"),
        _day("from", filters.first_day, "From"),
        _day("to", filters.last_day, "To"),
        controls.select("order", ORDERS, filters.order, "newest", label="Order"),
    ]


def _menu(name: str, options: Mapping[str, str], value: str | None, placeholder: str) -> Component:
    return controls.select(
        name, options, value, "", label=placeholder, placeholder=placeholder, searchable=True, clearable=True
    )


def _day(name: str, value: date | None, label: str) -> Component:
    picker: Component = dmc.DateInput(
        id=controls.control_id(name),
        value=value.isoformat() if value else None,
        valueFormat="D MMM YYYY",
        placeholder=label,
        clearable=True,
        clearButtonProps={"aria-label": "Lift this filter"},
        size="xs",
        className="day-input",
        attributes={"input": {"aria-label": f"{label} day"}},
    )
    return picker


# ------------------------------------------------------------------------------------------------------ wide screens

GRID_OPTIONS = {
    "pagination": True,
    "paginationPageSize": PAGE_SIZE,
    "paginationPageSizeSelector": False,
    "suppressPaginationPanel": False,
    "rowHeight": 54,
}

COLUMNS: list[dict[str, Any]] = [
    {
        "field": "headline",
        "headerName": "Headline",
        "cellRenderer": "LinkCell",
        "flex": 330,
        "minWidth": 220,
        "wrapText": True,
        "cellClass": "two-lines story-headline",
    },
    {
        "field": "date",
        "headerName": "Published",
        "valueFormatter": {"function": "params.data.date_words"},
        "flex": 112,
        "minWidth": 112,
    },
    {"field": "category", "headerName": "Category", "flex": 116, "minWidth": 116},
    {
        "field": "tone",
        "headerName": "Tone",
        "valueFormatter": {"function": "params.data.tone_words"},
        "cellClassRules": {"up": "params.data.tone_kind == 'good'", "down": "params.data.tone_kind == 'bad'"},
        "flex": 158,
        "minWidth": 158,
    },
    {"field": "impact", "headerName": "Impact", "type": "rightAligned", "flex": 72, "minWidth": 72},
    {
        "field": "n_origins",
        "headerName": "Sources",
        "valueFormatter": {"function": "params.data.sources"},
        "cellClassRules": {"amber": "params.data.n_origins == 1", "up": "params.data.verified"},
        "flex": 208,
        "minWidth": 204,
    },
    {
        "field": "topics",
        "headerName": "Topics",
        "flex": 210,
        "minWidth": 130,
        "wrapText": True,
        "cellClass": "two-lines muted",
    },
]


def grid_row(row: Row, kept: Mapping[str, object]) -> Row:
    """A row of the grid: sortable values, and the words shown for them; `kept`: what its link takes along."""
    return {
        "id": row["story_id"],
        "href": link(f"/story/{row['story_id']}", **kept),
        "headline": row["headline"],
        "date": row["first_published_at"].isoformat(),
        "date_words": badges.published(row["first_published_at"], row["date_precision"]),
        "category": badges.category(row["category"]),
        "tone": row["sentiment_score"],
        "tone_words": badges.tier(row),
        "tone_kind": badges.tier_kind(row["sentiment_tier"]),
        "impact": row["impact"],
        "n_origins": row["n_origins"],
        "sources": _sources(row),
        "verified": bool(row["verified"]),
        "topics": row["topics"] or "",
    }


def _sources(row: Row) -> str:
    return badges.sources(row) + (" ✓" if row["verified"] else "")


# ------------------------------------------------------------------------------------------------------ phones


def listing(rows: list[Row], request: Request, kept: Mapping[str, object]) -> Component:
    """A plain list, the first page; the rest on demand."""
    shown = int(request.query.number("shown", range(PAGE_SIZE, LIMIT + 1, PAGE_SIZE), PAGE_SIZE))
    items = [_item(row, kept) for row in rows[:shown]]
    left = len(rows) - len(items)
    more = dcc.Link(
        f"Show {min(left, PAGE_SIZE)} more of {whole(left)}",
        href=changed(request.values, request.path, shown=shown + PAGE_SIZE),
        className="plain-button",
    )
    return html.Div([html.Ul(items, className="rows story-list"), *([more] if left > 0 else [])])


def _item(row: Row, kept: Mapping[str, object]) -> Component:
    kind = "up" if row["verified"] else "amber" if row["n_origins"] == 1 else "muted"
    facts = [
        badges.published(row["first_published_at"], row["date_precision"]),
        badges.category(row["category"]),
        badges.tier(row),
    ]
    return html.Li(
        [
            html.Span(row["impact"], className="figure", title="Impact, 1 to 10"),
            html.Div(
                [
                    dcc.Link(row["headline"], href=link(f"/story/{row['story_id']}", **kept)),
                    html.Div(" · ".join(facts), className="small"),
                    html.Div(_sources(row), className=f"small {kind}"),
                ]
            ),
        ]
    )


# ------------------------------------------------------------------------------------------------------ nothing left


def nothing(view: View, filters: Filters, request: Request) -> Component:
    """Why nothing is left: which filter empties the list, and the links that lift it."""
    if not filters.words:
        return cards.empty("The beat has no stories yet.")
    counts = lifted(view, filters)
    ways = [(name, count) for name, count in counts if count]
    if not ways:
        words = "No story passes these filters, and lifting one of them alone brings none back."
        return cards.empty(words, href=request.path, offer="Lift them all.")
    on = filters.words
    if len(on) == 1:
        name, count = ways[0]
        href = changed(request.values, request.path, **{name: None})
        offer = f"Lift this filter: {plural(count, 'story', 'stories')}."
        return cards.empty(f"There is no story {on[name]}.", href=href, offer=offer)
    links = [
        html.Li(
            [
                f"Without “{on[name]}” there {'is' if count == 1 else 'are'} {whole(count)}. ",
                dcc.Link("Lift this filter", href=changed(request.values, request.path, **{name: None})),
            ]
        )
        for name, count in ways
    ]
    return html.Div([html.P("No story passes all of these filters together."), html.Ul(links)], className="empty")


PAGE = Page("/stories", "Stories", layout, nav="Stories")
