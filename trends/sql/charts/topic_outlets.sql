-- Who reports on the topic: stories to which an outlet gave at least one article, from first_day to before last_day.
SELECT outlet.outlet_id, outlet.name, outlet.owner, count(DISTINCT article.story_id) AS n_stories,
       count(*) AS n_articles
FROM story_topic
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
JOIN article USING (story_id)
JOIN outlet USING (outlet_id)
WHERE story_topic.topic_id = $topic AND story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
  AND story.first_published_at >= $first_day AND story.first_published_at < $last_day
GROUP BY ALL
ORDER BY n_stories DESC, n_articles DESC, outlet.outlet_id
LIMIT 8
