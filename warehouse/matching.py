"""Many terms at once, on word boundaries, in one pass over the text.

Editorial decisions:

- A term matches whole words alone: "ai" is never found inside "training". A word character is a letter, a digit or
  an underscore of any script, as in a regular expression's ``\\w``.
- Case, curly apostrophes, hyphens, dashes and odd spaces make no difference: text and terms are folded alike, one
  character to one character, so that an offset into the folded text is an offset into the text.
- The first newline ends the title and stays, so that no phrase runs from the title into the body. Later line breaks
  are spaces.
- Where matches overlap the leftmost wins and, among those that start together, the longest, as a union regular
  expression with its alternatives sorted by length would have it. An automaton does it in linear time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

_SPACES = "-\t\r\v\f\n\u00a0\u2002\u2003\u2009\u200a\u202f\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
_FOLDED = {ord(c): " " for c in _SPACES} | {ord(c): "'" for c in "\u2018\u2019\u201b\u02bc\u00b4`\uff07"}


class Match(NamedTuple):
    """One term found: the index of its pattern, and character offsets, end exclusive."""

    pattern: int
    start: int
    end: int


def fold(text: str) -> str:
    """The text in lower case with dashes, spaces and apostrophes made plain; always as long as the text."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals (İ) become two characters: those stay as they are
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    if lowered.isascii():  # replace() scans much faster than translate()
        folded = lowered.replace("-", " ").replace("\n", " ").replace("\t", " ").replace("\r", " ")
        folded = folded.replace("`", "'").replace("\v", " ").replace("\f", " ")
    else:
        folded = lowered.translate(_FOLDED)
    title_end = text.find("\n")
    return folded if title_end < 0 else f"{folded[:title_end]}\n{folded[title_end + 1 :]}"


def variants(term: str, *, plural: bool = True) -> tuple[str, ...]:
    """The folded spellings under which a term is looked for, sorted: hyphen, apostrophe and plural forms.

    "pre-training" is also found as "pre training" and "pretraining", "Moore's law" as "moores law"; a term is
    written in the singular and its regular plural comes with it.
    """
    spellings = {term, term.replace("-", "")}
    spellings |= {s.replace("'", "").replace("\u2019", "") for s in spellings}
    folded = {" ".join(fold(s).split()) for s in spellings}
    if plural:
        folded |= {_plural(s) for s in folded}
    return tuple(sorted(folded - {""}))


def _plural(term: str) -> str:
    """The regular English plural of a folded term's last word; a term that ends in s is left alone."""
    if len(term) < 2 or not term[-1].isalnum() or term.endswith("s"):
        return term
    if term.endswith(("x", "z", "ch", "sh")):
        return term + "es"
    if term.endswith("y") and term[-2] not in "aeiou":
        return term[:-1] + "ies"
    return term + "s"


def leftmost_longest(matches: Iterable[Match]) -> list[Match]:
    """Those matches that don't overlap: the leftmost first and, of those that start together, the longest."""
    found = list(matches)
    free_from = 0
    for _, start, end in found:
        if start < free_from:
            break
        free_from = end
    else:
        return found  # in order already and none overlaps another, as almost always
    kept: list[Match] = []
    free_from = 0
    for match in sorted(found, key=_leftmost_longest_first):
        if match[1] >= free_from:
            kept.append(match)
            free_from = match[2]
    return kept


def _leftmost_longest_first(match: Match) -> tuple[int, int, int]:
    return match[1], -match[2], match[0]


class Matcher:
    """Finds a fixed set of folded patterns in text. Patterns are distinct and not empty."""

    def __init__(self, patterns: Sequence[str]) -> None:
        if not all(patterns) or len(set(patterns)) != len(patterns):
            raise ValueError("patterns must be distinct and not empty; fold them and drop repeats first")
        self.patterns = tuple(patterns)
        self._opens = [_is_word(pattern[0]) for pattern in patterns]
        self._closes = [_is_word(pattern[-1]) for pattern in patterns]
        self._automaton = AhoCorasick(list(patterns)) if patterns else None

    def find_all(self, folded: str) -> list[Match]:
        """Every match in a folded text, overlapping ones too, sorted by where it ends."""
        if self._automaton is None:
            return []
        last, opens, closes = len(folded), self._opens, self._closes
        found = []
        new = tuple.__new__  # what Match(…) does, less a call of its constructor in Python
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and ((before := folded[start - 1]).isalnum() or before == "_") and opens[pattern]:
                continue
            if end < last and ((after := folded[end]).isalnum() or after == "_") and closes[pattern]:
                continue
            found.append(new(Match, (pattern, start, end)))
        return found

    def find(self, folded: str) -> list[Match]:
        """The leftmost-longest matches in a folded text, in order, none overlapping another."""
        return leftmost_longest(self.find_all(folded))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
