"""What every command shares: the home, the two streams, and the bar that shows the stage at work.

Results go to stdout and all else to stderr, where what a user wrote is never read as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Home = Annotated[
    Path | None, Parameter(help="Folder of the store and the releases; default $TRENDS_HOME, else ./.trends.")
]

STAGES = 5
"""Stages that a build says it is at."""

stderr = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)


def home_folder(home: Path | None) -> Path:
    """The folder that --home names, or the default one."""
    return home or Path(os.environ.get("TRENDS_HOME") or ".trends")


def warn(message: str) -> None:
    """Says on stderr what the user has to know and what stops nothing."""
    stderr.print(f"trends: {message}")


@contextmanager
def progress(total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Shows the stage at work on stderr, where that is a terminal; yields the function that names the next stage."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task("", total=total)

        def say(stage: str) -> None:
            bar.update(task, description=stage, advance=1)

        yield say


def fail(message: str, code: int) -> NoReturn:
    """Ends the process with one sentence on stderr."""
    warn(message)
    sys.exit(code)
