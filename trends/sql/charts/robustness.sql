-- The headline pair under every reasonable choice. is_default: this row is the published result under another name.
-- counted: rows to count so that no choice counts twice (combined holds every weighting, gate and half-life).
SELECT robustness.choice, robustness.value, robustness.frequency, robustness.period_start, robustness.share_a,
       robustness.low, robustness.high, robustness.p_a_leads, robustness.n_effective, robustness.threshold,
       robustness.crossed, robustness.confirmed_at,
       CASE robustness.choice
         WHEN 'weighting' THEN robustness.value = 'story'
         WHEN 'gate' THEN robustness.value = 'all'
         WHEN 'half_life' THEN TRY_CAST(robustness.value AS DOUBLE) = crossover.half_life
         WHEN 'frequency' THEN robustness.value = beat.frequency
         WHEN 'topic_version' THEN robustness.value = 'usual'
         WHEN 'combined' THEN split_part(robustness.value, ', ', 1) = 'all' AND split_part(robustness.value, ', ', 2) = 'story'
                              AND TRY_CAST(split_part(robustness.value, ', ', 3) AS DOUBLE) = crossover.half_life
         ELSE robustness.choice = 'default'
       END AS is_default,
       robustness.choice IN ('combined', 'without_owner')
         OR (robustness.choice = 'topic_version' AND robustness.value != 'usual')
         OR (robustness.choice = 'frequency' AND robustness.value != beat.frequency) AS counted
FROM robustness
JOIN beat USING (beat_id)
JOIN crossover ON crossover.beat_id = beat.beat_id AND crossover.frequency = beat.frequency
  AND crossover.topic_a = robustness.topic_a AND crossover.topic_b = robustness.topic_b
  AND crossover.gate = 'all' AND crossover.weighting = 'story'
WHERE robustness.beat_id = $beat
ORDER BY list_position(['default', 'weighting', 'gate', 'half_life', 'frequency', 'topic_version', 'without_owner', 'combined'], choice),
         list_position(['all', 'verified', 'story', 'attention', 'impact', 'day', 'week', 'month', 'quarter', 'year', 'strict', 'usual', 'broad'],
                       split_part(value, ', ', 1)),
         list_position(['story', 'attention', 'impact'], split_part(value, ', ', 2)),
         TRY_CAST(split_part(value, ', ', -1) AS DOUBLE), value
