-- Stories of a beat known to their month alone that stand after the end of coverage, which is in the same month.
SELECT story.story_id
FROM story
JOIN story_beat ON story_beat.story_id = story.story_id AND story_beat.beat_id = $beat
JOIN beat ON beat.beat_id = $beat
WHERE story.first_published_at::DATE > beat.covered_through
  AND date_trunc('month', story.first_published_at) = date_trunc('month', beat.covered_through)
  AND (story.story_id, story.first_published_at) IN
      (SELECT (story_id, published_at) FROM article WHERE date_precision = 'month')
ORDER BY story.story_id
