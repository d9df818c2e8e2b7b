"""What a card says of the period that is still open: what its mark is, or why there is no nowcast."""

from __future__ import annotations

import polars as pl

MARK = " ◇: what the open period’s own share will probably be in the end; it enters no trend."


def nowcast_words(frame: pl.DataFrame) -> str:
    """The end of a share chart's note.

    Args:
        frame: nowcast, and note where the query gives one; one row a period. Neither column needs to be there.
    """
    if "nowcast" in frame.columns and frame["nowcast"].null_count() < frame.height:
        return MARK
    return why_none(frame)


def why_none(frame: pl.DataFrame) -> str:
    """Why the open period has no nowcast, in a sentence of its own; "" where nothing is known of that."""
    said = frame["note"].drop_nulls().to_list() if "note" in frame.columns else []
    return f" There is no nowcast of the open period yet. {said[-1]}" if said else ""
