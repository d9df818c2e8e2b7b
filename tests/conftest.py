"""Fixtures that several files share: the command line as a user runs it, and one sealed release of the chronicle."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, none judged by the clock; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

Trends = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND = [sys.executable, "-c", "from trends.cli import main; main()"]


def run_trends(
    *arguments: str | Path, now: str | None = None, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `trends` with the arguments in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRENDS_")}
    if now is not None:
        environment["TRENDS_NOW"] = now
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=text, env=environment, timeout=300)


@pytest.fixture(scope="session")
def trends() -> Trends:
    """The command line: `trends("build", "--home", home)`."""
    return run_trends


@pytest.fixture(scope="session")
def chronicle_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the chronicle and one sealed release, as `trends demo --no-serve` leaves it. Don't write to it."""
    home = tmp_path_factory.mktemp("chronicle") / "home"
    done = run_trends("demo", "--no-serve", "--home", home)
    assert done.returncode == 0, done.stderr
    return home
