"""What a build changed, and why: the shares that a reader sees, before and after, with the change split exactly.

With A and B the discounted sums of a share, over the stories i of one release or the other,

    s₁ − s₀ = A₁/B₁ − A₀/B₀ = Σ_i (Δa_i − s₀·Δb_i) / B₁          since A₀ − s₀·B₀ = 0,

Δa_i what a story adds to A now less what it added before, Δb_i the same of B. So every story has its part of the
change, as in the drivers, and the parts of the stories of one kind are added up.

Editorial decisions:

- Compared are the value that the front page shows (the newest complete period then and now) and the last four closed
  periods of both releases, at the beat's own frequency, gate all, weighting story: every topic, and the headline pair.
- Kinds of stories: new (of days the earlier release didn't cover, and those of the periods since where the newest
  complete period moved on), late (of days it did cover), left (merged into another, moved or refused), revised (the
  articles differ, and with them the reading or the date), version (the same articles, read otherwise since the words of
  a topic of the beat changed).
- What the stories don't explain is the rest: another method, another half-life, a period that is now known to have been
  dark. The parts and the rest sum to the change.
- Values are compared at nine digits, as vintages are; a value that didn't change has no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trends import calendar
from trends.change_words import KINDS, reason
from trends.version_report import contents

Matrix = NDArray[np.float64]
Tables = Mapping[str, pl.DataFrame]

RECENT = 4
TABLES: dict[str, tuple[str, ...]] = {
    "article": ("article_id", "story_id", "version", "published_at", "date_precision"),
    "story": ("story_id", "first_published_at", "impact", "sentiment_score", "sentiment_tier", "verified"),
    "story_topic": ("story_id", "topic_id", "weight"),
    **dict.fromkeys(("beat", "story_beat", "topic", "period", "crossover", "topic_share", "pair_share", "release"), ()),
}
"""What the comparison reads of a release: table and columns, () being all. Texts can be large and aren't needed."""


def table(before: Tables, after: Tables, facts_before: pl.DataFrame, facts_after: pl.DataFrame) -> pl.DataFrame:
    """The rows of the public table `change` that a new release adds, all but its release_id.

    Args:
        before, after: `TABLES` of the earlier release and of the new one.
        facts_before, facts_after: `frames.Facts` of all their beats.

    Returns:
        previous_id, beat_id, frequency, period_start, before_start, topic_id, before, after, change, part_* and n_*;
        sorted by beat, period (newest first) and topic. No rows for a beat that one of the two doesn't have.
    """
    rows: list[dict[str, object]] = []
    same = contents(before["article"]).join(contents(after["article"]), on=["story_id", "contents"])["story_id"]
    for beat in after["beat"].join(before["beat"].select("beat_id"), on="beat_id").sort("beat_id").to_dicts():
        old, new = (
            _Side.of(tables, facts, beat["beat_id"], beat["frequency"])
            for tables, facts in ((before, facts_before), (after, facts_after))
        )
        if old is not None and new is not None:
            kinds = _Kinds.of(before, after, old, new, same)
            rows += [
                {"previous_id": before["release"]["release_id"][0], "beat_id": beat["beat_id"], **row}
                for row in _rows(old, new, kinds, (beat["topic_a"], beat["topic_b"]))
            ]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    moved = pl.col("before").round_sig_figs(9).ne_missing(pl.col("after").round_sig_figs(9))
    order = ("beat_id", "period_start", "before_start", "topic_id")
    return frame.filter(moved).sort(order, descending=[False, True, True, False])


