-- How the beat's stories that name an entity affect it.
SELECT story_entity.direction, count(*) AS n_stories, count(*) / sum(count(*)) OVER () AS share,
       avg(story.impact) AS mean_impact, avg(story_entity.sentiment_score) AS mean_tone
FROM story_entity
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
WHERE story_entity.entity_id = $entity AND story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
GROUP BY story_entity.direction
ORDER BY list_position(['positive', 'neutral', 'negative'], story_entity.direction)
