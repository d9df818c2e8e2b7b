"""`trends topics`: for the editor of a beat, which words a topic may be missing and why a story has its topics.

Both read the current release and the beat files of the home and change neither. Where a topic's words have changed
since the release was built, they say so on stderr: what they print goes by the words as they are now.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from cyclopts import App, Parameter

from trends.cli_shared import Home, home_folder
from warehouse import assemble, query_format, release, topic_terms
from warehouse import beat as beats
from warehouse.clock import now
from warehouse.errors import BeatError, ReleaseError
from warehouse.store import Store

app = App(
    name="topics",
    help="For the editor of a beat: proposes terms for a topic, explains a story's topics.",
    help_epilogue="",
)

Format = Annotated[Literal["table", "csv", "json"], Parameter(name="--format", help="How to print the rows.")]


@app.command
def suggest(topic: str, /, *, home: Home = None, top: int = 20, min_stories: int = 3, format: Format = "table") -> None:
    """Proposes terms that separate a topic's stories from the rest of its beat, for an editor to accept or not.

    z is the log-odds ratio of the stories using the term, over its standard error; n_in and n_out count the stories of
    the topic and the others that use it; headline_out is a story that the term might bring in.

    Parameters
    ----------
    topic
        Id of a topic of a registered beat, such as inference.
    top
        How many terms to propose.
    min_stories
        How many stories of the topic must use a term.
    """
    folder = home_folder(home)
    with release.open(folder) as opened:
        beat = _beat_of(topic, _beats(folder))
        _warn_if_changed(opened, beat, topic)
        members = opened.frame("story_beat").filter(pl.col("beat_id") == beat.id)["story_id"]
        about = opened.frame("story_topic").filter(pl.col("topic_id") == topic)["story_id"]
        stories = opened.frame("story").filter(pl.col("story_id").is_in(members.implode()))
    read = stories.select(
        "story_id",
        "headline",
        text=pl.col("headline") + "\n" + pl.col("summary").fill_null(""),
        about=pl.col("story_id").is_in(about.implode()),
    )
    names = [name for entity in beat.entities for name in (entity.name, *entity.aliases)]
    found = topic_terms.suggest(read, beat.topic(topic), names=names, top=top, min_stories=min_stories)
    _print(found.with_columns(pl.col("z").round(2)), format)


@app.command
def explain(story: str, /, *, home: Home = None, topic: str | None = None, format: Format = "table") -> None:
    """Shows every word of a topic in a story, whether it counts, and why; then what follows for each topic, on stderr.

    Parameters
    ----------
    story
        Id of a story of the current release; an old id that was merged into another will do.
    topic
        Only this topic.
    """
    folder = home_folder(home)
    with release.open(folder) as opened:
        registered = _beats(folder)
        if topic is not None:
            _beat_of(topic, registered)
        story_id = _story(opened, story)
        articles = opened.frame("article").filter(pl.col("story_id") == story_id)
        tagged = opened.frame("story_topic").filter(pl.col("story_id") == story_id)
        for beat in registered:
            for one in beat.topics:
                if topic in (None, one.id) and one.id in tagged["topic_id"]:
                    _warn_if_changed(opened, beat, one.id)
    mentions, verdicts = explanation(articles, registered)
    if topic is not None:
        mentions, verdicts = (frame.filter(pl.col("topic_id") == topic) for frame in (mentions, verdicts))
    _print(mentions, format)
    if verdicts.height:
        sys.stderr.write(query_format.to_table(verdicts) + "\n")


def explanation(articles: pl.DataFrame, registered: list[beats.Beat]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions of every topic in the texts of one story, and the verdict on each text.

    Args:
        articles: the story's rows of `article`; each near-copy group is read once, by its first article.
        registered: the beats whose topics to look for.

    Returns:
        article_id with the columns of `topic_terms.explain`; article_id with those of `topic_terms.verdicts`.
    """
    mentions, verdicts = [], []
    for article_id, text in assemble.representatives(articles).select("article_id", "text").iter_rows():
        named = pl.lit(article_id).alias("article_id")
        for beat in registered:
            mentions.append(topic_terms.explain(text, beat).select(named, pl.all()))
            verdicts.append(topic_terms.verdicts(text, beat).select(named, pl.all()))
    return pl.concat(mentions), pl.concat(verdicts)


def _beats(folder: Path) -> list[beats.Beat]:
    with Store.open(folder, now=now(), read_only=True) as store:
        return [beats.load(reference) for _, reference in store.beats()]


def _beat_of(topic_id: str, registered: list[beats.Beat]) -> beats.Beat:
    for beat in registered:
        if any(topic.id == topic_id for topic in beat.topics):
            return beat
    known = ", ".join(topic.id for beat in registered for topic in beat.topics)
    raise BeatError(f"no topic {topic_id!r} in the registered beats; they have {known}")


def _story(opened: release.Release, story_id: str) -> str:
    if story_id in opened.frame("story")["story_id"]:
        return story_id
    merged = opened.frame("story_alias").filter(pl.col("alias_id") == story_id)["story_id"]
    if merged.len():
        return str(merged[0])
    raise ReleaseError(
        f'no story {story_id!r} in release {opened.id}; `trends sql "SELECT story_id FROM story"` lists them'
    )


def _warn_if_changed(opened: release.Release, beat: beats.Beat, topic_id: str) -> None:
    built = opened.frame("topic").filter(pl.col("topic_id") == topic_id)["version_hash"]
    if built.is_empty() or built[0] != beat.topic(topic_id).version_hash:
        sys.stderr.write(f"topic {topic_id} was changed after release {opened.id}; `trends build` brings it up\n")


def _print(frame: pl.DataFrame, format: str) -> None:
    if format == "json":
        print(query_format.to_json(frame))
    elif format == "csv":
        sys.stdout.write(query_format.to_csv(frame))
    else:
        print(query_format.to_table(frame))
