"""A beat: what is followed, in which words, and how it is read. One TOML file becomes one frozen Beat.

Editorial decisions:

- A beat file is data that an editor writes, so it is checked strictly: an unknown key, a missing one, an empty list
  of terms or a headline topic that doesn't exist is refused, with the file, the key, the value and a valid one.
- A topic has five word lists. `terms` speak of the topic by themselves; `weak` ones only together with a term or a
  different weak one. Where `context` lists words, none of the topic's mentions count in a text without one of them.
  `exclude` phrases hide whatever lies inside them ("training course"), and a mention with one of the `not_near`
  words a few words away isn't counted.
- Sibling beats read the same world: `entities_from = "ai_compute"` takes over the entities of another beat, a packaged
  one by its name or a .toml file beside this one. Entities of the file's own come after those; none may reuse an id.
  The beat that is named holds its entities itself, so that a reader looks in two files at most.
- The hashes are of the content, not of the file: comments and layout change nothing. A topic's `version_hash` moves
  when anything that decides its stories moves, or its definition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import TypeVar

from warehouse.beat_table import Table, read
from warehouse.errors import BeatError

FREQUENCIES = ("day", "week", "month", "quarter", "year")
ENTITY_KINDS = ("company", "agency", "person", "product", "place", "standard")
DEFAULT_HALF_LIFE = {"day": 28.0, "week": 8.0, "month": 4.0, "quarter": 2.0, "year": 1.0}
PACKAGED = Path(__file__).parent / "beats"
_Named = TypeVar("_Named", "Topic", "Entity", "Event", "Feed")


def _digest(content: object) -> str:
    """The first 16 hex digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Topic:
    """A subject that a story can be about, and the words by which it is known."""

    id: str
    name: str
    group: str
    definition: str
    terms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()

    @property
    def version_hash(self) -> str:
        """16 hex digits that change when the definition or any word list does."""
        return _digest(asdict(self))


@dataclass(frozen=True)
class Revenue:
    """A party's revenue in US dollars of the fiscal year that ended on a day, and where the figure is from."""

    ended: date
    usd: float
    source: str


@dataclass(frozen=True)
class Entity:
    """A named party or product. `ambiguous` lists the spellings that count only beside a `context` word.

    `revenues` are in order of time; where they are listed, `annual_revenue_usd`, `revenue_year` and `revenue_source`
    are those of the newest.
    """

    id: str
    name: str
    kind: str
    ticker: str | None = None
    aliases: tuple[str, ...] = ()
    annual_revenue_usd: float | None = None
    revenue_year: int | None = None
    revenue_source: str | None = None
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    revenues: tuple[Revenue, ...] = ()


@dataclass(frozen=True)
class Event:
    """A dated event that readers will look for on the chart; `source_url` reports it."""

    id: str
    date: date
    label: str
    source_url: str


@dataclass(frozen=True)
class Feed:
    """An address that is asked for new articles: an RSS, Atom or JSON feed, or JSON lines."""

    id: str
    url: str


