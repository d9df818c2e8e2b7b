"""A small release with known stories, in the real tables: what the story pages read, and what they must say about it.

s1  two reprints of one owner, 2026-03-18: 2 articles, 2 outlets, 1 owner, 1 origin
s2  three articles, 2026-02: two credit one wire (near copies), one is its own voice; verified; owners unknown
s3  one article, known to the month alone, about none of the topics; hostile text in its headline
s2x was merged into s2
"""

# ruff: noqa: E501
# the rows below read as a table
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl

import warehouse
from trends import ddl
from trends.measures import REGISTRY
from trends.pages.examples import Example
from trends.pages.provider import AskError

Made = TypeVar("Made")
HOSTILE = "<img src=x onerror=alert(1)> & **bold** [a](javascript:alert(1))"
TITLE = "Nvidia turns to inference"
BODY = "Blackwell is 30 times faster at inference. A frontier model takes months of training."
WIRE = "Meta signs a $40 billion deal. It was agreed in 2027."

ROWS = f"""
INSERT INTO release BY NAME SELECT '2026-07-05-1' AS release_id, TIMESTAMP '2026-07-05 23:59:59' AS as_of,
    TIMESTAMP '2026-07-06 01:00' AS built_at, 1 AS number, 1 AS schema_version, '1' AS method_version, 'bb' AS beat_hash,
    'dd' AS data_hash, 6 AS n_articles, 3 AS n_stories, 'A sample.' AS note;
INSERT INTO beat BY NAME SELECT unnest(['ai_compute', 'policy']) AS beat_id, unnest(['AI compute', 'Policy']) AS name,
    'About.' AS description, 'inference' AS topic_a, 'training' AS topic_b, DATE '2022-01-01' AS base_start,
    DATE '2023-12-31' AS base_end, 'quarter' AS frequency, 'A sample, not a census.' AS corpus_note, 3 AS n_stories;
INSERT INTO topic BY NAME SELECT unnest(['inference', 'training', 'power']) AS topic_id, 'ai_compute' AS beat_id,
    unnest(['Inference', 'Training', 'Power']) AS name, 'compute' AS topic_group, 'Running models.' AS definition,
    ['serving', 'inference'] AS terms, 'h' AS version_hash;
INSERT INTO entity BY NAME SELECT unnest(['nvidia', 'meta']) AS entity_id, unnest(['NVIDIA', 'Meta']) AS name,
    'company' AS kind, unnest(['NVDA', NULL]) AS ticker, []::VARCHAR[] AS aliases;
INSERT INTO entity_revenue VALUES ('nvidia', DATE '2024-01-28', 60.9e9, 'FY2024 10-K, unchecked'),
    ('nvidia', DATE '2025-01-26', 130.5e9, 'FY2025 10-K'), ('nvidia', DATE '2026-01-25', 215.9e9, 'FY2026 10-K, 1,363 in all'),
    ('meta', DATE '2025-12-31', 201e9, 'FY2025 10-K');
INSERT INTO outlet VALUES ('northkoreatimes.com', 'northkoreatimes.com', 'One Owner', 'imprint', 1),
    ('sierraleonetimes.com', 'sierraleonetimes.com', 'One Owner', 'imprint', 1), ('a.com', 'A', NULL, NULL, 2),
    ('b.com', 'B', NULL, NULL, 2);
INSERT INTO story BY NAME SELECT *, NULL AS summary, '1' AS rubric_version FROM (VALUES
    ('s1', '{TITLE}', 'a1', TIMESTAMP '2026-03-18', TIMESTAMP '2026-03-18', 2, 2, 1, 1, true, false, 0.5, 0.46, 'bullish', 7,
     0, 3, 2, 1.0, 'Regulatory 0 of 4: no authority or rule is named. Financial 3 of 4: $5 moves 6% of NVIDIA''s annual revenue: “x.” Operational 2 of 4, a company: “x.”'),
    ('s2', 'Meta and Google talk', 'b1', TIMESTAMP '2026-02-01', TIMESTAMP '2026-02-03', 3, 2, 2, 2, false, true, 0.75, -0.3,
     'bearish', 9, 4, NULL, 2, 0.667, 'Regulatory 4 of 4, in force: “y.” Not known from the text: financial.'),
    ('s3', '{HOSTILE}', 'c1', TIMESTAMP '2025-06-15', TIMESTAMP '2025-06-15', 1, 1, 1, 1, false, false, 0.5, 0.0, 'neutral', 1,
     NULL, NULL, NULL, 0.0, 'Not known from the text: regulatory, financial, operational.')
    ) AS t(story_id, headline, medoid_article_id, first_published_at, last_published_at, n_articles, n_outlets, n_owners,
     n_origins, owners_known, verified, confidence, sentiment_score, sentiment_tier, impact, impact_regulatory,
     impact_financial, impact_operational, impact_completeness, impact_rationale);
INSERT INTO story_beat VALUES ('s1', 'ai_compute', 'compute'), ('s2', 'ai_compute', 'money'), ('s3', 'ai_compute', 'general'),
    ('s2', 'policy', 'rules');
INSERT INTO story_link VALUES ('s2', 'ai_compute', 'policy', 'rules'), ('s2', 'policy', 'ai_compute', 'money');
INSERT INTO story_alias VALUES ('s2x', 's2');
INSERT INTO article BY NAME SELECT *, 'en' AS language, published_at AS first_seen_at, published_at AS known_at, 1 AS version
    FROM (VALUES
    ('a1', 'https://northkoreatimes.com/1', 'northkoreatimes.com', '{TITLE}', '{BODY}', TIMESTAMP '2026-03-18', 'day', 'observed', NULL, 'a1', 'a1', 's1'),
    ('a2', 'https://sierraleonetimes.com/1', 'sierraleonetimes.com', '{TITLE}', '{BODY}', TIMESTAMP '2026-03-18', 'day', 'observed', NULL, 'a1', 'a1', 's1'),
    ('b1', 'https://a.com/1', 'a.com', 'Meta and Google talk', '{WIRE}', TIMESTAMP '2026-02-01', 'day', 'assumed', 'Reuters', 'b1', 'b1', 's2'),
    ('b2', 'https://b.com/1', 'b.com', 'Google and Meta talk', '{WIRE}', TIMESTAMP '2026-02-02', 'day', 'assumed', 'Reuters', 'b1', 'b1', 's2'),
    ('b3', 'javascript:alert(1)', 'b.com', 'Talks go on', NULL, TIMESTAMP '2026-02-03', 'day', 'assumed', NULL, 'b3', 'b3', 's2'),
    ('c1', 'https://a.com/2', 'a.com', '{HOSTILE}', '{HOSTILE}', TIMESTAMP '2025-06-15', 'month', 'assumed', NULL, 'c1', 'c1', 's3')
    ) AS t(article_id, url, outlet_id, title, summary, published_at, date_precision, known_basis, credit, near_copy_id, origin_id, story_id);
INSERT INTO origin_edge VALUES ('s1', 'a1', 'a2', 'owner', 'both owned by One Owner', NULL),
    ('s2', 'b1', 'b2', 'credit', 'one credits Reuters, the other credits Reuters', NULL),
    ('s2', 'b1', 'b2', 'near_copy', '93 % of the shorter text is in both', 0.93);
INSERT INTO story_entity VALUES ('s1', 'nvidia', 3, 0.4, 'bullish', 'positive'), ('s2', 'meta', 2, -0.3, 'bearish', 'negative');
INSERT INTO timeline VALUES ('s1', -1, 's2', 'earlier', 'shared: Nvidia', 0.5, TIMESTAMP '2026-02-01'),
    ('s2', 1, 's1', 'later', 'shared: Nvidia', 0.5, TIMESTAMP '2026-03-18');
INSERT INTO story_comparison VALUES ('s1', 1, 'now', 'a year before', 'net income', 6.19e9, 6.56e8, 'USD', 'a1', 0, 6),
    ('s1', 2, 'now', 'a year before', 'margin', 40, 30, 'percent', 'a2', 0, 6),
    ('s1', 3, 'reported', 'expected', 'sales', 5, 4, 'USD', 'gone', 0, 6);
INSERT INTO story_conflict VALUES
    ('s2', 1, 'cost … to build', 'USD', [{{value: 40e9, article_id: 'b1', start: 34, "end": 45}},
        {{value: 63e9, article_id: 'b3', start: 0, "end": 5}}, {{value: 95e9, article_id: 'gone', start: 0, "end": 5}}]);
INSERT INTO story_takeaway VALUES ('s1', 1, 'A frontier model takes months of training.', 'a1');
"""


