"""Text → tokens and stems, the first step to what the sentiment model weighs.

Decisions: amounts, percentages and other numbers become MONEY, PCT and NUM, so that their size can't be learnt by
heart, and the sign before a percentage becomes a word ("+3%" is plus PCT). Links and handles of posts are left out,
since their letters say nothing, and every cashtag is the same token.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MONEY = re.compile(r"(?:rs\.?|us\$|\$|€|£|₹|eur|usd)\s?\d[\d,.]*", re.IGNORECASE)
_PERCENT = re.compile(r"\d[\d,.]*\s?(?:%|per ?cent\b|pct\b|pc\b)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,.]*")
_PLUS = re.compile(r"(?<![\w.])\+(?=[\d.]*\d\s?%)")
_MINUS = re.compile(r"(?<![\w.])[-–](?=[\d.]*\d\s?%)")
_LINK_OR_HANDLE = re.compile(r"https?://\S+|(?<!\w)@\w+")
_CASHTAG = re.compile(r"\$[A-Za-z]{1,5}\b")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'&]*|[?!:;,]")
PLACEHOLDERS = frozenset({"MONEY", "PCT", "NUM"})
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
CASHTAG = "Cashtag"


def word_set(listed: str) -> frozenset[str]:
    """The words of a text parted by blanks."""
    return frozenset(listed.split())


STOP_WORDS = word_set(
    "the a an and or of to in on for at by with from as is are was were be been it its that this which who will has "
    "have had into than their his her they he she also"
)
"""Words left out of the lexicon's sum."""


def cleaned(text: str) -> str:
    """`text` with one kind of apostrophe, without links and handles, the sign of a percentage as a word."""
    text = text.replace("’", "'")
    if "://" in text or "@" in text:
        text = _LINK_OR_HANDLE.sub(" ", text)
    if "%" in text:
        text = _MINUS.sub(" minus ", _PLUS.sub(" plus ", text))
    return text


def tokens(cleaned: str) -> list[str]:
    """Words and marks of a cleaned text as they are written, with placeholders for cashtags, amounts, percentages and
    numbers."""
    plain = _CASHTAG.sub(CASHTAG, cleaned) if "$" in cleaned else cleaned
    return _TOKEN.findall(_NUMBER.sub("NUM", _PERCENT.sub("PCT", _MONEY.sub("MONEY", plain))))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """`word` without its commonest English ending; three letters always stay."""
    if word in PLACEHOLDERS:
        return word
    word = word.removesuffix("'s")
    if word.endswith("ss"):
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + replacement
    return word
