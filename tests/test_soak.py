"""Readers never see half a release; `python bench/soak.py` does the same for longer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import soak


@pytest.mark.skipif(sys.platform == "win32", reason="needs a server process that forks")
def test_readers_under_three_builds_see_whole_releases_alone(tmp_path: Path) -> None:
    names, seen, _ = soak.run(tmp_path, builds=3, readers=2)
    assert names == [f"2026-07-20-{number}" for number in (1, 2, 3, 4)]
    assert [(one.errors, one.torn) for one in seen] == [([], []), ([], [])]
    assert all(one.reads > 0 for one in seen)
    assert len(seen[0].releases | seen[1].releases) > 1, "the readers must see `current` move"
