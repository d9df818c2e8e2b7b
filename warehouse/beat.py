"""A beat: what is followed, in which words, and how it is read. One TOML file becomes one frozen Beat.

Editorial decisions:

- A beat file is data that an editor writes, so it is checked strictly: an unknown key, a missing one, an empty list
  of terms or a headline topic that doesn't exist is refused, with the file, the key, the value and a valid one.
- Sibling beats read the same world: `entities_from = "ai_compute"` takes over the entities of another beat, a packaged
  one by its name or a .toml file beside this one. Entities of the file's own come after those; none may reuse an id.
  The beat that is named holds its entities itself, so that a reader looks in two files at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse import beat_parts
from warehouse.beat_form import DEFAULT_HALF_LIFE, FREQUENCIES, Beat, Entity, Event, Feed, Revenue, Topic
from warehouse.beat_table import Table, read
from warehouse.errors import BeatError

__all__ = ["Beat", "Entity", "Event", "Feed", "Revenue", "Topic", "check_siblings", "load", "packaged"]

PACKAGED = Path(__file__).parent / "beats"


def packaged() -> tuple[str, ...]:
    """The names of the beats that come with the package, sorted."""
    return tuple(sorted(p.stem for p in PACKAGED.glob("*.toml")))


def load(path_or_name: str | Path) -> Beat:
    """Reads a beat file, or a packaged beat by its name ("ai_compute").

    Raises:
        BeatError: no such file or name, not TOML, or content that breaks a rule; the message names the file, the
            key, the value and a valid one.
    """
    path = Path(path_or_name)
    if path.suffix != ".toml":
        if str(path_or_name) not in packaged():
            raise BeatError(
                f"no beat {str(path_or_name)!r}; packaged beats are {', '.join(packaged())}, or give a .toml file"
            )
        path = PACKAGED / f"{path_or_name}.toml"
    return _beat(Table(read(path), path.name, ""), path.parent)


def check_siblings(beats: Sequence[Beat]) -> None:
    """Checks that beats can share one home: topic ids are unique, and an entity id means one and the same entity.

    Raises:
        BeatError: names the id, both beats, and the way out.
    """
    owners: dict[str, str] = {}
    known: dict[str, tuple[str, Entity]] = {}
    for beat in beats:
        for topic in beat.topics:
            owner = owners.setdefault(topic.id, beat.id)
            if owner != beat.id:
                unique = f"{beat.id}.{topic.id}"
                raise BeatError(f"topic {topic.id!r} stands in the beats {owner} and {beat.id}; call one {unique!r}")
        for entity in beat.entities:
            other, first = known.setdefault(entity.id, (beat.id, entity))
            if first != entity:
                raise BeatError(
                    f"entity {entity.id!r} differs between the beats {other} and {beat.id}; "
                    f"define it once and write entities_from = {other!r} in the other"
                )


def _beat(table: Table, folder: Path) -> Beat:
    table.only((*beat_parts.names(Beat), "entities_from"))
    topics = beat_parts.unique(table, "topics", beat_parts.topic)
    if not topics:
        raise table.fail("topics", "[] is empty; give at least one [[topics]] table")
    ids = tuple(t.id for t in topics)
    headline, base = table.table("headline"), table.table("base")
    headline.only(("a", "b"))
    base.only(("start", "end"))
    pair = (headline.choice("a", ids), headline.choice("b", ids))
    if pair[0] == pair[1]:
        raise headline.fail("b", f"{pair[1]!r} is topic a too; name another of {', '.join(ids)}")
    period = (base.day("start"), base.day("end"))
    if period[1] < period[0]:
        raise base.fail("end", f"{period[1]} lies before the start, {period[0]}; name a later date")
    half_lives = table.table("half_life")
    half_lives.only(FREQUENCIES)
    return Beat(
        id=table.text("id", example="ai_compute"),
        name=table.text("name"),
        description=table.text("description"),
        scope=table.texts("scope"),
        headline=pair,
        base=period,
        frequency=table.choice("frequency", FREQUENCIES),
        half_life={f: half_lives.number(f) or DEFAULT_HALF_LIFE[f] for f in FREQUENCIES},
        covered_through=table.day("covered_through") if "covered_through" in table.content else None,
        corpus_note=table.text("corpus_note", default=""),
        topics=topics,
        entities=_entities(table, folder),
        events=beat_parts.unique(table, "events", beat_parts.event),
        feeds=beat_parts.feeds(table),
    )


def _entities(table: Table, folder: Path) -> tuple[Entity, ...]:
    """The entities taken over from another beat, then the file's own."""
    own = beat_parts.unique(table, "entities", beat_parts.entity)
    if "entities_from" not in table.content:
        return own
    name = table.text("entities_from", example="ai_compute")
    other = folder / name if name.endswith(".toml") else PACKAGED / f"{name}.toml"
    if not other.is_file():
        valid = f"packaged beats are {', '.join(packaged())}, or name a .toml file beside this one"
        raise table.fail("entities_from", f"no beat {name!r}; {valid}")
    if "entities_from" in read(other):
        raise table.fail("entities_from", f"{name!r} takes its entities from another beat; name that one")
    shared = load(other).entities
    known = {entity.id for entity in shared}
    for entity in own:
        if entity.id in known:
            problem = f"{entity.id!r} comes from {name!r} already; choose another id, or leave the entity out"
            raise table.fail(f"entities[{entity.id}].id", problem)
    return (*shared, *own)
