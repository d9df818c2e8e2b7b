-- The stories about one topic or another from first_day to before last_day, with their weight in each.
SELECT story.story_id, story.headline, story.first_published_at, story.n_origins, story.owners_known, story.impact,
       story.verified, sum(story_topic.weight) FILTER (story_topic.topic_id = $topic) AS weight,
       sum(story_topic.weight) FILTER (story_topic.topic_id = $other) AS other_weight
FROM story_topic
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
WHERE story_beat.beat_id = $beat AND story_topic.topic_id IN ($topic, $other)
  AND story.first_published_at >= $first_day AND story.first_published_at < $last_day
GROUP BY ALL
ORDER BY story.story_id
