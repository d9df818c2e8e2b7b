"""Briefs on their way in: as lines and as documents, once and again, with sources as articles and refusals by line."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.briefs_world import BRIEF, OTHER, SOURCE, brief
from warehouse import briefs, ingest
from warehouse.errors import CorpusError
from warehouse.store import Store

NOW = datetime(2026, 7, 5, 12)
LATER = datetime(2026, 7, 20, 12)
ARTICLE = {"url": "https://example.org/a", "outlet": "example.org", "published": "2026-03-18", "title": "A title"}


def take(
    home: Path, content: Any, *, name: str = "briefs.json", at: datetime = NOW, backfill: bool = False
) -> ingest.Report:
    path = home.parent / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with Store.open(home, now=at) as store:
        return ingest.ingest_file(store, path, source=name, seen_at=at, backfill=backfill)


def lines(*items: Any) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else json.dumps(item).encode() for item in items)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_sources_of_a_brief_enter_as_articles_and_the_brief_is_kept_whole(home: Path) -> None:
    report = take(home, BRIEF)
    assert report.briefs == ingest.BriefReport(read=1, new=1, changed=0, known=0, refused=0)
    assert (report.lines, report.new, report.refused) == (2, 2, 0)
    with Store.open(home, now=NOW) as store:
        stored, articles = store.briefs(date(2026, 7, 5)), store.articles(date(2026, 7, 5))
    assert json.loads(stored["brief"].item()) == BRIEF
    assert stored.select("publisher", "brief_id", "version", "first_seen_at", "source", "line").row(0) == (
        "desk.example", "2026-03-19-inference", 1, NOW, "briefs.json", 1,
    )  # fmt: skip
    assert articles.select("url", "outlet_id", "title", "credit").sort("url").rows() == [
        ("https://example.com/racks", "example.com", OTHER["title"], "Reuters"),
        ("https://example.org/chips", "example.org", SOURCE["title"], None),
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("shape", ["one", "list", "after each other"])
def test_a_json_file_holds_a_brief_a_list_or_several_after_each_other(
    home: Path, indent: int | None, shape: str
) -> None:
    texts = [json.dumps(brief(brief_id=str(number)), indent=indent) for number in range(3)]
    content = {"one": texts[0], "list": f" [{', '.join(texts)}]\n", "after each other": "\n".join(texts)}[shape]
    report = take(home, b"\xef\xbb\xbf" + content.encode())
    assert report.briefs is not None and report.refused == 0
    assert report.briefs.new == (1 if shape == "one" else 3)


def test_briefs_and_articles_may_stand_on_lines_of_one_file(home: Path) -> None:
    report = take(home, lines(ARTICLE, BRIEF, b"", brief(brief_id="2"), SOURCE, b"{broken"), name="mixed.jsonl")
    assert (report.lines, report.new, report.known, report.refused) == (7, 3, 3, 1)
    assert report.briefs is not None and report.briefs.new == 2
    assert [line for line, _ in report.refusals] == [6]


def test_a_json_file_may_hold_a_list_of_articles(home: Path) -> None:
    report = take(home, [ARTICLE, SOURCE])
    assert (report.new, report.briefs) == (2, None)


def test_the_same_brief_again_is_known_and_a_changed_one_is_a_new_version(home: Path) -> None:
    take(home, BRIEF)
    again = take(home, lines(dict(reversed(BRIEF.items()))), name="again.jsonl", at=LATER)
    assert again.briefs is not None and (again.briefs.known, again.known) == (1, 2)
    changed = take(home, brief(impact={"score": 4}), name="changed.json", at=LATER)
    assert changed.briefs is not None and (changed.briefs.changed, changed.new, changed.changed) == (1, 0, 0)
    with Store.open(home, now=LATER) as store:
        found = [store.briefs(date(2026, 7, day)).to_dicts() for day in (4, 5, 19, 20)]
        assert store.counts()["last_known_at"] == LATER
    impacts = [[json.loads(row["brief"])["impact"]["score"] for row in rows] for rows in found]
    assert impacts == [[], [7], [7], [4]]
    last = found[-1][0]
    assert (last["version"], last["first_seen_at"], last["known_at"], last["source"]) == (
        2, NOW, LATER, "changed.json",
    )  # fmt: skip


def test_two_publishers_may_use_one_id(home: Path) -> None:
    report = take(home, [BRIEF, brief(publisher="other.example")])
    assert report.briefs is not None and report.briefs.new == 2


def test_a_backfilled_brief_is_known_a_day_after_it_and_not_before_its_sources(home: Path) -> None:
    late = SOURCE | {"url": "https://example.org/late", "published": "2026-03-15", "date_precision": "month"}
    take(home, [BRIEF, brief(brief_id="late", sources=[SOURCE, late])], backfill=True)
    with Store.open(home, now=NOW) as store:
        known = {row["brief_id"]: row["known_at"] for row in store.briefs(date(2026, 7, 5)).to_dicts()}
        assert store.briefs(date(2026, 3, 19)).is_empty()
    assert known == {"2026-03-19-inference": datetime(2026, 3, 20), "late": datetime(2026, 3, 31)}


def test_a_bad_brief_is_refused_with_its_line_and_reason_and_the_rest_goes_in(home: Path) -> None:
    bad = brief(brief_id="bad", sentiment={"tier": "Bullish"})
    report = take(home, json.dumps([brief(brief_id="1"), bad, brief(brief_id="2")], indent=1).encode())
    assert report.briefs == ingest.BriefReport(read=3, new=2, changed=0, known=0, refused=1)
    with Store.open(home, now=NOW) as store:
        kept = store.refusals().row(0, named=True)
    assert kept["reason"].startswith('sentiment.tier is "Bullish"; valid: very_bearish, bearish')
    assert (home.parent / "briefs.json").read_text().splitlines()[kept["line"] - 1].strip() == "{"
    assert json.loads(kept["raw"]) == bad


def test_a_refused_source_is_kept_apart_and_the_brief_stays(home: Path) -> None:
    report = take(home, brief(facts=None, sources=[SOURCE, OTHER | {"published": "2099-01-01"}]))
    assert report.briefs is not None and (report.briefs.new, report.new, report.refused) == (1, 1, 1)
    assert report.refusals[0][1].startswith("sources[1]: published '2099-01-01' is in the future")


def test_a_brief_without_any_source_that_can_be_taken_in_is_refused(home: Path) -> None:
    report = take(home, brief(facts=None, sources=[SOURCE | {"url": "ftp://example.org"}] * 2))
    assert report.briefs is not None and (report.briefs.refused, report.lines) == (1, 0)
    assert report.refusals[0][1].startswith("no source can be taken in, of 2; sources[0]: url 'ftp://example.org'")


def test_one_id_with_two_contents_in_one_file_is_refused_and_with_one_is_known(home: Path) -> None:
    report = take(home, lines(BRIEF, BRIEF, brief(headline="Another")), name="twice.jsonl")
    assert report.briefs == ingest.BriefReport(read=3, new=1, changed=0, known=1, refused=1)
    assert "already stands on line 1 of this file with other content" in report.refusals[0][1]


def test_a_brief_never_changes_an_article_that_is_known(home: Path) -> None:
    fewer = {key: value for key, value in SOURCE.items() if key != "summary"} | {"title": "Other words"}
    take(home, lines(SOURCE), name="articles.jsonl")
    report = take(home, [brief(brief_id="1", sources=[fewer, OTHER]), brief(brief_id="2", sources=[fewer])], at=LATER)
    assert (report.lines, report.new, report.changed, report.known, report.refused) == (3, 1, 0, 2, 0)
    with Store.open(home, now=LATER) as store:
        kept = store.articles(date(2026, 7, 20)).sort("url")
    assert kept["title"].to_list() == [OTHER["title"], SOURCE["title"]]


@pytest.mark.parametrize("together", [True, False])
def test_an_articles_own_line_replaces_what_a_brief_said_of_it(home: Path, together: bool) -> None:
    fewer = brief(facts=None, sources=[SOURCE | {"title": "Other words", "summary": None}])
    if together:
        assert take(home, lines(fewer, SOURCE, fewer), name="both.jsonl").new == 1
    else:
        take(home, fewer)
        assert take(home, lines(SOURCE), name="articles.jsonl").changed == 1
    with Store.open(home, now=NOW) as store:
        kept = store.articles(date(2026, 7, 5))
    assert kept.select("title", "version").rows() == [(SOURCE["title"], 1 if together else 2)]


@pytest.mark.parametrize(
    ("content", "new", "words"),
    [
        (b"[%s, {broken, %s]", 1, "can't be read from here on"),
        (b"[%s %s]", 1, "a comma or ] is missing"),
        (b"[%s, %s] x", 2, "there is more after the end of the list"),
        (b"[%s, %s", 2, "a comma or ] is missing"),
        (b"[" * 100_000, 0, "nested too deeply"),
        (b"", 0, None),
        (b"[]", 0, None),
        (b"[1, %s, null, %s]", 2, "line holds a JSON int"),
    ],
)
def test_a_broken_document_gives_what_stands_before_the_break(
    home: Path, content: bytes, new: int, words: str | None
) -> None:
    for number in (b"1", b"2"):
        content = content.replace(b"%s", json.dumps(brief(brief_id=number.decode()), indent=1).encode(), 1)
    report = take(home, content)
    assert (report.briefs.new if report.briefs else 0) == new
    assert words is None or words in report.refusals[0][1]
    assert (report.refused > 0) == (words is not None)


def test_a_brief_may_be_longer_than_a_line_of_one_article(home: Path) -> None:
    sources = [SOURCE | {"url": f"https://example.org/{n}", "summary": "word " * 90_000} for n in range(5)]
    report = take(home, lines(brief(facts=None, sources=sources), ARTICLE), name="long.jsonl")
    assert report.briefs is not None and (report.briefs.new, report.new, report.refused) == (1, 6, 0)


def test_a_document_that_is_not_utf8_is_an_error(home: Path) -> None:
    with pytest.raises(CorpusError, match=r"briefs\.json is not UTF-8 \(byte 1\)"):
        take(home, b"[\xff]")


def test_refusals_that_look_alike_are_kept_once(home: Path) -> None:
    bad = [brief(brief_id="x" * 3_000, headline=word) for word in ("a", "a", "b")]
    assert take(home, bad).briefs == ingest.BriefReport(read=3, new=0, changed=0, known=0, refused=3)
    with Store.open(home, now=NOW) as store:
        kept = store.refusals()
    assert kept.select("source", "line", "raw").is_unique().all(), "the key of the public table"


def test_a_failed_write_keeps_neither_the_brief_nor_its_sources(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse import resources

    real = resources.sql
    monkeypatch.setattr(resources, "sql", lambda name: "SELECT 1/'x'" if name.endswith("briefs") else real(name))
    with pytest.raises(duckdb.Error):
        take(home, BRIEF)
    monkeypatch.undo()
    with Store.open(home, now=NOW) as store:
        assert (store.counts()["n_articles"], store.counts()["n_briefs"]) == (0, 0)


def test_a_home_from_before_there_were_briefs_is_brought_up(home: Path) -> None:
    take(home, lines(ARTICLE), name="old.jsonl")
    with duckdb.connect(str(home / "store.duckdb")) as connection:
        connection.execute("DROP TABLE brief_version; DELETE FROM migration WHERE name = '0003_briefs'")
    report = take(home, BRIEF, at=NOW + timedelta(days=1))
    assert report.briefs is not None and report.briefs.new == 1


def test_the_kept_text_is_canonical(home: Path) -> None:
    take(home, json.dumps(BRIEF, indent=4).encode())
    with Store.open(home, now=NOW) as store:
        assert store.briefs(date(2026, 7, 5))["brief"].item() == briefs.canonical(BRIEF)
