-- How stories are told (a topic of NULL: all of the beat): discounted mean sentiment with its 90 % interval, stories by tier.
SELECT period_start, tone, low, high, tone_raw, tone_adjusted, n_stories, n_effective, n_very_bearish, n_bearish,
       n_neutral, n_bullish, n_very_bullish, state
FROM tone
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND topic_id IS NOT DISTINCT FROM $topic
ORDER BY period_start
