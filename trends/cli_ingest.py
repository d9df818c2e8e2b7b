"""`trends ingest`: articles and story briefs from files, addresses, and the feeds of the home's beats."""

from __future__ import annotations

import sys
from pathlib import Path

from trends.cli_shared import Home, home_folder, progress, stderr, warn
from warehouse import ingest as ingestion
from warehouse.clock import now
from warehouse.errors import BeatError, TrendsError
from warehouse.store import Store

REFUSALS_SHOWN = 50


def ingest(*files: str, home: Home = None, beat: str | None = None, backfill: bool = False) -> None:
    """Takes in files of articles, one JSON object a line (url, outlet, published, title; summary, credit, … optional).

    Story briefs (headline, sources, sentiment, impact, …; see docs/briefs.md) are taken in too: as lines, or as a .json
    file of one or a list. Their sources enter as articles, their scores stand beside ours.

    Every line is stored, already known, or refused with its reason; a refused line never stops the rest. A file that
    can't be read at all is an error, after the other files were taken in.

    Without FILES, the feeds that the home's beats list are asked for what is new. Every asking of an address is kept in
    the table poll, so that a build can tell a quiet feed from one that nobody read.

    Parameters
    ----------
    files
        JSONL files, JSON files of story briefs, or addresses: of such a file, or of an RSS, Atom or JSON feed.
    beat
        Without FILES: ask the feeds of this beat alone, the name of a packaged one or a TOML file.
    backfill
        The articles were collected after the fact: assume that each could first be seen a day after its publication,
        so that `build --as-of` can look back.
    """
    failures = 0
    folder = home_folder(home)
    with Store.open(folder, now=now()) as store:
        for name in files or _feeds(store, folder, beat):
            try:
                report = _take_in(store, folder, name, backfill=backfill)
            except TrendsError as error:
                failures += 1
                warn(str(error))
            else:
                print_report(report)
    if failures:
        sys.exit(1)


def _take_in(store: Store, folder: Path, name: str, *, backfill: bool) -> ingestion.Report:
    with progress() as say:

        def counted(lines: int) -> None:
            say(f"{lines:,} lines read")

        if name.startswith(("http://", "https://")):
            from warehouse import polls  # not at the top: a file needs no network

            return polls.poll(store, folder, name, seen_at=now(), backfill=backfill, progress=counted)
        return ingestion.ingest_file(
            store, Path(name), source=name, seen_at=now(), backfill=backfill, progress=counted
        )  # fmt: skip


def _feeds(store: Store, folder: Path, beat: str | None) -> list[str]:
    """The addresses of the feeds of the home's beats, or of one beat, each once."""
    from warehouse import beat as beats

    registered = [beats.load(reference) for _, reference in store.beats()] if beat is None else [beats.load(beat)]
    addresses = list(dict.fromkeys(feed.url for loaded in registered for feed in loaded.feeds))
    if not addresses:
        which = ", ".join(loaded.id for loaded in registered)
        said = f"the beats of {folder} ({which}) list no feeds" if which else f"{folder} has no beat yet"
        raise BeatError(
            f"{said}; name a file or an address, such as articles.jsonl, or write [[feeds]] with id and url in the "
            "beat's file and give it as --beat FILE"
        )
    return addresses


def print_report(report: ingestion.Report) -> None:
    """Says what became of the items of one input: counts on stdout, reasons on stderr."""
    read = f"{report.lines:,} lines"
    if briefs := report.briefs:
        read = f"{report.lines:,} articles"
        print(
            f"{report.source}: {briefs.read:,} briefs, {briefs.new:,} new, {briefs.changed:,} changed, "
            f"{briefs.known:,} already known, {briefs.refused:,} refused"
        )
    print(
        f"{report.source}: {read}, {report.new:,} new, {report.changed:,} changed, "
        f"{report.known:,} already known, {report.refused:,} refused"
    )
    if report.note is not None:
        warn(report.note)
    for line, reason in report.refusals[:REFUSALS_SHOWN]:
        stderr.print(f"{report.source}:{line}: {reason}")
    if len(report.refusals) > REFUSALS_SHOWN:
        rest = len(report.refusals) - REFUSALS_SHOWN
        stderr.print(f"{report.source}: {rest:,} more refused; after a build they are in the table quarantine")
