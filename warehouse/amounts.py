"""Amounts, figures and dates in running text, with their spans.

Decisions: a number counts only with a unit, so that "RTX 4090", "Gen 2" and "H100" are names, never figures; money
keeps its own currency (conversion is `impact`'s business); a bare "$" is the US dollar, "¥" the yen unless the
text speaks of China and not of Japan; power is given in MW and energy in MWh; a range gives its lower end as
`value` and its upper end as `high`; "up to" and its kin are kept as the bound, never silently dropped. A figure is
marked `forecast` when its own clause speaks of expectation, plan or hearsay. A date of month, quarter or
year precision is the first day of that period; a quarter is the calendar's, so "fiscal 2025" gives none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from warehouse import anchored, clause_edges
from warehouse.cue_patterns import cues

_CURRENCY_PREFIX = {
    "us$": "USD", "$": "USD", "usd": "USD", "nt$": "TWD", "hk$": "HKD", "a$": "AUD", "au$": "AUD", "c$": "CAD",
    "ca$": "CAD", "s$": "SGD", "r$": "BRL", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY", "jpy":
    "JPY", "cny": "CNY", "rmb": "CNY", "cn¥": "CNY", "₹": "INR", "rs": "INR", "rs.": "INR", "inr": "INR", "₩": "KRW",
    "krw": "KRW", "chf": "CHF", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "aed": "AED", "sar": "SAR", "twd": "TWD",
}  # fmt: skip
_CURRENCY_SUFFIX = {
    r"(?:us|u\.s\.|american)[ -]dollars?": "USD", r"(?:nt|taiwan|new taiwan)[ -]dollars?": "TWD",
    r"hong kong dollars?": "HKD", r"australian dollars?": "AUD", r"canadian dollars?": "CAD",
    r"singapore dollars?": "SGD", r"dollars?|usd|bucks": "USD", r"euros?|eur": "EUR", r"pounds?(?: sterling)?|gbp":
    "GBP", r"yen|jpy": "JPY", r"yuan|renminbi|rmb|cny": "CNY", r"(?:korean )?won|krw": "KRW",
    r"(?:indian )?rupees?|inr": "INR", r"swiss francs?|chf": "CHF", r"(?:swedish )?kron(?:a|or)|sek": "SEK",
    r"(?:norwegian |danish )?kron(?:e|er)|"
    r"nok": "NOK", r"dirhams?|aed": "AED", r"(?:saudi )?riyals?|sar": "SAR",
    r"cents?": "USD cents",
}  # fmt: skip
_SCALE = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "million": 1e6, "millions": 1e6,
    "mn": 1e6, "mln": 1e6, "m": 1e6, "crore": 1e7, "crores": 1e7, "cr": 1e7, "billion": 1e9, "billions": 1e9, "bn": 1e9,
    "bln": 1e9, "b": 1e9, "trillion": 1e12, "trillions": 1e12, "tn": 1e12, "trn": 1e12, "tr": 1e12, "t": 1e12,
    "lakh crore": 1e12,
}  # fmt: skip
_ONLY_WITH_MONEY = frozenset({"m", "b", "t", "tr", "cr", "k"})
_MODIFIER = (
    r"(?!(?:that|of|on|in|and|to|for|which|with|at|by|from|than|or|per|via|w|kw)\b|petaflop|bit|watt|core|layer)"
    r"[a-z0-9][a-z0-9-]* "
)
_UNITS: tuple[tuple[str, str, float], ...] = (
    (r"%|percent|per cent|pct", "percent", 1.0),
    (r"percentage points?", "percentage points", 1.0),
    (r"basis points?|bps", "basis points", 1.0),
    (r"gigawatt[- ]hours?|gwh", "MWh", 1e3),
    (r"terawatt[- ]hours?|twh", "MWh", 1e6),
    (r"megawatt[- ]hours?|mwh", "MWh", 1.0),
    (r"gigawatts?|gw", "MW", 1e3),
    (r"megawatts?|mw", "MW", 1.0),
    (r"kilowatts?|kw", "MW", 1e-3),
    (r"(?:trainable )?parameters?", "parameters", 1.0),
    (r"transistors?", "transistors", 1.0),
    (r"exaflops?", "exaFLOPS", 1.0),
    (r"petaflops?", "exaFLOPS", 1e-3),
    (r"zettaflops?", "exaFLOPS", 1e3),
    (r"teraflops?", "exaFLOPS", 1e-6),
    (r"tokens?", "tokens", 1.0),
    (r"gigabytes?|gb", "GB", 1.0),
    (r"terabytes?|tb", "GB", 1e3),
    (r"petabytes?|pb", "GB", 1e6),
    (r"nanomet(?:er|re)s?|nm", "nm", 1.0),
    (rf"(?:{_MODIFIER})?(?:jobs?|employees|workers|staff|positions|people)", "people", 1.0),
    (r"(?:weekly |monthly |daily |active |paying )*(?:users|customers|subscribers)", "users", 1.0),
    (r"shares", "shares", 1.0),
    (r"(?:us )?states|countries|nations|member states", "countries", 1.0),
    (r"acres", "acres", 1.0),
    (r"square feet|sq ft", "square feet", 1.0),
    (r"years?", "years", 1.0),
    (r"months?", "months", 1.0),
    (r"times|x|fold", "x", 1.0),
    (rf"(?:{_MODIFIER}){{0,2}}?gpus?", "GPUs", 1.0),
    (rf"(?:{_MODIFIER}){{0,2}}?tpus?", "TPUs", 1.0),
    (rf"(?:{_MODIFIER}){{0,2}}?(?:chips?|accelerators?|processors?)", "chips", 1.0),
)
_COUNTED = frozenset({"GPUs", "TPUs", "chips"})
_OTHER_COUNTED = re.compile(
    r" (?:hours?|makers?|compan\w+|firms?|start-?ups?|stocks?|plants?|factor\w+|fabs?|designs?|designers?|lines?|"
    r"famil\w+|generations?|projects?|deals?|types?|models?|programmes?|programs?|vendors?|suppliers?|rivals?|groups?|"
    r"servers?|racks|nodes|clusters|systems|clouds|chiefs?|bosses|sites)\b",
    re.I,
)
"""Right behind "GPU" or "chip" in the singular: what is counted ("two GPU clusters", not "a 100,000 GPU cluster")."""
_RECENT_YEAR = re.compile(r"20[0-3]\d")
_NUMBER_WORDS = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0,
    "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "half a": 0.5,
}  # fmt: skip
_MONTH_NAMES = (
    "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep "
    "october|oct november|nov december|dec"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(), start=1) for name in names.split("|")}


def _any(names: object) -> str:
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))  # type: ignore[attr-defined]


_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{2,3}})+(?:\.\d+)?|\d+,\d(?=[ -]?(?:[bmt]illion|bn)\b)|"
    rf"\d+(?:\.\d+)?|(?:{_any(_NUMBER_WORDS)})(?=[ -]))"
)
_SCALES = rf"(?:[ -]?(?:{_any(_SCALE)})(?![a-z]))"
_PREFIX = rf"(?:{_any(_CURRENCY_PREFIX)}) ?"
_FIGURE = re.compile(
    rf"(?<![\w.,$€£])(?P<between>between "
    rf")?(?P<prefix>{_PREFIX})?(?P<sign>[-−+])?(?P<number>{_NUMBER})(?P<scale>{_SCALES})?"
    rf"(?:(?(between) and |(?: ?[-–—] ?| to "
    rf"))(?P<prefix2>{_PREFIX})?(?P<number2>{_NUMBER})(?P<scale2>{_SCALES})?)?"
    rf"(?:(?P<percent> ?%)|[ -]?(?:(?P<currency>{'|'.join(_CURRENCY_SUFFIX)})"
    rf"|(?P<unit>{'|'.join(pattern for pattern, _, _ in _UNITS)}))(?![\w]))?",
    re.IGNORECASE,
)
_NUMERAL = re.compile(rf"\d|\b(?:{_any(_NUMBER_WORDS)})\b", re.I)
_ANCHOR = re.compile(  # a set of first characters, as in `_CLAUSE_EDGE`
    rf"[\d{''.join(sorted({case for word in _NUMBER_WORDS for case in (word[0], word[0].upper())}))}](?:(?<=\d)|"
    + "|".join(f"(?<=[{word[0]}{word[0].upper()}])(?i:{word[1:]})(?=[ -])" for word in _NUMBER_WORDS)
    + ")"
)
"""Where a number may begin: a figure holds such a place."""
_BEFORE_NUMBER = 16
"""Characters of a figure before its number, at most: "between ", a currency, a space and a sign; with room to spare."""
_NO_NOUN = re.compile(
    r"(?=\s*(?:$|[.,;:)\n])|\s+(?:a|an|and|at|by|but|each|expected|estimated|for|from|in|into|is|it|more|"
    r"next|on|or|over|per|so|than|that|the|"
    r"this|through|to|up|was|which|while|with|year|last|before|after|as|against)\b)",
    re.IGNORECASE,
)
_MONEY_NOUN = re.compile(
    r"\b(?:revenues?|sales|income|profits?|loss(?:es)?|spending|expenditure|investments?|costs?|"
    r"charges?)\b[^.,;]{0,20}$",
    re.I,
)
_PER_YEAR = re.compile(
    r"^.{0,24}?\b(?:a|per|each|every) (?:year|annum)\b|^.{0,24}?\b(?:annually|yearly)\b|^ ?annuali[sz]ed|"
    r"^/(?:yr|year)\b",
    re.I,
)
_PER_YEAR_BEFORE = re.compile(r"\b(?:annual(?:i[sz]ed)?|yearly)\b[^.;,]{0,30}$", re.I)
_BOUND = re.compile(
    r"(?:\b(?:(?P<at_most>up to|as much as|as many as|at most|no more than|(?<!no )less than|under|below)|"
    r"(?P<at_least>at least|no less than|(?<!no )more than|over|above|exceeding|upwards of)|"
    r"(?P<about>about|around|roughly|some|nearly|almost|approximately|close to|an estimated))|(?P<tilde>~))\s*$",
    re.I,
)
_TIMES = frozenset({"years", "months"})
_THROUGHOUT = re.compile(r"(?<!\bfor )(?<!\bof )(?<!\bin )(?<!\bafter )(?<!\bspent )(?<!\bwith )\bover\s*$", re.I)
"""Before a stretch of time: all through it ("stalled over four months"), where "for over four months" is longer."""
_BOUND_NAMES = {"at_most": "at most", "at_least": "at least", "about": "about", "tilde": "about"}
FORECAST_CUES = cues(
    r"expect(?:s|ing|ations?)?|(?<! as )expected|forecasts?|forecasted|project(?:ed|ions?)|"
    r"projects(?= (?:that|an?|the|its|revenue|sales|growth|[$€£]|\d))|predict(?:s|ed|ions?)?|"
    r"estimate[sd]?|"
    r"may|might|could|would|should|likely|rumou?r(?:s|ed)?|reportedly|allegedly|speculat\w+|talks|"
    r"consider(?:s|ing)|"
    r"weigh(?:s|ing)|mull(?:s|ing)|seeks?|seeking|hopes?|aims?|targets?|guidance|guided|guides|outlook|"
    r"sees|seen|"
    r"set to|if|possible|potential(?:ly)?|under discussion|plans? to|planning|intends? to|wants?|eyes|eyeing|hears|"
    r"believes?|thinks?|foresees?|foresaw|anticipates?|fears?|feared|hypothetical(?:ly)?|"
    r"unconfirmed|unverified|not confirmed|not been confirmed|not yet confirmed"
)
"""Words that make a clause an expectation, a plan or hearsay rather than a fact."""
PLANS = re.compile(r"\bplans? (?:of )?(?:(?:about|some|around|nearly|up to|over|more than|another) )?$")
"""Right before a figure: it alone is planned, whatever else its clause states ("spent $17 billion and plans $66")."""

_CLAUSE_EDGE = re.compile(  # a first character, then whether it begins an edge: a set of characters is sought fast
    r"[;:—–()\n,.!?bBwWaAtTvV](?:(?<=[;:—–()\n])|(?<=,)(?!\d)|(?<=[.!?])(?=\s|$)|(?i:(?<=\bb)ut|(?<=\bw)h(?:ile|ereas|"
    r"ere)|(?<=\ba)(?:lthough|gainst)|(?<=\bt)h(?:ough|an)|(?<=\bv)ersus)\b)"
)
_MONTH = rf"(?P<month>{_any(_MONTHS)})\.?"
_YEAR = re.compile(r"(?=(?:19|20)\d\d)")
_BEFORE_YEAR, _BEHIND_YEAR = 32, 64
"""Characters of a date before its year, and behind it with what may not follow, at most; with room to spare."""
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_DATES = (
    re.compile(
        rf"\b(?:Q(?P<q>[1-4])|(?P<ordinal>{'|'.join(_ORDINALS)})[ -]quarter)(?: of| in)?,? (?P<year>(?:19|20)\d\d)\b",
        re.I,
    ),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<mm>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(rf"\b{_MONTH},? (?P<year>(?:19|20)\d\d)\b", re.I),
    re.compile(
        r"\b(?:by|in|until|through|since|from|to|before|after|for|of|during|early|late|mid-?|end of|year)[ -]"
        r"(?P<year>(?:19|20)\d\d)\b(?![-–]\d| ?(?:GPUs|chips|staff|jobs|people|percent))",
        re.I,
    ),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its unit, where it stands, and how it is hedged.

    `value` is in `unit`; `high` is the upper end of a range, else None; `bound` is "at most", "at least", "about"
    or None; `per_year` is true for yearly rates; `forecast` when its clause is an expectation, a plan or hearsay.
    """

    value: float
    unit: str
    start: int
    end: int
    text: str
    high: float | None = None
    bound: str | None = None
    per_year: bool = False
    forecast: bool = False

    @property
    def is_money(self) -> bool:
        """Whether the unit is an ISO 4217 currency code."""
        return self.unit in CURRENCIES


