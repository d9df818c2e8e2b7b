"""The methodology: how a number comes about, from the articles to the interval, and what it can't tell.

The measures are printed from their registry, the sample's figures are computed from the release; the editorial text is
in method_text.py.
"""

from __future__ import annotations

from dash import Dash, dcc, html
from dash.development.base_component import Component

from trends.measures import REGISTRY, Measure
from trends.pages import anchors, cards, method_text
from trends.pages.attributes import attributes
from trends.pages.audit import audit
from trends.pages.build_changes import build_changes
from trends.pages.calibration import calibration
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Page, Request
from trends.pages.provider import Provider, View
from trends.pages.revisions import revisions
from trends.pages.vocabulary import GATES, STATES, WEIGHTINGS, Word
from trends.style import day, percent, plural, thin_spaced, whole


def layout(view: View, request: Request) -> Component:
    """Draw the methodology."""
    sections: list[tuple[str, str, list[Component]]] = [
        ("sample", "What the sample is, and is not", sample(view)),
        ("stories", "From articles to stories", paragraphs(method_text.STORIES)),
        ("origins", "Whose voice is it?", paragraphs(method_text.ORIGINS)),
        ("topics", "Topics", paragraphs(method_text.TOPICS)),
        ("tone", "Tone", paragraphs(method_text.TONE)),
        ("impact", "Impact", impact()),
        ("facts", "Facts and timelines", paragraphs(method_text.FACTS)),
        ("gates", "Which stories count", [word_table(GATES)]),
        ("weightings", "What a story counts for", [word_table(WEIGHTINGS)]),
        ("states", "How far a period can be believed", [word_table(STATES)]),
        ("measures", "The measures", measures()),
        ("calibration", "How honest the intervals and calls are", calibration()),
        ("audit", "How often the topics are right", audit(view, request)),
        ("revisions", "How far numbers are revised later", revisions(view, request)),
        ("changes", "What this build changed, and why", build_changes(view, request)),
        ("release", "This release, and how to get a number again", identity(view)),
    ]
    contents = [html.A(title, href=f"#{name}") for name, title, _ in sections]
    body = [
        html.Section([html.H2(title, className="section-title"), *parts], id=name) for name, title, parts in sections
    ]
    beats = ", ".join(view.frame("beat").sort("beat_id")["name"].to_list())
    return html.Div(
        [
            anchors.marker("method"),
            html.H1("How a number here comes about, and what it can’t tell.", className="headline", id="headline"),
            html.P(
                f"The index measures how coverage of a beat moves over time. Beats in this release: {beats}.",
                className="standfirst",
            ),
            html.Div(
                [
                    html.Nav(contents, className="contents", **attributes(aria_label="On this page")),
                    html.Div(body, className="prose"),
                ],
                className="method",
            ),
        ]
    )


def paragraphs(texts: tuple[str, ...]) -> list[Component]:
    """Plain paragraphs."""
    return [html.P(text) for text in texts]


def sample(view: View) -> list[Component]:
    """The honest note: the beats' own words, and figures computed from the release."""
    query = chart_sql("sample")
    row = view.sql(query.text).row(0, named=True)
    if not row["n_articles"]:
        return [html.P("This release holds no article yet, so there is nothing to say about the sample.")]
    beats = view.frame("beat").sort("beat_id").select("name", "corpus_note").rows()
    notes = [thin_spaced(note if len(beats) == 1 else f"{name}: {note}") for name, note in beats if note]
    lines = [
        f"{whole(row['n_articles'])} articles from {plural(row['n_outlets'], 'outlet')} make "
        f"{plural(row['n_stories'], 'story', 'stories')}, dated "
        f"{day(row['first_day'])} to {day(row['last_day'])}; {plural(row['n_refused'], 'line')} refused.",
        f"{percent(row['single_origin_share'])} of the stories rest on a single origin, "
        f"{percent(row['verified_share'])} are verified.",
        f"{percent(row['month_only_share'])} of the articles are dated to the month alone.",
        f"{percent(row['unknown_owner_share'])} of the articles come from outlets whose owner isn’t known. Where a "
        "story has such an outlet, its number of origins is an upper bound, written with ≤.",
        f"For {percent(row['assumed_share'])} of the articles the moment at which they could first be seen is assumed "
        "from their date, since they were collected afterwards: a view as of an earlier day rests on that.",
    ]
    body = html.Ul([html.Li(line) for line in lines])
    return [
        *[html.P(note) for note in notes],
        *paragraphs(method_text.SAMPLE),
        cards.card("sample", "The sample in figures", body, sql=query),
    ]


