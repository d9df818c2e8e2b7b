-- What the stories of each period count for in two topics: a and b (a story about both counts in each), of both the
-- product, lead_a and lead_b what one amount exceeds the other by, and the squares. The discounted share, its band and
-- the probability of leading are computed from these sums alone, by trends.measures.crossover.pair.
WITH told AS (  -- a date known to its month alone is placed within coverage
  SELECT story.story_id, coalesce(story.impact, 1) AS impact,
         least(story.first_published_at::DATE, beat.covered_through) AS day
  FROM story
  JOIN story_beat ON story_beat.story_id = story.story_id AND story_beat.beat_id = $beat
  JOIN beat ON beat.beat_id = $beat
  WHERE (story.verified OR $gate = 'all')
    AND (beat.covered_through IS NULL OR story.first_published_at::DATE <= beat.covered_through
         OR date_trunc('month', story.first_published_at) = date_trunc('month', beat.covered_through)
            AND (story.story_id, story.first_published_at) IN
                (SELECT (story_id, published_at) FROM article WHERE date_precision = 'month'))
), amount AS (
  SELECT told.day,
         coalesce(sum(CASE $weighting WHEN 'attention' THEN round(weight, 6) WHEN 'impact' THEN impact ELSE 1 END)
                  FILTER (topic_id = $topic_a), 0)::DOUBLE AS a,
         coalesce(sum(CASE $weighting WHEN 'attention' THEN round(weight, 6) WHEN 'impact' THEN impact ELSE 1 END)
                  FILTER (topic_id = $topic_b), 0)::DOUBLE AS b,
         count(*) FILTER (topic_id = $topic_a) AS in_a, count(*) FILTER (topic_id = $topic_b) AS in_b
  FROM told
  JOIN story_topic ON story_topic.story_id = told.story_id AND topic_id IN ($topic_a, $topic_b)
  GROUP BY told.story_id, told.day
)
SELECT period.period_start, period.state, period.reason, period.n_stories::DOUBLE AS total,
       coalesce(sum(in_a), 0)::BIGINT AS n_a, coalesce(sum(in_b), 0)::BIGINT AS n_b,
       coalesce(sum(in_a * in_b), 0)::BIGINT AS n_both, count(in_a) AS n_either,
       coalesce(sum(a), 0) AS a, coalesce(sum(b), 0) AS b, coalesce(sum(a * b), 0) AS product,
       coalesce(sum(greatest(a - b, 0)), 0) AS lead_a, coalesce(sum(greatest(b - a, 0)), 0) AS lead_b,
       coalesce(sum(a * a), 0) AS square_a, coalesce(sum(b * b), 0) AS square_b
FROM period
LEFT JOIN amount ON amount.day BETWEEN period.period_start AND period.period_end
WHERE period.beat_id = $beat AND period.frequency = $frequency AND period.gate = $gate
GROUP BY ALL
ORDER BY period.period_start
