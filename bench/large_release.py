"""A sealed release of the size of `bench/publish.py`'s beat, to serve: made up, but measured as a build does.

    python bench/large_release.py HOME [--topics N] [--weeks N] [--stories N]

Every story has one article and names one of forty companies. What a page reads only for one story (facts, takeaways,
timelines) is left out.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, time
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.publish import MICRO, beat
from trends import publish
from trends.measures.inputs import Inputs
from trends.publish_index import computed
from warehouse import frames, release

COMPANIES = 40
NOW = datetime(2026, 1, 1, 12)


def seal(home: Path, topics: int, weeks: int, stories: int) -> None:
    """Seals the release as the current one of `home`."""
    inputs = beat(topics, weeks, stories)()
    told = warehouse_tables(inputs)
    staged = {name: frames.conform(name, told[name]) if name in told else frames.empty(name) for name in frames.SCHEMAS}
    tables = {name: publish.stage(name, frame) for name, frame in (staged | computed(inputs)).items()}
    as_of = inputs.settings.as_of
    manifest = release.Manifest(
        f"{as_of}-1", as_of, NOW, 1, release.SCHEMA_VERSION, publish.METHOD_VERSION, "made up", "made up", {}
    )
    release.seal(home, tables, manifest)


def warehouse_tables(inputs: Inputs) -> dict[str, pl.DataFrame]:
    """The warehouse's tables behind the facts of a beat."""
    settings = inputs.settings
    first = inputs.facts.unique("story_id", keep="first", maintain_order=True).sort("day", "story_id")
    article_id, day = pl.col("story_id").str.replace("s", "a"), pl.col("day").cast(pl.Datetime("us"))
    published = {"first_published_at": day, "last_published_at": day}
    one = dict.fromkeys(("n_articles", "n_outlets", "n_owners", "n_origins"), 1)
    story = first.select(
        "story_id", "impact", "sentiment_score", "sentiment_tier", **published,
        headline=pl.format("Development {} of many", "story_id"), summary=None, medoid_article_id=article_id,
        owners_known=True, verified="verified_in_14_days", confidence=0.5, impact_regulatory=None,
        impact_financial=None, impact_operational=None, impact_completeness=0.0, impact_rationale=pl.lit("made up"),
        rubric_version=pl.lit("0"), **{name: pl.lit(value) for name, value in one.items()},
    )  # fmt: skip
    article = inputs.articles.sort("day", "article_id").select(
        "outlet_id", "story_id", "article_id", url=pl.format("https://{}/{}", "outlet_id", "article_id"),
        title=pl.format("Development {} of many", "story_id"), summary=None, author=None, language=pl.lit("en"),
        published_at=day, date_precision=pl.lit("day"), first_seen_at=day, assumed_seen_at=None, known_at=day,
        known_basis=pl.lit("observed"), credit=None, version=1, near_copy_id="article_id", origin_id="article_id",
    )  # fmt: skip
    outlet = inputs.articles.group_by("outlet_id").agg(pl.len().alias("n_articles"), owner=pl.col("owner").first())
    company = pl.format("c{}", pl.col("story_id").hash(1) % COMPANIES)
    entities = [f"c{number}" for number in range(COMPANIES)]
    nothing = pl.lit([], frames.empty("story_topic").schema["evidence"])
    assert settings.pair is not None and settings.base is not None
    return {
        "release": pl.DataFrame(
            {
                "release_id": f"{settings.as_of}-1", "as_of": datetime.combine(settings.as_of, time()),
                "built_at": NOW,
                "number": 1, "schema_version": release.SCHEMA_VERSION, "method_version": publish.METHOD_VERSION,
                "beat_hash": "made up", "data_hash": "made up", "n_articles": article.height,
                "n_stories": story.height, "note": None,
            }
        ),
        "beat": pl.DataFrame(
            {
                "beat_id": settings.beat_id, "name": "A large beat", "description": "Made up.",
                "topic_a": settings.pair[0], "topic_b": settings.pair[1], "base_start": settings.base[0],
                "base_end": settings.base[1], "frequency": settings.frequency,
                "covered_through": settings.covered_through, "corpus_note": None, "n_stories": story.height,
            }
        ),
        "topic": pl.DataFrame({"topic_id": settings.topics}).with_columns(
            beat_id=pl.lit(settings.beat_id), name=pl.format("Topic {}", "topic_id"), topic_group=pl.lit("all"),
            definition=pl.lit("Made up."), terms=pl.lit([], pl.List(pl.String)), version_hash=pl.lit("0"),
        ),
        "entity": pl.DataFrame({"entity_id": entities}).with_columns(
            beat_id=pl.lit(settings.beat_id), name=pl.format("Company {}", "entity_id"), kind=pl.lit("company"),
            ticker=None, aliases=pl.lit([], pl.List(pl.String)), annual_revenue_usd=None, revenue_year=None,
            revenue_source=None,
        ),
        "event": inputs.events.with_columns(beat_id=pl.lit(settings.beat_id), source_url=None, story_id=None),
        "outlet": outlet.with_columns(name="outlet_id", owner_evidence=None),
        "story": story,
        "article": article,
        "story_beat": first.select("story_id", "beat_id", category=pl.lit("all")),
        "story_topic": inputs.facts.drop_nulls("topic_id").select(
            "story_id", "topic_id", weight=pl.col("weight") / MICRO, evidence=nothing,
        ),
        "story_entity": first.select(
            "story_id", "sentiment_score", "sentiment_tier", entity_id=company, n_mentions=1,
            direction=pl.lit("neutral"),
        ),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--topics", type=int, default=50)
    parser.add_argument("--weeks", type=int, default=260)
    parser.add_argument("--stories", type=int, default=26_000)
    options = parser.parse_args()
    seal(options.home, options.topics, options.weeks, options.stories)
    print(options.home)


if __name__ == "__main__":
    main()
