-- How much of the beat's coverage is about one topic; one row a period, with a half-life of choice (in periods).
SELECT topic.period_start, topic.share, topic.low, topic.high, topic.share_raw,
       topic.n_stories, topic.count, topic.total, topic.n_effective, topic.state, period.reason,
       nowcast.share AS nowcast, nowcast.share_low AS nowcast_low, nowcast.share_high AS nowcast_high,
       nowcast.nowcast AS stories, nowcast.low AS stories_low, nowcast.high AS stories_high, nowcast.note
FROM topic_share_variant AS topic
LEFT JOIN period USING (beat_id, frequency, period_start, gate)
LEFT JOIN nowcast ON nowcast.beat_id = topic.beat_id AND nowcast.frequency = topic.frequency
  AND nowcast.period_start = topic.period_start AND nowcast.topic_id = topic.topic_id AND topic.gate = 'all'
  AND topic.weighting = 'story'
WHERE topic.beat_id = $beat AND topic.frequency = $frequency AND topic.gate = $gate AND topic.weighting = $weighting
  AND topic.topic_id = $topic AND topic.half_life = $half_life
ORDER BY topic.period_start