@dataclass(frozen=True)
class Beat:
    """Everything an index over one beat needs to know. `headline` is (a, b), `base` both ends included."""

    id: str
    name: str
    description: str
    scope: tuple[str, ...]
    headline: tuple[str, str]
    base: tuple[date, date]
    frequency: str
    half_life: Mapping[str, float]
    covered_through: date | None
    corpus_note: str
    topics: tuple[Topic, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    feeds: tuple[Feed, ...] = ()

    @property
    def hash(self) -> str:
        """16 hex digits of the whole content."""
        return _digest(asdict(self))

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id; a BeatError names the known ones."""
        for topic in self.topics:
            if topic.id == topic_id:
                return topic
        raise BeatError(f"beat {self.id} has no topic {topic_id!r}; it has {', '.join(t.id for t in self.topics)}")


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


def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def _beat(table: Table, folder: Path) -> Beat:
    table.only((*_names(Beat), "entities_from"))
    topics = _unique(table, "topics", _topic)
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
        events=_unique(table, "events", _event),
        feeds=_feeds(table),
    )


def _unique(table: Table, key: str, read: Callable[[Table], _Named]) -> tuple[_Named, ...]:
    seen: dict[str, _Named] = {}
    for item in table.tables(key):
        value = read(item)
        if value.id in seen:
            raise item.fail("id", f"{value.id!r} is used twice; ids are unique within {key}")
        seen[value.id] = value
    return tuple(seen.values())


def _entities(table: Table, folder: Path) -> tuple[Entity, ...]:
    """The entities taken over from another beat, then the file's own."""
    own = _unique(table, "entities", _entity)
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


def _topic(table: Table) -> Topic:
    table.only(_names(Topic))
    lists = {key: table.texts(key) for key in ("weak", "context", "exclude", "not_near")}
    terms = table.texts("terms", required=True)
    return Topic(
        id=table.text("id", example="training"),
        name=table.text("name"),
        group=table.text("group", example="compute"),
        definition=table.text("definition", example="One sentence that a reader understands."),
        terms=terms,
        **lists,
    )


def _entity(table: Table) -> Entity:
    table.only(_names(Entity))
    name, aliases = table.text("name", example="Nvidia"), table.texts("aliases")
    ambiguous, context = table.texts("ambiguous"), table.texts("context")
    for spelling in ambiguous:
        if spelling not in (name, *aliases):
            raise table.fail("ambiguous", f"{spelling!r} is not a name here; valid are {', '.join((name, *aliases))}")
    if ambiguous and not context:
        raise table.fail("context", f"[] is empty; say which words make {ambiguous[0]!r} certain, e.g. ['chip']")
    revenue, year = table.number("annual_revenue_usd"), table.number("revenue_year")
    source = table.text("revenue_source", default="") or None
    if revenue is not None and (year is None or source is None):
        raise table.fail(
            "annual_revenue_usd", f"{revenue:g} needs revenue_year (2024) and revenue_source ('FY2024 10-K')"
        )
    revenues = _revenues(table)
    if revenues and revenue is not None:
        raise table.fail("annual_revenue_usd", f"{revenue:g} is given beside revenues; leave one of the two out")
    if revenues:
        newest = revenues[-1]
        revenue, year, source = newest.usd, newest.ended.year, newest.source
    return Entity(
        id=table.text("id", example="nvidia"),
        name=name,
        kind=table.choice("kind", ENTITY_KINDS),
        ticker=table.text("ticker", default="") or None,
        aliases=aliases,
        annual_revenue_usd=revenue,
        revenue_year=None if year is None else int(year),
        revenue_source=source,
        ambiguous=ambiguous,
        context=context,
        revenues=revenues,
    )


def _revenues(table: Table) -> tuple[Revenue, ...]:
    """The listed revenues of an entity, oldest first, one a fiscal year."""
    found: dict[date, Revenue] = {}
    for row in table.tables("revenues"):
        row.only(_names(Revenue))
        ended, usd = row.day("ended"), row.number("usd")
        if usd is None:
            raise row.fail("usd", "is missing; write 26_974e6, for instance")
        if ended in found:
            raise row.fail("ended", f"{ended} is listed twice; list a fiscal year once")
        found[ended] = Revenue(ended, usd, row.text("source", example="FY2023 10-K"))
    return tuple(found[ended] for ended in sorted(found))


def _event(table: Table) -> Event:
    table.only(_names(Event))
    url = _address(table, "source_url", example="https://example.com/report")
    return Event(id=table.text("id"), date=table.day("date"), label=table.text("label"), source_url=url)


def _feeds(table: Table) -> tuple[Feed, ...]:
    found = _unique(table, "feeds", _feed)
    seen: set[str] = set()
    for feed, item in zip(found, table.tables("feeds"), strict=True):
        if feed.url in seen:
            raise item.fail("url", f"{feed.url!r} is another feed's too; list an address once")
        seen.add(feed.url)
    return found


def _feed(table: Table) -> Feed:
    table.only(_names(Feed))
    example = "https://example.com/feed.xml"
    return Feed(id=table.text("id", example="example_chips"), url=_address(table, "url", example=example))


def _address(table: Table, key: str, *, example: str) -> str:
    url = table.text(key, example=example)
    if not url.startswith(("https://", "http://")):
        raise table.fail(key, f"{url!r} is not an address; write {example!r}")
    return url
