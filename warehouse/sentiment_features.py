"""Text → the features that the sentiment model weighs, the same in training and in use.

Each group is a set (a repeated word counts once):

    word   one to three consecutive lower-cased words
    stem   crude stems, their pairs up to three words apart, the opening stem
    char   pieces of two to five characters inside a word
    mask   one to four consecutive stems with every name read as ENT, so that "buy ENT" is learnt and not "buy Infosys";
           the opening and closing stems marked
    move   a rise or fall tied to what moved (profit up is not loss up), and two figures set against each other
           ("to 13.1 mn from 8.7 mn" is up); and whether the text is a sentence rather than a headline

How a text becomes tokens and stems is in `sentiment_words`, what moves are in `sentiment_moves`. A name is a
capitalised word, unless it opens the text and is an ordinary word, or the whole text is in title case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from warehouse.sentiment_moves import moves
from warehouse.sentiment_words import CASHTAG, PLACEHOLDERS, cleaned, stem, tokens

TITLE_CASE_SHARE = 0.7
"""A text with a larger share of capitalised words is in title case, and its capitals name nothing."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text cut up for the feature groups: cleaned, words in lower case, their stems, and stems with names read
    as ENT."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    masked: tuple[str, ...]


def prepare(text: str, ordinary: Collection[str]) -> Prepared:
    """Cuts up `text`; `ordinary` holds the lower-case words that are no names when they open a text."""
    text = cleaned(text)
    cased = tokens(text)
    lower = [token if token in PLACEHOLDERS else token.lower() for token in cased]
    stems = [stem(word) for word in lower]
    return Prepared(
        text=text,
        words=tuple(word for word in lower if word != ","),
        stems=tuple(one for one in stems if one != ","),
        masked=_masked(cased, stems, ordinary),
    )


def _masked(cased: list[str], stems: list[str], ordinary: Collection[str]) -> tuple[str, ...]:
    plain = [token for token in cased if token[0].isalpha() and token not in PLACEHOLDERS]
    title_case = sum(token[0].isupper() for token in plain) > TITLE_CASE_SHARE * len(plain)
    masked: list[str] = []
    for place, (token, stemmed) in enumerate(zip(cased, stems, strict=True)):
        is_name = token[0].isupper() and token not in PLACEHOLDERS and not title_case
        if token == CASHTAG or (is_name and not (place == 0 and token.lower() in ordinary)):
            if not masked or masked[-1] != "ENT":
                masked.append("ENT")
        else:
            masked.append(stemmed)
    return tuple(masked)


def word_features(prepared: Prepared) -> set[str]:
    """One to three consecutive words, joined by blanks."""
    return _runs(prepared.words, 3)


def stem_features(prepared: Prepared) -> set[str]:
    """Stems, pairs of stems one, two and three places apart, and the first stem marked as the opening."""
    stems = prepared.stems
    found = {*stems, *(f"^{opening}" for opening in stems[:1])}
    for gap, link in ((1, " "), (2, " _ "), (3, " _ _ ")):
        found.update([a + link + b for a, b in zip(stems, stems[gap:], strict=False)])
    return found


def char_features(prepared: Prepared) -> set[str]:
    """Pieces of two to five characters of each word between two blanks."""
    return {piece for word in set(prepared.words) for piece in pieces(word)}


def pieces(word: str) -> set[str]:
    """Pieces of two to five characters of one word between two blanks."""
    padded = f" {word} "
    return {padded[i : i + size] for size in range(2, 6) for i in range(len(padded) - size + 1)}


def mask_features(prepared: Prepared) -> set[str]:
    """One to four consecutive masked stems, pairs two and three apart, and the text's two first and two last,
    marked."""
    stems = prepared.masked
    found = _runs(stems, 4)
    for gap, link in ((2, " _ "), (3, " _ _ ")):
        found.update([a + link + b for a, b in zip(stems, stems[gap:], strict=False)])
    if stems:
        found |= {f"^{stems[0]}", "^" + " ".join(stems[:2]), f"{stems[-1]}$", " ".join(stems[-2:]) + "$"}
    return found


def move_features(prepared: Prepared) -> set[str]:
    """Direction words tied to the nearest thing that moved, and the direction of figures set against each other."""
    return moves(prepared.text, prepared.stems)


def _runs(words: tuple[str, ...], longest: int) -> set[str]:
    found = set(words)
    run = list(words)
    for size in range(1, longest):
        run = [f"{a} {b}" for a, b in zip(run, words[size:], strict=False)]
        found.update(run)
    return found


GROUPS: dict[str, Callable[[Prepared], set[str]]] = {
    "word": word_features,
    "stem": stem_features,
    "char": char_features,
    "mask": mask_features,
    "move": move_features,
}
"""Group name → function from a prepared text to that group's features."""
