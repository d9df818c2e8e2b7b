"""From the articles of a home to a sealed release: assemble the stories, compute every measure, seal.

What the index is computed from stands in `publish_index`, what is carried on from earlier releases in `publish_past`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path

import polars as pl

from trends import ddl, measures, version_report, vintages
from trends.publish_index import index_tables
from trends.publish_past import Past, audited, earlier, past, what_changed
from warehouse import assemble, frames, outlets, release, resources
from warehouse import beat as beats
from warehouse.errors import StoreError
from warehouse.store import Store

METHOD_VERSION = "4"
DEFAULT_BEAT = "ai_compute"

Say = Callable[[str], None]


def build(
    home: Path,
    *,
    now: datetime,
    beat: str | None = None,
    as_of: date | None = None,
    say: Say = lambda stage: None,
    warn: Say = warnings.warn,
) -> release.Manifest:
    """Builds and seals a release of a home and returns its manifest.

    Args:
        home: the folder of the store and the releases.
        now: the present, naive UTC; used for `built_at` and ledgers alone.
        beat: a beat to register first, a packaged name or a TOML file; an empty home gets the default beat.
        as_of: last day of the knowledge that is used (UTC); by default the newest day on which anything was seen. A
            given date seals a release without making it the current one.
        say: told the name of each stage as it begins.
        warn: told, in a sentence, what didn't stop the build and still has to be known.

    Raises:
        TrendsError: when the home is empty, a beat can't be used, or the release can't be sealed.
    """
    with Store.open(home, now=now) as store:
        register(store, beat, now)
        day = as_of or newest_day(store, home)
        articles = store.articles(day)
        if articles.is_empty():
            raise StoreError(f"{home} holds no article known by {day}; `trends ingest FILE --home {home}` adds some")
        registered = [beats.load(reference) for _, reference in store.beats()]
        tables = assemble.assemble(
            articles,
            registered,
            outlets.load(),
            refusals=store.refusals(),
            briefs=store.briefs(day),
            polls=store.polls(day),
            say=say,
        )
        say("measures")
        tables |= index_tables(tables, registered, as_of=day)
        before = earlier(home, day)
        for sentence in version_report.sentences(version_report.moved_by_version(before, tables)) if before else ():
            warn(sentence)
        tables["change"] = what_changed(before, tables, day) if before else frames.empty("change").drop("release_id")
        tables["audit"] = audited(home, tables, warn)
        say("sealing")
        history = past(home, warn)
        number = store.reserve_number(day, now, above=release.last_number(home, day))
        return seal(home, tables, registered, history, as_of=day, number=number, now=now, move_current=as_of is None)


def register(store: Store, reference: str | None, now: datetime) -> None:
    """Registers a beat in the home: the given one, or the default where there is none yet."""
    if reference is None and not store.beats():
        reference = DEFAULT_BEAT
    if reference is not None:
        loaded = beats.load(reference)
        kept = str(Path(reference).resolve()) if reference.endswith(".toml") else reference
        store.register_beat(loaded.id, kept, now)


def newest_day(store: Store, home: Path) -> date:
    """Returns the last day on which anything in the store was (or is assumed to have been) seen."""
    last: datetime | None = store.counts()["last_known_at"]
    if last is None:
        raise StoreError(f"{home} holds no articles yet; `trends ingest FILE --home {home}` adds some")
    return last.date()


def seal(
    home: Path,
    tables: Mapping[str, pl.DataFrame],
    registered: Sequence[beats.Beat],
    history: Past,
    *,
    as_of: date,
    number: int,
    now: datetime,
    move_current: bool,
) -> release.Manifest:
    """Adds `vintage` and `release` to the tables and the past to `change`, hashes them, and seals the file."""
    release_id = f"{as_of}-{number}"
    moment = datetime.combine(as_of, time(23, 59, 59, 999_999))
    values = vintages.extend(history.vintage, vintages.sealed_values(tables), known_at=moment, release_id=release_id)
    changed = tables["change"].with_columns(release_id=pl.lit(release_id)).select(history.change.columns)
    told = {"vintage": values, "change": frames.conform("change", pl.concat([history.change, changed]))}
    staged = {name: stage(name, frame) for name, frame in {**tables, **told}.items()}
    entries = release.summary(staged)
    data_hash = release.data_hash(entries)
    beat_hash = sha256("\n".join(beat.hash for beat in registered).encode()).hexdigest()
    row = pl.DataFrame(
        {
            "release_id": [release_id],
            "as_of": [moment],
            "built_at": [now],
            "number": [number],
            "schema_version": [release.SCHEMA_VERSION],
            "method_version": [METHOD_VERSION],
            "beat_hash": [beat_hash],
            "data_hash": [data_hash],
            "n_articles": [tables["article"].height],
            "n_stories": [tables["story"].height],
            "note": [note(registered, tables["article"])],
        }
    )
    staged = {"release": stage("release", frames.conform("release", row)), **staged}
    manifest = release.Manifest(
        release_id=release_id,
        as_of=as_of,
        built_at=now,
        number=number,
        schema_version=release.SCHEMA_VERSION,
        method_version=METHOD_VERSION,
        beat_hash=beat_hash,
        data_hash=data_hash,
        tables=release.summary({"release": staged["release"]}) | entries,
    )
    release.seal(home, staged, manifest, move_current=move_current)
    return manifest


def stage(name: str, frame: pl.DataFrame) -> release.Table:
    """Returns a table ready to seal, with the DDL of the warehouse or of its measure."""
    if name in frames.SCHEMAS:
        return release.Table(frame, resources.sql(f"release/{name}"), tuple(frames.SCHEMAS[name].primary_key()))
    measure = next(measure for measure in measures.REGISTRY if measure.table == name)
    return release.Table(frame, ddl.table(measure), tuple(measure.schema.primary_key()))


def note(registered: Sequence[beats.Beat], articles: pl.DataFrame) -> str | None:
    """Returns what a reader must know before quoting a number: what the corpus is, and which dates are assumed."""
    notes = list(dict.fromkeys(beat.corpus_note for beat in registered if beat.corpus_note))
    assumed = articles.filter(pl.col("known_basis") == "assumed").height
    if assumed:
        notes.append(
            f"{assumed:,} of {articles.height:,} articles were collected after the fact; when they could first be seen "
            "is assumed from their date of publication."
        )
    return " ".join(notes) or None
