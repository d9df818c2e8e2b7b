"""From a file of articles, one JSON object a line, into the store: every line is stored, known, or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from warehouse import articles
from warehouse.errors import ArticleError, CorpusError
from warehouse.store import INCOMING, REFUSED, Store

RAW_BYTES_KEPT = 2_000
BATCH_LINES = 20_000


@dataclass(frozen=True)
class Report:
    """What became of the lines of one file; `lines` = `new` + `changed` + `known` + `refused`."""

    source: str
    lines: int
    new: int
    changed: int
    known: int
    refused: int
    refusals: tuple[tuple[int, str], ...]
    """Line and reason of each refused line."""
    note: str | None = None
    """What else has to be known of this run, as a sentence."""


def ingest_file(
    store: Store,
    path: Path,
    *,
    source: str,
    seen_at: datetime,
    backfill: bool = False,
    progress: Callable[[int], None] = lambda lines: None,
) -> Report:
    """Takes in a JSONL file in one transaction.

    Args:
        store: an open store.
        path: the file.
        source: the name under which refused lines are kept.
        seen_at: when this home sees the lines, naive UTC.
        backfill: whether the lines were collected after the fact; they get an assumed date of first sight.
        progress: called now and then with the number of lines read.

    Raises:
        CorpusError: when the file can't be read at all.
    """
    try:
        with path.open("rb") as lines:
            accepted, refused, n_lines = read_lines(
                lines, source=source, seen_at=seen_at, backfill=backfill, progress=progress
            )
    except OSError as error:
        raise CorpusError(
            f"{path} can't be read ({error.strerror or error}); give a JSONL file, one article a line"
        ) from error
    note = clock_note(seen_at, store.counts()["last_seen_at"])
    added = store.add(accepted, refused)
    return Report(
        source=source,
        lines=n_lines,
        new=added.new,
        changed=added.changed,
        known=accepted.height - added.new - added.changed,
        refused=refused.height,
        refusals=tuple(refused.select("line", "reason").iter_rows()),
        note=note,
    )


def clock_note(seen_at: datetime, last_seen_at: datetime | None) -> str | None:
    """Returns a sentence when the clock reads earlier than it did for articles in the store; no time is altered."""
    if last_seen_at is None or seen_at >= last_seen_at:
        return None
    return (
        f"the clock reads {seen_at:%Y-%m-%d %H:%M} UTC, before {last_seen_at:%Y-%m-%d %H:%M} when the store last saw "
        "an article; times are kept as read and the newer version of an article still counts; set the clock right"
    )


def read_lines(
    lines: Iterable[bytes],
    *,
    source: str,
    seen_at: datetime,
    backfill: bool,
    progress: Callable[[int], None] = lambda lines: None,
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Returns the accepted articles (`INCOMING`), the refused lines (`REFUSED`) and how many lines held text."""
    accepted: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    first_line: dict[str, int] = {}
    n_lines = 0
    for number, line in enumerate(lines, start=1):
        raw = line.strip().removeprefix(b"\xef\xbb\xbf")
        if not raw:
            continue
        n_lines += 1
        if n_lines % BATCH_LINES == 0:
            progress(n_lines)
        try:
            row = articles.parse_line(raw, seen_at=seen_at, backfill=backfill)
            seen = first_line.setdefault(row["article_id"], number)
            if seen != number:
                raise ArticleError(f"url {row['url']!r} already stands on line {seen} of this file; give it once")
        except ArticleError as error:
            refused.append(refusal(source, number, raw, str(error), seen_at))
        else:
            accepted.append(row | {"source": source, "line": number})
    progress(n_lines)
    return (
        pl.DataFrame(accepted, schema=INCOMING, orient="row"),
        pl.DataFrame(refused, schema=REFUSED, orient="row"),
        n_lines,
    )


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
