"""Who and what a text names: parties and products by their names, aliases and tickers.

Editorial decisions:

- The longest name wins ("Meta Platforms" is one mention, not two), on word boundaries; hyphens, curly
  apostrophes and possessives make no difference.
- A spelling that the beat calls ambiguous ("Arm", "Meta", "Oracle") counts only as it is written there or in
  capitals, and only where the text holds one of the entity's context words, or names it by a certain spelling; never
  as the first half of a compound ("Arm-based" says of what kind a chip is, not who made it).
- A ticker counts in capitals alone, and only where it is marked as one: "$MU", "(MU)", "NASDAQ: MU".
- One row a mention. Offsets are characters of the given text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from warehouse.beat import Beat, Entity
from warehouse.matching import Match, Matcher, fold, leftmost_longest, variants

FIND_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "text_index": pl.Int64,
    "entity_id": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
}
_TICKER_MARK = re.compile(
    r"(?:\$|\(|\b(?:nasdaq|nyse|krx|tse|tyo|twse|hkex|hk|lse|epa|ams|sehk|ticker|symbol)\s?[:=]?\s?)$"
)

_COMPOUND = re.compile(r"[-‐‑](?:based|powered|style|compatible|like|native)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Spelling:
    entity: int
    kind: str
    written: str


def find(texts: Sequence[str] | pl.Series, beat: Beat) -> pl.DataFrame:
    """Finds the beat's entities in each text.

    Args:
        texts: any texts, usually title, newline, body; None counts as an empty text.
        beat: whose entities to look for.

    Returns:
        text_index (position in `texts`), entity_id, start, end (characters, end exclusive), text (as written); one
        row a mention, sorted by text and place, no two overlapping.
    """
    finder = Finder(beat.entities)
    rows: dict[str, list[object]] = {name: [] for name in FIND_SCHEMA}
    for index, text in enumerate(texts):
        for entity_id, start, end in finder.find_one(text or ""):
            rows["text_index"].append(index)
            rows["entity_id"].append(entity_id)
            rows["start"].append(start)
            rows["end"].append(end)
            rows["text"].append(text[start:end])
    return pl.DataFrame(rows, schema=FIND_SCHEMA)


class Finder:
    """A beat's entities made ready for matching. Holds no state of the texts it has seen."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities
        spellings: dict[str, list[_Spelling]] = defaultdict(list)
        for number, entity in enumerate(entities):
            for name in dict.fromkeys((entity.name, *entity.aliases)):
                kind = "ambiguous" if name in entity.ambiguous else "certain"
                for folded in variants(name, plural=False):
                    spellings[folded].append(_Spelling(number, kind, name))
            for word in entity.context:
                for folded in variants(word):
                    spellings[folded].append(_Spelling(number, "context", word))
            if entity.ticker:
                spellings[fold(entity.ticker)].append(_Spelling(number, "ticker", entity.ticker))
        patterns = sorted(spellings)
        self._matcher = Matcher(patterns)
        self._spellings = [tuple(spellings[p]) for p in patterns]

    def find_one(self, text: str) -> list[tuple[str, int, int]]:
        """The mentions in one text as (entity id, start, end), in order."""
        folded = fold(text)
        named: dict[Match, int] = {}
        doubtful: list[tuple[Match, int]] = []
        assured: set[int] = set()
        for match in self._matcher.find_all(folded):
            for spelling in self._spellings[match.pattern]:
                if spelling.kind == "context":
                    assured.add(spelling.entity)
                elif spelling.kind == "certain":
                    named.setdefault(match, spelling.entity)
                    assured.add(spelling.entity)
                elif spelling.kind == "ticker":
                    if _is_ticker(text, folded, match, spelling.written):
                        named.setdefault(match, spelling.entity)
                        assured.add(spelling.entity)
                elif _as_written(text[match.start : match.end], spelling.written) and not _COMPOUND.match(
                    text, match.end
                ):
                    doubtful.append((match, spelling.entity))
        for match, entity in doubtful:
            if entity in assured:
                named.setdefault(match, entity)
        return [(self._entities[named[m]].id, m.start, m.end) for m in leftmost_longest(named)]


def _as_written(found: str, written: str) -> bool:
    """Whether a spelling stands as the beat writes it, or all in capitals."""
    return found in (written, written.upper())


def _is_ticker(text: str, folded: str, match: Match, ticker: str) -> bool:
    marked = _TICKER_MARK.search(folded, max(0, match.start - 12), match.start) is not None
    return text[match.start : match.end] == ticker and marked
