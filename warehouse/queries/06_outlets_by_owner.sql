-- title: Outlets by owner
-- why: Many domains, one voice: articles of one owner on one story count as one origin.
SELECT
    owner,
    count(*) AS n_outlets,
    sum(n_articles)::BIGINT AS n_articles,
    string_agg(outlet_id, ', ' ORDER BY n_articles DESC, outlet_id) AS outlets,
    min(owner_evidence) AS evidence
FROM outlet
WHERE owner IS NOT NULL
GROUP BY owner
ORDER BY n_outlets DESC, n_articles DESC, owner;
