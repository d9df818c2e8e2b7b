"""The front page: who leads in a sentence, the picture that shows it, what moved it, and every topic to check."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.pair import pair_chart
from trends.figures.share_chart import HEIGHT
from trends.pages import cards, pair, sentences
from trends.pages.drivers import drivers_card
from trends.pages.open_period import nowcast_words
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.ranking import ranking_card
from trends.pages.selection import NothingToShow, Selection, select, selection_controls
from trends.pages.state import changed_each
from trends.style import NBSP, in_sentence, thin_spaced

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
    sides = pair.measured(view, chosen)
    row = next((row for row in sides.frame.iter_rows(named=True) if row["period_start"] == chosen.period), None)
    told = sentences.pair_headline(row, sides.names, sides.crossovers, chosen.frequency)
    headline = html.H1(
        [told[0], html.Span(told[1], className=chosen.accents[0]), told[2]], className="headline", id="headline"
    )
    standfirst = html.P(
        [
            sentences.pair_standfirst(sides.frame, row, sides.names, sides.crossovers, chosen.frequency),
            f" {corpus_words(chosen)} ",
            dcc.Link("What that means", href="/method#sample"),
            ".",
        ],
        className="standfirst",
        id="standfirst",
    )
    what = f"the {in_sentence(sides.names[0])} share"
    return html.Div(
        [
            headline,
            standfirst,
            html.Div(
                [
                    html.Div(
                        [
                            pair_card(view, request, chosen, sides, "".join(told)),
                            drivers_card(view, request, chosen, chosen.sides, what),
                        ],
                        className="columns",
                    ),
                    ranking_card(view, request, chosen),
                ],
                className="stack",
            ),
        ]
    )


def pair_card(view: View, request: Request, chosen: Selection, sides: pair.Pair, said: str) -> Component:
    """The picture of the two topics.

    Args:
        view: the release.
        request: for the theme and for addresses.
        chosen: the cut.
        sides: the two topics, measured.
        said: the page's sentence, for those who hear the picture.
    """
    first, second = sides.names
    finding = sentences.share_finding(sides.frame, "share_a", first, chosen.period, chosen.frequency)
    if sides.frame["share_a"].null_count() == sides.frame.height:
        body: Component = cards.empty("No period has a story about either topic in this cut.")
    else:
        figure = pair_chart(
            sides.frame,
            view.frame("event").filter(beat_id=chosen.beat["beat_id"]),
            sides.names,
            frequency=chosen.frequency,
            theme=request.theme if chosen.accents[0] == "side-a" else request.theme.turned(),
            narrow=request.narrow,
            hrefs=changed_each(request.values, "/", "period", sides.frame["period_start"]),
            chosen=chosen.period if chosen.period != chosen.default_period else None,
            crossings=[(row["by_first"], row["start"]) for row in sides.crossovers if row["crossed"]],
        )
        body = cards.chart("pair", figure, height=HEIGHT, label=f"{finding}. {said}")
    return cards.card(
        "pair",
        finding,
        body,
        sql=sides.sql,
        subtitle=f"{first} stories as a share of {in_sentence(second)} and {in_sentence(first)} stories, "
        f"by {chosen.frequency}",
        controls=[*selection_controls(chosen), *pair.pair_controls(view, request, chosen)],
        note=NOTE + nowcast_words(sides.frame) + (pair.COMPUTED if sides.computed else ""),
        picture=True,
    )


def corpus_words(chosen: Selection) -> str:
    """What the articles are, in the beat's own words, up to its first full sentence."""
    note = str(chosen.beat["corpus_note"] or "").strip()
    note = thin_spaced(note)
    return note if note.endswith(".") or not note else note.rstrip(".;:,") + f".{NBSP}".strip()


PAGE = Page("/", "Index", layout, nav="Index")
