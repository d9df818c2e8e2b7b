"""Long lists of cues as one quick pattern: the alternatives that begin with one letter are tried only at that letter.

Decisions: what a pattern finds, and how far it reaches, is what the plain list of alternatives would find in its order;
only alternatives that begin with different letters, and so can never match at one place, trade places.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable

_OPENING, _CLOSING = r"\b(?:", r")\b"
_REPEATS = ("?", "*", "+", "{")


def cues(*alternatives: str) -> re.Pattern[str]:
    """A pattern for any of the given expressions, without capturing groups, as whole words, whatever the case."""
    return re.compile(f"{_OPENING}{by_first_letter('|'.join(alternatives))}{_CLOSING}", re.I)


def any_of(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern that finds something wherever one of several patterns of `cues` does."""
    lists = (pattern.pattern.removeprefix(_OPENING).removesuffix(_CLOSING) for pattern in patterns)
    listed = sorted((one for each in lists for one in split(each)), key=lambda one: _letter(one) is None)
    return cues(*listed)


def by_first_letter(expression: str) -> str:
    """Alternatives, parted by "|", with those that begin with the same letter put together as `b(?:an|lock)`."""
    written: list[str] = []
    for has_letter, run in itertools.groupby(split(expression), key=lambda one: _letter(one) is not None):
        if not has_letter:  # it may match where one with a letter does, so none is moved across it
            written += run
            continue
        rests: dict[str, list[str]] = defaultdict(list)
        for alternative in run:
            rests[alternative[0].lower()].append(alternative[1:])
        written += [f"{letter}(?:{'|'.join(after)})" for letter, after in rests.items()]
    return "|".join(written)


def split(expression: str) -> list[str]:
    """The alternatives of an expression: its parts between the bars that stand in no group and no class."""
    parts, depth, in_class = [""], 0, False
    for token in re.findall(r"\\.|.", expression, re.DOTALL):
        if in_class:
            in_class = token != "]"
        elif token == "[":
            in_class = True
        elif token in "()":
            depth += 1 if token == "(" else -1
        if token == "|" and depth == 0 and not in_class:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _letter(alternative: str) -> str | None:
    """The letter that an alternative must begin with, in lower case, or None."""
    first = alternative[:1]
    if not (first.isascii() and first.isalpha()) or alternative[1:2] in _REPEATS:
        return None
    return first.lower()
