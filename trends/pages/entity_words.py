"""What an entity's page says in sentences, each computed from the data with its uncertainty."""

from __future__ import annotations

from typing import Any

from trends.style import NBSP, in_sentence, interval, percent, period_name, plural, probability, signed, whole

Row = dict[str, Any]

ARC_WORDS = {
    "sustained": "Sustained",
    "news_cycle": "Wave that has passed",
    "recent": "Recent wave",
    "undecided": "Undecided",
    "thin": "Too few stories",
}
ARC_SHORT = {
    "sustained": "Sustained",
    "news_cycle": "Wave, passed",
    "recent": "Wave, recent",
    "undecided": "Undecided",
    "thin": "Too few",
}
SLIGHT = 0.1
"""Below this, a mean tone on −1 to +1 is near the middle, however surely it is off it."""
LEAST_FOR_SERIES = 3
"""With fewer stories there is no row a period, and nothing to draw."""


def headline(name: str, beat: str, n: int, share: Row | None, arc: Row | None, frequency: str) -> tuple[str, str, str]:
    """The page's sentence in three parts: before the share, the share, after it.

    Args:
        name: the entity's.
        beat: the beat's name.
        n: stories that name it.
        share: the coverage of the chosen period, None where there is no series.
        arc: its row of the table `entity_arc`, or None.
        frequency: length of a period.
    """
    if not n:
        return f"No story on {beat} names {name}.", "", ""
    if share is None or share["share"] is None:
        return f"{name} is named in ", plural(n, "story", "stories"), f" on {beat}, too few to follow over time."
    when = period_name(share["period_start"], frequency)
    spread = interval(share["low"], share["high"])
    value = percent(share["share"]) + (f" [{spread}]" if spread else "")
    return f"{name} was in ", value, f" of the stories on {beat} in {when}; {_arc_clause(arc, frequency)}."


def _arc_clause(arc: Row | None, frequency: str) -> str:
    match arc and arc["arc"]:
        case "sustained":
            return "the coverage is sustained"
        case "news_cycle":
            return f"half of the coverage came in a wave, {stretch(arc, frequency)}, that has passed"
        case "recent":
            return "half of the coverage is recent, and may be a wave or the start of more"
        case "undecided":
            return "whether the coverage comes in waves can’t be told yet"
        case _:
            return "the stories are too few to tell a wave from lasting coverage"


def stretch(arc: Row | None, frequency: str) -> str:
    """The shortest stretch with half of its stories: "2023 Q1 to 2023 Q4"."""
    if arc is None:
        return ""
    start, end = period_name(arc["half_start"], frequency), period_name(arc["half_end"], frequency)
    return start if start == end else f"{start} to {end}"


def tone_finding(row: Row | None, name: str, frequency: str) -> str:
    """The tone chart's title: which way stories lean about the entity, where the interval leaves no doubt."""
    if row is None or row["tone"] is None:
        return f"{name}: no tone can be measured in this {frequency}"
    when = period_name(row["period_start"], frequency)
    value = signed(row["tone"], digits=2)
    band = f"{value} [{signed(row['tone_low'], digits=2)} to {signed(row['tone_high'], digits=2)}] in {when}"
    if row["state"] == "thin":
        return f"{name}: tone {band}, from few stories"
    slightly = "slightly " if abs(row["tone"]) < SLIGHT else ""
    if row["tone_low"] > 0:
        return f"{name} is shown in a {slightly}good light: {band}"
    if row["tone_high"] < 0:
        return f"{name} is shown in a {slightly}bad light: {band}"
    return f"{name} is shown in neither light: {band}"


def coverage_finding(arc: Row | None, frequency: str) -> str:
    """The coverage chart's title: where half of the stories lie."""
    if arc is None:
        return "No story to count"
    if arc["n_stories"] == 1:
        return f"One story, in {period_name(arc['first_period'], frequency)}"
    span = f"{arc['half_periods']} of {plural(arc['n_periods'], frequency)}"
    return f"Half of the {whole(arc['n_stories'])} stories came within {span}, {stretch(arc, frequency)}"


def arc_sentence(arc: Row, frequency: str) -> str:
    """What the bunching says, in words."""
    if arc["bunching"] is None:
        return "One story has no spread over time."
    often = f"{arc['bunching']:.1f} times as often as two stories of the beat do"
    sentence = f"Two of these stories fall into one {frequency} {often}"
    if arc["low"] is not None:
        sentence += f" (90{NBSP}% interval {arc['low']:.1f} to {arc['high']:.1f})"
    return sentence + "."


def chance_sentence(arc: Row) -> str:
    """What chance alone would do."""
    if arc["chance_high"] is None:
        return ""
    stories = plural(arc["n_stories"], "story", "stories")
    called = "" if arc["q"] is None else f" q = {probability(arc['q'])}." if arc["q"] >= 0.005 else " q < .01."
    return (
        f"{stories} picked from the beat at random stay below {arc['chance_high']:.1f} in 95{NBSP}% of cases.{called}"
    )


def direction_finding(rows: list[Row], name: str) -> str:
    """The title of the split: how many stories affect it well and badly."""
    counts = {row["direction"]: row["n_stories"] for row in rows}
    good, bad, total = counts.get("positive", 0), counts.get("negative", 0), sum(counts.values())
    if not total:
        return f"No story affects {name}"
    verb = "affects" if good == 1 else "affect"
    return f"{whole(good)} of {plural(total, 'story', 'stories')} {verb} {name} well, {whole(bad)} badly"


def topics_finding(rows: list[Row], name: str) -> str:
    """The title of the topics: the one most stories are about, beside its part of the beat."""
    if not rows:
        return f"The stories that name {name} are about none of the beat’s topics"
    row = max(rows, key=lambda row: row["n_stories"])
    of_these = f"{percent(row['share'])} of the stories that name {name} are about {in_sentence(row['name'])}"
    return f"{of_these}, of all stories {percent(row['share_of_beat'])}"


def pairs_finding(rows: list[Row]) -> str:
    """The title of the co-mentions: with whom it is surely named more often than independence gives."""
    sure = [row["name"] for row in rows if row["q"] <= 0.1 and row["lift"] > 1]
    if not rows:
        return "Named with nobody often enough to count"
    if not sure:
        return "Named with nobody more often than chance would have it"
    shown = sure[:3]
    listed = shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}"
    return f"Named together more often than chance would have it: {listed}"