SCHEMA: dict[str, pl.DataType] = {
    "previous_id": pl.String(), "beat_id": pl.String(), "frequency": pl.String(), "period_start": pl.Date(),
    "before_start": pl.Date(), "topic_id": pl.String(), "before": pl.Float64(), "after": pl.Float64(),
    "change": pl.Float64(), **{f"part_{kind}": pl.Float64() for kind in (*KINDS, "rest")},
    **{f"n_{kind}": pl.Int64() for kind in KINDS}, "reason": pl.String(),
}  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """One beat in one release, at its own frequency.

    Attributes:
        frequency: the beat's.
        half_life: in periods.
        periods: period_start and state of the gate all, ascending.
        values: period_start, topic_id ('a|b' for the pair), value.
        stories: story_id, day, topics (list); each story of the beat once, sorted by story.
        horizon: last day that the release covers.
    """

    frequency: str
    half_life: float
    periods: pl.DataFrame
    values: pl.DataFrame
    stories: pl.DataFrame
    horizon: date

    @classmethod
    def of(cls, tables: Tables, facts: pl.DataFrame, beat_id: str, frequency: str) -> _Side | None:
        """None where the release has no calendar of the beat at that frequency."""
        at = (pl.col("beat_id") == beat_id) & (pl.col("frequency") == frequency) & (pl.col("gate") == "all")
        periods = tables["period"].filter(at).sort("period_start")
        half_lives = tables["crossover"].filter(at & (pl.col("weighting") == "story"))["half_life"]
        if periods.is_empty() or half_lives.is_empty():
            return None
        plain = at & (pl.col("weighting") == "story")
        shares = tables["topic_share"].filter(plain).select("period_start", "topic_id", value="share")
        pair = tables["pair_share"].filter(plain).select(
            "period_start", pl.format("{}|{}", "topic_a", "topic_b").alias("topic_id"), value="share_a"
        )  # fmt: skip
        stories = (
            facts.filter(pl.col("beat_id") == beat_id).group_by("story_id")
            .agg(pl.col("day").first(), pl.col("topic_id").drop_nulls().alias("topics")).sort("story_id")
        )  # fmt: skip
        seen = tables["release"]["as_of"].dt.date()[0]
        covered = tables["beat"].filter(pl.col("beat_id") == beat_id)["covered_through"][0]
        return cls(
            frequency, float(half_lives[0]), periods, pl.concat([shares, pair]), stories, min(covered or seen, seen)
        )

    def closed(self) -> list[date]:
        """Periods that are neither open nor missing, ascending."""
        return self.periods.filter(~pl.col("state").is_in(["partial", "missing"]))["period_start"].to_list()

    def shown(self) -> date | None:
        """Period of the value that the front page shows: the newest complete one, else the newest closed one."""
        complete = self.periods.filter(pl.col("state") == "complete")["period_start"]
        closed = self.closed()
        return complete[-1] if len(complete) else closed[-1] if closed else None


@dataclass(frozen=True)
class _Kinds:
    """Every story of either release with where it stands in both, and why it differs.

    Attributes:
        topics: topics of the beat in either release, in order.
        kind: index into `KINDS`, or −1 where nothing about the story itself changed.
        day_old, day_new: period of each story, as a position in the new release's periods that aren't missing; −1
            where the story isn't there.
        about_old, about_new: story × topic, 1 where the story is about it.
        places: period → position.
    """

    topics: list[str]
    kind: NDArray[np.int64]
    day_old: NDArray[np.int64]
    day_new: NDArray[np.int64]
    about_old: Matrix
    about_new: Matrix
    places: dict[date, int]

    @classmethod
    def of(cls, before: Tables, after: Tables, old: _Side, new: _Side, same: pl.Series) -> _Kinds:
        """Put the stories of both releases side by side."""
        counted = new.periods.filter(pl.col("state") != "missing")["period_start"].to_list()
        places = {period: place for place, period in enumerate(counted)}
        both = old.stories.join(new.stories, on="story_id", how="full", coalesce=True, suffix="_new").sort("story_id")
        was, stands = (pl.col("story_id").is_in(tables["story"]["story_id"].implode()) for tables in (before, after))
        alike, words = pl.col("story_id").is_in(same.implode()), pl.lit(_new_words(before, after))
        read_anew = pl.when(words & alike).then(pl.lit("version")).when(~alike).then(pl.lit("revised"))
        kind = (
            pl.when(pl.col("day").is_null() & ~was)
            .then(pl.when(pl.col("day_new") > old.horizon).then(pl.lit("new")).otherwise(pl.lit("late")))
            .when(pl.col("day_new").is_null() & ~stands).then(pl.lit("left"))
            .otherwise(read_anew)
        )  # fmt: skip
        topics = sorted({t for side in (old, new) for found in side.stories["topics"] for t in found})
        code = kind.replace_strict({name: i for i, name in enumerate(KINDS)}, default=-1, return_dtype=pl.Int64)
        return cls(
            topics, both.select(code.fill_null(-1).alias("kind"))["kind"].to_numpy(),
            _places(both["day"], new.frequency, places), _places(both["day_new"], new.frequency, places),
            _about(both["topics"], topics), _about(both["topics_new"], topics), places,
        )  # fmt: skip


def _new_words(before: Tables, after: Tables) -> bool:
    """Whether the words of any topic differ."""
    keys = ["topic_id", "version_hash"]
    return not before["topic"].select(keys).sort(keys).equals(after["topic"].select(keys).sort(keys))


