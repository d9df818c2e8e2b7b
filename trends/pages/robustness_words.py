"""What a choice of the robustness page is called, how a sentence says it, and where it can be seen over time."""

from __future__ import annotations

from typing import Any

from trends.pages import beats
from trends.pages.selection import GATE_WORDS, WEIGHTING_WORDS, Selection
from trends.pages.state import link

VERSION_WORDS = {"strict": "strictly", "usual": "as usual", "broad": "broadly"}

Row = dict[str, Any]


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
        case "frequency" | "topic_version":
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
        case "topic_version":
            return f"topics read {VERSION_WORDS.get(value, value)}"
        case "combined":
            gate, weighting, half_life = value.split(", ")
            weighed = "counted once each" if weighting == "story" else f"weighted by {weighting}"
            return f"{gate} stories, {weighed}, half-life {_half_life_words(half_life, own)}"
        case _:
            return choice_words(row, chosen)


def choice_href(row: Row, chosen: Selection) -> str:
    """Where the choice can be seen over time; "" for an owner left out, which the index page can't draw."""
    beat, value = str(chosen.beat["beat_id"]), str(row["value"])
    picked: dict[str, object] = {"beat": None if beat == beats.PACKAGED else beat}
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


def _gate_words(value: str) -> str:
    return {"all": "All", "verified": "Verified"}.get(value, GATE_WORDS.get(value, value))


def _half_life_words(value: str, frequency: str) -> str:
    return f"{value} {frequency}{'' if value == '1' else 's'}"
