"""The cards of an entity's page."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from trends.figures.cells import interval_bar
from trends.figures.entity import COVERAGE_HEIGHT, TONE_HEIGHT, coverage_over_time, tone_over_time
from trends.pages import badges, cards, entity_words
from trends.pages.entity_data import Entity, Row
from trends.pages.entity_revenue import latest_revenue
from trends.pages.page import Request
from trends.pages.sentences import origins_words
from trends.style import NBSP, UNKNOWN, percent, plural, probability, signed, whole

DIRECTION_WORDS = {
    "positive": ("+ affected well", "bar-up"),
    "neutral": ("· neither", ""),
    "negative": ("− affected badly", "bar-down"),
}
ALIASES_SHOWN = 6


def tone_card(entity: Entity, request: Request) -> Component:
    """In what light the stories show it, over time."""
    chosen, frame = entity.chosen, entity.tone.frame
    finding = entity_words.tone_finding(entity.now, entity.name, chosen.frequency)
    if frame.is_empty() or frame["tone"].null_count() == frame.height:
        body: Component = _no_series(entity)
        finding = f"{entity.name}: too few stories for a tone over time"
    else:
        figure = tone_over_time(frame, frequency=chosen.frequency, theme=request.theme, narrow=request.narrow)
        body = cards.chart("tone", figure, height=TONE_HEIGHT, label=finding)
    return cards.card(
        "tone",
        finding,
        body,
        sql=entity.tone.sql,
        subtitle=f"Mean tone about {entity.name} from −1 to +1, each story weighted by its impact, discounted, by "
        f"{chosen.frequency}",
        note="Line: thin while fewer than 20 effective stories stand behind it, dotted into the open period. Band: "
        "90 % interval. Rings: the period’s own stories, by number.",
        picture=True,
    )


def coverage_card(entity: Entity, request: Request) -> Component:
    """How many stories name it, beside what the beat would give."""
    chosen, frame, arc = entity.chosen, entity.coverage.frame, entity.arc.first
    finding = entity_words.coverage_finding(arc, chosen.frequency)
    if frame.is_empty():
        body: Component = _no_series(entity)
    else:
        figure = coverage_over_time(
            frame,
            half=None if arc is None else (arc["half_start"], arc["half_end"]),
            frequency=chosen.frequency,
            theme=request.theme,
            narrow=request.narrow,
        )
        body = cards.chart("coverage", figure, height=COVERAGE_HEIGHT, label=finding)
    return cards.card(
        "coverage",
        finding,
        body,
        sql=entity.coverage.sql,
        subtitle=f"Stories that name it, by {chosen.frequency}",
        note="Dotted: what the beat would give if its part had never changed. Shaded: the shortest stretch with half "
        "of the stories. A hollow bar is still open; hatched is not covered.",
        picture=True,
    )


def arc_card(entity: Entity) -> Component:
    """Whether the coverage is a wave or lasts."""
    arc, frequency = entity.arc.first, entity.chosen.frequency
    said: list[Component]
    if arc is None:
        said = [cards.empty(f"No story of this cut names {entity.name}.")]
        words = "Nothing to judge"
    else:
        words = entity_words.ARC_WORDS[arc["arc"]]
        sentences = [entity_words.arc_sentence(arc, frequency), entity_words.chance_sentence(arc), _call(arc)]
        said = [html.P(sentence) for sentence in sentences if sentence]
    return cards.card(
        "arc",
        words,
        html.Div(said, className="takeaways small"),
        sql=entity.arc.sql,
        subtitle="A wave of news, or lasting coverage?",
        note=[
            "1 is as spread over time as the beat itself. ",
            dcc.Link("How it is measured", href="/method#entity_arc"),
            ".",
        ],
    )


def _call(arc: Row) -> str:
    """Why the call is what it is."""
    return {
        "sustained": "Sustained: even the upper end is below 1.5.",
        "news_cycle": "A wave: bunched beyond chance (q at most .10), and half of it lies behind.",
        "recent": "Recent: bunched beyond chance (q at most .10), up to now. It can still turn out either way.",
        "undecided": "Neither surely below 1.5 nor surely bunched to that degree, so no call is made.",
        "thin": "Below 10 stories no call is made.",
    }.get(arc["arc"], "")


def direction_card(entity: Entity) -> Component:
    """How its stories affect it."""
    rows = entity.direction.rows
    cells: list[Component] = []
    for row in rows:
        words, kind = DIRECTION_WORDS.get(row["direction"], (row["direction"], ""))
        hover = f"Mean impact {row['mean_impact']:.1f}, mean tone {signed(row['mean_tone'], digits=2)}"
        cells += [
            html.Div(words, title=hover),
            _bar(row["share"], kind),
            html.Div(f"{whole(row['n_stories'])} · {percent(row['share'])}", className="number"),
        ]
    return cards.card(
        "direction",
        entity_words.direction_finding(rows, entity.name),
        html.Div(cells, className="bars") if cells else cards.empty("None in this cut."),
        sql=entity.direction.sql,
        subtitle="Stories by how they affect it",
        note="Affected well or badly by what the story says of it, not by the story’s own tone.",
    )


def profile_card(entity: Entity) -> Component:
    """Who it is, what it earns, and how often it is named."""
    row = entity.row
    aliases = row["aliases"] or []
    also = ", ".join(aliases[:ALIASES_SHOWN]) + (
        f" and {len(aliases) - ALIASES_SHOWN} more" if len(aliases) > ALIASES_SHOWN else ""
    )
    first = badges.published(row["first_day"], row["first_precision"]) if row["n_stories"] else ""
    last = badges.published(row["last_day"], row["last_precision"]) if row["n_stories"] else ""
    span = first if first == last else f"{first} to {last}"
    lines = [
        ("Kind", row["kind"].capitalize()),
        ("Ticker", row["ticker"] or ""),
        ("Revenue", latest_revenue(entity)),
        ("Also found as", also),
        ("Stories", f"{whole(row['n_stories'])}, {whole(row['n_verified'])} verified"),
        ("From, to", span),
    ]
    body = html.Dl(
        [part for name, value in lines if value for part in (html.Dt(name), html.Dd(value))], className="profile"
    )
    return cards.card("profile", "Who it is", body, sql=entity.profile.sql)


def pairs_card(entity: Entity, request: Request) -> Component:
    """Who is named with it, against independence."""
    rows = entity.pairs.rows
    if not rows:
        body: Component = cards.empty(
            "Only two entities with five stories or more each are paired, and only if two stories or more name both."
        )
    else:
        heads = (
            ["", "Both", "Lift", "q"] if request.narrow else ["", "Both", "By chance", "Lift", f"90{NBSP}%", "", "q"]
        )
        head = html.Tr(
            [html.Th(word, scope="col", className="number" if place else None) for place, word in enumerate(heads)]
        )
        scale = max(row["high"] for row in rows)
        lines = [_pair(entity, row, scale, narrow=request.narrow) for row in rows]
        body = html.Div(html.Table([html.Thead(head), html.Tbody(lines)], className="table"), className="table-wrap")
    return cards.card(
        "pairs",
        entity_words.pairs_finding(rows),
        body,
        sql=entity.pairs.sql,
        subtitle="Stories that name both, beside what independent naming within each period would give",
        note=[
            "Lift: both ÷ by chance. Bold: the false discovery rate over all pairs is at most 10 %. Pairs that one "
            "story names are left out. ",
            dcc.Link("How it is measured", href="/method#entity_pair"),
            ".",
        ],
    )


def _pair(entity: Entity, row: Row, scale: float, *, narrow: bool) -> Component:
    sure = row["q"] <= 0.1
    strong = "number strong" if sure else "number muted"
    name = html.Td(dcc.Link(row["name"], href=entity.href(f"/entity/{row['entity_id']}")))
    lift = html.Td(f"{row['lift']:.1f}", className=strong)
    both, q = html.Td(whole(row["n_both"]), className="number"), html.Td(probability(row["q"]), className="number")
    if narrow:
        spread = html.Div(f"90{NBSP}%: {row['low']:.1f}–{row['high']:.1f}", className="small muted")
        return html.Tr([html.Td([name.children, spread]), both, lift, q])
    interval = html.Td(f"{row['low']:.1f}–{row['high']:.1f}", className="number")
    expected = html.Td(f"{row['expected']:.1f}", className="number")
    return html.Tr([name, both, expected, lift, interval, html.Td(_spread(row, scale)), q])


def _spread(row: Row, scale: float) -> Component:
    """The interval on a scale common to the table, with a tick at 1."""
    place = interval_bar(row["lift"], row["low"], row["high"], scale=scale, width=100)
    assert place is not None
    return html.Div(
        [
            html.I(style={"left": f"{100 / scale:.1f}%"}),
            html.Span(
                style={"left": f"{place['low']:.1f}%", "width": f"{max(1.0, place['high'] - place['low']):.1f}%"}
            ),
            html.B(style={"left": f"{place['x']:.1f}%"}),
        ],
        className="spread",
        title=f"Lift {row['lift']:.2f}, 90 %: {row['low']:.2f} to {row['high']:.2f}; 1 is chance",
    )


def topics_card(entity: Entity) -> Component:
    """What its stories are about, beside all stories of the beat."""
    cells: list[Component] = []
    for row in entity.topics.rows[:10]:
        hover = f"{percent(row['share'])} of these stories, {percent(row['share_of_beat'])} of the beat’s"
        cells += [
            html.Div(dcc.Link(row["name"], href=entity.href(f"/topic/{row['topic_id']}"), title=hover)),
            _bar(row["share"], "", tick=row["share_of_beat"]),
            html.Div(f"{whole(row['n_stories'])} · {percent(row['share'])}", className="number", title=hover),
        ]
    return cards.card(
        "topics",
        entity_words.topics_finding(entity.topics.rows, entity.name),
        html.Div(cells, className="bars") if cells else cards.empty("None of the beat’s topics."),
        sql=entity.topics.sql,
        subtitle=f"Stories, and part of those that name {entity.name}; the tick is the part of all stories of the beat",
    )


def stories_card(entity: Entity) -> Component:
    """Its latest stories."""
    rows = entity.stories.rows
    items = [_story(entity, row) for row in rows]
    body = html.Ol(items, className="timeline") if items else cards.empty("None in this cut.")
    verified = "yes" if entity.chosen.gate == "verified" else None
    every = entity.href("/stories", entity=entity.row["entity_id"], verified=verified)
    count = entity.row["n_stories"]
    return cards.card(
        "stories",
        f"The latest stories that name {entity.name}",
        body,
        sql=entity.stories.sql,
        subtitle=f"Newest first; tone and direction are about {entity.name}, not of the whole story",
        note=dcc.Link(f"All {plural(count, 'story', 'stories')}", href=every) if count > len(rows) else "",
    )


def _story(entity: Entity, row: Row) -> Component:
    affected = {"positive": f"good for {entity.name}", "negative": f"bad for {entity.name}"}.get(row["direction"], "")
    about = [
        f"tone {signed(row['tone'], digits=2)}", affected, f"impact{NBSP}{row['impact']}",
        origins_words(row["n_origins"], row["owners_known"]),
    ]  # fmt: skip
    when = badges.published(row["first_published_at"], row["date_precision"])
    return html.Li(
        [
            html.Span(f"{when} · ", className="muted"),
            dcc.Link(row["headline"], href=entity.href(f"/story/{row['story_id']}")),
            html.Div(" · ".join(filter(None, about)), className="small muted"),
        ]
    )


def _bar(part: float | None, kind: str, *, tick: float | None = None) -> Component:
    bar = html.Span(style={"width": f"{100 * (part or 0):.1f}%"}, className=kind)
    mark = [html.I(style={"left": f"{100 * tick:.1f}%"})] if tick is not None else []
    return html.Div([bar, *mark], className="bar ticked" if mark else "bar")


def _no_series(entity: Entity) -> Component:
    count = entity.row["n_stories"]
    if not count:
        return cards.empty(f"No story of this cut names {entity.name}.")
    words = "One story names it" if count == 1 else f"{plural(count, 'story', 'stories')} name it"
    least = entity_words.LEAST_FOR_SERIES
    return cards.empty(f"{words}; from {least} on, it is followed over time." if count < least else UNKNOWN)
