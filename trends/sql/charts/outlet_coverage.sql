-- How many articles the largest outlets brought in each period, and whether they were there; n_outlets and n_all are of
-- all outlets of the beat together. An outlet has rows from its first article on.
WITH counted AS (
  SELECT *
  FROM outlet_coverage
  WHERE beat_id = $beat AND frequency = $frequency
), ranked AS (
  SELECT outlet_id, sum(n_articles) AS n_of_outlet
  FROM counted
  GROUP BY outlet_id
  ORDER BY n_of_outlet DESC, outlet_id
  LIMIT $limit
), whole AS (
  SELECT count(DISTINCT outlet_id) AS n_outlets, sum(n_articles)::BIGINT AS n_all,
         count(DISTINCT outlet_id) FILTER (state = 'missing') AS n_out,
         count(DISTINCT outlet_id) FILTER (state IN ('complete', 'missing')) AS n_testable
  FROM counted
)
SELECT counted.period_start, counted.outlet_id, outlet.owner, counted.n_articles, counted.expected, counted.state,
       ranked.n_of_outlet::BIGINT AS n_of_outlet, whole.*
FROM ranked
JOIN counted USING (outlet_id)
LEFT JOIN outlet USING (outlet_id)
CROSS JOIN whole
ORDER BY ranked.n_of_outlet DESC, counted.outlet_id, counted.period_start
