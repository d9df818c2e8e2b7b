from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trends.trees import numbers, trace
from trends.figures.base import middle, percent_axis, place_labels, typed
from trends.figures.cells import interval_bar, sparkline, tone_bar
from trends.figures.momentum import momentum_chart
from trends.figures.pair import pair_chart
from trends.figures.share_lines import rings
from trends.figures.share_look import Look
from trends.figures.share_marks import reference_words
from trends.figures.topic import topic_chart
from trends.style import DARK, LIGHT, Theme, contrast, period_end

STATES = ["thin", "thin", "complete", "complete", "missing", "complete", "complete", "partial"]
STARTS = [date(2024 + quarter // 4, quarter % 4 * 3 + 1, 1) for quarter in range(8)]
SHARES = [0.3, 0.35, 0.4, 0.42, None, 0.5, 0.55, 0.57]


def pair_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period_start": STARTS,
            "share_a": SHARES,
            "low": [None if share is None else share - 0.1 for share in SHARES],
            "high": [None if share is None else share + 0.1 for share in SHARES],
            "share_raw": [0.2, 0.5, 0.4, None, None, 0.6, 0.7, 0.5],
            "p_a_leads": [None, None, 0.1, 0.2, None, 0.5, 0.9, None],
            "n_either": [4, 9, 12, 0, 0, 20, 25, 3],
            "state": STATES,
            "reason": [None] * 4 + ["The feed was down.", None, None, "Covered only to 4 Oct."],
        }
    )


def events(*labels: str) -> pl.DataFrame:
    days = [date(2024, 3, 18), date(2024, 4, 1), date(2025, 1, 20), date(2025, 9, 1)][: len(labels)]
    return pl.DataFrame({"event_date": days, "label": list(labels)}, schema={"event_date": pl.Date, "label": pl.String})


