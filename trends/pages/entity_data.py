"""Everything an entity's page shows, read by the very queries it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.provider import View
from trends.pages.selection import Selection

Row = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """A query and what it gave."""

    sql: ChartSQL
    frame: pl.DataFrame

    @property
    def rows(self) -> list[Row]:
        """The rows as dictionaries."""
        return self.frame.to_dicts()

    @property
    def first(self) -> Row | None:
        """The first row, or None."""
        return self.frame.row(0, named=True) if self.frame.height else None


@dataclass(frozen=True)
class Entity:
    """One entity in one beat, as a page sees it.

    Attributes:
        profile: who it is, and how many of the beat's stories name it.
        now: the row of `tone` for the chosen period, None where it has too few stories for a series.
        share: the row of `coverage` for the same period.
        revenues: its revenue by fiscal year; None in a release that was sealed before that was told.
    """

    chosen: Selection
    profile: Read
    tone: Read
    coverage: Read
    arc: Read
    direction: Read
    pairs: Read
    topics: Read
    stories: Read
    revenues: Read | None

    @property
    def row(self) -> Row:
        """Who it is."""
        return self.profile.frame.row(0, named=True)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row["name"])

    @property
    def beat_name(self) -> str:
        """The beat's name."""
        return str(self.chosen.beat["name"])

    @property
    def now(self) -> Row | None:
        """The tone of the chosen period."""
        return next(iter(self.tone.frame.filter(period_start=self.chosen.period).to_dicts()), None)

    @property
    def share(self) -> Row | None:
        """The coverage of the chosen period."""
        return next(iter(self.coverage.frame.filter(period_start=self.chosen.period).to_dicts()), None)

    def href(self, path: str, **values: object) -> str:
        """An address that is read for this page's beat."""
        return self.chosen.href(path, **values)


MEASURED = """SELECT count(*) FROM information_schema.tables
WHERE table_name IN ('entity_period', 'entity_arc', 'entity_pair')"""
TABLES = 3
_REVENUES = "SELECT count(*) FROM information_schema.tables WHERE table_name = 'entity_revenue'"


def is_measured(view: View) -> bool:
    """Whether the release measures entities; one that was sealed before these tables existed doesn't."""
    return bool(view.sql(MEASURED).item() == TABLES)


def load(view: View, chosen: Selection, entity_id: str) -> Entity | None:
    """Read an entity in the chosen cut; None where the release knows none of that id."""
    if view.frame("entity").filter(entity_id=entity_id).is_empty():  # before any SQL: an address can hold anything
        return None
    keys = {"beat": str(chosen.beat["beat_id"]), "gate": chosen.gate, "entity": entity_id}
    series = {**keys, "frequency": chosen.frequency}

    def read(name: str, values: dict[str, str]) -> Read:
        query = chart_sql(name, **values)
        return Read(query, view.sql(query.text))

    return Entity(
        chosen=chosen,
        profile=read("entity", keys),
        tone=read("entity_tone", series),
        coverage=read("entity_coverage", series),
        arc=read("entity_arc", series),
        direction=read("entity_direction", keys),
        pairs=read("entity_pairs", keys),
        topics=read("entity_topics", keys),
        stories=read("entity_stories", keys),
        revenues=read("entity_revenue", {"entity": entity_id}) if view.sql(_REVENUES).item() else None,
    )
