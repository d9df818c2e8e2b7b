-- The day stands in the join so that the row groups of other days are skipped.
DELETE FROM fact USING replaced
WHERE fact.day = replaced.day AND fact.beat_id = replaced.beat_id AND fact.story_id = replaced.story_id
