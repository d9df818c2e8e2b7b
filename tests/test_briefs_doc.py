"""docs/briefs.md is run: its example goes the whole way, its SQL answers, its keys are those of the schema."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from trends.cli import main
from warehouse import briefs, briefs_schema, release

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "briefs.md").read_text(encoding="utf-8")
NOW = "2026-07-05T12:00:00"


class Done(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


def trends(*arguments: str | Path) -> Done:
    """Runs the command line in this process: a new one for each call would cost most of this file's time."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("TRENDS_NOW", NOW)
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, flags=re.DOTALL)


EXAMPLE = json.loads(blocks("json")[0])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that took in the example of the document."""
    folder = tmp_path_factory.mktemp("briefs")
    (folder / "briefs.json").write_text(blocks("json")[0], encoding="utf-8")
    done = trends("ingest", folder / "briefs.json", "--home", folder / "home")
    assert done.out.splitlines()[0].endswith("briefs.json: 1 briefs, 1 new, 0 changed, 0 already known, 0 refused")
    assert "2 articles, 2 new" in done.out
    assert trends("build", "--home", folder / "home").code == 0
    return Path(folder / "home")


def test_the_example_shows_every_key_of_the_form() -> None:
    assert {key for key in EXAMPLE if not key.startswith("x_")} == set(briefs_schema.load()["properties"])
    for key in ("impact", "verification", "sentiment"):
        inner = briefs_schema.resolved(briefs_schema.load()["properties"][key])["properties"]
        assert set(EXAMPLE[key]) == set(inner), key


def test_the_example_is_attached_beside_our_own_scores(home: Path) -> None:
    with release.open(home) as opened:
        brief, story = opened.frame("story_brief").row(0, named=True), opened.frame("story").row(0, named=True)
        assert opened.frame("story").height == 1
    assert (brief["story_id"], brief["n_sources"], brief["n_sources_in_story"]) == (story["story_id"], 2, 2)
    assert (brief["impact"], brief["sentiment_tier"], brief["verified_by"]) == (7.0, "bullish", 2)
    assert story["impact_rationale"] != brief["impact_rationale"]


def test_the_example_comes_out_as_it_went_in(home: Path, tmp_path: Path) -> None:
    out = trends("export", "--briefs", "-", "--publisher", EXAMPLE["publisher"], "--home", home)
    assert out.out == f"[\n{briefs.canonical(EXAMPLE)}\n]\n"
    done = trends("export", "--briefs", tmp_path / "b.jsonl", "--publisher", EXAMPLE["publisher"], "--home", home)
    assert done.out.strip() == str(tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_text(encoding="utf-8") == briefs.canonical(EXAMPLE) + "\n"


def test_our_stories_taken_in_elsewhere_come_out_the_same(home: Path, tmp_path: Path) -> None:
    first = trends("export", "--briefs", tmp_path / "ours.json", "--home", home)
    assert first.err == "1 briefs\n"
    assert trends("ingest", tmp_path / "ours.json", "--home", tmp_path / "new").code == 0
    assert trends("build", "--home", tmp_path / "new").code == 0
    text = (tmp_path / "ours.json").read_text(encoding="utf-8")
    for arguments in ([], ["--publisher", "trends-index"]):
        again = trends("export", "--briefs", "-", *arguments, "--home", tmp_path / "new")
        assert again.out == text


@pytest.mark.parametrize("query", blocks("sql"))
def test_the_sql_of_the_document_answers(home: Path, query: str) -> None:
    with release.open(home) as opened:
        assert opened.sql(query).height == 1


def test_the_commands_and_options_of_the_document_exist() -> None:
    known = trends("export", "--help").out + trends("ingest", "--help").out + trends("build", "--help").out
    for option in set(re.findall(r"--[a-z][a-z-]+", DOCUMENT)):
        assert option in known, option
    for line in blocks("console")[0].splitlines():
        assert shlex.split(line)[1] in ("ingest", "build", "export")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "--briefs stories.json"),
        (["out", "--briefs", "-"], 2, "--briefs stories.json"),
        (["out", "--beat", "ai_compute"], 2, "--briefs FILE"),
        (["--briefs", "-", "--publisher", "nobody"], 1, "it holds those of: desk.example.org"),
        (["--briefs", "-", "--publisher", "desk.example.org", "--beat", "policy"], 1, "--story"),
        (["--briefs", "-", "--beat", "sports"], 1, "it has ai_compute"),
        (["--briefs", "-", "--story", "s0"], 1, "a valid one is s"),
        (["--briefs", "/no/such/folder/x.json"], 1, "name another file"),
    ],
)
def test_an_export_that_cant_be_done_is_a_sentence(home: Path, arguments: list[str], code: int, words: str) -> None:
    done = trends("export", *arguments, "--home", home)
    assert (done.code, done.out) == (code, "")
    assert words in done.err and "Traceback" not in done.err
