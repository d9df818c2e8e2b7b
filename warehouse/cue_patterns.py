"""Long lists of cues as one quick pattern: the alternatives that begin with one letter are tried only at that letter.

Decisions: what a pattern finds, and how far it reaches, is what the plain list of alternatives would find in its order;
only alternatives that begin with different letters, and so can never match at one place, trade places. The letter is
written in both cases, `[Bb]`, and the case is left open behind it alone, for a search passes over a class that doesn't
fit at once, but tries a letter whose case is open.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable

_OPENING, _CLOSING = r"\b(?:", r")\b"
_REPEATS = ("?", "*", "+", "{")
_EITHER_CASE = re.compile(r"\[([A-Z])([a-z])\]")


def cues(*alternatives: str) -> re.Pattern[str]:
    """A pattern for any of the given expressions, without capturing groups, as whole words, whatever the case."""
    return re.compile(f"{_OPENING}{by_first_letter('|'.join(alternatives))}{_CLOSING}")


def names(*alternatives: str) -> re.Pattern[str]:
    """A pattern for any of the given expressions as whole words in the case that they are written in.

    An alternative that begins with a class of two letters, as in `[Rr]egulator`, is taken as two.
    """
    listed = (spelled for one in split("|".join(alternatives)) for spelled in _both_cases(one))
    rests: dict[str, list[str]] = defaultdict(list)
    for one in listed:
        rests[one[0]].append(one[1:])
    return re.compile(
        _OPENING + "|".join(f"{letter}(?:{'|'.join(after)})" for letter, after in rests.items()) + _CLOSING
    )


def any_of(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern that finds something wherever one of several patterns of `cues` does."""
    return re.compile(f"{_OPENING}{_all_of(patterns)}{_CLOSING}")


def starts(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """A pattern that matches, empty, at every place where one of several patterns of `cues` begins."""
    return re.compile(rf"\b(?=(?:{_all_of(patterns)}){_CLOSING[1:]})")


def by_first_letter(expression: str) -> str:
    """Alternatives, parted by "|", with those that begin with the same letter put together as `[Bb](?i:an|lock)`."""
    headed = [_head(plain) for one in split(expression) for plain in _spread(one)]
    written: list[str] = []
    for has_letter, run in itertools.groupby(headed, key=lambda one: bool(one[0])):
        if not has_letter:  # it may match where one with a letter does, so none is moved across it
            written += (f"(?i:{rest})" for _, rest in run)
            continue
        rests: dict[str, list[str]] = defaultdict(list)
        for letter, rest in run:
            rests[letter].append(rest)
        written += [f"[{letter.upper()}{letter}](?i:{'|'.join(after)})" for letter, after in rests.items()]
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


def _all_of(patterns: Iterable[re.Pattern[str]]) -> str:
    """The alternatives of several patterns of `cues`, those that begin with a letter first, by letter."""
    lists = (pattern.pattern.removeprefix(_OPENING).removesuffix(_CLOSING) for pattern in patterns)
    listed = sorted((one for each in lists for one in split(each)), key=lambda one: not _head(one)[0])
    return by_first_letter("|".join(listed))


def _spread(alternative: str) -> list[str]:
    """`(?:cut|raise)s? prices` as `cuts? prices` and `raises? prices`; any other alternative as it is."""
    if not alternative.startswith("(?:"):
        return [alternative]
    inside, depth = "", 1
    for token in re.findall(r"\\.|\[(?:\\.|[^\]])*\]|.", alternative[3:], re.DOTALL):
        depth += (token == "(") - (token == ")")
        if depth == 0:
            break
        inside += token
    behind = alternative[3 + len(inside) + 1 :]
    if behind[:1] in _REPEATS:
        return [alternative]
    return [plain for one in split(inside) for plain in _spread(one + behind)]


def _both_cases(alternative: str) -> list[str]:
    """`[Rr]egulator` as Regulator and regulator; any other alternative as it is."""
    either = _EITHER_CASE.match(alternative)
    return [letter + alternative[either.end() :] for letter in either.groups()] if either else [alternative]


def _head(alternative: str) -> tuple[str, str]:
    """The letter that an alternative must begin with, in lower case, and what follows it; "" and all of it without one.

    What an alternative may not stand behind is looked for behind its letter: `(?<!to )go` is g and `(?<!to g)o`.
    """
    barred = re.match(r"(?:\(\?<![\w ]+\))*", alternative)
    begin = barred.end() if barred else 0
    either = _EITHER_CASE.match(alternative, begin)
    first = either[2] if either else alternative[begin : begin + 1]
    rest = alternative[either.end() if either else begin + 1 :]
    if not (first.isascii() and first.isalpha()) or rest[:1] in _REPEATS:
        return "", alternative
    return first.lower(), alternative[:begin].replace(")", f"{first})") + rest
