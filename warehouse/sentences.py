"""Where the sentences of a text begin and end.

Decisions: a line break always ends a sentence (so a title is one, with or without a full stop); a full stop after a
known abbreviation, a single initial or a dotted acronym doesn't, unless what follows can't be its continuation; closing
quotes and brackets belong to the sentence they close. Offsets are Python string indices, so `text[start:end]` is the
sentence and nothing is normalised away.
"""

from __future__ import annotations

import re
from functools import lru_cache


def _word_set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ABBREVIATIONS = _word_set(
    "mr mrs ms dr prof sr jr st gen sen rep gov lt col capt rev hon inc corp co ltd plc llc bros vs etc no "
    "nos vol fig "
    "art sec approx est dept univ assn jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu "
    "fri sat sun "
    "e.g i.e cf al ca rs cos mfg intl ave blvd"
)
"""Words whose full stop doesn't end a sentence, in lower case without that stop."""

_COMPANY_ENDINGS = frozenset({"inc", "corp", "co", "ltd", "plc", "llc", "bros", "etc", "jr", "sr"})
_BREAK = re.compile(r"[.!?…]+[\"'”’)\]»]*(?=\s|$)|\n+")
_WORD_BEFORE = re.compile(r"[^\s(\[\"“‘']+$")
_SENTENCE_OPENERS = _word_set(
    "the a an it its he she they this that these those in on at but and we i you there as for while when "
    "after "
    "before however both its their his her our if since one analysts shares"
)


def split(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order, without surrounding white space.

    Spans never overlap, are never empty, and cover every character that isn't white space.
    """
    return list(_split(text))


@lru_cache(maxsize=1024)  # facts, takeaways, comparisons, conflicts and impact read one text after another
def _split(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    start = 0
    for mark in _BREAK.finditer(text):
        if text[mark.start()] == "\n" or _ends_sentence(text, mark.start(), mark.end()):
            _append_trimmed(spans, text, start, mark.end())
            start = mark.end()
    _append_trimmed(spans, text, start, len(text))
    return tuple(spans)


def _ends_sentence(text: str, stop: int, after: int) -> bool:
    """Whether the punctuation at text[stop:after] closes a sentence."""
    following = text[after:].lstrip(" \t")[:40]
    if not following or following[0] == "\n":
        return True
    first = following.lstrip("\"'“‘([«")[:1]
    if first.islower():
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    # A look-back of 30 characters is longer than any abbreviation and keeps the scan linear.
    word_match = _WORD_BEFORE.search(text[max(0, stop - 30) : stop])
    word = word_match.group().lower() if word_match else ""
    is_short = word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or re.fullmatch(r"(?:\w\.)+\w", word)
    if not is_short:
        return True
    next_word = re.match(r"[\w’']+", following.lstrip("\"'“‘([«"))
    opens = next_word is not None and next_word.group().lower() in _SENTENCE_OPENERS
    return opens and (word in _COMPANY_ENDINGS or "." in word)


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
