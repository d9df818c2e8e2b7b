"""A small invented release in memory: frames of the contract's columns, and DuckDB to answer SQL on them.

Known truth: inference takes over from training in the course of 18 quarters; 2023-07-01 has no stories; the last
quarter is partial; shares follow the discounted sums, so drivers add up to the change exactly.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from itertools import combinations
from typing import Any, TypeVar

import duckdb
import polars as pl

from tests.trends import fake_further
from trends.style import period_end

TOPICS = {
    "training": "Training",
    "inference": "Inference",
    "accelerators": "Accelerators",
    "power": "Power",
    "agents": "Agents",
    "memory": "Memory",
}
HALF_LIVES = {"month": (3.0, 6.0), "quarter": (1.0, 2.0, 4.0), "year": (1.0,)}
DEFAULT_HALF_LIFE = {"month": 6.0, "quarter": 2.0, "year": 1.0}
LAST_DAY = date(2026, 6, 15)
Row = dict[str, Any]
Made = TypeVar("Made")


@dataclass
class FakeView:
    """A release made of frames."""

    tables: dict[str, pl.DataFrame]
    id: str = "2026-06-16-1"
    as_of: datetime = datetime(2026, 6, 16)
    asked: list[str] = field(default_factory=list)

    def frame(self, table: str) -> pl.DataFrame:
        return self.tables[table]

    def sql(self, text: str) -> pl.DataFrame:
        self.asked.append(text)
        return self.connection.sql(text).pl()

    def once(self, compute: Callable[..., Made], *about: Hashable) -> Made:
        return compute(self, *about)

    @cached_property
    def connection(self) -> Any:
        """All tables in one database, made when the first question comes."""
        made = duckdb.connect()
        for name, table in self.tables.items():
            made.register(name, table.to_arrow())
        return made


@dataclass
class FakeProvider:
    """Always the same release, or none."""

    view: FakeView | None

    def current(self) -> FakeView | None:
        return self.view

    def ask(self, sql: str) -> pl.DataFrame:
        assert self.view is not None
        return self.view.sql(sql)


def starts(frequency: str) -> list[date]:
    step = {"month": 1, "quarter": 3, "year": 12}[frequency]
    months = range(2022 * 12, 2026 * 12 + 6, step)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def start_of(day: date, frequency: str) -> date:
    return max(start for start in starts(frequency) if start <= day)


def stories(seed: int = 7) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stories and their topics; the chance of inference grows from .2 to .65 where the pair is concerned."""
    dice = random.Random(seed)
    told: list[Row] = []
    topics: list[Row] = []
    day = date(2022, 1, 5)
    while day <= LAST_DAY:
        if date(2023, 7, 1) <= day < date(2023, 10, 1):
            day = date(2023, 10, 2)
        part = (day - date(2022, 1, 1)).days / 1600
        about = {dice.choice(["accelerators", "power", "agents", "memory"])}
        if dice.random() < 0.6:
            about.add("inference" if dice.random() < 0.2 + 0.5 * part else "training")
        if dice.random() < 0.1:
            about |= {"inference", "training"}
        number = len(told)
        impact = dice.choice([1, 2, 4, 5, 7, 8])
        score = round(dice.uniform(-1, 1), 2)
        tier = ["very_bearish", "bearish", "neutral", "bullish", "very_bullish"][min(4, int((score + 1) / 0.4))]
        origins = dice.choice([1, 1, 1, 2, 3])
        told.append(
            {
                "story_id": f"s{number:03}",
                "headline": f"A development number {number} about {' and '.join(sorted(about))}",
                "summary": "What happened, in a sentence.",
                "medoid_article_id": f"a{number:03}",
                "first_published_at": datetime(day.year, day.month, day.day, 9),
                "last_published_at": datetime(day.year, day.month, day.day, 18),
                "n_articles": origins + 1,
                "n_outlets": origins + 1,
                "n_owners": origins,
                "n_origins": origins,
                "owners_known": number % 3 == 0,
                "verified": origins > 1,
                "confidence": 0.8,
                "sentiment_score": score,
                "sentiment_tier": tier,
                "impact": impact,
            }
        )
        topics += [
            {"story_id": f"s{number:03}", "topic_id": topic, "weight": 1 / (len(about) + 1)} for topic in sorted(about)
        ]
        day += timedelta(days=dice.choice([2, 4, 7, 9]))
    spans = [
        {"article_id": row["story_id"].replace("s", "a"), "start": 2, "end": 13, "text": "development"}
        for row in topics
    ]
    return pl.DataFrame(told), pl.DataFrame(topics).with_columns(evidence=pl.Series([[span] for span in spans]))


