-- Each topic's stories from first_day to before last_day, by gate: number, mean impact, tone and how well sourced.
SELECT passed.gate, story_topic.topic_id, count(*) AS n_stories, avg(story.impact) AS mean_impact,
       avg(story.verified::INTEGER) AS verified_share, max(story.first_published_at)::DATE AS last_story,
       count(*) FILTER (story.sentiment_tier = 'very_bearish') AS very_bearish,
       count(*) FILTER (story.sentiment_tier = 'bearish') AS bearish,
       count(*) FILTER (story.sentiment_tier = 'neutral') AS neutral,
       count(*) FILTER (story.sentiment_tier = 'bullish') AS bullish,
       count(*) FILTER (story.sentiment_tier = 'very_bullish') AS very_bullish
FROM story_topic
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
JOIN (VALUES ('all'), ('verified')) AS passed (gate) ON story.verified OR passed.gate = 'all'
WHERE story_beat.beat_id = $beat
  AND story.first_published_at >= $first_day AND story.first_published_at < $last_day
GROUP BY passed.gate, story_topic.topic_id
ORDER BY passed.gate, story_topic.topic_id
