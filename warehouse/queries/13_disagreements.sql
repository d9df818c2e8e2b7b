-- title: Figures on which the sources of a story differ
-- why: Both figures with their outlets and dates, side by side and never averaged; check these before you quote one.
SELECT
    story.story_id,
    story.headline,
    said.what,
    said.figure.value AS figure,
    said.unit,
    article.outlet_id AS outlet,
    article.published_at::DATE AS published
FROM (
    SELECT
        story_id,
        conflict_no,
        what,
        unit,
        unnest("values") AS figure,
        generate_subscripts("values", 1) AS place
    FROM story_conflict
) AS said
INNER JOIN story USING (story_id)
INNER JOIN article ON article.article_id = said.figure.article_id
ORDER BY story.first_published_at DESC, story.story_id, said.conflict_no, said.place;
