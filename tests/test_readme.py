"""The README is run: its SQL against the chronicle, its commands and paths against what there is."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Trends
from warehouse import release

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("query", blocks("sql"))
def test_the_sql_of_the_readme_answers(chronicle_home: Path, query: str) -> None:
    with release.open(chronicle_home) as opened:
        assert opened.sql(query).height > 0


def test_the_article_of_the_readme_goes_the_whole_way(trends: Trends, tmp_path: Path) -> None:
    (article,) = blocks("json")
    (tmp_path / "articles.jsonl").write_text(article, encoding="utf-8")
    home = tmp_path / "my-home"
    done = trends("ingest", tmp_path / "articles.jsonl", "--home", home)
    assert "1 new" in done.stdout
    assert trends("build", "--home", home).returncode == 0
    rows = json.loads(trends("sql", "SELECT topic_id FROM story_topic", "--format", "json", "--home", home).stdout)
    assert {"topic_id": "inference"} in rows


def test_the_commands_of_the_readme_exist(trends: Trends, chronicle_home: Path) -> None:
    targets = set(
        re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M)[0].split()
    )
    for line in "".join(blocks("console")).splitlines():
        words = shlex.split(line)
        if words[0] == "make":
            assert set(words[1:]) <= targets
        elif words[1] == "sql":
            assert trends("sql", words[2], "--home", chronicle_home).returncode == 0
        else:
            assert trends(words[1], "--help").returncode == 0


def test_the_paths_of_the_readme_exist() -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r"^\| `([\w/.]+)`", README, flags=re.M):
        assert (ROOT / path).exists(), path


def test_the_readme_counts_the_chronicle(chronicle_home: Path) -> None:
    with release.open(chronicle_home) as opened:
        n_articles, n_outlets = opened.frame("article").height, opened.frame("outlet").height
    assert f"{n_articles:,} real, dated articles from {n_outlets} outlets" in README
