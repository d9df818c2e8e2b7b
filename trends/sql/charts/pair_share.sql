-- How much of the coverage of either topic goes to the first; one row a period, the beat's own half-life.
SELECT pair.period_start, pair.share_a, pair.low, pair.high, pair.share_raw, pair.p_a_leads,
       pair.n_a, pair.n_b, pair.n_both, pair.n_either, pair.n_effective, pair.state, period.reason,
       nowcast.share_a AS nowcast, nowcast.low AS nowcast_low, nowcast.high AS nowcast_high, nowcast.note
FROM pair_share AS pair
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
LEFT JOIN pair_nowcast AS nowcast ON nowcast.beat_id = pair.beat_id AND nowcast.frequency = pair.frequency
  AND nowcast.period_start = pair.period_start AND nowcast.topic_a = $topic_a AND nowcast.topic_b = $topic_b
  AND pair.gate = 'all' AND pair.weighting = 'story'
WHERE pair.beat_id = $beat AND pair.frequency = $frequency AND pair.gate = $gate AND pair.weighting = $weighting
  AND pair.topic_a = $topic_a AND pair.topic_b = $topic_b
ORDER BY pair.period_start