def draw(theme: Theme = LIGHT, *, narrow: bool = False, **more: Any) -> dict[str, Any]:
    labels = events("Blackwell launch", "A second one", "DeepSeek R1", "Autumn")
    return pair_chart(
        pair_frame(), labels, ("Inference", "Training"), frequency="quarter", theme=theme, narrow=narrow, **more
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_plotly_accepts_every_figure(theme: Theme, narrow: bool) -> None:
    topic = pair_frame().rename({"share_a": "share", "n_either": "total"})
    momentum = pl.DataFrame(
        {
            "period_start": STARTS[:3],
            "momentum": [None, 0.4, -0.3],
            "se": [None, 0.2, 0.1],
            "p_rising": [None, 0.97, 0.01],
            "q": [None, 0.04, 0.05],
            "direction": [None, "rising", "falling"],
            "state": ["thin", "complete", "complete"],
        }
    )
    options: dict[str, Any] = {"frequency": "quarter", "theme": theme, "narrow": narrow}
    for figure in (
        draw(theme, narrow=narrow, hrefs=["/"] * 8, chosen=STARTS[3]),
        topic_chart(topic, events(), "Power", (theme.muted, theme.ink), **options),
        topic_chart(topic.clear(), events(), "Power", (theme.muted, theme.ink), **options),
        momentum_chart(momentum, **options),
        momentum_chart(momentum.clear(), **options),
    ):
        go.Figure(figure)


def test_the_chart_draws_the_frame_and_nothing_else() -> None:
    figure = draw()
    assert numbers(trace(figure, "Inference")["y"]) == [0.0 if share is None else share for share in SHARES]
    band = numbers(trace(figure, "90 % interval")["y"])
    assert band[:4] == pytest.approx([0.4, 0.45, 0.5, 0.52])
    assert band[4:8] == pytest.approx([0.32, 0.3, 0.25, 0.2])
    assert band[8] is None, "the band breaks where a period is missing"


def test_an_open_period_is_dotted_and_ends_hollow() -> None:
    figure = draw()
    dotted = trace(figure, "Inference, partial")
    assert dotted["line"]["dash"] == "dot"
    assert numbers(dotted["y"]) == [0.55, 0.57]
    assert trace(figure, "latest")["marker"]["color"] == [LIGHT.side_a, LIGHT.card]


def test_thin_periods_are_drawn_thin_and_get_no_probability() -> None:
    figure = draw()
    assert trace(figure, "Inference, thin")["line"]["width"] < trace(figure, "Inference, complete")["line"]["width"]
    strip = trace(figure, "P(inference leads)")["marker"]["color"]
    assert strip[0] == strip[1] == LIGHT.card


def test_the_line_does_not_cross_a_missing_period_and_the_hover_gives_the_reason() -> None:
    figure = draw()
    line = trace(figure, "Inference, complete")
    points = numbers(line["y"])
    assert None in points, "the line is broken at the missing period"
    assert trace(figure, "missing")["x"] == [middle(STARTS[4], period_end(STARTS[4], "quarter")).isoformat()]
    assert "The feed was down." in trace(figure, "Inference")["text"][4]


def test_the_hover_names_period_value_interval_and_number() -> None:
    words = trace(draw(), "Inference")["text"][6].replace("\u00a0", " ")
    for part in ("2025 Q3", "55 %", "45–65", "25 stories about either", "P(inference leads) = .90"):
        assert part in words


def test_the_strip_leans_to_the_side_that_leads() -> None:
    strip = trace(draw(), "P(inference leads)")["marker"]["color"]
    assert strip[5] == LIGHT.strip, "at one half neither side has its colour"
    red, blue = (int(strip[6][index : index + 2], 16) for index in (1, 5))
    assert blue > red
    red, blue = (int(strip[2][index : index + 2], 16) for index in (1, 5))
    assert red > blue


def test_the_end_of_the_line_carries_the_last_closed_value_with_its_interval() -> None:
    label = next(note for note in draw()["layout"]["annotations"] if "<b>" in note["text"])
    assert "Inference 55 %" in label["text"].replace("\u00a0", " ")
    assert "45–65" in label["text"]


def test_more_stories_make_a_larger_ring() -> None:
    sizes = numbers(trace(draw(), "the period's own stories")["marker"]["size"])
    assert sizes[4] == max(size for size in sizes if size is not None)
    assert len(sizes) == 6, "a period without stories has no ring"


@given(
    st.lists(st.tuples(st.floats(0, 700), st.floats(5, 200)), max_size=25),
    st.integers(1, 3),
)
def test_labels_of_one_row_never_cover_each_other(items: list[tuple[float, float]], rows: int) -> None:
    spans = [(left, left + width) for left, width in sorted(items)]
    placed = place_labels(spans, rows=rows)
    for row in range(rows):
        kept = sorted(span for span, where in zip(spans, placed, strict=True) if where == row)
        assert all(before[1] < after[0] for before, after in pairwise(kept))
    assert None not in placed or len(spans) > rows


@given(st.floats(0.005, 1.06))
def test_a_share_axis_has_few_round_ticks_and_one_unit(top: float) -> None:
    axis = percent_axis(LIGHT, top)
    assert 1 <= len(axis["tickvals"]) <= 6
    assert axis["tickvals"][-1] <= top + 1e-9
    assert [text for text in axis["ticktext"] if text.endswith("%")] == axis["ticktext"][-1:]


def test_typed_arrays_give_back_what_went_in() -> None:
    assert numbers(typed([1, None, 0.25])) == [1.0, None, 0.25]


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=40))
def test_a_sparkline_stays_in_its_box(values: list[float | None]) -> None:
    spark = sparkline(values)
    known = [value for value in values if value is not None]
    assert (spark["end"] is None) == (not known)
    coordinates = spark["path"].replace("M", " ").replace("L", " ").split()
    assert len(coordinates) == 2 * len(known)
    assert all(0 <= float(x) <= 80 for x in coordinates[::2])
    assert all(0 <= float(y) <= 22 for y in coordinates[1::2])


def test_a_rising_series_ends_at_the_top_and_a_flat_one_in_the_middle() -> None:
    assert sparkline([0.1, 0.2, 0.3])["end"][1] == 3
    assert sparkline([0.2, 0.2])["end"][1] == 11


@given(st.integers(81, 1_000))
def test_a_sparkline_of_more_values_than_pixels_is_thinned_and_ends_with_the_last_value(count: int) -> None:
    spark = sparkline([index / count for index in range(count)])
    assert 38 <= spark["path"].count("L") < 80
    assert spark["end"] == [76, 3]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1))
def test_an_interval_bar_keeps_the_order_of_its_numbers(a: float, b: float, c: float, scale: float) -> None:
    low, value, high = sorted((a, b, c))
    bar = interval_bar(value, low, high, scale=scale)
    assert bar is not None
    assert 0 <= bar["low"] <= bar["x"] <= bar["high"] <= 76


