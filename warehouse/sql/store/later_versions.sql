-- How many stored versions replace an earlier one.
SELECT
    (SELECT count(*) FROM article_version WHERE version > 1) AS n_articles,
    (SELECT count(*) FROM brief_version WHERE version > 1) AS n_briefs
