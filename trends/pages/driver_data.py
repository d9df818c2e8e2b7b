"""What moved a share between two periods: the rows of `drivers_between.sql`, from what is known already.

Only the stories of the periods in between are asked for, once for every half-life, weighting and gate. Tests compare
the rows with those that the card's SQL gives.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends.pages.chart_sql import chart_sql
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.share_change import Change, Vector, Whole, change
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
"""Column of the rows → column of `weighed.sql`."""


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
    return _by_story(view, chosen, topics, found) if by == "story" else _by_member(view, chosen, topics, found, by)


def _by_story(view: View, chosen: Selection, topics: tuple[str, ...], found: Change) -> pl.DataFrame:
    stories, k, part, value = _stories(view, chosen, topics, found, "weighed")
    named = {name: stories[column] for name, column in OF_STORY.items()}
    rows = _rows(found, found.contribution(k, part, value), n_stories=np.ones_like(k), **named)
    others, rest = found.of_others(k, value)
    return rows if len(topics) > 1 or not (others > LEAST).any() else rows.vstack(_rows(found, np.array([rest])))


def _by_member(view: View, chosen: Selection, topics: tuple[str, ...], found: Change, by: str) -> pl.DataFrame:
    """A story is divided evenly over its members."""
    stories, k, part, value = _stories(view, chosen, topics, found, "weighed_members", by=by)
    whole = pl.Series("contribution", found.contribution(k, part, value))
    divided = stories.select("member", whole / pl.len().over("story_id"))
    summed = divided.group_by("member").agg(pl.col("contribution").sum(), n_stories=pl.len().cast(pl.Int64))
    names = view.once(_outlets if by == "outlet" else _entities)
    told = summed.join(names, on="member", how="left").to_dict()
    return _rows(found, told.pop("contribution").to_numpy(), **told)


def _rows(found: Change, contribution: Vector, **columns: pl.Series | Whole) -> pl.DataFrame:
    """Rows with all columns of the schema, null where nothing is told."""
    baseline = pl.Series([found.steps[found.s]]).new_from_index(0, len(contribution))
    told = {"contribution": contribution, "baseline_start": baseline, **columns}
    return pl.DataFrame({name: told.get(name) for name in SCHEMA}, schema=SCHEMA)


def _outlets(view: View) -> pl.DataFrame:
    return view.frame("outlet").select("name", member="outlet_id")


def _entities(view: View) -> pl.DataFrame:
    """The names of the entities; one that several beats know is named as in the first."""
    known = view.frame("entity").select("name", "ticker", member="entity_id")
    return known.unique("member", keep="first", maintain_order=True)


def _stories(
    view: View, chosen: Selection, topics: tuple[str, ...], found: Change, template: str, **more: str
) -> tuple[pl.DataFrame, Whole, Vector, Vector]:
    """The stories after the earlier period up to the chosen one, with step, part and value of each.

    Those that count for nothing are left out; by story, those about something else too. A date known to its month alone
    is placed within coverage.
    """
    last_day, through = period_end(chosen.period, chosen.frequency), chosen.beat["covered_through"]
    ends_here = through is not None and chosen.period <= through < last_day
    beat = str(chosen.beat["beat_id"])
    sql = chart_sql(
        template, beat=beat, topic=topics[0], other=topics[1] if len(topics) > 1 else None,
        first_day=found.steps[found.s + 1], **more,
        last_day=max(last_day, period_end(through.replace(day=1), "month")) if ends_here else last_day,
    )  # fmt: skip
    stories = view.sql(sql.text)
    days = stories["first_published_at"].to_numpy().astype("datetime64[D]")
    part, value = _amounts(stories, chosen.weighting, pair=len(topics) > 1)
    kept = (part if template == "weighed" and len(topics) == 1 else value) > 0
    if chosen.gate == "verified":
        kept &= stories["verified"].to_numpy()
    late = days > np.datetime64(through) if ends_here else np.zeros(len(days), dtype=bool)
    if late.any():
        placed = view.sql(chart_sql("late", beat=beat).text)["story_id"].implode()
        kept &= ~late | stories["story_id"].is_in(placed).to_numpy()
        days = np.minimum(days, np.datetime64(through))
    k = found.number(days)
    kept &= k > found.s
    return stories.filter(pl.Series(kept)), k[kept], part[kept], value[kept]


def _amounts(stories: pl.DataFrame, weighting: str, *, pair: bool) -> tuple[Vector, Vector]:
    """Part and value of each story."""
    impact = np.nan_to_num(stories["impact"].to_numpy().astype(np.float64), nan=1.0)

    def amount(name: str) -> Vector:
        weight: NDArray[np.float64] = stories[name].to_numpy()  # NaN where the story isn't about it
        if weighting == "attention":
            return np.asarray(np.nan_to_num(weight.round(6)))
        return np.where(np.isnan(weight), 0.0, impact if weighting == "impact" else 1.0)

    part = amount("weight")
    if pair:
        return part, part + amount("other_weight")
    return part, impact if weighting == "impact" else np.ones_like(part)
