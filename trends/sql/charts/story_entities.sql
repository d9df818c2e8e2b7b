-- Whom the story names, and in what light: the tone about each of them, not of the story.
SELECT entity.entity_id, entity.name, entity.kind, entity.ticker, story_entity.n_mentions,
       story_entity.sentiment_score, story_entity.sentiment_tier, story_entity.direction
FROM story_entity
JOIN entity USING (entity_id)
WHERE story_entity.story_id = $story
ORDER BY story_entity.direction = 'neutral', story_entity.n_mentions DESC, entity.entity_id
