"""Text → the features that the sentiment model weighs, the same in training and in use.

Three groups, each a set (a repeated word counts once): `word` n-grams of one to three lower-cased words, `stem` features
(crude stems, their pairs up to three words apart, the opening stem), and `char` n-grams of two to five characters inside
a word. Amounts, percentages and other numbers become MONEY, PCT and NUM, so that their size can't be learnt by heart.
"""

from __future__ import annotations

import re

_MONEY = re.compile(r"(?:rs\.?|us\$|\$|€|£|₹|eur|usd)\s?\d[\d,.]*", re.IGNORECASE)
_PERCENT = re.compile(r"\d[\d,.]*\s?(?:%|per ?cent\b|pct\b|pc\b)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,.]*")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'&]*|[?!:;]")
_PLACEHOLDERS = frozenset({"MONEY", "PCT", "NUM"})
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


def tokens(text: str) -> list[str]:
    """Words in lower case, the four marks ? ! : ; and the placeholders MONEY, PCT and NUM, in order."""
    text = text.replace("’", "'")
    text = _NUMBER.sub("NUM", _PERCENT.sub("PCT", _MONEY.sub("MONEY", text)))
    return [token if token in _PLACEHOLDERS else token.lower() for token in _TOKEN.findall(text)]


def word_features(words: list[str]) -> set[str]:
    """One to three consecutive words, joined by spaces."""
    pairs = [f"{a} {b}" for a, b in zip(words, words[1:], strict=False)]
    triples = [f"{a} {b}" for a, b in zip(pairs, words[2:], strict=False)]
    return {*words, *pairs, *triples}


def stem_features(words: list[str]) -> set[str]:
    """Stems, pairs of stems one, two and three places apart, and the first stem marked as the opening."""
    stems = [stem(word) for word in words]
    found = set(stems)
    for gap, link in ((1, " "), (2, " _ "), (3, " _ _ ")):
        found.update(f"{a}{link}{b}" for a, b in zip(stems, stems[gap:], strict=False))
    if stems:
        found.add(f"^{stems[0]}")
    return found


def char_features(words: list[str]) -> set[str]:
    """Pieces of two to five characters of each word between two blanks."""
    found: set[str] = set()
    for word in set(words):
        padded = f" {word} "
        for size in range(2, 6):
            found.update(padded[i : i + size] for i in range(len(padded) - size + 1))
    return found


def stem(word: str) -> str:
    """`word` without its commonest English ending; three letters always stay."""
    if word in _PLACEHOLDERS:
        return word
    word = word.removesuffix("'s")
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + replacement
    return word


GROUPS = {"word": word_features, "stem": stem_features, "char": char_features}
"""Group name → function from tokens to that group's features."""
