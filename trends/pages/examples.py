"""Example queries: SQL with a title and the reason to run it in its first comment lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One example: what it asks, why that matters, and the SQL."""

    title: str
    why: str
    sql: str


def parse(text: str) -> Example:
    """Read a file that begins with the lines `-- title: …` and `-- why: …`.

    Raises:
        ValueError: a line is missing; the message quotes the beginning of the file.
    """
    head: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.removeprefix("-- ").partition(":")
        if not line.startswith("-- ") or not colon:
            break
        head[key.strip()] = value.strip()
    if missing := {"title", "why"} - head.keys():
        raise ValueError(f"An example begins with '-- title: …' and '-- why: …'; {text[:40]!r} lacks {min(missing)}.")
    return Example(head["title"], head["why"], text.strip())
