"""`trends topics`: proposals and explanations from a sealed release."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from trends import cli_topics
from warehouse import release
from warehouse.errors import BeatError, ReleaseError


def run(*arguments: str | Path) -> None:
    cli_topics.app([str(a) for a in arguments], exit_on_error=False, print_error=False, result_action="return_none")


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return rows


def test_suggest_proposes_terms_that_the_topic_lacks(chronicle_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("suggest", "memory", "--top", "5", "--home", chronicle_home, "--format", "json")
    rows = printed(capsys)
    with release.open(chronicle_home) as opened:
        about = opened.frame("story_topic").filter(pl.col("topic_id") == "memory").height
        terms = opened.frame("topic").filter(pl.col("topic_id") == "memory")["terms"][0].to_list()
    assert 0 < len(rows) <= 5
    assert [row["z"] for row in rows] == sorted((row["z"] for row in rows), reverse=True)
    for row in rows:
        assert row["topic_id"] == "memory"
        assert row["term"] not in [term.lower() for term in terms]
        assert 3 <= int(str(row["n_in"])) <= about


def test_explain_agrees_with_the_release(chronicle_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with release.open(chronicle_home) as opened:
        story = opened.sql(
            "SELECT story_id FROM story JOIN story_topic USING (story_id) "
            "WHERE n_articles = 1 AND topic_id = 'training' ORDER BY story_id LIMIT 1"
        ).item()
        evidence = opened.sql(
            f"SELECT unnest(evidence) AS e FROM story_topic WHERE story_id = '{story}' AND topic_id = 'training'"
        )["e"].to_list()
    run("explain", story, "--topic", "training", "--home", chronicle_home, "--format", "json")
    counted = [(row["start"], row["end"], row["mention"]) for row in printed(capsys) if row["counted"]]
    assert counted == [(e["start"], e["end"], e["text"]) for e in evidence]


def test_explain_gives_the_verdict_on_stderr(chronicle_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with release.open(chronicle_home) as opened:
        story = opened.sql("SELECT story_id FROM story_topic ORDER BY ALL LIMIT 1")["story_id"][0]
    run("explain", story, "--home", chronicle_home)
    assert "mention" in capsys.readouterr().err


def test_an_unknown_topic_or_story_is_refused_with_the_way_out(chronicle_home: Path) -> None:
    with pytest.raises(BeatError, match=r"no topic 'trainig'.*training"):
        run("suggest", "trainig", "--home", chronicle_home)
    with pytest.raises(ReleaseError, match=r"no story 's0'.*trends sql"):
        run("explain", "s0", "--home", chronicle_home)
