-- Versions that stand twice; there must be none (this stands in for a primary key).
WITH versions AS (
    SELECT 'article ' || article_id AS what, version FROM article_version
    UNION ALL
    SELECT 'brief ' || brief_id || ' of ' || publisher AS what, version FROM brief_version
)

SELECT what, version, count(*) AS n
FROM versions
GROUP BY what, version
HAVING count(*) > 1
ORDER BY what, version
