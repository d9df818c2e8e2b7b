from __future__ import annotations

from datetime import date

import dataframely as dy
import polars as pl
import pytest

from trends import frames
from trends.settings import Settings, SettingsError

SCHEMAS = [value for value in vars(frames).values() if isinstance(value, type) and issubclass(value, dy.Schema)]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.__name__)
def test_every_column_says_what_it_means_and_in_which_unit(schema: type[dy.Schema]) -> None:
    for name, (meaning, unit) in frames.meanings(schema).items():
        assert meaning.endswith((".", ")")) and len(meaning) > 5, name
        assert unit, name


def test_a_missing_column_is_named_with_all_that_are_needed() -> None:
    with pytest.raises(frames.FrameError, match=r"Outages lacks column 'end'; it needs start, end, reason"):
        frames.checked(frames.Outages, pl.DataFrame({"start": [date(2024, 1, 1)]}))


def test_a_value_outside_the_contract_is_refused() -> None:
    row = {"start": ["soon"], "end": [date(2024, 1, 1)], "reason": ["x"]}
    with pytest.raises(frames.FrameError, match="Outages breaks its contract"):
        frames.checked(frames.Outages, pl.DataFrame(row))


def test_a_valid_frame_comes_back_in_the_order_of_the_schema() -> None:
    row = {"reason": ["x"], "end": [date(2024, 1, 2)], "start": [date(2024, 1, 1)], "more": [1]}
    assert frames.checked(frames.Outages, pl.DataFrame(row)).columns == ["start", "end", "reason"]


def settings(**more: object) -> Settings:
    day = date(2024, 1, 1)
    values: dict[str, object] = {"pair": ("a", "b"), "frequency": "quarter", **more}
    return Settings("beat", ("a", "b"), covered_through=day, as_of=day, **values)  # type: ignore[arg-type]


def test_settings_publish_the_own_frequency_and_months_quarters_years() -> None:
    assert settings().published() == ("month", "quarter", "year")
    assert settings(frequency="week").published() == ("week", "month", "quarter", "year")


def test_the_default_half_life_is_always_among_those_offered() -> None:
    assert settings(half_life={"quarter": 3.0}).offered_half_lives("quarter") == (1.0, 2.0, 3.0, 4.0, 8.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": "fortnight"},
        {"half_life": {"week": 0.0}},
        {"fast_slow": {"week": (8.0, 4.0)}},
        {"pair": ("a", "nowhere")},
        {"pair": ("a", "a")},
    ],
)
def test_unusable_settings_are_refused_with_the_beat_named(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="Beat beat: "):
        settings(**wrong)
