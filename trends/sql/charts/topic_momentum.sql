-- Is the topic gaining on its own recent past? Difference of log-odds, recent against slow; null unless the period is complete.
SELECT period_start, momentum, se, z, p_rising, q, direction, rising_since, state
FROM topic_momentum
WHERE beat_id = $beat AND frequency = $frequency AND gate = $gate AND weighting = $weighting AND topic_id = $topic
ORDER BY period_start
