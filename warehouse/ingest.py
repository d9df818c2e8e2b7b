"""From a file of articles and story briefs into the store: every item is stored, known already, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from warehouse import briefs_items
from warehouse.briefs_intake import Taken
from warehouse.briefs_items import Item
from warehouse.errors import CorpusError
from warehouse.store import INCOMING_BRIEFS, POLLED, REFUSED, Store

BATCH_LINES = 20_000


@dataclass(frozen=True)
class BriefReport:
    """What became of the briefs of one file; `read` = `new` + `changed` + `known` + `refused`."""

    read: int
    new: int
    changed: int
    known: int
    refused: int


@dataclass(frozen=True)
class Report:
    """What became of the articles of one file; `lines` = `new` + `changed` + `known` + `refused`."""

    source: str
    lines: int
    """Articles read: lines, and sources of the briefs that were not refused."""
    new: int
    changed: int
    known: int
    refused: int
    refusals: tuple[tuple[int, str], ...]
    """Line and reason of everything refused, briefs included."""
    note: str | None = None
    """What else has to be known of this run, as a sentence."""
    briefs: BriefReport | None = None
    """What became of the briefs, None where the file holds none."""


def ingest_file(
    store: Store,
    path: Path,
    *,
    source: str,
    seen_at: datetime,
    backfill: bool = False,
    progress: Callable[[int], None] = lambda lines: None,
    polled: bool = False,
) -> Report:
    """Takes in a file in one transaction: JSONL, or a .json document of one object or a list.

    Args:
        store: an open store.
        path: the file.
        source: the name under which refused lines are kept.
        seen_at: when this home sees the lines, naive UTC.
        backfill: whether the lines were collected after the fact; they get an assumed date of first sight.
        progress: called now and then with the number of items read.
        polled: whether the file is what the address `source` just answered; the store's ledger then says so.

    Raises:
        CorpusError: when the file can't be read at all.
    """
    try:
        with path.open("rb") as stream:
            taken = read_items(
                briefs_items.of_file(stream, path),
                source=source,
                seen_at=seen_at,
                backfill=backfill,
                progress=progress,
            )
    except OSError as error:
        raise CorpusError(
            f"{path} can't be read ({error.strerror or error}); give a JSONL file, one article a line, or a JSON file "
            "of story briefs"
        ) from error
    note = clock_note(seen_at, store.counts()["last_seen_at"])
    refused = pl.DataFrame(taken.refused_rows, schema=REFUSED, orient="row")
    articles = taken.articles()
    added = store.add(
        articles,
        refused,
        pl.DataFrame(taken.brief_rows, schema=INCOMING_BRIEFS, orient="row"),
        poll_row(source, seen_at, taken.n_articles, articles) if polled else None,
    )
    told = BriefReport(
        read=taken.n_briefs,
        new=added.new_briefs,
        changed=added.changed_briefs,
        known=taken.n_briefs - taken.n_refused_briefs - added.new_briefs - added.changed_briefs,
        refused=taken.n_refused_briefs,
    )
    return Report(
        source=source,
        lines=taken.n_articles,
        new=added.new,
        changed=added.changed,
        known=taken.n_articles - taken.n_refused_articles - added.new - added.changed,
        refused=taken.n_refused_articles,
        refusals=tuple(refused.select("line", "reason").iter_rows()),
        note=note,
        briefs=told if told.read else None,
    )


def poll_row(url: str, polled_at: datetime, n_items: int, articles: pl.DataFrame) -> pl.DataFrame:
    """Returns the ledger's row (`POLLED`) of a poll that was answered, from the articles of the answer."""
    oldest, newest = articles.select(
        oldest=pl.col("published_at").min(), newest=pl.col("published_at").max()
    ).row(0)  # fmt: skip
    return pl.DataFrame([(url, polled_at, True, n_items, oldest, newest, None)], schema=POLLED, orient="row")


def clock_note(seen_at: datetime, last_seen_at: datetime | None) -> str | None:
    """Returns a sentence when the clock reads earlier than it did for what is in the store; no time is altered."""
    if last_seen_at is None or seen_at >= last_seen_at:
        return None
    return (
        f"the clock reads {seen_at:%Y-%m-%d %H:%M} UTC, before {last_seen_at:%Y-%m-%d %H:%M} when the store last saw "
        "an article; times are kept as read and the newer version of an article still counts; set the clock right"
    )


def read_items(
    items: Iterable[Item],
    *,
    source: str,
    seen_at: datetime,
    backfill: bool,
    progress: Callable[[int], None] = lambda lines: None,
) -> Taken:
    """Returns what the items of one file give: articles, briefs, refusals, and how many of each there were."""
    taken = Taken(source, seen_at, backfill)
    number = 0
    for number, item in enumerate(items, start=1):
        if number % BATCH_LINES == 0:
            progress(number)
        taken.take(item)
    progress(number)
    return taken
