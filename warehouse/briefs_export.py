"""From a sealed release to story briefs: our stories in the form in which other publishers' briefs are taken in.

Editorial decisions:

* A story's own brief carries what its page shows, with our scores, what they were computed by (`provenance`), and its
  articles in the form in which articles are taken in: whoever ingests it can count and score the story again.
* A brief names no release: an unchanged story is the same brief again.
* Briefs of another publisher are not written anew: they leave as the text that came in.
* Rows are put in order here, whatever order a table has, so that one release gives one text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping

import polars as pl

from warehouse import briefs_form
from warehouse.briefs_form import Row, Rows
from warehouse.errors import ReleaseError

PUBLISHER = "trends-index"
"""The publisher of our own briefs, unless a name is given."""
TABLES = (
    "release", "beat", "article", "story", "story_alias", "story_beat", "story_topic", "story_entity", "story_fact",
    "story_takeaway", "story_comparison", "story_link", "timeline", "topic", "entity",
)  # fmt: skip
"""What our own briefs are written from."""

Frames = Callable[[str], pl.DataFrame]


def kept(frame: Frames, *, publisher: str, stories: Collection[str] = ()) -> list[Row]:
    """Returns the briefs of another publisher as they came in, by brief_id.

    Args:
        frame: gives a public table of a release by its name.
        publisher: whose.
        stories: only those that belong to one of these stories; none means all, those without a story too.

    Raises:
        ReleaseError: when the release holds no brief of that publisher; the message lists whose it holds.
    """
    every = frame("story_brief")
    own = every.filter(pl.col("publisher") == publisher)
    if own.is_empty():
        names = ", ".join(every["publisher"].unique().sort()) or "none"
        raise ReleaseError(f"the release holds no brief of {publisher!r}; it holds those of: {names}")
    if stories:
        wanted = _known(stories, frame)
        own = own.filter(pl.col("story_id").is_in(wanted))
    return [json.loads(text) for text in own.sort("brief_id")["brief"].to_list()]


def own(
    frame: Frames,
    *,
    beat: str | None = None,
    stories: Collection[str] = (),
    publisher: str = PUBLISHER,
    texts: bool = True,
) -> list[Row]:
    """Returns our stories as briefs, by story_id.

    Args:
        frame: gives a public table of a release by its name.
        beat: only the stories of this beat, told from it; by default every story, from the first beat that holds it, if
            any does.
        stories: only these, by id or by an id that was merged into theirs; none means all.
        publisher: the name that the briefs carry.
        texts: whether the articles keep their summaries; without them a reader can't score the stories again.

    Raises:
        ReleaseError: when the release has no such beat or story.
    """
    tables = {name: frame(name) for name in TABLES}
    home = _homes(tables, beat)
    wanted = _known(stories, frame) if stories else None
    chosen = tables["story"].join(home, on="story_id", how="left" if beat is None else "inner").sort("story_id")
    if wanted is not None:
        chosen = chosen.filter(pl.col("story_id").is_in(wanted))
        if chosen.is_empty():
            raise ReleaseError(f"beat {beat!r} holds none of the stories {', '.join(wanted)}; leave --beat out")
    names = dict(tables["article"].select("article_id", "url").iter_rows())
    parts = _parts(tables)
    provenance = _provenance(tables["release"])
    return [
        briefs_form.write(row, parts, urls=names, publisher=publisher, provenance=provenance, texts=texts)
        for row in chosen.iter_rows(named=True)
    ]


def _homes(tables: Mapping[str, pl.DataFrame], beat: str | None) -> pl.DataFrame:
    """Returns story_id, beat_id and category: the beat from which each story is told."""
    registered = tables["beat"]["beat_id"].sort().to_list()
    if beat is not None and beat not in registered:
        raise ReleaseError(f"the release has no beat {beat!r}; it has {', '.join(registered)}")
    member = tables["story_beat"].sort("story_id", "beat_id")
    if beat is not None:
        return member.filter(pl.col("beat_id") == beat)
    return member.unique("story_id", keep="first", maintain_order=True)


def _known(stories: Collection[str], frame: Frames) -> list[str]:
    """Returns the ids of the asked-for stories as they are now, merged ones by the story that carries on."""
    aliases = dict(frame("story_alias").select("alias_id", "story_id").iter_rows())
    there = set(frame("story")["story_id"])
    wanted = sorted({aliases.get(story_id, story_id) for story_id in stories})
    for story_id in wanted:
        if story_id not in there:
            example = min(there, default="")
            raise ReleaseError(f"the release has no story {story_id!r}; a valid one is {example}")
    return wanted


def _parts(tables: Mapping[str, pl.DataFrame]) -> dict[str, Rows]:
    """Returns the rows of each part of a story, in the order in which a brief tells them, by story_id."""
    topic = tables["topic"].select("topic_id", "beat_id", "name", "definition")
    entity = tables["entity"].select("entity_id", "name", "kind", "ticker")
    story = tables["story"].select(other_story_id="story_id", headline="headline")
    ordered = {
        "article": tables["article"].sort("published_at", "article_id"),
        "topic": tables["story_topic"]
        .select("story_id", "topic_id", "weight")
        .join(topic, on="topic_id")
        .sort("story_id", "weight", "topic_id", descending=[False, True, False]),
        "entity": tables["story_entity"]
        .join(entity, on="entity_id")
        .sort("story_id", "n_mentions", "entity_id", descending=[False, True, False]),
        "fact": tables["story_fact"].sort("story_id", "fact_no"),
        "takeaway": tables["story_takeaway"].sort("story_id", "takeaway_no"),
        "comparison": tables["story_comparison"].sort("story_id", "row_no"),
        "link": tables["story_link"].sort("story_id", "beat_id", "other_beat_id"),
        "event": tables["timeline"].join(story, on="other_story_id").sort("story_id", "position"),
    }
    return {name: frame.rows_by_key("story_id", named=True, include_key=True) for name, frame in ordered.items()}


def _provenance(release: pl.DataFrame) -> Row:
    """What the scores were computed by; no release is named, so that what hasn't changed is the same brief again."""
    row = release.row(0, named=True)
    return {"tool": PUBLISHER, "method_version": row["method_version"], "beat_hash": row["beat_hash"]}
