"""Two topics of a beat set against each other: their numbers, where one overtook the other, and how to pick two.

The headline pair is published under every half-life, any other two topics under the beat's own. What isn't published
is computed from the sums of the stories, by the same functions as in a build; the card then says so, since its SQL
gives those sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from trends.measures import crossover as crossover_module
from trends.pages import controls
from trends.pages.chart_sql import ChartSQL, chart_sql, literal
from trends.pages.choices import choices
from trends.pages.cut_data import headline_pair
from trends.pages.page import Request
from trends.pages.pair_sums import pair_sums
from trends.pages.provider import View
from trends.pages.selection import Selection
from trends.pages.state import changed

COMPUTED = (
    " Computed when asked: the SQL gives the sums of each period’s stories, from which the line, the band and P follow "
    "as on the method page."
)

Row = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two topics, measured.

    Attributes:
        names: of the two, first side first.
        frame: period_start, share_a, low, high, share_raw, p_a_leads, n_a, n_b, n_both, n_either, n_effective, state,
            reason; one row a period.
        sql: what the frame came from.
        computed: whether the shares were computed from what the SQL gives, rather than read.
        crossovers: of the first side and of the second (a crossing back), each a row like the table crossover with
            by_first (whether the first side is the one that overtakes); empty where the chosen half-life has none.
    """

    names: tuple[str, str]
    frame: pl.DataFrame
    sql: ChartSQL
    computed: bool
    crossovers: tuple[Row, ...]


def measured(view: View, chosen: Selection) -> Pair:
    """The chosen pair in the chosen cut."""
    sql, computed = pair_sql(view, chosen)
    if chosen.sides == chosen.pair:
        frame = headline_pair(view, chosen)
    elif computed:
        frame = with_shares(pair_sums(view, chosen), chosen.half_life)
    else:
        frame = view.sql(sql.text)
    return Pair(side_names(view, chosen.sides), frame, sql, computed, crossovers(view, chosen, frame))


def pair_sql(view: View, chosen: Selection) -> tuple[ChartSQL, bool]:
    """The query behind the pair chart, and whether it gives the sums only."""
    sides = {"topic_a": chosen.sides[0], "topic_b": chosen.sides[1]}
    if chosen.sides == chosen.pair:
        if chosen.is_default_half_life:
            return chart_sql("pair_share", **chosen.keys, **sides), False
        return chart_sql("pair_share_variant", **chosen.keys, **sides, half_life=chosen.half_life), False
    if chosen.is_default_half_life and view.once(_publishes_pairs, str(chosen.beat["beat_id"])):
        published = chart_sql("topic_pair_share", **chosen.keys, **sides)
        if not view.sql(published.text).is_empty():
            return published, False
    return counts_sql(chosen), True


def _publishes_pairs(view: View, beat: str) -> bool:
    """Whether the shares of any two topics of a beat are published."""
    return not view.sql(f"SELECT 1 FROM topic_pair_share WHERE beat_id = {literal(beat)} LIMIT 1").is_empty()


def counts_sql(chosen: Selection) -> ChartSQL:
    """The sums of each period's stories in the two topics."""
    return chart_sql("pair_counts", **chosen.keys, topic_a=chosen.sides[0], topic_b=chosen.sides[1])


def crossover_sql(chosen: Selection) -> ChartSQL:
    """The query behind the crossover of two topics that aren't the headline pair."""
    return chart_sql("pair_crossover", **chosen.keys, topic_a=chosen.sides[0], topic_b=chosen.sides[1])


def with_shares(sums: pl.DataFrame, half_life: float) -> pl.DataFrame:
    """The pair's shares from the sums of `pair_counts`; `frames.PairShare`'s columns beside them."""
    if sums.is_empty():
        names = ("share_a", "low", "high", "p_a_leads", "share_raw", "n_effective")
        return sums.with_columns(pl.lit(None, pl.Float64).alias(name) for name in names)
    shares = crossover_module.pair(_as_read(sums), half_life=half_life)
    return sums.join(shares.rename({"period": "period_start"}), on="period_start", how="left").sort("period_start")


def crossovers(view: View, chosen: Selection, frame: pl.DataFrame) -> tuple[Row, ...]:
    """The crossover of each side over the other; none is called at another half-life than the beat's own.

    Those of the headline pair are published in every cut, those of other pairs where each story counts once; the others
    are computed from the sums.

    Args:
        view: the release.
        chosen: the cut.
        frame: see `Pair`.
    """
    if not chosen.is_default_half_life:
        return ()
    if set(chosen.sides) == set(chosen.pair):
        cut, every = tuple(chosen.keys.values()), view.once(_published)
        found = [every.get((*cut, *sides)) for sides in (chosen.sides, chosen.sides[::-1])]
        return tuple(row | {"by_first": row["topic_a"] == chosen.sides[0]} for row in found if row)
    published = view.sql(crossover_sql(chosen).text).to_dicts()
    if published:
        told = [row | {"by_first": row["topic_a"] == chosen.sides[0]} for row in published]
        return tuple(sorted(told, key=lambda row: not row["by_first"]))
    sums = once_each(frame) if chosen.weighting == "story" else pair_sums(view, chosen)
    if sums.is_empty():
        return ()
    both = crossover_module.crossovers(_as_read(sums), half_life=chosen.half_life)
    return tuple(
        frame.to_dicts()[0] | {"by_first": by_first} for frame, by_first in zip(both, (True, False), strict=True)
    )


def _published(view: View) -> dict[tuple[Any, ...], Row]:
    """The rows of the table crossover, by their keys."""
    keys = ("beat_id", "frequency", "gate", "weighting", "topic_a", "topic_b")
    return {tuple(row[name] for name in keys): row for row in view.frame("crossover").iter_rows(named=True)}


def side_names(view: View, sides: tuple[str, str]) -> tuple[str, str]:
    """The names of two topics."""
    names = {topic: name for topics in view.once(choices).topics.values() for topic, name in topics.items()}
    return names.get(sides[0], sides[0]), names.get(sides[1], sides[1])


def pair_controls(view: View, request: Request, chosen: Selection) -> list[Component]:
    """Two menus of the beat's topics and a way to swap them."""
    names = view.once(choices).topics[str(chosen.beat["beat_id"])]

    def menu(name: str, place: int, label: str) -> Component:
        others = {key: words for key, words in names.items() if key != chosen.sides[1 - place]}
        return controls.select(name, others, chosen.sides[place], chosen.pair[place], label=label, searchable=True)

    first, second = chosen.sides[::-1]
    swapped = changed(
        request.values,
        request.path,
        a=None if first == chosen.pair[0] else first,
        b=None if second == chosen.pair[1] else second,
    )
    swap = dcc.Link("⇄", href=swapped, className="swap", title="Swap the two", id="swap-sides")
    return [
        menu("a", 0, "Topic whose share is shown"),
        html.Span(["against", swap], className="against"),
        menu("b", 1, "Topic it is compared with"),
    ]


def once_each(frame: pl.DataFrame) -> pl.DataFrame:
    """The sums of `pair_counts` where every story counts once: they follow from the numbers of stories."""
    a, b, both = (pl.col(name).cast(pl.Float64) for name in ("n_a", "n_b", "n_both"))
    return frame.select(
        "period_start", "state", total=(pl.col("state") != "empty").cast(pl.Float64), a=a, b=b, product=both,
        lead_a=a - both, lead_b=b - both, square_a=a, square_b=b,
    )  # fmt: skip


def _as_read(sums: pl.DataFrame) -> pl.DataFrame:
    return sums.rename({"period_start": "period"}).with_columns(both="product")
