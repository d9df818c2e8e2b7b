"""SQL with optional conditions, shown as an analyst would write it.

A template writes an optional condition on a line of its own: `AND ($topic IS NULL OR …)`. With the parameter filled in,
what is left over reads badly ("NULL IS NULL OR …"); `tidy` drops the conditions that are off and unwraps the others.
The result returns the same rows; a test proves it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from trends.pages.chart_sql import ChartSQL

_OFF = re.compile(r"^ *AND \(NULL IS NULL OR .*\)\n", re.MULTILINE)
_ON = re.compile(r"^( *AND )\((?:DATE )?(?:'(?:[^'\n]|'')*'|-?[0-9.]+) IS NULL OR (.*)\)$", re.MULTILINE)


def tidy(query: ChartSQL) -> ChartSQL:
    """The query without its unset conditions; literals must hold no line break."""
    return replace(query, text=_ON.sub(r"\1\2", _OFF.sub("", query.text)))
