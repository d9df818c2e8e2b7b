-- All topics of the beat in one period, for every gate and weighting: share and momentum.
SELECT share.gate, share.weighting, share.topic_id, share.share, share.low, share.high, share.n_effective, share.state,
       momentum.momentum, momentum.direction, momentum.q, momentum.rising_since
FROM topic_share AS share
LEFT JOIN topic_momentum AS momentum USING (beat_id, frequency, period_start, topic_id, gate, weighting)
WHERE share.beat_id = $beat AND share.frequency = $frequency AND share.period_start = $period
ORDER BY share.gate, share.weighting, share.topic_id
