"""A panel of outlets as periods × outlets matrices: hits, totals, and which cells can be believed.

Editorial decisions:

- An outlet whose total is zero, unknown, or below a given part of the median of its last 26 totals is *missing* in that
  period: an outage is not a silence about the topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

TRAILING_PERIODS = 26
MIN_TRAILING_PERIODS = 3

Base = tuple[date, date]
Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


def cells_of(frame: pl.DataFrame, base: Base) -> pl.DataFrame:
    """One row per period and outlet, typed, with the base marked; unknown numbers stay null."""
    period = pl.col("period")
    if frame.schema["period"] == pl.Null:
        period = period.cast(pl.Datetime("us"))
    number = pl.col("hits", "total").cast(pl.Float64)
    return (
        frame.select(period, pl.col("outlet").cast(pl.String), pl.when(number.is_finite()).then(number))
        .drop_nulls(["period", "outlet"])
        .group_by("period", "outlet")
        .agg(pl.when(pl.col("hits", "total").count() > 0).then(pl.col("hits", "total").sum()))
        .with_columns(in_base=pl.col("period").cast(pl.Date).is_between(*base))
        .sort("outlet", "period")
    )


@dataclass(frozen=True)
class Panel:
    """Hits and totals as periods × outlets, zero where unknown, and the cells that count."""

    periods: pl.Series
    outlets: list[str]
    in_base: Mask
    hits: Matrix
    total: Matrix
    observed: Mask

    @classmethod
    def of(cls, cells: pl.DataFrame, missing_below: float) -> Panel:
        """From `cells_of`; observed: a known share, and a volume that is not an outage."""
        usual = (
            pl.col("total").shift(1).rolling_median(TRAILING_PERIODS, min_samples=MIN_TRAILING_PERIODS).over("outlet")
        )
        silent = (pl.col("total") < missing_below * usual).fill_null(False)
        # The trailing median is over the outlet's cells with articles: an empty one is missing, not a low volume.
        there = cells.filter((pl.col("total") > 0) & (pl.col("hits") >= 0)).with_columns(silent=silent)
        periods = cells["period"].unique().sort()
        outlets = cells["outlet"].unique().sort()
        row, column = (
            periods.search_sorted(there["period"]).to_numpy(),
            outlets.search_sorted(there["outlet"]).to_numpy(),
        )
        shape = (len(periods), len(outlets))
        hits, total, observed = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        hits[row, column], total[row, column] = there["hits"].to_numpy(), there["total"].to_numpy()
        observed[row, column] = ~there["silent"].to_numpy()
        in_base = np.zeros(len(periods), dtype=np.bool_)
        in_base[periods.search_sorted(cells.filter("in_base")["period"].unique()).to_numpy()] = True
        return cls(periods, outlets.to_list(), in_base, hits, total, observed)

    @property
    def share(self) -> Matrix:
        """Hits over totals, 0 where there is no article."""
        return np.divide(self.hits, self.total, out=np.zeros_like(self.hits), where=self.total > 0)

    def only(self, columns: Places) -> Panel:
        """The panel of some of its outlets."""
        return Panel(
            self.periods, [self.outlets[i] for i in columns], self.in_base,
            self.hits[:, columns], self.total[:, columns], self.observed[:, columns],
        )  # fmt: skip

    def about(self, hits: Matrix) -> Panel:
        """The same outlets and volumes with the hits of another topic."""
        return Panel(self.periods, self.outlets, self.in_base, hits, self.total, self.observed)


def as_frame(panel: Panel, **values: Vector) -> pl.DataFrame:
    """Period and columns of values, NaN as null."""
    return pl.DataFrame(
        [panel.periods.alias("period"), *(pl.Series(name, v).fill_nan(None) for name, v in values.items())]
    )
