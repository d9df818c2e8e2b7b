"""The whole way, from a file of articles to the numbers of a sealed release, as the README promises it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.conftest import Trends
from warehouse import release, resources, sentiment

PAIR = "pair_share"


def write(path: Path, *articles: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def chronicle() -> list[dict[str, Any]]:
    return [json.loads(line) for line in resources.CHRONICLE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def copy(chronicle_home: Path, tmp_path: Path) -> Path:
    """A home of one's own with the chronicle's release."""
    return Path(shutil.copytree(chronicle_home, tmp_path / "home"))


def test_every_article_of_the_chronicle_is_accounted_for(chronicle_home: Path) -> None:
    with release.open(chronicle_home) as opened:
        stored, refused = opened.frame("article"), opened.frame("quarantine")
        counted = opened.sql("SELECT sum(n_articles)::BIGINT AS n FROM story").item()
    assert stored.height + refused.height == 1_093
    assert counted == stored.height
    assert stored["url"].n_unique() == stored.height


def test_every_table_and_column_of_a_release_is_explained(chronicle_home: Path) -> None:
    with release.open(chronicle_home) as opened:
        tables = opened.sql("SELECT table_name FROM duckdb_tables() WHERE comment IS NULL")["table_name"].to_list()
        columns = opened.sql(
            "SELECT table_name || '.' || column_name AS n FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        )["n"].to_list()
    assert (tables, columns) == ([], [])


def test_a_second_build_of_the_same_data_has_equal_tables(copy: Path, trends: Trends) -> None:
    first = release.path_of(copy)
    done = trends("build", "--home", copy)
    assert done.returncode == 0, done.stderr
    with release.open(first) as old, release.open(copy) as new:
        assert new.id != old.id
        before, after = old.manifest().tables, new.manifest().tables
        assert {name for name in before if before[name] != after[name]} <= {"release", "vintage"}
        assert old.manifest().data_hash == new.manifest().data_hash
        assert new.frame("vintage").equals(old.frame("vintage")), "nothing changed, so no new vintage"


def test_a_hundred_reprints_of_one_article_move_no_share(copy: Path, trends: Trends, tmp_path: Path) -> None:
    with release.open(copy) as opened:
        tables = ("topic_share", "topic_momentum", PAIR, "crossover")
        before = {name: opened.frame(name) for name in tables}
    original = next(row for row in chronicle() if "inference" in row["title"].lower())
    reprints = [
        original | {"url": f"https://reprint{n}.example/copy", "outlet": f"reprint{n}.example"} for n in range(100)
    ]
    done = trends("ingest", write(tmp_path / "reprints.jsonl", *reprints), "--backfill", "--home", copy)
    assert "100 new" in done.stdout, done.stderr
    assert trends("build", "--home", copy).returncode == 0
    with release.open(copy) as opened:
        assert opened.frame("article").height == 1_193
        for name, frame in before.items():
            assert frame.equals(opened.frame(name)), f"{name} moved"


def test_one_text_on_two_domains_of_one_family_is_one_origin(tmp_path: Path, trends: Trends) -> None:
    title = "Nvidia turns from building models to running them"
    articles = [
        {"url": f"https://www.{domain}/news/1", "outlet": domain, "published": "2026-03-18", "title": title}
        for domain in ("northkoreatimes.com", "sierraleonetimes.com")
    ]
    home = tmp_path / "home"
    assert trends("ingest", write(tmp_path / "two.jsonl", *articles), "--home", home).returncode == 0
    assert trends("build", "--home", home).returncode == 0
    answer = trends(
        "sql",
        "SELECT n_articles, n_outlets, n_owners, n_origins, verified FROM story",
        "--format",
        "json",
        "--home",
        home,
    )
    assert json.loads(answer.stdout) == [
        {"n_articles": 2, "n_outlets": 2, "n_owners": 1, "n_origins": 1, "verified": False}
    ]
    with release.open(home) as opened:
        edges = opened.frame("origin_edge")
    assert set(edges["kind"]) == {"owner", "near_copy"}
    assert edges["evidence"].str.len_chars().min() > 0


def test_bad_lines_are_reported_and_the_rest_goes_in(tmp_path: Path, trends: Trends) -> None:
    good = {"url": "https://example.org/a", "outlet": "example.org", "published": "2026-03-18", "title": "A chip"}
    path = write(
        tmp_path / "mixed.jsonl",
        good,
        {key: value for key, value in good.items() if key != "url"},
        good | {"url": "https://example.org/b", "published": "1246-01-01"},
        good | {"url": "https://example.org/c", "published": "2099-01-01"},
        good | {"url": "https://example.org/d", "title": ""},
        good | {"url": "https://example.org/e", "title": "x" * 5_000_000},
        good | {"title": "the same address again"},
    )
    with path.open("a") as file:
        file.write("{broken\n")
    home = tmp_path / "home"
    done = trends("ingest", path, "--home", home)
    assert (done.returncode, done.stdout.count("1 new"), done.stdout.count("7 refused")) == (0, 1, 1)
    for line in range(2, 9):
        assert f"mixed.jsonl:{line}: " in done.stderr
    assert "Traceback" not in done.stderr
    assert trends("build", "--home", home).returncode == 0
    rows = trends("sql", "SELECT line, reason FROM quarantine ORDER BY line", "--format", "json", "--home", home)
    assert [row["line"] for row in json.loads(rows.stdout)] == [2, 3, 4, 5, 6, 7, 8]


def test_the_pair_share_of_the_release_follows_from_its_stories(chronicle_home: Path) -> None:
    """The raw share of each quarter is recounted from the story tables alone."""
    query = """
        SELECT date_trunc('quarter', first_published_at)::DATE AS period_start,
               count(DISTINCT story_id) FILTER (topic_id = 'inference') AS n_a,
               count(DISTINCT story_id) FILTER (topic_id = 'training') AS n_b,
               count(DISTINCT story_id) AS n_either
        FROM story JOIN story_topic USING (story_id)
        WHERE topic_id IN ('inference', 'training')
        GROUP BY ALL ORDER BY ALL
    """
    with release.open(chronicle_home) as opened:
        recount = opened.sql(query)
        sealed = (
            opened.frame(PAIR).filter(frequency="quarter", gate="all", weighting="story").filter(pl.col("n_either") > 0)
        )
    assert sealed.select(recount.columns).sort("period_start").rows() == recount.rows()


def test_drivers_sum_to_the_change_they_explain(chronicle_home: Path) -> None:
    query = """
        WITH change AS (
            SELECT beat_id, frequency, gate, weighting, topic_id, period_start, share - lag(share) OVER series AS moved
            FROM topic_share
            WINDOW series AS (PARTITION BY beat_id, frequency, gate, weighting, topic_id ORDER BY period_start)
        ),
        explained AS (
            SELECT beat_id, frequency, gate, weighting, topic_id, period_start, sum(contribution) AS moved
            FROM driver WHERE topic_id NOT LIKE '%|%' GROUP BY ALL
        )
        SELECT count(*) AS n, max(abs(change.moved - explained.moved)) AS gap
        FROM change JOIN explained USING (beat_id, frequency, gate, weighting, topic_id, period_start)
    """
    with release.open(chronicle_home) as opened:
        n, gap = opened.sql(query).row(0)
    assert n > 100
    assert gap < 1e-12


def test_an_as_of_build_knows_nothing_later_and_leaves_current_alone(copy: Path, trends: Trends) -> None:
    current = release.path_of(copy)
    done = trends("build", "--as-of", "2024-06-30", "--home", copy)
    assert done.returncode == 0, done.stderr
    assert release.path_of(copy) == current
    with release.open(copy, done.stdout.strip()) as opened:
        article = opened.frame("article")
        assert str(opened.as_of) == "2024-06-30"
    assert article["known_at"].max() < pl.Series([None, "2024-07-01"]).str.to_datetime()[1]
    assert 400 < article.height < 600


def test_a_story_of_one_text_has_the_tier_of_that_text(chronicle_home: Path) -> None:
    """Scores are often exactly on a cut, which belongs to the outer tier."""
    with release.open(chronicle_home) as opened:
        told = opened.sql(
            "SELECT sentiment_tier, title, a.summary FROM story JOIN article AS a USING (story_id) WHERE n_articles = 1"
        )
    texts = told.select(pl.concat_str("title", "summary", separator=". ", ignore_nulls=True)).to_series()
    assert told["sentiment_tier"].to_list() == sentiment.score(texts)["tier"].to_list()
    assert told["sentiment_tier"].n_unique() >= 4


def test_new_words_for_a_topic_are_reported_with_their_effect(copy: Path, trends: Trends, tmp_path: Path) -> None:
    packaged = (resources.PACKAGE / "beats" / "ai_compute.toml").read_text(encoding="utf-8")
    narrower = tmp_path / "ai_compute.toml"
    narrower.write_text(
        packaged.replace('"inference", "inferencing", "inference chip"', '"inferencing"'), encoding="utf-8"
    )
    done = trends("build", "--beat", narrower, "--home", copy)
    assert done.returncode == 0, done.stderr
    assert "topic inference has new words: they move its share of the last 365 days by -" in done.stderr
    assert "topic training" not in done.stderr
