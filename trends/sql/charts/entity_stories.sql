-- The beat's latest stories that name an entity, newest first, with the tone about it.
SELECT story.story_id, story.headline, story.first_published_at,
       min_by(article.date_precision, (article.published_at, article.article_id)) AS date_precision,
       story.n_articles, story.n_origins, story.owners_known, story.verified, story.impact,
       story_entity.sentiment_score AS tone, story_entity.direction, story_entity.n_mentions
FROM story_entity
JOIN story USING (story_id)
JOIN story_beat USING (story_id)
JOIN article USING (story_id)
WHERE story_entity.entity_id = $entity AND story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
GROUP BY ALL
ORDER BY story.first_published_at DESC, story.story_id
LIMIT 15
