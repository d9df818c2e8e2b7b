-- How much of the coverage of either of two topics goes to the first; one row a period, the beat's own half-life.
-- The table holds a pair once, the topic first in the alphabet as topic_a: the other order is its mirror image.
SELECT pair.period_start,
       if(pair.topic_a = $topic_a, pair.share_a, 1 - pair.share_a) AS share_a,
       if(pair.topic_a = $topic_a, pair.low, 1 - pair.high) AS low,
       if(pair.topic_a = $topic_a, pair.high, 1 - pair.low) AS high,
       if(pair.topic_a = $topic_a, share_raw, 1 - share_raw) AS share_raw,
       if(pair.topic_a = $topic_a, p_a_leads, 1 - p_a_leads) AS p_a_leads,
       if(pair.topic_a = $topic_a, pair.n_a, pair.n_b) AS n_a, if(pair.topic_a = $topic_a, pair.n_b, pair.n_a) AS n_b,
       pair.n_both, pair.n_either, pair.n_effective, pair.state, period.reason,
       nowcast.share_a AS nowcast, nowcast.low AS nowcast_low, nowcast.high AS nowcast_high, nowcast.note
FROM topic_pair_share AS pair
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
LEFT JOIN pair_nowcast AS nowcast ON nowcast.beat_id = pair.beat_id AND nowcast.frequency = pair.frequency
  AND nowcast.period_start = pair.period_start AND nowcast.topic_a = $topic_a AND nowcast.topic_b = $topic_b
  AND pair.gate = 'all' AND pair.weighting = 'story'
WHERE pair.beat_id = $beat AND pair.frequency = $frequency AND pair.gate = $gate AND pair.weighting = $weighting
  AND pair.topic_a = least($topic_a, $topic_b) AND pair.topic_b = greatest($topic_a, $topic_b)
ORDER BY pair.period_start
