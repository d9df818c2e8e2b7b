"""Where the clause before a place in a text begins, without reading the text from its beginning for every place.

Decisions: a text is asked about once for each name and each figure in it, so its edges are found once and kept for the
texts read last. The answer is the one that a search of text[:start] gives, for patterns that look no further than one
character past their match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache


def last_edge(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Returns where the last match of `pattern` within text[:start] ends; 0 where there is none.

    Args:
        pattern: what parts clauses; it matches at least one character and looks at one character behind it at most.
        text: any text.
        start: the place before which to look; the pattern sees nothing from there on.
    """
    ends = _ends(pattern, text)
    place = bisect_left(ends, start)
    left = ends[place - 1] if place else 0
    for edge in pattern.finditer(text, left, start):  # what is an edge only because the text is cut off at `start`
        left = edge.end()
    return left


@lru_cache(maxsize=256)
def _ends(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Where the matches of `pattern` in the whole text end, ascending."""
    return tuple(edge.end() for edge in pattern.finditer(text))
