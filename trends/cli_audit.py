"""`trends audit`: how far a human agrees with the machine's topics, and the share without its mistakes.

`sample` writes two files: the sheet for the human, which doesn't say what the machine thinks, and beside it the key,
with the machine's answers and the probabilities. `score` reads both back.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from cyclopts import App, Parameter

from trends import audit, audit_labels, audit_table
from trends.cli_shared import Home, home_folder
from warehouse import release
from warehouse.errors import TrendsError

app = App(name="audit", help="Draw stories for a human to label, and score the machine's topics by the labels.")

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
    release_id, tables = _tables(home_folder(home))
    try:
        drawn = audit.sample(audit_table.answered(tables, topic, beat), n=n, seed=seed)
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
    stories. The labels are kept in the home: every later build publishes them, scored anew, in the table `audit`.

    Parameters
    ----------
    sheet
        The file that `trends audit sample` wrote, with the column `human` filled in; empty rows are left out.
    """
    labels = _labels(sheet)
    topic = str(labels["topic"][0])
    _, tables = _tables(home_folder(home))
    scored = audit_table.score_pair if "|" in topic else audit_table.score_topic
    try:
        found = scored(tables, topic, labels)
    except audit.AuditError as error:
        raise TrendsError(str(error)) from error
    try:
        audit_labels.keep(home_folder(home), labels)
    except OSError as error:
        raise TrendsError(
            f"{home_folder(home)} can't keep the labels ({error.strerror or error}); free the folder"
        ) from error
    values = {"topic": topic, **asdict(found)}
    if format == "json":
        print(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        print(f"{name}: {f'{value:.3f}' if isinstance(value, float) else '–' if value is None else value}")


def _tables(home: Path) -> tuple[str, dict[str, pl.DataFrame]]:
    """The current release's name and what an audit reads of it."""
    with release.open(home) as opened:
        return opened.id, {name: opened.frame(name) for name in audit_table.TABLES}


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


def _key(sheet: Path) -> Path:
    return sheet.with_suffix(".key.csv")
