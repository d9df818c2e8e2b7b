-- Who the entity is, and how many of the beat's stories name it.
SELECT entity.entity_id, entity.name, entity.kind, entity.ticker, entity.aliases, entity.annual_revenue_usd,
       entity.revenue_year, entity.revenue_source, count(story.story_id) AS n_stories,
       count(*) FILTER (story.verified) AS n_verified, min(story.first_published_at)::DATE AS first_day,
       min_by(story.date_precision, (story.first_published_at, story.story_id)) AS first_precision,
       max(story.first_published_at)::DATE AS last_day,
       max_by(story.date_precision, (story.first_published_at, story.story_id)) AS last_precision
FROM entity
LEFT JOIN (
    SELECT story_entity.entity_id, story.*, min_by(article.date_precision, (article.published_at, article.article_id))
           AS date_precision
    FROM story_entity
    JOIN story USING (story_id)
    JOIN story_beat USING (story_id)
    JOIN article USING (story_id)
    WHERE story_beat.beat_id = $beat AND (story.verified OR $gate = 'all')
    GROUP BY ALL
) AS story USING (entity_id)
WHERE entity.entity_id = $entity
GROUP BY ALL
