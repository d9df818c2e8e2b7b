"""What moved a share between two periods: the rows of `drivers_between.sql`, from what is known already.

Shares and sums are the published ones, and which stories count for what is in memory (`beat_stories.py`). Tests compare
the rows with those that the card's SQL gives.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from trends.pages.beat_stories import Stories, Vector, stories
from trends.pages.chart_sql import chart_sql
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.share_change import Change, Whole, change
from trends.style import period_end

LEAST = 1e-6
"""What less than one story counts for at most: sums of weights differ in their last digits."""
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "contribution": pl.Float64,
    "n_stories": pl.Int64,
    "baseline_start": pl.Date,
    "member": pl.String,
    "name": pl.String,
    "ticker": pl.String,
    "first_published_at": pl.Datetime("us"),
    "n_origins": pl.Int64,
    "owners_known": pl.Boolean,
    "impact": pl.Int64,
}
OF_STORY = {"member": "story_id", "name": "headline"} | {name: name for name in list(SCHEMA)[6:]}
"""Column of the rows → column of `beat_stories.sql`."""


def moved(view: View, chosen: Selection, topics: tuple[str, ...], since: date | None, by: str) -> pl.DataFrame:
    """What each story, outlet or entity did to a share; no rows where there was nothing to move away from.

    Args:
        view: the release.
        chosen: the cut; its period is the later one.
        topics: one topic id, for its share of the beat, or two, for the first's share of both.
        since: the earlier period.
        by: story, outlet or entity.

    Returns:
        The columns of `drivers_between.sql`, in any order of rows. The row without a member is all stories about
        something else together, or those without an entity; of the former it doesn't tell how many there are.
    """
    found = change(view, chosen, topics, since)
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    told = stories(view, str(chosen.beat["beat_id"]))
    number, k, part, value = _counted(told, chosen, topics, found)
    if by != "story":
        whole = pl.Series("contribution", found.contribution(k, part, value))
        return _by_member(view, found, told.frame["story_id"][number], whole, by)
    if len(topics) == 1:
        about = part > 0
        number, k, part, value = number[about], k[about], part[about], value[about]
    rows = told.frame[number].select(**{name: pl.col(column) for name, column in OF_STORY.items()})
    moves = _rows(found, found.contribution(k, part, value), n_stories=np.ones_like(k), **rows.to_dict())
    others, rest = found.of_others(k, value)
    return moves if len(topics) > 1 or not (others > LEAST).any() else moves.vstack(_rows(found, np.array([rest])))


def _by_member(view: View, found: Change, story_id: pl.Series, whole: pl.Series, by: str) -> pl.DataFrame:
    """A story is divided evenly over its members."""
    divided = (
        pl.DataFrame([story_id, whole])
        .join(view.once(_members, by), on="story_id", how="left")
        .with_columns(pl.col("contribution") / pl.len().over("story_id"))
    )
    summed = divided.group_by("member").agg(pl.col("contribution").sum(), n_stories=pl.len().cast(pl.Int64))
    names = view.once(_outlets if by == "outlet" else _entities)
    told = summed.join(names, on="member", how="left").to_dict()
    return _rows(found, told.pop("contribution").to_numpy(), **told)


def _rows(found: Change, contribution: Vector, **columns: pl.Series | Whole) -> pl.DataFrame:
    """Rows with all columns of the schema, null where nothing is told."""
    baseline = pl.Series([found.steps[found.s]]).new_from_index(0, len(contribution))
    told = {"contribution": contribution, "baseline_start": baseline, **columns}
    return pl.DataFrame({name: told.get(name) for name in SCHEMA}, schema=SCHEMA)


def _members(view: View, by: str) -> pl.DataFrame:
    return view.sql(chart_sql("members", by=by).text)


def _outlets(view: View) -> pl.DataFrame:
    return view.frame("outlet").select("name", member="outlet_id")


def _entities(view: View) -> pl.DataFrame:
    """The names of the entities; one that several beats know is named as in the first."""
    known = view.frame("entity").select("name", "ticker", member="entity_id")
    return known.unique("member", keep="first", maintain_order=True)


def _counted(
    told: Stories, chosen: Selection, topics: tuple[str, ...], found: Change
) -> tuple[Whole, Whole, Vector, Vector]:
    """The stories after the earlier period up to the chosen one that count: number, step, part and value of each."""
    last_day, through = period_end(chosen.period, chosen.frequency), chosen.beat["covered_through"]
    if through is not None and chosen.period <= through < last_day:  # later dates of that month may stand within
        last_day = max(last_day, period_end(through.replace(day=1), "month"))
    span = told.between(found.steps[found.s + 1], last_day)
    part, _ = told.amounts(topics[0], chosen.weighting, span)
    if len(topics) > 1:
        value = part + told.amounts(topics[1], chosen.weighting, span)[0]
    else:
        value = told.impact[span] if chosen.weighting == "impact" else np.ones_like(part)
    day = told.day[span]
    k = found.number(day)
    kept = np.flatnonzero((value > 0) & told.passed(chosen.gate)[span] & (k > found.s) & ~np.isnat(day))
    return kept + span.start, k[kept], part[kept], value[kept]
