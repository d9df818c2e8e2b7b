-- Who the topic's stories name most, from first_day to before last_day.
SELECT entity.entity_id, entity.name, entity.ticker, count(DISTINCT story_entity.story_id) AS n_stories,
       avg(story_entity.sentiment_score) AS mean_sentiment
FROM story_topic
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
JOIN story_entity USING (story_id)
JOIN entity USING (entity_id)
WHERE story_topic.topic_id = $topic AND story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
  AND story.first_published_at >= $first_day AND story.first_published_at < $last_day
GROUP BY ALL
ORDER BY n_stories DESC, entity.entity_id
LIMIT 8
