-- The revenue that the story's financial part is divided by: of the party that its reasons name, the newest fiscal year
-- that had ended 60 days before an article was published, else the oldest one.
WITH party AS (
    SELECT story.story_id, entity.entity_id, entity.name, entity.annual_revenue_usd, entity.revenue_source
    FROM story
    JOIN entity ON contains(story.impact_rationale, ' of ' || entity.name || '''s annual revenue')
                OR contains(story.impact_rationale, ' of ' || entity.name || ''' annual revenue')
                OR contains(story.impact_rationale, ' times ' || entity.name || '''s annual revenue')
                OR contains(story.impact_rationale, ' times ' || entity.name || ''' annual revenue')
    WHERE story.story_id = $story
),
chosen AS (
    SELECT party.*, fiscal.ended, fiscal.revenue_usd, fiscal.source, article.published_at
    FROM party
    JOIN article USING (story_id)
    LEFT JOIN entity_revenue AS fiscal USING (entity_id)
    QUALIFY row_number() OVER (
        PARTITION BY party.entity_id, article.article_id
        ORDER BY fiscal.ended <= article.published_at - INTERVAL 60 DAY DESC,
                 abs(date_diff('day', fiscal.ended, article.published_at - INTERVAL 60 DAY))
    ) = 1
)
SELECT entity_id, name, ended, coalesce(revenue_usd, annual_revenue_usd) AS revenue_usd,
       coalesce(source, revenue_source) AS source, min(published_at) AS first_article
FROM chosen
WHERE coalesce(revenue_usd, annual_revenue_usd) IS NOT NULL
GROUP BY ALL
ORDER BY entity_id, ended
