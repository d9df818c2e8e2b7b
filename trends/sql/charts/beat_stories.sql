-- The stories of a beat in order of first publication: what they count for in any cut, and how well they are sourced.
SELECT story.story_id, story.headline, story.first_published_at, story.n_origins, story.owners_known, story.impact,
       story.verified, story.sentiment_tier
FROM story
JOIN story_beat USING (story_id)
WHERE story_beat.beat_id = $beat
ORDER BY story.first_published_at, story.story_id
