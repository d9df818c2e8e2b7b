"""What every registered measure is computed from: one beat's cube, rolled up to its calendar.

Editorial decisions:

- Topics without a story in a period have explicit rows; so have periods without stories.
- Stories after the horizon are outside the calendar and outside every measure.
- The inputs are made once and handed to all measures; no measure keeps anything. What two measures both need is
  computed once and kept with the inputs (`Inputs.once`), so it ends with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

import polars as pl

from trends import calendar, cube, frames
from trends.measures.ordered import ordered
from trends.outages import Silences, silences
from trends.outages import outages as dark_days
from trends.settings import Settings

SERIES_KEYS = ("frequency", "gate", "weighting", "topic_id", "period_start")
PAIR_AMOUNTS = cube.PAIR_SUMS
Result = TypeVar("Result")


class Results:
    """What was computed from one set of inputs, by the function that computed it; for any number of threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[Callable[..., Any], Future[Any]] = {}

    def of(self, compute: Callable[[Inputs], Result], inputs: Inputs) -> Result:
        """compute(inputs): whoever asks first computes it, the others wait for that."""
        with self._lock:
            known = self._found.get(compute)
            mine: Future[Result] = Future() if known is None else known
            self._found[compute] = mine
        if known is None:
            try:
                mine.set_result(compute(inputs))
            except BaseException as error:
                mine.set_exception(error)
        return mine.result()


@dataclass(frozen=True)
class Inputs:
    """One beat, ready to be measured.

    Attributes:
        facts: `frames.Facts` of the beat.
        cube: `cube.build` of the facts.
        periods: `frames.Period`: the calendar with states.
        series: `SERIES_KEYS`, n_stories, count, total, v2, v2w, v2w2, state (of the period); every topic × period.
        pairs: frequency, gate, weighting, period_start, the pair cube's sums as Float64 (attention as fractions),
            total (stories of the beat) and state; no rows without a headline pair.
        settings: the build's choices.
        outages: `frames.Outages`: those handed in and those found in the articles.
        scores: frequency, gate, topic_id (null: the beat), period_start, n_stories, impact, impact2, tone, tone2,
        n_tone
            (the cube's sums) and state; every topic × period.
        articles: `frames.Articles`.
        events: `frames.Events`.
        silences: what is expected of each outlet, and when it is out.
        mentions: `frames.Mentions` of the stories within the horizon.
        versions: the facts under other definitions of the headline topics, by the definition's name.
        results: what measures have in common, see `once`.
    """

    facts: pl.DataFrame
    cube: pl.DataFrame
    periods: pl.DataFrame
    series: pl.DataFrame
    pairs: pl.DataFrame
    settings: Settings
    outages: pl.DataFrame
    scores: pl.DataFrame
    articles: pl.DataFrame
    events: pl.DataFrame
    silences: Silences
    mentions: pl.DataFrame
    versions: Mapping[str, pl.DataFrame]
    results: Results = field(default_factory=Results, init=False, repr=False, compare=False)

    def once(self, compute: Callable[[Inputs], Result]) -> Result:
        """compute(self), which must be a pure function of the inputs, computed at most once for them."""
        return self.results.of(compute, self)


def prepare(
    facts: pl.DataFrame,
    settings: Settings,
    outages: pl.DataFrame | None = None,
    *,
    articles: pl.DataFrame | None = None,
    events: pl.DataFrame | None = None,
    mentions: pl.DataFrame | None = None,
    versions: Mapping[str, pl.DataFrame] | None = None,
) -> Inputs:
    """Check the facts of one beat, build the cube and the calendar, and roll one up to the other.

    Args:
        facts: `frames.Facts`.
        settings: the build's choices for the same beat.
        outages: `frames.Outages`, or None; those found in the articles' volumes are added.
        articles: `frames.Articles` of the beat, or None: nothing can then be said of outlets.
        events: `frames.Events` of the beat, or None.
        mentions: `frames.Mentions` of the beat's stories, or None: nothing can then be said of entities.
        versions: `frames.Facts` of the same stories under other definitions of the headline topics, by name, or None.

    Raises:
        FrameError: if the facts break their contract or belong to another beat.
    """
    known = frames.checked(frames.Facts, facts)
    others = set(known["beat_id"].unique()) - {settings.beat_id}
    if others:
        raise frames.FrameError(f"The facts hold beat {min(others)!r}; the settings are for {settings.beat_id!r}.")
    own = frames.Articles.create_empty() if articles is None else articles
    seen = frames.checked(frames.Articles, own).filter(pl.col("day") <= settings.horizon)
    seen = seen.sort("day", "article_id")
    quiet = silences(seen, settings.horizon, settings.frequency)
    told = frames.Outages.create_empty() if outages is None else outages
    dark = frames.checked(frames.Outages, pl.concat([told.select(frames.Outages.column_names()), dark_days(quiet)]))
    known = known.filter(pl.col("day") <= settings.horizon)
    built: pl.DataFrame = cube.build(known)
    daily = built.filter(pl.col("topic_id").is_null()).select("day", "gate", "n")
    periods = calendar.periods(daily, settings, dark)
    return Inputs(
        facts=known,
        cube=ordered(built, cube.KEYS),
        periods=periods,
        series=_series(built, periods, settings),
        pairs=pair_sums(known, periods, settings),
        settings=settings,
        outages=dark,
        scores=_scores(built, periods, settings),
        articles=seen,
        events=frames.checked(frames.Events, frames.Events.create_empty() if events is None else events),
        silences=quiet,
        mentions=_mentions(mentions, known),
        versions={
            name: frames.checked(frames.Facts, other).filter(pl.col("day") <= settings.horizon)
            for name, other in (versions or {}).items()
        },
    )


