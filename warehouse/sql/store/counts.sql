-- What the store holds, in one row.
SELECT
    (SELECT count(DISTINCT article_id) FROM article_version) AS n_articles,
    (SELECT count(*) FROM article_version) AS n_versions,
    (SELECT count(*) FROM quarantine) AS n_refused,
    (SELECT min(published_at) FROM article_version) AS first_published_at,
    (SELECT max(published_at) FROM article_version) AS last_published_at,
    (SELECT max(coalesce(assumed_seen_at, first_seen_at)) FROM article_version) AS last_known_at,
    (SELECT max(first_seen_at) FROM article_version) AS last_seen_at
