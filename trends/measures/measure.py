"""What a registered measure is: a table, how it is computed, and what may be said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from trends.measures.inputs import Inputs


@dataclass(frozen=True)
class Measure:
    """One table of the index and what a reader should know about it.

    Attributes:
        name: short name, unique; also the anchor on the methodology page.
        title: heading.
        table: SQL table.
        schema: the table's columns with meaning and unit.
        compute: inputs -> the table, validated and sorted.
        unit: unit of the leading value.
        formula: in words and symbols.
        definition: plain words.
        source: where the formula comes from.
        caveat: when not to trust it.
        reads: name of a measure whose result this one starts from, or None; it is computed after that one.
    """

    name: str
    title: str
    table: str
    schema: type[dy.Schema]
    compute: Callable[[Inputs], pl.DataFrame]
    unit: str
    formula: str
    definition: str
    source: str
    caveat: str
    reads: str | None = None
