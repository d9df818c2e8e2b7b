"""Does the headline hang on a choice? The pair's result under every reasonable one, counted, drawn and listed.

Editorial decisions. A choice is counted once: the published result appears in several panels, but the sentence counts
each combination of weighting, stories and half-life, each other length of a period and each owner left out once. A
result without a probability (too few stories) is counted among the choices, and never as a lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.cells import interval_bar
from trends.figures.robustness import PANELS, SURE, place, robustness_chart
from trends.pages import cards, controls
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.index import pair_names
from trends.pages.page import Page, Request
from trends.pages.provider import View
from trends.pages.selection import GATE_WORDS, WEIGHTING_WORDS, NothingToShow, Selection, beat_names, select
from trends.pages.state import link
from trends.style import interval, percent, period_name, plural, probability

NOTE = (
    "Dot: the first side’s share of the two at the newest complete period, with its 90 % interval; filled where it "
    "leads or trails with P ≥ .975, hollow where that isn’t sure. Diamond: as published. ✓: a crossover is confirmed. "
    "Dotted: as many stories on either side. A click on a choice opens it on the index page."
)
CAVEAT = (
    "The choices share their stories, so their agreement isn’t independent evidence; the topics’ terms and what makes "
    "one story are the same in all of them."
)
FEW = 3

Row = dict[str, Any]


def layout(view: View, request: Request) -> Component:
    """Draw the page."""
    try:
        chosen = select(view, request.query)
    except NothingToShow as reason:
        return html.H1(str(reason), className="headline", id="headline")
    names = pair_names(view, chosen)
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
            html.Div(beat_control(view, chosen), className="controls"),
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
    counted = frame.filter("counted")
    if counted.is_empty():
        return "There is no headline result yet whose choices could be varied."
    sides = {
        names[0]: counted.filter(pl.col("p_a_leads") >= SURE).height,
        names[1]: counted.filter(pl.col("p_a_leads") <= 1 - SURE).height,
    }
    leader = max(sides, key=lambda name: sides[name])
    of = f"{sides[leader]} of {plural(counted.height, 'reasonable choice')}"
    if not sides[leader]:
        lead = f"Under none of {plural(counted.height, 'reasonable choice')} does either side lead with P ≥ .975"
    else:
        lead = f"Under {of} {leader.lower()} leads with P ≥ .975"
        other = next(name for name in sides if name != leader)
        if sides[other]:
            lead += f", under {sides[other]} {other.lower()}"
    crossed = counted.filter("crossed")
    if crossed.is_empty():
        return f"{lead}; a crossover to {names[0].lower()} is confirmed under none of them."
    if crossed.height == counted.height:
        return f"{lead}; the crossover to {names[0].lower()} is confirmed under all of them."
    if crossed.height > FEW:
        return f"{lead}; the crossover to {names[0].lower()} is confirmed under {crossed.height} of them."
    listed = _listed(crossed["said"].to_list())
    return f"{lead}; the crossover to {names[0].lower()} is confirmed only under {listed}."


def standfirst(frame: pl.DataFrame, names: tuple[str, str]) -> str:
    """The published result, the range of the others, and how many can't say."""
    counted = frame.filter("counted")
    published = frame.filter(pl.col("choice") == "default").to_dicts()
    if not published or published[0]["share_a"] is None:
        return CAVEAT
    row = published[0]
    known = counted["share_a"].drop_nulls()
    parts = [
        f"As published, {names[0].lower()} has {percent(row['share_a'])} [{interval(row['low'], row['high'])}] of the "
        f"two in {period_name(row['period_start'], row['frequency'])} (P {probability(row['p_a_leads'])})"
    ]
    if known.len():
        least, most = (float(value) for value in (known.to_numpy().min(), known.to_numpy().max()))
        parts[0] += f"; over all choices its share runs from {percent(least)} to {percent(most)}"
    silent = counted["p_a_leads"].null_count()
    if silent:
        parts.append(f"{plural(silent, 'choice')} leave{'s' if silent == 1 else ''} too few stories for a probability")
    return ". ".join([*parts, CAVEAT])


