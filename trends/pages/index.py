"""The front page: who leads in a sentence, the picture that shows it, what moved it, and every topic to check."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.pair import pair_chart
from trends.figures.share_chart import HEIGHT
from trends.pages import cards, sentences
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.drivers import drivers_card
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.ranking import ranking_card
from trends.pages.selection import NothingToShow, Selection, beat_names, select, selection_controls
from trends.pages.state import changed
from trends.style import NBSP

NOTE = (
    "Line: discounted share, thin while few stories stand behind it. Band: 90 % interval of that average. Rings: the "
    "period’s own stories, by number. Strip: probability that the first side leads, blank where no call is made."
)


def layout(view: View, request: Request) -> Component:
    """Draw the front page."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    names = pair_names(view, chosen)
    sql = pair_sql(chosen)
    frame = view.sql(sql.text)
    row = next(iter(frame.filter(period_start=chosen.period).to_dicts()), None)
    crossover = None
    if chosen.is_default_half_life:
        found = view.frame("crossover").filter(
            beat_id=chosen.beat["beat_id"],
            frequency=chosen.frequency,
            gate=chosen.gate,
            weighting=chosen.weighting,
            topic_a=chosen.pair[0],
            topic_b=chosen.pair[1],
        )
        crossover = next(iter(found.to_dicts()), None)
    before, share, after = sentences.pair_headline(row, names, crossover, chosen.frequency)
    headline = html.H1([before, html.Span(share, className="side-a"), after], className="headline", id="headline")
    standfirst = html.P(
        [
            sentences.pair_standfirst(frame, row, names, crossover, chosen.frequency),
            f" {corpus_words(chosen)} ",
            dcc.Link("What that means", href="/method#sample"),
            ".",
        ],
        className="standfirst",
        id="standfirst",
    )
    finding = sentences.share_finding(frame, "share_a", names[0], chosen.period, chosen.frequency)
    if frame.is_empty():
        body: Component = cards.empty("No period has a story about either topic in this cut.")
    else:
        figure = pair_chart(
            frame,
            view.frame("event").filter(beat_id=chosen.beat["beat_id"]),
            names,
            frequency=chosen.frequency,
            theme=request.theme,
            narrow=request.narrow,
            hrefs=[changed(request.values, "/", period=start) for start in frame["period_start"]],
            chosen=chosen.period if chosen.period != chosen.default_period else None,
        )
        body = cards.chart("pair", figure, height=HEIGHT, label=f"{finding}. {before}{share}{after}")
    chart = cards.card(
        "pair",
        finding,
        body,
        sql=sql,
        subtitle=f"{names[0]} stories as a share of {names[1].lower()} and {names[0].lower()} stories, "
        f"by {chosen.frequency}",
        controls=selection_controls(chosen, beat_names(view)),
        note=NOTE,
        picture=True,
    )
    pair = "|".join(chosen.pair)
    return html.Div(
        [
            headline,
            standfirst,
            html.Div(
                [
                    html.Div(
                        [chart, drivers_card(view, chosen, pair, f"the {names[0].lower()} share")], className="columns"
                    ),
                    ranking_card(view, request, chosen),
                ],
                className="stack",
            ),
        ]
    )


def pair_sql(chosen: Selection) -> ChartSQL:
    """The query behind the pair chart: the published table, or the variants for another half-life."""
    sides = {"topic_a": chosen.pair[0], "topic_b": chosen.pair[1]}
    if chosen.is_default_half_life:
        return chart_sql("pair_share", **chosen.keys, **sides)
    return chart_sql("pair_share_variant", **chosen.keys, **sides, half_life=chosen.half_life)


def pair_names(view: View, chosen: Selection) -> tuple[str, str]:
    """The names of the headline pair's topics."""
    names = dict(view.frame("topic").select("topic_id", "name").iter_rows())
    return names.get(chosen.pair[0], chosen.pair[0]), names.get(chosen.pair[1], chosen.pair[1])


def corpus_words(chosen: Selection) -> str:
    """What the articles are, in the beat's own words, up to its first full sentence."""
    note = str(chosen.beat["corpus_note"] or "").strip()
    return note if note.endswith(".") or not note else note.rstrip(".;:,") + f".{NBSP}".strip()


PAGE = Page("/", "Index", layout, nav="Index")
