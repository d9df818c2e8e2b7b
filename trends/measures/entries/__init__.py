"""The entries of the registry, by what a reader asks for; those of shares and pairs stand in `trends.measures`.

Order counts: the methodology page, the glossary and the tables of a release follow it.
"""

from __future__ import annotations

from trends.measures.entries import entities as entities_entries
from trends.measures.entries import firmness as firmness_entries
from trends.measures.entries import panel as panel_entries
from trends.measures.entries import scores as scores_entries
from trends.measures.entries import turns as turns_entries

ENTRIES = (
    *panel_entries.ENTRIES,
    *turns_entries.ENTRIES,
    *scores_entries.ENTRIES,
    *firmness_entries.ENTRIES,
    *entities_entries.ENTRIES,
)
