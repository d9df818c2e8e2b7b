-- How many stories of the beat each period holds, how far it can be believed, and what the open one will probably hold.
SELECT period.period_start, period.period_end, period.n_stories, period.state, period.reason,
       nowcast.age_days, nowcast.completeness, nowcast.nowcast, nowcast.low, nowcast.high, nowcast.n_past, nowcast.note
FROM period
LEFT JOIN nowcast ON nowcast.beat_id = period.beat_id AND nowcast.frequency = period.frequency
  AND nowcast.period_start = period.period_start AND nowcast.topic_id IS NULL AND period.gate = 'all'
WHERE period.beat_id = $beat AND period.frequency = $frequency AND period.gate = $gate
ORDER BY period.period_start
