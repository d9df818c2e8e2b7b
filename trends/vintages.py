"""Vintages: what each release said of a period when it was sealed, so that a value once published stays answerable.

Editorial decision: a vintage row is written where a value differs from the last sealed one in its first nine digits, or
is new, or is gone (then its value is null). Unchanged values are not repeated; the value known at a time is the last
row at or before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

VALUES: dict[str, tuple[str, str | None, str | None]] = {
    "topic_share": ("share", "low", "high"),
    "topic_momentum": ("momentum", None, None),
    "pair_share": ("share_a", "low", "high"),
}
"""Index table -> value, low and high columns whose history is kept."""

PERIOD = ("beat_id", "frequency", "period_start")
KEY = ("table_name", *PERIOD, "key")
PARTS = ("topic_id", "topic_a", "topic_b", "gate", "weighting")


def sealed_values(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Returns table_name, beat_id, frequency, period_start, key, value, low, high for every value to be sealed."""
    parts = []
    for name, (value, low, high) in VALUES.items():
        frame = tables[name]
        held = [part for part in PARTS if part in frame.columns]
        parts.append(
            frame.select(
                pl.lit(name).alias("table_name"),
                *PERIOD,
                pl.concat_str([pl.lit(f"{part}=") + pl.col(part) for part in held], separator=" ").alias("key"),
                pl.col(value).cast(pl.Float64).round_sig_figs(9).alias("value"),
                (pl.col(low) if low else pl.lit(None)).cast(pl.Float64).round_sig_figs(9).alias("low"),
                (pl.col(high) if high else pl.lit(None)).cast(pl.Float64).round_sig_figs(9).alias("high"),
            )
        )
    return pl.concat(parts).sort(KEY)


def extend(history: pl.DataFrame, values: pl.DataFrame, *, known_at: datetime, release_id: str) -> pl.DataFrame:
    """Returns the history with a row for each value that is new, changed or gone.

    Args:
        history: earlier vintages, in order of sealing; columns of the public table `vintage`.
        values: what the release to be sealed says; see `sealed_values`.
        known_at: as-of of that release, naive UTC.
        release_id: its name.
    """
    last = history.unique(KEY, keep="last", maintain_order=True).select(
        *KEY, *(pl.col(name).alias(f"old_{name}") for name in ("value", "low", "high")), was=pl.lit(True)
    )
    both = values.with_columns(now=pl.lit(True)).join(last, on=KEY, how="full", coalesce=True)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"old_{name}")) for name in ("value", "low", "high"))
    changed = both.filter(~same | pl.col("was").is_null())
    rows = changed.select(
        *KEY,
        "value",
        "low",
        "high",
        known_at=pl.lit(known_at, dtype=pl.Datetime("us")),
        release_id=pl.lit(release_id),
    ).sort(KEY)
    return pl.concat([history, rows.select(history.columns)])