def weighed(count: float, total: float, squares: float) -> tuple[float | None, float | None, float | None, float]:
    """Share with a normal-theory interval, near enough for a picture, and the effective number."""
    if total == 0:
        return None, None, None, 0.0
    share = count / total
    effective = total**2 / squares
    half = 1.64 * math.sqrt(max(share * (1 - share), 0.05) / effective)
    return share, max(0.0, share - half), min(1.0, share + half), effective


def state_of(start: date, frequency: str, total: int, effective: float) -> str:
    if start == starts(frequency)[-1]:
        return "partial"
    if total == 0:
        return "empty"
    return "thin" if effective < 20 else "complete"


def measures(told: pl.DataFrame, topics: pl.DataFrame) -> dict[str, list[Row]]:
    """All index tables, gate by gate, frequency by frequency."""
    about = {key[0]: set(group["topic_id"]) for key, group in topics.group_by("story_id")}
    names = [
        "period",
        "topic_share",
        "topic_share_variant",
        "topic_momentum",
        "pair_share",
        "pair_share_variant",
        "topic_pair_share",
        "crossover",
        "driver",
    ]
    out: dict[str, list[Row]] = {name: [] for name in names}
    for frequency, half_lives in HALF_LIVES.items():
        for gate in ("all", "verified"):
            kept = told if gate == "all" else told.filter("verified")
            days = zip(kept["story_id"], kept["first_published_at"], strict=True)
            placed = [(story, start_of(moment.date(), frequency)) for story, moment in days]
            by_period = {start: [s for s, p in placed if p == start] for start in starts(frequency)}
            for half_life in half_lives:
                default = half_life == DEFAULT_HALF_LIFE[frequency]
                base = {"beat_id": "ai_compute", "frequency": frequency, "gate": gate, "weighting": "story"}
                add_pair(out, base, by_period, about, half_life, default)
                for sides in combinations(sorted(TOPICS), 2) if default else ():
                    rows = pair_rows(base, by_period, about, half_life, sides)
                    out["topic_pair_share"] += [row | {"half_life": half_life} for row, _ in rows]
                for topic in TOPICS:
                    add_topic(out, base, by_period, about, topic, half_life, default)
    return out


def add_topic(
    out: dict[str, list[Row]],
    base: Row,
    by_period: dict[date, list[str]],
    about: dict[str, set[str]],
    topic: str,
    half_life: float,
    default: bool,
) -> None:
    fade = 2 ** (-1 / half_life)
    hits = mass = squares = 0.0
    before: float | None = None
    before_start: date | None = None
    for start, ids in by_period.items():
        mine = [story for story in ids if topic in about[story]]
        hits, mass, squares = hits * fade + len(mine), mass * fade + len(ids), squares * fade**2 + len(ids)
        share, low, high, effective = weighed(hits, mass, squares)
        state = state_of(start, base["frequency"], len(ids), effective)
        row = base | {
            "period_start": start,
            "topic_id": topic,
            "n_stories": len(mine),
            "count": float(len(mine)),
            "total": float(len(ids)),
            "share_raw": len(mine) / len(ids) if ids else None,
            "share": share,
            "low": low,
            "high": high,
            "n_effective": effective,
            "state": state,
        }
        out["topic_share_variant"].append(row | {"half_life": half_life})
        if default:
            out["topic_share"].append(row)
            z = None if before is None or share is None or state != "complete" else (share - before) * 12
            direction = None if z is None else "rising" if z > 1.6 else "falling" if z < -1.6 else "steady"
            out["topic_momentum"].append(
                base
                | {
                    "period_start": start,
                    "topic_id": topic,
                    "momentum": None if z is None else z / 3,
                    "se": None if z is None else 0.33,
                    "z": z,
                    "p_rising": None if z is None else 0.5 * (1 + math.erf(z / math.sqrt(2))),
                    "q": None if z is None else min(1.0, math.exp(-abs(z))),
                    "direction": direction,
                    "rising_since": None,
                    "state": state,
                }
            )
            if topic == "training":
                out["period"].append(
                    base
                    | {
                        "period_start": start,
                        "period_end": period_end(start, base["frequency"]) - timedelta(days=1),
                        "state": state,
                        "n_stories": len(ids),
                        "reason": "covered only to 15 Jun 2026" if state == "partial" else None,
                    }
                )
            if before is not None and share is not None:
                rows = base | {"period_start": start, "baseline_start": before_start, "topic_id": topic}
                out["driver"] += [rows | {"story_id": s, "contribution": (1 - before) / mass} for s in mine]
                rest = (len(ids) - len(mine)) * -before / mass
                out["driver"].append(rows | {"story_id": None, "contribution": rest})
        before, before_start = share, start


