"""The one clock: everything that needs the present asks `now`, so that a test or a replay can set it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from warehouse.errors import TrendsError


def now() -> datetime:
    """Returns the present as naive UTC, or the moment in the environment variable TRENDS_NOW.

    Raises:
        TrendsError: when TRENDS_NOW is not an ISO time.
    """
    text = os.environ.get("TRENDS_NOW")
    if not text:
        return datetime.now(UTC).replace(tzinfo=None)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TrendsError(f"TRENDS_NOW is {text!r}; a valid value is 2026-07-05T12:00:00") from error
    return naive_utc(moment)


def naive_utc(moment: datetime) -> datetime:
    """Returns `moment` in UTC without its zone; a moment that has none is taken to be UTC already."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
