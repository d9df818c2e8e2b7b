"""The items of one file, one after the other, to rows of the store: articles, briefs, and what was refused of them.

The sources of a brief are articles like any other: the same identity, the same quarantine. But a brief tells of them
at second hand, and often in fewer words: a source that is known already adds nothing, whatever its words, and the
article's own line replaces what a brief said of it. A refused source doesn't refuse its brief, unless none can be taken
in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl

from warehouse import articles, briefs
from warehouse.briefs_items import Item
from warehouse.errors import ArticleError, BriefError
from warehouse.row_batches import RowBatches
from warehouse.store import INCOMING

RAW_BYTES_KEPT = 2_000


@dataclass
class Taken:
    """What one file gives, gathered item by item."""

    source: str
    seen_at: datetime
    backfill: bool
    brief_rows: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `INCOMING_BRIEFS`, each brief once."""
    refused_rows: list[dict[str, Any]] = field(default_factory=list)
    """Rows of `REFUSED`."""
    n_articles: int = 0
    n_briefs: int = 0
    n_refused_articles: int = 0
    n_refused_briefs: int = 0
    _rows: RowBatches = field(default_factory=partial(RowBatches, INCOMING))
    _lines: dict[str, int] = field(default_factory=dict)
    """Articles that have a line of their own, and which."""
    _told: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Articles that only briefs tell of so far."""
    _briefs: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _refused: set[tuple[int, str]] = field(default_factory=set)

    def articles(self) -> pl.DataFrame:
        """Returns the articles (`INCOMING`), each once: those with a line of their own, then those of briefs."""
        return pl.concat([self._rows.frame(), pl.DataFrame(list(self._told.values()), schema=INCOMING, orient="row")])

    def take(self, item: Item) -> None:
        """Takes in an item, or keeps why not."""
        if item.reason is not None:
            self._refuse_article(item, item.reason)
            return
        if len(item.raw) > articles.MAX_LINE_BYTES and b'"sources"' in item.raw:
            self._take_brief(item)
            return
        try:
            value = articles.decode(item.raw)
        except ArticleError as error:
            self._refuse_article(item, str(error))
            return
        if briefs.looks_like(value):
            self._take_brief(item)
        else:
            self._take_article(value, item, place=None)

    def _take_brief(self, item: Item) -> None:
        self.n_briefs += 1
        try:
            brief = briefs.decode(item.raw)
            row = briefs.row(brief, seen_at=self.seen_at, backfill=self.backfill)
            row["assumed_seen_at"] = self._assumed_sight(brief, row["assumed_seen_at"])
            row |= {"source": self.source, "line": item.line}
            first = self._briefs.setdefault((row["publisher"], row["brief_id"]), row)
            if first["content_hash"] != row["content_hash"]:
                raise BriefError(
                    f"brief_id {row['brief_id']!r} of {row['publisher']!r} already stands on line {first['line']} of "
                    "this file with other content; give it once"
                )
        except BriefError as error:
            self.n_refused_briefs += 1
            self._refuse(item.line, item.raw, str(error))
            return
        if first is row:
            self.brief_rows.append(row)
        for place, fields in enumerate(brief["sources"]):
            self._take_article(fields, Item(item.line, briefs.canonical(fields).encode()), place=place)

    def _take_article(self, fields: dict[str, Any], item: Item, *, place: int | None) -> None:
        """Takes in an article: a line of its own, or the source at a place of a brief."""
        self.n_articles += 1
        try:
            row = articles.article(fields, seen_at=self.seen_at, backfill=self.backfill)
            row |= {"source": self.source, "line": item.line, "second_hand": place is not None}
            known = row["article_id"] in self._lines
            if place is not None:
                if not known:
                    self._told.setdefault(row["article_id"], row)
            elif known:
                first = self._lines[row["article_id"]]
                raise ArticleError(f"url {row['url']!r} already stands on line {first} of this file; give it once")
            else:
                self._told.pop(row["article_id"], None)
                self._lines[row["article_id"]] = item.line
                self._rows.append(row)
        except ArticleError as error:
            self.n_refused_articles += 1
            self._refuse(item.line, item.raw, f"{error}" if place is None else f"sources[{place}]: {error}")

    def _assumed_sight(self, brief: dict[str, Any], alone: datetime | None) -> datetime | None:
        """Returns when a backfilled brief could first have been seen: not before its sources.

        Raises:
            BriefError: when none of the sources can be taken in.
        """
        sights, reasons = [], []
        for fields in brief["sources"]:
            try:
                row = articles.article(fields, seen_at=self.seen_at, backfill=self.backfill)
            except ArticleError as error:
                reasons.append(str(error))
            else:
                sights.append(row["assumed_seen_at"])
        if not sights:
            raise BriefError(f"no source can be taken in, of {len(reasons)}; sources[0]: {reasons[0]}")
        return None if alone is None else max(alone, *sights)

    def _refuse_article(self, item: Item, reason: str) -> None:
        self.n_articles += 1
        self.n_refused_articles += 1
        self._refuse(item.line, item.raw, reason)

    def _refuse(self, line: int, raw: bytes, reason: str) -> None:
        row = refusal(self.source, line, raw, reason, self.seen_at)
        if (line, row["hash"]) not in self._refused:
            self._refused.add((line, row["hash"]))
            self.refused_rows.append(row)


def refusal(source: str, line: int, raw: bytes, reason: str, refused_at: datetime) -> dict[str, Any]:
    """Returns the quarantine row of a refused line; the raw line is cut to 2 kB."""
    return {
        "source": source,
        "line": line,
        "hash": hashlib.sha256(raw).hexdigest(),
        "reason": reason,
        "raw": raw[:RAW_BYTES_KEPT].decode("utf-8", errors="replace").replace("\x00", "\ufffd"),
        "refused_at": refused_at,
    }
