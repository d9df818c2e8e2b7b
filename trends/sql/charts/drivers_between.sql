-- What moved a share from one period (baseline_start) to another, in shares (1 = 100 %); the rows add up to the change
-- exactly. share_t − share_s = Σ δ^(t−k)·(part − share_s·value) / B_t over the stories of the periods k after s up to t:
-- value is what a story counts for, part what of it is about the topic. A story is divided evenly over its outlets or
-- the entities it names. The row without a member: stories about something else, or without an entity, together.
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
), step AS (  -- the discounting advances through covered periods alone
  SELECT period_start, period_end, row_number() OVER (ORDER BY period_start) AS k
  FROM period
  WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND state != 'missing'
), amount AS (
  SELECT told.story_id, step.k, CASE WHEN $weighting = 'impact' THEN told.impact ELSE 1 END AS whole,
         coalesce(sum(CASE $weighting WHEN 'attention' THEN round(weight, 6) WHEN 'impact' THEN told.impact ELSE 1 END)
                  FILTER (topic_id = $topic), 0)::DOUBLE AS a,
         coalesce(sum(CASE $weighting WHEN 'attention' THEN round(weight, 6) WHEN 'impact' THEN told.impact ELSE 1 END)
                  FILTER (topic_id = $other), 0)::DOUBLE AS b
  FROM told
  JOIN step ON told.day BETWEEN step.period_start AND step.period_end
  LEFT JOIN story_topic ON story_topic.story_id = told.story_id AND topic_id IN ($topic, $other)
  GROUP BY ALL
), counted AS (  -- against another topic only the stories about either count
  SELECT story_id, k, a AS part, CASE WHEN $other IS NULL THEN whole ELSE a + b END AS value, a + b > 0 AS about
  FROM amount
), span AS (
  SELECT (SELECT k FROM step WHERE period_start = $period) AS t,
         (SELECT max(k) FROM step WHERE period_start = $since OR ($since IS NULL AND period_start < $period)) AS s
), base AS (
  SELECT s, t, sum(value * pow(2, (k - t) / $half_life)) FILTER (k <= t) AS mass,
         sum(part * pow(2, (k - s) / $half_life)) FILTER (k <= s)
           / nullif(sum(value * pow(2, (k - s) / $half_life)) FILTER (k <= s), 0) AS share
  FROM counted, span
  GROUP BY s, t
), moved AS (
  SELECT story_id, about, s, pow(2, (k - t) / $half_life) * (part - share * value) / mass AS contribution
  FROM counted, base
  WHERE k > s AND k <= t AND share IS NOT NULL AND value > 0
), member AS (
  SELECT DISTINCT story_id, outlet_id AS member FROM article WHERE $by = 'outlet'
  UNION ALL
  SELECT DISTINCT story_id, entity_id FROM story_entity WHERE $by = 'entity'
  UNION ALL
  SELECT story_id, story_id FROM moved WHERE $by = 'story' AND about
), divided AS (
  SELECT moved.story_id, moved.s, member.member,
         contribution / greatest(count(member.member) OVER (PARTITION BY moved.story_id), 1) AS contribution
  FROM moved
  LEFT JOIN member ON member.story_id = moved.story_id
), summed AS (
  SELECT member, (SELECT period_start FROM step WHERE k = any_value(s)) AS baseline_start,
         sum(contribution) AS contribution, count(DISTINCT story_id) AS n_stories
  FROM divided
  GROUP BY member
)
SELECT summed.contribution, summed.n_stories, summed.baseline_start, summed.member,
       coalesce(story.headline, entity.name, outlet.name) AS name, entity.ticker, story.first_published_at,
       story.n_origins, story.owners_known, story.impact
FROM summed
LEFT JOIN story ON $by = 'story' AND story.story_id = summed.member
LEFT JOIN outlet ON $by = 'outlet' AND outlet.outlet_id = summed.member
LEFT JOIN (SELECT DISTINCT ON (entity_id) entity_id, name, ticker FROM entity ORDER BY entity_id) AS entity
  ON $by = 'entity' AND entity.entity_id = summed.member
ORDER BY abs(summed.contribution) DESC, summed.member
