"""From the articles of a home to a sealed release: assemble the stories, compute every measure, seal.

The measures are looped over as the registry lists them; adding one adds its table and its SQL
comments without a change here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path

import polars as pl

from trends import ddl, measures, version_report, vintages
from trends.settings import Settings
from warehouse import assemble, frames, outlets, release, resources
from warehouse import beat as beats
from warehouse.errors import ReleaseError, StoreError
from warehouse.store import Store

METHOD_VERSION = "1"
DEFAULT_BEAT = "ai_compute"
MICRO = 1_000_000
AT_A_TIME = 2

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
        tables = assemble.assemble(articles, registered, outlets.load(), refusals=store.refusals(), say=say)
        say("measures")
        tables |= index_tables(tables, registered, as_of=day)
        for sentence in moved_by_new_words(home, tables):
            warn(sentence)
        say("sealing")
        history = past_vintages(home, warn)
        number = store.reserve_number(day, now, above=release.last_number(home, day))
        return seal(home, tables, registered, history, as_of=day, number=number, now=now, move_current=as_of is None)


def moved_by_new_words(home: Path, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Returns, for each topic whose words changed since the current release, how far that moved its share."""
    try:
        with release.open(home) as last:
            before = {name: last.frame(name) for name in version_report.TABLES}
    except ReleaseError:  # none yet, or damaged: `past_vintages` tells of it
        return []
    return version_report.sentences(version_report.moved_by_version(before, tables))


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


def index_tables(
    tables: Mapping[str, pl.DataFrame], registered: Sequence[beats.Beat], *, as_of: date
) -> dict[str, pl.DataFrame]:
    """Returns every table of the registry, all beats together."""
    parts: dict[str, list[pl.DataFrame]] = {measure.table: [] for measure in measures.REGISTRY}
    last = tables["article"]["published_at"].max()
    assert isinstance(last, datetime)
    for beat in registered:
        settings = Settings(
            beat_id=beat.id,
            topics=tuple(topic.id for topic in beat.topics),
            pair=beat.headline,
            frequency=beat.frequency,
            covered_through=beat.covered_through or last.date(),
            as_of=as_of,
            half_life=beat.half_life,
            base=beat.base,
        )
        inputs = measures.prepare(
            story_facts(tables, beat.id, settings.covered_through),
            settings,
            articles=beat_articles(tables, beat.id, settings.covered_through),
            events=tables["event"].filter(pl.col("beat_id") == beat.id),
        )
        for name, frame in computed(inputs).items():
            parts[name].append(frame)
    return {name: pl.concat(frames_) for name, frames_ in parts.items()}


def computed(inputs: measures.Inputs) -> dict[str, pl.DataFrame]:
    """Returns every table of the registry for one beat.

    Two at a time: measures are pure functions that spend most of their time in NumPy, SciPy and Polars, which run side
    by side.
    """
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        found = pool.map(lambda measure: measure.compute(inputs), measures.REGISTRY)
        return {measure.table: frame for measure, frame in zip(measures.REGISTRY, found, strict=True)}


def beat_articles(tables: Mapping[str, pl.DataFrame], beat_id: str, covered_through: date) -> pl.DataFrame:
    """Returns the articles of one beat's stories with outlet, owner and days; see `trends.frames.Articles`.

    A date known to its month alone is placed as in `story_facts`.
    """
    day, through = pl.col("published_at").dt.date(), pl.lit(covered_through)
    within = (pl.col("date_precision") == "month") & (day.dt.truncate("1mo") == through.dt.truncate("1mo"))
    return (
        tables["article"]
        .join(tables["story_beat"].filter(pl.col("beat_id") == beat_id).select("beat_id", "story_id"), on="story_id")
        .join(tables["outlet"].select("outlet_id", "owner"), on="outlet_id", how="left")
        .select(
            "beat_id",
            "article_id",
            "story_id",
            "outlet_id",
            "owner",
            day=pl.when(within).then(pl.min_horizontal(day, through)).otherwise(day),
            known_day=pl.col("known_at").dt.date(),
        )
    )


