"""Whether a text lies within a beat's scope: any of the scope's terms, on word boundaries."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from warehouse.beat import Beat
from warehouse.matching import Matcher, fold, variants


def in_scope(texts: Sequence[str], beat: Beat) -> pl.Series:
    """Returns, for each text, whether it matches the scope; an empty scope takes every text."""
    if not beat.scope:
        return pl.Series("in_scope", [True] * len(texts), dtype=pl.Boolean)
    matcher = Matcher(sorted({spelling for term in beat.scope for spelling in variants(term)}))
    return pl.Series("in_scope", [bool(matcher.find(fold(text))) for text in texts], dtype=pl.Boolean)
