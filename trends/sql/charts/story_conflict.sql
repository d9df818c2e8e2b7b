-- Figures on which the story's sources differ, each with its source; none is averaged away.
WITH said AS (
    SELECT conflict_no, what, unit, generate_subscripts("values", 1) AS place, unnest("values") AS figure
    FROM story_conflict
    WHERE story_id = $story
)
SELECT conflict_no, what, unit, place, figure.value AS value, article_id, article.outlet_id, article.published_at,
       article.date_precision, article.origin_id, figure."start" AS "start", figure."end" AS "end"
FROM said
LEFT JOIN article ON article.article_id = figure.article_id
ORDER BY conflict_no, place
