"""Cards on consequence: how much impact the stories have on average, and what a share becomes when impact counts."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

from trends.figures.base import percent_axis
from trends.figures.index_line import HEIGHT, Line, closed, line_chart
from trends.pages import cards
from trends.pages.chart_sql import chart_sql
from trends.pages.page import Request
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.style import in_sentence, interval, percent, period_name, plural, the_period, topic_colour

NOTE = (
    "Dots: the period’s average, discounted; thin: fewer than 20 effective stories; hollow: the period is still open."
)
WEIGHTED_NOTE = (
    "Counted once: every story 1. By impact: every story its impact, 1 to 10, in both the topic and the beat. Bands: "
    "90 % intervals. Where the two part, the topic’s stories are weightier, or slighter, than the beat’s."
)

Row = dict[str, Any]


def impact_card(view: View, request: Request, chosen: Selection, topic_id: str | None, name: str) -> Component:
    """Mean impact over time, of a topic's stories or (None) of all the beat's."""
    keys = {key: value for key, value in chosen.keys.items() if key != "weighting"}
    sql = chart_sql("topic_impact", **keys, topic=topic_id)
    frame = view.sql(sql.text)
    row = next(iter(frame.filter(period_start=chosen.period).to_dicts()), None)
    finding = impact_finding(row, name, chosen.frequency)
    if frame["impact"].null_count() == frame.height:
        body: Component = cards.empty(f"No story of {in_sentence(name)} has an impact in this cut.")
    else:
        colour = request.theme.muted if topic_id is None else topic_colour(request.theme, topic_id, chosen.pair)
        rows = [line | {"value": line["impact"], "words": _words(line, chosen.frequency)} for line in frame.to_dicts()]
        figure = line_chart(
            [Line(f"{closed(rows)['value']:.1f}", rows, colour, request.theme.ink)],
            frequency=chosen.frequency,
            axis={"range": [1, 10], "tickvals": [1, 4, 7, 10]},
            theme=request.theme,
            narrow=request.narrow,
        )
        body = cards.chart("impact", figure, height=HEIGHT, label=finding)
    return cards.card(
        "impact",
        finding,
        body,
        sql=sql,
        subtitle="Mean impact from 1 to 10, discounted, with its 90 % interval",
        note=NOTE,
        picture=True,
    )


def impact_finding(row: Row | None, name: str, frequency: str) -> str:
    """The impact chart's title: the mean, its interval, and how many stories are action items."""
    if row is None or row["impact"] is None:
        return f"{name}: no impact can be measured in this {frequency}"
    when = the_period(row["period_start"], frequency)
    if row["low"] is None or row["state"] == "thin":
        return f"{name}: mean impact {row['impact']:.1f} in {when}, from few stories"
    action = plural(row["n_action"], "action item")
    return (
        f"{name}: mean impact {row['impact']:.1f} [{row['low']:.1f}–{row['high']:.1f}] in {when}, {action} (8 or more)"
    )


def weighted_card(view: View, request: Request, chosen: Selection, topic_id: str, name: str) -> Component:
    """The topic's share with every story counted once, beside its share with impact counted."""
    keys = {key: value for key, value in chosen.keys.items() if key != "weighting"}
    sql = chart_sql("weighted_share", **keys, topic=topic_id)
    frame = view.sql(sql.text)
    both = {weighting: frame.filter(weighting=weighting) for weighting in ("story", "impact")}
    now = {
        weighting: next(iter(rows.filter(period_start=chosen.period).to_dicts()), None)
        for weighting, rows in both.items()
    }
    finding = weighted_finding(now["story"], now["impact"], name, chosen.frequency)
    if both["impact"]["share"].null_count() == both["impact"].height:
        body: Component = cards.empty(f"No period has a share of {in_sentence(name)} by impact in this cut.")
    else:
        colours = {"story": request.theme.muted, "impact": request.theme.amber}
        labels = {"story": "once", "impact": "by impact"}
        lines = []
        for weighting, rows in both.items():
            told = [
                row | {"value": row["share"], "words": _share_words(row, labels[weighting], chosen.frequency)}
                for row in rows.to_dicts()
            ]
            label = f"{labels[weighting]} {percent(closed(told)['value'])}"
            lines.append(Line(label, told, colours[weighting], colours[weighting]))
        ends = [end for column in ("share", "high") for end in frame[column].drop_nulls().to_list()]
        figure = line_chart(
            lines,
            frequency=chosen.frequency,
            axis=percent_axis(request.theme, min(1.0, max([0.04, *ends]) * 1.06)),
            theme=request.theme,
            narrow=request.narrow,
        )
        body = cards.chart("weighted", figure, height=HEIGHT, label=finding)
    return cards.card(
        "weighted",
        finding,
        body,
        sql=sql,
        subtitle=f"Share of the beat’s stories about {in_sentence(name)}, by {chosen.frequency}, under two weightings",
        note=WEIGHTED_NOTE,
        picture=True,
    )


def weighted_finding(story: Row | None, impact: Row | None, name: str, frequency: str) -> str:
    """The chart's title: whether counting impact changes the share by more than its interval."""
    if not story or not impact or story["share"] is None or impact["share"] is None:
        return f"{name} by impact: no share can be measured in this {frequency}"
    when = the_period(story["period_start"], frequency)
    pair = f"{percent(impact['share'])} by impact, {percent(story['share'])} counted once in {when}"
    if story["low"] is None or story["low"] <= impact["share"] <= story["high"]:
        return f"{name} weighs as much as it is told: {pair}"
    verb = "more" if impact["share"] > story["share"] else "less"
    return f"{name} weighs {verb} than it is told: {pair}"


def _words(row: Row, frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>"
    if row["impact"] is None:
        return f"{name}<br>no impact: the period is {row['state']}"
    band = "" if row["low"] is None else f" [{row['low']:.1f}–{row['high']:.1f}]"
    raw = "" if row["impact_raw"] is None else f"<br>its own stories: {row['impact_raw']:.1f}"
    told = f"{plural(row['n_stories'], 'story', 'stories')}, {plural(row['n_action'], 'action item')}"
    state = "" if row["state"] == "complete" else f" ({row['state']})"
    return f"{name}{state}<br>mean impact {row['impact']:.1f}{band}{raw}<br>{told}"


def _share_words(row: Row, label: str, frequency: str) -> str:
    name = f"<b>{period_name(row['period_start'], frequency)}</b>, {label}"
    if row["share"] is None:
        return f"{name}<br>no share: the period is {row['state']}"
    state = "" if row["state"] == "complete" else f" ({row['state']})"
    return f"{name}{state}<br>{percent(row['share'], digits=1)} [{interval(row['low'], row['high'])}]"
