"""The lead_lag table: which topics, outlets, owners and beats are compared, and on what.

Editorial decisions:

- Topics: every pair of the beat's topics, by their raw shares of the periods.
- Outlets and owners: who moves first on the headline topics. The series is the part of the outlet's (or owner's)
  articles in the period that are about the topic; with fewer than three articles a period says nothing. Compared are
  the twelve with most articles among those that say something in twenty periods. An outlet without a known owner
  stands for itself.
- Beats: of all stories of the home, the part that is about any topic of the beat, by the shortest period that all beats
  publish. The rest at the beat's own frequency and, where that is longer, by the month.
- q is over one kind, beat and frequency.
- What can't be compared has one row that says why: an absent comparison must not look like an absent relation.
"""

from __future__ import annotations

import polars as pl

from trends import calendar
from trends.frames import FREQUENCIES, LeadLag, checked
from trends.measures.inputs import Inputs
from trends.measures.lead_lag import MIN_PERIODS, SCHEMA, lead_lag
from trends.measures.plain import adjusted, by_topic, own_and_month

LEAST_ARTICLES = 3
MOST_COMPARED = 12
SILENT = ("partial", "missing")
TELLERS = {"outlet": pl.col("outlet_id"), "owner": pl.coalesce("owner", "outlet_id")}
UNKNOWN = f"Not estimable: fewer than {MIN_PERIODS} periods in common, or one of the two doesn't vary."
_ENOUGH = f"with {LEAST_ARTICLES} articles in each of {MIN_PERIODS} periods; there are {{}}."
NOTHING = {
    "topic": "Not estimable: it takes two topics; the beat has {}.",
    "outlet": f"Not estimable: it takes two outlets {_ENOUGH}",
    "owner": f"Not estimable: it takes two owners {_ENOUGH}",
    "beat": "Not estimable: it takes two beats; the home has {}.",
}
SERIES = {"period": pl.Date, "series": pl.String, "value": pl.Float64}


def table(inputs: Inputs) -> pl.DataFrame:
    """The lead_lag table of one beat: `frames.LeadLag`, its topics, outlets and owners."""
    parts = []
    for frequency in own_and_month(inputs):
        parts.append(_compared({None: _topics(inputs, frequency)}, frequency, "topic"))
        parts += [_compared(_told(inputs, frequency, kind), frequency, kind) for kind in TELLERS]
    return _finished(pl.concat(parts).with_columns(beat_id=pl.lit(inputs.settings.beat_id)))


def between_beats(stories: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The rows of kind beat: `frames.LeadLag`, each pair under the id of its first beat.

    Args:
        stories: beat_id, story_id, day, topic_id of every beat's stories, as in `frames.Facts`.
        periods: the period table of all beats.
    """
    published = periods.group_by("beat_id").agg(pl.col("frequency").unique())
    shared = [name for name in FREQUENCIES if all(name in found for found in published["frequency"])]
    if published.is_empty() or not shared:
        return LeadLag.create_empty()
    rows = _compared({None: _beats(stories, periods, shared[0])}, shared[0], "beat")
    return _finished(rows.with_columns(beat_id=pl.col("series_a").fill_null(published["beat_id"].min())))


def _topics(inputs: Inputs, frequency: str) -> pl.DataFrame:
    """Raw share of every topic: period, series, value."""
    share = pl.when(pl.col("total") > 0).then(pl.col("count") / pl.col("total"))
    rows = [
        rows.select("period", pl.lit(topic).alias("series"), share.alias("value"))
        for topic, rows in by_topic(inputs, frequency)
    ]
    return pl.concat(rows) if rows else pl.DataFrame(schema=SERIES)


def _told(inputs: Inputs, frequency: str, kind: str) -> dict[str | None, pl.DataFrame]:
    """Per headline topic the part of each teller's articles that is about it: period, series, value."""
    articles = inputs.articles.select(
        "article_id", "story_id", TELLERS[kind].alias("series"),
        calendar.start(pl.col("day"), frequency).alias("period"),
    )  # fmt: skip
    keys = ["period", "series"]
    said = articles.group_by(keys).len("total").filter(pl.col("total") >= LEAST_ARTICLES)
    often = (
        said.group_by("series").agg(pl.len().alias("periods"), pl.col("total").sum())
        .filter(pl.col("periods") >= MIN_PERIODS)
        .sort("total", "series", descending=[True, False]).head(MOST_COMPARED)["series"]
    )  # fmt: skip
    spine = _open(inputs.periods, frequency).join(often.to_frame(), how="cross").join(said, on=keys, how="left")
    out: dict[str | None, pl.DataFrame] = {}
    for topic in inputs.settings.pair or ():
        about = inputs.facts.filter(pl.col("topic_id") == topic).select("story_id")
        hits = articles.join(about, on="story_id", how="semi").group_by(keys).len("hits")
        rows = spine.join(hits, on=keys, how="left")
        share = pl.when("observed").then(pl.col("hits").fill_null(0) / pl.col("total"))
        out[topic] = rows.select(*keys, share.alias("value"))
    return out


def _beats(stories: pl.DataFrame, periods: pl.DataFrame, frequency: str) -> pl.DataFrame:
    """Of all stories of the period the part about any topic of each beat: period, series, value."""
    placed = stories.with_columns(calendar.start(pl.col("day"), frequency).alias("period"))
    whole = placed.group_by("period").agg(pl.col("story_id").n_unique().alias("whole"))
    about = placed.drop_nulls("topic_id").group_by("period", "beat_id").agg(pl.col("story_id").n_unique().alias("own"))
    share = pl.when("observed").then(pl.col("own").fill_null(0) / pl.col("whole"))
    return (
        _open(periods, frequency).join(whole, on="period", how="left")
        .join(about, on=["period", "beat_id"], how="left")
        .select("period", pl.col("beat_id").alias("series"), share.alias("value"))
    )  # fmt: skip


def _open(periods: pl.DataFrame, frequency: str) -> pl.DataFrame:
    """beat_id, period, observed: neither still open nor missing; every period once a beat."""
    rows = periods.filter((pl.col("frequency") == frequency) & (pl.col("gate") == "all"))
    return rows.select(
        "beat_id", pl.col("period_start").alias("period"), ~pl.col("state").is_in(SILENT).alias("observed")
    )


def _compared(series: dict[str | None, pl.DataFrame], frequency: str, kind: str) -> pl.DataFrame:
    """Every pair of each topic's series, q over all of them; or one row that says why there is nothing to compare."""
    found = [
        lead_lag(frame).with_columns(pl.lit(topic, pl.String).alias("topic_id")) for topic, frame in series.items()
    ]
    rows = pl.concat(found) if found else pl.DataFrame(schema={**SCHEMA, "topic_id": pl.String})
    n_series = max((frame["series"].n_unique() for frame in series.values()), default=0)
    if n_series < 2:
        nothing = dict.fromkeys(rows.columns) | {"note": NOTHING[kind].format(n_series)}
        rows = pl.DataFrame([nothing], schema={**rows.schema, "note": pl.String})
    else:
        rows = rows.with_columns(
            adjusted(rows["p"]).alias("q"), pl.when(pl.col("p").is_null()).then(pl.lit(UNKNOWN)).alias("note")
        )
    return rows.with_columns(pl.lit(frequency).alias("frequency"), pl.lit(kind).alias("kind"))


def _finished(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ("frequency", "kind", "topic_id", "series_a", "series_b")
    return checked(LeadLag, rows.sort(*keys, nulls_last=False))
