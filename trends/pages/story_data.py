"""Everything a story's page shows, read by the very queries it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from trends.pages import beats
from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.evidence import Span
from trends.pages.provider import View
from trends.pages.state import link

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """Rows and the query that gave them."""

    sql: ChartSQL
    rows: list[Row]


@dataclass(frozen=True)
class Story:
    """One story as a page sees it.

    Attributes:
        row: the story with its category.
        retired: the id that was asked for, where it was merged into this story.
        beat: the beat whose topics and category are shown.
        beat_name: its name.
        default_beat: the one that a plain address is read for.
        pair: its headline pair's topic ids.
        spans: article id → what was found where in its text.
    """

    row: Row
    retired: str | None
    beat: str
    beat_name: str
    default_beat: str
    pair: tuple[str, str]
    sql: ChartSQL
    topics: Found
    entities: Found
    facts: Found
    comparisons: Found
    conflicts: Found
    takeaways: Found
    articles: Found
    edges: Found
    timeline: Found
    links: Found
    revenues: Found
    spans: Mapping[str, list[Span]]

    def href(self, path: str, *, beat: str | None = None) -> str:
        """An address that is read for this page's beat, or for the given one."""
        read_for = beat or self.beat
        return link(path, beat=None if read_for == self.default_beat else read_for)

    @property
    def numbers(self) -> dict[str, int]:
        """Article id → its number on this page, from 1, in order of publication."""
        return {row["article_id"]: number for number, row in enumerate(self.articles.rows, start=1)}


def text_of(article: Row) -> str:
    """The text that offsets count in: title, newline, summary."""
    return f"{article['title']}\n{article['summary'] or ''}"


def load(view: View, story_id: str, *, beat: str | None = None) -> Story | None:
    """Read a story by its id or by one that was merged into it; None where there is neither.

    Args:
        view: the release.
        story_id: as the reader's address gives it.
        beat: the beat whose topics are shown; by default the first of those that hold the story.
    """
    retired = None
    homes = _beats(view, story_id)
    if not homes:
        aliases = view.frame("story_alias").filter(alias_id=story_id)["story_id"].to_list()
        if not aliases:
            return None
        retired, story_id = story_id, aliases[0]
        homes = _beats(view, story_id)
        if not homes:
            return None
    own = beat if beat in homes else beats.default(homes)

    def found(name: str, **values: str) -> Found:
        query = chart_sql(name, story=story_id, **values)
        return Found(query, view.sql(query.text).to_dicts())

    story = found("story", beat=own)
    beat_row = view.frame("beat").filter(beat_id=own).row(0, named=True)
    pair = (beat_row["topic_a"], beat_row["topic_b"])
    topics = found("story_topics", beat=own)
    return Story(
        row=story.rows[0],
        retired=retired,
        beat=own,
        beat_name=beat_row["name"],
        default_beat=beats.default(beats.names(view)),
        pair=pair,
        sql=story.sql,
        topics=topics,
        entities=found("story_entities"),
        facts=found("story_facts"),
        comparisons=found("story_comparison"),
        conflicts=found("story_conflict"),
        takeaways=found("story_takeaways"),
        articles=found("story_articles"),
        edges=found("story_edges"),
        timeline=found("story_timeline"),
        links=found("story_links", beat=own),
        revenues=found("story_revenue")
        if _has_revenues(view)
        else Found(chart_sql("story_revenue", story=story_id), []),
        spans=evidence_spans(topics.rows, pair),
    )


def evidence_spans(topics: list[Row], pair: tuple[str, str]) -> dict[str, list[Span]]:
    """Where each topic was found, by article; marked in the colour of its side of the headline pair, else in grey."""
    kinds = {pair[0]: "first", pair[1]: "side-b"}
    spans: dict[str, list[Span]] = {}
    for topic in sorted(topics, key=lambda row: row["topic_id"] not in kinds):
        for item in topic["evidence"]:
            span = Span(item["start"], item["end"], kinds.get(topic["topic_id"], "other"), topic["name"])
            spans.setdefault(item["article_id"], []).append(span)
    return spans


def _has_revenues(view: View) -> bool:
    """Whether the release tells revenue by fiscal year; one that was sealed before doesn't."""
    return bool(view.sql("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'entity_revenue'").item())


def _beats(view: View, story_id: str) -> list[str]:
    frame = view.frame("story_beat").filter(pl.col("story_id") == story_id)
    return sorted(frame["beat_id"].to_list())
