-- The same story in sibling beats.
SELECT story_link.other_beat_id, beat.name, story_link.other_category
FROM story_link
JOIN beat ON beat.beat_id = story_link.other_beat_id
WHERE story_link.story_id = $story AND story_link.beat_id = $beat
ORDER BY story_link.other_beat_id
