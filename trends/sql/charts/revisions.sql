-- How far published shares were still changed later, by their age when they were said, in whole periods since the end of
-- the period: the mean distance to what the newest release says. Values of periods that were still open don't count.
WITH said AS (
  SELECT *
  FROM vintage
  WHERE beat_id = $beat AND frequency = $frequency AND table_name IN ('topic_share', 'pair_share')
  QUALIFY row_number() OVER (PARTITION BY table_name, period_start, key, known_at
                             ORDER BY length(release_id) DESC, release_id DESC) = 1
), releases AS (
  SELECT DISTINCT known_at FROM vintage
), final AS (
  SELECT table_name, period_start, key, last(value ORDER BY known_at) AS final,
         period_start + CASE $frequency WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY
           WHEN 'month' THEN INTERVAL 1 MONTH WHEN 'quarter' THEN INTERVAL 3 MONTH ELSE INTERVAL 1 YEAR END AS over_at
  FROM said
  GROUP BY ALL
), known AS (
  SELECT final.*, releases.known_at,
         floor(datediff('day', final.over_at::DATE, releases.known_at::DATE)
               / CASE $frequency WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 30.4375
                   WHEN 'quarter' THEN 91.3125 ELSE 365.25 END)::BIGINT AS age
  FROM final
  JOIN releases ON releases.known_at::DATE >= final.over_at::DATE
    AND releases.known_at < (SELECT max(known_at) FROM releases)
), valued AS (
  SELECT known.*, said.value
  FROM known
  ASOF JOIN said ON said.table_name = known.table_name AND said.period_start = known.period_start
    AND said.key = known.key AND known.known_at >= said.known_at
  QUALIFY row_number() OVER (PARTITION BY known.table_name, known.period_start, known.key, known.age
                             ORDER BY known.known_at DESC) = 1
)
SELECT table_name, age, count(final) AS n_values, avg(abs(final - value)) AS mean_absolute,
       avg((final != value)::INTEGER) AS share_changed, count(*) - count(final) AS n_gone
FROM valued
WHERE value IS NOT NULL AND age <= 12
GROUP BY ALL
ORDER BY table_name, age
