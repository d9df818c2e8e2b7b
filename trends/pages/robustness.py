"""Does the headline hang on a choice? The pair's result under every reasonable one, counted, drawn and listed.

Editorial decisions. A choice is counted once: the published result appears in several panels, but the sentence counts
each combination of weighting, stories and half-life, each other length of a period and each reading of the topics once.
Owners left out are told apart: of a hundred outlets one changes little, and twenty such choices would make any result
look agreed on. A result without a probability (too few stories) is counted among the choices, and never as a lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.cells import interval_bar
from trends.figures.robustness import PANELS, leader, place, robustness_chart
from trends.pages import cards
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.page import Page, Request
from trends.pages.pair import side_names
from trends.pages.provider import View
from trends.pages.robustness_words import choice_href, choice_said, choice_words
from trends.pages.selection import NothingToShow, select
from trends.pages.sentences import probability_threshold
from trends.style import SURE, in_sentence, interval, percent, period_name, plural, probability, the_period

NOTE = (
    "Dot: the first side’s share of the two at the newest complete period, with its 90 % interval; filled where it "
    f"surely leads or trails (P at least {probability_threshold(SURE)}), hollow elsewhere. Diamond: as published. "
    "✓: a crossover is confirmed. Dotted: as many stories on either side. A click on a choice opens it on the index "
    "page. The interval allows for stories that come in bunches, P counts one-sided stories as they are: so an "
    "interval can reach beyond 50 % where a lead is called sure."
)
CAVEAT = (
    "The choices share their stories, so their agreement isn’t independent evidence; what makes one story is the same "
    "in all of them."
)
FEW = 3

Row = dict[str, Any]


def layout(view: View, request: Request) -> Component:
    """Draw the page."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    names = side_names(view, chosen.pair)
    sql = chart_sql("robustness", beat=str(chosen.beat["beat_id"]))
    rows = view.sql(sql.text)
    frame = rows.with_columns(
        words=pl.Series([choice_words(row, chosen) for row in rows.to_dicts()], dtype=pl.String),
        said=pl.Series([choice_said(row, chosen) for row in rows.to_dicts()], dtype=pl.String),
        href=pl.Series([choice_href(row, chosen) for row in rows.to_dicts()], dtype=pl.String),
    )
    return html.Div(
        [
            html.H1(headline(frame, names), className="headline", id="headline"),
            html.P(
                [standfirst(frame, names), " ", dcc.Link("How it is computed", href="/method#robustness"), "."],
                className="standfirst",
                id="standfirst",
            ),
            html.Div(
                [figure_card(frame, sql, names, request), table_card(frame, sql, names, request)], className="stack"
            ),
        ]
    )


def headline(frame: pl.DataFrame, names: tuple[str, str]) -> str:
    """What the choices agree on, in a sentence.

    Args:
        frame: the chart's rows with `said`; see sql/charts/robustness.sql.
        names: of the pair's topics.
    """
    owners = frame.filter(pl.col("counted") & (pl.col("choice") == "without_owner"))
    counted = frame.filter(pl.col("counted") & (pl.col("choice") != "without_owner"))
    if counted.is_empty():
        return "There is no headline result yet whose choices could be varied."
    led = [leader(row) for row in counted.to_dicts()]
    sides = {name: led.count(side) for side, name in enumerate(names)}
    first = max(sides, key=lambda name: sides[name])
    of = f"{sides[first]} of {plural(counted.height, 'reasonable choice')}"
    if not sides[first]:
        lead = f"Under none of {plural(counted.height, 'reasonable choice')} does either side surely lead"
    else:
        lead = f"Under {of} {in_sentence(first)} surely leads"
        other = next(name for name in sides if name != first)
        if sides[other]:
            lead += f", under {sides[other]} {in_sentence(other)}"
        lead += _owners(owners, names.index(first))
    crossed = counted.filter("crossed")
    if crossed.is_empty():
        return f"{lead}; a crossover to {in_sentence(names[0])} is confirmed under none of them."
    if crossed.height == counted.height:
        return f"{lead}; the crossover to {in_sentence(names[0])} is confirmed under all of them."
    if crossed.height > FEW:
        return f"{lead}; the crossover to {in_sentence(names[0])} is confirmed under {crossed.height} of them."
    listed = _listed(crossed["said"].to_list())
    return f"{lead}; the crossover to {in_sentence(names[0])} is confirmed only under {listed}."


def _owners(owners: pl.DataFrame, side: int) -> str:
    """How the lead fares when one owner's articles are left out: ", whichever owner is left out"."""
    if owners.is_empty():
        return ""
    same = sum(leader(row) == side for row in owners.to_dicts())
    if same == owners.height:
        return ", whichever owner is left out"
    return f", and with {same} of {plural(owners.height, 'owner')} left out"