def impact() -> list[Component]:
    """The impact rubric as a table."""
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in ("Points", *method_text.RUBRIC_PARTS)]))
    rows = [
        html.Tr([html.Td(points, className="number"), *map(html.Td, cells)]) for points, *cells in method_text.RUBRIC
    ]
    return [
        *paragraphs(method_text.IMPACT),
        html.Div(html.Table([head, html.Tbody(rows)], className="table"), className="table-wrap"),
        html.P(html.Code(method_text.IMPACT_FORMULA)),
        *paragraphs(method_text.IMPACT_LIMITS),
    ]


def word_table(words: tuple[Word, ...]) -> Component:
    """Values with their meaning."""
    rows = [html.Tr([html.Td(word.value, className="term"), html.Td(word.meaning)]) for word in words]
    return html.Div(html.Table(html.Tbody(rows), className="table"), className="table-wrap")


def measures() -> list[Component]:
    """Every measure from the registry; one with another's formula points to it, its title says what it varies."""
    told: dict[str, Measure] = {}
    parts: list[Component] = paragraphs(method_text.MEASURES)
    for measure in REGISTRY:
        same = told.setdefault(measure.formula, measure)
        heading = html.H3(measure.title, id=measure.name)
        table = dcc.Link(html.Code(measure.table), href=f"/glossary#table-{measure.table}")
        if same is not measure:
            words: list[Component | str] = [
                "As ",
                html.A(same.title.lower(), href=f"#{same.name}"),
                ": table ",
                table,
                ".",
            ]
            parts += [heading, html.P(words)]
            continue
        rows: list[tuple[str, Component | str]] = [
            ("Formula", measure.formula),
            ("Unit", measure.unit),
            ("Source", measure.source),
            ("Caveat", measure.caveat),
            ("Table", table),
        ]
        items = [part for name, words in rows for part in (html.Dt(name), html.Dd(words))]
        parts += [heading, html.P(measure.definition), html.Dl(items, className="definition")]
    return parts


def identity(view: View) -> list[Component]:
    """What this release is, and the commands that give a number again."""
    row = view.frame("release").row(0, named=True)
    facts = [
        ("Release", row["release_id"]),
        ("Knows", f"everything up to {row['as_of']:%Y-%m-%d %H:%M} UTC"),
        ("Built", f"{row['built_at']:%Y-%m-%d %H:%M} UTC, build {row['number']} of that day"),
        ("Versions", f"schema {row['schema_version']}, method {row['method_version']}"),
        ("Data hash", html.Span(row["data_hash"], className="hash")),
        ("Beat hash", html.Span(row["beat_hash"], className="hash")),
        ("Note", thin_spaced(row["note"] or "none")),
    ]
    items = [part for name, words in facts for part in (html.Dt(name), html.Dd(words))]
    commands = (
        f'trends sql "SELECT * FROM pair_share" --release {view.id}\n'
        f"trends build                        # the same articles give the same data hash\n"
        f"trends build --as-of 2025-12-31     # what the index knew then, with today’s method"
    )
    return [
        html.Dl(items, className="definition"),
        *paragraphs(method_text.REPRODUCE),
        html.Pre(commands, className="sql-text"),
    ]


def register(app: Dash, provider: Provider) -> None:
    """Wire the anchors."""
    anchors.wire(app, "method")


PAGE = Page("/method", "Method", layout, nav="Method", register=register)
