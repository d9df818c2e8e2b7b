-- The stories of the beat from first_day to before last_day (with another topic: those about either), with their weight in
-- the topics; one row for each outlet of a story or each entity it names, one without a member where there is none.
WITH told AS (
  SELECT story.story_id, story.first_published_at, story.impact, story.verified,
         sum(story_topic.weight) FILTER (story_topic.topic_id = $topic) AS weight,
         sum(story_topic.weight) FILTER (story_topic.topic_id = $other) AS other_weight
  FROM story
  JOIN story_beat USING (story_id)
  LEFT JOIN story_topic ON story_topic.story_id = story.story_id AND story_topic.topic_id IN ($topic, $other)
  WHERE story_beat.beat_id = $beat AND ($other IS NULL OR story_topic.topic_id IS NOT NULL)
    AND story.first_published_at >= $first_day AND story.first_published_at < $last_day
  GROUP BY ALL
), member AS (
  SELECT DISTINCT story_id, outlet_id AS member FROM article WHERE $by = 'outlet'
  UNION ALL
  SELECT DISTINCT story_id, entity_id FROM story_entity WHERE $by = 'entity'
)
SELECT told.*, member.member
FROM told
LEFT JOIN member USING (story_id)
ORDER BY told.story_id, member.member
