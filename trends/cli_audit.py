"""`trends audit`: how far a human agrees with the machine's topics, and the share without its mistakes.

`sample` writes two files: the sheet for the human, which doesn't say what the machine thinks, and beside it the key,
with the machine's answers and the probabilities. `score` reads both back.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from cyclopts import App, Parameter

from trends import audit
from warehouse import release
from warehouse.errors import TrendsError

app = App(name="audit", help="Draw stories for a human to label, and score the machine's topics by the labels.")

Home = Annotated[
    Path | None, Parameter(help="Folder of the store and the releases; default $TRENDS_HOME, else ./.trends.")
]
Seed = Annotated[int, Parameter(help="The same seed draws the same stories from the same release.")]

YES = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
PAIR_ANSWERS = (*audit.CLASSES, "neither")
KEY = ["story_id", "machine", "probability", "topic", "release_id"]


@app.command
def sample(
    topic: str, sheet: Path, /, *, n: int = 200, home: Home = None, beat: str | None = None, seed: Seed = audit.SEED
) -> None:
    """Draws stories of the current release into a CSV file for a human to label; prints its name.

    The sheet has story_id, headline, summary and an empty column `human`: yes or no, is the story about the topic? For
    a pair: a, b, both or neither. The machine's answers go to a second file, SHEET.key.csv; don't look at it before you
    are done.

    Parameters
    ----------
    topic
        A topic of a beat, such as inference; or a pair, such as "inference|training".
    sheet
        The file to write; one that exists is not overwritten.
    n
        How many stories; half of them among those the machine tags (a pair: a third of each class).
    beat
        The beat, where it isn't the one that holds the topic.
    """
    key = _key(sheet)
    for path in (sheet, key):
        if path.exists():
            raise TrendsError(f"{path} exists and would be overwritten; name another file")
    with release.open(_home(home)) as opened:
        stories = _answered(opened, topic, beat)
        release_id = opened.id
    try:
        drawn = audit.sample(stories, n=n, seed=seed)
    except audit.AuditError as error:
        raise TrendsError(str(error)) from error
    named = drawn.with_columns(topic=pl.lit(topic), release_id=pl.lit(release_id), human=pl.lit(""))
    try:
        named.select("story_id", "headline", "summary", "human").write_csv(sheet)
        named.select(KEY).write_csv(key)
    except OSError as error:
        raise TrendsError(f"{sheet} can't be written ({error.strerror or error}); name another file") from error
    print(sheet)


@app.command
def score(
    sheet: Path,
    /,
    *,
    home: Home = None,
    format: Annotated[Literal["text", "json"], Parameter(name="--format")] = "text",
) -> None:
    """Scores the machine by a labelled sheet: precision, recall, agreement, and the corrected share with its interval.

    The share corrected is the newest complete period's, at the beat's own frequency; a pair's is that of all its
    stories.

    Parameters
    ----------
    sheet
        The file that `trends audit sample` wrote, with the column `human` filled in; empty rows are left out.
    """
    labels = _labels(sheet)
    topic = str(labels["topic"][0])
    with release.open(_home(home)) as opened:
        try:
            found = _score_pair(opened, topic, labels) if "|" in topic else _score_topic(opened, topic, labels)
        except audit.AuditError as error:
            raise TrendsError(str(error)) from error
    values = {"topic": topic, **asdict(found)}
    if format == "json":
        print(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        print(f"{name}: {f'{value:.3f}' if isinstance(value, float) else '–' if value is None else value}")


def _answered(opened: release.Release, topic: str, beat: str | None) -> pl.DataFrame:
    """story_id, headline, summary, machine of every story of the beat (a pair: of every story about either)."""
    names = topic.split("|")
    known = opened.frame("topic")
    for name in names:
        if name not in known["topic_id"]:
            raise TrendsError(f"no topic {name!r}; topics are {', '.join(known['topic_id'].sort())}")
    home_beat = beat or known.filter(pl.col("topic_id") == names[0])["beat_id"][0]
    members = opened.frame("story_beat").filter(pl.col("beat_id") == home_beat).select("story_id")
    if members.is_empty():
        raise TrendsError(f"beat {home_beat!r} has no stories; beats are {', '.join(opened.frame('beat')['beat_id'])}")
    stories = opened.frame("story").join(members, on="story_id").select("story_id", "headline", "summary")
    tags = opened.frame("story_topic")
    about = [pl.col("story_id").is_in(tags.filter(pl.col("topic_id") == name)["story_id"].implode()) for name in names]
    if len(names) == 1:
        return stories.with_columns(machine=about[0])
    if len(names) != 2:
        raise TrendsError(f"{topic!r} names {len(names)} topics; give one, or two as in 'inference|training'")
    a, b = about
    said = pl.when(a & b).then(pl.lit("both")).when(a).then(pl.lit("a")).when(b).then(pl.lit("b"))
    return stories.with_columns(machine=said).drop_nulls("machine")


def _labels(sheet: Path) -> pl.DataFrame:
    """The sheet joined with its key; human as Boolean, or as text for a pair."""
    try:
        answers = pl.read_csv(sheet, columns=["story_id", "human"], schema_overrides={"human": pl.String})
        key = pl.read_csv(_key(sheet), schema_overrides={"machine": pl.String})
    except FileNotFoundError as error:
        raise TrendsError(f"{error.filename or sheet} is absent; `trends audit sample` writes both files") from error
    except (OSError, pl.exceptions.PolarsError) as error:
        raise TrendsError(
            f"{sheet} can't be read as a labelled sheet ({error}); keep its columns and its form"
        ) from error
    joined = answers.join(key, on="story_id")
    if joined.is_empty():
        raise TrendsError(f"{sheet} and its key have no story in common; they are of different samples")
    human = pl.col("human").str.strip_chars().str.to_lowercase()
    given = joined.with_columns(pl.when(human != "").then(human).alias("human"))
    pair = "|" in str(joined["topic"][0])
    allowed = PAIR_ANSWERS if pair else tuple(YES)
    wrong = given.drop_nulls("human").filter(~pl.col("human").is_in(allowed))
    if len(wrong):
        raise TrendsError(
            f"{sheet}: story {wrong['story_id'][0]} is labelled {wrong['human'][0]!r}; "
            f"use {', '.join(allowed)} or nothing"
        )
    if pair:
        return given
    answer = pl.col("human").replace_strict(YES, default=None, return_dtype=pl.Boolean)
    return given.with_columns(answer.alias("human"), (pl.col("machine") == "true").alias("machine"))


def _score_topic(opened: release.Release, topic: str, labels: pl.DataFrame) -> audit.Score:
    beats = opened.frame("beat").select("beat_id", "frequency")
    rows = (
        opened.frame("topic_share").join(beats, on=["beat_id", "frequency"])
        .filter(
            (pl.col("topic_id") == topic) & (pl.col("gate") == "all") & (pl.col("weighting") == "story")
            & (pl.col("state") == "complete")
        ).sort("period_start")
    )  # fmt: skip
    if rows.is_empty():
        raise TrendsError(f"topic {topic!r} has no complete period in this release; a correction needs one")
    newest = rows.row(-1, named=True)
    return audit.score(labels, observed=newest["share"], n_effective=newest["n_effective"])


def _score_pair(opened: release.Release, topic: str, labels: pl.DataFrame) -> audit.PairScore:
    counted = dict(_answered(opened, topic, None).group_by("machine").len().iter_rows())
    counts = tuple(float(counted.get(name, 0)) for name in audit.CLASSES)
    return audit.score_pair(labels, counts=(counts[0], counts[1], counts[2]))


def _key(sheet: Path) -> Path:
    return sheet.with_suffix(".key.csv")


def _home(home: Path | None) -> Path:
    return home or Path(os.environ.get("TRENDS_HOME") or ".trends")
