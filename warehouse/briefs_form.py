"""One story as a brief: the rows of a release in the form in which briefs are taken in.

Editorial decisions:

* A brief is dated by the last article it rests on, as exactly as that date is known.
* A key without a value is left out; an article stands in the form in which articles are taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from warehouse.briefs import FORM

Row = dict[str, Any]
Rows = Mapping[Any, list[Row]]


def write(
    row: Row, parts: Mapping[str, Rows], *, urls: Mapping[str, str], publisher: str, provenance: Row, texts: bool
) -> Row:
    """Returns one story as a brief.

    Args:
        row: the story, with the beat from which it is told and its category there, None where it is in none.
        parts: the rows of its parts by story_id, in the order in which they are told.
        urls: address of every article.
        publisher: the name that the brief carries.
        provenance: what the scores were computed by.
        texts: whether to tell the articles' summaries and the sentences taken from them; the short quotes among the
            reasons of the impact stay.
    """
    mine = {name: rows.get(row["story_id"], []) for name, rows in parts.items()}
    topics = [topic for topic in mine["topic"] if topic["beat_id"] == row["beat_id"]]
    brief = {
        "schema": FORM,
        "publisher": publisher,
        "brief_id": row["story_id"],
        **_dated(mine["article"][-1]),
        "headline": row["headline"],
        "summary": row["summary"] if texts else None,
        "takeaways": [item["sentence"] for item in mine["takeaway"]] if texts else None,
        "facts": [_fact(item, urls) for item in mine["fact"]] if texts else None,
        "comparison": [_comparison(item) for item in mine["comparison"]],
        "sources": [_source(item, texts=texts) for item in mine["article"]],
        "sentiment": {"tier": row["sentiment_tier"], "score": row["sentiment_score"]},
        "impact": {
            "score": row["impact"],
            "regulatory": row["impact_regulatory"],
            "financial": row["impact_financial"],
            "operational": row["impact_operational"],
            "completeness": row["impact_completeness"],
            "rationale": row["impact_rationale"],
            "rubric_version": row["rubric_version"],
        },
        "verification": {
            "verified_by": row["n_origins"],
            "upper_bound": not row["owners_known"] and row["n_origins"] > 1,
            "articles": row["n_articles"],
            "outlets": row["n_outlets"],
            "owners": row["n_owners"],
        },
        "beat": row["beat_id"],
        "categories": [row["category"]] if row["category"] else None,
        "topics": [{"topic": t["topic_id"], "name": t["name"], "weight": t["weight"]} for t in topics],
        "entities": [_entity(item) for item in mine["entity"]],
        "timeline": [_event(item) for item in mine["event"]],
        "links": [
            {"beat": item["other_beat_id"], "category": item["other_category"]}
            for item in mine["link"]
            if item["beat_id"] == row["beat_id"]
        ],
        "glossary": [{"term": topic["name"], "definition": topic["definition"]} for topic in topics],
        "provenance": provenance,
    }
    filled: Row = _filled(brief)
    return filled


def _source(article: Row, *, texts: bool) -> Row:
    """An article in the form in which articles are taken in."""
    return {
        "url": article["url"],
        "outlet": article["outlet_id"],
        **_dated(article),
        "title": article["title"],
        "summary": article["summary"] if texts else None,
        "credit": article["credit"],
        "author": article["author"],
        "language": article["language"],
    }


def _dated(article: Row) -> Row:
    """An article's date as far as it is known; the precision is given where the form of the date doesn't imply it."""
    moment, precision = article["published_at"], article["date_precision"]
    if precision == "time" or moment.time() != time():
        published, implied = f"{moment.isoformat()}Z", "time"
    else:
        published, implied = f"{moment:%Y-%m-%d}", "day"
    return {"published": published, "date_precision": None if precision == implied else precision}


def _fact(fact: Row, urls: Mapping[str, str]) -> Row:
    """A key fact; what only later releases say of one is taken where it is there."""
    day = fact["fact_date"]
    return {
        "text": fact["sentence"],
        "kind": fact["kind"],
        "value": fact["value"],
        "value_high": fact.get("value_high"),
        "bound": fact.get("bound"),
        "unit": fact["unit"],
        "per_year": fact.get("per_year") or None,
        "date": day.isoformat() if day else None,
        "date_precision": fact.get("fact_date_precision"),
        "source": urls[fact["article_id"]],
    }


def _comparison(row: Row) -> Row:
    sides = ("a", "b")
    values = [{"subject": row[f"subject_{side}"], "value": row[f"value_{side}"]} for side in sides]
    return {"aspect": row["aspect"], "unit": row["unit"], "values": values}


def _entity(row: Row) -> Row:
    return {
        "name": row["name"],
        "kind": row["kind"],
        "ticker": row["ticker"],
        "direction": row["direction"],
        "sentiment": {"tier": row["sentiment_tier"], "score": row["sentiment_score"]},
        "mentions": row["n_mentions"],
    }


def _event(row: Row) -> Row:
    return {
        "published": stamp(row["published_at"]),
        "headline": row["headline"],
        "brief_id": row["other_story_id"],
        "relation": row["relation"],
        "reason": row["reason"],
    }


def stamp(moment: datetime) -> str:
    """Returns a naive-UTC moment as a brief writes it: the day alone at midnight, else ISO with Z."""
    return f"{moment:%Y-%m-%d}" if moment.time() == time() else f"{moment.isoformat()}Z"


def _filled(value: Any) -> Any:
    """Returns a value without what says nothing: None, and empty lists and objects."""
    if isinstance(value, dict):
        pairs = {key: _filled(inner) for key, inner in value.items()}
        return {key: inner for key, inner in pairs.items() if inner is not None and inner != [] and inner != {}}
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    return value
