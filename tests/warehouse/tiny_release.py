"""A release file with every table that the example queries name, and a handful of rows: enough to run SQL on."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import query

SQL = Path(query.__file__).parent / "sql" / "release"

INDEX_TABLES = {
    "period": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, period_end DATE, gate VARCHAR, state VARCHAR,
        n_stories BIGINT, reason VARCHAR""",
    "topic_share": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, topic_id VARCHAR, gate VARCHAR,
        weighting VARCHAR, n_stories BIGINT, count DOUBLE, total DOUBLE, share_raw DOUBLE, share DOUBLE, low DOUBLE,
        high DOUBLE, n_effective DOUBLE, state VARCHAR""",
    "topic_momentum": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, topic_id VARCHAR, gate VARCHAR,
        weighting VARCHAR, momentum DOUBLE, se DOUBLE, z DOUBLE, p_rising DOUBLE, q DOUBLE, direction VARCHAR,
        rising_since DATE, state VARCHAR""",
    "pair_share": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, topic_a VARCHAR, topic_b VARCHAR,
        gate VARCHAR, weighting VARCHAR, n_a BIGINT, n_b BIGINT, n_both BIGINT, n_either BIGINT, share_raw DOUBLE,
        share_a DOUBLE, low DOUBLE, high DOUBLE, p_a_leads DOUBLE, n_effective DOUBLE, state VARCHAR""",
    "driver": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, baseline_start DATE, topic_id VARCHAR,
        gate VARCHAR, weighting VARCHAR, story_id VARCHAR, contribution DOUBLE""",
    "topic_pair_crossover": """beat_id VARCHAR, frequency VARCHAR, topic_a VARCHAR, topic_b VARCHAR, gate VARCHAR,
        weighting VARCHAR, half_life DOUBLE, crossed BOOLEAN, start DATE, confirmed_at DATE, lower DATE,
        threshold DOUBLE, phi DOUBLE, p_before DOUBLE, p_after DOUBLE, p_chance DOUBLE, q DOUBLE""",
    "nowcast": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, topic_id VARCHAR, age_days BIGINT,
        n_known BIGINT, completeness DOUBLE, nowcast DOUBLE, low DOUBLE, high DOUBLE, note VARCHAR""",
    "pair_nowcast": """beat_id VARCHAR, frequency VARCHAR, period_start DATE, topic_a VARCHAR, topic_b VARCHAR,
        age_days BIGINT, n_a BIGINT, n_b BIGINT, share_a DOUBLE, low DOUBLE, high DOUBLE, note VARCHAR""",
}

ROWS = """
INSERT INTO beat BY NAME SELECT 'b' AS beat_id, 'Beat' AS name, 'About' AS description, 'inference' AS topic_a,
    'training' AS topic_b, DATE '2022-01-01' AS base_start, DATE '2022-12-31' AS base_end, 'quarter' AS frequency,
    2 AS n_stories;
INSERT INTO pair_share BY NAME SELECT 'b' AS beat_id, 'quarter' AS frequency, DATE '2026-04-01' AS period_start,
    'inference' AS topic_a, 'training' AS topic_b, 'all' AS gate, 'story' AS weighting, 3 AS n_a, 2 AS n_b, 1 AS n_both,
    0.58 AS share_a, 0.46 AS low, 0.69 AS high, 0.9 AS p_a_leads, 'complete' AS state;
INSERT INTO quarantine BY NAME SELECT 'feed' AS source, line, 'no title' AS reason, 'raw' AS raw,
    TIMESTAMP '2026-07-05' AS refused_at FROM range(1, 4) AS lines(line);
INSERT INTO outlet BY NAME SELECT 'o' || n AS outlet_id, 'Outlet ' || n AS name, 'Owner' AS owner, 'imprint' AS
    owner_evidence, n AS n_articles FROM range(1, 4) AS numbers(n);
"""


def write(path: Path) -> Path:
    """Write the release to `path` and return it."""
    connection = duckdb.connect(str(path))
    for file in sorted(SQL.glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))
    for table, columns in INDEX_TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
    connection.execute(ROWS)
    connection.close()
    return path
