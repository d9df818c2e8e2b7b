"""A slow pattern, tried only around the places without which it can't match, instead of everywhere in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def matches(
    pattern: re.Pattern[str], text: str, anchors: Iterable[int], *, before: int, reach: int | None = None
) -> Iterator[re.Match[str]]:
    """Yields what `pattern.finditer(text)` yields.

    Args:
        pattern: it matches at least one character, and every match of it holds an anchor.
        text: any text.
        anchors: places in the text, ascending; more than needed do no harm.
        before: how many characters before its first anchor a match can begin, at most.
        reach: how many characters behind its first anchor a match and all that it looks at end, at most; without it a
            search from an anchor that yields nothing goes on to the end of the text.
    """
    end = 0
    for anchor in anchors:
        if anchor < end:
            continue
        limit = len(text) if reach is None else anchor + reach
        match = pattern.search(text, max(end, anchor - before), limit)
        if match is not None and (reach is None or match.start() <= anchor):
            end = match.end()
            yield match
