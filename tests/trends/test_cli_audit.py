"""The audit by the command line, on the default beat's chronicle cut to what a test can wait for."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from trends import audit_labels, audit_table, cli_audit, publish, status
from warehouse import ingest, release, resources
from warehouse.errors import TrendsError
from warehouse.store import Store

NOW = datetime(2026, 8, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit")
    lines = resources.CHRONICLE.read_text(encoding="utf-8").splitlines()[:260]
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


@pytest.fixture(scope="module")
def second(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home with labels of a topic and of the pair, a late story of two articles, and a second build."""
    folder = tmp_path_factory.mktemp("second")
    copy = Path(shutil.copytree(home, folder / "home"))
    for topic, name in (("inference", "one.csv"), ("inference|training", "two.csv")):
        labelled(copy, folder / name, topic, flip=4 if topic == "inference" else 0)
        cli_audit.score(folder / name, home=copy)
    with release.open(copy) as opened:
        closed = opened.sql(
            "SELECT max(period_start) FROM period WHERE frequency = 'quarter' AND gate = 'all' AND state = 'complete'"
        ).item()
    late = folder / "late.jsonl"
    late.write_text(
        "".join(
            json.dumps(
                {
                    "url": f"https://late{n}.example/story", "outlet": f"late{n}.example",
                    "published": str(closed + timedelta(days=20)), "title": "Quibit cuts inference cost in Tallinn",
                    "summary": "Inference serving for hospitals.",
                }
            ) + "\n"
            for n in range(2)
        ),
        encoding="utf-8",
    )  # fmt: skip
    with Store.open(copy, now=NOW) as store:
        ingest.ingest_file(store, late, source="late", seen_at=NOW, backfill=True)
    publish.build(copy, now=NOW)
    return copy


def test_the_next_build_publishes_what_the_labels_say_of_it(second: Path) -> None:
    with release.open(second) as opened:
        rows = {row["topic_id"]: row for row in opened.frame("audit").to_dicts()}
        share = opened.sql(
            "SELECT share FROM topic_share JOIN audit USING (beat_id, topic_id, frequency, period_start) "
            "WHERE gate = 'all' AND weighting = 'story'"
        ).item()
    one, pair = rows["inference"], rows["inference|training"]
    assert one["n_labels"] == 60 and 0.8 < one["agreement"] < 1 and one["observed"] == share
    assert one["low"] <= one["corrected"] <= one["high"] and one["note"] is None
    assert pair["agreement"] == 1 and pair["precision"] is None and pair["period_start"] is None


def test_labels_of_two_sheets_are_one_sample_and_a_damaged_file_is_named(second: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(second, tmp_path / "home"))
    cli_audit.sample("inference", tmp_path / "more.csv", n=60, home=copy, seed=7)
    frame = pl.read_csv(tmp_path / "more.csv", schema_overrides={"human": pl.String})
    frame.with_columns(human=pl.lit("yes")).write_csv(tmp_path / "more.csv")
    cli_audit.score(tmp_path / "more.csv", home=copy)
    (copy / "audit" / "broken.csv").write_text("topic,what\ninference,no\n", encoding="utf-8")
    labels, problems = audit_labels.read(copy)
    assert [problem.partition(" can't be read")[0][-10:] for problem in problems] == ["broken.csv"]
    own = labels.filter(topic="inference")
    pooled = audit_table.pooled(own)
    assert pooled["story_id"].is_unique().all() and 60 < len(pooled) < 120
    for machine in ("true", "false"):
        one, other = own.filter(machine=machine).unique("sheet")["probability"]
        together = pooled.filter(machine=machine)["probability"].unique().item()
        assert together == pytest.approx(1 - (1 - one) * (1 - other))


def test_the_second_build_says_that_the_late_story_moved_the_share(
    second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with release.open(second) as opened:
        rows = opened.frame("change")
        ids = (opened.frame("release")["release_id"][0], opened.sql("SELECT min(release_id) FROM vintage").item())
    assert set(rows.select("release_id", "previous_id").iter_rows()) == {ids}
    moved = rows.filter(topic_id="inference").row(0, named=True)
    assert moved["change"] == pytest.approx(moved["part_late"]) and moved["change"] > 0 and moved["n_late"] == 1
    assert moved["reason"].startswith("late stories +") and moved["reason"].endswith("(1)")
    total = pl.sum_horizontal(pl.col("^part_.*$"))
    assert rows.select((total - pl.col("change")).abs().max()).item() < 1e-12
    text = status.as_text(status.read(second, now=NOW))
    assert text.splitlines()[-1].startswith("changed   ai_compute: share of ") and "late stories" in text


def test_the_past_is_carried_on_and_an_old_release_still_answers_and_can_be_made_again(
    second: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(second, tmp_path / "home"))
    first, later = release.listing(copy)
    with release.open(copy, first) as old:
        known = old.as_of
        shares = old.sql("SELECT share FROM topic_share ORDER BY ALL")
    publish.build(copy, now=NOW, as_of=known)
    third = next(name for name in release.listing(copy) if name not in (first, later))
    with release.open(copy, first) as old, release.open(copy, later) as new, release.open(copy, third) as again:
        assert old.sql("SELECT share FROM topic_share ORDER BY ALL").equals(shares)
        assert again.frame("change").filter(pl.col("release_id") == later).equals(new.frame("change"))
        assert again.frame("article").equals(new.frame("article")), "the late articles are assumed to have been seen"
        assert again.manifest().data_hash == new.manifest().data_hash