@dataclass(frozen=True, slots=True)
class DateMention:
    """One calendar date in a text: the first day of the period named, and its precision (day, month, quarter, year)."""

    value: date
    precision: str
    start: int
    end: int
    text: str


CURRENCIES = frozenset(code for code in [*_CURRENCY_PREFIX.values(), *_CURRENCY_SUFFIX.values()] if len(code) == 3)
"""ISO 4217 codes this module can read."""

KEPT = 16_384
"""Texts and sentences whose figures and dates are kept: facts, conflicts and impact ask for the same ones in turn."""


def figures(text: str) -> list[Figure]:
    """Every number with a unit in `text`, in order of appearance, money included; numbers inside dates aren't figures.

    A bare "6.5 billion" takes the currency of the money before it in its sentence ("7.2 billion dollars against
    6.5 billion expected"), or in the text if it is said to be revenue or the like, unless a noun follows that it
    could count.
    """
    return list(_figures(text)) if _NUMERAL.search(text) else []  # as the pattern of figures is a slow one


@lru_cache(maxsize=KEPT)
def _figures(text: str) -> tuple[Figure, ...]:
    calendar = [(mention.start, mention.end) for mention in dates(text)]
    found: list[Figure] = []
    places = (place.start() for place in _ANCHOR.finditer(text))
    for match in anchored.matches(_FIGURE, text, places, before=_BEFORE_NUMBER):
        start, end = match.span("number")
        if any(start < date_end and date_start < end for date_start, date_end in calendar):
            continue
        currency = _currency_before(text, found, match) if match["scale"] else None
        figure = _figure(text, match, currency)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _currency_before(text: str, found: list[Figure], match: re.Match[str]) -> str | None:
    """Currency that a bare "6.5 billion" inherits, or None."""
    if not found or not _NO_NOUN.match(text, match.end()):
        return None
    last_money = next((figure for figure in reversed(found) if figure.is_money), None)
    if last_money is None:
        return None
    same_sentence = not re.search(r"[.!?\n](?:\s|$)", text[last_money.end : match.start()])
    is_of_money = _MONEY_NOUN.search(text[max(0, match.start() - 40) : match.start()]) is not None
    return last_money.unit if same_sentence or is_of_money else None


