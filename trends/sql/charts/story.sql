-- One story, with what was judged about it and its category in the beat.
SELECT story.*, story_beat.category, min_by(article.date_precision, (article.published_at, article.article_id)) AS date_precision
FROM story
JOIN story_beat USING (story_id)
JOIN article USING (story_id)
WHERE story_id = $story AND story_beat.beat_id = $beat
GROUP BY ALL
