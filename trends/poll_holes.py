"""Days that no feed reached back to: what was published then may have come and gone between two polls.

Editorial decisions:

- A feed shows its newest articles only. If the oldest it shows is newer than the poll before, nobody knows what stood
  in between. If it reaches back to that poll, or shows nothing at all, nothing was lost.
- Nothing is said of the days before a feed was first polled: they may have been collected otherwise.
- A day is missing only if every feed that was followed by then has a hole there, and only as a whole day. Fewer holes
  change the mix of outlets, not the calendar; `trends.outages` looks at that.
"""

from __future__ import annotations

import polars as pl

DAY = pl.duration(days=1)


def holes(polls: pl.DataFrame) -> pl.DataFrame:
    """The days between polls that no feed reached back to.

    Args:
        polls: url, polled_at, succeeded, oldest_published_at; one row a poll.

    Returns:
        `frames.Outages`, one row a run of days, ascending.
    """
    answered = polls.filter("succeeded").sort("url", "polled_at")
    before = pl.col("polled_at").shift().over("url")
    lost = (
        answered.select(
            "url", first=before.dt.date() + DAY, last=pl.col("oldest_published_at").dt.date() - DAY
        )
        .filter(pl.col("first") <= pl.col("last"))
        .select("url", day=pl.date_ranges("first", "last"))
        .explode("day")
        .unique()
    )  # fmt: skip
    followed = answered.group_by("url").agg(since=pl.col("polled_at").min().dt.date())
    dark = (
        lost.group_by("day")
        .agg(n_lost=pl.len())
        .join(followed, how="cross")
        .group_by("day", "n_lost")
        .agg(n_followed=(pl.col("since") <= pl.col("day")).sum())
        .filter(pl.col("n_lost") == pl.col("n_followed"))
        .sort("day")
    )
    run = pl.col("day") - pl.duration(days=pl.int_range(pl.len()))
    said = pl.format(
        "No feed reached back to {} to {}: no poll succeeded in between.", pl.col("start"), pl.col("end")
    )  # fmt: skip
    return (
        dark.group_by(run=run)
        .agg(start=pl.col("day").min(), end=pl.col("day").max())
        .sort("start")
        .select("start", "end", reason=said)
    )
