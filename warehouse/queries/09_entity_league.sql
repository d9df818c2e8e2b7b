-- title: Entities by the impact of their stories
-- why: Who is at the centre of consequential stories (impact 8 and above is an action item), and in what light.
SELECT
    entity.name AS entity,
    entity.kind,
    entity.ticker,
    count(*) AS n_stories,
    count(*) FILTER (WHERE story.impact >= 8) AS n_action_items,
    round(avg(story.impact), 2) AS mean_impact,
    max(story.impact) AS highest_impact,
    round(avg(story_entity.sentiment_score), 3) AS mean_sentiment,
    count(*) FILTER (WHERE story_entity.direction = 'positive') AS n_positive,
    count(*) FILTER (WHERE story_entity.direction = 'negative') AS n_negative
FROM story_entity
INNER JOIN entity USING (entity_id)
INNER JOIN story USING (story_id)
GROUP BY entity.entity_id, entity.name, entity.kind, entity.ticker
ORDER BY n_action_items DESC, mean_impact DESC NULLS LAST, n_stories DESC, entity.entity_id
LIMIT 50;
