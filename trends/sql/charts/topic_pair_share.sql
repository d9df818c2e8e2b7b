-- How much of the coverage of either of two topics goes to the first; one row a period, the beat's own half-life.
-- The table holds a pair once, the topic first in the alphabet as topic_a: the other order is its mirror image.
SELECT pair.period_start,
       if(topic_a = $topic_a, share_a, 1 - share_a) AS share_a,
       if(topic_a = $topic_a, low, 1 - high) AS low,
       if(topic_a = $topic_a, high, 1 - low) AS high,
       if(topic_a = $topic_a, share_raw, 1 - share_raw) AS share_raw,
       if(topic_a = $topic_a, p_a_leads, 1 - p_a_leads) AS p_a_leads,
       if(topic_a = $topic_a, n_a, n_b) AS n_a, if(topic_a = $topic_a, n_b, n_a) AS n_b,
       pair.n_both, pair.n_either, pair.n_effective, pair.state, period.reason
FROM topic_pair_share AS pair
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
WHERE pair.beat_id = $beat AND pair.frequency = $frequency AND pair.gate = $gate AND pair.weighting = $weighting
  AND pair.topic_a = least($topic_a, $topic_b) AND pair.topic_b = greatest($topic_a, $topic_b)
ORDER BY pair.period_start
