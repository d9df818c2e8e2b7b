-- How much of the coverage of either topic goes to the first; one row a period, with a half-life of choice (in periods).
SELECT pair.period_start, pair.share_a, pair.low, pair.high, pair.share_raw, pair.p_a_leads,
       pair.n_a, pair.n_b, pair.n_both, pair.n_either, pair.n_effective, pair.state, period.reason
FROM pair_share_variant AS pair
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
WHERE pair.beat_id = $beat AND pair.frequency = $frequency AND pair.gate = $gate AND pair.weighting = $weighting
  AND pair.topic_a = $topic_a AND pair.topic_b = $topic_b AND pair.half_life = $half_life
ORDER BY pair.period_start