def offset(word: str, after: int = 0) -> tuple[int, int]:
    """Where a word stands in the text of s1's articles."""
    start = f"{TITLE}\n{BODY}".index(word, after)
    return start, start + len(word)


def span(word: str, after: int = 0) -> str:
    start, end = offset(word, after)
    return f"{{article_id: 'a1', start: {start}, \"end\": {end}, text: '{word}'}}"


def evidence() -> str:
    sentence = "Blackwell is 30 times faster at inference."
    start, end = offset(sentence)
    return f"""
    INSERT INTO story_topic VALUES ('s1', 'inference', 0.6, [{span("inference")}, {span("inference", len(TITLE))}]),
        ('s1', 'training', 0.25, [{span("training")}]), ('s2', 'power', 0.5, []), ('s2', 'inference', 0.1, []);
    INSERT INTO story_fact VALUES ('s1', 1, '{sentence}', 'figure', 30, 'x', NULL, 'a1', {start}, {end},
        NULL, NULL, false, NULL, []);
    """


@dataclass
class Answer:
    frame: pl.DataFrame
    types: tuple[str, ...]
    truncated: bool = False
    elapsed_s: float = 0.012


class World:
    """View and provider of the small release."""

    id = "2026-07-05-1"
    as_of = date(2026, 7, 5)

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        for file in sorted((Path(warehouse.__file__).parent / "sql" / "release").glob("*.sql")):
            self.connection.execute(file.read_text(encoding="utf-8"))
        for measure in REGISTRY:
            self.connection.execute(ddl.table(measure))
        self.connection.execute(ROWS + evidence())
        self.asked: list[str] = []

    def frame(self, table: str) -> pl.DataFrame:
        return self.sql(f"FROM {table}")

    def sql(self, text: str) -> pl.DataFrame:
        return self.connection.cursor().sql(text).pl()

    def once(self, compute: Callable[[World], Made]) -> Made:
        return compute(self)

    def current(self) -> World:
        return self

    def ask(self, sql: str, *, token: str | None = None) -> Answer:
        self.asked.append(sql)
        try:
            relation = self.connection.cursor().sql(sql)
            return Answer(relation.pl(), tuple(str(kind) for kind in relation.types))
        except duckdb.Error as error:
            raise AskError(f"Not understood: {error}") from error

    def cancel(self, token: str) -> bool:
        return False

    def examples(self) -> tuple[Example, ...]:
        return (Example("How many?", "To know.", "SELECT count(*) AS n FROM story"),)


def words(component: Any) -> str:
    """All text of a component tree, in order, as a reader sees it."""
    if component is None or isinstance(component, bool):
        return ""
    if isinstance(component, str | int | float):
        return str(component)
    if isinstance(component, list | tuple):
        return re.sub(" +", " ", " ".join(filter(None, map(words, component))))
    if getattr(component, "hidden", None) is True:
        return ""
    return words(getattr(component, "children", None))


def parts(component: Any, kind: str) -> list[Any]:
    """All components of a type, in order: "A", "Mark", "Link", …"""
    if isinstance(component, list | tuple):
        return [found for item in component for found in parts(item, kind)]
    if not hasattr(component, "children") and not hasattr(component, "_type"):
        return []
    own = [component] if type(component).__name__ == kind else []
    return own + parts(getattr(component, "children", None), kind)


def classed(component: Any, name: str) -> list[Any]:
    """All components that carry a CSS class, in order."""
    if isinstance(component, list | tuple):
        return [found for item in component for found in classed(item, name)]
    own = [component] if name in (getattr(component, "className", None) or "").split() else []
    children = getattr(component, "children", None)
    return own + (classed(children, name) if children is not None else [])
