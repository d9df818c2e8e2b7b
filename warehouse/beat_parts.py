"""The parts of a beat out of its TOML tables: topics, entities, events and feeds, each checked as it is read.

Editorial decisions:

- A topic has five word lists. `terms` speak of the topic by themselves; `weak` ones only together with a term or a
  different weak one. Where `context` lists words, none of the topic's mentions count in a text without one of them.
  `exclude` phrases hide whatever lies inside them ("training course"), and a mention with one of the `not_near`
  words a few words away isn't counted.
- An entity's revenues are listed by fiscal year, or one is given with its year; not both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import TypeVar

from warehouse.beat_form import ENTITY_KINDS, Entity, Event, Feed, Revenue, Topic
from warehouse.beat_table import Table

_Named = TypeVar("_Named", Topic, Entity, Event, Feed)


def names(kind: type) -> tuple[str, ...]:
    """The keys that a part may have: the fields of its class."""
    return tuple(f.name for f in fields(kind))


def unique(table: Table, key: str, read: Callable[[Table], _Named]) -> tuple[_Named, ...]:
    """The parts of a list, in the order of the file; raises a BeatError where an id stands twice."""
    seen: dict[str, _Named] = {}
    for item in table.tables(key):
        value = read(item)
        if value.id in seen:
            raise item.fail("id", f"{value.id!r} is used twice; ids are unique within {key}")
        seen[value.id] = value
    return tuple(seen.values())


def topic(table: Table) -> Topic:
    """A topic with its word lists."""
    table.only(names(Topic))
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


def entity(table: Table) -> Entity:
    """An entity with its spellings and revenues."""
    table.only(names(Entity))
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
        row.only(names(Revenue))
        ended, usd = row.day("ended"), row.number("usd")
        if usd is None:
            raise row.fail("usd", "is missing; write 26_974e6, for instance")
        if ended in found:
            raise row.fail("ended", f"{ended} is listed twice; list a fiscal year once")
        found[ended] = Revenue(ended, usd, row.text("source", example="FY2023 10-K"))
    return tuple(found[ended] for ended in sorted(found))


def event(table: Table) -> Event:
    """A dated event with the address that reports it."""
    table.only(names(Event))
    url = _address(table, "source_url", example="https://example.com/report")
    return Event(id=table.text("id"), date=table.day("date"), label=table.text("label"), source_url=url)


def feeds(table: Table) -> tuple[Feed, ...]:
    """The feeds of a beat, each address once."""
    found = unique(table, "feeds", _feed)
    seen: set[str] = set()
    for feed, item in zip(found, table.tables("feeds"), strict=True):
        if feed.url in seen:
            raise item.fail("url", f"{feed.url!r} is another feed's too; list an address once")
        seen.add(feed.url)
    return found


def _feed(table: Table) -> Feed:
    table.only(names(Feed))
    example = "https://example.com/feed.xml"
    return Feed(id=table.text("id", example="example_chips"), url=_address(table, "url", example=example))


def _address(table: Table, key: str, *, example: str) -> str:
    url = table.text(key, example=example)
    if not url.startswith(("https://", "http://")):
        raise table.fail(key, f"{url!r} is not an address; write {example!r}")
    return url
