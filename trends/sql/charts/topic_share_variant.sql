-- How much of the beat's coverage is about one topic; one row a period, with a half-life of choice (in periods).
SELECT topic.period_start, topic.share, topic.low, topic.high, topic.share_raw,
       topic.n_stories, topic.count, topic.total, topic.n_effective, topic.state, period.reason
FROM topic_share_variant AS topic
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
WHERE topic.beat_id = $beat AND topic.frequency = $frequency AND topic.gate = $gate AND topic.weighting = $weighting
  AND topic.topic_id = $topic AND topic.half_life = $half_life
ORDER BY topic.period_start