def choice_words(row: Row, chosen: Selection) -> str:
    """A choice in the analyst's words: "Attention", "Without Future plc", "All · count · 2 quarters"."""
    own, value = str(chosen.beat["frequency"]), str(row["value"])
    match row["choice"]:
        case "weighting":
            return WEIGHTING_WORDS.get(value, value)
        case "gate":
            return _gate_words(value)
        case "half_life":
            return _half_life_words(value, own)
        case "frequency":
            return value.capitalize()
        case "combined":
            gate, weighting, half_life = value.split(", ")
            words = (_gate_words(gate), WEIGHTING_WORDS.get(weighting, weighting).lower(), f"{half_life} {own[0]}")
            return " · ".join(words)
        case "default":
            return "As published"
        case _:
            return value


def choice_said(row: Row, chosen: Selection) -> str:
    """A choice inside a sentence: "verified stories, weighted by impact, half-life 4 quarters"."""
    own, value = str(chosen.beat["frequency"]), str(row["value"])
    match row["choice"]:
        case "frequency":
            return f"periods of a {value}"
        case "without_owner":
            return f"{value} left out"
        case "combined":
            gate, weighting, half_life = value.split(", ")
            weighed = "counted once each" if weighting == "story" else f"weighted by {weighting}"
            return f"{gate} stories, {weighed}, half-life {_half_life_words(half_life, own)}"
        case _:
            return choice_words(row, chosen)


def choice_href(row: Row, chosen: Selection) -> str:
    """Where the choice can be seen over time; "" for an owner left out, which the index page can't draw."""
    beat, value = str(chosen.beat["beat_id"]), str(row["value"])
    picked: dict[str, object] = {"beat": None if beat == "ai_compute" else beat}
    if not row["is_default"]:
        match row["choice"]:
            case "weighting" | "gate" | "frequency" | "half_life":
                picked[row["choice"]] = value
            case "combined":
                gate, weighting, half_life = value.split(", ")
                picked |= {
                    "gate": None if gate == "all" else gate,
                    "weighting": None if weighting == "story" else weighting,
                    "half_life": half_life,
                }
            case _:
                return ""
    return link("/", **picked)


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
        subtitle=f"{names[0]} stories as a share of {names[1].lower()} and {names[0].lower()} stories",
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
        subtitle=f"P: probability that {names[0].lower()} leads; n: one-sided stories it rests on",
    )


def table_rows(frame: pl.DataFrame) -> list[Row]:
    """Rows for the grid: the published result once and first, then every choice that differs from it."""
    rows = frame.filter((pl.col("choice") == "default") | ~pl.col("is_default").fill_null(False)).to_dicts()
    return [
        {
            "id": f"{row['choice']}/{row['value']}",
            "href": row["href"] or None,
            "kind": PANELS.get(row["choice"], "None"),
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


def beat_control(view: View, chosen: Selection) -> list[Component]:
    """The menu of beats, where there are several."""
    beats = beat_names(view)
    if len(beats) < 2:
        return []
    default = "ai_compute" if "ai_compute" in beats else next(iter(beats))
    return [controls.select("beat", beats, str(chosen.beat["beat_id"]), default, label="Beat")]


def _columns(narrow: bool) -> list[Row]:
    number = {"type": "rightAligned"}
    columns: list[Row] = [
        {"field": "kind", "headerName": "Kind of choice", "filter": "agTextColumnFilter", "minWidth": 190, "flex": 190},
        {
            "field": "choice",
            "headerName": "Choice",
            "cellRenderer": "LinkCell",
            "filter": "agTextColumnFilter",
            "minWidth": 120 if narrow else 200,
            "flex": 150 if narrow else 220,
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
        {"field": "crossed", "headerName": "Crossed" if narrow else "Crossover", "minWidth": 92 if narrow else 130,
         "flex": 92 if narrow else 130},
    ]  # fmt: skip
    return [column for column in columns if column["field"] not in ("kind", "n")] if narrow else columns


def _gate_words(value: str) -> str:
    return {"all": "All", "verified": "Verified"}.get(value, GATE_WORDS.get(value, value))


def _half_life_words(value: str, frequency: str) -> str:
    return f"{value} {frequency}{'' if value == '1' else 's'}"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else "; ".join(items[:-1]) + "; and " + items[-1]


PAGE = Page("/robustness", "Robustness", layout, nav="Robustness")
