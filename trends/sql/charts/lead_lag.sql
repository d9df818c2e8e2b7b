-- Which series tends to move before which, surest first: an order in time, never a cause. A positive lag: the first moves
-- first. q: false finds expected among the pairs of this kind called at this level.
SELECT lead.topic_id, lead.series_a, lead.series_b,
       coalesce(topic_a.name, beat_a.name, lead.series_a) AS name_a,
       coalesce(topic_b.name, beat_b.name, lead.series_b) AS name_b, about.name AS topic, lead.lag, lead.correlation, lead.low,
       lead.high, lead.p, lead.q, lead.n_periods, lead.note
FROM lead_lag AS lead
LEFT JOIN topic AS topic_a ON $kind = 'topic' AND topic_a.beat_id = lead.beat_id AND topic_a.topic_id = lead.series_a
LEFT JOIN topic AS topic_b ON $kind = 'topic' AND topic_b.beat_id = lead.beat_id AND topic_b.topic_id = lead.series_b
LEFT JOIN beat AS beat_a ON $kind = 'beat' AND beat_a.beat_id = lead.series_a
LEFT JOIN beat AS beat_b ON $kind = 'beat' AND beat_b.beat_id = lead.series_b
LEFT JOIN topic AS about ON about.beat_id = lead.beat_id AND about.topic_id = lead.topic_id
WHERE lead.beat_id = $beat AND lead.frequency = $frequency AND lead.kind = $kind
ORDER BY lead.q NULLS LAST, lead.p NULLS LAST, abs(lead.correlation) DESC NULLS LAST, lead.series_a, lead.series_b
