-- Earlier and later stories of the same thread, and what each shares with this one.
SELECT timeline.position, timeline.other_story_id, timeline.relation, timeline.reason, timeline.similarity,
       timeline.published_at, min_by(article.date_precision, (article.published_at, article.article_id)) AS date_precision,
       story.headline, story.n_origins, story.owners_known, story.impact
FROM timeline
JOIN story ON story.story_id = timeline.other_story_id
JOIN article ON article.story_id = timeline.other_story_id
WHERE timeline.story_id = $story
GROUP BY ALL
ORDER BY timeline.position
