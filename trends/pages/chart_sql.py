"""The SQL behind each chart: a template with named parameters becomes the very text that is run and shown.

Templates are `trends/sql/charts/NAME.sql`, with parameters as `$name`. Parameters are written into the text as
literals, so what a reader copies runs as it stands, on the page, in `trends sql` or in DuckDB alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from urllib.parse import urlencode

Value = str | float | int | date | None

_PARAMETER = re.compile(r"\$([a-z_]+)")
NUMBERS = frozenset({"half_life", "limit", "least_impact"})
WHOLE = frozenset({"limit"})
DATES = frozenset({"period", "since", "first_day", "last_day"})


class ChartError(ValueError):
    """A chart or a parameter that isn't known; the message is shown to the reader."""


@dataclass(frozen=True)
class ChartSQL:
    """One chart's SQL, ready to run.

    Attributes:
        name: the template's name, also the stem of the downloaded file.
        text: the SQL with its parameters filled in.
        csv: the address that downloads the result of `text` from the current release.
    """

    name: str
    text: str
    csv: str


def names() -> list[str]:
    """The charts that have a template, in order."""
    return sorted(_templates())


def chart_sql(name: str, **values: Value) -> ChartSQL:
    """Fill a template.

    Args:
        name: a name from `names()`.
        values: one value for each `$parameter` of the template; None leaves a parameter NULL.

    Raises:
        ChartError: the chart is unknown, a parameter is missing, or one isn't used by the template.
    """
    template = _template(name)
    wanted = set(_PARAMETER.findall(template))
    if missing := sorted(wanted - values.keys()):
        raise ChartError(f"The chart {name!r} needs a value for {', '.join(missing)}.")
    if unused := sorted(values.keys() - wanted):
        raise ChartError(f"The chart {name!r} takes {', '.join(sorted(wanted))}, not {', '.join(unused)}.")
    text = _PARAMETER.sub(lambda match: literal(values[match.group(1)]), template).strip()
    kept = {key: str(value) for key, value in sorted(values.items()) if value is not None}
    return ChartSQL(name, text, f"/data/{name}.csv" + ("?" + urlencode(kept) if kept else ""))


def from_url(name: str, values: Mapping[str, str]) -> ChartSQL:
    """Fill a template from the text values of a URL; a parameter that is absent becomes NULL.

    Raises:
        ChartError: the chart is unknown, or a value isn't of its parameter's type.
    """
    wanted = set(_PARAMETER.findall(_template(name)))
    return chart_sql(name, **{key: _typed(key, values[key]) if key in values else None for key in wanted})


def literal(value: Value) -> str:
    """A value as SQL text: strings quoted with quotes doubled, dates as DATE '…', None as NULL."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("\x00", "").replace("'", "''") + "'"
        case date():
            return f"DATE '{value.isoformat()[:10]}'"  # strftime drops the zeros of a year before 1000
        case _:
            return repr(value)


def _template(name: str) -> str:
    if name not in _templates():
        raise ChartError(f"There is no chart {name[:60]!r}; there are {', '.join(names())}.")
    return _templates()[name]


@cache
def _templates() -> dict[str, str]:
    """The packaged files, read once: they don't change while the program runs."""
    folder = files("trends") / "sql" / "charts"
    found = [item for item in folder.iterdir() if item.name.endswith(".sql")]
    return {item.name.removesuffix(".sql"): item.read_text(encoding="utf-8") for item in found}


def _typed(name: str, text: str) -> Value:
    try:
        if name in NUMBERS:
            return _number(text, whole=name in WHOLE)
        return date.fromisoformat(text) if name in DATES else text
    except ValueError:
        kind = "a number such as 2" if name in NUMBERS else "a date such as 2026-04-01"
        raise ChartError(f"{text[:40]!r} is not a {name.replace('_', ' ')}; use {kind}.") from None


def _number(text: str, *, whole: bool) -> float:
    number = int(text) if whole else float(text)
    if not (0 <= number < 2**31 if whole else math.isfinite(number)):
        raise ValueError(text)
    return number
