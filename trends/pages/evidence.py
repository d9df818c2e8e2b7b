"""Marking words in a text where something was found in it.

Texts and words come from outside, so they only ever become text nodes; nothing here makes HTML out of a string.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from dash import html
from dash.development.base_component import Component

Marked = list[Component | str]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to before `end` of a text, found for a topic.

    Attributes:
        start: first character, from 0.
        end: one past the last.
        kind: CSS class of the mark: first (the blue of the pair's first side), side-b or other.
        title: what it was found for, shown on hover.
    """

    start: int
    end: int
    kind: str
    title: str


def highlight(text: str, spans: Iterable[Span]) -> Marked:
    """The text as a list of strings and `mark` elements.

    Spans may overlap: characters in several are marked once, with the titles of all and the kind of the first that
    starts there. Parts of spans outside the text are ignored.
    """
    kept = [span for span in spans if span.end > max(span.start, 0) and span.start < len(text)]
    edges = sorted({0, len(text)} | {min(max(edge, 0), len(text)) for span in kept for edge in (span.start, span.end)})
    parts: Marked = []
    last: tuple[str, str] | None = None
    for start, end in pairwise(edges):
        over = [span for span in kept if span.start <= start and span.end >= end]
        if not over:
            parts.append(text[start:end])
            last = None
            continue
        kind, title = over[0].kind, ", ".join(dict.fromkeys(span.title for span in over))
        if last == (kind, title) and isinstance(parts[-1], html.Mark):
            parts[-1] = _mark(str(parts[-1].children) + text[start:end], kind, title)
        else:
            parts.append(_mark(text[start:end], kind, title))
        last = (kind, title)
    return parts


def within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The spans inside `start` to `end`, counted from `start`: those of a sentence, or of a body after its title."""
    return [
        replace(span, start=span.start - start, end=span.end - start)
        for span in spans
        if span.start < end and span.end > start
    ]


def _mark(text: str, kind: str, title: str) -> html.Mark:
    return html.Mark(text, className=kind, title=title)