def _mentions(mentions: pl.DataFrame | None, known: pl.DataFrame) -> pl.DataFrame:
    """The mentions in known stories, sorted."""
    named = frames.Mentions.create_empty() if mentions is None else frames.checked(frames.Mentions, mentions)
    return named.join(known.select("story_id").unique(), on="story_id", how="semi").sort("entity_id", "story_id")


def _rolled(daily: pl.DataFrame, keys: list[str], sums: list[str], settings: Settings) -> pl.DataFrame:
    """Daily sums, whole numbers and so exact in any order, at every published frequency."""
    return pl.concat(
        daily.group_by(
            pl.lit(frequency).alias("frequency"), calendar.start(pl.col("day"), frequency).alias("period_start"), *keys
        ).agg(pl.col(sums).sum())
        for frequency in settings.published()
    )  # fmt: skip


def _series(built: pl.DataFrame, periods: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Every topic × period × gate × weighting with its sums."""
    rolled = cube.moments(
        _rolled(built, ["gate", "topic_id"], list(cube.SUMS), settings),
        keys=("frequency", "period_start", "gate", "topic_id"),
    )
    spine = ["frequency", "period_start", "gate", "weighting"]
    beat = rolled.filter(pl.col("topic_id").is_null()).select(*spine, pl.col("v").alias("total"), "v2")
    topic = rolled.filter(pl.col("topic_id").is_not_null()).select(
        *spine, "topic_id", "n_stories", pl.col("vw").alias("count"), "v2w", "v2w2"
    )
    rows = (
        periods.select("frequency", "period_start", "gate", "state")
        .join(pl.DataFrame({"weighting": frames.WEIGHTINGS}), how="cross")
        .join(pl.DataFrame({"topic_id": settings.topics}, schema={"topic_id": pl.String}), how="cross")
        .join(beat, on=spine, how="left")
        .join(topic, on=[*spine, "topic_id"], how="left")
        .with_columns(pl.col("n_stories", "count", "total", "v2", "v2w", "v2w2").fill_null(0))
    )
    return ordered(rows, SERIES_KEYS)


def _scores(built: pl.DataFrame, periods: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Every topic × period × gate, and the beat's (topic null), with the sums of impact and tone."""
    sums = ["n", "impact", "impact2", "tone", "tone2", "n_tone"]
    rolled = _rolled(built, ["gate", "topic_id"], sums, settings)
    spine = ["frequency", "gate", "topic_id", "period_start"]
    topics = pl.DataFrame({"topic_id": [None, *settings.topics]}, schema={"topic_id": pl.String})
    rows = (
        periods.select("frequency", "gate", "period_start", "state")
        .join(topics, how="cross")
        .join(rolled, on=spine, how="left", nulls_equal=True)
        .with_columns(pl.col(sums).fill_null(0))
        .select(*spine, pl.col("n").alias("n_stories"), *sums[1:], "state")
    )
    return ordered(rows, spine)


def pair_sums(facts: pl.DataFrame, periods: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Every period × gate × weighting of the headline pair with its sums."""
    spine = ["frequency", "period_start", "gate", "weighting"]
    a, b = settings.pair or ("", "")
    daily = cube.pair(facts, a, b)
    rolled = _rolled(daily, ["gate", "weighting"], list(PAIR_AMOUNTS), settings)
    attention = pl.col("weighting") == "attention"
    linear, square = ["sum_a", "sum_b", "lead_a", "lead_b"], ["square_a", "square_b", "product"]
    kept = periods if settings.pair else periods.clear()
    return (
        kept.select("frequency", "period_start", "gate", "state", pl.col("n_stories").alias("total"))
        .join(pl.DataFrame({"weighting": frames.WEIGHTINGS}), how="cross")
        .join(rolled, on=spine, how="left")
        .with_columns(pl.col(PAIR_AMOUNTS).fill_null(0))
        .with_columns(
            pl.col(linear) / pl.when(attention).then(cube.MICRO).otherwise(1),
            pl.col(square) / pl.when(attention).then(cube.MICRO**2).otherwise(1),
        )
        .sort(spine)
    )
