"""A release in memory whose entities' story is known, measured by the real measures, in two beats.

lasting   named all along
passed    named in 2022 Q2 and Q3 alone
recent    named in the last two quarters alone
partner   named with `lasting` in two of three of its stories
twice     named twice, once in a policy story
nobody    never named
Every third story is in the beat policy too.
"""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property

import duckdb
import polars as pl

from tests.trends.fake_view import LAST_DAY, FakeView, fake_view
from trends import measures
from trends.settings import Settings

ENTITIES = ("lasting", "passed", "recent", "partner", "twice", "nobody")


class OpenView(FakeView):
    """A release made of frames that are handed to the database once."""

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        opened = duckdb.connect()
        for name, table in self.tables.items():
            opened.register(name, table.to_arrow())
        return opened

    def sql(self, text: str) -> pl.DataFrame:
        found: pl.DataFrame = self.connection.sql(text).pl()
        return found


@cache
def entity_world() -> OpenView:
    """The release; don't change its tables."""
    base = fake_view().tables
    told = base["story"].sort("first_published_at", "story_id")
    policy = told.gather_every(3).select("story_id", beat_id=pl.lit("policy"), category=pl.lit("rules"))
    tables = {
        **base,
        "story_beat": pl.concat([base["story_beat"], policy]),
        "story_entity": named_in(told),
        "entity": entities(),
        "entity_revenue": revenues(),
    }
    for name in ("beat", "topic_share_variant", "crossover"):
        second = base[name].with_columns(beat_id=pl.lit("policy"))
        if name == "beat":
            second = second.with_columns(name=pl.lit("Policy"))
        tables[name] = pl.concat([base[name], second])
    found: dict[str, list[pl.DataFrame]] = {}
    for beat in ("ai_compute", "policy"):
        inputs = measured(tables, beat)
        for measure in measures.REGISTRY:
            if measure.name.startswith("entity_") or measure.name == "period":
                found.setdefault(measure.table, []).append(measure.compute(inputs))
    return OpenView({**tables, **{name: pl.concat(parts) for name, parts in found.items()}})


def entities() -> pl.DataFrame:
    """The table entity."""
    first = [name == "lasting" for name in ENTITIES]
    return pl.DataFrame(
        {
            "entity_id": ENTITIES,
            "name": [name.capitalize() for name in ENTITIES],
            "kind": ["company", "product", "company", "person", "company", "agency"],
            "ticker": ["LST" if yes else None for yes in first],
            "aliases": [["Lasting Inc"] if yes else [] for yes in first],
            "annual_revenue_usd": [1.305e11 if yes else None for yes in first],
            "revenue_year": [2025 if yes else None for yes in first],
            "revenue_source": ["FY2025 10-K" if yes else None for yes in first],
        }
    )


def revenues() -> pl.DataFrame:
    """The table entity_revenue: two years of `lasting`, the older one not checked."""
    return pl.DataFrame(
        {
            "entity_id": ["lasting", "lasting"],
            "ended": [date(2024, 12, 31), date(2025, 12, 31)],
            "revenue_usd": [9.9e10, 1.305e11],
            "source": ["FY2024 10-K, 1,363 in all, unchecked", "FY2025 10-K"],
        }
    )


def named_in(told: pl.DataFrame) -> pl.DataFrame:
    """The table story_entity, by the rules above."""
    rows = []
    for number, (story, moment) in enumerate(told.select("story_id", "first_published_at").iter_rows()):
        day = moment.date()
        lasting = number % 3 != 1
        who = {
            "lasting": lasting,
            "passed": date(2022, 4, 1) <= day < date(2022, 10, 1),
            "recent": day >= date(2026, 1, 1),
            "partner": number % 9 in (0, 2, 4),
            "twice": number in (30, 31),
        }
        rows += [(story, name, 1 + number % 4, _tone(name, number)) for name, yes in who.items() if yes]
    named = pl.DataFrame(rows, schema=["story_id", "entity_id", "n_mentions", "sentiment_score"], orient="row")
    sign = pl.col("sentiment_score")
    return named.with_columns(
        sentiment_tier=pl.lit("neutral"),
        direction=pl.when(sign > 0.15).then(pl.lit("positive")).when(sign < -0.15).then(pl.lit("negative"))
        .otherwise(pl.lit("neutral")),
    )  # fmt: skip


def _tone(name: str, number: int) -> float:
    base = {"lasting": 0.3, "passed": -0.3}.get(name, 0.0)
    return round(base + ((number * 7) % 11 - 5) / 25, 3)


def measured(tables: dict[str, pl.DataFrame], beat: str) -> measures.Inputs:
    """The inputs of one beat, from the tables."""
    members = tables["story_beat"].filter(beat_id=beat).select("beat_id", "story_id")
    stories = tables["story"].select(
        "story_id", "impact", "sentiment_score", "sentiment_tier", day=pl.col("first_published_at").dt.date(),
        verified_in_14_days="verified",
    )  # fmt: skip
    facts = members.join(stories, on="story_id").with_columns(
        topic_id=pl.lit(None, pl.String), weight=pl.lit(None, pl.Int64)
    )
    named = members.join(tables["story_entity"].select("story_id", "entity_id", "sentiment_score"), on="story_id")
    settings = Settings(beat, ("t",), None, "quarter", covered_through=LAST_DAY, as_of=LAST_DAY)
    return measures.prepare(facts, settings, mentions=named)
