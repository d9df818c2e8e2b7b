-- How consequential the stories are: discounted mean impact with its 90 % interval; a topic of NULL is the whole beat.
SELECT period_start, impact, low, high, impact_raw, n_stories, n_action, n_effective, state
FROM topic_impact
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND topic_id IS NOT DISTINCT FROM $topic
ORDER BY period_start
