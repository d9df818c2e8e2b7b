"""The state of a page lives in the URL's query string, in the analyst's words, and nowhere else.

A reader's link must never fail: a value that isn't valid falls back to the default and leaves a sentence that the page
shows (`Query.notes`). Defaults stay out of the URL, so the plain address is the default view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import parse_qs, quote_plus, urlencode

from trends.style import whole

LONGEST_VALUE = 2_000
"""Characters of one parameter that are read at all; a longer value is treated as garbage."""


class Query:
    """A parsed query string that answers with valid values only and collects a sentence for every other.

    Args:
        search: the URL's query string, with or without the leading "?"; None counts as empty.
    """

    def __init__(self, search: str | None) -> None:
        try:
            parsed = parse_qs((search or "").removeprefix("?"), keep_blank_values=False, max_num_fields=100)
        except ValueError:
            parsed = {}
        self.values: Mapping[str, str] = {name: items[-1] for name, items in parsed.items()}
        self.notes: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """A free text, e.g. what was typed into a search box."""
        value = self.values.get(name, default)
        if len(value) > LONGEST_VALUE:
            self.notes.append(f"“{name}” is longer than {whole(LONGEST_VALUE)} characters, so it is ignored.")
            return default
        return value.replace("\x00", "")

    def choice(self, name: str, options: Iterable[str], default: str) -> str:
        """One of a list of words."""
        value = self.values.get(name)
        if value is None:
            return default
        known = list(options)
        if value in known:
            return value
        self._refuse(name, value, known, default)
        return default

    def number(self, name: str, options: Iterable[float], default: float) -> float:
        """One of a list of numbers; "2" and "2.0" are the same number."""
        value = self.values.get(name)
        if value is None:
            return default
        known = list(options)
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if number in known:
            return number
        self._refuse(name, value, [f"{item:g}" for item in known], f"{default:g}")
        return default

    def day(self, name: str, default: date | None, *, options: Iterable[date] | None = None) -> date | None:
        """A date written YYYY-MM-DD, one of `options` where these are given."""
        value = self.values.get(name)
        if value is None:
            return default
        known = None if options is None else list(options)
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is not None and (known is None or found in known):
            return found
        shown = "none" if default is None else default.isoformat()
        self._refuse(name, value, ["a date such as 2026-04-01"] if known is None else map(str, known), shown)
        return default

    def _refuse(self, name: str, value: str, known: Iterable[str], default: str) -> None:
        valid = list(known)
        listed = ", ".join(valid[:8]) + (", …" if len(valid) > 8 else "") if valid else "nothing here"
        shown = value if len(value) <= 40 else value[:39] + "…"
        self.notes.append(f"“{shown}” is not a known {name.replace('_', ' ')} (valid: {listed}); showing {default}.")


def link(path: str, **values: object) -> str:
    """An address inside the dashboard; None and "" leave a parameter out."""
    kept = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return path + ("?" + urlencode(kept, errors="replace") if kept else "")


def changed(values: Mapping[str, str], path: str, **changes: object) -> str:
    """The address of the same page with some parameters changed, None dropping one."""
    return link(path, **{**values, **changes})


def changed_each(values: Mapping[str, str], path: str, name: str, options: Iterable[object]) -> list[str]:
    """What `changed` gives for one parameter and each of its options, the rest written once."""
    kept = {key: value for key, value in {**values, name: ""}.items() if value != "" or key == name}
    place = list(kept).index(name)
    pairs = [urlencode({key: value}, errors="replace") for key, value in kept.items()]
    start = f"{path}?{'&'.join([*pairs[:place], name])}="
    end = "".join(f"&{pair}" for pair in pairs[place + 1 :])
    return [f"{start}{quote_plus(str(option), errors='replace')}{end}" for option in options]
