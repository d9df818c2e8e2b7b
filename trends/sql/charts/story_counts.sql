-- How many stories that pass the filters each period holds, and how many would if their part of the beat never changed.
-- A word of the search must begin a word of the headlines and texts of the story's articles.
WITH told AS (
  SELECT story_id,
         ' ' || lower(regexp_replace(string_agg(title || ' ' || coalesce(summary, ''), ' '), '[^\pL\pN]+', ' ', 'g')) AS words
  FROM article
  GROUP BY story_id
),
passed AS (
  SELECT story.first_published_at::DATE AS day
  FROM story
  JOIN story_beat USING (story_id)
  JOIN told USING (story_id)
  WHERE story_beat.beat_id = $beat
    AND ($topic IS NULL OR story_id IN (SELECT story_id FROM story_topic WHERE topic_id = $topic))
    AND ($entity IS NULL OR story_id IN (SELECT story_id FROM story_entity WHERE entity_id = $entity))
    AND ($verified IS NULL OR story.verified = ($verified = 'yes'))
    AND ($least_impact IS NULL OR story.impact >= $least_impact)
    AND ($tier IS NULL OR story.sentiment_tier = $tier)
    AND ($first_day IS NULL OR story.first_published_at >= $first_day)
    AND ($last_day IS NULL OR story.first_published_at < $last_day)
    AND ($search IS NULL OR list_bool_and([contains(told.words, ' ' || word) FOR word IN string_split($search, ' ')]))
),
counted AS (
  SELECT period.period_start, period.state, period.reason, period.n_stories AS total, count(passed.day) AS n_stories
  FROM period
  LEFT JOIN passed ON passed.day >= period.period_start AND passed.day <= period.period_end
  WHERE period.beat_id = $beat AND period.frequency = $frequency AND period.gate = 'all'
    AND ($first_day IS NULL OR period.period_end >= $first_day)
    AND ($last_day IS NULL OR period.period_start < $last_day)
  GROUP BY ALL
)
SELECT period_start, n_stories, total, n_stories / nullif(total, 0) AS share_raw,
       total * sum(n_stories) OVER () / nullif(sum(total) OVER (), 0) AS as_the_beat, state, reason
FROM counted
ORDER BY period_start
