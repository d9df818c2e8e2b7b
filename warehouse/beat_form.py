"""What a beat is: topics, entities, dated events, feeds, and how they are read; frozen, checked by `beat.load`.

Editorial decisions:

- The hashes are of the content, not of the file: comments and layout change nothing. A topic's `version_hash` moves
  when anything that decides its stories moves, or its definition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from warehouse.errors import BeatError

FREQUENCIES = ("day", "week", "month", "quarter", "year")
ENTITY_KINDS = ("company", "agency", "person", "product", "place", "standard")
DEFAULT_HALF_LIFE = {"day": 28.0, "week": 8.0, "month": 4.0, "quarter": 2.0, "year": 1.0}


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


def _digest(content: object) -> str:
    """The first 16 hex digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