def test_a_tone_bar_fills_its_width_in_the_order_of_the_tiers() -> None:
    bar = tone_bar({"very_bearish": 1, "neutral": 2, "bullish": 1})
    assert bar is not None
    assert [part[0] for part in bar["parts"]] == ["very_bearish", "neutral", "bullish"]
    assert sum(part[2] for part in bar["parts"]) == pytest.approx(92)
    assert bar["words"] == "very bearish 1, neutral 2, bullish 1"
    assert tone_bar({}) is None


def test_momentum_bars_take_the_colour_of_the_call() -> None:
    frame = pl.DataFrame(
        {
            "period_start": STARTS[:3],
            "momentum": [0.1, 0.4, -0.3],
            "se": [0.2, 0.2, 0.1],
            "p_rising": [0.6, 0.97, 0.01],
            "q": [0.7, 0.04, 0.05],
            "direction": ["steady", "rising", "falling"],
            "state": ["complete"] * 3,
        }
    )
    bar = momentum_chart(frame, frequency="quarter", theme=LIGHT)["data"][0]
    assert bar["marker"]["color"] == [LIGHT.muted, LIGHT.up, LIGHT.down]
    assert numbers(bar["y"]) == [0.1, 0.4, -0.3]
    assert "▲ rising" in bar["text"][1]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_probabilities_are_written_in_the_strip_where_there_is_room(theme: Theme) -> None:
    strip = next(item for item in draw(theme)["data"] if item["name"] == "P(inference leads)")
    assert strip["text"] == ["", "", ".10", ".20", "", ".50", ".90", ""]
    written = zip(strip["marker"]["color"], strip["insidetextfont"]["color"], strip["text"], strict=True)
    assert all(contrast(ink, cell) >= 4.5 for cell, ink, text in written if text)
    assert "text" not in next(item for item in draw(theme, narrow=True)["data"] if item["name"] == strip["name"])


def test_a_crossing_and_a_crossing_back_are_marked_where_they_happened() -> None:
    layout = draw(crossings=[(True, STARTS[2]), (False, STARTS[6])])["layout"]
    marks = [shape["x0"] for shape in layout["shapes"] if shape.get("name") == "crossover"]
    assert marks == [STARTS[2].isoformat(), STARTS[6].isoformat()]
    notes = [(note["text"], note["xanchor"]) for note in layout["annotations"] if note.get("name") == "crossover"]
    assert notes == [("inference overtakes", "left"), ("training overtakes", "right")]


def dotted(values: list[float], beside: list[float], words: str, *, narrow: bool = False) -> dict[str, Any]:
    rows = [{"value": value, "raw": value} for value in values]
    xs = [str(index) for index in range(len(rows))]
    return next(iter(reference_words((0.5, words), rows, xs, beside, 1.0, LIGHT, narrow=narrow)), {})


def test_the_dotted_lines_words_stand_in_the_margin_unless_others_do() -> None:
    words = "as many inference as training stories"
    there = dotted([0.7] * 12, [0.7, 0.9], words)
    assert (there["xref"], there["y"], there["text"]) == ("x domain", 0.5, "as many inference<br>as training stories")
    assert (
        dotted([0.7] * 12, [0.7], "as many export controls and regulation as power stories")["text"]
        == "as many of each"
    )
    inside = dotted([0.52] * 6 + [0.8] * 6, [0.6], words)
    assert (inside["xref"], inside["text"], inside["yanchor"]) == ("x", words, "top")
    assert int(inside["x"]) >= 6, "where the line is far"
    assert dotted([0.7] * 12, [], words, narrow=True)["xref"] == "x"
    assert dotted([0.48, 0.52] * 6, [0.5], words) == {}, "they would stand on the line"


def test_rings_are_smaller_where_many_meet_and_still_grow_with_the_number_of_stories() -> None:
    def sizes(count: int) -> list[float | None]:
        rows = [{"raw": 0.5, "n": 1 + index % 9} for index in range(count)]
        look = Look(label="A", accent="#000000", accent_text="#000000", counted="stories")
        return numbers(rings(rows, [str(index) for index in range(count)], look, narrow=False)["marker"]["size"])

    few, many = sizes(18), sizes(260)
    assert few == sizes(36)[:18]
    assert all(small < large for small, large in zip(many, few, strict=False))  # type: ignore[operator]
    assert many[:9] == sorted(many[:9])  # type: ignore[type-var]
