-- All topics of the beat: share and momentum in one period; stories, impact and tone of the time from first_day to before last_day.
WITH about AS (
  SELECT story_topic.topic_id, story.*
  FROM story_topic
  JOIN story USING (story_id)
  JOIN story_beat USING (story_id)
  WHERE story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
    AND story.first_published_at >= $first_day AND story.first_published_at < $last_day
),
told AS (
  SELECT topic_id, count(*) AS n_stories, avg(impact) AS mean_impact, avg(verified::INTEGER) AS verified_share,
         max(first_published_at)::DATE AS last_story,
         count(*) FILTER (sentiment_tier = 'very_bearish') AS very_bearish,
         count(*) FILTER (sentiment_tier = 'bearish') AS bearish,
         count(*) FILTER (sentiment_tier = 'neutral') AS neutral,
         count(*) FILTER (sentiment_tier = 'bullish') AS bullish,
         count(*) FILTER (sentiment_tier = 'very_bullish') AS very_bullish
  FROM about
  GROUP BY topic_id
),
history AS (
  SELECT topic_id, list(share ORDER BY period_start) AS shares
  FROM topic_share
  WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND weighting = $weighting
    AND period_start <= $period
  GROUP BY topic_id
)
SELECT topic.topic_id, topic.name, history.shares, now.share, now.low, now.high, now.n_effective, now.state,
       momentum.momentum, momentum.direction, momentum.q, momentum.rising_since,
       told.mean_impact, told.very_bearish, told.bearish, told.neutral, told.bullish, told.very_bullish,
       coalesce(told.n_stories, 0) AS n_stories, told.verified_share, told.last_story
FROM topic
JOIN topic_share AS now USING (beat_id, topic_id)
LEFT JOIN topic_momentum AS momentum USING (beat_id, frequency, period_start, topic_id, gate, weighting)
LEFT JOIN history USING (topic_id)
LEFT JOIN told USING (topic_id)
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND weighting = $weighting AND period_start = $period
ORDER BY now.share DESC NULLS LAST, topic.topic_id
