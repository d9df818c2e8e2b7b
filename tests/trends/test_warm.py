"""A release that was opened before the first reader comes is not read again for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import HomeProvider
from trends.pages import index
from trends.pages.page import Request
from trends.warm import warm


def test_the_first_reader_of_a_warm_release_asks_it_nothing(chronicle_home: Path) -> None:
    provider = HomeProvider(chronicle_home)
    warm(provider)
    view = provider.current()
    assert view is not None
    asked: list[str] = []
    run = view._release.sql
    view._release.sql = lambda text: asked.append(text) or run(text)  # type: ignore
    index.layout(view, Request())
    assert asked == []


def test_a_home_without_a_release_or_with_a_damaged_one_is_left_to_the_first_request(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warm(HomeProvider(tmp_path))
    assert not caplog.messages
    releases = tmp_path / "releases"
    releases.mkdir()
    for name, text in (
        ("2026-01-01-1.duckdb", "no database"),
        ("2026-01-01-1.json", "{}"),
        ("current", "2026-01-01-1\n"),
    ):
        (releases / name).write_text(text, encoding="utf-8")
    warm(HomeProvider(tmp_path))
    assert "could not be drawn ahead" in caplog.text
