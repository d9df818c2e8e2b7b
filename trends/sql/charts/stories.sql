-- Stories of the beat that pass the filters, from first_day to before last_day.
-- A word of the search must begin a word of the headlines and texts of the story's articles.
WITH told AS (
  SELECT story_id,
         ' ' || lower(regexp_replace(string_agg(title || ' ' || coalesce(summary, ''), ' '), '[^\pL\pN]+', ' ', 'g')) AS words,
         min_by(date_precision, (published_at, article_id)) AS date_precision
  FROM article
  GROUP BY story_id
),
about AS (
  SELECT story_id, string_agg(topic.name, ', ' ORDER BY weight DESC, topic_id) AS topics
  FROM story_topic
  JOIN topic USING (topic_id)
  WHERE topic.beat_id = $beat
  GROUP BY story_id
)
SELECT story.story_id, story.headline, story.first_published_at, told.date_precision, story_beat.category,
       story.sentiment_tier, story.sentiment_score, story.impact, story.n_articles, story.n_outlets, story.n_origins,
       story.owners_known, story.verified, about.topics, count(*) OVER () AS n_matching
FROM story
JOIN story_beat USING (story_id)
JOIN told USING (story_id)
LEFT JOIN about USING (story_id)
WHERE story_beat.beat_id = $beat
  AND ($topic IS NULL OR story_id IN (SELECT story_id FROM story_topic WHERE topic_id = $topic))
  AND ($entity IS NULL OR story_id IN (SELECT story_id FROM story_entity WHERE entity_id = $entity))
  AND ($verified IS NULL OR story.verified = ($verified = 'yes'))
  AND ($least_impact IS NULL OR story.impact >= $least_impact)
  AND ($tier IS NULL OR story.sentiment_tier = $tier)
  AND ($first_day IS NULL OR story.first_published_at >= $first_day)
  AND ($last_day IS NULL OR story.first_published_at < $last_day)
  AND ($search IS NULL OR list_bool_and([contains(told.words, ' ' || word) FOR word IN string_split($search, ' ')]))
ORDER BY CASE $order WHEN 'impact' THEN story.impact WHEN 'origins' THEN story.n_origins
                     WHEN 'bullish' THEN story.sentiment_score WHEN 'bearish' THEN -story.sentiment_score
                     WHEN 'oldest' THEN -epoch(story.first_published_at) END DESC NULLS LAST,
         story.first_published_at DESC, story_id
LIMIT $limit
