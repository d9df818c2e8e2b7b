"""What a home holds, for `trends status`: read without changing anything."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from trends import change_words
from warehouse import frames, release
from warehouse.errors import ReleaseError
from warehouse.store import Store


@dataclass(frozen=True)
class Status:
    """A home at one moment."""

    home: str
    store: dict[str, Any] | None
    """Counts of the working store; None where there is none yet."""
    beats: list[str]
    releases: list[str]
    current: str | None
    changed: list[str]
    """What the current release changed, in sentences."""


def read(home: Path, *, now: datetime) -> Status:
    """Returns what the home holds."""
    counts: dict[str, Any] | None = None
    beats: list[str] = []
    if (home / "store.duckdb").exists():
        with Store.open(home, now=now, read_only=True) as store:
            counts, beats = store.counts(), [beat_id for beat_id, _ in store.beats()]
    try:
        current: str | None = release.path_of(home).stem
    except ReleaseError:
        current = None
    said = changed(home, current) if current else []
    return Status(str(home), counts, beats, release.listing(home), current, said)


def changed(home: Path, release_id: str) -> list[str]:
    """Returns what a release changed, in sentences; none for the first, or where it can't be read."""
    try:
        with release.open(home, release_id) as opened:
            rows = opened.frame("change") if "change" in opened.tables() else frames.empty("change")
    except ReleaseError:
        return []
    own = rows.filter(pl.col("release_id") == release_id)
    if own.is_empty():
        return ["no published share changed"] if len(release.listing(home)) > 1 else []
    return change_words.sentences(own)


def as_json(status: Status) -> str:
    """Returns the status as one JSON object, times in ISO form."""
    return json.dumps(asdict(status), indent=2, default=lambda value: value.isoformat())


def as_text(status: Status) -> str:
    """Returns the status for a reader, with the next step where something is missing."""
    lines = [f"home      {status.home}"]
    if status.store is None:
        lines.append(f"store     none yet; `trends ingest FILE --home {status.home}` makes one")
    else:
        counts = status.store
        span = ""
        if counts["first_published_at"] is not None:
            span = f", published {counts['first_published_at']:%Y-%m-%d} to {counts['last_published_at']:%Y-%m-%d}"
        lines.append(f"articles  {counts['n_articles']:,} in {counts['n_versions']:,} versions{span}")
        if counts["n_briefs"]:
            lines.append(f"briefs    {counts['n_briefs']:,} in {counts['n_brief_versions']:,} versions")
        lines.append(f"refused   {counts['n_refused']:,} lines")
        if counts["n_polls"]:
            last = counts["last_polled_at"]
            answered = f"last answered {last:%Y-%m-%d %H:%M} UTC" if last else "none was answered"
            lines.append(f"polls     {counts['n_polls']:,}, {answered}")
    lines.append(f"beats     {', '.join(status.beats) or 'none registered'}")
    lines.append(f"releases  {len(status.releases)}" + (f", newest {status.releases[-1]}" if status.releases else ""))
    lines.append(f"current   {status.current or f'none; `trends build --home {status.home}` makes one'}")
    lines += [f"changed   {sentence}" for sentence in status.changed]
    return "\n".join(lines)
