"""What a release holds beside its own data: values sealed earlier, what each build changed, what people labelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import polars as pl

from trends import audit_labels, audit_table, changes
from trends.publish_index import facts
from warehouse import frames, release
from warehouse.errors import ReleaseError

Say = Callable[[str], None]


@dataclass(frozen=True)
class Past:
    """What a release carries of those before it: public tables `vintage` and `change`."""

    vintage: pl.DataFrame
    change: pl.DataFrame


def earlier(home: Path, day: date) -> dict[str, pl.DataFrame] | None:
    """Returns the tables of the release that a new one is compared with, by `changes.TABLES`; None where there is none.

    That is the current release; where a build looks back, or the current one is damaged (`past` tells of it), the
    newest one that can be read and knew no more than the build does.
    """
    known = [name for name in release.listing(home) if release.order(name)[0] <= day.isoformat()]
    with suppress(ReleaseError):
        current = release.path_of(home).stem
        known += [current] if current in known else []
    for release_id in reversed(known):
        with suppress(ReleaseError), release.open(home, release_id) as last:
            return {name: last.frame(name, columns) for name, columns in changes.TABLES.items()}
    return None


def what_changed(before: Mapping[str, pl.DataFrame], tables: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    """Returns the rows of `change` that the build of a day adds, without its name; see `trends.changes`."""
    named = pl.DataFrame({"release_id": [None], "as_of": [datetime.combine(day, time.max)]})
    return changes.table(before, {**tables, "release": named}, facts(before), facts(tables))


def past(home: Path, warn: Say) -> Past:
    """Returns what the current release carries of earlier ones; nothing where there is no release yet.

    Where `current` is damaged, or names a damaged release, the newest release that can be read stands in for it: a home
    must stay buildable, and what only the damaged file held is said to be missing.
    """
    known = release.listing(home)
    try:
        return past_of(home, None)
    except ReleaseError as error:
        if not known:
            return Past(frames.empty("vintage"), frames.empty("change"))
        reason = str(error)
    for release_id in reversed(known):
        try:
            history = past_of(home, release_id)
        except ReleaseError:
            continue
        warn(f"{reason}; the history of published values is taken from release {release_id} instead")
        return history
    warn(f"{reason}; no other release can be read, so the history of published values begins anew")
    return Past(frames.empty("vintage"), frames.empty("change"))


def past_of(home: Path, release_id: str | None) -> Past:
    """Returns the vintages and changes of a release (None: the current one), in the order in which they were sealed."""
    with release.open(home, release_id) as last:
        rows = frames.conform("vintage", last.frame("vintage"))
        known = "change" in last.tables()  # a release sealed before this table was thought of has none
        changed = frames.conform("change", last.frame("change")) if known else frames.empty("change")
    number = pl.col("release_id").str.slice(len("2026-07-05-")).cast(pl.Int64)
    return Past(rows.sort("known_at", number, maintain_order=True), changed)


def audited(home: Path, tables: Mapping[str, pl.DataFrame], warn: Say) -> pl.DataFrame:
    """Returns the table `audit` from the labels kept in the home; labels that can't be used are said to be left out."""
    labels, unread = audit_labels.read(home)
    rows, unused = audit_table.table(tables, labels)
    for sentence in (*unread, *unused):
        warn(sentence)
    return frames.conform("audit", rows)