def pair_rows(
    base: Row, by_period: dict[date, list[str]], about: dict[str, set[str]], half_life: float, sides: tuple[str, str]
) -> Iterator[tuple[Row, float]]:
    """Rows of pair_share, and what the stories so far count for in both topics."""
    fade = 2 ** (-1 / half_life)
    a_mass = b_mass = squares = 0.0
    for start, ids in by_period.items():
        a = [s for s in ids if sides[0] in about[s]]
        b = [s for s in ids if sides[1] in about[s]]
        both = set(a) & set(b)
        a_mass, b_mass = a_mass * fade + len(a), b_mass * fade + len(b)
        squares = squares * fade**2 + len(a) + len(b)
        share, low, high, effective = weighed(a_mass, a_mass + b_mass, squares)
        state = state_of(start, base["frequency"], len(ids), effective * 2)
        called = share is not None and state in ("complete", "partial")
        row = base | {
            "period_start": start,
            "topic_a": sides[0],
            "topic_b": sides[1],
            "n_a": float(len(a)),
            "n_b": float(len(b)),
            "n_both": float(len(both)),
            "n_either": float(len(a) + len(b) - len(both)),
            "share_raw": len(a) / (len(a) + len(b)) if a or b else None,
            "share_a": share,
            "low": low,
            "high": high,
            "p_a_leads": 0.5 * (1 + math.erf((share - 0.5) * 9)) if called and share is not None else None,
            "n_effective": effective,
            "state": state,
        }
        yield row, a_mass + b_mass


def add_pair(
    out: dict[str, list[Row]],
    base: Row,
    by_period: dict[date, list[str]],
    about: dict[str, set[str]],
    half_life: float,
    default: bool,
) -> None:
    before: float | None = None
    before_start: date | None = None
    for row, mass in pair_rows(base, by_period, about, half_life, ("inference", "training")):
        start, share = row["period_start"], row["share_a"]
        out["pair_share_variant"].append(row | {"half_life": half_life})
        if default:
            out["pair_share"].append(row)
            if before is not None and share is not None:
                key = {"period_start": start, "baseline_start": before_start, "topic_id": "inference|training"}
                for story in by_period[start]:
                    weight = ("inference" in about[story]) * (1 - before) - ("training" in about[story]) * before
                    if weight:
                        out["driver"].append(base | key | {"story_id": story, "contribution": weight / mass})
        before, before_start = share, start
    if default:
        out["crossover"].append(
            dict(base)
            | {
                "topic_a": "inference",
                "topic_b": "training",
                "half_life": half_life,
                "crossed": False,
                "start": None,
                "confirmed_at": None,
                "lower": None,
                "threshold": 0.975,
                "phi": 1.2,
            }
        )


