-- What the store holds, in one row.
SELECT
    (SELECT count(DISTINCT article_id) FROM article_version) AS n_articles,
    (SELECT count(*) FROM article_version) AS n_versions,
    (SELECT count(*) FROM quarantine) AS n_refused,
    (SELECT count(*) FROM (SELECT DISTINCT publisher, brief_id FROM brief_version)) AS n_briefs,
    (SELECT count(*) FROM brief_version) AS n_brief_versions,
    (SELECT count(*) FROM poll) AS n_polls,
    (SELECT max(polled_at) FROM poll WHERE succeeded) AS last_polled_at,
    (SELECT min(published_at) FROM article_version) AS first_published_at,
    (SELECT max(published_at) FROM article_version) AS last_published_at,
    greatest(
        (SELECT max(coalesce(assumed_seen_at, first_seen_at)) FROM article_version),
        (SELECT max(coalesce(assumed_seen_at, first_seen_at)) FROM brief_version),
        (SELECT max(polled_at) FROM poll WHERE succeeded)
    ) AS last_known_at,
    greatest(
        (SELECT max(first_seen_at) FROM article_version), (SELECT max(first_seen_at) FROM brief_version)
    ) AS last_seen_at
