-- What the shares did at the beat's dated events, surest first; low and high: where 90 % of all other dates lie. Of those
-- with a q of at most 0.10, one in ten is expected to be chance. An event of NULL is all of them.
SELECT event.event_id, event.event_date, event.label, topic.topic_id, topic.name, effect.share_before,
       effect.share_after, effect.effect, effect.low, effect.high, effect.p, effect.q, effect.n_placebos, effect."window"
FROM event_effect AS effect
JOIN event USING (beat_id, event_id)
JOIN topic USING (beat_id, topic_id)
WHERE effect.beat_id = $beat AND effect.frequency = $frequency AND effect.effect IS NOT NULL
  AND ($event IS NULL OR event.event_id = $event)
ORDER BY effect.q NULLS LAST, effect.p NULLS LAST, abs(effect.effect) DESC, event.event_date, event.event_id,
         topic.topic_id