def _places(days: pl.Series, frequency: str, places: Mapping[date, int]) -> NDArray[np.int64]:
    """Position of each day's period; −1 where there is no day or its period isn't counted."""
    start = days.alias("day").to_frame().select(calendar.start(pl.col("day"), frequency))["day"]
    keys, values = pl.Series(list(places), dtype=pl.Date), pl.Series(list(places.values()), dtype=pl.Int64)
    return start.replace_strict(keys, values, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()


def _about(topics: pl.Series, names: list[str]) -> Matrix:
    """Story × topic, 1 where the story is about it; a null list is a story that isn't there."""
    each = topics.alias("topic").to_frame().with_row_index("row").explode("topic").drop_nulls()
    out = np.zeros((len(topics), len(names)))
    out[each["row"].to_numpy(), pl.Series(names, dtype=pl.String).search_sorted(each["topic"]).to_numpy()] = 1.0
    return out


def _rows(old: _Side, new: _Side, kinds: _Kinds, pair: tuple[str, str]) -> Iterator[dict[str, object]]:
    """A row for every topic and the pair, in every comparison; unchanged ones included."""
    then, now = old.shown(), new.shown()
    shared = [period for period in new.closed() if period in set(old.closed())][-RECENT:]
    compared = [(now, then)] if now and then and then <= now and then in kinds.places else []
    compared += [(period, period) for period in reversed(shared) if (period, period) not in compared]
    was, stands = ({(period, topic): value for period, topic, value in side.values.iter_rows()} for side in (old, new))
    for period, base in compared:
        keys = [*sorted({topic for (start, topic) in stands if start == period})]
        found = _parts(kinds, kinds.places[period], kinds.places[base], new.half_life, keys, pair)
        for topic in keys:
            first, last = was.get((base, topic)), stands[period, topic]
            row = {"frequency": new.frequency, "period_start": period, "before_start": base, "topic_id": topic}
            yield row | {"before": first, "after": last} | _split(first, last, found.get(topic))


Parts = tuple[Matrix, NDArray[np.int64]]


def _parts(
    kinds: _Kinds, place: int, base: int, half_life: float, keys: list[str], pair: tuple[str, str]
) -> dict[str, Parts]:
    """Change due to each kind of story, and how many they are, by topic; none where no story stood before."""
    delta = 2.0 ** (-1.0 / half_life)
    now = np.where((kinds.day_new >= 0) & (kinds.day_new <= place), delta ** (place - kinds.day_new * 1.0), 0.0)
    was = np.where((kinds.day_old >= 0) & (kinds.day_old <= base), delta ** (place - kinds.day_old * 1.0), 0.0)
    kind = np.where(kinds.day_new > base, KINDS.index("new"), kinds.kind)
    out: dict[str, Parts] = {}
    for key in keys:
        a_now, b_now = _amounts(kinds.about_new, kinds.topics, key)
        a_was, b_was = _amounts(kinds.about_old, kinds.topics, key)
        mass, before = float(now @ b_now), float(was @ b_was)
        if mass <= 0 or before <= 0:
            continue
        share = float(was @ a_was) / before
        each = ((now * a_now - was * a_was) - share * (now * b_now - was * b_was)) / mass
        told = kind >= 0
        parts = np.bincount(kind[told], each[told], minlength=len(KINDS)).astype(np.float64)
        touched = told & ((now * b_now != was * b_was) | (now * a_now != was * a_was))
        out[key] = parts, np.bincount(kind[touched], minlength=len(KINDS))
    return out


def _amounts(about: Matrix, topics: list[str], key: str) -> tuple[Matrix, Matrix]:
    """What each story counts for in the topic and in the whole; of a pair, in the first topic and in both."""
    first, _, second = key.partition("|")
    a = about[:, topics.index(first)] if first in topics else np.zeros(len(about))
    if not second:
        return a, np.ones(len(about))
    b = about[:, topics.index(second)] if second in topics else np.zeros(len(about))
    return a, a + b


def _split(before: float | None, after: float | None, parts: Parts | None) -> dict[str, object]:
    """change, part_*, n_* and reason of one row; null where there is nothing to compare."""
    if before is None or after is None or parts is None:
        nothing = dict.fromkeys(("change", *(f"part_{kind}" for kind in (*KINDS, "rest"))))
        counts = {f"n_{kind}": 0 for kind in KINDS}
        why = "no value in the earlier release" if before is None else "no value any more"
        return nothing | counts | {"reason": why if before is None or after is None else "no story stood before"}
    change = after - before
    amounts = {kind: float(value) for kind, value in zip(KINDS, parts[0], strict=True)}
    amounts["rest"] = change - sum(amounts.values())
    counts = {kind: int(n) for kind, n in zip(KINDS, parts[1], strict=True)}
    return {
        "change": change,
        **{f"part_{kind}": amount for kind, amount in amounts.items()},
        **{f"n_{kind}": n for kind, n in counts.items()},
        "reason": reason(amounts, counts),
    }