def standfirst(frame: pl.DataFrame, names: tuple[str, str]) -> str:
    """The published result, the range of the others, and how many can't say."""
    counted = frame.filter("counted")
    published = frame.filter(pl.col("choice") == "default").to_dicts()
    if not published or published[0]["share_a"] is None:
        return CAVEAT
    row = published[0]
    known = counted["share_a"].drop_nulls()
    parts = [
        f"As published, {in_sentence(names[0])} has {percent(row['share_a'])} [{interval(row['low'], row['high'])}] "
        f"of the two in {the_period(row['period_start'], row['frequency'])} (P {probability(row['p_a_leads'])})"
    ]
    if known.len():
        least, most = (float(value) for value in (known.to_numpy().min(), known.to_numpy().max()))
        parts[0] += f"; over all choices its share runs from {percent(least)} to {percent(most)}"
    silent = counted["p_a_leads"].null_count()
    if silent:
        parts.append(f"{plural(silent, 'choice')} leave{'s' if silent == 1 else ''} too few stories for a probability")
    return ". ".join([*parts, CAVEAT])


def figure_card(frame: pl.DataFrame, sql: ChartSQL, names: tuple[str, str], request: Request) -> Component:
    """The small multiples."""
    _, height = place(frame, narrow=request.narrow)
    if not height:
        body: Component = cards.empty("This beat has no headline pair with a closed period, so nothing can be varied.")
    else:
        figure = robustness_chart(frame, names, theme=request.theme, narrow=request.narrow)
        body = cards.chart("robustness", figure, height=height, label=headline(frame, names))
    return cards.card(
        "robustness",
        f"{names[0]} share under each choice",
        body,
        sql=sql,
        subtitle=f"{names[0]} stories as a share of {in_sentence(names[1])} and {in_sentence(names[0])} stories",
        note=NOTE,
        picture=True,
    )


def table_card(frame: pl.DataFrame, sql: ChartSQL, names: tuple[str, str], request: Request) -> Component:
    """Every choice as a row."""
    rows = table_rows(frame)
    body = cards.grid("choices", rows, _columns(request.narrow)) if rows else cards.empty("No choice to list.")
    return cards.card(
        "choices",
        "Every choice in figures",
        body,
        sql=sql,
        subtitle=f"P: probability that {in_sentence(names[0])} leads; n: one-sided stories it rests on",
    )


def table_rows(frame: pl.DataFrame) -> list[Row]:
    """Rows for the grid: the published result once and first, then every choice that differs from it."""
    rows = frame.filter((pl.col("choice") == "default") | ~pl.col("is_default").fill_null(False)).to_dicts()
    return [
        {
            "id": f"{row['choice']}/{row['value']}",
            "href": row["href"] or None,
            "kind": PANELS.get(row["choice"], "The default"),
            "choice": row["words"],
            "share": row["share_a"],
            "bar": interval_bar(row["share_a"], row["low"], row["high"], scale=1.0),
            "state": "thin" if row["p_a_leads"] is None else "complete",
            "words": f"{percent(row['share_a'], digits=1)}, 90 %: {interval(row['low'], row['high'])}",
            "p": row["p_a_leads"],
            "p_words": probability(row["p_a_leads"]),
            "n": row["n_effective"],
            "crossed": period_name(row["confirmed_at"], row["frequency"]) if row["crossed"] else "no",
        }
        for row in rows
    ]


def _columns(narrow: bool) -> list[Row]:
    number = {"type": "rightAligned"}
    columns: list[Row] = [
        {"field": "kind", "headerName": "Kind of choice", "filter": "agTextColumnFilter", "minWidth": 270, "flex": 270},
        {
            "field": "choice",
            "headerName": "Choice",
            "cellRenderer": "LinkCell",
            "filter": "agTextColumnFilter",
            "minWidth": 120 if narrow else 200,
            "flex": 150 if narrow else 220,
            "wrapText": narrow,
            "cellStyle": {"lineHeight": 1.2} if narrow else None,
        },
        {
            "field": "share",
            "headerName": "Share" if narrow else "Share, 90 % interval",
            "cellRenderer": "ShareCell",
            "cellRendererParams": {"size": 30 if narrow else 76},
            "minWidth": 86 if narrow else 180,
            "flex": 86 if narrow else 180,
            **number,
        },
        {
            "field": "p",
            "headerName": "P",
            "valueFormatter": {"function": "params.data.p_words"},
            "minWidth": 58 if narrow else 80,
            "flex": 58 if narrow else 80,
            **number,
        },
        {"field": "n", "headerName": "n", "valueFormatter": {"function": "oneDigit(params.value)"}, "minWidth": 80,
         "flex": 80, **number},
        {"field": "crossed", "headerName": "Confirmed" if narrow else "Crossover confirmed",
         "minWidth": 92 if narrow else 160, "flex": 92 if narrow else 160},
    ]  # fmt: skip
    return [column for column in columns if column["field"] not in ("kind", "n")] if narrow else columns


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else "; ".join(items[:-1]) + "; and " + items[-1]


PAGE = Page("/robustness", "Robustness", layout, nav="Robustness")