def fake_view(*, with_events: bool = True) -> FakeView:
    """The invented release."""
    told, topics = stories()
    tables: dict[str, pl.DataFrame] = {
        name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in measures(told, topics).items()
    }
    tables["crossover"] = tables["crossover"].with_columns(pl.col("start", "confirmed_at", "lower").cast(pl.Date))
    tables["story"] = told
    tables["story_topic"] = topics
    tables["story_beat"] = told.select("story_id", beat_id=pl.lit("ai_compute"), category=pl.lit("chips"))
    tables["topic"] = pl.DataFrame(
        {
            "topic_id": list(TOPICS),
            "beat_id": ["ai_compute"] * len(TOPICS),
            "name": list(TOPICS.values()),
            "topic_group": ["workload", "workload", "hardware", "energy", "software", "hardware"],
            "definition": [f"Stories about {name.lower()}." for name in TOPICS.values()],
            "terms": [[topic] for topic in TOPICS],
            "version_hash": ["x"] * len(TOPICS),
        }
    )
    tables["beat"] = pl.DataFrame(
        {
            "beat_id": ["ai_compute"],
            "name": ["AI compute"],
            "description": ["How the business of AI compute is covered."],
            "topic_a": ["inference"],
            "topic_b": ["training"],
            "base_start": [date(2022, 1, 1)],
            "base_end": [date(2022, 12, 31)],
            "frequency": ["quarter"],
            "covered_through": [LAST_DAY],
            "corpus_note": ["A sample of articles chosen by queries, not a census."],
            "n_stories": [told.height],
        }
    )
    tables["event"] = pl.DataFrame(
        {
            "event_id": ["e1", "e2", "e3"],
            "beat_id": ["ai_compute"] * 3,
            "event_date": [date(2024, 3, 18), date(2025, 1, 20), date(2026, 3, 16)],
            "label": ["Blackwell launch", "DeepSeek R1", "GTC 2026"],
            "source_url": ["https://example.org/"] * 3,
            "story_id": pl.Series([None, None, None], dtype=pl.String),
        }
    )
    if not with_events:
        tables["event"] = tables["event"].clear()
    ids = told["story_id"]
    tables["entity"] = pl.DataFrame(
        {
            "beat_id": ["ai_compute"] * 2,
            "entity_id": ["nvidia", "openai"],
            "name": ["NVIDIA", "OpenAI"],
            "kind": ["company"] * 2,
            "ticker": ["NVDA", None],
        }
    )
    tables["story_entity"] = pl.DataFrame(
        {
            "story_id": ids,
            "entity_id": ["nvidia" if number % 3 else "openai" for number in range(len(ids))],
            "n_mentions": [1 + number % 4 for number in range(len(ids))],
            "sentiment_score": [0.1] * len(ids),
            "sentiment_tier": ["neutral"] * len(ids),
            "direction": ["neutral"] * len(ids),
        }
    )
    tables["outlet"] = pl.DataFrame(
        {"outlet_id": ["example.org", "example.com"], "name": ["Example", "Example two"], "owner": ["Example", None]}
    )
    tables["article"] = pl.DataFrame(
        {
            "article_id": told["medoid_article_id"],
            "url": [f"https://example.org/{story}" for story in ids],
            "outlet_id": ["example.org" if number % 2 else "example.com" for number in range(len(ids))],
            "title": told["headline"],
            "summary": told["summary"],
            "language": ["en"] * len(ids),
            "published_at": told["first_published_at"],
            "date_precision": ["day"] * len(ids),
            "first_seen_at": told["first_published_at"],
            "known_at": told["first_published_at"],
            "known_basis": ["observed"] * len(ids),
            "origin_id": told["medoid_article_id"],
            "near_copy_id": told["medoid_article_id"],
            "story_id": ids,
        }
    )
    tables["release"] = pl.DataFrame(
        {
            "release_id": ["2026-06-16-1"],
            "as_of": [datetime(2026, 6, 16)],
            "n_articles": [told.height],
            "n_stories": [told.height],
        }
    )
    tables["robustness"] = fake_further.robustness()
    tables["tone"] = fake_further.tone(starts("quarter"), [*TOPICS, None])
    tables |= fake_further.turns(told, topics)
    tables["event_effect"] = fake_further.effects()
    tables["topic_impact"] = fake_further.impact(starts("quarter"), [*TOPICS, None])
    tables["panel_index"] = fake_further.panel(starts("quarter"))
    tables["topic_pair_crossover"] = fake_further.crossings()
    tables["pair_nowcast"] = fake_further.pair_nowcast(starts("quarter")[-1])
    tables["nowcast"] = fake_further.nowcast(starts("quarter")[-1])
    tables["outlet_coverage"] = fake_further.coverage(starts("quarter"))
    tables["lead_lag"] = fake_further.lead_lag()
    return FakeView(complete(tables))


def complete(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every table and column of the warehouse's own DDL: what this world doesn't say is null, else empty or zero."""
    whole = dict(tables)
    with duckdb.connect() as connection:
        for item in sorted((files("warehouse") / "sql" / "release").iterdir(), key=lambda path: path.name):
            name = item.name.removesuffix(".sql")
            connection.execute(item.read_text(encoding="utf-8"))
            needed = {row[0]: row[2] == "NO" for row in connection.execute(f"DESCRIBE {name}").fetchall()}
            schema = connection.sql(f"SELECT * FROM {name}").pl().schema
            known = tables.get(name, pl.DataFrame(schema=schema))
            zeros = {pl.String: "", pl.Int64: 0, pl.Float64: 0.0, pl.Boolean: False}
            whole[name] = known.select(
                pl.col(column)
                if column in known.columns
                else pl.lit(zeros.get(type(kind)) if needed[column] else None).cast(kind).alias(column)
                for column, kind in schema.items()
            )
    return whole
