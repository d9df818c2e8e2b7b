from datetime import date

import pytest

from warehouse import beat, beat_tables, frames, impact_financial
from warehouse.errors import BeatError

PACKAGED = beat.load("ai_compute")
LISTED = """
[[entities]]
id = "acme"
name = "Acme"
kind = "company"
revenues = [
  { ended = 2023-12-31, usd = 2e9, source = "FY2023 10-K" },
  { ended = 2022-12-31, usd = 1e9, source = "FY2022 10-K" },
]
"""


def load(tmp_path, entities):
    whole = (beat.PACKAGED / "ai_compute.toml").read_text(encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(whole + entities, encoding="utf-8")
    return beat.load(path)


def test_the_newest_of_the_listed_revenues_is_the_annual_revenue(tmp_path):
    acme = next(e for e in load(tmp_path, LISTED).entities if e.id == "acme")
    assert [year.usd for year in acme.revenues] == [1e9, 2e9]
    assert (acme.annual_revenue_usd, acme.revenue_year, acme.revenue_source) == (2e9, 2023, "FY2023 10-K")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("usd = 2e9, ", "", ["revenues[0].usd", "missing"]),
        ("usd = 2e9", "usd = -2e9", ["usd", "above 0"]),
        ("2023-12-31", '"soon"', ["ended", "soon", "ISO date"]),
        ("2023-12-31", "2022-12-31", ["2022-12-31", "twice"]),
        ('source = "FY2023 10-K"', 'from = "hearsay"', ["from", "unknown key", "ended, usd, source"]),
        ('kind = "company"', 'kind = "company"\nannual_revenue_usd = 3e9\nrevenue_year = 2024\nrevenue_source = "x"',
         ["annual_revenue_usd", "leave one of the two out"]),
    ],
)  # fmt: skip
def test_a_faulty_revenue_is_refused_with_the_key_and_a_valid_value(tmp_path, old, new, named):
    with pytest.raises(BeatError) as caught:
        load(tmp_path, LISTED.replace(old, new))
    for part in named:
        assert part in str(caught.value)


def test_the_revenue_in_force_is_the_newest_one_reported_by_the_day():
    nvidia = next(e for e in PACKAGED.entities if e.id == "nvidia")
    assert impact_financial.revenue_at(nvidia, date(2023, 5, 25)) == 26_974e6
    assert impact_financial.revenue_at(nvidia, date(2024, 2, 22)) == 26_974e6, "the year ended a month before"
    assert impact_financial.revenue_at(nvidia, date(2024, 5, 23)) == 60_922e6
    assert impact_financial.revenue_at(nvidia, None) == nvidia.annual_revenue_usd


def test_the_public_table_has_every_listed_year_with_its_source():
    table = frames.conform("entity_revenue", beat_tables.revenue_table(PACKAGED))
    assert table.height == sum(len(e.revenues) for e in PACKAGED.entities) > 100
    assert table["source"].str.len_chars().min() > 5
    assert table["revenue_usd"].min() > 0
