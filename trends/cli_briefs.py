"""`trends export --briefs`: stories as briefs, in a file or on standard output.

A .jsonl file holds one brief a line; everything else is a JSON list with one brief a line, so that two exports can be
compared line by line. Either can be taken in by `trends ingest`.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from warehouse import briefs, briefs_export, release
from warehouse.errors import ReleaseError


def export(
    opened: release.Release,
    target: str,
    *,
    beat: str | None,
    stories: Collection[str],
    publisher: str | None,
    signed: str,
    texts: bool,
) -> int:
    """Writes briefs to a file, or to standard output where `target` is "-", and returns how many.

    Args:
        opened: the release.
        target: a file's name, or "-".
        beat: only the stories of this beat; not with `publisher`.
        stories: only these; none means all.
        publisher: whose briefs to write, as they came in; None writes our own stories.
        signed: the publisher that our own briefs name.
        texts: whether our own briefs carry the words of the articles.

    Raises:
        ReleaseError: when a beat, story or publisher isn't known, or the file can't be written.
    """
    if publisher is None:
        told = briefs_export.own(opened.frame, beat=beat, stories=stories, publisher=signed, texts=texts)
    elif beat is None:
        told = briefs_export.kept(opened.frame, publisher=publisher, stories=stories)
    else:
        raise ReleaseError(
            f"--beat {beat} chooses among our own stories; with --publisher use --story, or leave it out"
        )
    text = as_lines(told) if target.endswith(".jsonl") else as_list(told)
    if target == "-":
        sys.stdout.write(text)
        return len(told)
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReleaseError(f"{target} can't be written ({error.strerror or error}); name another file") from error
    print(target)
    return len(told)


def as_lines(told: Collection[dict[str, Any]]) -> str:
    """Returns one brief a line."""
    return "".join(briefs.canonical(brief) + "\n" for brief in told)


def as_list(told: Collection[dict[str, Any]]) -> str:
    """Returns a JSON list with one brief a line."""
    return "[\n" + ",\n".join(map(briefs.canonical, told)) + "\n]\n" if told else "[]\n"
