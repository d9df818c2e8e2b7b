"""The reasons of a change in words: for the column `reason`, the end of a build, and `trends status`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

KINDS = ("new", "late", "left", "revised", "version")
"""Kinds of stories by which a share can change; see `trends.changes`."""
WORDS = {
    "new": "new stories", "late": "late stories", "left": "stories that left", "revised": "revised stories",
    "version": "new words of topics", "rest": "method or calendar",
}  # fmt: skip
LEAST_SAID = 1e-4


def reason(amounts: Mapping[str, float], counts: Mapping[str, int]) -> str:
    """The parts in words, largest first; those below a hundredth of a point are left out unless there is no other."""
    order = sorted(amounts, key=lambda kind: (-abs(amounts[kind]), kind))
    said = [kind for kind in order if abs(amounts[kind]) >= LEAST_SAID] or order[:1]
    return "; ".join(
        f"{WORDS[kind]} {points(amounts[kind])}" + (f" ({counts[kind]:,})" if counts.get(kind) else "") for kind in said
    )


def points(difference: float) -> str:
    """A difference of shares in percentage points, signed: "+1.2", "−0.05"."""
    digits = 1 if abs(difference) >= 0.0005 else 2
    return f"{100 * difference:+.{digits}f}".replace("-", "−")


def sentences(rows: pl.DataFrame, *, most: int = 3) -> list[str]:
    """What a build changed, in words: per beat the headline's value as shown, then the topics that moved most.

    Args:
        rows: the new release's rows of `change`.
        most: topics to name for each beat.
    """
    said = []
    for beat in rows["beat_id"].unique().sort():
        own = rows.filter(pl.col("beat_id") == beat)
        newest = own.filter(pl.col("period_start") == pl.col("period_start").max())
        newest = newest.filter(pl.col("before_start") == pl.col("before_start").min()).drop_nulls("change")
        pair = newest.filter(pl.col("topic_id").str.contains("|", literal=True))
        others = newest.filter(~pl.col("topic_id").str.contains("|", literal=True))
        largest = others.sort(pl.col("change").abs(), "topic_id", descending=[True, False]).head(most)
        said += [_sentence(row) for row in (*pair.to_dicts(), *largest.to_dicts())]
        more = own.filter(pl.col("period_start") == pl.col("before_start"))["period_start"].n_unique()
        if newest.is_empty() and more:
            said.append(f"{beat}: {own.height:,} values of earlier periods changed; the table change has them")
    return said


def _sentence(row: Mapping[str, Any]) -> str:
    first, _, second = row["topic_id"].partition("|")
    name = f"share of {first} in {first} and {second}" if second else f"share of {first}"
    since, at = row["before_start"], row["period_start"]
    when = f"in the {row['frequency']} from {at}" if since == at else f"{row['frequency']} from {since} → from {at}"
    return (
        f"{row['beat_id']}: {name}, {when}: {row['before']:.1%} → {row['after']:.1%}, {points(row['change'])} points: "
        f"{row['reason']}"
    )