def story_facts(tables: Mapping[str, pl.DataFrame], beat_id: str, covered_through: date) -> pl.DataFrame:
    """Returns the flat facts of one beat: a row a story and topic, one row for a story without a topic.

    A date that is known to its month alone stands on the 15th. Where coverage ends earlier in that month, the story is
    placed on the last covered day, since it was collected within coverage.
    """
    day, through = pl.col("first_published_at").dt.date(), pl.lit(covered_through)
    month_only = (
        tables["article"]
        .group_by("story_id")
        .agg(month_only=pl.col("date_precision").sort_by("published_at").first() == "month")
    )
    within = pl.col("month_only") & (day.dt.truncate("1mo") == through.dt.truncate("1mo"))
    stories = (
        tables["story"]
        .join(month_only, on="story_id")
        .select(
            "story_id",
            "impact",
            "sentiment_score",
            "sentiment_tier",
            day=pl.when(within).then(pl.min_horizontal(day, through)).otherwise(day),
            verified_in_14_days="verified",
        )
    )
    own = tables["topic"].filter(pl.col("beat_id") == beat_id)["topic_id"]
    weights = (
        tables["story_topic"]
        .filter(pl.col("topic_id").is_in(own.implode()))
        .select("story_id", "topic_id", weight=(pl.col("weight") * MICRO).round().cast(pl.Int64))
    )
    members = tables["story_beat"].filter(pl.col("beat_id") == beat_id).select("beat_id", "story_id")
    return (
        members.join(stories, on="story_id")
        .join(weights, on="story_id", how="left")
        .select(
            "beat_id",
            "story_id",
            "day",
            "topic_id",
            "weight",
            "impact",
            "sentiment_score",
            "sentiment_tier",
            "verified_in_14_days",
        )
        .sort("day", "story_id", "topic_id")
    )


def seal(
    home: Path,
    tables: Mapping[str, pl.DataFrame],
    registered: Sequence[beats.Beat],
    past: pl.DataFrame,
    *,
    as_of: date,
    number: int,
    now: datetime,
    move_current: bool,
) -> release.Manifest:
    """Adds `vintage` and `release` to the tables, hashes them, and seals the file."""
    release_id = f"{as_of}-{number}"
    moment = datetime.combine(as_of, time(23, 59, 59, 999_999))
    history = vintages.extend(past, vintages.sealed_values(tables), known_at=moment, release_id=release_id)
    staged = {name: stage(name, frame) for name, frame in (*tables.items(), ("vintage", history))}
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


def past_vintages(home: Path, warn: Say) -> pl.DataFrame:
    """Returns the vintages of the current release in order of sealing, none where there is no release yet.

    Where `current` is damaged, or names a damaged release, the newest release that can be read stands in for it: a home
    must stay buildable, and what only the damaged file held is said to be missing.
    """
    known = release.listing(home)
    try:
        return vintages_of(home, None)
    except ReleaseError as error:
        if not known:
            return frames.empty("vintage")
        reason = str(error)
    for release_id in reversed(known):
        try:
            history = vintages_of(home, release_id)
        except ReleaseError:
            continue
        warn(f"{reason}; the history of published values is taken from release {release_id} instead")
        return history
    warn(f"{reason}; no other release can be read, so the history of published values begins anew")
    return frames.empty("vintage")


def vintages_of(home: Path, release_id: str | None) -> pl.DataFrame:
    """Returns the vintages of a release (None: the current one), in the order in which they were sealed."""
    with release.open(home, release_id) as last:
        rows = frames.conform("vintage", last.frame("vintage"))
    number = pl.col("release_id").str.slice(len("2026-07-05-")).cast(pl.Int64)
    return rows.sort("known_at", number, maintain_order=True)


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
