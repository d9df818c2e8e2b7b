-- Versions that stand twice; there must be none (this stands in for a primary key).
SELECT article_id, version, count(*) AS n
FROM article_version
GROUP BY article_id, version
HAVING count(*) > 1
ORDER BY article_id, version
