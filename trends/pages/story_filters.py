"""The filters of the list of stories: from the URL to SQL parameters, put into words, and lifted one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trends.pages import beats
from trends.pages.chart_sql import ChartSQL, Value, chart_sql
from trends.pages.optional import tidy
from trends.pages.provider import View
from trends.pages.state import Query
from trends.style import TIER_NAMES, day, plural, whole

VERIFIED = {"all": "All stories", "yes": "Verified ≥ 2 origins", "no": "Not verified"}
IMPACTS = {"1": "Any impact", "3": "Impact ≥ 3", "5": "Impact ≥ 5", "7": "Impact ≥ 7", "8": "Impact ≥ 8, action items"}
ORDERS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "impact": "Highest impact first",
    "origins": "Most origins first",
    "bullish": "Most bullish first",
    "bearish": "Most bearish first",
}
LIMIT = 1_000
"""Stories that one page loads at most."""


@dataclass(frozen=True)
class Filters:
    """What a reader asked of the list; every part valid, None where a filter is off.

    Attributes:
        beat, beat_name: whose stories.
        topics, entities: what can be chosen: id → name.
        first_day, last_day: both included.
    """

    beat: str
    beat_name: str
    topics: Mapping[str, str]
    entities: Mapping[str, str]
    topic: str | None
    entity: str | None
    verified: str | None
    least_impact: int | None
    tier: str | None
    first_day: date | None
    last_day: date | None
    search: str | None
    order: str

    @property
    def parameters(self) -> dict[str, Value]:
        """The parameters of stories.sql, where last_day is excluded."""
        return {
            "beat": self.beat,
            "topic": self.topic,
            "entity": self.entity,
            "verified": self.verified,
            "least_impact": self.least_impact,
            "tier": self.tier,
            "first_day": self.first_day,
            "last_day": self.last_day and self.last_day + timedelta(days=1),
            "search": self.search,
            "order": self.order,
            "limit": LIMIT,
        }

    @property
    def words(self) -> dict[str, str]:
        """The filters that are on: URL parameter → in words, to stand after "stories"."""
        on = {
            "topic": self.topic and f"on {self.topics[self.topic]}",
            "entity": self.entity and f"naming {self.entities[self.entity]}",
            "verified": self.verified
            and {"yes": "verified by two or more origins", "no": "not verified"}[self.verified],
            "impact": self.least_impact and f"of impact {self.least_impact} or more",
            "tier": self.tier and f"in a {TIER_NAMES[self.tier].lower()} tone",
            "from": self.first_day and f"from {day(self.first_day)} on",
            "to": self.last_day and f"up to {day(self.last_day)}",
            "q": self.search and f"with “{self.search}”",
        }
        return {name: words for name, words in on.items() if words}


_PARAMETER_OF = {"impact": "least_impact", "from": "first_day", "to": "last_day", "q": "search"}


def read(view: View, query: Query) -> Filters | None:
    """The filters of a URL; what isn't valid is off and noted in `query.notes`. None where the release has no beat."""
    known = beats.names(view)
    if not known:
        return None
    beat = query.choice("beat", known, beats.default(known))
    topics = dict(view.frame("topic").filter(beat_id=beat).sort("name").select("topic_id", "name").iter_rows())
    named = view.frame("story_entity").select("entity_id").unique()
    entities = dict(
        view.frame("entity").join(named, on="entity_id").sort("name").select("entity_id", "name").iter_rows()
    )
    verified = query.choice("verified", VERIFIED, "all")
    impact = int(query.number("impact", range(1, 11), 1))
    first_day, last_day = query.day("from", None), query.day("to", None)
    if first_day and last_day and first_day > last_day:
        query.notes.append(f"{day(first_day)} is after {day(last_day)}, so the two were swapped.")
        first_day, last_day = last_day, first_day
    if last_day == date.max:
        last_day = None
    return Filters(
        beat=beat,
        beat_name=known[beat],
        topics=topics,
        entities=entities,
        topic=query.choice("topic", topics, "") or None,
        entity=query.choice("entity", entities, "") or None,
        verified=None if verified == "all" else verified,
        least_impact=None if impact == 1 else impact,
        tier=query.choice("tier", TIER_NAMES, "") or None,
        first_day=first_day,
        last_day=last_day,
        search=words_of(query.text("q")) or None,
        order=query.choice("order", ORDERS, "newest"),
    )


def words_of(text: str) -> str:
    """A search as the words that are looked for: letters and digits in lower case, one space between."""
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def stories_sql(filters: Filters, **changes: Value) -> ChartSQL:
    """The query behind the list, some of its parameters changed."""
    return tidy(chart_sql("stories", **(filters.parameters | changes)))


def sentence(filters: Filters, found: int, total: int) -> str:
    """What the list holds, counted: "147 of 569 stories: on Inference, of impact 7 or more."."""
    words = ", ".join(filters.words.values())
    everything = plural(total, "story", "stories")
    if not words:
        return f"All {everything} on {filters.beat_name}."
    return f"{whole(found) if found else 'None'} of {everything}: {words}."


def lifted(view: View, filters: Filters) -> list[tuple[str, int]]:
    """For each filter that is on, the number of stories without it alone: (URL parameter, stories), most first."""
    counts = []
    for name in filters.words:
        frame = view.sql(stories_sql(filters, **{_PARAMETER_OF.get(name, name): None}).text)
        counts.append((name, int(frame["n_matching"][0]) if frame.height else 0))
    return sorted(counts, key=lambda pair: -pair[1])
