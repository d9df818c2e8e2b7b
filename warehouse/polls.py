"""Asking an address for articles: what it answers is taken in, and the asking itself is kept, whatever came of it.

Editorial decisions:

* A poll that failed is a row with its reason. Silence of a feed and absence of the reader are different things, and
  only the ledger of polls can tell them apart.
* What was answered and the row that says so enter the store in one transaction.
* A poll says from when to when its articles were published. If the oldest is newer than the poll before, articles may
  have come and gone in between, and the index calls those days missing instead of quiet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from warehouse import feeds, fetch, ingest
from warehouse.errors import TrendsError
from warehouse.store import POLLED, Store


def poll(
    store: Store,
    home: Path,
    url: str,
    *,
    seen_at: datetime,
    backfill: bool = False,
    progress: Callable[[int], None] = lambda lines: None,
    transport: fetch.Transport | None = None,
) -> ingest.Report:
    """Asks an address, takes in its articles or briefs, and writes the poll into the ledger.

    Args:
        store: an open store.
        home: the folder that keeps the raw bytes.
        url: an http or https address of a feed, or of a file as `ingest.ingest_file` takes it.
        seen_at: the present, naive UTC.
        backfill: whether the articles were collected after the fact.
        progress: called now and then with the number of items read.
        transport: what carries the request; by default the network.

    Raises:
        FeedError: when the address can't be fetched or read; the ledger keeps the reason.
        CorpusError: when what it answers is a document that can't be read at all; the same holds.
    """
    try:
        fetched = fetch.fetch(url, now=seen_at, transport=transport)
        fetch.keep(home, fetched)
        text = feeds.lines(fetched.body, media_type=fetched.media_type, address=fetched.address)
        with TemporaryDirectory() as folder:
            path = Path(folder) / ("answer.jsonl" if fetched.address.endswith(".jsonl") else "answer.json")
            path.write_bytes(text)
            return ingest.ingest_file(
                store, path, source=url, seen_at=seen_at, backfill=backfill, progress=progress, polled=True
            )
    except TrendsError as error:
        store.add_poll(failed(url, seen_at, str(error)))
        raise


def failed(url: str, polled_at: datetime, reason: str) -> pl.DataFrame:
    """Returns the ledger's row (`POLLED`) of a poll that got nothing."""
    row = {"url": url, "polled_at": polled_at, "succeeded": False, "n_items": 0, "reason": reason}
    return pl.DataFrame([row], schema=POLLED)
