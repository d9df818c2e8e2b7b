"""Tables of bursts, change points and events on a beat whose turn is planted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from trends import measures
from trends.settings import Settings

FIRST, WEEKS, TURN = date(2022, 1, 3), 80, 50
LAST = FIRST + timedelta(days=7 * WEEKS + 2)


@pytest.fixture(scope="module")
def inputs() -> measures.Inputs:
    """Forty stories a week; t rises from 10 to 30 % in week 50, which also has a story of impact 10; u is steady."""
    rng = np.random.default_rng(1)
    day = np.repeat(np.arange(7 * WEEKS + 3), 6)
    n = len(day)
    about_t = rng.random(n) < np.where(day >= 7 * TURN, 0.3, 0.1)
    about_u = rng.random(n) < 0.2
    impact = np.full(n, 2)
    big = int(np.flatnonzero(about_t & (day == 7 * TURN + 2))[0])
    impact[big] = 10
    days = [FIRST + timedelta(days=int(d)) for d in day]
    story = [f"s{i:05d}" if i != big else "big" for i in range(n)]
    rows = [
        ("b", story[i], days[i], topic, 400_000 if topic else None, int(impact[i]), 0.0, "neutral", True)
        for i in range(n)
        for topic in ([t for t, on in (("t", about_t[i]), ("u", about_u[i])) if on] or [None])
    ]
    names = ("beat_id", "story_id", "day", "topic_id", "weight", "impact", "sentiment_score", "sentiment_tier")
    facts = pl.DataFrame(rows, schema=(*names, "verified_in_14_days"), orient="row", infer_schema_length=None)
    events = pl.DataFrame(
        {
            "event_id": ["quiet", "turn"], "label": ["nothing much", "the turn"],
            "event_date": [FIRST + timedelta(weeks=25), FIRST + timedelta(weeks=TURN, days=1)],
        }
    )  # fmt: skip
    settings = Settings("b", ("t", "u"), None, "week", LAST, LAST, frequencies=("week",))
    return measures.prepare(facts, settings, events=events)


def test_the_turn_is_dated_and_told_by_its_weightiest_story(inputs: measures.Inputs) -> None:
    found = measures.get("change_point").compute(inputs)
    assert found["topic_id"].to_list() == ["t"]
    row = found.row(0, named=True)
    assert abs((row["period_start"] - FIRST).days - 7 * TURN) <= 7
    assert row["share_before"] == pytest.approx(0.1, abs=0.02) and row["share_after"] == pytest.approx(0.3, abs=0.04)
    assert row["n_before"] + row["n_after"] == 42 * WEEKS
    told = measures.get("change_point_story").compute(inputs)
    assert told["rank"].to_list() == [1, 2, 3, 4, 5] and (told["contribution"] > 0).all()
    if (row["period_start"] - FIRST).days == 7 * TURN:
        assert told["story_id"][0] == "big"


def test_a_lasting_rise_is_a_burst_that_reaches_the_end_and_the_open_week_is_not_in_it(inputs: measures.Inputs) -> None:
    found = measures.get("burst").compute(inputs)
    assert set(found["topic_id"]) == {"t"}
    assert found["start"].min() >= FIRST + timedelta(weeks=TURN)  # type: ignore[operator]
    assert found["end"].max() <= FIRST + timedelta(weeks=WEEKS - 1)  # type: ignore[operator]
    assert (found["n_stories"] > 0).all() and (found["weight"] > 0).all()


def test_the_event_of_the_turn_stands_out_and_the_other_does_not(inputs: measures.Inputs) -> None:
    rows = {(r["event_id"], r["topic_id"]): r for r in measures.get("event_effect").compute(inputs).to_dicts()}
    assert len(rows) == 4
    turn = rows["turn", "t"]
    assert turn["effect"] > turn["high"] and turn["effect"] == pytest.approx(np.log(0.3 / 0.7 / (0.1 / 0.9)), abs=0.4)
    assert turn["p"] == min(r["p"] for r in rows.values()) and turn["q"] <= 4 * turn["p"]
    assert rows["quiet", "t"]["p"] > 0.1 and rows["turn", "u"]["p"] > 0.05


def test_two_unrelated_topics_lead_nowhere(inputs: measures.Inputs) -> None:
    row = measures.get("lead_lag").compute(inputs).filter(kind="topic").row(0, named=True)
    assert (row["series_a"], row["series_b"], row["n_periods"] >= 70) == ("t", "u", True)
    assert row["p"] > 0.01 and row["low"] <= row["correlation"] <= row["high"]
