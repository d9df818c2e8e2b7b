-- The story's articles, oldest first; articles with one origin_id are one voice.
SELECT article.article_id, article.origin_id, article.near_copy_id, article.outlet_id, outlet.name AS outlet, outlet.owner,
       outlet.owner_evidence, article.title, article.summary, article.url, article.published_at, article.date_precision,
       article.known_at, article.known_basis, article.credit
FROM article
JOIN outlet USING (outlet_id)
WHERE article.story_id = $story
ORDER BY article.published_at, article.article_id
