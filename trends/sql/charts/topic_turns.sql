-- Where a topic's share turned, with three stories round each date: for a change point those that moved it most, for a
-- burst those of the greatest consequence. One row a story; a turn without a story has one row, its story null.
WITH turns AS (
  SELECT 'change' AS kind, period_start AS start, period_start AS "end", share_before, share_after,
         NULL::BIGINT AS n_stories, NULL::DOUBLE AS weight
  FROM change_point
  WHERE beat_id = $beat AND frequency = $frequency AND topic_id = $topic
  UNION ALL
  SELECT 'burst', start, "end", NULL, NULL, n_stories, weight
  FROM burst
  WHERE beat_id = $beat AND frequency = $frequency AND topic_id = $topic
), told AS (
  SELECT 'change' AS kind, period_start AS start, story_id, rank
  FROM change_point_story
  WHERE beat_id = $beat AND frequency = $frequency AND topic_id = $topic
  UNION ALL
  SELECT 'burst', turns.start, story.story_id,
         row_number() OVER (PARTITION BY turns.start
                            ORDER BY story.impact DESC NULLS LAST, story.n_origins DESC, story.story_id)
  FROM turns
  JOIN story_topic ON story_topic.topic_id = $topic
  JOIN story USING (story_id)
  JOIN story_beat ON story_beat.story_id = story.story_id AND story_beat.beat_id = $beat
  WHERE turns.kind = 'burst' AND story.first_published_at >= turns.start
    AND story.first_published_at < turns."end" + CASE $frequency WHEN 'day' THEN INTERVAL 1 DAY
      WHEN 'week' THEN INTERVAL 7 DAY WHEN 'month' THEN INTERVAL 1 MONTH WHEN 'quarter' THEN INTERVAL 3 MONTH
      ELSE INTERVAL 1 YEAR END
)
SELECT turns.*, told.rank, story.story_id, story.headline, story.first_published_at
FROM turns
LEFT JOIN told ON told.kind = turns.kind AND told.start = turns.start AND told.rank <= 3
LEFT JOIN story ON story.story_id = told.story_id
ORDER BY turns.start DESC, turns.kind, told.rank