def dates(text: str) -> list[DateMention]:
    """Every calendar date in `text` that names its year, in order; a longer reading wins over one inside it."""
    return list(_dates(text)) if _YEAR.search(text) else []  # most sentences name no year, and the patterns are slow


@lru_cache(maxsize=KEPT)
def _dates(text: str) -> tuple[DateMention, ...]:
    found: list[DateMention] = []
    years = [place.start() for place in _YEAR.finditer(text)]
    for pattern in _DATES:
        for match in anchored.matches(pattern, text, years, before=_BEFORE_YEAR, reach=_BEHIND_YEAR):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            mention = _date(match)
            if mention is not None:
                found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Span of the clause that holds text[start:end]: up to the nearest comma, semicolon, dash, bracket or "but"."""
    left = clause_edges.last_edge(_CLAUSE_EDGE, text, start)
    return left, clause_edges.next_edge(_CLAUSE_EDGE, text, end)


def is_forecast(text: str, start: int, end: int) -> bool:
    """Whether the clause that holds text[start:end] speaks of an expectation, a plan or hearsay."""
    left, right = clause_around(text, start, end)
    return FORECAST_CUES.search(text, left, right) is not None


def _figure(text: str, match: re.Match[str], inherited: str | None) -> Figure | None:
    money = match["prefix"] or match["prefix2"] or match["currency"]
    scale, scale2 = _scale(match["scale"]), _scale(match["scale2"])
    short = {s.strip(" -").lower() for s in (match["scale"], match["scale2"]) if s} & _ONLY_WITH_MONEY
    end = match.end()
    if money:
        unit, factor = _currency(text, match), 1.0
        if unit == "USD cents":
            unit, factor = "USD", 0.01
        elif match["unit"]:  # "$5 billion chip": the noun isn't part of the amount
            end = match.start("unit")
            end = len(text[:end].rstrip(" -"))
    elif match["percent"]:
        unit, factor = "percent", 1.0
    elif match["unit"]:
        unit, factor = _unit(match["unit"])
        if unit in _COUNTED and (
            _RECENT_YEAR.fullmatch(match["number"])  # "its 2027 MI500 GPUs"
            or (not match["unit"].lower().endswith("s") and _OTHER_COUNTED.match(text, match.end()))
        ):
            return None
        if short and unit not in {"parameters", "tokens", "users", "GPUs", "chips"}:
            return None
    elif match["scale"] and match["scale"] == "B" and not match["number2"]:
        unit, factor = "parameters", 1.0  # "Llama 70B": in this trade a bare upper-case B counts parameters
    elif inherited and not short:
        unit, factor = inherited, 1.0
    else:
        return None
    if match["number"].lower() in _NUMBER_WORDS and not (match["scale"] or match["unit"]):
        return None
    low = _number(match["number"]) * (scale or (scale2 if match["number2"] else None) or 1.0) * factor
    low = -low if match["sign"] in {"-", "−"} else low
    high = _number(match["number2"]) * (scale2 or scale or 1.0) * factor if match["number2"] else None
    before, after = text[max(0, match.start() - 40) : match.start()], text[end : end + 40]
    if high is not None and high < low:  # "from 7 to 5" is a change, no range: keep what stands first
        high = None
    bound = None if unit in _TIMES and _THROUGHOUT.search(before) else _BOUND.search(before)
    return Figure(
        value=low,
        unit=unit,
        start=match.start(),
        end=end,
        text=text[match.start() : end],
        high=high,
        bound=_BOUND_NAMES[bound.lastgroup or ""] if bound else None,
        per_year=bool(_PER_YEAR.match(after) or _PER_YEAR_BEFORE.search(before)),
        forecast=PLANS.search(before) is not None or is_forecast(text, match.start(), end),
    )


def _number(written: str) -> float:
    word = _NUMBER_WORDS.get(written.lower())
    decimal_comma = len(written) > 2 and written[-2] == ","  # "60,9-billion"
    return word if word is not None else float(written.replace(",", "." if decimal_comma else ""))


def _scale(written: str | None) -> float | None:
    return _SCALE[written.strip(" -").lower()] if written else None


@lru_cache(maxsize=1024)
def _unit(written: str) -> tuple[str, float]:
    for pattern, unit, factor in _UNITS:
        if re.fullmatch(pattern, written, re.IGNORECASE):
            return unit, factor
    raise AssertionError(f"unit {written!r} matched the figure pattern but no entry of the table")


def _currency(text: str, match: re.Match[str]) -> str:
    prefix = (match["prefix"] or match["prefix2"] or "").strip().lower()
    if prefix == "¥" and re.search(r"\bChin|yuan|renminbi|RMB", text) and not re.search(r"Japan|Tokyo|\byen\b", text):
        return "CNY"
    code = _currency_behind(match["currency"]) if match["currency"] and prefix in {"", "$"} else None
    return code or _CURRENCY_PREFIX[prefix]


@lru_cache(maxsize=1024)
def _currency_behind(written: str) -> str | None:
    """The currency of a word behind an amount: "euros", "US dollars"."""
    codes = (code for pattern, code in _CURRENCY_SUFFIX.items() if re.fullmatch(pattern, written, re.IGNORECASE))
    return next(codes, None)


def _date(match: re.Match[str]) -> DateMention | None:
    parts = match.groupdict()
    month = int(parts["mm"]) if parts.get("mm") else _MONTHS.get((parts.get("month") or "").lower(), 0)
    precision = "day" if parts.get("day") else "month" if month else "year"
    if quarter := parts.get("q") or parts.get("ordinal"):
        number = int(quarter) if quarter.isdigit() else _ORDINALS[quarter.lower()]
        month, precision = 3 * number - 2, "quarter"
    try:
        value = date(int(parts["year"]), month or 1, int(parts.get("day") or 1))
    except ValueError:
        return None
    return DateMention(value, precision, match.start(), match.end(), match.group())
