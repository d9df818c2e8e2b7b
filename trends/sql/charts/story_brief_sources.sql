-- The articles that one publisher's brief rests on, and which story of ours holds each of them.
SELECT named.source_no, named.outlet, named.title, named.url, named.article_id, named.story_id, story.headline
FROM story_brief_source AS named
LEFT JOIN story USING (story_id)
WHERE named.publisher = $publisher AND named.brief_id = $brief
ORDER BY named.source_no
