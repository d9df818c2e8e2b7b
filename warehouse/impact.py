"""Impact of a story, 1 to 10: a rubric over facts the story states, never over how often it was told.

Three parts, each 0 to 4 or null where the text doesn't let one tell:

    R  regulatory    the furthest stage a rule, case or order has reached: 1 proposed, 2 under investigation, or a
                     party under a rule, 3 adopted or carried out, 4 in force; 0 where no authority is named
    F  financial     largest stated amount as a share of the affected party's annual revenue:
                     under 0.1 % 0, from 0.1 % 1, from 1 % 2, from 5 % 3, from 20 % 4
    O  operational   scope of what happened: a product or a first sign 1, a company 2, a market or a region 3;
                     more where its size says so (1 GW, 100,000 GPUs or 10,000 jobs give 4), one more if it lasts
                     three years or for good

    impact = round(1 + 9·(0.6·max(R, F, O) + 0.4·(0.4·R + 0.35·F + 0.25·O)) / 4)

An unknown part adds 0 and lowers `impact_completeness`, the share of parts known. Where no part finds anything, all
three are unknown, completeness is 0 and the rationale says so: an impact of 1 is then the scale's floor, no finding.
The tables of cues stand in `impact_regulatory`, `impact_sums` and `impact_events`; what counts as a fact, and as the
news of an article, in `impact_evidence`. The score is the largest any article supports, so that copies, reprints
and the number of articles can't move it. 8 and more is an action item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from warehouse import entities
from warehouse.beat import Beat, Entity
from warehouse.impact_evidence import Part
from warehouse.impact_financial import Mention, financial, revenue_at
from warehouse.impact_operational import operational
from warehouse.impact_regulatory import regulatory

RUBRIC_VERSION = "4"
ACTORS = frozenset({"company", "agency", "person"})
"""Kinds of entity whose a sum can be."""
NOTHING_FOUND = "No consequence that the rubric counts was found in the text, so impact stands at the scale's floor."
"""Rationale of a story of which nothing could be measured."""

IMPACT_SCHEMA = pl.Schema(
    {
        "story_id": pl.String,
        "impact": pl.Int64,
        "impact_regulatory": pl.Int64,
        "impact_financial": pl.Int64,
        "impact_operational": pl.Int64,
        "impact_completeness": pl.Float64,
        "impact_rationale": pl.String,
        "rubric_version": pl.String,
    }
)


def assess(frame: pl.DataFrame, beat: Beat) -> pl.DataFrame:
    """Impact of each story.

    Args:
        frame: story_id, article_id, text (title, newline, body), one row an article; null texts count as empty.
            published_at, where it is given, decides which year's revenue was known and what is history.
        beat: its entities name the parties and their annual revenue in US dollars.

    Returns:
        story_id, impact (1–10), impact_regulatory, impact_financial, impact_operational (0–4, null unknown),
        impact_completeness (0–1), impact_rationale (sentences that quote their evidence), rubric_version; by story_id.
    """
    day = pl.col("published_at").cast(pl.Date) if "published_at" in frame.columns else pl.lit(None, pl.Date)
    ordered = frame.select("story_id", "article_id", pl.col("text").cast(pl.String).fill_null(""), day=day).sort(
        "story_id", "article_id"
    )
    texts = ordered["text"].to_list()
    mentions: list[list[Mention]] = [[] for _ in texts]
    for index, entity_id, start, end in (
        entities.find(texts, beat).select("text_index", "entity_id", "start", "end").iter_rows()
    ):
        mentions[index].append(Mention(entity_id, start, end))
    parties = {entity.id: entity for entity in beat.entities}
    kinds = {entity.id: entity.kind for entity in beat.entities}
    names = {entity.id: entity.name for entity in beat.entities}
    parts: dict[str, list[tuple[Part, Part, Part]]] = {}
    for story_id, text, published, found in zip(ordered["story_id"], texts, ordered["day"], mentions, strict=True):
        year = published.year if published else None
        known = _revenue(parties, {mention.entity_id for mention in found}, published)
        title_end = text.find("\n") if "\n" in text else len(text)
        titled = {m.entity_id for m in found if m.start < title_end and kinds[m.entity_id] in ("company", "agency")}
        parts.setdefault(story_id, []).append(
            (
                regulatory(text, year),
                financial(text, [m for m in found if kinds[m.entity_id] in ACTORS], known, names, year),
                operational(text, year, len(titled)),
            )
        )
    rows = [_row(story_id, articles) for story_id, articles in parts.items()]
    return pl.DataFrame(rows, schema=IMPACT_SCHEMA, orient="row")


def combine(regulatory: int | None, financial: int | None, operational: int | None) -> int:
    """Impact 1–10 from the three parts (0–4, None counts 0): round(1 + 9·(0.6·max + 0.4·(0.4R + 0.35F + 0.25O)) /
    4)."""
    r, f, o = regulatory or 0, financial or 0, operational or 0
    return int(1 + 9 * (0.6 * max(r, f, o) + 0.4 * (0.4 * r + 0.35 * f + 0.25 * o)) / 4 + 0.5)


def _revenue(parties: Mapping[str, Entity], named: Iterable[str], day: date | None) -> dict[str, float]:
    """Annual revenue in US dollars, as known on `day`, of the parties named that publish one."""
    found = {entity_id: revenue_at(parties[entity_id], day) for entity_id in named}
    return {entity_id: usd for entity_id, usd in found.items() if usd}


def _row(story_id: str, articles: list[tuple[Part, Part, Part]]) -> tuple[object, ...]:
    """The story's row: for each part the most that any of its articles supports."""
    best = [
        max(column, key=lambda part: -1 if part.points is None else part.points)
        for column in zip(*articles, strict=True)
    ]
    if best[0].points in (0, None) and best[1].points is None and best[2].points is None:
        return (story_id, combine(None, None, None), None, None, None, 0.0, NOTHING_FOUND, RUBRIC_VERSION)
    points = [part.points for part in best]
    known = sum(p is not None for p in points) / len(points)
    reasons = [part.reason for part in best if part.reason]
    unknown = [name for name, p in zip(("regulatory", "financial", "operational"), points, strict=True) if p is None]
    if unknown:
        reasons.append(f"Not known from the text: {', '.join(unknown)}.")
    return (story_id, combine(*points), *points, known, " ".join(reasons), RUBRIC_VERSION)
