"""A worker killed at random moments loses nothing; `python bench/crash.py` does the same 200 times."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import crash


@pytest.mark.skipif(sys.platform == "win32", reason="needs a server process that forks")
def test_five_kills_lose_nothing_and_the_work_ends_as_if_undisturbed(tmp_path: Path) -> None:
    result = crash.run(tmp_path, kills=5, seed=1, n_articles=40)
    assert result.lost == []
    assert sum(result.kills.values()) == 5
