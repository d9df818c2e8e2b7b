-- How a topic's stories are told: discounted mean sentiment with its 90 % interval, and stories in each of five tiers.
SELECT period_start, tone, low, high, tone_raw, tone_adjusted, n_stories, n_effective, n_very_bearish, n_bearish,
       n_neutral, n_bullish, n_very_bullish, state
FROM tone
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND topic_id = $topic
ORDER BY period_start
