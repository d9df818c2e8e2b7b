-- The topic's latest stories, newest first, up to before last_day.
SELECT story.story_id, story.headline, story.first_published_at, story.n_articles, story.n_outlets, story.n_origins,
       story.owners_known, story.verified, story.impact, story.sentiment_tier, story_topic.weight
FROM story_topic
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
WHERE story_topic.topic_id = $topic AND story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
  AND story.first_published_at < $last_day
ORDER BY story.first_published_at DESC, story.story_id
LIMIT 20
