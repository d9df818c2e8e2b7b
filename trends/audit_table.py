"""The audit table: what the labels kept in a home say of a release's topics.

Editorial decisions:

- Labels outlive releases. At each build the machine's answer is read anew from the release to be sealed, so that the
  row judges the topics as they are now; only the probabilities stay those of the drawing.
- Several sheets of one topic are one sample: a story's probability is that of having been drawn into any of them, and
  where two sheets disagree on a story the later release's sheet counts.
- A label of a story that is no longer there (or, for a pair, about neither topic any more) is left out.
- A topic's share is that of its newest complete period at the beat's own frequency; a pair's that of all its stories.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from trends import audit
from trends.audit import AuditError, PairScore, Score

Tables = Mapping[str, pl.DataFrame]

TABLES = ("beat", "story", "story_alias", "story_beat", "story_topic", "topic", "topic_share")
"""What an audit reads of a release."""


def answered(tables: Tables, topic: str, beat: str | None = None) -> pl.DataFrame:
    """story_id, headline, summary, machine of every story of the beat (a pair: of every story about either).

    Raises:
        AuditError: for an unknown topic or a beat without stories; the message names those there are.
    """
    names, known = topic.split("|"), tables["topic"]
    for name in names:
        if name not in known["topic_id"]:
            raise AuditError(f"no topic {name!r}; topics are {', '.join(known['topic_id'].sort())}")
    home_beat = beat or known.filter(pl.col("topic_id") == names[0])["beat_id"][0]
    members = tables["story_beat"].filter(pl.col("beat_id") == home_beat).select("story_id")
    if members.is_empty():
        raise AuditError(f"beat {home_beat!r} has no stories; beats are {', '.join(tables['beat']['beat_id'])}")
    stories = tables["story"].join(members, on="story_id").select("story_id", "headline", "summary")
    tags = tables["story_topic"]
    about = [pl.col("story_id").is_in(tags.filter(pl.col("topic_id") == name)["story_id"].implode()) for name in names]
    if len(names) == 1:
        return stories.with_columns(machine=about[0])
    if len(names) != 2:
        raise AuditError(f"{topic!r} names {len(names)} topics; give one, or two as in 'inference|training'")
    a, b = about
    said = pl.when(a & b).then(pl.lit("both")).when(a).then(pl.lit("a")).when(b).then(pl.lit("b"))
    return stories.with_columns(machine=said).drop_nulls("machine")


def newest_share(tables: Tables, topic: str) -> dict[str, Any]:
    """The topic's row of topic_share that an audit corrects: the newest complete one of its beat's default view.

    Raises:
        AuditError: where no period is complete.
    """
    rows = (
        tables["topic_share"].join(tables["beat"].select("beat_id", "frequency"), on=["beat_id", "frequency"])
        .filter(
            (pl.col("topic_id") == topic) & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
            & (pl.col("state") == "complete")
        ).sort("period_start")
    )  # fmt: skip
    if rows.is_empty():
        raise AuditError(f"topic {topic!r} has no complete period in this release; a correction needs one")
    return rows.row(-1, named=True)


def score_topic(tables: Tables, topic: str, labels: pl.DataFrame) -> Score:
    """Precision, recall, agreement and the corrected share of one topic; see `audit.score`."""
    newest = newest_share(tables, topic)
    return audit.score(labels, observed=newest["share"], n_effective=newest["n_effective"])


def score_pair(tables: Tables, topic: str, labels: pl.DataFrame) -> PairScore:
    """Agreement and the corrected share of a pair "a|b", over all its stories; see `audit.score_pair`."""
    counted = dict(answered(tables, topic).group_by("machine").len().iter_rows())
    a, b, both = (float(counted.get(name, 0)) for name in audit.CLASSES)
    return audit.score_pair(labels, counts=(a, b, both))


def table(tables: Tables, labels: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The rows of the public table `audit`, and a sentence for each topic whose labels can't be used.

    Args:
        tables: `TABLES` of the release to be sealed.
        labels: sheet, release_id, topic, story_id, machine (as it was), human (both as text: true, false; of a pair a,
            b, both, neither) and probability.
    """
    rows: list[dict[str, object]] = []
    problems = []
    for (name,), own in sorted(pooled(labels).partition_by("topic", as_dict=True).items()):
        topic = str(name)
        try:
            rows.append(_row(tables, topic, _against(tables, topic, own)))
        except AuditError as error:
            problems.append(f"the labels of {topic} can't be used: {error}")
    return pl.DataFrame(rows, schema=SCHEMA, orient="row"), problems


def pooled(labels: pl.DataFrame) -> pl.DataFrame:
    """One row a topic and labelled story, with the probability of having been drawn into any sheet of the topic."""
    drawn = labels.group_by("topic", "sheet", "machine").agg(pl.col("probability").first())
    ever = drawn.group_by("topic", "machine").agg((1 - (1 - pl.col("probability")).product()).alias("probability"))
    last = labels.sort("release_id", "sheet", "story_id").unique(["topic", "story_id"], keep="last")
    return last.drop("probability").join(ever, on=["topic", "machine"]).sort("topic", "story_id")


def _against(tables: Tables, topic: str, labels: pl.DataFrame) -> pl.DataFrame:
    """The labels beside what this release's machine says of the same stories."""
    alias = tables["story_alias"].select("alias_id", now="story_id")
    placed = labels.join(alias, left_on="story_id", right_on="alias_id", how="left")
    placed = placed.with_columns(pl.coalesce("now", "story_id").alias("story_id")).unique("story_id", keep="first")
    joined = placed.drop("machine").join(answered(tables, topic).select("story_id", "machine"), on="story_id")
    if "|" not in topic:
        joined = joined.with_columns(pl.col("human") == "true")
    return joined.sort("story_id")


def _row(tables: Tables, topic: str, labels: pl.DataFrame) -> dict[str, object]:
    beat_id = tables["topic"].filter(pl.col("topic_id") == topic.partition("|")[0])["beat_id"][0]
    named = {"beat_id": beat_id, "topic_id": topic}
    if "|" in topic:
        pair = score_pair(tables, topic, labels)
        return named | {
            "n_labels": pair.n, "agreement": pair.agreement, "observed": pair.observed, "corrected": pair.corrected,
            "low": pair.low, "high": pair.high, "clipped": pair.clipped, "note": pair.refused,
        }  # fmt: skip
    found, newest = score_topic(tables, topic, labels), newest_share(tables, topic)
    return named | {
        "n_labels": found.n, "precision": found.precision, "recall": found.recall, "specificity": found.specificity,
        "agreement": found.agreement, "kappa": found.kappa, "frequency": newest["frequency"],
        "period_start": newest["period_start"], "observed": found.observed, "observed_low": found.low_observed,
        "observed_high": found.high_observed, "corrected": found.corrected, "low": found.low, "high": found.high,
        "clipped": found.clipped, "note": found.refused,
    }  # fmt: skip


_RATES = ("precision", "recall", "specificity", "agreement", "kappa")
_SHARES = ("observed", "observed_low", "observed_high", "corrected", "low", "high")
SCHEMA: dict[str, pl.DataType] = {
    "beat_id": pl.String(), "topic_id": pl.String(), "n_labels": pl.Int64(), **dict.fromkeys(_RATES, pl.Float64()),
    "frequency": pl.String(), "period_start": pl.Date(), **dict.fromkeys(_SHARES, pl.Float64()),
    "clipped": pl.Boolean(), "note": pl.String(),
}  # fmt: skip
