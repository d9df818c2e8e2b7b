"""Where the clause around a place in a text begins and ends, without reading the text again for every place.

Decisions: a text is asked about once for each name and each figure in it, so its edges are found once and kept for the
texts read last. The answer is the one that a search of text[:start] gives, for patterns that look no further than one
character past their match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

LONGEST = 16
"""Characters of an edge, at most: what is an edge only where a text is cut off ends there."""


def last_edge(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Returns where the last match of `pattern` within text[:start] ends; 0 where there is none.

    Args:
        pattern: what parts clauses; it matches from one to `LONGEST` characters and looks at one behind it at most.
        text: any text.
        start: the place before which to look; the pattern sees nothing from there on.
    """
    _, ends = _edges(pattern, text)
    place = bisect_left(ends, start)
    left = ends[place - 1] if place else 0
    for edge in pattern.finditer(text, max(left, start - LONGEST), start):  # an edge only because the text is cut off
        left = edge.end()
    return left


def next_edge(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Returns where the first match of `pattern` at or after text[end] begins; the text's length where there is none.

    Args:
        pattern: what parts clauses.
        text: any text.
        end: the place from which to look; no match that holds it in its middle counts.
    """
    starts, _ = _edges(pattern, text)
    place = bisect_left(starts, end)
    return starts[place] if place < len(starts) else len(text)


@lru_cache(maxsize=256)
def _edges(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the matches of `pattern` in the whole text begin, and where they end, ascending."""
    spans = [edge.span() for edge in pattern.finditer(text)]
    return tuple(start for start, _ in spans), tuple(end for _, end in spans)
