-- Why two articles of the story count as one voice.
SELECT article_a, article_b, kind, evidence, similarity
FROM origin_edge
WHERE story_id = $story
ORDER BY article_b, kind, article_a
