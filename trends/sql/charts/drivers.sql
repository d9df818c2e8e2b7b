-- Which stories moved the share in one period, in shares (1 = 100 %); the rows add up to the change since the period before.
-- The row without a member is all stories of the period about something else, together.
SELECT driver.contribution, CASE WHEN driver.story_id IS NULL THEN NULL ELSE 1 END::BIGINT AS n_stories,
       driver.baseline_start, driver.story_id AS member, story.headline AS name, NULL::VARCHAR AS ticker,
       story.first_published_at, story.n_origins, story.owners_known, story.impact
FROM driver
LEFT JOIN story USING (story_id)
WHERE driver.beat_id = $beat AND driver.frequency = $frequency AND driver.gate = $gate AND driver.weighting = $weighting
  AND driver.topic_id = $topic AND driver.period_start = $period
ORDER BY abs(driver.contribution) DESC, driver.story_id
