-- title: How much of each outlet's coverage rests on a single origin
-- why: An outlet whose stories nobody else reports independently deserves a second look before it is quoted.
WITH outlet_story AS (
    SELECT DISTINCT article.outlet_id, article.story_id FROM article
),
final AS (
    SELECT
        outlet.name AS outlet,
        outlet.owner,
        count(*) AS n_stories,
        count(*) FILTER (WHERE story.n_origins = 1) AS n_single_origin,
        round(100.0 * count(*) FILTER (WHERE story.n_origins = 1) / count(*), 1) AS single_origin_percent
    FROM outlet_story
    INNER JOIN outlet USING (outlet_id)
    INNER JOIN story USING (story_id)
    GROUP BY outlet_id, outlet.name, outlet.owner
    HAVING count(*) >= 3
)
FROM final
ORDER BY n_stories DESC, single_origin_percent DESC, outlet
LIMIT 50;
