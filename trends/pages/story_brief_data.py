"""What a story's page reads of the briefs that other publishers wrote about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trends.pages.chart_sql import ChartSQL, chart_sql
from trends.pages.provider import View
from trends.pages.story_data import Found, Row

_THERE = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'story_brief'"


@dataclass(frozen=True)
class Told:
    """One brief with all it tells.

    Attributes:
        row: its row of story_brief.sql: scores, ours beside, and where it came from.
        brief: the whole brief as it was taken in, by the keys of the brief's schema.
        sql: the query that gave it.
        sources: the articles it rests on, with the story of ours that holds each.
    """

    row: Row
    brief: Mapping[str, Any]
    sql: ChartSQL
    sources: Found

    @property
    def publisher(self) -> str:
        """Who wrote it."""
        return str(self.row["publisher"])

    def articles(self) -> dict[str, str]:
        """The address of a source, as the brief writes it → our article, where the release has it."""
        numbers = {row["source_no"]: row["article_id"] for row in self.sources.rows if row["article_id"]}
        named = enumerate(self.brief.get("sources", []), start=1)
        return {source["url"]: numbers[number] for number, source in named if number in numbers}


def scored(view: View, story_id: str) -> Found | None:
    """The scores of the story's briefs; None in a release that was sealed before there were briefs."""
    if not view.sql(_THERE).item():
        return None
    query = chart_sql("story_brief", story=story_id)
    return Found(query, view.sql(query.text).to_dicts())


def told(view: View, story_id: str, row: Row) -> Told:
    """Read all that one brief tells.

    Args:
        view: the release.
        story_id: the story it belongs to.
        row: its row among `scored`.
    """
    keys = {"publisher": row["publisher"], "brief": row["brief_id"]}
    whole = chart_sql("story_brief_told", story=story_id, **keys)
    named = chart_sql("story_brief_sources", **keys)
    content = view.sql(whole.text)["brief"].item()
    return Told(row, json.loads(content), whole, Found(named, view.sql(named.text).to_dicts()))
