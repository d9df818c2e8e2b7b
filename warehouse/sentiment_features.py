"""Text → the features that the sentiment model weighs, the same in training and in use.

Each group is a set (a repeated word counts once):

    word   one to three consecutive lower-cased words
    stem   crude stems, their pairs up to three words apart, the opening stem
    char   pieces of two to five characters inside a word
    mask   one to four consecutive stems with every name read as ENT, so that "buy ENT" is learnt and not "buy Infosys";
           the opening and closing stems marked
    move   a rise or fall tied to what moved (profit up is not loss up), and two figures set against each other
           ("to 13.1 mn from 8.7 mn" is up); and whether the text is a sentence rather than a headline

Amounts, percentages and other numbers become MONEY, PCT and NUM, so that their size can't be learnt by heart. A name is
a capitalised word, unless it opens the text and is an ordinary word, or the whole text is in title case.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

_MONEY = re.compile(r"(?:rs\.?|us\$|\$|€|£|₹|eur|usd)\s?\d[\d,.]*", re.IGNORECASE)
_PERCENT = re.compile(r"\d[\d,.]*\s?(?:%|per ?cent\b|pct\b|pc\b)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,.]*")
_CASHTAG = re.compile(r"\$[A-Za-z]{1,5}\b")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'&]*|[?!:;,]")
_PLACEHOLDERS = frozenset({"MONEY", "PCT", "NUM"})
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_TITLE_CASE_SHARE = 0.7


def _word_set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_UP = _word_set(
    "rise risen rose up increase grow grew grown growth climb jump surge soar gain higher improve "
    "improvement advance rally rebound "
    "recover recovery double triple widen exceed boost lift raise leap leapt strengthen accelerate expand"
)
_DOWN = _word_set(
    "fall fell fallen down decrease decline drop slip slide slid lower plunge sink sank tumble slump "
    "shrink shrank reduce cut weaken "
    "weaker lose lost ease dip narrow crash halve deteriorate worsen"
)
_WELCOME = _word_set(
    "profit sale revenue earning income ebit ebitda margin turnover net order backlog dividend demand "
    "output production export "
    "volume share stock eps profitability cash capacity market subscriber customer passenger traffic "
    "booking delivery result"
)
_UNWELCOME = _word_set(
    "loss cost debt expense expens unemployment inflation npa provision deficit charg charge tax default fraud risk"
)
_QUANTITY = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*(%|percent\b|per cent\b|thousand\b|mn\b|million\b|bn\b|billion\b|"
    r"m\b|cr\b|crore\b|lakh\b)?",
    re.IGNORECASE,
)
_SET_AGAINST = re.compile(
    r"^[^.;]{0,40}?\b(?:from|against|versus|vs|compared (?:with|to)|than)\b[^.;\d]{0,30}$", re.IGNORECASE
)
_SCALES = {
    "thousand": 1e3,
    "lakh": 1e5,
    "mn": 1e6,
    "million": 1e6,
    "m": 1e6,
    "cr": 1e7,
    "crore": 1e7,
    "bn": 1e9,
    "billion": 1e9,
}
_TO_PROFIT = re.compile(
    r"\bprofits?\b.{0,60}\b(?:from|against|compared (?:with|to)) (?:[\w-]+ ){0,4}loss", re.IGNORECASE
)
_TO_LOSS = re.compile(r"\bloss\b.{0,60}\b(?:from|against|compared (?:with|to)) (?:[\w-]+ ){0,4}profit", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text cut up for the feature groups: as given, words in lower case, their stems, and stems with names read
    as ENT."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    masked: tuple[str, ...]


def prepare(text: str, ordinary: Collection[str]) -> Prepared:
    """Cuts up `text`; `ordinary` holds the lower-case words that are no names when they open a text."""
    text = text.replace("’", "'")
    plain = _CASHTAG.sub("Cashtag", text) if "$" in text else text
    plain = _NUMBER.sub("NUM", _PERCENT.sub("PCT", _MONEY.sub("MONEY", plain)))
    cased = _TOKEN.findall(plain)
    lower = [token if token in _PLACEHOLDERS else token.lower() for token in cased]
    stems = [stem(word) for word in lower]
    return Prepared(
        text=text,
        words=tuple(word for word in lower if word != ","),
        stems=tuple(one for one in stems if one != ","),
        masked=_masked(cased, stems, ordinary),
    )


def _masked(cased: list[str], stems: list[str], ordinary: Collection[str]) -> tuple[str, ...]:
    plain = [token for token in cased if token[0].isalpha() and token not in _PLACEHOLDERS]
    title_case = sum(token[0].isupper() for token in plain) > _TITLE_CASE_SHARE * len(plain)
    masked: list[str] = []
    for place, (token, stemmed) in enumerate(zip(cased, stems, strict=True)):
        is_name = token[0].isupper() and token not in _PLACEHOLDERS and not title_case
        if token == "Cashtag" or (is_name and not (place == 0 and token.lower() in ordinary)):
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
    stems = prepared.stems
    moves = [(i, "up" if s in _UP else "down") for i, s in enumerate(stems) if s in _UP or s in _DOWN]
    things = [
        (i, "unwelcome" if s in _UNWELCOME else "welcome")
        for i, s in enumerate(stems)
        if s in _WELCOME or (s in _UNWELCOME and not (s == "tax" and stems[i - 1 : i] == ("before",)))
    ]
    found: set[str] = set()
    for place, direction in moves:
        near = min(
            ((abs(place - i) + (i > place), thing) for i, thing in things if abs(place - i) <= 7),
            default=(0, "nothing"),
        )
        found |= {direction, f"{direction} {near[1]}"}
    for place, direction in _set_against(prepared.text):
        said = prepared.text[:place].lower().replace("before tax", "before ")  # earnings before taxes are no tax
        before = {stem(word) for word in re.findall(r"[a-z]+", said)[-8:]}
        found |= {f"pair {direction}", f"pair {direction} {'unwelcome' if before & _UNWELCOME else 'welcome'}"}
    if "loss" in stems and "profit" in stems:
        if _TO_PROFIT.search(prepared.text):
            found.add("loss to profit")
        if _TO_LOSS.search(prepared.text):
            found.add("profit to loss")
    found = found or {"no move"}
    if len(stems) > 5 and prepared.text.rstrip().endswith("."):
        found.add("sentence")
    return found


def _set_against(text: str) -> list[tuple[int, str]]:
    """Place and direction of every two neighbouring figures of one kind that a text compares."""
    quantities = [m for m in _QUANTITY.finditer(text) if not re.fullmatch(r"(?:19|20)\d\d", m[1])]
    found = []
    for left, right in itertools.pairwise(quantities):
        if not _SET_AGAINST.search(text[left.end() : right.start()]):
            continue
        (a, kind_a), (b, kind_b) = _quantity(left), _quantity(right)
        if kind_a == kind_b and a != b:
            found.append((left.start(), "up" if a > b else "down"))
    return found


def _quantity(match: re.Match[str]) -> tuple[float, str]:
    unit = (match[2] or "").lower()
    kind = "share" if unit.startswith(("%", "per")) else "number"
    return float(match[1].replace(",", "")) * _SCALES.get(unit, 1.0), kind


def _runs(words: tuple[str, ...], longest: int) -> set[str]:
    found = set(words)
    run = list(words)
    for size in range(1, longest):
        run = [f"{a} {b}" for a, b in zip(run, words[size:], strict=False)]
        found.update(run)
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """`word` without its commonest English ending; three letters always stay."""
    if word in _PLACEHOLDERS:
        return word
    word = word.removesuffix("'s")
    if word.endswith("ss"):
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + replacement
    return word


GROUPS: dict[str, Callable[[Prepared], set[str]]] = {
    "word": word_features,
    "stem": stem_features,
    "char": char_features,
    "mask": mask_features,
    "move": move_features,
}
"""Group name → function from a prepared text to that group's features."""
STOP_WORDS = _word_set(
    "the a an and or of to in on for at by with from as is are was were be been it its that this which who "
    "will has have had into "
    "than their his her they he she also"
)
"""Words left out of the lexicon's sum."""
