"""The audit by the command line, on the default beat's chronicle cut to what a test can wait for."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from trends import cli_audit, publish
from warehouse import ingest, resources
from warehouse.errors import TrendsError
from warehouse.store import Store

NOW = datetime(2026, 8, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    lines = resources.CHRONICLE.read_text(encoding="utf-8").splitlines()[:400]
    corpus = folder / "corpus.jsonl"
    corpus.write_text("\n".join(lines), encoding="utf-8")
    with Store.open(folder / "home", now=NOW) as store:
        ingest.ingest_file(store, corpus, source="corpus", seen_at=NOW, backfill=True)
    publish.build(folder / "home", now=NOW, beat=publish.DEFAULT_BEAT)
    return folder / "home"


def labelled(home: Path, sheet: Path, topic: str, flip: int = 0) -> None:
    """Draws a sheet and fills it in as a human would who agrees with the machine but for the first `flip` stories."""
    cli_audit.sample(topic, sheet, n=60, home=home)
    key = pl.read_csv(sheet.with_suffix(".key.csv"), schema_overrides={"machine": pl.String})
    said = dict(key.select("story_id", "machine").iter_rows())
    other = {"true": "no", "false": "yes"}
    same = {"true": "yes", "false": "no", "a": "a", "b": "B ", "both": "both"}
    frame = pl.read_csv(sheet, schema_overrides={"human": pl.String})
    answers = [(other if i < flip else same)[said[s]] for i, s in enumerate(frame["story_id"])]
    frame.with_columns(human=pl.Series(answers)).write_csv(sheet)


def test_the_sheet_does_not_say_what_the_machine_thinks(home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    cli_audit.sample("inference", sheet, n=40, home=home)
    frame = pl.read_csv(sheet)
    assert frame.columns == ["story_id", "headline", "summary", "human"] and len(frame) == 40
    with pytest.raises(TrendsError, match="exists and would be overwritten"):
        cli_audit.sample("inference", sheet, home=home)


def test_a_labelled_sheet_gives_a_corrected_share(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelled(home, tmp_path / "sheet.csv", "inference", flip=6)
    capsys.readouterr()
    cli_audit.score(tmp_path / "sheet.csv", home=home, format="json")
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == 60 and 0.8 < found["agreement"] < 1
    assert found["low"] <= found["corrected"] <= found["high"]
    assert found["high"] - found["low"] > found["high_observed"] - found["low_observed"]


def test_a_pair_is_scored_by_its_three_classes(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled(home, tmp_path / "pair.csv", "inference|training")
    capsys.readouterr()
    cli_audit.score(tmp_path / "pair.csv", home=home)
    out = capsys.readouterr().out
    assert "agreement: 1.000" in out and "topic: inference|training" in out


def test_mistakes_are_told_in_a_sentence(home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    with pytest.raises(TrendsError, match="no topic 'weather'; topics are"):
        cli_audit.sample("weather", sheet, home=home)
    with pytest.raises(TrendsError, match="writes both files"):
        cli_audit.score(sheet, home=home)
    cli_audit.sample("training", sheet, n=10, home=home)
    with pytest.raises(TrendsError, match="No story has a human answer"):
        cli_audit.score(sheet, home=home)
    frame = pl.read_csv(sheet, schema_overrides={"human": pl.String})
    frame.with_columns(human=pl.lit("perhaps")).write_csv(sheet)
    with pytest.raises(TrendsError, match="is labelled 'perhaps'; use yes"):
        cli_audit.score(sheet, home=home)
