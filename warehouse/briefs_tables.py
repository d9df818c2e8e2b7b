"""From the briefs of a home to the public tables: which story each belongs to, and what its publisher says of it.

Editorial decisions:

* A brief belongs to the story that holds most of its sources; where several hold as many, to the one that was published
  first, then the lower id. A brief of which no source is in the release keeps its row, without a story.
* The publisher's scores stand in columns of their own. Nothing of a brief moves a count, score or share of ours; only
  its sources do, as the articles they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from warehouse import frames
from warehouse.articles import article_id
from warehouse.briefs import address

Row = dict[str, Any]
_KEY = ("publisher", "brief_id")
NONE = pl.DataFrame(schema={"brief": pl.String()})
"""The briefs of a home that has none."""


def tables(briefs: pl.DataFrame, placed: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Returns story_brief and story_brief_source.

    Args:
        briefs: as `Store.briefs` returns them.
        placed: articles with article_id, story_id and published_at.
    """
    told = [json.loads(text) for text in briefs["brief"].to_list()]
    empty = {name: frames.empty(name) for name in ("story_brief", "story_brief_source")}
    if not told:
        return empty
    sources = _sources(told, placed, empty["story_brief_source"].schema)
    said_rows = [_said(brief) for brief in told]
    kinds = empty["story_brief"].schema
    said = pl.DataFrame(said_rows, schema={name: kinds[name] for name in said_rows[0]})
    kept = briefs.select("published_at", "source", "line", "first_seen_at", "known_at", "version", "brief")
    rows = pl.concat([said, kept], how="horizontal").join(
        attach(sources, placed), on=_KEY, how="left", maintain_order="left"
    )
    return {"story_brief": rows, "story_brief_source": sources}


def attach(sources: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Returns publisher, brief_id, story_id, n_sources and n_sources_in_story of each brief.

    Args:
        sources: publisher, brief_id, url, article_id and story_id of the articles that briefs name.
        placed: articles with story_id and published_at.
    """
    once = sources.unique([*_KEY, "url"], keep="first", maintain_order=True)
    first = placed.group_by("story_id").agg(began=pl.col("published_at").min())
    best = (
        once.filter(pl.col("story_id").is_not_null())
        .group_by(*_KEY, "story_id")
        .agg(n_sources_in_story=pl.len())
        .join(first, on="story_id", how="left")
        .sort(*_KEY, -pl.col("n_sources_in_story").cast(pl.Int64), "began", "story_id")
        .unique(_KEY, keep="first", maintain_order=True)
    )
    return (
        once.group_by(_KEY)
        .agg(n_sources=pl.len())
        .join(best.drop("began"), on=_KEY, how="left")
        .with_columns(pl.col("n_sources_in_story").fill_null(0))
        .sort(_KEY)
    )


def _sources(told: list[Row], placed: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    named = pl.DataFrame(list(_named(told)), schema={name: kind for name, kind in schema.items() if name != "story_id"})
    where = placed.select("article_id", "story_id")
    return named.join(where, on="article_id", how="left", maintain_order="left").with_columns(
        article_id=pl.when(pl.col("story_id").is_not_null()).then("article_id")
    )


def _named(told: list[Row]) -> Iterator[Row]:
    for brief in told:
        for number, source in enumerate(brief["sources"], start=1):
            url = address(source["url"])
            yield {
                "publisher": brief["publisher"],
                "brief_id": brief["brief_id"],
                "source_no": number,
                "article_id": article_id(url),
                "url": url,
                "outlet": source["outlet"],
                "title": source["title"],
            }


def _said(brief: Row) -> Row:
    """What a brief says, in the columns of story_brief."""
    feeling, impact = brief.get("sentiment", {}), brief.get("impact", {})
    verification = brief.get("verification", {})
    return {
        "publisher": brief["publisher"],
        "brief_id": brief["brief_id"],
        "headline": brief["headline"],
        "summary": brief.get("summary"),
        "beat": brief.get("beat"),
        "categories": brief.get("categories", []),
        "sentiment_tier": feeling.get("tier"),
        "sentiment_score": _number(feeling.get("score")),
        "impact": _number(impact.get("score")),
        "impact_regulatory": _number(impact.get("regulatory")),
        "impact_financial": _number(impact.get("financial")),
        "impact_operational": _number(impact.get("operational")),
        "impact_completeness": _number(impact.get("completeness")),
        "impact_rationale": impact.get("rationale"),
        "rubric_version": impact.get("rubric_version"),
        "verified_by": None if "verified_by" not in verification else int(verification["verified_by"]),
        "upper_bound": verification.get("upper_bound"),
        "takeaways": brief.get("takeaways", []),
        "facts": [_fact(fact) for fact in brief.get("facts", [])],
        "url": brief.get("url"),
    }


def _fact(fact: Row) -> Row:
    return {
        "text": fact["text"],
        "kind": fact.get("kind"),
        "value": _number(fact.get("value")),
        "value_high": _number(fact.get("value_high")),
        "unit": fact.get("unit"),
        "date": date.fromisoformat(fact["date"]) if "date" in fact else None,
        "source": fact.get("source"),
    }


def _number(value: int | float | None) -> float | None:
    return None if value is None else float(value)
